import numpy as np
import pytest
from scipy import stats

from audit.vendors.statistics import LEAST, holm, interval, needed, paired_differences


def difference(first, second):
    return paired_differences([(first, second)])[0]


def noise(seed, mean, size=200):
    return np.random.default_rng(seed).normal(mean, 10, size)


def test_with_itself_it_is_exactly_zero():
    values = noise(1, 60)
    d = difference(values, values.copy())
    assert (d.mean, d.low, d.high, d.p, d.effect, d.better, d.needed) == (0.0, 0.0, 0.0, 1.0, 0.0, 0.5, None)


def test_p_and_interval_agree_with_the_t_test():
    first, gap = noise(1, 60), noise(2, 1.5)
    d = difference(first + gap, first)
    assert d.p == pytest.approx(stats.ttest_1samp(gap, 0).pvalue, abs=0.02)
    low, high = stats.ttest_1samp(gap, 0).confidence_interval(0.95)
    assert (d.low, d.high) == pytest.approx((low, high), abs=0.2)
    assert d.effect == pytest.approx(gap.mean() / gap.std(ddof=1))


def test_the_same_every_time_and_antisymmetric():
    a, b = noise(1, 60), noise(2, 61)
    assert difference(a, b) == difference(a, b)
    assert difference(a, b).mean == -difference(b, a).mean


def test_segments_needed_follow_the_usual_formula():
    assert needed(0.5) == 32  # (1.96 + 0.84)² / 0.25 = 31.4
    assert needed(-0.1) == 785
    assert needed(0.0) is None


def test_holm_against_a_hand_made_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_many_pairs_can_still_be_told_apart():
    """136 pairs are those of 17 vendors: the smallest p that resampling can give must survive the correction."""
    same, clear = (noise(1, 60), noise(2, 60)), (noise(3, 60), noise(4, 80))
    results = paired_differences([clear, *[same] * 135])
    assert results[0].adjusted < 0.05 < results[1].adjusted


def test_a_pair_among_others_is_as_it_is_alone():
    pairs = [(noise(k, 60), noise(k + 10, 62)) for k in range(3)]
    for alone, among in zip(map(difference, *zip(*pairs, strict=True)), paired_differences(pairs), strict=True):
        assert among.p == pytest.approx(alone.p, abs=0.02)
        assert (among.mean, among.low, among.high) == (alone.mean, alone.low, alone.high)


@pytest.mark.parametrize("size", [0, 1, LEAST - 1])
def test_too_little_says_nothing(size):
    d = difference(noise(1, 90, size), noise(2, 10, size))
    assert (d.p, d.needed, d.telling) == (1.0, None, False)
    assert np.isnan([d.low, d.high]).all()
    assert np.isnan(interval(np.full(size, 7.0))).all()
    assert interval(np.full(LEAST, 7.0)) == (7.0, 7.0)


def test_a_difference_that_is_always_the_same_has_no_size_in_deviations():
    d = difference(np.full(8, 7.0), np.full(8, 5.0))
    assert (d.mean, d.low, d.high, d.effect, d.needed) == (2.0, 2.0, 2.0, None, None)
    assert d.p < 0.05


def test_more_comparisons_need_more_segments():
    """What is told as enough must be enough for the corrected p."""
    assert needed(0.5, 10) > needed(0.5, 2) > needed(0.5)
    a, b = noise(1, 62), noise(2, 60)
    alone, among = difference(a, b), paired_differences([(a, b)] * 10)[0]
    assert among.needed > alone.needed


def test_a_weighted_interval_lies_about_the_weighted_mean():
    values, weights = np.array([10.0] * 20 + [90.0] * 20), np.array([9.0] * 20 + [1.0] * 20)
    low, high = interval(values, weights)
    assert low < np.average(values, weights=weights) < high < values.mean()
