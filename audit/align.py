"""Sentence alignment n:m of a source document with its translation, through the back-translation.

The idea of Bleualign (Sennrich & Volk 2010): the back-translated target and the source are in one language, so word
overlap tells which sentences belong together. Here with idf weights, a prior for the length ratio (Gale & Church 1993)
and for the kind of bead, found by dynamic programming within a band around the diagonal.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from audit.errors import AuditError
from audit.words import lemma, tokens

# (source sentences, target sentences) of a bead, and the natural log of how often translators make it.
# Gale & Church 1993, table 5, with 1:3 and 3:1 set below 2:2, and with empty beads three times as likely as in their
# parliamentary records: what was left out is what an auditor looks for.
BEADS: dict[tuple[int, int], float] = {
    (1, 1): math.log(0.89),
    (1, 0): math.log(0.03),
    (0, 1): math.log(0.03),
    (2, 1): math.log(0.089),
    (1, 2): math.log(0.089),
    (2, 2): math.log(0.011),
    (1, 3): math.log(0.005),
    (3, 1): math.log(0.005),
}
LENGTH_VARIANCE = 6.8  # per character, Gale & Church 1993
OVERLAP_WEIGHT = 9.0  # nats that full word overlap of two usual sentences is worth against none
NO_OVERLAP = 0.2  # overlap that two unrelated sentences reach by chance
BAND = 60  # sentences to each side of the diagonal, at least
LARGEST = 40_000_000  # cells; 9 bytes each


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other: indices into source and target, either may be empty.
    overlap: share of weighted words in common, 0-1 (0 where a side is empty)."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    overlap: float


def align(
    source: Sequence[str], target: Sequence[str], back_translations: Sequence[str], *, language: str
) -> list[Bead]:
    """Beads in order that cover every sentence once.

    source, back_translations  sentences in the source language; back_translations[j] stands for target[j]
    language                   of the source, ISO 639-1, for lemmas
    """
    if not source or not target:
        return [Bead((i,), (), 0.0) for i in range(len(source))] + [Bead((), (j,), 0.0) for j in range(len(target))]
    left = [_bag(text, language) for text in source]
    right = [_bag(text, language) for text in back_translations]
    weights = _idf([*left, *right])
    sides = _Side.of(source, left, weights), _Side.of(target, right, weights)
    table = _Table(len(source), len(target))
    usual = max(1e-6, sum(sides[0].mass) / len(source))
    ratio = max(1, sum(sides[1].length)) / max(1, sum(sides[0].length))
    for i in range(len(source) + 1):
        for j in table.columns(i):
            so_far = table.score[i, j - table.first(i)]
            if not np.isfinite(so_far):
                continue
            for code, ((m, n), prior) in enumerate(BEADS.items()):
                if i + m <= len(source) and j + n <= len(target) and table.holds(i + m, j + n):
                    gain = prior
                    if m and n:
                        gain += _similarity(sides, (i, m), (j, n), weights, usual)
                        gain += _length_prior(sum(sides[0].length[i : i + m]) * ratio, sum(sides[1].length[j : j + n]))
                    table.offer(i + m, j + n, so_far + gain, code)
    return _trace(table, left, right, weights)


@dataclass(frozen=True, slots=True)
class _Side:
    """What is known of one side's sentences: their words, the weight of these, their characters."""

    bags: list[Counter[str]]
    mass: list[float]
    length: list[int]

    @classmethod
    def of(cls, texts: Sequence[str], bags: list[Counter[str]], weights: dict[str, float]) -> "_Side":
        return cls(bags, [_mass([bag], weights) for bag in bags], [len(text) for text in texts])


class _Table:
    """The dynamic programme's cells near the diagonal: best score so far (nats) and the bead that led there.
    Row i holds the columns from first(i) on, so that memory grows with the longer document, not with the product."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.last = rows, columns
        self.band = max(BAND, abs(rows - columns) + 10)
        if (rows + 1) * (2 * self.band + 1) > LARGEST:
            raise AuditError(
                f"{rows} source and {columns} target sentences differ too much in number to be aligned; "
                "align them chapter by chapter"
            )
        self.score = np.full((rows + 1, 2 * self.band + 1), -np.inf)
        self.bead = np.full((rows + 1, 2 * self.band + 1), -1, dtype=np.int8)
        self.score[0, 0 - self.first(0)] = 0.0

    def first(self, i: int) -> int:
        """The column of row i's first cell; may be negative, those cells stay unused."""
        return round(i * self.last / self.rows) - self.band

    def columns(self, i: int) -> range:
        return range(max(0, self.first(i)), min(self.last, self.first(i) + 2 * self.band) + 1)

    def holds(self, i: int, j: int) -> bool:
        return 0 <= j - self.first(i) <= 2 * self.band

    def offer(self, i: int, j: int, score: float, bead: int) -> None:
        """Keep the bead if it leads to a better score."""
        at = j - self.first(i)
        if score > self.score[i, at]:
            self.score[i, at], self.bead[i, at] = score, bead


def _trace(table: _Table, left: list[Counter[str]], right: list[Counter[str]], weights: dict[str, float]) -> list[Bead]:
    shapes = list(BEADS)
    i, j = len(left), len(right)
    beads = []
    while i or j:
        m, n = shapes[int(table.bead[i, j - table.first(i)])]
        overlap = _overlap(left[i - m : i], right[j - n : j], weights)
        beads.append(Bead(tuple(range(i - m, i)), tuple(range(j - n, j)), overlap))
        i, j = i - m, j - n
    return beads[::-1]


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    return lemma(word, language)


def _bag(text: str, language: str) -> Counter[str]:
    return Counter(_stem(token.text, language) for token in tokens(text))


def _idf(bags: Sequence[Counter[str]]) -> dict[str, float]:
    seen = Counter(word for bag in bags for word in bag)
    return {word: math.log(1 + len(bags) / count) for word, count in seen.items()}


def _mass(bags: Sequence[Counter[str]], weights: dict[str, float]) -> float:
    return sum(count * weights[word] for bag in bags for word, count in bag.items())


def _common(left: Sequence[Counter[str]], right: Sequence[Counter[str]], weights: dict[str, float]) -> float:
    """The weight of the words that both sides have."""
    a, b = (sum(side, Counter[str]()) if len(side) > 1 else side[0] for side in (left, right))
    return sum(min(count, b[word]) * weights[word] for word, count in a.items() if word in b)


def _overlap(left: Sequence[Counter[str]], right: Sequence[Counter[str]], weights: dict[str, float]) -> float:
    """Weighted F1 of the words of both sides, 0-1."""
    total = _mass(left, weights) + _mass(right, weights)
    return 2 * _common(left, right, weights) / total if left and right and total else 0.0


def _similarity(
    sides: tuple[_Side, _Side], left: tuple[int, int], right: tuple[int, int], weights: dict[str, float], usual: float
) -> float:
    """Nats in favour of a bead of both sides, given as (first sentence, number): what they share counts for it, what
    they have counts against it, each measured in sentences of the usual mass. So two good sentences count double, and
    a stranger in the bead costs something."""
    (i, m), (j, n) = left, right
    total = sum(sides[0].mass[i : i + m]) + sum(sides[1].mass[j : j + n])
    common = _common(sides[0].bags[i : i + m], sides[1].bags[j : j + n], weights)
    return OVERLAP_WEIGHT * (2 * common - NO_OVERLAP * total) / (2 * usual)


def _length_prior(expected: float, length: float) -> float:
    """Log of Gale & Church's length term (two-sided normal tail), nats; 0 for beads with an empty side."""
    if not expected or not length:
        return 0.0
    delta = (length - expected) / math.sqrt(LENGTH_VARIANCE * (expected + length) / 2)
    return max(-12.0, math.log(max(1e-300, math.erfc(abs(delta) / math.sqrt(2)))))
