"""Many short sentences that the translation gathers in one, or the other way round: a list that became a sentence,
verse that became prose, the cells of a table.

Beads in order hold three sentences of a side at most; more are rare, and would cost long documents time. What is left
of a longer list then stands alone, as if nobody had translated it. Here every bead with one sentence on a side looks at
the lonely ones right before and after it on the other, and takes them where that is worth more than leaving them.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import numpy as np

from audit.align import worth
from audit.align.beads import Bead
from audit.align.path import Band, Lattice, Shape
from audit.align.similarity import Texts
from audit.align.worth import SHARES, Side

USUAL, LONGEST = 3, 20  # sentences of one side: in beads in order, and that may be gathered
REACH = 2 * LONGEST  # beads to either side that are looked at
# A bead of one sentence more is rarer by as much as one of three is rarer than one of two.
RARER = SHARES[3, 1] / SHARES[2, 1]
LIKELY = 0.5  # probability that such a bead must have, beside all others that could be made here
MANY: Mapping[Shape, float] = {(n, 1): SHARES[3, 1] * RARER ** (n - USUAL) for n in range(USUAL + 1, LONGEST + 1)}
ROWS: Mapping[Shape, float] = {**{shape: share for shape, share in SHARES.items() if shape[1] < 2}, **MANY}
# By the side that is gathered, 0 for the source.
SHAPES = ROWS, {(n, m): share for (m, n), share in ROWS.items()}


def found(beads: Sequence[Bead], texts: Texts, sides: tuple[Side, Side]) -> list[Bead]:
    """The beads, lonely sentences gathered in those that they belong to; in the order that they had."""
    return _gathered(_gathered(beads, texts, sides, 0), texts, sides, 1)


def _gathered(beads: Sequence[Bead], texts: Texts, sides: tuple[Side, Side], many: int) -> list[Bead]:
    """The same where `many` (0: source, 1: target) has the many sentences."""
    made: dict[int, Bead] = {}
    gone: set[int] = set()
    for k, bead in enumerate(beads):
        one = _side(bead, 1 - many)
        if len(one) != 1 or bead.moved or k in gone:
            continue
        before = _lonely(beads, range(k - 1, max(-1, k - 1 - REACH), -1), many, gone)
        after = _lonely(beads, range(k + 1, min(len(beads), k + 1 + REACH)), many, gone)
        near = _run([i for p in (*before[::-1], k, *after) for i in _side(beads[p], many)], _side(bead, many))
        if len(near) <= max(USUAL, len(_side(bead, many))):
            continue
        whole = _best(texts, sides, (near, one) if many == 0 else (one, near), many)
        if whole and set(_side(bead, many)) <= set(_side(whole, many)):
            made[k] = whole
            gone.update(p for p in (*before, *after) if _side(beads[p], many)[0] in _side(whole, many))
    return [made.get(k, bead) for k, bead in enumerate(beads) if k not in gone]


def _side(bead: Bead, side: int) -> tuple[int, ...]:
    return bead.target if side else bead.source


def _lonely(beads: Sequence[Bead], places: Iterable[int], many: int, gone: AbstractSet[int]) -> list[int]:
    """Places of the beads that hold nothing but a sentence of the side, up to the first that has both or was taken."""
    out: list[int] = []
    for k in places:
        if len(out) == LONGEST or k in gone or (beads[k].source and beads[k].target):
            break
        if _side(beads[k], many):
            out.append(k)
    return out


def _run(numbers: Sequence[int], own: Sequence[int]) -> Sequence[int]:
    """The neighbours among some sentences: those around the bead's own, or, where it has none, the most that there are.
    Where one was moved away there is a gap."""
    cuts = [k for k in range(1, len(numbers)) if numbers[k] != numbers[k - 1] + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *cuts, len(numbers)])]
    return max(runs, key=lambda run: (set(own) <= set(run), len(run)))


def _best(
    texts: Texts, sides: tuple[Side, Side], numbers: tuple[Sequence[int], Sequence[int]], many: int
) -> Bead | None:
    """The best bead of one sentence and some neighbours of the other side, where it holds more than usual."""
    source, target = (np.array(part, np.int64) for part in numbers)
    part, band = texts.only(source, target), Band.full(len(source), len(target))
    own = sides[0].only(source), sides[1].only(target)
    gains = worth.gains(part, part.common(band), own, band, SHAPES[many])
    for left, right, confidence in Lattice(band, gains, worth.alone(len(target))).beads():
        if max(len(left), len(right)) > USUAL and confidence > LIKELY:
            i, j = tuple(source[left].tolist()), tuple(target[right].tolist())
            return Bead(i, j, texts.overlap(i, j), confidence)
    return None
