"""Common ground: several translations of one source, each aligned with it on its own, cut into the same units.

Where one vendor renders two sentences as one, those two source sentences are one unit for all vendors; so unit k of one
vendor always stands beside unit k of another. What a vendor put in, and no source sentence stands for, is a row of its
own as in an audit of that vendor alone; it belongs to the unit it follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.align import Bead
from audit.document import Document, Segment
from audit.finding import PENALTY
from audit.pair import joined
from audit.result import SegmentResult, Summary
from audit.score import mean, summarise, weight
from audit.vendors.statistics import Array


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit in one vendor's translation: the result that has the source, and those of what was put in beside it."""

    results: tuple[SegmentResult, ...]

    @property
    def main(self) -> SegmentResult:
        """The result that has the source."""
        return next((r for r in self.results if not _put_in(r.segment)), self.results[0])

    @property
    def put_in(self) -> int:
        """Rows of text for which the source has none."""
        return sum(_put_in(r.segment) and bool(r.segment.text.strip()) for r in self.results)

    @property
    def left_out(self) -> bool:
        """Whether the source has text here and the translation none."""
        return bool((self.main.source or "").strip()) and not self.main.segment.text.strip()

    @property
    def judged(self) -> bool:
        """Whether its translation was judged."""
        return self.main.judged

    @property
    def weight(self) -> int:
        """What it weighs in a mean of scores: words, as in the audit's summary."""
        return sum(weight(r.segment.text, r.source) for r in self.results if r.judged)

    @property
    def score(self) -> float:
        """0-100, weighted by words: what was put in scores 0."""
        return self._mean([r.score if r.judged else None for r in self.results]) or 0.0

    @property
    def fluency(self) -> float | None:
        """0-100, weighted by words; None where no model read it."""
        return self._mean([r.fluency if r.words else None for r in self.results])

    @property
    def penalty(self) -> float:
        """MQM penalty points."""
        return sum((PENALTY[finding.severity] for r in self.results for finding in r.findings), 0.0)

    def _mean(self, values: Sequence[float | None]) -> float | None:
        return mean(values, [weight(r.segment.text, r.source) for r in self.results])


def common_units(source: Document, targets: Sequence[Document], beads: Sequence[Sequence[Bead]]) -> list[Document]:
    """The targets as documents whose rows belong to the same units of the source; `grouped` tells which rows make up a
    unit. beads: one alignment of source and target per target."""
    first = _joined(len(source.segments), beads)
    place = {sentence: k for k, sentence in enumerate(dict.fromkeys(first))}
    return [_rows(source, target, own, [place[f] for f in first]) for target, own in zip(targets, beads, strict=True)]


def _rows(source: Document, target: Document, beads: Sequence[Bead], unit_of: Sequence[int]) -> Document:
    """unit_of: for each source sentence its unit's number, from 0."""
    units: list[list[Bead]] = [[] for _ in range(unit_of[-1] + 1)] if unit_of else []
    put_in: list[list[Bead]] = [[] for _ in range(len(units) + 1)]  # put_in[k] stands before unit k
    place = 0
    for bead in beads:
        if bead.source:
            units[unit_of[bead.source[0]]].append(bead)
            place = unit_of[bead.source[0]] + 1
        else:
            put_in[place].append(bead)
    rows = _named(source, target, put_in[0], "after-0")
    for k, (own, following) in enumerate(zip(units, put_in[1:], strict=True), 1):
        rows += _named(source, target, [_one(own)], str(k))
        rows += _named(source, target, following, f"after-{k}")
    return Document(target.name, target.language, tuple(rows))


def _named(source: Document, target: Document, beads: Sequence[Bead], name: str) -> list[Segment]:
    """The segments that the beads make, called name, name-2, …: all vendors' units have the same names."""
    made = joined(source, target, beads)
    return [replace(segment, id=name if n == 1 else f"{name}-{n}") for n, segment in enumerate(made, 1)]


def _one(beads: Sequence[Bead]) -> Bead:
    """The beads of a unit as one."""
    return Bead(
        source=tuple(sorted(i for bead in beads for i in bead.source)),
        target=tuple(j for bead in beads for j in bead.target),
        confidence=min(bead.confidence for bead in beads),
        moved=any(bead.moved for bead in beads),
    )


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


def grouped(segments: Sequence[Segment]) -> list[range]:
    """The places of each unit's rows: one that has a source, or of which none is known, and what was put in behind it.
    What was put in before the first unit belongs to it."""
    starts = [k for k, segment in enumerate(segments) if not _put_in(segment)] or [0]
    return [range(a, b) for a, b in zip([0, *starts[1:]], [*starts[1:], len(segments)], strict=True) if b > a]


def units_of(results: Sequence[SegmentResult]) -> list[Unit]:
    """An audit's results as units."""
    return [Unit(tuple(results[k] for k in rows)) for rows in grouped([r.segment for r in results])]


def column(units: Sequence[Unit], measure: str) -> Array:
    """(units,) float64 of one of Unit's figures."""
    return np.array([getattr(unit, measure) for unit in units], dtype=float)


def scored(units: Sequence[Unit]) -> Summary:
    """The units' figures, as an audit's summary has them."""
    return summarise([result for unit in units for result in unit.results])


def texts_of(document: Document) -> list[str]:
    """Each unit's text, with what was put in."""
    return [" ".join(document.segments[k].text for k in rows) for rows in grouped(document.segments)]


def _put_in(segment: Segment) -> bool:
    return segment.source is not None and not segment.source.strip()
