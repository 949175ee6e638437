"""The figures of `evaluate`, on cases small enough to count by hand."""

import math

import pytest

from audit.document import Kind, Segment
from audit.evaluation import Label, Labels, auc, calibration, chance, evaluate, mcc, span_f1, touches
from audit.finding import Category, Finding, Severity, found
from audit.result import SegmentResult, WordError

TEXT = "Das Haus ist sehr klein."


def finding(start, end, *, severity=Severity.MAJOR, confidence=0.5, check="traps", category=Category.MISTRANSLATION):
    return found(
        TEXT, start, end, severity=severity, confidence=confidence, check=check, category=category, message="Why."
    )


def result(*findings: Finding, score=50.0, errors=()) -> SegmentResult:
    words = tuple(WordError(s, e, p) for s, e, p in errors)
    return SegmentResult(
        segment=Segment("1", TEXT, Kind.ROW), source=None, back_translation="", score=score, adequacy=None,
        fluency=50.0, critical=0.0, machine=None, words=words, links=(), findings=tuple(findings),
    )  # fmt: skip


def label(start, end, severity=Severity.MAJOR, category=None):
    return Label(start, end, severity, category)


@pytest.mark.parametrize(
    ("span", "mark", "expected"),
    [
        ((4, 8), (4, 8), True),
        ((4, 8), (7, 12), True),
        ((4, 8), (8, 12), False),  # neighbours share no character
        ((4, 8), (6, 6), True),  # something is missing inside
        ((4, 8), (8, 8), True),  # or right behind
        ((4, 8), (9, 9), False),
    ],
)
def test_touching(span, mark, expected):
    assert touches(*span, [label(*mark)]) is expected


@pytest.mark.parametrize("mark", [(0, 3), (4, 8), (20, 24), (8, 8), (0, 0), (24, 24), (0, 24)])
@pytest.mark.parametrize("span", [(0, 1), (4, 8), (0, 24), (3, 20)])
def test_the_floor_is_the_share_of_all_places_that_would_touch(span, mark):
    length = span[1] - span[0]
    starts = range(len(TEXT) - length + 1)
    counted = sum(touches(s, s + length, [label(*mark)]) for s in starts) / len(starts)
    assert chance(finding(*span), TEXT, [label(*mark)]) == pytest.approx(counted)


def test_precision_by_check_and_recall_by_category():
    grammar = Category.GRAMMAR
    results = [
        result(finding(4, 8), finding(9, 12, check="grammar", category=grammar)),
        result(finding(0, 3), score=80.0),
    ]
    labels = [
        Labels((label(5, 6, category=Category.MISTRANSLATION), label(18, 23, category=grammar)), 1.0),
        Labels((), 3.0),
    ]
    e = evaluate(results, labels, "signature")
    assert (e.overall.findings, e.overall.right, e.overall.recall) == (3, pytest.approx(1 / 3), 0.5)
    checks = {row.name: row for row in e.by_check}
    assert (checks["traps"].right, checks["grammar"].right) == (0.5, 0.0)
    categories = {row.name: row for row in e.by_category}
    assert (categories["mistranslation"].recall, categories["grammar"].recall) == (1.0, 0.0)
    assert e.spearman == pytest.approx(1.0)  # the better segment has the better score
    assert e.spearman_length is None  # both are equally long


def test_findings_on_the_source_side_are_no_places_of_the_target():
    omission = found(
        "The house", 0, 3, side="source", severity=Severity.MAJOR, confidence=0.5, check="coverage",
        category=Category.OMISSION, message="Why.",
    )  # fmt: skip
    e = evaluate([result(omission)], [Labels(())], "s")
    assert e.overall.findings == 0


def test_span_f1_counts_another_severity_half():
    gold = [label(0, 4, Severity.MAJOR)]
    assert span_f1([(10, gold, gold)]) == (1.0, 1.0, 1.0)
    assert span_f1([(10, gold, [label(0, 4, Severity.MINOR)])]) == (0.5, 0.5, 0.5)
    assert span_f1([(10, gold, [label(2, 6)])]) == (0.5, 0.5, 0.5)
    assert span_f1([(10, [], [])]) == (0.0, 0.0, 0.0)


def test_words_are_ranked_and_their_probabilities_measured():
    words = [(0, 3, 0.1), (4, 8, 0.9), (9, 12, 0.2), (13, 17, 0.2)]
    e = evaluate([result(errors=words)], [Labels((label(4, 8),))], "s")
    assert e.word_auc == 1.0
    assert e.word_mcc == pytest.approx(1.0)
    assert e.words is not None
    assert e.words.brier == pytest.approx((0.01 + 0.01 + 0.04 + 0.04) / 4)
    assert e.words.base == pytest.approx(0.25 * 0.75)


def test_the_best_threshold_is_never_worse_than_the_one_at_a_half():
    """Here every quantile from the median up puts a right word among the wrong ones."""
    words = [(0, 3, 0.1), (4, 8, 0.2), (9, 12, 0.3), (13, 17, 0.2)]
    e = evaluate([result(errors=words)], [Labels((label(0, 3),))], "s")
    assert e.word_mcc == 0.0
    assert e.word_best_mcc == 0.0


def test_calibration_bins():
    value = calibration([0.05, 0.15, 0.15, 1.0], [False, True, False, True])
    assert [(b.count, b.observed) for b in value.bins] == [(1, 0.0), (2, 0.5), (1, 1.0)]
    assert value.error == pytest.approx((0.05 + 2 * 0.35 + 0) / 4)
    assert calibration([], []) is None


def test_undefined_figures_are_none_and_constants_zero():
    assert auc([0.5], [True]) is None
    assert mcc([True, True], [True, True]) == 0.0
    e = evaluate([result()], [Labels(())], "s")
    assert (e.words, e.findings, e.word_auc, e.spearman) == (None, None, None, None)
    assert not any(isinstance(v, float) and math.isnan(v) for v in (e.span_f1, e.overall.right))
