"""Fluency with the language errors that rules found; what speaks for machine translation."""

from dataclasses import replace

import pytest

from audit.finding import Category, Finding, Severity, found
from audit.score import summarise, with_flaws
from tests.vendors.made import segment


def finding(category: Category, severity: Severity, confidence: float, check: str = "grammar") -> Finding:
    fields = {"category": category, "severity": severity, "confidence": confidence, "message": "", "check": check}
    return found("Das Wort", 0, 3, **fields)


def test_a_language_error_lowers_fluency_by_how_sure_it_is() -> None:
    sure, unsure = (finding(Category.GRAMMAR, Severity.MAJOR, c) for c in (1.0, 0.4))
    assert with_flaws(90.0, []) == 90.0
    assert with_flaws(90.0, [sure]) == pytest.approx(30.9, abs=0.1)  # log odds 2.2 - 3
    assert with_flaws(90.0, [sure]) < with_flaws(90.0, [unsure]) < 90.0
    assert with_flaws(90.0, [sure, unsure]) < with_flaws(90.0, [sure])


def test_a_slip_of_spelling_costs_less() -> None:
    slip = finding(Category.MISSPELLING, Severity.MINOR, 0.8, "spelling")
    assert 75 < with_flaws(90.0, [slip]) < 90.0


def test_meaning_and_the_models_own_doubts_do_not_count() -> None:
    others = [
        finding(Category.MISTRANSLATION, Severity.MAJOR, 0.9, "traps"),
        finding(Category.GRAMMAR, Severity.MINOR, 0.4, "suspicion"),
    ]
    assert with_flaws(90.0, others) == 90.0


def test_the_order_of_two_sentences_without_flaws_holds_with_the_same_flaw() -> None:
    flaw = finding(Category.GRAMMAR, Severity.MAJOR, 0.8)
    values = [with_flaws(value, [flaw]) for value in (0.0, 5.0, 40.0, 90.0, 100.0)]
    assert values == sorted(values) and values[0] >= 0 and values[-1] < 100


def test_two_styles_of_quotation_marks_are_no_sign_of_a_machine() -> None:
    def reasons(category: Category) -> tuple[str, ...]:
        own = finding(category, Severity.MINOR, 0.8, "consistency")
        rows = [segment(str(n + 1), "Das Wort steht hier.", *([own] if n == 0 else [])) for n in range(6)]
        return summarise(rows).machine_reasons

    assert reasons(Category.TYPOGRAPHICAL) == reasons(Category.LOCALE_VIOLATION) == ()
    assert reasons(Category.INCONSISTENT_ENTITIES) == ("1 × the same name or term written in several ways",)


def test_a_document_in_which_nothing_was_judged_is_unknown_and_not_worst() -> None:
    unread = [replace(segment(str(n), "42 / 12 000", judged=False), fluency=50.0) for n in (1, 2)]
    summary = summarise(unread)
    assert (summary.score, summary.fluency, summary.adequacy) == (50.0, 50.0, None)
    beside = summarise([*unread, segment("3", "Das Wort steht hier.", score=90.0)])
    assert (beside.score, beside.fluency) == (90.0, 80.0)
    worst = summarise([segment("1", "Das Wort steht hier.", score=0.0), *unread])
    assert worst.score == 0.0
