"""audit.docx: the findings as comments in Word, where many a translator works.

Where the audited file is a Word document itself, it is that document with a comment on the words of each finding; what
stands in it stays as it was, and comments of an earlier audit are taken out, but for those that people replied to: they
stay with their replies, and what they tell is not told anew. Any other document becomes a Word document, by paragraphs,
or where sources were given as a table that has them beside. The author of a comment tells its severity, so that Word
can show some and hide others.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby, islice

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu
from docx.table import _Cell
from lxml.etree import XMLSyntaxError, _Element

from audit.document import Kind, Piece, Segment
from audit.errors import AuditError
from audit.finding import Finding
from audit.formats import package
from audit.formats.common import clean
from audit.formats.word import joined, paragraphs, parts, runs
from audit.formats.xml import local
from audit.report import Standing
from audit.report.places import Region, located
from audit.report.text import TOOL, aligned, percent, plural, remark, score, subtitle, xml_text
from audit.result import Audit, SegmentResult

INITIALS = "MT"
STYLES = {Kind.HEADING: "Heading 2", Kind.CAPTION: "Caption", Kind.ITEM: "List Bullet"}
SPELLING = {"de": "de-DE", "en": "en-GB"}  # what Word checks it by
NOTES = "footnote", "endnote"
# What is said of files that python-docx refuses, by its own words.
REFUSED = {"content type": "it has macros or is a template", "no relationship of type": "it is strict Open XML"}
NAME, LONG_NAME = 0.1, 0.2  # share of the page that the ids take, and where they have more than SHORT characters
SHORT = 8

# What marks may stand in; that of a formula, say, has to stand around all of it.
INLINE = ("p", "hyperlink", "ins", "moveTo", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo")
TAKES_MARKS = frozenset(qn(f"w:{name}") for name in INLINE)
# Where Word keeps which comment replies to which, by the ids of their last paragraphs.
THREADS = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
OWN_ID, PARENT_ID = (
    f"{{http://schemas.microsoft.com/office/word/2012/wordml}}{name}" for name in ("paraId", "paraIdParent")
)
TOLD = re.compile(r"(?m)^Id: (\S+)\s*$")  # the last line of our comments
REFERENCE = f"""<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr></w:r>"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a segment stands, or of a merged one a sentence, which is text[start:end] of it.

    paragraphs  one, or several that tracked changes have made one
    start, end  characters of the segment's text
    after       how many characters of the paragraphs stand before it; None where it does not stand there as it is
    instead     what comments have to be put on where the paragraphs take none (a note's mark, a text box)
    """

    paragraphs: Sequence[_Element]
    start: int
    end: int
    after: int | None
    instead: _Element | None = None


# By segment and side ("target", "source").
Places = dict[tuple[str, str], list[Place]]


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file; it knows no date and no machine. Raises AuditError where a Word document cannot be written to."""
    word = opened(standing.document, standing.path) if standing.document else Document()
    told = Counter(_take_out(word))
    places = _found(word, audit, standing) if standing.document else _written(word, audit)
    # What stands before a sentence that was left out, or after it where nothing does before.
    beside = next((result for result in audit.segments if (result.segment.id, "target") in places), None)
    for result in audit.segments:
        beside = result if (result.segment.id, "target") in places else beside
        for finding in standing.told(result):
            if told[finding.id]:
                told[finding.id] -= 1
                continue
            _comment(word, places, result, finding, beside)
    return _packed(word)


def opened(data: bytes, path: str) -> WordDocument:
    """A Word document of this path, to be written to. Raises AuditError where it takes no comments."""
    with package.opened(data, path, program="Word", suffix=".docx") as unpacked:
        package.check_sizes(unpacked, path)
        try:
            return Document(io.BytesIO(data))
        except (KeyError, ValueError, XMLSyntaxError) as error:
            said = clean(str(error)).strip("\"'")
            reason = next((plain for words, plain in REFUSED.items() if words in said), said)
            raise AuditError(f"{path}: takes no comments ({reason}); save it as a plain .docx") from None


def _take_out(word: WordDocument) -> list[str]:
    """Remove the comments of an earlier audit that nobody replied to. Returns the ids of the findings that the others
    tell."""
    every = {one._element.get(qn("w:id")): one._element for one in word.comments}
    ours = {own: one for own, one in every.items() if one.get(qn("w:author"), "").startswith(TOOL)}
    answered = _answered(word, every, set(ours))
    told = [
        name for one in word.comments if one._element.get(qn("w:id")) in answered for name in TOLD.findall(one.text)
    ]
    ours = {own: one for own, one in ours.items() if own not in answered}
    for one in ours.values():
        _remove(one)
    names = {qn(f"w:comment{part}") for part in ("RangeStart", "RangeEnd", "Reference")}
    for mark in [one for one in word.element.iter(*names) if one.get(qn("w:id")) in ours]:
        run = mark.getparent()
        _remove(mark)
        if run.tag == qn("w:r") and all(one.tag == qn("w:rPr") for one in run):  # else other programs put text there
            _remove(run)
    return told


def _answered(word: WordDocument, every: Mapping[str, _Element], ours: Collection[str]) -> set[str]:
    """Which of our comments have a reply that is not ours. every: the comments by their ids."""
    by_paragraph = {_last_paragraph(one): own for own, one in every.items()}
    found = set[str]()
    for part in [one.target_part for one in word.part.rels.values() if one.reltype == THREADS and not one.is_external]:
        try:
            threads = parse_xml(part.blob)
        except XMLSyntaxError:  # Word mends it by leaving it out
            continue
        for thread in threads.iterchildren("{*}commentEx"):
            own = by_paragraph.get(thread.get(OWN_ID, "-").upper())
            parent = by_paragraph.get(thread.get(PARENT_ID, "-").upper())
            if own is not None and parent is not None and parent in ours and own not in ours:
                found.add(parent)
    return found


def _last_paragraph(comment: _Element) -> str:
    """The id of a comment's last paragraph; "" where it has none."""
    return next((one.get(PARAGRAPH_ID, "").upper() for one in reversed(comment.findall(qn("w:p")))), "")


def _remove(element: _Element) -> None:
    element.getparent().remove(element)


def _found(word: WordDocument, audit: Audit, standing: Standing) -> Places:
    """Where the segments stand in the document that was audited."""
    listed = list(_paragraphs(word, standing))
    places: Places = {}
    taken: dict[int, int] = {}  # by line the characters that the segments so far take: a sentence may stand there twice
    for segment in (result.segment for result in audit.segments):
        for piece in _pieces(segment):
            if piece.line > len(listed) or (first := listed[piece.line - 1]) is None:
                continue
            own = _as_one(islice(listed, piece.line - 1, None))
            region = _region(own, segment.text[piece.start : piece.end], taken.get(piece.line, 0))
            if region is not None:
                taken[piece.line] = region.end_column - 1
            after = None if region is None else region.column - 1
            place = Place(own, piece.start, piece.end, after, first[1])
            places.setdefault((segment.id, "target"), []).append(place)
    return places


def _region(own: Sequence[_Element], text: str, taken: int) -> Region | None:
    """Where a text stands in what paragraphs print: behind what is taken, or (sentences that were moved come out of
    turn) in its only place."""
    lines, text = [_all_printed(own)], xml_text(text)
    return located(lines, 1, text, 0, len(text), after=taken) or located(lines, 1, text, 0, len(text))


def _pieces(segment: Segment) -> Sequence[Piece]:
    """The sentences that a segment was made of; none where it was left out."""
    if segment.pairing is not None:
        return segment.pairing.target
    return [Piece(segment.id, segment.line, 0, len(segment.text))] if segment.text else []


def _as_one(listed: Iterable[tuple[_Element, _Element | None] | None]) -> list[_Element]:
    """The first of these paragraphs with those that tracked changes have joined to it."""
    own: list[_Element] = []
    for paragraph in (one[0] for one in listed if one is not None):
        own.append(paragraph)
        if not joined(paragraph):
            break
    return own


def _paragraphs(word: WordDocument, standing: Standing) -> Iterator[tuple[_Element, _Element | None] | None]:
    """The paragraphs as the reader counts them. Word takes no comments in notes and text boxes, so theirs go to what
    the note or box hangs on, which is told beside the paragraph; None for a note that hangs nowhere."""
    own: list[_Element] = [paragraph for paragraph, _ in paragraphs(word.element)]
    for paragraph in own:
        boxes = list(paragraph.iterancestors(qn("w:txbxContent")))
        yield paragraph, boxes[-1] if boxes else None
    hung = {
        (kind, mark.get(qn("w:id"))): mark for kind in NOTES for mark in word.element.iter(qn(f"w:{kind}Reference"))
    }
    for root in parts(standing.document, standing.path)[1][1:]:
        for note in root:
            at = hung.get((local(note), note.get(qn("w:id"))))
            for paragraph, _ in paragraphs(note):
                yield None if at is None else (paragraph, at)


def _written(word: WordDocument, audit: Audit) -> Places:
    """Fill a new document, and say where the segments stand in it."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), SPELLING.get(audit.language, audit.language))
    word.styles["Normal"].element.get_or_add_rPr().append(language)
    word.core_properties.title, word.core_properties.author = xml_text(audit.name), TOOL
    word.add_heading(xml_text(audit.name), 1)
    for line in (subtitle(audit), _figures(audit)):
        word.add_paragraph(xml_text(line))
    return _as_table(word, audit) if audit.source_given else _as_text(word, audit)


def _as_table(word: WordDocument, audit: Audit) -> Places:
    places: Places = {}
    table = word.add_table(rows=0, cols=3, style="Table Grid")
    page = word.sections[0]
    width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    names = LONG_NAME if max(len(result.segment.id) for result in audit.segments) > SHORT else NAME
    for column, share in zip(table.columns, (names, (1 - names) / 2, (1 - names) / 2), strict=True):
        column.width = Emu(int(width * share))
    _fill(table.add_row().cells, ("", "Source", "Translation"))
    for result in audit.segments:
        segment, cells = result.segment, table.add_row().cells
        _fill(cells, (segment.id, result.source or "", segment.text))
        sides = (("source", result.source, cells[1]), ("target", segment.text, cells[2]))
        for side, text, cell in sides:
            if text:
                places[segment.id, side] = [Place([cell.paragraphs[0]._element], 0, len(text), 0)]
    return places


def _fill(cells: Sequence[_Cell], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = xml_text(text)


def _as_text(word: WordDocument, audit: Audit) -> Places:
    places: Places = {}
    for _, group in groupby(audit.segments, key=lambda result: result.segment.paragraph):
        own = [result.segment for result in group if result.segment.text]
        if not own:
            continue
        paragraph = word.add_paragraph(xml_text(" ".join(one.text for one in own)), STYLES.get(own[0].kind))
        at = 0
        for one in own:
            places[one.id, "target"] = [Place([paragraph._element], 0, len(one.text), at)]
            at += len(one.text) + 1
    return places


def _figures(audit: Audit) -> str:
    summary = audit.summary
    figures = [("score", score(summary.score)), ("fluency", score(summary.fluency))]
    if summary.adequacy is not None:
        figures.append(("adequacy", score(summary.adequacy)))
    counted = plural(sum(summary.by_severity.values()), "finding")
    machine = [] if summary.machine is None else [f"reads like machine translation: {percent(summary.machine)}"]
    return ", ".join([f"{name} {value}" for name, value in figures] + machine + [counted])


def _comment(
    word: WordDocument, places: Places, result: SegmentResult, finding: Finding, beside: SegmentResult | None
) -> None:
    """Put a comment on the finding's words; on the whole segment where they stand in a source that does not, and on the
    one beside it where nothing was translated; on the paragraph where the segment does not stand there as it is."""
    text = result.segment.text if finding.side == "target" else result.source or ""
    start, end = _span(text, finding)
    own = [one for one in places.get((result.segment.id, finding.side), []) if one.start < end and start < one.end]
    exact = bool(own) and all(one.after is not None and one.instead is None for one in own)
    if not own:
        if beside is None:
            return
        own, text = places[beside.segment.id, "target"], beside.segment.text
        start, end = 0, len(text)
    covered = [element for one in own for element in _covered(one, text, start, end)]
    told = [remark(finding, quoted=not exact), *_evidence(result, finding), f"Id: {finding.id}"]
    comment = word.comments.add_comment(xml_text("\n".join(told)), f"{TOOL}: {finding.severity}", INITIALS)
    comment._element.attrib.pop(qn("w:date"), None)
    _mark(covered[0], covered[-1], {qn("w:id"): str(comment.comment_id)})


def _mark(first: _Element, last: _Element, name: dict[str, str]) -> None:
    """Let the comment of this name stand on what is printed from the first to the last of these elements."""
    reference = parse_xml(REFERENCE)
    reference.append(OxmlElement("w:commentReference", attrs=name))
    _marked(first).addprevious(OxmlElement("w:commentRangeStart", attrs=name))
    end = _marked(last)
    end.addnext(reference)
    end.addnext(OxmlElement("w:commentRangeEnd", attrs=name))


def _marked(element: _Element) -> _Element:
    """What marks may stand beside: the element's run, or what the run is in."""
    while element.getparent().tag not in TAKES_MARKS:
        element = element.getparent()
    return element


def _evidence(result: SegmentResult, finding: Finding) -> list[str]:
    """What stands beside the words: the source's, where there is one, or what the back-translation makes of all."""
    if result.source is not None:
        return [f"Source: “{words}”."] if (words := aligned(finding)) else []
    return [f"Back-translation: “{result.back_translation}”"] if result.back_translation else []


def _span(text: str, finding: Finding) -> tuple[int, int]:
    """The characters of a finding; of a gap between two words the word before it, or the first one."""
    start, end = finding.start, finding.end
    if text[start:end].strip():
        return start, end
    before = text[:start].rstrip()
    if before:
        return before.rfind(" ") + 1, len(before)
    return 0, max(text.find(" "), 0) or len(text)


def _covered(place: Place, segment: str, start: int, end: int) -> list[_Element]:
    """What prints segment[start:end] in a place, where runs are cut for it; all of it where the segment does not
    stand there as it is."""
    if place.instead is not None:
        return [place.instead]
    printing = _all_printed(place.paragraphs)
    first, last = 0, len(printing)
    if place.after is not None:
        text = xml_text(segment[place.start : place.end])
        start, end = max(start, place.start) - place.start, min(end, place.end) - place.start
        region = located([printing], 1, text, start, end, after=place.after)
        if region is not None and region.text:  # "" of a finding on what prints nothing
            first, last = region.column - 1, region.end_column - 1
    _cut(place.paragraphs, first)
    _cut(place.paragraphs, last)
    at, found = 0, list[_Element]()
    for element, text in _printing(place.paragraphs):
        if at < last and first < at + len(text):
            found.append(element)
        at += len(text)
    return found


def _printing(own: Sequence[_Element]) -> list[tuple[_Element, str]]:
    return [printed for paragraph in own for printed in runs(paragraph)]


def _all_printed(own: Sequence[_Element]) -> str:
    return "".join(text for _, text in _printing(own))


def _cut(own: Sequence[_Element], place: int) -> None:
    """Make a run begin at this character of paragraphs."""
    at = 0
    for element, text in _printing(own):
        inside = place - at
        at += len(text)
        if 0 <= inside < len(text):
            run, after = element.getparent(), element
            if run.tag != qn("w:r"):  # a formula
                return
            if inside:
                after = deepcopy(element)
                after.text, element.text = element.text[inside:], element.text[:inside]
                for part in (element, after):
                    part.set(qn("xml:space"), "preserve")
                element.addnext(after)
            earlier = [one for one in after.itersiblings(preceding=True) if one.tag != qn("w:rPr")]
            if earlier:
                rest = OxmlElement("w:r")
                rest[:] = [deepcopy(one) for one in run.findall(qn("w:rPr"))]
                rest.extend([after, *after.itersiblings()])
                run.addnext(rest)
            return


def _packed(word: WordDocument) -> bytes:
    """The document's file, the same bytes whenever it is written."""
    made, out = io.BytesIO(), io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in given.namelist():
            packed.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
