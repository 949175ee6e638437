"""Plain text: paragraphs or lines, split into sentences; or one segment per line."""

from pathlib import Path

from audit.document import Segment
from audit.formats.blocks import blocks, segments
from audit.formats.common import read_text


def read_plain(path: Path, language: str) -> tuple[Segment, ...]:
    """The sentences of a plain-text file. language: ISO 639-1. Raises AuditError for what cannot be read."""
    return segments(blocks(read_text(path)), language)


def read_each_line(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank, never split. Raises AuditError for what cannot be read."""
    lines = [(n, line.strip()) for n, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]
    return tuple(Segment(str(i + 1), line, paragraph=i, line=n) for i, (n, line) in enumerate(lines))
