"""Where a long document's alignment must run: coarse to fine, after Vecalign (Thompson & Koehn 2019).

Sentences are summed up in pairs, these in pairs again, until few are left; their sketches are aligned in full, and the
way found is refined level by level within a narrow band. So time is linear in length, and a chapter that was left out
is seen where it is one step wide.
"""

from itertools import pairwise

import numpy as np

from audit.align.path import Band, Ints, Lattice
from audit.align.similarity import Texts
from audit.align.states import Floats
from audit.errors import AuditError

SMALL = 120_000  # cells that are looked at in full
REACH = 10  # steps to either side of a way that the next finer level looks at
REACH_LAST = 20  # sentences to either side that the last one looks at
LARGEST = 6_000_000  # cells; about 130 bytes each


def band(texts: Texts) -> Band:
    """The band in which to align. Raises AuditError where the documents fit so badly that it would be too large."""
    rows, columns = len(texts.source_mass), len(texts.target_mass)
    if (rows + 1) * (columns + 1) <= SMALL:
        return Band.full(rows, columns)
    levels = [texts.sketches()]
    while len(levels[-1][0]) * len(levels[-1][1]) > SMALL:
        levels.append((_paired(levels[-1][0]), _paired(levels[-1][1])))
    level = levels.pop()
    here = Band.full(len(level[0]), len(level[1]))
    while True:
        low, high = _way(level, here)
        finer = levels.pop() if levels else None
        if finer is None:
            break
        low, high = _doubled(low, high, len(finer[0]), len(finer[1]))
        level, here = finer, _bounded(low, high, REACH, len(finer[1]))
    return _bounded(low, high, REACH_LAST, columns)


def _bounded(low: Ints, high: Ints, reach: int, columns: int) -> Band:
    found = Band.around(low, high, reach, columns)
    if found.start[-1] > LARGEST:
        raise AuditError(
            f"{len(low) - 1} source and {columns} target sentences have too little in common to be aligned; "
            "check that these documents belong together, or align them chapter by chapter"
        )
    return found


def _paired(sketch: Floats) -> Floats:
    """Each two neighbours summed up."""
    return np.add.reduceat(sketch, np.arange(0, len(sketch), 2))


def _way(level: tuple[Floats, Floats], here: Band) -> tuple[Ints, Ints]:
    """The best way through one level: its first and last column in each row. Steps pair two sums, or leave one out,
    which is worth nothing; a pair is worth what it has in common beyond what it has with everything."""
    source, target = level
    # Less the mean on either side: what all have in common tells nothing.
    source, target = source - source.mean(0), target - target.mean(0)
    worth = here.filled(lambda rows, columns: source[rows] @ target[columns].T)
    pair = np.where((here.i > 0) & (here.j > 0), here.earlier(worth, 1, 1, 0.0), -np.inf)
    skip = np.where(here.i > 0, 0.0, -np.inf)
    beads = Lattice(here, {(1, 1): pair, (1, 0): skip}, np.zeros(len(target))).best()
    low, high = np.full(here.rows + 1, here.columns), np.zeros(here.rows + 1, np.int64)
    low[0] = 0
    for _, i, j in beads:
        low[i], high[i] = min(low[i], j), max(high[i], j)
    return low, high


def _doubled(low: Ints, high: Ints, rows: int, columns: int) -> tuple[Ints, Ints]:
    """The same way on the next finer level, which has twice as many rows and columns, or one less."""
    fine_low, fine_high = np.zeros(rows + 1, np.int64), np.zeros(rows + 1, np.int64)
    for i, (here, after) in enumerate(pairwise(range(len(low)))):
        fine_low[2 * i], fine_high[2 * i] = 2 * low[here], 2 * high[here]
        fine_low[2 * i + 1], fine_high[2 * i + 1] = 2 * high[here], 2 * low[after]
    fine_low[rows], fine_high[rows] = 2 * low[-1], columns
    return np.minimum(fine_low, columns), np.minimum(fine_high, columns)
