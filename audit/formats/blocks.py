"""From the text of a file to segments: paragraphs or lines as blocks, what each block is, its sentences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from audit.document import Kind, Segment
from audit.formats.common import nothing_in, shown
from audit.segment import sentences

# Marks alone, "* * *", are a break between scenes.
_BULLET = re.compile(r"\s*(?:[-*•‣◦▪]\s+(?![-*•‣◦▪\s]+$)|\d{1,3}\)\s+|[a-z]\)\s+)(?=\S)")
_NUMBERED = re.compile(r"\s*(\d{1,3})\.\s+\S")
_CREDITED = r"(?:Bild|Bilder|Foto|Fotos|Symbolbild|Symbolfoto|Archivbild|Archivfoto|Grafik|Karte|Video|Screenshot|" + (
    r"Image|Images|Picture|Pictures|Pic|Photo|Photos|Photograph|Graphic|Credit|Getty)"
)
_CREDIT = re.compile(
    rf"^{_CREDITED}(?:nachweis|quelle|credit)?\s?:\s?\S"  # Foto: …
    rf"|[(\[]\s?{_CREDITED}\s?(?:by|von)?\s?:[^()\[\]]{{1,80}}[)\]]\.?$"  # … (Bild: …)
    rf"|(?<=[\s|/]){_CREDITED}\s?:\s?[^.!?]{{1,60}}$"  # … Foto: …
    r"|[(\[][^()\[\]]{0,60}(?:Getty Images|picture alliance|Shutterstock|imago|IMAGO)[^()\[\]]{0,40}[)\]]\.?$"
    r"|©\s?[^.!?]{2,60}$"  # … © Name
    r"|(?<=\s)\S[^.!?]{1,40}/\s?(?:dpa|AFP|AP|Reuters|REUTERS|Getty Images|EPA|imago|APA)\)?$",  # … Name/dpa
)
_CLOSED = re.compile(r"[.!?…:;,][\"'”’“‘»«›‹)\]*_]*$")
_SHORT = 140  # characters: the longest headline
_CAPTION = 400  # characters: a longer paragraph with a credit at its end is text
_WIDTHS = range(50, 111)  # characters: the line widths that people and mail programs wrap at


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line: its text (line breaks may stand in it), the line where it begins (from 1), and what it is
    (None: still to be told from its looks)."""

    text: str
    line: int = 1
    kind: Kind | None = None


def blocks(text: str) -> list[Block]:
    """The blocks of plain text: paragraphs between blank lines where the lines are hard-wrapped, else every line."""
    lines = text.split("\n")
    if not hard_wrapped(lines):
        return [Block(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    paragraphs: list[tuple[int, list[str]]] = []
    open_block = False
    for number, line in enumerate(lines, 1):
        if line.strip() and open_block and not _BULLET.match(line):
            paragraphs[-1][1].append(line)
        elif line.strip():
            paragraphs.append((number, [line]))
        open_block = bool(line.strip())
    return [Block("\n".join(paragraph), number) for number, paragraph in paragraphs]


def hard_wrapped(lines: Sequence[str]) -> bool:
    """Whether line breaks stand inside sentences at a steady width: nearly every line that has a neighbour below could
    not have taken the neighbour's first word too, and some of these neighbours go on with a small letter."""
    pairs = [(a.rstrip(), b.strip()) for a, b in pairwise(lines) if a.strip() and b.strip() and not _BULLET.match(b)]
    fitting = [(a, b) for a, b in pairs if len(a) < _WIDTHS.stop]
    if not fitting or len(fitting) < 0.9 * len(pairs):
        return False
    width = max(len(a) for a, _ in fitting)
    full = sum(len(a) + 1 + len(b.split(maxsplit=1)[0]) > width - 12 for a, b in fitting)
    inside = sum(b[0].islower() and not _CLOSED.search(a[-8:].rstrip(",;")) for a, b in fitting)
    return width in _WIDTHS and full >= 0.8 * len(fitting) and inside >= max(1, 0.2 * len(fitting))


def with_kinds(found: Sequence[Block]) -> list[Block]:
    """The same blocks, each with its kind; kinds that are given stay. List markers are taken off items."""
    credited = [block.kind is None and _is_credited(block.text) for block in found]
    return [_with_kind(found, credited, i) for i in range(len(found))]


def _with_kind(found: Sequence[Block], credited: Sequence[bool], i: int) -> Block:
    block = found[i]
    if block.kind is not None:
        return block
    marker = _BULLET.match(block.text)
    if marker:
        return replace(block, text=block.text[marker.end() :], kind=Kind.ITEM)
    if _in_numbered_list(found, i):
        return replace(block, kind=Kind.ITEM)
    beside = any(credited[j] for j in (i - 1, i + 1) if 0 <= j < len(found))
    if credited[i]:
        return replace(block, kind=Kind.CAPTION)
    if not _is_short_label(block.text):
        return replace(block, kind=Kind.SENTENCE)
    return replace(block, kind=Kind.CAPTION if beside and i > 0 else Kind.HEADING)


def _is_credited(text: str) -> bool:
    """Whether a block ends or begins like a picture credit."""
    return len(text) <= _CAPTION and bool(_CREDIT.search(text.strip()))


def _is_short_label(text: str) -> bool:
    """Whether a block looks like a headline or a place name: short, and no mark at its end."""
    stripped = text.strip()
    return len(stripped) <= _SHORT and not _CLOSED.search(stripped[-12:])


def _in_numbered_list(found: Sequence[Block], i: int) -> bool:
    """Whether a block "2. …" has a neighbour "1. …" or "3. …"; alone it may be an ordinal ("1. FC Köln")."""
    numbers = [_NUMBERED.match(block.text) for block in found[max(0, i - 1) : i + 2]]
    here = _NUMBERED.match(found[i].text)
    return here is not None and any(n is not None and abs(int(n[1]) - int(here[1])) == 1 for n in numbers)


def read_blocks(found: Iterable[Block], path: Path, language: str) -> tuple[Segment, ...]:
    """The segments of a file's blocks. Raises AuditError where there are none."""
    made = segments(found, language)
    if not made:
        raise nothing_in(path)
    return made


def segments(found: Iterable[Block], language: str) -> tuple[Segment, ...]:
    """The sentences of the blocks as segments, numbered "1", "2", …; line breaks inside a sentence become spaces, and
    characters that print nothing are left out."""
    made: list[Segment] = []
    printed = [replace(block, text=shown(block.text)) for block in found]
    for paragraph, block in enumerate(with_kinds(printed)):
        line, counted = block.line, 0
        for start, end in sentences(block.text, language):
            line, counted = line + block.text.count("\n", counted, start), start
            parts = block.text[start:end].split("\n")
            text = " ".join(part.strip() for part in parts if part.strip()) if len(parts) > 1 else parts[0]
            kind = block.kind or Kind.SENTENCE
            made.append(Segment(str(len(made) + 1), text, kind, paragraph, line))
    return tuple(made)
