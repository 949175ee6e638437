"""Texts as MarianMT learned them: sentence by sentence, each short enough for it.

Of three sentences in a row it translates a quarter too little, and forced to say them it takes the third for nonsense:
in 60 paragraphs of newstest2020 and their human translations the pieces of the third sentence had -3.39 nats in the
mean, alone with its own source -1.90. So a text of several sentences is translated one by one, and decoded by force in
parts where both sides have as many sentences and these go together by their lengths.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.segment import sentences
from audit.words import has_words

if TYPE_CHECKING:
    from audit.marian import Forced, Marian, Piece

Span = tuple[int, int]
MAX_CHUNKS = 16  # a text longer than this many model lengths is no sentence: rules only
LONGER = 3.0  # times as many characters as its partner's: no such pair of sentences is a pair
SLACK = 20  # characters that are not counted in that
COLUMNS = ("logprob", "boosted", "entropy", "rank", "states", "source_states")  # of Forced, one row for each piece


def translated(texts: Sequence[str], model: "Marian", language: str, *, back: "Marian | None" = None) -> list[str]:
    """The model's translation of each text (of this language, ISO 639-1), sentence by sentence; "" for a text without
    words or far too long. back: the model of the other direction, where it has a say in it."""
    parts = [
        [part for start, end in sentences(text, language) for part in chunks(text[start:end], model)]
        if chunks(text, model)
        else []
        for text in texts
    ]
    made = iter(model.translate([part for text in parts for part in text], back=back))
    return [" ".join(next(made) for _ in text) for text in parts]


def chunks(text: str, model: "Marian") -> list[str]:
    """The text in parts that fit the model, split at spaces; [] where it has no words or is far too long."""
    if not has_words(text) or len(text) > 20 * MAX_CHUNKS * model.longest:
        return []
    parts, limit = [text], model.longest - 2
    while any(len(model.pieces(part, side="source")) > limit for part in parts):
        if len(parts) >= MAX_CHUNKS:
            return []
        parts = [half for part in parts for half in _halves(part, len(model.pieces(part, side="source")) > limit)]
    return [part for part in parts if has_words(part)]


def _halves(part: str, split: bool) -> list[str]:
    if not split:
        return [part]
    middle = len(part) // 2
    # Prefer the break after a clause, then any space, near the middle; a text without spaces is cut where it is.
    for mark in ("; ", ", ", " "):
        at = part.find(mark, middle)
        if 0 <= at < len(part) * 3 // 4:
            return [part[: at + len(mark)].strip(), part[at + len(mark) :].strip()]
    return [part[:middle], part[middle:]]


def forced(
    model: "Marian", pairs: Sequence[tuple[str | None, str]], source_language: str, target_language: str
) -> list["Forced"]:
    """Marian.score of (source, target) pairs, in order, of the model's languages in that direction (ISO 639-1)."""
    parts = [paired(source, target, source_language, target_language) for source, target in pairs]
    said = iter(
        model.score(
            [
                (None if source is None else source[slice(*theirs)], target[slice(*ours)])
                for (source, target), own in zip(pairs, parts, strict=True)
                for theirs, ours in own
            ]
        )
    )
    return [_joined([(next(said), theirs[0], ours[0]) for theirs, ours in own]) for own in parts]


def paired(source: str | None, target: str, source_language: str, target_language: str) -> list[tuple[Span, Span]]:
    """The (source, target) spans of the sentences that belong together; the whole texts as one where that is not sure.
    A target without a source is cut into its sentences."""
    ours = sentences(target, target_language)
    if source is None:
        return [((0, 0), span) for span in ours] or [((0, 0), (0, len(target)))]
    theirs = sentences(source, source_language)
    if len(theirs) == len(ours) > 1 and all(_alike(*pair) for pair in zip(theirs, ours, strict=True)):
        return list(zip(theirs, ours, strict=True))
    return [((0, len(source)), (0, len(target)))]


def _alike(one: Span, other: Span) -> bool:
    short, long = sorted((one[1] - one[0], other[1] - other[0]))
    return long <= LONGER * short + SLACK


def _joined(parts: Sequence[tuple["Forced", int, int]]) -> "Forced":
    """One decoding of several, with where the source and the target of each begin; it ends as the last one does."""
    if len(parts) == 1 and parts[0][1:] == (0, 0):
        return parts[0][0]
    every = [one for one, _, _ in parts]
    attention = np.zeros(np.sum([one.attention.shape for one in every], axis=0), dtype=np.float32)
    row = column = 0
    for one in every:
        height, width = one.attention.shape
        attention[row : row + height, column : column + width] = one.attention
        row, column = row + height, column + width
    columns: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in every]) for name in COLUMNS}
    return replace(
        every[-1],
        pieces=_moved((one.pieces, at) for one, _, at in parts),
        source_pieces=_moved((one.source_pieces, at) for one, at, _ in parts),
        best=tuple(piece for one in every for piece in one.best),
        attention=attention,
        **columns,
    )


def _moved(parts: Iterable[tuple[Sequence["Piece"], int]]) -> tuple["Piece", ...]:
    """The pieces of all parts at their places in the whole text; at: where a part begins."""
    return tuple(replace(piece, start=piece.start + at, end=piece.end + at) for pieces, at in parts for piece in pieces)
