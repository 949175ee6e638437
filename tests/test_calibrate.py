"""Fitting to a user's labels: it moves probabilities towards what the labels say, and refuses what says too little."""

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from audit import estimate
from audit.calibrate import refit
from audit.calibration import CALIBRATION, load
from audit.cli import main
from audit.document import Kind, Segment
from audit.errors import AuditError, ModelError
from audit.evaluation import Label, Labels
from audit.evidence import Evidence, Word
from audit.finding import Category, Severity, found
from audit.models import embedded_folder
from audit.result import SegmentResult
from tests.conftest import opinion_of

TEXT = "Worte Worte Worte Worte"
BASE = (embedded_folder() / CALIBRATION).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def calibration():
    return load(embedded_folder(), embedded_folder(), "en-de")


def sample(number, *, strict):
    """A segment whose third word the models do not expect; the rater marks it, a strict one marks the first, too."""
    rng = np.random.default_rng(number)
    levels = -1.5 + rng.normal(0, 0.5, 4)
    levels[2] -= 5
    words = tuple(Word(6 * i, 6 * i + 5, float(v), 0.4, 1.0, 3, "Wort", -5.0) for i, v in enumerate(levels))
    evidence = Evidence("word word word word", True, "", words, words, tuple((i, i) for i in range(4)))
    marks = [Label(12, 17, Severity.MAJOR)] + ([Label(0, 5, Severity.MINOR)] if strict else [])
    finding = found(
        TEXT, 12, 17, category=Category.STYLE, severity=Severity.MINOR, confidence=0.2, message="m", check="made"
    )
    result = SegmentResult(
        segment=Segment(str(number), TEXT, Kind.ROW, source=evidence.source), source=evidence.source,
        back_translation="", score=50.0, adequacy=50.0, fluency=50.0, critical=0.0, machine=None, words=(), links=(),
        findings=(finding,),
    )  # fmt: skip
    return evidence, result, Labels(tuple(marks))


def samples(count, *, strict=False):
    return zip(*(sample(number, strict=strict) for number in range(count)), strict=True)


def test_probabilities_come_nearer_to_the_labels_on_parts_not_fitted_on(calibration):
    made = refit(BASE, calibration, *samples(80))
    (fit,) = made.fits
    assert (fit.segments, fit.words, fit.marked) == (80, 320, 80)
    assert fit.words_after < fit.words_before
    assert fit.penalty_after < fit.penalty_before
    assert not made.left


def test_a_strict_rater_raises_the_probabilities(calibration, tmp_path):
    errors = {}
    for name, strict in (("mild", False), ("strict", True)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(refit(BASE, calibration, *samples(80, strict=strict)).value))
        head = load(embedded_folder(), embedded_folder(), "en-de", path).with_source
        evidence = sample(0, strict=strict)[0]
        errors[name] = sum(word.error for word in estimate.word_errors(TEXT, evidence, head))
    assert errors["strict"] > errors["mild"] + 0.5


def test_what_is_no_better_on_parts_not_fitted_on_is_left_as_it_was(calibration, tmp_path):
    """Labels that were fitted already: a further fit, from four parts in five, can only be worse on the fifth."""
    mixed = (sample(number, strict=number % 3 == 0) for number in range(80))
    rows = [tuple(column) for column in zip(*mixed, strict=True)]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(refit(BASE, calibration, *rows).value))
    fitted = load(embedded_folder(), embedded_folder(), "en-de", path)
    again = refit(path.read_text(), fitted, *rows)
    (fit,) = again.fits
    assert not fit.penalty_better
    section = "with_source", "plain", "penalty"
    before, after = json.loads(path.read_text()), again.value
    for name in section:
        before, after = before[name], after[name]
    assert before == after


def test_a_check_that_is_always_right_is_believed_more(calibration):
    value = refit(BASE, calibration, *samples(80)).value
    row = value["with_source"]["reliability"]["made"]
    assert row["findings"] == row["marked"] == 80
    assert 0.2 * row["factor"] == pytest.approx((80 + 10 * 0.2) / 90, abs=1e-3)


def test_too_few_segments_or_labels_that_mark_nothing_are_refused(calibration):
    with pytest.raises(AuditError, match="49 labelled segments"):
        refit(BASE, calibration, *samples(49))
    evidences, results, labels = samples(60)
    with pytest.raises(AuditError, match="mark nothing"):
        refit(BASE, calibration, evidences, results, [replace(own, errors=()) for own in labels])


def test_each_kind_of_segments_is_fitted_for_itself_and_what_is_too_little_is_told(calibration):
    """With a source and without, and with the cross-encoder's opinion or not, whatever the first segment has."""
    evidences, results, labels = (list(column) for column in samples(170))
    for number in range(20):
        evidences[number] = replace(evidences[number], opinion=opinion_of(4))
    for number in range(90, 170):
        evidences[number] = replace(evidences[number], source_given=False)
    made = refit(BASE, calibration, evidences, results, labels)
    assert [(fit.given, fit.basis, fit.segments) for fit in made.fits] == [(False, "plain", 80), (True, "plain", 70)]
    (left,) = made.left
    assert left.startswith("20 labelled segments with a source (read)")
    before, after = json.loads(BASE), made.value
    for section, basis, moved in (
        ("with_source", "plain", True), ("without_source", "plain", True), ("with_source", "read", False)
    ):  # fmt: skip
        assert (before[section][basis] != after[section][basis]) is moved


@pytest.mark.parametrize(
    "change",
    [
        lambda value: [],
        lambda value: "text",
        lambda value: value | {"with_source": []},
        lambda value: value | {"with_source": value["with_source"] | {"reliability": []}},
        lambda value: value | {"with_source": value["with_source"] | {"plain": None}},
        lambda value: value | {"with_source": {"reliability": {}}},
        lambda value: value | {"with_source": value["with_source"] | {"read": value["with_source"]["plain"]}},
    ],
)
def test_a_calibration_of_another_shape_is_one_line_that_names_the_file(tmp_path, change):
    path = tmp_path / "own.json"
    path.write_text(json.dumps(change(json.loads(BASE))), encoding="utf-8")
    with pytest.raises(ModelError, match=r"own\.json: .*mt-audit calibrate"):
        load(embedded_folder(), embedded_folder(), "en-de", path)


def test_a_calibration_that_was_written_anew_is_read_anew(tmp_path):
    path = tmp_path / "own.json"
    for doubt in (0.25, 0.5):
        value = json.loads(BASE)
        value["fluency"]["doubt"] = doubt
        path.write_text(json.dumps(value), encoding="utf-8")
        assert load(embedded_folder(), embedded_folder(), "en-de", path).doubt == doubt


@pytest.mark.model
def test_from_labels_to_a_run_that_uses_them(tmp_path):
    nouns = ("Haus", "Boot", "Buch", "Bild", "Tal")
    rows = [
        {"id": f"{n}{noun}", "source": f"The {n} doors are open.", "target": f"Die {n} Türen sind {noun}.",
         "errors": [{"start": 15 + len(str(n)), "end": 15 + len(str(n)) + len(noun), "severity": "major"}]}
        for n in range(2, 12) for noun in nouns
    ]  # fmt: skip
    (tmp_path / "labelled.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    own = tmp_path / "own.json"
    done = CliRunner().invoke(
        main, ["calibrate", str(tmp_path / "labelled.jsonl"), "--out", str(own), "--tier", "quick"]
    )
    assert done.exit_code == 0, done.output
    assert "50 segments" in done.output and own.exists()
    run = ["run", str(tmp_path / "labelled.jsonl"), "--tier", "quick", "--format", "jsonl", "--no-history", "--quiet"]
    scores = {}
    for name, options in (("plain", []), ("own", ["--calibration", str(own)])):
        assert CliRunner().invoke(main, [*run, *options, "--out", str(tmp_path / name)]).exit_code == 0
        first = json.loads((tmp_path / name / "audit.jsonl").read_text(encoding="utf-8").splitlines()[0])
        scores[name] = first["words"][-2]["error"]  # the noun before the full stop
    assert scores["own"] > scores["plain"]
    missing = CliRunner().invoke(main, [*run, "--calibration", str(tmp_path / "labelled.jsonl")])
    assert missing.exit_code == 2 and "no calibration" in missing.stderr
