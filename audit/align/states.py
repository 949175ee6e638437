"""How near two runs of sentences are to each other in the encoder of a model that reads both languages.

A sentence's vector is the mean of its encoder states, less the mean over its document, weighed by its length; so those
of neighbours can be summed up. The cosine of two such sums tells translations from strangers; it knows no words, and is
right in other places than they are. (Sentence vectors for alignment: Artetxe & Schwenk 2019; summed: Thompson & Koehn
2019.)
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.align.path import Band, Doubles, Ints, Shape

Floats = npt.NDArray[np.float32]

TINY = 1e-6


@dataclass(frozen=True, slots=True)
class States:
    """A vector for each source and each target sentence, (sentences, dimensions); see above."""

    source: Floats
    target: Floats

    @classmethod
    def of(cls, means: tuple[Floats, Floats], lengths: tuple[Doubles, Doubles]) -> "States":
        """From the mean encoder states of each side's sentences, and their lengths in characters."""
        sides = []
        for mean, length in zip(means, lengths, strict=True):
            weight = length.astype(np.float32)[:, None]
            centre = (weight * mean).sum(0) / max(TINY, float(weight.sum()))
            sides.append(weight * (mean - centre))
        return cls(sides[0], sides[1])

    def only(self, source: Ints, target: Ints) -> "States":
        """The chosen sentences of both sides."""
        return States(self.source[source], self.target[target])

    def products(self, band: Band) -> Doubles:
        """The product of sentences i and j at every cell (i, j) of the band."""
        return band.filled(lambda rows, columns: self.source[rows] @ self.target[columns].T)

    def cosine(self, products: Doubles, band: Band, shape: Shape) -> Doubles:
        """Cosine, -1 to 1, of both sides of the bead of a shape that ends at each cell."""
        m, n = shape
        shared = np.sum([band.earlier(products, a + 1, b + 1, 0.0) for a in range(m) for b in range(n)], axis=0)
        found: Doubles = shared / (_norms(self.source, m)[band.i] * _norms(self.target, n)[band.j] + TINY)
        return found

    def block(self, rows: slice) -> Floats:
        """Cosine of some source sentences with all target sentences."""
        norms = np.outer(_norms(self.source[rows], 1)[1:], _norms(self.target, 1)[1:]).astype(np.float32)
        found: Floats = np.divide(self.source[rows] @ self.target.T, np.maximum(norms, TINY), dtype=np.float32)
        return found


def _norms(vectors: Floats, count: int) -> Doubles:
    """The length of the sum of the `count` vectors before each place 0, 1, …, 0 where there are not so many."""
    out = np.zeros(len(vectors) + 1)
    if len(vectors) >= count:
        windows = sum(vectors[k : len(vectors) - count + 1 + k] for k in range(count))
        out[count:] = np.linalg.norm(windows, axis=1)
    return out
