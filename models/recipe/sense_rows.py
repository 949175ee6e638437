"""What the judge of senses is fitted on, as rows: exchanges of senses, our own labels, and what is kept out of both."""

import pickle
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import own_labels
from cross_rows import EXCHANGED, LONGEST, Row, silver
from exchanges import Exchange
from sense_exchanges import Name

from audit.crossencoder import Pieced

EXCHANGES = "exchanges.pkl"
WORDS_OUT, SENTENCES_OUT, HELD_OUT = 120, 900, 16  # entries and sentences kept out, and one source in so many
SEED = 4


@dataclass(frozen=True, slots=True)
class Split:
    """The exchanges that are fitted on, those of words that are not, and those of sentences that are not."""

    fitted: list[Exchange]
    words: list[Exchange]
    sentences: list[Exchange]


def split(found: Sequence[tuple[Name, Exchange]]) -> Split:
    """What is kept out, by chance."""
    rng = random.Random(SEED)
    names, sources = sorted({name for name, _ in found}), sorted({one.source for _, one in found})
    rng.shuffle(names)
    rng.shuffle(sources)
    words, sentences = set(names[:WORDS_OUT]), set(sources[:SENTENCES_OUT])
    rest = [one for name, one in found if name not in words and one.source not in sentences]
    rng.shuffle(rest)
    return Split(
        fitted=rest,
        words=[one for name, one in found if name in words],
        sentences=[one for name, one in found if name not in words and one.source in sentences],
    )


def pair_of(pieced: Pieced, one: Exchange, segment: str, *, given: bool) -> list[Row]:
    """The right and the wrong translation as rows; none where they are too long."""
    out = []
    for target, wrong in ((one.right, set[int]()), (one.wrong, {one.word})):
        pieces = pieced(one.source if given else "", target)
        out.append(silver(pieces, EXCHANGED, wrong, f"exchange/{segment}", (), given=given))
    return out if all(len(row.pieces.ids) <= LONGEST for row in out) else []


def labelled(pieced: Pieced, one: own_labels.Labelled, *, given: bool) -> Row:
    """A translation with our own marks as a row."""
    segment, pieces = one.origin if given else f"{one.origin}/alone", pieced(one.source if given else "", one.target)
    return Row(pieces, one.words(), one.whole(), segment, (), given, None)


def planted(pieced: Pieced, out: Path) -> list[Row]:
    """The exchanges that are fitted on, as rows with their source."""
    found = split(pickle.loads((out / EXCHANGES).read_bytes())).fitted
    return [row for k, one in enumerate(found) for row in pair_of(pieced, one, f"sense/{k}", given=True)]


def labelled_rows(pieced: Pieced, own: Iterable[own_labels.Labelled]) -> list[Row]:
    """Our own labels that are fitted on, as rows with their source."""
    rows = [labelled(pieced, one, given=True) for one in own if not kept_out(one.source)]
    return [row for row in rows if len(row.words) and len(row.pieces.ids) <= LONGEST]


def kept_out(source: str) -> bool:
    """Whether a source of our own labels is kept for the figures, always the same ones."""
    return random.Random(source).random() < 1 / HELD_OUT
