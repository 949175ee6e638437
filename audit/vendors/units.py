"""Common ground: several translations of one source, each aligned with it on its own, cut into the same units.

Where one vendor renders two sentences as one, those two source sentences are one unit for all vendors; so unit k of one
vendor always stands beside unit k of another.
"""

from collections.abc import Sequence

from audit.align import Bead
from audit.document import Document, Kind, Segment


def common_units(source: Document, targets: Sequence[Document], beads: Sequence[Sequence[Bead]]) -> list[Document]:
    """The targets as documents of parallel rows. beads: one alignment of source and target per target."""
    joined = _joined(len(source.segments), beads)
    groups: dict[int, list[int]] = {}
    for sentence, first in enumerate(joined):
        groups.setdefault(first, []).append(sentence)
    texts = [" ".join(source.segments[i].text for i in members) for members in groups.values()]
    place = {first: k for k, first in enumerate(groups)}
    out = []
    for target, alignment in zip(targets, beads, strict=True):
        parts: list[list[str]] = [[] for _ in texts]
        unit = 0
        for bead in alignment:
            if bead.source:
                unit = place[joined[bead.source[0]]]
            if parts:  # what was put in belongs to the unit before it
                parts[unit] += [target.segments[j].text for j in bead.target]
        rows = [
            Segment(str(k + 1), " ".join(part), Kind.ROW, k, source.segments[first].line, text)
            for (first, k), part, text in zip(place.items(), parts, texts, strict=True)
        ]
        out.append(Document(target.name, target.language, tuple(rows)))
    return out


def _joined(sentences: int, beads: Sequence[Sequence[Bead]]) -> list[int]:
    """For each source sentence the first sentence of its unit: the coarsest of all alignments."""
    tied = [False] * sentences  # tied[i]: some vendor renders sentences i - 1 and i together
    for alignment in beads:
        for bead in alignment:
            for i in bead.source[1:]:
                tied[i] = True
    first: list[int] = []
    for i in range(sentences):
        first.append(first[-1] if i and tied[i] else i)
    return first
