"""From evidence to probabilities: shapes, ranges, direction."""

import json
from dataclasses import replace

import pytest

from audit import estimate
from audit.calibration import load
from audit.document import Kind
from audit.errors import ModelError
from audit.evidence import Evidence, Judgement, Word
from audit.models import embedded_folder
from audit.score import summarise


def evidence(logprob=-1.0, lm=-4.0, count=8):
    words = tuple(Word(6 * i, 6 * i + 5, logprob, 0.5, 1.0, 2, "Wort", lm) for i in range(count))
    links = tuple((i, i) for i in range(count))
    return Evidence("word " * count, True, "", words, words, links)


TEXT = "Worte " * 8


def judgement(**said):
    words = {"edited": (-2.0,) * 8, "marked": (-3.0,) * 8, "serious": (-4.0,) * 8}
    return Judgement(
        **{**words, "penalty": 0.8, "adequacy": 0.0, "critical": -1.0, "machine": 0.0, "topic": 0.0, **said}
    )


@pytest.fixture(scope="module")
def calibration():
    return load(embedded_folder(), embedded_folder(), "en-de")


def test_features_have_the_shapes_their_names_say(calibration):
    for judged, words, segment in (
        (False, estimate.WORD_FEATURES, estimate.SEGMENT_FEATURES),
        (True, estimate.JUDGED_WORD_FEATURES, estimate.JUDGED_SEGMENT_FEATURES),
    ):
        read = replace(evidence(), judgement=judgement())
        assert estimate.word_features(TEXT, read, judged=judged).shape == (8, len(words))
        assert estimate.segment_features(read, judged=judged).shape == (len(segment),)
        for head in (calibration.with_source, calibration.without_source):
            regressions = head.judged if judged else head.plain
            assert all(judge.weight.shape == (len(words),) for judge in regressions.words)
            for linear in (regressions.penalty, regressions.critical, regressions.machine):
                assert linear.weight.shape == (len(segment),)


def test_the_estimator_is_heard_where_there_is_one(calibration):
    head = calibration.with_source
    alarmed = judgement(marked=(-3.0,) * 3 + (2.0,) + (-3.0,) * 4, edited=(-2.0,) * 3 + (2.0,) + (-2.0,) * 4)
    errors = [word.error for word in estimate.word_errors(TEXT, replace(evidence(), judgement=alarmed), head)]
    assert errors.index(max(errors)) == 3 and max(errors) > 2 * sorted(errors)[-2]
    bad, good = (replace(evidence(), judgement=judgement(penalty=value)) for value in (2.5, 0.2))
    assert estimate.score(bad, head) < estimate.score(good, head)


def test_an_improbable_word_is_the_likeliest_to_be_wrong(calibration):
    """Among otherwise equal words the one that the models do not expect, in either direction, stands out."""
    given = evidence()
    odd = replace(given.words[3], logprob=-11.0, boosted=1e-5, rank=3000, lm_logprob=-6.0)
    given = replace(given, words=(*given.words[:3], odd, *given.words[4:]), links=given.links[:3] + given.links[4:])
    errors = [word.error for word in estimate.word_errors(TEXT, given, calibration.with_source)]
    assert max(errors) == errors[3]


def test_fluency_falls_with_the_language_models_doubt(calibration):
    mean, deviation = calibration.fluency_mean, calibration.fluency_deviation
    usual = estimate.fluency(evidence(lm=mean), Kind.SENTENCE, calibration)
    odd = estimate.fluency(evidence(lm=mean - 2.5 * deviation, count=40), Kind.SENTENCE, calibration)
    assert usual == pytest.approx(90, abs=0.5)
    assert odd < 50 < usual
    heading = estimate.fluency(evidence(lm=mean - 2.5 * deviation, count=40), Kind.HEADING, calibration)
    assert heading > odd


def test_nothing_is_said_of_what_no_model_read(calibration):
    assert estimate.fluency(Evidence(), Kind.SENTENCE, calibration) is None
    assert estimate.word_errors("", Evidence(), calibration.with_source) == ()
    assert not estimate.readable(Evidence())


def test_a_damaged_calibration_is_one_clear_error(tmp_path):
    (tmp_path / "calibration.json").write_text(json.dumps({"with_source": {}}))
    with pytest.raises(ModelError, match="damaged"):
        load(tmp_path, tmp_path, "en-de")


def test_a_model_without_calibration_borrows_and_says_so(tmp_path):
    assert not load(tmp_path, tmp_path, "en-de").native


def test_the_embedded_model_read_the_other_way_round_says_so():
    assert load(embedded_folder(), embedded_folder(), "en-de").native
    assert not load(embedded_folder(), embedded_folder(), "de-en").native


def test_an_empty_document_has_a_summary():
    summary = summarise([], [])
    assert summary.penalty_per_1000 == 0
    assert summary.machine is None


def test_confidence_is_brought_to_what_people_marked(calibration):
    from audit.finding import Category, Severity, found

    head = replace(calibration.with_source, reliability={"traps": 0.5})
    fields = {"category": Category.STYLE, "severity": Severity.MINOR, "confidence": 0.6, "message": "m"}
    assert estimate.measured(found(TEXT, 0, 5, check="traps", **fields), head).confidence == pytest.approx(0.3)
    assert estimate.measured(found(TEXT, 0, 5, check="names", **fields), head).confidence == 0.6
