"""Is a difference more than chance? Paired by segment: bootstrap intervals, approximate randomisation, effect, Holm.

Both tests are scipy's (bootstrap, permutation_test). Sources: Riezler & Maxwell 2005 (approximate randomisation), Koehn
2004 (bootstrap), Holm 1979, Cohen 1988 (effect and sample size).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SEED = 12345  # sacreBLEU's
RESAMPLES = 1999
CONFIDENCE = 0.95
POWER = 0.8
HELD = 2_000_000  # numbers held in memory at a time


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


def paired_difference(first: Array, second: Array) -> Difference:
    """Compare two vendors' figures (N,) (N,) segment by segment; see paired_differences."""
    return paired_differences([(first, second)])[0]


def paired_differences(pairs: Sequence[tuple[Array, Array]]) -> list[Difference]:
    """Compare several pairs of vendors, all over the same N segments; p-values are corrected for the number of pairs.

    Equal arrays give exactly zero and p = 1; fewer than two segments, of which nothing can be said, give p = 1."""
    if not pairs:
        return []
    gaps = np.stack([first - second for first, second in pairs])
    p = _randomised(gaps, max(RESAMPLES, 80 * len(pairs) - 1))
    return [_difference(gap, own, adjusted) for gap, own, adjusted in zip(gaps, p, holm(p), strict=True)]


def _randomised(gaps: Array, resamples: int) -> list[float]:
    """Two-sided p of each row of gaps (pairs, N) by approximate randomisation: who is first is drawn anew for every
    segment, for all rows alike. As many resamples that a clear difference stays clear when it is corrected."""
    from scipy import stats  # half a second: not at import

    if gaps.shape[1] < 2 or not gaps.any():
        return [1.0] * len(gaps)
    test = stats.permutation_test(
        (gaps,),
        np.mean,
        permutation_type="samples",
        vectorized=True,
        axis=-1,
        n_resamples=resamples,
        batch=max(1, HELD // gaps.size),
        rng=np.random.default_rng(SEED),
    )
    return [float(p) if gap.any() else 1.0 for p, gap in zip(test.pvalue, gaps, strict=True)]


def _difference(gap: Array, p: float, adjusted: float) -> Difference:
    if not len(gap):
        return Difference(0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.5, None)
    mean, better = float(gap.mean()), float(np.mean(gap > 0) + np.mean(gap == 0) / 2)
    if len(gap) < 2 or not gap.any():
        return Difference(len(gap), mean, mean, mean, 1.0, 1.0, 0.0, better, None)
    low, high = interval(gap)
    spread = float(gap.std(ddof=1))
    effect = mean / spread if spread else math.copysign(math.inf, mean)
    return Difference(len(gap), mean, low, high, p, adjusted, effect, better, needed(effect))


def interval(values: Array) -> tuple[float, float]:
    """95 % bootstrap interval (percentile) of the mean of values (N,); the mean itself where they do not differ."""
    from scipy import stats

    mean = float(values.mean()) if len(values) else math.nan
    if len(values) < 2 or not np.ptp(values):
        return mean, mean
    result = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=max(1, HELD // len(values)),
        method="percentile",
        confidence_level=CONFIDENCE,
        rng=np.random.default_rng(SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


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
