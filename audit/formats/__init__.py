"""Readers: from a file to a Document. One module per format, chosen by the file's suffix."""

import re
from dataclasses import replace
from pathlib import Path

from audit.document import Document, Segment, Written
from audit.errors import AuditError
from audit.formats.common import STDIN, name_of, notes_on, shown

KNOWN = (
    "plain text (.txt), Markdown, Word (.docx), HTML, subtitles (.srt, .vtt), JSON Lines, JSON, TSV, CSV, "
    "Excel (.xlsx), XLIFF (.xlf, .xliff, .sdlxliff, .mqxliff, .mxliff), TMX or Gettext (.po)"
)
WORD, BY_PARAGRAPH = ".docx", "Line numbers of {} count its paragraphs."
WORKBOOK, BY_ROW = ".xlsx", "Line numbers of {} count the rows of a sheet."
# Files that hold text among much else, and would be read as prose.
REFUSED = re.compile(
    r"\.(?:sub|ass|sbv|ttml|xml|properties|strings|resx|ya?ml|ini|tex|rtf|pdf|doc|odt|pptx?|odp|"
    r"xls[bm]?|ods|epub|idml|xlz)"
)
# Files of rows, which may hold a source beside each translation.
OF_ROWS = re.compile(r"\.(?:jsonl?|tsv|csv|xlsx|po|tmx|xlf|xliff|(?:sdl|mq|m)xliff)")
# Text, too, but a line of it is no sentence: times, marks and records stand between the words.
NOT_BY_LINES = re.compile(r"\.(?:srt|vtt|jsonl?|po|tmx|xlf|xliff|(?:sdl|mq|m)xliff|x?html?)")


def read(path: Path, *, language: str) -> Document:
    """The file as a document: .jsonl, .json, .tsv, .csv, .xlsx, .tmx, .po, XLIFF and its dialects row by row; .md,
    .markdown, .docx, .html, .htm and .xhtml by their paragraphs; .srt and .vtt by what is said in them without a break;
    anything else as plain text; "-" is standard input, plain text.
    language: ISO 639-1 of the target text. Raises AuditError, in one line, for what cannot be read."""
    name = "standard input" if str(path) == STDIN else name_of(Path(path.name))
    if path.suffix.lower() == WORKBOOK:
        from audit.formats.workbook import read_workbook

        segments, passed_over = read_workbook(path)
        return Document(name, language, segments, (BY_ROW.format(name), *passed_over))
    if path.suffix.lower() in (".srt", ".vtt"):
        from audit.formats.subtitles import read_subtitles

        segments, left_out = read_subtitles(path, language)
        return Document(name, language, segments, (*notes_on(path), *left_out))
    segments = _segments(path, language)
    notes = notes_on(path) if has_lines(path) else (BY_PARAGRAPH.format(name),)
    return Document(name, language, segments, notes)


def counted(path: Path) -> str:
    """What line numbers count in the file: "line", in Word documents "paragraph", in workbooks "row" (of a sheet)."""
    return {WORD: "paragraph", WORKBOOK: "row"}.get(path.suffix.lower(), "line")


def has_lines(path: Path) -> bool:
    """Whether the file is text, so that its lines can be shown."""
    return counted(path) == "line"


def read_lines(path: Path, *, language: str) -> Document:
    """The file as a document of one segment per line that is not blank. Raises AuditError, also for formats whose lines
    are no sentences."""
    suffix = path.suffix.lower()
    if (NOT_BY_LINES.fullmatch(suffix) or REFUSED.fullmatch(suffix)) and path.is_file():
        raise AuditError(
            f"{name_of(path)}: lines of {suffix} are no sentences; leave out --sentences, or give a text of one a line"
        )
    from audit.formats.plain import read_each_line

    return Document(name_of(Path(path.name)), language, read_each_line(path), notes_on(path))


def as_shown(segment: Segment) -> Segment:
    """The row of JSON as a reader sees it, on both sides: without what prints nothing, accents one with their letters.
    What the file has is kept beside it."""
    source = shown(segment.source) or None if segment.source else segment.source
    text = shown(segment.text)
    if (text, source) == (segment.text, segment.source):
        return segment
    written = segment.written or Written(segment.text, segment.source)
    return replace(segment, text=text, source=source, written=written)


def _segments(path: Path, language: str) -> tuple[Segment, ...]:
    # Imported where needed: a JSON Lines run should not pay for the Markdown or the XML parser.
    match path.suffix.lower():
        case ".po":
            from audit.formats.catalogue import read_po

            return read_po(path, language)
        case ".pot" if path.is_file():
            raise AuditError(f"{name_of(path)}: a template has no translations; give a .po file that was made from it")
        case ".jsonl" | ".json" as suffix:
            from audit.formats import jsonl

            rows = jsonl.read_jsonl(path) if suffix == ".jsonl" else jsonl.read_json(path)
            return tuple(as_shown(row) for row in rows)  # labelled rows are not: their spans count as given
        case ".tsv" | ".csv" as suffix:
            from audit.formats import table

            return table.read_tsv(path) if suffix == ".tsv" else table.read_csv(path)
        case ".tmx":
            from audit.formats.exchange import read_tmx

            return read_tmx(path, language)
        case ".xlf" | ".xliff" | ".sdlxliff" | ".mqxliff" | ".mxliff":
            from audit.formats.exchange import read_xliff

            return read_xliff(path, language)
        case ".md" | ".markdown":
            from audit.formats.markdown import read_markdown

            return read_markdown(path, language)
        case ".html" | ".htm" | ".xhtml":
            from audit.formats.page import read_page

            return read_page(path, language)
        case suffix if suffix == WORD:
            from audit.formats.word import read_word

            return read_word(path, language)
        case suffix if REFUSED.fullmatch(suffix) and path.is_file():
            raise AuditError(f"{name_of(path)}: {suffix} is not a format that is read; give {KNOWN}")
        case _:
            from audit.formats.plain import read_plain

            return read_plain(path, language)
