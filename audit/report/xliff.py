"""audit.xlf: the findings in the format of translation tools.

Where the audited file is XLIFF itself, it is that file with a note for every finding beside its unit, so that it opens
in the tool it came from; everything else in it stays as it was. Notes of an earlier audit are taken out. Any other
document becomes XLIFF 2.1 (OASIS 2018): a unit for each segment, its findings as notes, and as Localization Quality
Issues of ITS 2.0 (W3C 2013) on their spans. Spans may overlap, so each opens with <sm> and closes with <em>.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from lxml import etree

from audit import __version__
from audit.errors import AuditError
from audit.finding import PENALTY, Finding, Severity
from audit.formats.exchange import units
from audit.formats.xml import XML_SPACE, local
from audit.report import Standing
from audit.report.text import TOOL, ordered, remark, source_language, xml_text
from audit.result import Audit, SegmentResult

CORE, ITS = "urn:oasis:names:tc:xliff:document:2.0", "http://www.w3.org/2005/11/its"
PRIORITY = {Severity.CRITICAL: "1", Severity.MAJOR: "3", Severity.MINOR: "5"}  # of a note: 1 is the highest of ten
WORST = max(PENALTY.values())
READ_BACK = "No source was given: what stands as source is the back-translation."
# What stands before the notes of a unit in XLIFF 1.2, and after them in 2.x.
BEFORE, AFTER = frozenset({"source", "seg-source", "target"}), frozenset({"originalData", "segment", "ignorable"})
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TOKEN = re.compile(r"[\w.:-]+", re.ASCII)


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file in UTF-8; it knows no date and no machine. Raises AuditError where a XLIFF file cannot be written
    to after it was read."""
    if standing.lines and standing.path.lower().endswith((".xlf", ".xliff")):
        root = _parsed("\n".join(standing.lines), standing.path)
        found = [unit.beside for unit in units(root) if unit.meant]
        if len(found) == len(audit.segments):  # else they were aligned anew, with another source
            _annotate(root, found, audit, standing)
            return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")) + b"\n"
    return _written(audit, standing)


def _parsed(text: str, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(_DECLARATION.sub("", text, count=1).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise AuditError(f"{path}: findings cannot be written into it ({error}); ask for another format") from None


def _annotate(root: etree._Element, beside: list[etree._Element], audit: Audit, standing: Standing) -> None:
    """Put notes beside the units of the segments, in place of those of an earlier audit; beside: the unit of each
    segment, the same one for all segments that it is cut into."""
    for note in [element for element in root.iter() if local(element) == "note" and _ours(element)]:
        _taken_out(note)
    for unit, result in zip(beside, audit.segments, strict=True):
        for finding in standing.told(result):
            if local(unit) == "trans-unit":
                said = {"from": TOOL, "annotates": finding.side, "priority": PRIORITY[finding.severity]}
                _after_content(unit, _note(unit, finding, said))
            else:
                _notes_of(unit).append(_note(unit, finding, _said(finding)))


def _ours(note: etree._Element) -> bool:
    """Whether an audit wrote the note."""
    return TOOL in (note.get("from"), note.get("category", "").partition(":")[0])


def _taken_out(note: etree._Element) -> None:
    """Remove a note, and its list where it was the last one in it."""
    above = note.getparent()
    above.remove(note)
    if local(above) == "notes" and len(above) == 0:
        above.getparent().remove(above)


def _note(unit: etree._Element, finding: Finding, said: dict[str, str]) -> etree._Element:
    note = etree.Element(_like(unit, "note"), said)
    note.text = xml_text(remark(finding, quoted=True))
    return note


def _like(unit: etree._Element, name: str) -> str:
    """The name of an element in the unit's namespace."""
    return f"{unit.tag[: unit.tag.rfind('}') + 1]}{name}"


def _said(finding: Finding) -> dict[str, str]:
    """What a note of XLIFF 2 says of the finding besides its text."""
    side, priority = finding.side, PRIORITY[finding.severity]
    return {"category": f"{TOOL}:{finding.category}", "appliesTo": side, "priority": priority}


def _after_content(unit: etree._Element, note: etree._Element) -> None:
    """Put the note of a trans-unit where XLIFF 1.2 wants it: behind source and target, and behind other notes there."""
    place = 1 + max((k for k, child in enumerate(unit) if local(child) in BEFORE), default=-1)
    while place < len(unit) and local(unit[place]) == "note":
        place += 1
    unit.insert(place, note)


def _notes_of(unit: etree._Element) -> etree._Element:
    """The list of notes of a unit of XLIFF 2, a new one where it has none."""
    for child in unit:
        if local(child) == "notes":
            return child
    notes = etree.Element(_like(unit, "notes"))
    unit.insert(next((k for k, child in enumerate(unit) if local(child) in AFTER), len(unit)), notes)
    return notes


def _written(audit: Audit, standing: Standing) -> bytes:
    """A new file of XLIFF 2.1."""
    ElementTree.register_namespace("", CORE)
    ElementTree.register_namespace("its", ITS)
    said = {"version": "2.1", "srcLang": source_language(audit) or "und", "trgLang": audit.language}
    root = ElementTree.Element(f"{{{CORE}}}xliff", said | {f"{{{ITS}}}version": "2.0"})
    file = _child(root, "file", {"id": "f1", "original": xml_text(standing.path or audit.name)})
    notes = _child(file, "notes")
    for text in (f"{TOOL} {__version__}, {audit.signature}", *([] if audit.source_given else [READ_BACK])):
        _child(notes, "note", {"category": TOOL}).text = xml_text(text)
    taken = {result.segment.id for result in audit.segments}
    segments = [
        _unit(file, result, _name(result.segment.id, number, taken), standing)
        for number, result in enumerate(audit.segments, 1)
    ]
    ElementTree.indent(root, " ")  # before there is text, whose spaces are the text's own
    for segment, result in zip(segments, audit.segments, strict=True):
        _sides(segment, result, standing)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + ElementTree.tostring(root, encoding="unicode").encode("utf-8") + b"\n"


def _name(given: str, number: int, taken: Iterable[str]) -> str:
    """An id for the unit: the segment's own where XML takes it."""
    name = given if _TOKEN.fullmatch(given) else f"u{number}"
    while name != given and name in taken:
        name += "_"
    return name


def _unit(file: ElementTree.Element, result: SegmentResult, name: str, standing: Standing) -> ElementTree.Element:
    """Put a unit with its notes into the file; its segment, where the text belongs."""
    unit = _child(file, "unit", {"id": name, "name": xml_text(result.segment.id)})
    told = standing.told(result)
    notes = _child(unit, "notes") if told else unit
    for finding in told:
        _child(notes, "note", _said(finding)).text = xml_text(remark(finding, quoted=True))
    segment = _child(unit, "segment", {"state": "translated" if result.segment.text else "initial"})
    for side in ("source", "target") if result.segment.text else ("source",):
        _child(segment, side, {XML_SPACE: "preserve"})
    return segment


def _sides(segment: ElementTree.Element, result: SegmentResult, standing: Standing) -> None:
    """Fill in source and target."""
    texts = {"source": result.back_translation if result.source is None else result.source}
    number = 1
    for content in segment:
        side = local(content)
        text = texts.get(side, result.segment.text)
        marked = [f for f in ordered(result.findings) if f.side == side and text[f.start : f.end] == f.text]
        _fill(content, text, marked, number, standing)
        number += len(marked)


def _fill(content: ElementTree.Element, text: str, findings: list[Finding], number: int, standing: Standing) -> None:
    """The text with each finding between two marks, which are numbered from `number`."""
    marks: list[tuple[int, int, int, ElementTree.Element]] = []
    for k, finding in enumerate(findings):
        name = f"m{number + k}"
        opening = ElementTree.Element(f"{{{CORE}}}sm", {"id": name, "type": "its:generic"} | _issue(finding, standing))
        closing = ElementTree.Element(f"{{{CORE}}}em", {"startRef": name})
        # What ends here comes before what begins here; an empty span begins before it ends.
        marks += [(finding.start, 1, k, opening), (finding.end, 0 if finding.end > finding.start else 2, k, closing)]
    at, last = 0, None
    for place, _, _, mark in sorted(marks, key=lambda one: one[:3]):
        last = _say(content, last, text[at:place])
        content.append(mark)
        at, last = place, mark
    _say(content, last, text[at:])


def _say(content: ElementTree.Element, last: ElementTree.Element | None, text: str) -> ElementTree.Element | None:
    """Put text behind the last mark, or at the beginning."""
    if last is None:
        content.text = xml_text(text)
    else:
        last.tail = xml_text(text)
    return last


def _issue(finding: Finding, standing: Standing) -> dict[str, str]:
    """The finding as ITS 2.0 has it; its severity, 0-100, goes with the penalty points."""
    said = {
        "locQualityIssueType": finding.category.value,
        "locQualityIssueSeverity": f"{100 * PENALTY[finding.severity] / WORST:g}",
        "locQualityIssueComment": xml_text(remark(finding, quoted=True)),
    }
    if standing.ignored(finding) is not None:
        said["locQualityIssueEnabled"] = "no"
    return {f"{{{ITS}}}{name}": value for name, value in said.items()}


def _child(parent: ElementTree.Element, name: str, said: dict[str, str] | None = None) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{CORE}}}{name}", said or {})
