import random
from dataclasses import replace

from audit.vendors.baseline import Scored
from audit.vendors.regression import partners, regression


def run(seed, size=500, grave=0.03, start=0):
    rng = random.Random(seed)
    return [
        Scored(f"s{start + k}", f"t{start + k}", 50 + rng.gauss(0, 10), 0.0, *[int(rng.random() < grave)] * 2)
        for k in range(size)
    ]


def spoilt(segments, share, seed):
    """A share of the segments scores lower, and half of those have a grave finding."""
    rng = random.Random(seed)
    chosen = set(rng.sample(range(len(segments)), round(share * len(segments))))
    return [
        replace(s, target="x", score=s.score - rng.gauss(8, 6), severe=s.severe + (k % 2), sure=s.sure + (k % 2))
        if k in chosen
        else s
        for k, s in enumerate(segments)
    ]


def test_a_run_against_itself_is_exactly_zero():
    test = regression(run(1), run(1))
    assert test.paired
    assert test.p_value == 1.0
    assert set(test.p.values()) == {1.0}


def test_five_per_cent_spoilt_fire_and_the_same_every_time():
    fired = [regression(run(k), spoilt(run(k), 0.05, k)).p_value < 0.05 for k in range(30)]
    assert sum(fired) >= 27
    assert regression(run(1), spoilt(run(1), 0.05, 1)) == regression(run(1), spoilt(run(1), 0.05, 1))


def test_halves_of_one_vendor_stay_silent():
    tests = [regression(run(k), run(1000 + k, start=500)) for k in range(100)]
    assert not any(test.paired for test in tests)
    assert sum(test.p_value < 0.05 for test in tests) <= 5


def test_changes_for_better_and_worse_alike_stay_silent():
    fired = 0
    for k in range(40):
        rng = random.Random(k)
        after = [replace(s, score=s.score + rng.gauss(0, 6)) if rng.random() < 0.3 else s for s in run(k)]
        fired += regression(run(k), after).p_value < 0.05
    assert fired <= 3


def test_getting_better_is_no_regression():
    assert regression(spoilt(run(1), 0.2, 1), run(1)).p_value > 0.5


def test_a_single_change_and_single_segments_prove_nothing():
    before = run(1, size=30)
    after = [replace(before[0], score=1.0, severe=3, sure=3), *before[1:]]
    assert 0.05 < regression(before, after).p_value <= 1
    for old, new in (
        (before[:1], after[:1]),
        (before[:1], run(2, size=1, start=9)),
        (before, run(2, size=1, start=99)),
    ):
        assert 0.05 < regression(old, new).p_value <= 1


def test_partners_by_source_whatever_the_order_and_repeats():
    a, b, c = (Scored(s, s, 1.0, 0, 0, 0) for s in "abc")
    assert partners([a, b, a], [a, c, a, b, a]) == [(0, 0), (2, 2), (1, 3)]


def test_without_sources_unchanged_and_replaced_stretches_are_partners():
    def segment(text):
        return Scored("", text, 1.0, 0, 0, 0)

    before, after = [[segment(t) for t in texts] for texts in ("abcd", "naXcd")]
    assert partners(before, after) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert partners([segment("a"), segment("b")], [segment("a"), segment("x"), segment("y")]) == [(0, 0)]
