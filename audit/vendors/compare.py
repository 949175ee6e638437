"""Compares translations of one source by several vendors: figures, differences with their chance, buckets, examples.

A vendor's figures are those of an audit's summary, score, fluency and adequacy weighted by words, over the units that
were judged for all vendors. Differences are tested on the figures of the units, each counted alike; so a mean
difference need not be exactly the difference of two figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audit.errors import AuditError
from audit.finding import PENALTY, Severity
from audit.result import Audit
from audit.vendors.buckets import Bucket, buckets
from audit.vendors.differences import MEASURES, Pairing, best, pairings, verdict
from audit.vendors.reference import Metric
from audit.vendors.statistics import Array, interval
from audit.vendors.units import Unit, column, scored, units_of

EXAMPLES = 10
MOST_NAMED = 10  # segments that a note names


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's figures, as in audit.result.Summary, the score with its 95 % interval (NaN where there are too few
    segments).

    document           the file that was audited
    penalty_per_1000   MQM penalty points per 1,000 target words; by_category: the same, category -> severity -> points
    machine            probability that the document is machine translation, None where it is too short to tell
    """

    name: str
    document: str
    words: int
    score: float
    score_interval: tuple[float, float]
    adequacy: float | None
    fluency: float
    machine: float | None
    penalty_per_1000: float
    by_severity: Mapping[str, int]
    by_category: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's figures, one for each vendor in the comparison's order: score (None where it was not judged), fluency
    (None where no model read it), MQM points."""

    id: str
    score: tuple[float | None, ...]
    fluency: tuple[float | None, ...]
    penalty: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A unit in which the vendors differ much: the source ("" where none), and each vendor's unit, best first."""

    id: str
    source: str
    units: tuple[tuple[str, Unit], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison. vendors: best score first. best: those not shown to score lower than anybody; one name
    means a clear best. left_out: units that were not judged for every vendor and count nowhere. rows: all units.
    source, reference: file names, "" for none. notes: plain sentences for the reader."""

    vendors: tuple[Vendor, ...]
    segments: int
    left_out: int
    pairings: tuple[Pairing, ...]
    metrics: tuple[Metric, ...]
    buckets: tuple[Bucket, ...]
    examples: tuple[Example, ...]
    rows: tuple[Row, ...]
    best: tuple[str, ...]
    verdict: str
    notes: tuple[str, ...]
    source: str
    reference: str
    language: str
    signature: str


def compare(
    audits: Mapping[str, Audit],
    metrics: Sequence[Metric] = (),
    *,
    notes: Sequence[str] = (),
    source: str = "",
    reference: str = "",
) -> Comparison:
    """The comparison of vendor -> audit, all over the same units in the same order (audit.vendors.units). Raises
    AuditError for fewer than two vendors, or where no unit was judged for all."""
    if len(audits) < 2:
        raise AuditError("one translation only: give two or more to compare")
    units = {name: units_of(audit.segments) for name, audit in audits.items()}
    common = [k for k, group in enumerate(zip(*units.values(), strict=True)) if all(unit.judged for unit in group)]
    if not common:
        raise AuditError("no segment could be judged for all vendors; is the text in the right language?")
    judged = {name: [own[k] for k in common] for name, own in units.items()}
    vendors = sorted((_vendor(name, judged[name], audits[name]) for name in audits), key=lambda v: -v.score)
    names = [v.name for v in vendors]
    made = pairings(names, {measure: _columns(judged, measure) for measure in MEASURES})
    first = next(iter(audits.values()))
    return Comparison(
        vendors=tuple(vendors),
        segments=len(common),
        left_out=len(units[names[0]]) - len(common),
        pairings=tuple(made),
        metrics=tuple(metrics),
        buckets=tuple(buckets(judged)),
        examples=tuple(_examples(names, judged)),
        rows=tuple(_rows(names, units)),
        best=best(names, made),
        verdict=verdict(names, made),
        notes=(*notes, *_left_out(judged), *_put_in(judged)),
        source=source,
        reference=reference,
        language=first.language,
        signature=first.signature,
    )


def _vendor(name: str, units: Sequence[Unit], audit: Audit) -> Vendor:
    summary = scored(units)
    share = 1000 / max(summary.words, 1)
    points = {
        category: {severity: share * PENALTY[Severity(severity)] * count for severity, count in counts.items()}
        for category, counts in summary.by_category.items()
    }
    return Vendor(
        name=name,
        document=audit.name,
        words=summary.words,
        score=summary.score,
        score_interval=interval(column(units, "score"), column(units, "weight")),
        adequacy=summary.adequacy,
        fluency=summary.fluency,
        machine=audit.summary.machine,
        penalty_per_1000=summary.penalty_per_1000,
        by_severity=summary.by_severity,
        by_category=dict(sorted(points.items(), key=lambda item: (-sum(item[1].values()), item[0]))),
    )


def _columns(judged: Mapping[str, Sequence[Unit]], measure: str) -> dict[str, Array]:
    """vendor -> one measure. Fluency is of the units in which every vendor wrote something that a model read."""
    columns = {name: column(units, measure) for name, units in judged.items()}
    written = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
    return {name: values[written] for name, values in columns.items()}


def _left_out(judged: Mapping[str, Sequence[Unit]]) -> list[str]:
    """A note for each vendor that left segments without translation: a few gaps can decide who is best."""
    notes = []
    for name, units in judged.items():
        if gaps := [unit.main.segment.id for unit in units if unit.left_out]:
            named = ", ".join(gaps[:MOST_NAMED]) + (", …" if len(gaps) > MOST_NAMED else "")
            which = f"{len(gaps):,} of {len(units):,} segments ({named})"
            notes.append(f"{name} left out {which}: score 0 and MQM points.")
    return notes


def _put_in(judged: Mapping[str, Sequence[Unit]]) -> list[str]:
    """A note for each vendor that put something in."""
    counts = {name: sum(unit.put_in for unit in units) for name, units in judged.items()}
    return [
        f"{name} put in {n} sentence{'s' if n != 1 else ''} for which the source has none: score 0 and MQM points, "
        "counted with the segment beside it."
        for name, n in counts.items()
        if n
    ]


def _examples(names: Sequence[str], judged: Mapping[str, Sequence[Unit]]) -> list[Example]:
    """The units whose scores lie farthest apart."""
    spread = np.ptp(np.array([column(judged[name], "score") for name in names]), axis=0)
    farthest = [int(k) for k in np.argsort(-spread, kind="stable")[:EXAMPLES] if spread[k] > 0]
    out = []
    for k in farthest:
        units = sorted(((name, judged[name][k]) for name in names), key=lambda pair: -pair[1].score)
        main = units[0][1].main
        out.append(Example(main.segment.id, main.source or "", tuple(units)))
    return out


def _rows(names: Sequence[str], units: Mapping[str, Sequence[Unit]]) -> list[Row]:
    return [
        Row(
            group[0].main.segment.id,
            tuple(unit.score if unit.judged else None for unit in group),
            tuple(unit.fluency for unit in group),
            tuple(unit.penalty for unit in group),
        )
        for group in zip(*(units[name] for name in names), strict=True)
    ]
