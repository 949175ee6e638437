"""The ground floor: a document as a list of segments. Nothing here knows of models, checks or reports."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a segment is in its document. Fluency treats headings and captions more gently than sentences."""

    SENTENCE = "sentence"
    HEADING = "heading"
    CAPTION = "caption"
    ITEM = "item"  # of a list
    ROW = "row"  # of JSON Lines or TSV: given as one segment, never split


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of translation: usually a sentence.

    id         unique within the document; "1", "2", … or the id that the file gives
    text       the segment itself, without white space around it; offsets of findings count characters of this string
    kind       see Kind
    paragraph  number of the block it stands in, from 0
    line       line of the file where it begins, from 1
    source     the source text where the file itself pairs source and target (JSON Lines, TSV), else None
    """

    id: str
    text: str
    kind: Kind = Kind.SENTENCE
    paragraph: int = 0
    line: int = 1
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read: name (for headings), language (ISO 639-1, "de"), its segments in order."""

    name: str
    language: str
    segments: tuple[Segment, ...]
