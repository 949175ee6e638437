"""Plain text: paragraphs or lines, split into sentences; or one segment per line."""

from pathlib import Path

from audit.document import Segment
from audit.formats.blocks import segments
from audit.formats.common import read_text, shown
from audit.formats.lines import blocks


def read_plain(path: Path, language: str) -> tuple[Segment, ...]:
    """The sentences of a plain-text file. language: ISO 639-1. Raises AuditError for what cannot be read."""
    return segments(blocks(read_text(path), language), language)


def read_each_line(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank, never split; a blank line ends a paragraph, as in any plain text. Raises
    AuditError for what cannot be read."""
    out: list[Segment] = []
    paragraph, ended = 0, False
    for n, line in enumerate(read_text(path).split("\n"), 1):
        text = shown(line).strip()
        if text:
            paragraph += ended and bool(out)
            out.append(Segment(str(len(out) + 1), text, paragraph=paragraph, line=n))
        ended = not text
    return tuple(out)
