"""From evidence to probabilities: shapes, ranges, direction."""

import json
from dataclasses import replace

import numpy as np
import pytest

from audit import estimate
from audit.calibration import Basis, Head, Linear, load
from audit.document import Kind
from audit.errors import ModelError
from audit.evidence import Evidence, Judgement, Word
from audit.finding import Category, Severity, found
from audit.models import embedded_folder
from audit.result import WordError
from audit.score import summarise
from audit.words import tokens
from tests.conftest import opinion_of


def evidence(logprob=-1.0, lm=-4.0, count=8):
    words = tuple(Word(6 * i, 6 * i + 5, logprob, 0.5, 1.0, 2, "Wort", lm) for i in range(count))
    links = tuple((i, i) for i in range(count))
    return Evidence("word " * count, True, "", words, words, links)


TEXT = "Worte " * 8


WORDS = {"edited": (-2.0,) * 8, "marked": (-3.0,) * 8, "serious": (-4.0,) * 8}


def judgement(**said):
    return Judgement(
        **{**WORDS, "penalty": 0.8, "adequacy": 0.0, "critical": -1.0, "machine": 0.0, "topic": 0.0, **said}
    )


def opinion(**said):
    return opinion_of(8, **{**WORDS, "penalty": 0.8, "critical": -1.0, **said})


@pytest.fixture(scope="module")
def calibration():
    return load(embedded_folder(), embedded_folder(), "en-de")


def test_features_have_the_shapes_their_names_say(calibration):
    words = estimate.OPINION_WORDS, estimate.OPINION_WORDS + estimate.JUDGEMENT_WORDS
    read = estimate.OPINION_SEGMENT + estimate.OBJECTIONS
    segment = read, read + estimate.JUDGEMENT_SEGMENT
    for basis, word_names, segment_names, read in (
        (Basis.PLAIN, estimate.WORD_FEATURES, estimate.SEGMENT_FEATURES, evidence()),
        (Basis.READ, words[0], segment[0], replace(evidence(), opinion=opinion())),
        (Basis.JUDGED, words[1], segment[1], replace(evidence(), opinion=opinion(), judgement=judgement())),
    ):
        assert Basis.of(read) is basis
        assert estimate.word_features(TEXT, read, basis).shape == (8, len(word_names))
        judges = calibration.with_source.fitted[basis].words
        assert estimate.segment_features(read, basis, judges).shape == (len(segment_names),)
        for given in (True, False):
            own = replace(read, source_given=given)
            regressions = calibration.head(given=given).of(own)
            assert regressions.basis is basis
            assert all(judge.weight.shape == (len(word_names),) for judge in regressions.words)
            for linear in (regressions.penalty, regressions.critical, regressions.machine):
                assert linear.weight.shape == (len(segment_names),)


@pytest.mark.parametrize("estimator", [False, True])
def test_readers_of_a_segment_are_heard(calibration, estimator):
    head = calibration.with_source
    alarm = {"marked": (-3.0,) * 3 + (2.0,) + (-3.0,) * 4, "edited": (-2.0,) * 3 + (2.0,) + (-2.0,) * 4}

    def read(**said):
        return replace(evidence(), opinion=opinion(**said), judgement=judgement(**said) if estimator else None)

    errors = [word.error for word in estimate.word_errors(TEXT, read(**alarm), head)]
    assert errors.index(max(errors)) == 3 and max(errors) > 2 * sorted(errors)[-2]
    bad, good = (estimate.whole(read(penalty=penalty), head) for penalty in (2.5, 0.2))
    assert bad.penalty > good.penalty


def test_what_a_round_trip_says_is_heard_beside_the_readers_where_it_was_made(calibration):
    head, read = calibration.without_source, replace(evidence(), source_given=False, opinion=opinion())
    contrast = Linear(np.zeros(2), np.ones(2), np.array([1.0, 3.0]), -1.0)
    told = Head({Basis.READ: replace(head.fitted[Basis.READ], contrast=contrast)}, {})
    deaf = Head({Basis.READ: replace(head.fitted[Basis.READ], contrast=None)}, {})
    plain = estimate.whole(read, deaf)
    assert estimate.whole(read, told) == plain
    heard = estimate.whole(replace(read, retold=0.9), told)
    assert heard.machine == pytest.approx(plain.machine + 3 * 0.9 - 1)
    assert replace(heard, machine=plain.machine) == plain == estimate.whole(replace(read, retold=0.9), deaf)


def test_an_improbable_word_is_the_likeliest_to_be_wrong(calibration):
    """Among otherwise equal words the one that the models do not expect, in either direction, stands out."""
    given = evidence()
    odd = replace(given.words[3], logprob=-11.0, boosted=1e-5, rank=3000, lm_logprob=-6.0)
    given = replace(given, words=(*given.words[:3], odd, *given.words[4:]), links=given.links[:3] + given.links[4:])
    errors = [word.error for word in estimate.word_errors(TEXT, given, calibration.with_source)]
    assert max(errors) == errors[3]


def test_fluency_falls_with_broken_grammar(calibration):
    sound = evidence(lm=calibration.fluency_mean)
    figures = [
        estimate.fluency(
            replace(sound, opinion=opinion_of(8, ungrammatical=(-6.0,) * 7 + (logit,))), Kind.SENTENCE, calibration
        )
        for logit in (-6.0, 0.0, 2.0, 4.0)
    ]
    assert figures == sorted(figures, reverse=True) and figures[0] > 85 and figures[2] < 50


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
    summary = summarise([])
    assert summary.penalty_per_1000 == 0
    assert summary.machine is None


def test_confidence_is_brought_to_what_people_marked(calibration):
    from audit.finding import Category, Severity, found

    head = replace(calibration.with_source, reliability={"traps": 0.5})
    fields = {"category": Category.STYLE, "severity": Severity.MINOR, "confidence": 0.6, "message": "m"}
    assert estimate.measured(found(TEXT, 0, 5, check="traps", **fields), head).confidence == pytest.approx(0.3)
    assert estimate.measured(found(TEXT, 0, 5, check="names", **fields), head).confidence == 0.6


def test_a_word_that_a_rule_calls_wrong_is_surer_to_be_wrong():
    text = "Der Hnud bellt laut und die Nachbarn ärgern sich."
    words = [WordError(token.start, token.end, 0.2) for token in tokens(text)]

    def finding(span, check, **fields):
        start = text.index(span)
        given = {"category": Category.MISSPELLING, "severity": Severity.MINOR, "confidence": 0.5, "message": ""}
        return replace(found(text, start, start + len(span), check=check, **given), **fields)

    rules = [finding("Hnud", "spelling"), finding("bellt laut", "meaning"), finding("die", "names", side="source")]
    rules += [finding("laut und die Nachbarn", "grammar"), finding("sich", "untranslated", confidence=0.75)]
    heard = estimate.with_rules(words, rules)
    assert [(word.start, word.end) for word in heard] == [(word.start, word.end) for word in words]
    expected = {"Hnud": 0.6, "sich": 0.8}
    assert [word.error for word in heard] == pytest.approx([expected.get(t.text, 0.2) for t in tokens(text)])
    assert estimate.with_rules((), rules) == ()


def test_marks_between_words_that_are_edited_are_edited_too():
    text = 'Er rief: "Komm, wir gehen!" – und ging.'
    said = {"rief": 0.4, "Komm": 0.9, "wir": 0.4, "ging": 0.9}
    words = [WordError(token.start, token.end, said.get(token.text, 0.0)) for token in tokens(text)]
    heard = estimate.with_marks(text, words, "de")
    assert [text[word.start : word.end] for word in heard] == [
        *("Er", "rief", ":", '"', "Komm", ",", "wir", "gehen", '!"', "–", "und", "ging", ".")
    ]
    assert [word for word in heard if text[word.start].isalpha()] == words
    errors = {text[word.start : word.end]: word.error for word in heard}
    assert errors[":"] == errors[","] == pytest.approx(estimate.BETWEEN * 0.6)
    assert errors['"'] > errors[":"] > errors["–"] == errors["."] == 0
    assert errors['!"'] == pytest.approx(estimate.STRAIGHT)
    english = {text[w.start : w.end]: w.error for w in estimate.with_marks(text, words, "en")}
    assert english['"'] == english[":"]


def test_marks_alone_are_no_words():
    assert estimate.with_marks("… !", (), "de") == ()
