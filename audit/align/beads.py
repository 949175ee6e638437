"""A bead: sentences that translate each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bead:
    """Indices of sentences in source and target; either side may be empty.

    overlap     share of their weighted words that each side explains of the other, 0-1; 0 where a side is empty
    confidence  probability that exactly these sentences belong together, or that this one is alone, 0-1
    moved       the translation has them in another place than the source"""

    source: tuple[int, ...]
    target: tuple[int, ...]
    overlap: float = 0.0
    confidence: float = 1.0
    moved: bool = False
