"""What a bead is worth: how often translators make its kind, how long its sides are, what they have in common."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audit.align.path import ALONE, Band, Doubles, Ints, Shape
from audit.align.similarity import Texts
from audit.document import Kind, Segment

# Shares of beads by (source sentences, target sentences). Gale & Church 1993, table 5, with 1:3 and 3:1 set below, and
# with empty beads four times as likely as in their parliamentary records: what was left out is what an auditor looks
# for.
SHARES: Mapping[Shape, float] = {
    (1, 1): 0.87,
    (1, 0): 0.04,
    (0, 1): 0.04,
    (2, 1): 0.045,
    (1, 2): 0.045,
    (2, 2): 0.003,
    (1, 3): 0.005,
    (3, 1): 0.005,
}
NEAR, FAR = 6.0, 0.3  # nats for each 1.0 by which the cosine of the encoder's states is above, or below, so much
COMMON = 8.0  # nats that it is worth if a usual sentence is all in common
STRANGE = 0.7  # of what a usual pair has in common is lost for each usual sentence in a bead, explained or not
VARIANCE = 6.8  # of a length difference, per character (Gale & Church 1993)
BARE = 0.4  # part of what a usual pair has in common, below which a pair looks like none
NOTHING = 4.0  # nats that it costs to have nothing in common at all
TELLING = 0.3  # what a usual pair has in common where both documents are well explained; below, NOTHING counts less
# Nats for pairing two sentences in place of leaving both alone, before looking at them.
TOGETHER = math.log(SHARES[1, 1]) - math.log(SHARES[1, 0]) - math.log(SHARES[0, 1])
EVEN = 500.0  # characters of even length that outweigh what a short document says of the ratio of both languages
UNLIKELY = 8.0  # nats that a length difference can cost at most
BORDER = 2.0  # nats for reaching over the border of a paragraph, and for pairing a heading or caption with what is none
LABELS: Mapping[Kind, int] = {Kind.HEADING: 1, Kind.CAPTION: 2}


@dataclass(frozen=True, slots=True)
class Side:
    """One document's sentences: characters, the paragraph of each, and its place in LABELS, 0 for running text.
    Rows that were given one by one have no paragraphs: all stand in one, and all count as running text."""

    length: Doubles
    paragraph: Doubles
    label: Doubles

    def only(self, chosen: Ints) -> "Side":
        """The chosen sentences."""
        return Side(self.length[chosen], self.paragraph[chosen], self.label[chosen])

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "Side":
        rows = any(segment.kind is Kind.ROW for segment in segments)
        return cls(
            np.array([len(segment.text) for segment in segments], float),
            np.array([0 if rows else segment.paragraph for segment in segments], float),
            np.array([0 if rows else LABELS.get(segment.kind, 0) for segment in segments], float),
        )


def gains(
    texts: Texts, common: Doubles, sides: tuple[Side, Side], band: Band, shares: Mapping[Shape, float] = SHARES
) -> dict[Shape, Doubles]:
    """Worth in nats of the bead of each shape that ends at each cell, -inf where there can be none; (0, 1) is left out.
    common: see Texts.common; shares: which shapes, and how often translators make them"""
    products = texts.states.products(band) if texts.states else None
    ratio = (EVEN + sides[1].length.sum()) / (EVEN + sides[0].length.sum())
    length = _summed(sides[0].length * ratio), _summed(sides[1].length)
    mass = _summed(texts.source_mass), _summed(texts.target_mass)
    out = {}
    for (m, n), share in shares.items():
        if m == 0:
            continue
        i, j = np.maximum(band.i - m, 0), np.maximum(band.j - n, 0)
        worth = np.full(len(i), math.log(share))
        if n:
            shared = np.sum([band.earlier(common, a + 1, b + 1, 0.0) for a in range(m) for b in range(n)], axis=0)
            strange = mass[0][band.i] - mass[0][i] + mass[1][band.j] - mass[1][j]
            worth += COMMON * (shared - STRANGE * texts.usual * strange / 2)
            worth -= _bareness(shared, strange, texts.usual)
            worth -= _misfit(length[0][band.i] - length[0][i], length[1][band.j] - length[1][j])
            worth -= BORDER * _crossed(sides, (i, band.i), (j, band.j))
            if texts.states and products is not None:
                worth += NEAR * (texts.states.cosine(products, band, (m, n)) - FAR)
        out[m, n] = np.where((band.i >= m) & (band.j >= n), worth, -np.inf)
    return out


def alone(columns: int) -> Doubles:
    """Worth of leaving each target sentence alone."""
    return np.full(columns, math.log(SHARES[ALONE]))


def _bareness(shared: Doubles, strange: Doubles, usual: float) -> Doubles:
    """Nats that it costs a pair to have hardly anything in common: translations rarely do, however freely made."""
    wanted = np.maximum(BARE * usual * strange / 2, 1e-6)
    cost: Doubles = NOTHING * min(1.0, usual / TELLING) * np.clip(1 - shared / wanted, 0.0, 1.0)
    return cost


def _misfit(source: Doubles, target: Doubles) -> Doubles:
    """Nats that the two sides' lengths cost: Gale & Church's normal density, cut off where it says enough."""
    return np.minimum((target - source) ** 2 / (VARIANCE * np.maximum(2.0, source + target)), UNLIKELY)


def _crossed(sides: tuple[Side, Side], source: tuple[Ints, Ints], target: tuple[Ints, Ints]) -> Doubles:
    """How many borders of paragraphs the beads (first, end) reach over, and whether they pair running text with a
    label, or labels of two kinds."""
    first = [np.minimum(part[0], len(side.label) - 1) for side, part in zip(sides, (source, target), strict=True)]
    last = [np.maximum(part[1] - 1, 0) for part in (source, target)]
    over = sum(side.paragraph[b] != side.paragraph[a] for side, a, b in zip(sides, first, last, strict=True))
    crossed: Doubles = over + (sides[0].label[first[0]] != sides[1].label[first[1]])
    return crossed


def _summed(values: Doubles) -> Doubles:
    """Sums of the first 0, 1, … values."""
    return np.concatenate([[0.0], np.cumsum(values)])
