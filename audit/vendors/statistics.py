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
LEAST = 6  # segments: of five, no two-sided randomisation gives less than 2 / 2⁵ = .0625
HELD = 2_000_000  # numbers held in memory at a time


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two vendors' segment figures, the first minus the second, over the same segments.

    segments   how many were compared
    mean       mean difference, in the figure's own unit; low, high: its 95 % bootstrap interval
    p          two-sided, approximate randomisation; adjusted: the same after Holm's correction
    effect     Cohen's d of paired samples: mean / standard deviation of the differences; 0.0 where there is none, None
               where every segment differs by the same
    better     share of segments where the first has the higher figure, ties counted half
    needed     segments that would show a difference of this effect (see needed()); None where there is none to show
    """

    segments: int
    mean: float
    low: float
    high: float
    p: float
    adjusted: float
    effect: float | None
    better: float
    needed: int | None

    @property
    def telling(self) -> bool:
        """Whether there are segments enough to say anything; else low and high are NaN, p 1."""
        return self.segments >= LEAST


def paired_differences(pairs: Sequence[tuple[Array, Array]]) -> list[Difference]:
    """Compare several pairs of vendors, all over the same N segments; p-values are corrected for the number of pairs.

    Equal arrays give exactly zero and p = 1; fewer than LEAST segments, of which nothing can be said, give p = 1."""
    if not pairs:
        return []
    gaps = np.stack([first - second for first, second in pairs])
    p = _randomised(gaps, max(RESAMPLES, 80 * len(pairs) - 1))
    return [_difference(gap, own, adjusted, len(pairs)) for gap, own, adjusted in zip(gaps, p, holm(p), strict=True)]


def _randomised(gaps: Array, resamples: int) -> list[float]:
    """Two-sided p of each row of gaps (pairs, N) by approximate randomisation: who is first is drawn anew for every
    segment, for all rows alike. As many resamples that a clear difference stays clear when it is corrected."""
    from scipy import stats  # half a second: not at import

    if gaps.shape[1] < LEAST or not gaps.any():
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


def _difference(gap: Array, p: float, adjusted: float, comparisons: int) -> Difference:
    size = len(gap)
    mean = float(gap.mean()) if size else 0.0
    better = float(np.mean(gap > 0) + np.mean(gap == 0) / 2) if size else 0.5
    low, high = interval(gap)
    if size < LEAST or not gap.any():
        return Difference(size, mean, low, high, 1.0, 1.0, 0.0, better, None)
    spread = float(gap.std(ddof=1))
    if not spread:
        return Difference(size, mean, low, high, p, adjusted, None, better, None)
    effect = mean / spread
    return Difference(size, mean, low, high, p, adjusted, effect, better, needed(effect, comparisons))


def interval(values: Array, weights: Array | None = None) -> tuple[float, float]:
    """95 % bootstrap interval (percentile) of the mean of values (N,), weighted where weights (N,) are given; the mean
    itself where they do not differ, NaN for fewer than LEAST."""
    from scipy import stats

    if len(values) < LEAST:
        return math.nan, math.nan
    if not np.ptp(values):
        return float(values[0]), float(values[0])
    weight = np.ones(len(values)) if weights is None else weights

    def mean(points: Array, weight: Array, axis: int) -> Array:
        return np.asarray(points.sum(axis) / weight.sum(axis))

    result = stats.bootstrap(
        (values * weight, weight),
        mean,
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=max(1, HELD // len(values)),
        method="percentile",
        confidence_level=CONFIDENCE,
        rng=np.random.default_rng(SEED),
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def needed(effect: float, comparisons: int = 1) -> int | None:
    """Segments that show a paired effect (Cohen's d) with power .8, two-sided, at .05 over the number of comparisons:
    what Holm's correction asks of the clearest of them. In normal approximation."""
    from scipy import stats

    if abs(effect) <= 1e-6:
        return None
    level = (1 - CONFIDENCE) / comparisons
    quantiles = float(stats.norm.ppf(1 - level / 2) + stats.norm.ppf(POWER))
    return max(LEAST, math.ceil((quantiles / effect) ** 2))


def holm(values: Sequence[float]) -> list[float]:
    """P-values corrected for their number: the k-th smallest of n times n - k + 1, kept in order, at most 1."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    adjusted, highest = [1.0] * len(values), 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - place) * values[index]))
        adjusted[index] = highest
    return adjusted
