"""Readers: from a file to a Document. One module per format, chosen by the file's suffix."""

from pathlib import Path

from audit.document import Document, Segment
from audit.formats.common import name_of


def read(path: Path, *, language: str) -> Document:
    """The file as a document: .jsonl and .tsv row by row, .md and .markdown as Markdown, anything else as plain text.
    language: ISO 639-1 of the target text. Raises AuditError, in one line, for what cannot be read."""
    return Document(name_of(Path(path.name)), language, _segments(path, language))


def read_lines(path: Path, *, language: str) -> Document:
    """The file as a document of one segment per line that is not blank, whatever its suffix. Raises AuditError."""
    from audit.formats.plain import read_each_line

    return Document(name_of(Path(path.name)), language, read_each_line(path))


def _segments(path: Path, language: str) -> tuple[Segment, ...]:
    # Imported where needed: a JSON Lines run should not pay for the Markdown parser.
    match path.suffix.lower():
        case ".jsonl":
            from audit.formats.jsonl import read_jsonl

            return read_jsonl(path)
        case ".tsv":
            from audit.formats.tsv import read_tsv

            return read_tsv(path)
        case ".md" | ".markdown":
            from audit.formats.markdown import read_markdown

            return read_markdown(path, language)
        case _:
            from audit.formats.plain import read_plain

            return read_plain(path, language)
