"""Did a translation get worse? A test of a new run against an old one, made for the few segments that a vendor spoils.

Three questions, each with a one-sided p-value, corrected for their number (weighted Bonferroni), so that all three
together cry wolf in at most one of twenty cases:

    severe   do more segments hold major or critical findings, but for the models' doubts about single words?
    tail     do more segments lie deep, or did more fall far than rise far?
    score    is the mean score lower, and of changed segments by more than a harmless change may cost?

Where the new run has the old one's source texts, segments are paired by source: a segment that did not change is its
own control, and only changes are weighed against each other. Otherwise the runs are compared as two samples, and only
those findings count that rest on rules: what models miss in an alignment is too common to show a few errors more.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from audit.vendors.baseline import Scored
from audit.vendors.statistics import HELD, SEED, Array

Flags = npt.NDArray[np.bool_]

PAIRED_SHARE = 0.5  # of the new run's segments that need a partner in the old run
MARGIN = 1.0  # points of score that a changed segment may lose on average: models like a machine's wording best
FAR = 5.0  # points of score by which a segment must fall or rise to count as far
DEEP = 0.05  # share of the segments of both runs together that count as deep
RESAMPLES = 1999
# How the permitted rate of false alarms is shared out: findings say more of a spoilt segment than scores do.
WEIGHTS = {"severe": 0.6, "tail": 0.2, "score": 0.2}


@dataclass(frozen=True, slots=True)
class Regression:
    """paired: whether by source; segments: how many were compared (pairs, or those of the new run); p: of the three
    questions; p_value: corrected for their number."""

    paired: bool
    segments: int
    p: dict[str, float]

    @property
    def p_value(self) -> float:
        """The smallest of the three, each divided by its weight first."""
        return min(1.0, *(self.corrected(question) for question in self.p))

    def corrected(self, question: str) -> float:
        """A question's p-value, corrected for there being three."""
        return self.p[question] / WEIGHTS[question]


def regression(old: Sequence[Scored], new: Sequence[Scored]) -> Regression:
    """The test of a new run against an old one. Equal runs give p = 1."""
    pairs = partners(old, new)
    if len(pairs) >= max(1, PAIRED_SHARE * len(new)):
        return _paired([old[i] for i, _ in pairs], [new[j] for _, j in pairs])
    return _unpaired(old, new)


def partners(old: Sequence[Scored], new: Sequence[Scored]) -> list[tuple[int, int]]:
    """(old, new) index pairs of one source text, in order of occurrence; without sources, of unchanged targets and of
    stretches of equal length between them."""
    if not any(segment.source for segment in old) or not any(segment.source for segment in new):
        blocks = SequenceMatcher(None, [s.target for s in old], [s.target for s in new]).get_opcodes()
        return [
            pair for _, a, b, c, d in blocks if b - a == d - c for pair in zip(range(a, b), range(c, d), strict=True)
        ]
    waiting: dict[str, list[int]] = defaultdict(list)
    for i in reversed(range(len(old))):
        waiting[old[i].source].append(i)
    return [(waiting[s.source].pop(), j) for j, s in enumerate(new) if s.source and waiting[s.source]]


def _paired(old: Sequence[Scored], new: Sequence[Scored]) -> Regression:
    from scipy import stats

    gap = _scores(new) - _scores(old)
    more = sum(b.severe > a.severe for a, b in zip(old, new, strict=True))
    fewer = sum(b.severe < a.severe for a, b in zip(old, new, strict=True))
    changed = gap[gap != 0] + MARGIN
    mean = 1.0
    if len(changed) > 1:  # an unchanged segment says nothing, a single change could have gone either way
        mean = stats.permutation_test(
            (changed,),
            np.mean,
            permutation_type="samples",
            alternative="less",
            n_resamples=RESAMPLES,
            batch=max(1, HELD // len(changed)),
            rng=np.random.default_rng(SEED),
        ).pvalue
    p = {
        "severe": _more_than_half(more, fewer),
        "tail": _more_than_half(int((gap < -FAR).sum()), int((gap > FAR).sum())),
        "score": float(mean),
    }
    return Regression(True, len(new), p)


def _more_than_half(worse: int, better: int) -> float:
    """Exact binomial p that changes for the worse are no more frequent than changes for the better (McNemar)."""
    from scipy import stats

    return float(stats.binomtest(worse, worse + better, alternative="greater").pvalue) if worse + better else 1.0


def _unpaired(old: Sequence[Scored], new: Sequence[Scored]) -> Regression:
    from scipy import stats

    before, after = _scores(old), _scores(new)
    deep = float(np.quantile(np.concatenate([before, after]), DEEP))
    p = {
        "severe": _more_often(_sure(old), _sure(new)),
        "tail": _more_often(before <= deep, after <= deep),
        "score": float(stats.mannwhitneyu(after, before, alternative="less").pvalue),
    }
    return Regression(False, len(new), p)


def _more_often(before: Flags, after: Flags) -> float:
    """Fisher's exact p that a property is no more frequent after than before."""
    from scipy import stats

    table = [[int(after.sum()), int(len(after) - after.sum())], [int(before.sum()), int(len(before) - before.sum())]]
    return float(stats.fisher_exact(table, alternative="greater").pvalue)


def _sure(segments: Sequence[Scored]) -> Flags:
    return np.array([segment.sure > 0 for segment in segments], dtype=np.bool_)


def _scores(segments: Sequence[Scored]) -> Array:
    return np.array([segment.score for segment in segments], dtype=float)
