import random
from dataclasses import replace

import pytest

from audit.errors import AuditError
from audit.finding import Category, Severity
from audit.vendors.buckets import has_name
from audit.vendors.compare import compare
from audit.vendors.reference import missing, score
from audit.vendors.statistics import needed
from tests.vendors.made import audit, flag, segment

SOURCES = ["Anna lives in Leipzig.", "There were 40 guests.", "the harbour authority was closed " * 6, "Nothing else."]


def vendor(shift, seed, size=80, **fields):
    rng = random.Random(seed)
    rows = [
        segment(str(k + 1), f"Satz {k}.", source=SOURCES[k % 4], score=50 + rng.gauss(shift, 8)) for k in range(size)
    ]
    return audit(*rows, **fields)


def test_with_itself_nothing_differs():
    one = vendor(0, 1)
    result = compare({"A": one, "B": one})
    assert all(p.difference.mean == 0 and p.difference.p == 1 and not p.shown for p in result.pairings)
    assert result.vendors[0].score == result.vendors[1].score
    assert result.examples == ()
    assert set(result.best) == {"A", "B"}
    assert "exactly alike" in result.verdict


def test_a_clear_best_is_named_and_the_worst_is_not_among_the_best():
    result = compare({"low": vendor(-9, 1), "high": vendor(3, 2), "middle": vendor(-4, 3)})
    assert result.best == ("high",)
    assert [v.name for v in result.vendors] == ["high", "middle", "low"]
    assert result.verdict.startswith("high is best")
    assert all(p.difference.adjusted >= p.difference.p for p in result.pairings)


def test_without_a_difference_it_says_how_many_segments_would_show_one():
    result = compare({"A": vendor(0, 1), "B": vendor(0.3, 8)})
    assert set(result.best) == {"A", "B"}
    pairing = next(p for p in result.pairings if p.measure == "score")
    assert pairing.difference.needed > 80
    assert f"{pairing.difference.needed:,} segments would show it" in result.verdict


def test_what_these_segments_do_not_show_needs_more_than_these():
    """Five segments left out of ten: d is .95, for which nine would be enough, and yet p is .0625."""
    good = audit(*(segment(str(k), f"Satz {k}.", score=70.0 + k) for k in range(1, 11)))
    half = audit(*(segment(str(k), f"Satz {k}.", score=70.0 + k if k <= 5 else 0.0) for k in range(1, 11)))
    result = compare({"A": good, "B": half})
    difference = next(p.difference for p in result.pairings if p.measure == "score")
    assert needed(difference.effect) < difference.segments < difference.needed
    assert "about 11 segments would show it; there are 10" in result.verdict


def test_penalties_by_category_and_severity():
    text = "Es kamen 40 Leute."
    rows = [segment("1", text, flag(text, "40"), flag(text, "Leute", Severity.CRITICAL, Category.MISTRANSLATION))]
    result = compare({"A": audit(*rows), "B": audit(segment("1", text))})
    spoilt = next(v for v in result.vendors if v.name == "A")
    assert spoilt.by_category["numbers"]["major"] == pytest.approx(1000 * 5 / 4)
    assert spoilt.penalty_per_1000 == pytest.approx(1000 * 30 / 4)
    assert spoilt.by_severity == {"minor": 0, "major": 1, "critical": 1}


def test_segments_not_judged_for_all_count_nowhere():
    a = audit(segment("1", "Eins.", score=90.0), segment("2", "Zwei.", score=50.0, judged=False))
    b = audit(segment("1", "Eins.", score=80.0), segment("2", "Zwei.", score=10.0))
    result = compare({"A": a, "B": b})
    assert (result.segments, result.left_out) == (1, 1)
    assert {v.name: v.score for v in result.vendors} == {"A": 90.0, "B": 80.0}


def test_fluency_is_of_what_every_vendor_wrote():
    full = audit(segment("1", "Eins."), segment("2", "Zwei."))
    gap = audit(segment("1", "Eins."), replace(segment("2", ""), words=(), fluency=50.0, score=0.0))
    result = compare({"A": full, "B": gap})
    assert {v.fluency for v in result.vendors} == {80.0}
    assert next(p for p in result.pairings if p.measure == "fluency").difference.mean == 0
    assert next(p for p in result.pairings if p.measure == "score").difference.mean == 25


def test_buckets_hold_what_they_say():
    result = compare({"A": vendor(0, 1), "B": vendor(1, 2)})
    sizes = [bucket.segments for bucket in result.buckets]
    assert sizes == [20, 20, 20, 20]  # long, numbers, names, terms: one source of four each
    assert not has_name("The house is big.")
    assert has_name("The house of Anna is big.")


def test_examples_are_those_that_differ_most_and_ten_at_most():
    result = compare({"A": vendor(0, 1), "B": vendor(0, 2)})
    gaps = [example.units[0][1].score - example.units[1][1].score for example in result.examples]
    assert len(gaps) == 10
    assert gaps == sorted(gaps, reverse=True)


def test_one_segment_tells_nothing():
    result = compare({"A": audit(segment("1", "Eins.", score=90.0)), "B": audit(segment("1", "Eins!", score=20.0))})
    assert set(result.best) == {"A", "B"}
    assert "too few segments (1 segment; fewer than 6" in result.verdict
    assert all(not p.difference.telling and p.difference.needed is None for p in result.pairings)


def test_a_sentence_that_was_put_in_costs_what_it_costs_in_an_audit():
    rows = [segment(str(k), f"Satz {k}.", score=60.0) for k in range(1, 9)]
    text = "Das steht nirgends."
    added = flag(text, text, category=Category.ADDITION)
    extra = replace(segment("9", text, added, source="", score=0.0), words=(), adequacy=0.0)
    spoilt = audit(*rows[:3], extra, *rows[3:])
    result = compare({"spoilt": spoilt, "clean": audit(*rows)})
    assert [v.name for v in result.vendors] == ["clean", "spoilt"]
    by_name = {v.name: v for v in result.vendors}
    for name in ("score", "fluency", "adequacy", "words", "penalty_per_1000", "by_severity"):
        assert getattr(by_name["spoilt"], name) == getattr(spoilt.summary, name)
    assert result.segments == 8
    assert result.rows[2].penalty == (0.0, 5.0)
    assert result.rows[2].score[1] < result.rows[2].score[0] == 60.0
    assert "spoilt put in 1 sentence" in result.notes[0]
    assert result.examples[0].units[1][1].results[1].segment.text == text


def test_segments_that_a_vendor_left_out_are_named():
    rows = [segment(str(k), f"Satz {k}.", score=60.0) for k in range(1, 21)]
    gaps = [replace(segment(str(k), "", score=0.0), words=()) for k in range(1, 13)]
    result = compare({"whole": audit(*rows), "few": audit(*gaps[:2], *rows[2:]), "many": audit(*gaps, *rows[12:])})
    assert result.notes == (
        "few left out 2 of 20 segments (1, 2): score 0 and MQM points.",
        "many left out 12 of 20 segments (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …): score 0 and MQM points.",
    )
    assert compare({"A": audit(*rows), "B": audit(*rows)}).notes == ()


def test_figures_are_those_of_the_summary_and_differences_those_of_segments():
    """A long bad segment weighs more in the score shown, and as much as any other in what is tested."""
    long = [segment("1", "Ein langer Satz mit vielen Wörtern darin.", score=10.0)]
    short = [segment(str(k), "Ja.", score=90.0) for k in range(2, 9)]
    one, other = audit(*long, *short), audit(*[replace(row, score=50.0) for row in (*long, *short)])
    result = compare({"A": one, "B": other})
    assert {v.name: v.score for v in result.vendors} == {"A": one.summary.score, "B": pytest.approx(50)}
    assert [v.name for v in result.vendors] == ["A", "B"] if one.summary.score > 50 else ["B", "A"]
    pairing = next(p for p in result.pairings if p.measure == "score")
    assert abs(pairing.difference.mean) == pytest.approx(80 - 50)
    assert result.rows[0].score in {(10.0, 50.0), (50.0, 10.0)}


def test_the_first_is_better_where_it_has_fewer_points():
    text = "Es kamen 40 Leute."
    clean = [segment(str(k), text) for k in range(1, 9)]
    result = compare({"A": audit(*clean), "B": audit(*[replace(r, findings=(flag(text, "40"),)) for r in clean])})
    pairing = next(p for p in result.pairings if p.measure == "penalty")
    assert pairing.difference.better == (1.0 if pairing.first == "A" else 0.0)


def test_a_clear_loser_is_named_with_its_p_and_a_difference_of_nothing_needs_no_segments():
    best, same = vendor(0, 1), vendor(0, 1)
    nearly = replace(
        same, segments=(replace(same.segments[0], score=same.segments[0].score + 0.01), *same.segments[1:])
    )
    result = compare({"A": best, "B": nearly, "C": vendor(-9, 3)})
    assert set(result.best) == {"A", "B"}
    assert "C is worse than " in result.verdict
    assert "(p .003)" in result.verdict
    assert result.verdict.endswith("score alike.")


def test_one_vendor_is_no_comparison():
    with pytest.raises(AuditError, match="two or more"):
        compare({"A": vendor(0, 1)})


def test_reference_metrics_are_sacrebleus():
    from sacrebleu.metrics import BLEU, CHRF, TER

    reference = [f"Am Montag kamen {k} Leute in die alte Stadt." for k in range(12)]
    texts = {"A": reference, "B": [line.replace("kamen", "gingen").replace("alte ", "") for line in reference]}
    metrics = {metric.name: metric for metric in score(texts, reference)}
    for name, own in (("BLEU", BLEU()), ("chrF", CHRF()), ("TER", TER())):
        assert metrics[name].scores["B"][0] == pytest.approx(own.corpus_score(texts["B"], [reference]).score)
        assert metrics[name].pairs[0].p_randomisation < 0.05
        assert "version:" in metrics[name].signature
    assert metrics["TER"].pairs[0].difference < 0 < metrics["chrF"].pairs[0].difference
    one = score({"A": reference, "B": [texts["B"][0], *reference[1:]]}, reference)
    assert all(m.pairs[0].p_randomisation == 1 and not m.pairs[0].shown for m in one)  # one segment shows nothing
    same = score({"A": texts["B"], "B": texts["B"]}, reference)
    assert all(m.pairs[0].difference == 0 and m.pairs[0].adjusted == 1 for m in same)


def test_segments_without_a_reference_are_left_out_and_told():
    texts = {"A": ["Am Montag kam er spät an.", "x"], "B": ["Am Montag kam sie an.", "y"]}
    some = score(texts, ["Am Montag kam er an.", None])
    assert [m.scores for m in some] == [
        m.scores for m in score({name: own[:1] for name, own in texts.items()}, ["Am Montag kam er an."])
    ]
    assert missing(["a", None, ""]) == ["BLEU, chrF and TER are of 1 of 3 segments: the others have no reference."]
    assert missing(["a"]) == []
    assert score(texts, [None, None]) == []
