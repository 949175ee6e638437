"""The ground floor: a document as a list of segments. Nothing here knows of models, checks or reports."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a segment is in its document. Fluency treats headings and captions more gently than sentences."""

    SENTENCE = "sentence"
    HEADING = "heading"
    CAPTION = "caption"
    ITEM = "item"  # of a list
    ROW = "row"  # of JSON Lines, TSV or the like: given as one segment, never split


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a document inside a segment that was made of several: its id and line there, and its place,
    text[start:end], in the segment's text or in its source."""

    id: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """How a segment came to its source by alignment: the sentences of both sides (none where one is missing), the
    probability (0-1) that exactly these belong together, and whether the translation has them in another place."""

    confidence: float
    moved: bool
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A row of JSON as its file has it, with characters in it that print nothing, or accents behind their letters."""

    target: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of translation: usually a sentence.

    id         unique within the document; "1", "2", … or the id that the file gives
    text       the segment itself, without white space around it (not so a row of JSON Lines); offsets of findings count
               characters of this string
    kind       see Kind
    paragraph  number of the block it stands in, from 0
    line       line of the file where it begins, from 1
    source     the source text where the file itself pairs source and target (JSON Lines, TSV, XLIFF …), else None
    pairing    how it came to its source, where two documents were aligned, else None
    written    what the file has, where a row of JSON was not read as it is, else None: programs that wrote it count in
               it, and so does audit.jsonl
    """

    id: str
    text: str
    kind: Kind = Kind.SENTENCE
    paragraph: int = 0
    line: int = 1
    source: str | None = None
    pairing: Pairing | None = None
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read: name (for headings), language (ISO 639-1, "de"), its segments in order, and what the
    reader should know of how it was read."""

    name: str
    language: str
    segments: tuple[Segment, ...]
    notes: tuple[str, ...] = ()

    def without_sources(self) -> "Document":
        """The same as if the sources in it were lost."""
        return replace(self, segments=tuple(replace(segment, source=None) for segment in self.segments))
