"""Whose hand a document is by, and what is believed of doubts about its meaning."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from audit.checks import meaning
from audit.document import Kind
from audit.finding import Category, Finding, Severity, found
from audit.hand import believed, machine_made
from audit.result import SegmentResult
from tests.vendors.made import segment

TEXT = "Das Wort steht hier."
RELIABILITY = {"meaning": 0.8, "sense": 0.75}


def finding(category: Category, confidence: float, check: str) -> Finding:
    fields = {"category": category, "severity": Severity.MAJOR, "confidence": confidence, "message": "", "check": check}
    return found(TEXT, 4, 8, **fields)


def document(machine: float, *findings: Finding, count: int = 8) -> list[SegmentResult]:
    """So many sentences, each of which reads like a machine's with this probability; the first has the findings."""
    rows = [replace(segment(str(n + 1), TEXT), machine=machine) for n in range(count)]
    return [replace(rows[0], findings=findings), *rows[1:]]


def doubts(stated: Sequence[float], check: str = "meaning") -> list[Finding]:
    return [finding(Category.MISTRANSLATION, round(value * RELIABILITY[check], 4), check) for value in stated]


def test_each_trap_that_changed_the_meaning_speaks_for_a_machine_once() -> None:
    def machine(*traps: str, category: Category = Category.MISTRANSLATION) -> float:
        own = [replace(finding(category, 0.6, "traps"), evidence={"trap": trap}) for trap in traps]
        rows = [segment(str(n + 1), TEXT, *own[n : n + 1]) for n in range(6)]
        return machine_made(rows) or 0.0

    none, one, two = machine(), machine("seize"), machine("seize", "hijack")
    assert none == pytest.approx(0.5) and none < one < two
    assert machine("seize", "seize", "seize") == one
    assert machine("tokayev", category=Category.STYLE) == none


def test_a_document_grows_surer_but_never_certain() -> None:
    def machine(share: float, count: int) -> float:
        rows = [replace(segment(str(n), TEXT), machine=share) for n in range(count)]
        return machine_made(rows) or 0.0

    assert 0.6 < machine(0.6, 5) < machine(0.6, 40) < machine(0.9, 40) == 0.99
    assert machine(0.05, 40) == pytest.approx(0.01)


def test_a_machines_text_is_doubted_as_before() -> None:
    rows = document(0.95, *doubts([meaning.SHOWN, 0.9]), *doubts([0.4], "sense"), count=40)
    assert machine_made(rows) == 0.99
    assert believed(rows, RELIABILITY) == (tuple(rows), 0)


def test_a_persons_text_keeps_what_rules_found_and_no_doubt() -> None:
    rule, trap = finding(Category.GRAMMAR, 0.7, "grammar"), finding(Category.STYLE, 0.4, "traps")
    rows = document(0.05, rule, *doubts([0.56, 0.9]), trap, *doubts([0.7], "sense"), count=40)
    kept, held_back = believed(rows, RELIABILITY)
    assert kept[0].findings == (rule, trap)
    assert held_back == 3


def test_between_them_a_doubt_must_be_surer_and_is_believed_less() -> None:
    rows = document(0.5, *doubts([0.6, 0.9]))
    assert machine_made(rows) == pytest.approx(0.5)
    kept, held_back = believed(rows, RELIABILITY)
    (sure,) = kept[0].findings
    assert held_back == 1
    assert sure.confidence == pytest.approx(0.9 * RELIABILITY["meaning"] * 0.75 / 0.95, abs=1e-4)


def test_rows_of_a_table_and_short_texts_are_by_nobody_known() -> None:
    rows = document(0.05, *doubts([0.6]), count=40)
    rows[7] = replace(rows[7], segment=replace(rows[7].segment, kind=Kind.ROW))
    assert believed(rows, RELIABILITY) == (tuple(rows), 0)
    short = document(0.05, *doubts([0.6]), count=4)
    assert machine_made(short) is None
    assert believed(short, RELIABILITY) == (tuple(short), 0)


def test_other_figures_of_a_segment_stay() -> None:
    rows = document(0.05, *doubts([0.6]), count=40)
    kept, _ = believed(rows, RELIABILITY)
    assert [replace(row, findings=(), score=0.0) for row in kept] == [replace(r, findings=(), score=0.0) for r in rows]


def test_of_a_persons_text_half_the_penalty_is_expected() -> None:
    rows = document(0.05, count=40)
    rows[1], rows[2] = replace(rows[1], score=20.0), replace(rows[2], judged=False)
    kept, _ = believed(rows, RELIABILITY)
    share = 0.505 / 0.95
    expected = [100 / (1 + share), 100 / (1 + 4 * share), 50.0]
    assert [row.score for row in kept[:3]] == pytest.approx(expected)
    assert believed(document(0.95, count=40), RELIABILITY)[0][0].score == 50.0
