"""Sentence alignment n:m of a source document with its translation, through the back-translation.

The idea of Bleualign (Sennrich & Volk 2010): the back-translated target and the source are in one language, so word
overlap tells which sentences belong together. Here with idf weights, a prior for the length ratio (Gale & Church 1993)
and for the kind of bead, found by dynamic programming within a band around the diagonal.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from audit.words import lemma, tokens

# (source sentences, target sentences) of a bead, and the natural log of how often translators make it.
# Gale & Church 1993, table 5, with 1:3 and 3:1 set below 2:2.
BEADS: dict[tuple[int, int], float] = {
    (1, 1): math.log(0.89),
    (1, 0): math.log(0.0099),
    (0, 1): math.log(0.0099),
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
    usual = max(1e-6, _mass(left, weights) / len(left))
    lengths = [len(text) for text in source], [len(text) for text in target]
    ratio = max(1, sum(lengths[1])) / max(1, sum(lengths[0]))
    best, back = _tables(len(source), len(target))
    best[0, 0] = 0.0
    for i, j in _cells(len(source), len(target)):
        if not np.isfinite(best[i, j]):
            continue
        for code, ((m, n), prior) in enumerate(BEADS.items()):
            if i + m > len(source) or j + n > len(target):
                continue
            gain = prior + _similarity(left[i : i + m], right[j : j + n], weights, usual)
            gain += _length_prior(sum(lengths[0][i : i + m]) * ratio, sum(lengths[1][j : j + n]))
            if best[i, j] + gain > best[i + m, j + n]:
                best[i + m, j + n] = best[i, j] + gain
                back[i + m, j + n] = code
    return _trace(back, left, right, weights)


def _tables(rows: int, columns: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    return np.full((rows + 1, columns + 1), -np.inf), np.full((rows + 1, columns + 1), -1, dtype=np.int8)


def _cells(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """All cells near the diagonal, row by row. The band holds the corners whatever the lengths."""
    band = max(BAND, abs(rows - columns) + 10)
    for i in range(rows + 1):
        middle = round(i * columns / rows)
        for j in range(max(0, middle - band), min(columns, middle + band) + 1):
            yield i, j


def _trace(
    back: npt.NDArray[np.int8], left: list[Counter[str]], right: list[Counter[str]], weights: dict[str, float]
) -> list[Bead]:
    shapes = list(BEADS)
    i, j = len(left), len(right)
    beads = []
    while i or j:
        m, n = shapes[int(back[i, j])]
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
    left: Sequence[Counter[str]], right: Sequence[Counter[str]], weights: dict[str, float], usual: float
) -> float:
    """Nats in favour of the bead: what both sides share counts for it, what they have counts against it, each measured
    in sentences of the usual mass. So two good sentences count double, and a stranger in the bead costs something."""
    if not left or not right:
        return 0.0
    total = _mass(left, weights) + _mass(right, weights)
    return OVERLAP_WEIGHT * (2 * _common(left, right, weights) - NO_OVERLAP * total) / (2 * usual)


def _length_prior(expected: float, length: float) -> float:
    """Log of Gale & Church's length term (two-sided normal tail), nats; 0 for beads with an empty side."""
    if not expected or not length:
        return 0.0
    delta = (length - expected) / math.sqrt(LENGTH_VARIANCE * (expected + length) / 2)
    return max(-12.0, math.log(max(1e-300, math.erfc(abs(delta) / math.sqrt(2)))))
