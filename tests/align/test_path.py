"""The dynamic programme against counting out every way by hand."""

from itertools import product

import numpy as np
import pytest

from audit.align.path import ALONE, Band, Lattice

SHAPES = ((1, 1), (1, 0), (2, 1), (1, 2))


def ways(rows, columns):
    """All sequences of beads from (0, 0) to (rows, columns)."""
    if not rows and not columns:
        yield []
        return
    for shape in (*SHAPES, ALONE):
        if shape[0] <= rows and shape[1] <= columns:
            for way in ways(rows - shape[0], columns - shape[1]):
                yield [*way, (shape, rows, columns)]


@pytest.mark.parametrize(("rows", "columns", "seed"), [(2, 3, 0), (3, 3, 1), (4, 2, 2), (1, 4, 3), (3, 0, 4)])
def test_best_and_posterior_are_those_of_all_ways(rows, columns, seed):
    random = np.random.default_rng(seed)
    band = Band.full(rows, columns)
    gains = {}
    for m, n in SHAPES:
        gains[m, n] = np.where((band.i >= m) & (band.j >= n), random.normal(size=len(band.i)), -np.inf)
    alone = random.normal(size=columns)
    lattice = Lattice(band, gains, alone)

    def worth(way):
        return sum(alone[j - 1] if s == ALONE else gains[s][band.at(i, j)] for s, i, j in way)

    every = list(ways(rows, columns))
    assert lattice.best() == max(every, key=worth)
    weights = np.exp([worth(way) for way in every])
    probability = lattice.posterior()
    for shape, i, j in {bead for way in every for bead in way}:
        expected = weights[[(shape, i, j) in way for way in every]].sum() / weights.sum()
        assert probability[shape][band.at(i, j)] == pytest.approx(expected)


def test_a_band_knows_its_cells():
    band = Band(np.array([0, 0, 2]), np.array([2, 4, 5]))
    cells = [(i, j) for i, j in product(range(3), range(6)) if band.at(i, j) >= 0]
    assert cells == list(zip(band.i.tolist(), band.j.tolist(), strict=True))
    assert [band.at(i, j) for i, j in cells] == list(range(len(cells)))
    before = band.earlier(np.arange(float(len(cells))), 1, 1, -1.0)
    assert before.tolist() == [-1.0, -1.0, -1.0, 0.0, 1.0, -1.0, 3.0, 4.0, 5.0]


def test_a_band_around_a_way_holds_the_way():
    low, high = np.array([0, 1, 9]), np.array([1, 9, 12])
    band = Band.around(low, high, 2, 12)
    assert all(band.at(i, j) >= 0 for i in range(3) for j in range(low[i], high[i] + 1))
    assert band.low.min() >= 0
    assert band.columns == 12
