"""`mt-audit evaluate` as a user types it."""

import json

import pytest
from click.testing import CliRunner

from audit.cli import main

pytestmark = pytest.mark.model

ROWS = [
    {"id": "a", "source": "The house costs 3 million.", "target": "Das Haus kostet 5 Millionen.",
     "errors": [{"start": 16, "end": 17, "severity": "major", "category": "numbers"}], "score": -5},
    {"id": "b", "source": "The bridge is old.", "target": "Die Brücke ist alt.", "errors": [], "score": 0},
    {"id": "c", "source": "It does not rain.", "target": "Es regnet.",
     "errors": [{"start": 3, "end": 9, "severity": "critical", "category": "Accuracy/Mistranslation"}], "score": -25},
]  # fmt: skip


def evaluate(tmp_path, *options):
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return CliRunner().invoke(main, ["evaluate", str(path), "--out", str(tmp_path / "out"), *options])


def test_figures_stand_beside_their_floors_on_screen_and_on_disk(tmp_path):
    result = evaluate(tmp_path)
    assert result.exit_code == 0, result.output
    assert "at random" in result.output and "marking everything" in result.output
    value = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert value["labels"] == 2
    numbers = next(row for row in value["by_check"] if row["name"] == "numbers")
    assert (numbers["findings"], numbers["right"]) == (1, 1.0)
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<svg" in page and "<script" not in page


def test_without_source_the_numbers_of_a_lost_source_are_not_compared(tmp_path):
    assert evaluate(tmp_path, "--without-source", "--format", "json").exit_code == 0
    value = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert not any(row["name"] == "numbers" for row in value["by_check"])
    assert "source:none" in value["signature"]


def test_a_file_without_labels_is_one_line(tmp_path):
    (tmp_path / "labelled.jsonl").write_text('{"target": "Das Haus."}\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", str(tmp_path / "labelled.jsonl")])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1 and "line 1" in result.stderr
