"""The best way through two documents, and how sure each step of it is: dynamic programming within a band.

A cell (i, j) stands for: the first i source and j target sentences are done. The band says which cells are looked at:
in row i those from low[i] to high[i]. Time and memory follow its area. Everything about cells is one flat array over
the band, row by row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shape = tuple[int, int]  # source and target sentences of a bead
ALONE: Shape = (0, 1)
NEVER = -np.inf
BLOCK = 64  # rows filled at once


@dataclass(frozen=True)
class Band:
    """Cells (i, j) with low[i] <= j < high[i]; 0 <= i <= rows, 0 <= j <= columns; low and high rise."""

    low: Ints
    high: Ints

    @classmethod
    def full(cls, rows: int, columns: int) -> "Band":
        return cls(np.zeros(rows + 1, np.int64), np.full(rows + 1, columns + 1, np.int64))

    @classmethod
    def around(cls, low: Ints, high: Ints, reach: int, columns: int) -> "Band":
        """All cells within `reach` of a way that crosses row i from low[i] to high[i]."""
        rows = np.arange(len(low))
        above, below = np.maximum(rows - reach, 0), np.minimum(rows + reach, len(low) - 1)
        return cls(np.maximum(low[above] - reach, 0), np.minimum(high[below] + reach, columns) + 1)

    @property
    def rows(self) -> int:
        return len(self.low) - 1

    @property
    def columns(self) -> int:
        return int(self.high[-1]) - 1

    @cached_property
    def start(self) -> Ints:
        """Where each row begins in the flat array; one more at the end: the number of cells."""
        return np.concatenate([[0], np.cumsum(self.high - self.low)])

    @cached_property
    def i(self) -> Ints:
        """The row of each cell."""
        return np.repeat(np.arange(self.rows + 1), self.high - self.low)

    @cached_property
    def j(self) -> Ints:
        """The column of each cell."""
        return np.arange(int(self.start[-1])) - np.repeat(self.start[:-1] - self.low, self.high - self.low)

    def row(self, i: int) -> slice:
        return slice(int(self.start[i]), int(self.start[i + 1]))

    def at(self, i: int, j: int) -> int:
        """The place of a cell in the flat array, -1 outside the band."""
        inside = 0 <= i <= self.rows and self.low[i] <= j < self.high[i]
        return int(self.start[i] + j - self.low[i]) if inside else -1

    def filled(self, block: Callable[[slice, slice], npt.NDArray[np.float32]]) -> Doubles:
        """A value for every cell, 0 in the last row and column. block(rows, columns): the values of such a part; it is
        asked for some rows at a time, so that nothing grows with the product of both lengths."""
        out = np.zeros(int(self.start[-1]))
        for top in range(0, self.rows, BLOCK):
            bottom = min(top + BLOCK, self.rows)
            left, right = int(self.low[top]), min(int(self.high[bottom - 1]), self.columns)
            if left < right:
                cells = slice(int(self.start[top]), int(self.start[bottom]))
                i, j = self.i[cells] - top, self.j[cells] - left
                values = block(slice(top, bottom), slice(left, right))
                out[cells] = np.where(j < right - left, values[i, np.minimum(j, right - left - 1)], 0.0)
        return out

    def earlier(self, values: Doubles, m: int, n: int, missing: float) -> Doubles:
        """At every cell (i, j) the value of cell (i - m, j - n); `missing` where that lies outside the band."""
        row = np.maximum(self.i - m, 0)
        column = self.j - n
        inside = (self.i >= m) & (column >= self.low[row]) & (column < self.high[row])
        place = np.where(inside, self.start[row] + column - self.low[row], 0)
        return np.where(inside, values[place], missing)


class Lattice:
    """All ways of cutting two documents into beads that stay in the band.

    gains  shape -> worth in nats of the bead that ends at each cell, flat; -inf where there can be none; no (0, 1) here
    alone  worth of leaving each target sentence alone (columns)
    """

    def __init__(self, band: Band, gains: Mapping[Shape, Doubles], alone: Doubles) -> None:
        self.band, self.gains = band, gains
        # Summed up to each column: then (0, 1) beads within a row are one running maximum, or sum, over the row.
        self.alone = np.concatenate([[0.0], np.cumsum(alone)])

    def beads(self) -> list[tuple[range, range, float]]:
        """The best beads in order: their source and target sentences, and the probability of each."""
        probability = self.posterior()
        return [
            (range(i - m, i), range(j - n, j), float(probability[m, n][self.band.at(i, j)]))
            for (m, n), i, j in self.best()
        ]

    def best(self) -> list[tuple[Shape, int, int]]:
        """The best way (Viterbi) as (shape, i, j) of each bead's end, in order."""
        reached = self._forward(np.maximum)
        beads: list[tuple[Shape, int, int]] = []
        i, j = self.band.rows, self.band.columns
        while i or j:
            step = max((*self.gains, ALONE), key=lambda shape: self._through(reached, shape, i, j))
            beads.append((step, i, j))
            i, j = i - step[0], j - step[1]
        return beads[::-1]

    def _through(self, reached: Doubles, shape: Shape, i: int, j: int) -> float:
        """Worth of the best way to cell (i, j) whose last bead has this shape."""
        before = self.band.at(i - shape[0], j - shape[1])
        if before < 0:
            return NEVER
        gain = self.alone[j] - self.alone[j - 1] if shape == ALONE else self.gains[shape][self.band.at(i, j)]
        return float(reached[before] + gain)

    def posterior(self) -> dict[Shape, Doubles]:
        """Probability of the bead of each shape that ends at each cell, flat: its share of all ways, each weighed by
        what it is worth (forward-backward). For (0, 1), too."""
        forward, backward = self._forward(np.logaddexp), self._backward()
        total = forward[-1]
        alone = np.diff(self.alone, prepend=0.0)[self.band.j]
        gains = {**self.gains, ALONE: alone}
        return {
            shape: np.exp(np.minimum(self.band.earlier(forward, *shape, NEVER) + gain + backward - total, 0.0))
            for shape, gain in gains.items()
        }

    def _forward(self, join: np.ufunc) -> Doubles:
        """Worth of all ways, joined by maximum or by logaddexp, from the beginning to each cell."""
        band, out = self.band, np.full(int(self.band.start[-1]), NEVER)
        for i in range(band.rows + 1):
            row = np.full(int(band.high[i] - band.low[i]), NEVER)
            if i == 0:
                row[0] = 0.0
            for (m, n), gain in self.gains.items():
                if m <= i:
                    before = _window(out[band.row(i - m)], int(band.low[i] - n - band.low[i - m]), len(row))
                    join(row, before + gain[band.row(i)], out=row)
            cost = self.alone[band.low[i] : band.high[i]]
            out[band.row(i)] = join.accumulate(row - cost) + cost
        return out

    def _backward(self) -> Doubles:
        """Worth of all ways from each cell to the end, joined by logaddexp."""
        band, out = self.band, np.full(int(self.band.start[-1]), NEVER)
        for i in range(band.rows, -1, -1):
            row = np.full(int(band.high[i] - band.low[i]), NEVER)
            if i == band.rows:
                row[-1] = 0.0
            for (m, n), gain in self.gains.items():
                if i + m <= band.rows:
                    after = out[band.row(i + m)] + gain[band.row(i + m)]
                    np.logaddexp(row, _window(after, int(band.low[i] + n - band.low[i + m]), len(row)), out=row)
            cost = self.alone[band.low[i] : band.high[i]]
            out[band.row(i)] = np.logaddexp.accumulate((row + cost)[::-1])[::-1] - cost
        return out


def _window(values: Doubles, first: int, length: int) -> Doubles:
    """values[first : first + length], -inf wherever that reaches beyond them."""
    if first >= 0 and first + length <= len(values):
        return values[first : first + length]
    out = np.full(length, NEVER)
    begin, end = max(first, 0), min(first + length, len(values))
    if begin < end:
        out[begin - first : end - first] = values[begin:end]
    return out
