"""BLEU, chrF and TER against a reference, with sacreBLEU's own significance tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from audit.vendors.differences import ALPHA
from audit.vendors.statistics import holm

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class MetricPair:
    """first minus second: paired bootstrap and approximate randomisation (two-sided p), the latter also corrected for
    the number of pairs (Holm)."""

    first: str
    second: str
    difference: float
    p_bootstrap: float
    p_randomisation: float
    adjusted: float

    @property
    def shown(self) -> bool:
        """Whether it is more than chance at .05, after correction."""
        return self.adjusted < ALPHA


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: vendor -> (score, half width of its 95 % bootstrap interval), the pairs, and its signature."""

    name: str
    higher_is_better: bool
    scores: Mapping[str, tuple[float, float]]
    pairs: tuple[MetricPair, ...]
    signature: str


def score(targets: Mapping[str, Sequence[str]], references: Sequence[str | None]) -> list[Metric]:
    """BLEU, chrF and TER (0-100) of every vendor over the segments that have a reference; [] where none has. targets:
    vendor -> texts, one per reference."""
    from sacrebleu.metrics import BLEU, CHRF, TER

    there = [k for k, reference in enumerate(references) if reference]
    if not there:
        return []
    given = [references[k] or "" for k in there]
    texts = {vendor: [own[k] for k in there] for vendor, own in targets.items()}
    kinds = (("BLEU", BLEU, True), ("chrF", CHRF, True), ("TER", TER, False))
    return [_metric(name, kind, texts, given, higher) for name, kind, higher in kinds]


def missing(references: Sequence[str | None]) -> list[str]:
    """A note where some segments have no reference."""
    without = sum(not reference for reference in references)
    if not without:
        return []
    counted = f"{len(references) - without:,} of {len(references):,} segments"
    return [f"BLEU, chrF and TER are of {counted}: the others have no reference."]


def _metric(name: str, kind: Any, targets: Mapping[str, Sequence[str]], reference: list[str], higher: bool) -> Metric:
    scores: dict[str, tuple[float, float]] = {}
    pairs: list[MetricPair] = []
    signature = ""
    for first, second in combinations(targets, 2):
        systems = [(first, list(targets[first])), (second, list(targets[second]))]
        _, boots = _paired("bs", kind, systems, reference)
        signature, shuffles = _paired("ar", kind, systems, reference)
        scores |= {system: (float(r.score), float(r.ci)) for (system, _), r in zip(systems, boots, strict=True)}
        difference = float(boots[0].score - boots[1].score)
        # sacreBLEU counts resamples above the difference, not at it: those in which all segments that differ are
        # swapped, or none. Of two alike, or with one segment that differs, it would say p = .001.
        differing = sum(a != b for a, b in zip(targets[first], targets[second], strict=True))
        shuffled = min(1.0, shuffles[1].p_value + 2.0 ** (1 - differing))
        bootstrap = boots[1].p_value if difference else 1.0
        pairs.append(MetricPair(first, second, difference, bootstrap, shuffled, adjusted=1.0))
    adjusted = holm([pair.p_randomisation for pair in pairs])
    corrected = tuple(replace(pair, adjusted=p) for pair, p in zip(pairs, adjusted, strict=True))
    return Metric(name, higher, scores, corrected, signature)


def _paired(test: str, kind: Any, systems: list[tuple[str, list[str]]], reference: list[str]) -> tuple[str, list[Any]]:
    """sacreBLEU's own test of the second system against the first: its signature and both results."""
    from sacrebleu.significance import PairedTest

    paired = PairedTest(systems, {"metric": kind()}, [reference], test_type=test, n_samples=RESAMPLES)
    signatures, results = paired()
    (name,) = signatures
    return str(signatures[name]), results[name]
