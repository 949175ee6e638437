import csv
import io
from collections.abc import Callable

import pytest
from report_builders import flag, result

from audit.finding import Category, Severity
from audit.report import csv as report_csv
from audit.result import Audit


def rows(audit: Audit) -> list[dict[str, str]]:
    text = report_csv.render(audit).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_row_per_finding(sample: Audit) -> None:
    table = rows(sample)
    assert len(table) == sum(len(s.findings) for s in sample.segments)
    billion = next(row for row in table if row["category"] == "numbers")
    assert (billion["text"], billion["suggestion"], billion["severity"]) == (
        "1.2 Billionen",
        "1,2 Milliarden",
        "critical",
    )
    assert billion["mqm"] == "Accuracy/Number"
    assert billion["target"][int(billion["start"]) : int(billion["end"])] == billion["text"]


@pytest.mark.parametrize("lead", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(lead: str, make: Callable[..., Audit]) -> None:
    text = f"{lead}1+1 ist kein Satz"
    finding = flag(
        text, text, Category.STYLE, Severity.MINOR, suggestion=f"{lead}cmd|' /C calc'!A0", message=f"{lead}x"
    )
    row = rows(make(result(f"{lead}7", text, finding, source=f"{lead}s", back_translation=f"{lead}b")))[0]
    for name in ("segment", "text", "suggestion", "message", "target", "source", "back_translation"):
        assert row[name].startswith("'"), name


def test_quotes_line_ends_and_unprintable_characters(make: Callable[..., Audit]) -> None:
    text = 'Er sagte: "Nein;\nnie", \x00 \ud800'
    row = rows(make(result("1", text, flag(text, "nie", Category.STYLE, Severity.MINOR))))[0]
    assert row["target"] == 'Er sagte: "Nein;\nnie", \u2400 \ufffd'


def test_without_findings_there_is_still_a_head(make: Callable[..., Audit]) -> None:
    assert report_csv.render(make()).decode("utf-8-sig") == ",".join(report_csv.COLUMNS) + "\r\n"
