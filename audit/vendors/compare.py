"""Compares translations of one source by several vendors: figures, differences with their chance, buckets, examples.

A vendor's score, fluency and adequacy here are plain means over the segments that were judged for all vendors, as
metric tools report system scores; so every difference is exactly the difference of the figures shown.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, compress

import numpy as np

from audit.errors import AuditError
from audit.finding import PENALTY, Severity
from audit.result import Audit, SegmentResult
from audit.vendors.reference import Metric
from audit.vendors.statistics import Array, Difference, interval, paired_differences
from audit.words import tokens

ALPHA = 0.05
LONG = 25  # source words from which a sentence counts as long
TERM_LENGTH, TERM_USES = 7, 3  # letters and segments from which a repeated source word counts as a term
EXAMPLES = 10
MEASURES = ("score", "fluency", "penalty")


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's figures. Means over the common segments, each with its 95 % interval where it has one.

    penalty_per_1000   MQM penalty points per 1,000 target words; by_category: the same, category -> severity -> points
    machine            probability that the document is machine translation, None where it is too short to tell
    """

    name: str
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
class Pairing:
    """The difference first minus second in one measure: "score", "fluency" (points) or "penalty" (MQM points a
    segment, where less is better)."""

    measure: str
    first: str
    second: str
    difference: Difference

    @property
    def shown(self) -> bool:
        """Whether it is more than chance at .05, after correction."""
        return self.difference.adjusted < ALPHA


@dataclass(frozen=True, slots=True)
class Bucket:
    """A kind of segment: how many there are, and vendor -> (mean score, 95 % interval, MQM points per 1,000 words)."""

    name: str
    segments: int
    figures: Mapping[str, tuple[float, float, float, float]]


@dataclass(frozen=True, slots=True)
class Example:
    """A segment in which the vendors differ much: the source ("" where none), and each vendor's result, best first."""

    id: str
    source: str
    results: tuple[tuple[str, SegmentResult], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole comparison. vendors: best score first. best: the highest score's and those not shown to score lower;
    one name means a clear best. left_out: segments that were not judged for every vendor and count nowhere."""

    vendors: tuple[Vendor, ...]
    segments: int
    left_out: int
    pairings: tuple[Pairing, ...]
    metrics: tuple[Metric, ...]
    buckets: tuple[Bucket, ...]
    examples: tuple[Example, ...]
    best: tuple[str, ...]
    verdict: str
    signature: str


def compare(audits: Mapping[str, Audit], metrics: Sequence[Metric] = ()) -> Comparison:
    """The comparison of vendor -> audit, all over the same segments in the same order. Raises AuditError for fewer than
    two vendors, or where no segment was judged for all."""
    if len(audits) < 2:
        raise AuditError("one translation only: give two or more to compare")
    rows = {name: audit.segments for name, audit in audits.items()}
    common = [k for k, group in enumerate(zip(*rows.values(), strict=True)) if all(r.judged for r in group)]
    if not common:
        raise AuditError("no segment could be judged for all vendors; is the text in the right language?")
    judged = {name: [segments[k] for k in common] for name, segments in rows.items()}
    columns = {measure: _columns(judged, measure) for measure in MEASURES}
    fluency = {name: float(values.mean()) if len(values) else 0.0 for name, values in columns["fluency"].items()}
    vendors = sorted(
        (_vendor(name, judged[name], fluency[name], audits[name]) for name in audits), key=lambda v: -v.score
    )
    pairings = _pairings([v.name for v in vendors], columns)
    best = _best([v.name for v in vendors], pairings)
    return Comparison(
        vendors=tuple(vendors),
        segments=len(common),
        left_out=len(next(iter(rows.values()))) - len(common),
        pairings=tuple(pairings),
        metrics=tuple(metrics),
        buckets=tuple(_buckets(judged)),
        examples=tuple(_examples([v.name for v in vendors], judged)),
        best=best,
        verdict=_verdict(vendors, pairings, best),
        signature=next(iter(audits.values())).signature,
    )


def _vendor(name: str, results: Sequence[SegmentResult], fluency: float, audit: Audit) -> Vendor:
    words = sum(len(list(tokens(r.segment.text))) for r in results)
    findings = [finding for r in results for finding in r.findings]
    points: dict[str, dict[str, float]] = {}
    for finding in findings:
        row = points.setdefault(finding.category.value, {severity.value: 0.0 for severity in Severity})
        row[finding.severity.value] += 1000 * PENALTY[finding.severity] / max(words, 1)
    counts = Counter(finding.severity.value for finding in findings)
    scores = _column(results, "score")
    adequacies = [r.adequacy for r in results if r.adequacy is not None]
    return Vendor(
        name=name,
        words=words,
        score=float(scores.mean()),
        score_interval=interval(scores),
        adequacy=float(np.mean(adequacies)) if adequacies else None,
        fluency=fluency,
        machine=audit.summary.machine,
        penalty_per_1000=1000 * sum(PENALTY[f.severity] for f in findings) / max(words, 1),
        by_severity={severity.value: counts[severity.value] for severity in Severity},
        by_category=dict(sorted(points.items(), key=lambda item: (-sum(item[1].values()), item[0]))),
    )


def _columns(judged: Mapping[str, Sequence[SegmentResult]], measure: str) -> dict[str, Array]:
    """vendor -> one measure. Fluency is of the segments in which every vendor wrote something that a model read."""
    if measure == "fluency":
        written = [all(r.words for r in group) for group in zip(*judged.values(), strict=True)]
        judged = {name: list(compress(results, written)) for name, results in judged.items()}
    return {name: _column(results, measure) for name, results in judged.items()}


def _column(results: Sequence[SegmentResult], measure: str) -> Array:
    """(segments,) float64 of one measure."""
    if measure == "penalty":
        return np.array([sum(PENALTY[f.severity] for f in r.findings) for r in results], dtype=float)
    return np.array([getattr(r, measure) for r in results], dtype=float)


def _pairings(names: Sequence[str], columns: Mapping[str, Mapping[str, Array]]) -> list[Pairing]:
    """All pairs in all measures; p-values are corrected over the pairs of one measure."""
    out: list[Pairing] = []
    pairs = list(combinations(names, 2))
    for measure, column in columns.items():
        tested = paired_differences([(column[a], column[b]) for a, b in pairs])
        out += [Pairing(measure, a, b, difference) for (a, b), difference in zip(pairs, tested, strict=True)]
    return out


def _best(names: Sequence[str], pairings: Sequence[Pairing]) -> tuple[str, ...]:
    """The highest score's vendor, and those who were not shown to score lower. names: the highest score first."""
    lower = {p.second for p in pairings if p.measure == "score" and p.first == names[0] and p.shown}
    return tuple(name for name in names if name not in lower)


def _verdict(vendors: Sequence[Vendor], pairings: Sequence[Pairing], best: Sequence[str]) -> str:
    """Who is best, in one or two sentences."""
    if len(best) == 1:
        return f"{best[0]} is best: its score is higher than every other's by more than chance."
    beaten = [v.name for v in vendors if v.name not in best]
    first = f"No difference shown between {_listed(best)}"
    first += f"; shown to be worse: {_listed(beaten)}." if beaten else "."
    top = next(p for p in pairings if p.measure == "score" and {p.first, p.second} <= set(best))
    if top.difference.needed is None:
        alike = "score exactly alike" if not top.difference.mean else "cannot be told apart on so few segments"
        return f"{first} {top.first} and {top.second} {alike}."
    return (
        f"{first} If {top.first} and {top.second} differ as much as they seem to here ({top.difference.mean:+.2f} "
        f"points), about {top.difference.needed:,} segments would show it; there are {top.difference.segments:,}."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _buckets(judged: Mapping[str, Sequence[SegmentResult]]) -> list[Bucket]:
    first = next(iter(judged.values()))
    texts = [r.source or r.segment.text for r in first]
    terms, sourced = _terms(texts), any(r.source for r in first)
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        (f"long sentences ({LONG} words or more)", lambda text: len(list(tokens(text))) >= LONG),
        ("with numbers", lambda text: any(c.isdigit() for c in text)),
        ("with names", lambda text: sourced and has_name(text)),  # German writes every noun with a capital
        ("with terms (long words that recur)", lambda text: bool(terms & _long_words(text))),
    )
    out = []
    for name, belongs in kinds:
        chosen = [k for k, text in enumerate(texts) if belongs(text)]
        figures = {vendor: _bucket_figures([results[k] for k in chosen]) for vendor, results in judged.items()}
        out.append(Bucket(name, len(chosen), figures if chosen else {}))
    return out


def _bucket_figures(results: Sequence[SegmentResult]) -> tuple[float, float, float, float]:
    if not results:
        return 0.0, 0.0, 0.0, 0.0
    scores = _column(results, "score")
    words = sum(len(list(tokens(r.segment.text))) for r in results)
    return (float(scores.mean()), *interval(scores), 1000 * float(_column(results, "penalty").sum()) / max(words, 1))


def has_name(text: str) -> bool:
    """Whether an English text seems to hold a name: a word with a capital that does not begin a sentence."""
    return bool(re.search(r"(?<=[\w,;] )(?!I\b)[A-Z][a-z]+", text))


def _long_words(text: str) -> set[str]:
    return {word for t in tokens(text) if len(word := t.text) >= TERM_LENGTH and word.islower()}


def _terms(texts: Sequence[str]) -> set[str]:
    """Long words that recur, without those that half of all segments have."""
    uses = Counter(word for text in texts for word in _long_words(text))
    return {word for word, n in uses.items() if n >= TERM_USES and n <= max(TERM_USES, len(texts) // 2)}


def _examples(names: Sequence[str], judged: Mapping[str, Sequence[SegmentResult]]) -> list[Example]:
    """The segments whose scores lie farthest apart."""
    scores = np.array([_column(judged[name], "score") for name in names])
    spread = np.ptp(scores, axis=0)
    farthest = [int(k) for k in np.argsort(-spread, kind="stable")[:EXAMPLES] if spread[k] > 0]
    out = []
    for k in farthest:
        results = sorted(((name, judged[name][k]) for name in names), key=lambda pair: -pair[1].score)
        out.append(Example(results[0][1].segment.id, results[0][1].source or "", tuple(results)))
    return out
