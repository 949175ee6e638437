"""audit.docx: the findings as comments in Word, where many a translator works.

Where the audited file is a Word document itself, it is that document with a comment on the words of each finding; what
stands in it stays as it was, and comments of an earlier audit are taken out. Any other document becomes a Word
document, by paragraphs, or where sources were given as a table that has them beside. The author of a comment tells its
severity, so that Word can show some and hide others.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu
from docx.table import _Cell
from lxml.etree import XMLSyntaxError, _Element

from audit.document import Kind
from audit.errors import AuditError
from audit.finding import Finding
from audit.formats.common import clean
from audit.formats.word import LARGEST, paragraphs, parts, printed, runs
from audit.formats.xml import local
from audit.report import Standing
from audit.report.places import located
from audit.report.text import ordered, percent, plural, remark, score, subtitle, xml_text
from audit.result import Audit, SegmentResult

TOOL, INITIALS = "mt-audit", "MT"
STYLES = {Kind.HEADING: "Heading 2", Kind.CAPTION: "Caption", Kind.ITEM: "List Bullet"}
SPELLING = {"de": "de-DE", "en": "en-GB"}  # what Word checks it by
NOTES = "footnote", "endnote"
WIDTHS = 0.1, 0.45, 0.45  # of the columns of a table, as shares of the page

# What marks may stand in; that of a formula, say, has to stand around all of it.
INLINE = ("p", "hyperlink", "ins", "moveTo", "sdtContent", "smartTag", "customXml", "fldSimple", "dir", "bdo")
TAKES_MARKS = frozenset(qn(f"w:{name}") for name in INLINE)
REFERENCE = f"""<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr></w:r>"""

# A paragraph, and what a comment on it has to be put on where it takes none itself (a note's mark, a text box).
Place = tuple[_Element, _Element | None]
# By segment and side ("target", "source").
Places = dict[tuple[str, str], Place]


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file; it knows no date and no machine. Raises AuditError where a Word document cannot be written to."""
    word = _opened(standing) if standing.document else Document()
    _take_out(word)
    places = _found(word, audit, standing) if standing.document else _written(word, audit)
    # What stands before a sentence that was left out, or after it where nothing does before.
    beside = next((result for result in audit.segments if (result.segment.id, "target") in places), None)
    for result in audit.segments:
        beside = result if (result.segment.id, "target") in places else beside
        for finding in ordered(result.findings):
            if standing.ignored(finding) is None:
                _comment(word, places, result, finding, beside)
    return _packed(word)


def _opened(standing: Standing) -> WordDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(standing.document)) as package:
            large = next((one.filename for one in package.infolist() if one.file_size > LARGEST), "")
        if large:
            raise ValueError(f"{clean(large)} in it would take more than {LARGEST:,} bytes")
        return Document(io.BytesIO(standing.document))
    except (
        KeyError,
        ValueError,
        XMLSyntaxError,
        zipfile.BadZipFile,
    ) as error:  # "strict" documents, templates, those with macros
        reason = clean(str(error)).strip("\"'")
        raise AuditError(f"{standing.path}: takes no comments ({reason}); save it as a plain .docx") from None


def _take_out(word: WordDocument) -> None:
    """Remove the comments of an earlier audit."""
    ours = {str(one.comment_id): one for one in word.comments if one.author.startswith(TOOL)}
    for one in ours.values():
        _remove(one._element)
    names = {qn(f"w:comment{part}") for part in ("RangeStart", "RangeEnd", "Reference")}
    for mark in [one for one in word.element.iter(*names) if one.get(qn("w:id")) in ours]:
        run = mark.getparent()
        _remove(mark)
        if run.tag == qn("w:r") and all(one.tag == qn("w:rPr") for one in run):  # else other programs put text there
            _remove(run)


def _remove(element: _Element) -> None:
    element.getparent().remove(element)


def _found(word: WordDocument, audit: Audit, standing: Standing) -> Places:
    """Where the segments stand in the document that was audited."""
    places = dict(enumerate(_paragraphs(word, standing), 1))
    return {
        (result.segment.id, "target"): place
        for result in audit.segments
        if result.segment.text and (place := places.get(result.segment.line)) is not None
    }


def _paragraphs(word: WordDocument, standing: Standing) -> Iterator[Place | None]:
    """The paragraphs as the reader counts them. Word takes no comments in notes and text boxes, so theirs go to the
    place that the note or box hangs on; None for a note that hangs nowhere."""
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
    for column, share in zip(table.columns, WIDTHS, strict=True):
        column.width = Emu(int(width * share))
    _fill(table.add_row().cells, ("", "Source", "Translation"))
    for result in audit.segments:
        segment, cells = result.segment, table.add_row().cells
        _fill(cells, (segment.id, result.source or "", segment.text))
        sides = (("source", result.source, cells[1]), ("target", segment.text, cells[2]))
        places |= {(segment.id, side): (cell.paragraphs[0]._element, None) for side, text, cell in sides if text}
    return places


def _fill(cells: Sequence[_Cell], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = xml_text(text)


def _as_text(word: WordDocument, audit: Audit) -> Places:
    places: Places = {}
    for _, group in groupby(audit.segments, key=lambda result: result.segment.paragraph):
        own = [result.segment for result in group]
        paragraph = word.add_paragraph(xml_text(" ".join(one.text for one in own)), STYLES.get(own[0].kind))
        places |= {(one.id, "target"): (paragraph._element, None) for one in own}
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
    place, text = places.get((result.segment.id, finding.side)), result.segment.text
    exact = place is not None and place[1] is None
    if place is not None:
        text = text if finding.side == "target" else result.source or ""
        start, end = _span(text, finding)
    elif beside is not None:
        place, text = places[beside.segment.id, "target"], beside.segment.text
        start, end = 0, len(text)
    else:
        return
    paragraph, instead = place
    covered = _covered(paragraph, text, start, end) if instead is None else [instead]
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
    aligned = finding.evidence.get("aligned")
    if result.source is not None:
        return [f"Source: “{aligned}”."] if isinstance(aligned, str) and aligned else []
    return [f"Back-translation: “{result.back_translation}”"] if result.back_translation else []


def _span(text: str, finding: Finding) -> tuple[int, int]:
    """The characters of a finding; of a gap between two words the word before it, or the first one."""
    start, end = finding.start, finding.end
    if text[start:end].strip():
        return start, end
    before = text[:start].rstrip()
    if before:
        return max(before.rfind(" ") + 1, 0), len(before)
    return 0, max(text.find(" "), 0) or len(text)


def _covered(paragraph: _Element, segment: str, start: int, end: int) -> list[_Element]:
    """What prints segment[start:end] in a paragraph, where runs are cut for it; all of it where it is not found."""
    printing = printed(paragraph)
    place = located([printing], 1, xml_text(segment), start, end)
    first, last = (0, len(printing)) if place is None else (place.column - 1, place.end_column - 1)
    _cut(paragraph, first)
    _cut(paragraph, last)
    at, found = 0, list[_Element]()
    for element, text in _printing(paragraph):
        if at < last and first < at + len(text):
            found.append(element)
        at += len(text)
    return found


def _printing(paragraph: _Element) -> list[tuple[_Element, str]]:
    return list(runs(paragraph))


def _cut(paragraph: _Element, place: int) -> None:
    """Make a run begin at this character of a paragraph."""
    at = 0
    for element, text in _printing(paragraph):
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
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in given.namelist():
            package.writestr(zipfile.ZipInfo(name), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
