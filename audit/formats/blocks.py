"""From the blocks of a file, its paragraphs or lines, to segments: what each block is, its sentences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audit.document import Kind, Segment
from audit.formats.common import nothing_in, shown
from audit.segment import sentences

# Marks alone, "* * *", are a break between scenes.
BULLET = re.compile(r"\s*(?:[-*•‣◦▪]\s+(?![-*•‣◦▪\s]+$)|\d{1,3}\)\s+|[a-z]\)\s+)(?=\S)")
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
CLOSED = re.compile(r"[.!?…:;,][\"'”’“‘»«›‹)\]*_]*$")
_SHORT = 140  # characters: the longest headline
_CAPTION = 400  # characters: a longer paragraph with a credit at its end is text


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line: its text (line breaks may stand in it), the line where it begins (from 1), and what it is
    (None: still to be told from its looks)."""

    text: str
    line: int = 1
    kind: Kind | None = None


def with_kinds(found: Sequence[Block]) -> list[Block]:
    """The same blocks, each with its kind; kinds that are given stay. List markers are taken off items."""
    credited = [block.kind is None and _is_credited(block.text) for block in found]
    return [_with_kind(found, credited, i) for i in range(len(found))]


def _with_kind(found: Sequence[Block], credited: Sequence[bool], i: int) -> Block:
    block = found[i]
    if block.kind is not None:
        return block
    marker = BULLET.match(block.text)
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
    return len(stripped) <= _SHORT and not CLOSED.search(stripped[-12:])


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
