"""Sentences that the translation has in another place than the source: a paragraph moved, two sentences swapped.

Beads in order cannot say that; they leave such sentences alone on both sides. Here every sentence that is alone looks
for a partner among those of the other side that are alone. Where two find each other, the runs that they stand in are
aligned by themselves.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from audit.align import worth
from audit.align.beads import Bead
from audit.align.path import Band, Doubles, Ints, Lattice
from audit.align.similarity import Texts
from audit.align.worth import Side

MOVED = 6.0  # nats by which moved sentences must fit better than sentences in order must
CROSSED = 0.25  # usual sentences by which two swapped sentences must have more in common than as they stand
BLOCK = 256  # sentences that look for partners at once


def found(beads: Sequence[Bead], texts: Texts, sides: tuple[Side, Side]) -> list[Bead]:
    """The beads with moved sentences paired; in the order of the target, as before."""
    beads = [part for bead in beads for part in _uncrossed(bead, texts)]
    source = np.array([bead.source[0] for bead in beads if not bead.target], np.int64)
    target = np.array([bead.target[0] for bead in beads if not bead.source], np.int64)
    paired: list[Bead] = []
    for left, right in _candidates(texts, source, target):
        taken = {i for bead in paired for i in bead.source}, {j for bead in paired for j in bead.target}
        free = [i for i in left if i not in taken[0]], [j for j in right if j not in taken[1]]
        if all(free):
            paired += _aligned(texts, sides, np.array(free[0]), np.array(free[1]))
    return _placed(beads, paired)


def _uncrossed(bead: Bead, texts: Texts) -> list[Bead]:
    """A bead of two and two, or, where its sentences are swapped, the two beads that it hides."""
    if (len(bead.source), len(bead.target)) != (2, 2):
        return [bead]
    (i, _), (j, _) = bead.source, bead.target
    block = texts.block(slice(i, i + 2), slice(j, j + 2))
    if block[0, 1] + block[1, 0] - block[0, 0] - block[1, 1] < CROSSED:
        return [bead]
    pairs = ((i + 1, j), (i, j + 1))
    return [Bead((a,), (b,), texts.overlap((a,), (b,)), bead.confidence, moved=True) for a, b in pairs]


def _candidates(texts: Texts, source: Ints, target: Ints) -> list[tuple[list[int], list[int]]]:
    """Runs of lonely sentences on both sides that hold two which find each other, those that fit best first."""
    if not len(source) or not len(target):
        return []
    fit = _partners(texts.only(source, target))
    runs = _runs(source), _runs(target)
    strength: dict[tuple[int, int], float] = {}
    for a, b, value in fit:
        key = runs[0][1][a], runs[1][1][b]
        strength[key] = strength.get(key, 0.0) + value
    order = sorted(strength, key=lambda key: (-strength[key], key))
    return [(runs[0][0][a], runs[1][0][b]) for a, b in order]


def _partners(texts: Texts) -> list[tuple[int, int, float]]:
    """Pairs of sentences that are each other's best match and belong together: (source, target, nats)."""
    rows, columns = len(texts.source_mass), len(texts.target_mass)
    best_row, best_column = np.zeros(rows, np.int64), np.zeros(columns, np.int64)
    value_row, value_column = np.zeros(rows), np.full(columns, -np.inf)
    for top in range(0, rows, BLOCK):
        part = slice(top, min(top + BLOCK, rows))
        value = _worth(texts, part)
        best_row[part], value_row[part] = value.argmax(1), value.max(1)
        better = value.max(0) > value_column
        best_column[better] = top + value.argmax(0)[better]
        value_column[better] = value.max(0)[better]
    return [
        (i, int(j), float(value_row[i])) for i, j in enumerate(best_row) if value_row[i] > MOVED and best_column[j] == i
    ]


def _worth(texts: Texts, rows: slice) -> Doubles:
    """Nats by which a bead of one and one beats leaving both alone, for some source and all target sentences."""
    common = texts.block(rows, slice(0, len(texts.target_mass)))
    strange = texts.source_mass[rows, None] + texts.target_mass[None, :]
    nats: Doubles = worth.COMMON * (common - worth.STRANGE * texts.usual * strange / 2) + worth.TOGETHER
    return nats + worth.NEAR * (texts.states.block(rows) - worth.FAR) if texts.states else nats


def _runs(lonely: Ints) -> tuple[list[list[int]], list[int]]:
    """Lonely sentences in runs of neighbours, and the number of the run that each is in."""
    runs, number = [[int(lonely[0])]], [0]
    for before, here in pairwise(lonely.tolist()):
        if here != before + 1:
            runs.append([])
        runs[-1].append(here)
        number.append(len(runs) - 1)
    return runs, number


def _aligned(texts: Texts, sides: tuple[Side, Side], source: Ints, target: Ints) -> list[Bead]:
    """The beads with two sides of a source run and a target run, taken by themselves."""
    part, band = texts.only(source, target), Band.full(len(source), len(target))
    own = sides[0].only(source), sides[1].only(target)
    gains = worth.gains(part, part.common(band), own, band)
    gains = {(m, n): gain - MOVED * (m + n) / 2 * (n > 0) for (m, n), gain in gains.items()}
    out = []
    for left, right, confidence in Lattice(band, gains, worth.alone(len(target))).beads():
        if left and right:
            i, j = tuple(source[left].tolist()), tuple(target[right].tolist())
            out.append(Bead(i, j, texts.overlap(i, j), confidence, moved=True))
    return out


def _placed(beads: Sequence[Bead], paired: Sequence[Bead]) -> list[Bead]:
    """The beads, with pairs standing where their first target sentence stood alone and nothing standing twice."""
    by_target = {bead.target[0]: bead for bead in paired}
    source = {i for bead in paired for i in bead.source}
    target = {j for bead in paired for j in bead.target}
    out = []
    for bead in beads:
        if not bead.source and bead.target[0] in target:
            out += [by_target[bead.target[0]]] if bead.target[0] in by_target else []
        elif bead.target or bead.source[0] not in source:
            out.append(bead)
    return out
