"""Rows with people's labels: what is read, and what is refused in one line."""

import json

import pytest

from audit.errors import AuditError
from audit.evaluation import Label
from audit.finding import Category, Severity
from audit.formats.labelled import read_labelled

ROW = {"id": "a", "source": "The house.", "target": "Das Haus.", "errors": []}


def written(tmp_path, *rows):
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_categories_are_known_by_their_its_and_mqm_names(tmp_path):
    names = ["mistranslation", "Accuracy/Mistranslation", "Locale conventions", "something else", ""]
    errors = [{"start": 0, "end": 3, "severity": "Minor", "category": name} for name in names]
    document, (labels,) = read_labelled(written(tmp_path, ROW | {"errors": errors}), language="de")
    assert document.segments[0].source == "The house."
    assert [error.category for error in labels.errors] == [
        Category.MISTRANSLATION, Category.MISTRANSLATION, Category.LOCALE_VIOLATION, None, None,
    ]  # fmt: skip
    assert labels.errors[0] == Label(0, 3, Severity.MINOR, Category.MISTRANSLATION)


def test_errors_on_the_source_are_passed_over_and_scores_kept(tmp_path):
    errors = [{"side": "source", "start": 0, "end": 99, "severity": "major"}]
    _, (labels,) = read_labelled(written(tmp_path, ROW | {"errors": errors, "score": -3}), language="de")
    assert (labels.errors, labels.score) == ((), -3.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"errors": None}, 'no "errors"'),
        ({"errors": [3]}, "not an object"),
        ({"errors": [{"start": 0, "end": 99, "severity": "major"}]}, "no place in a target of 9"),
        ({"errors": [{"start": 3, "end": 1, "severity": "major"}]}, "no place"),
        ({"errors": [{"start": "0", "end": 1, "severity": "major"}]}, "no place"),
        ({"errors": [{"start": 0, "end": 1}]}, "severity None"),
        ({"score": "good"}, '"score" is not a number'),
        ({"score": True}, '"score" is not a number'),
    ],
)
def test_bad_rows_are_named_with_their_line(tmp_path, change, said):
    with pytest.raises(AuditError) as error:
        read_labelled(written(tmp_path, ROW, ROW | {"id": "b"} | change), language="de")
    assert said in str(error.value) and "line 2" in str(error.value)
    assert "\n" not in str(error.value)
