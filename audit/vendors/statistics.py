"""Is a difference more than chance? Paired by segment: bootstrap intervals, approximate randomisation, effect, Holm.

Both tests are scipy's (bootstrap, permutation_test). Sources: Riezler & Maxwell 2005 (approximate randomisation), Koehn
2004 (bootstrap), Holm 1979, Cohen 1988 (effect and sample size).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEED = 12345  # sacreBLEU's
RESAMPLES = 1999
CONFIDENCE = 0.95
POWER = 0.8
BATCH = 256  # resamples held in memory at a time


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two vendors' segment figures, the first minus the second, over the same segments.

    segments   how many were compared
    mean       mean difference, in the figure's own unit; low, high: its 95 % bootstrap interval
    p          two-sided, approximate randomisation; adjusted: the same after Holm's correction
    effect     Cohen's d of paired samples: mean / standard deviation of the differences, 0.0 where all are equal
    better     share of segments where the first has the higher figure, ties counted half
    needed     segments that would show a difference of this effect (power .8 at .05, two-sided); None for no effect
    """

    segments: int
    mean: float
    low: float
    high: float
    p: float
    adjusted: float
    effect: float
    better: float
    needed: int | None


def paired_difference(first: Array, second: Array, *, resamples: int = RESAMPLES) -> Difference:
    """Compare two vendors' figures (N,) (N,) segment by segment. Equal arrays give exactly zero and p = 1; so do fewer
    than two segments, of which nothing can be said."""
    from scipy import stats  # half a second: not at import

    gap = first - second
    mean = float(gap.mean()) if len(gap) else 0.0
    better = float(np.mean(gap > 0) + np.mean(gap == 0) / 2) if len(gap) else 0.5
    if len(gap) < 2 or not gap.any():
        return Difference(len(gap), mean, mean, mean, 1.0, 1.0, 0.0, better, None)
    test = stats.permutation_test(
        (first, second),
        _mean_gap,
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    )
    low, high = interval(gap, resamples=resamples)
    spread = float(gap.std(ddof=1))
    effect = mean / spread if spread else math.copysign(math.inf, mean)
    p = float(test.pvalue)
    return Difference(len(gap), mean, low, high, p, p, effect, better, needed(effect))


def _mean_gap(first: Array, second: Array, axis: int = -1) -> Any:
    return np.mean(first - second, axis=axis)


def interval(values: Array, *, resamples: int = RESAMPLES) -> tuple[float, float]:
    """95 % bootstrap interval (percentile) of the mean of values (N,); the mean itself where they do not differ."""
    from scipy import stats

    mean = float(values.mean()) if len(values) else math.nan
    if len(values) < 2 or not np.ptp(values):
        return mean, mean
    result = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=resamples,
        batch=BATCH,
        method="percentile",
        confidence_level=CONFIDENCE,
        rng=np.random.default_rng(SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def resamples_for(pairs: int) -> int:
    """How many resamples it takes that a clear difference stays clear when corrected for that many pairs."""
    return max(RESAMPLES, 80 * pairs - 1)


def needed(effect: float) -> int | None:
    """Segments that show a paired effect (Cohen's d) with power .8 at .05 two-sided, in normal approximation."""
    from scipy import stats

    if not effect:
        return None
    quantiles = float(stats.norm.ppf(1 - (1 - CONFIDENCE) / 2) + stats.norm.ppf(POWER))
    return max(2, math.ceil((quantiles / effect) ** 2)) if abs(effect) > 1e-6 else None


def holm(values: Sequence[float]) -> list[float]:
    """P-values corrected for their number: the k-th smallest of n times n - k + 1, kept in order, at most 1."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    adjusted, highest = [1.0] * len(values), 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = highest
    return adjusted
