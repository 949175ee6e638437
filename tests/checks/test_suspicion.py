"""Words that break a sentence, on opinions made by hand."""

from dataclasses import replace

import pytest

from audit.checks.suspicion import check, probes, suspects
from audit.document import Kind, Segment
from audit.evidence import Evidence, Word
from audit.words import tokens
from tests.conftest import opinion_of

TEXT = "Die Räte hat den neuen Vertrag unterzeichnet."


def evidence(**logits):
    """Each word is sound but for those named."""
    words = tuple(Word(t.start, t.end, -1.0, 0.5, 1.0, 0, "x") for t in tokens(TEXT))
    said = tuple(logits.get(t.text, -4.0) for t in tokens(TEXT))
    return Evidence(words=words, opinion=opinion_of(len(words), ungrammatical=said))


def spans(found):
    return [TEXT[one.start : one.end] for one in found]


def test_a_word_above_the_limit_is_a_suspect():
    (one,) = suspects(Segment("1", TEXT), evidence(hat=2.0), 1.0)
    assert TEXT[one.start : one.end] == "hat" and one.probability == pytest.approx(0.8808)
    assert suspects(Segment("1", TEXT), evidence(hat=0.9), 1.0) == []


def test_of_neighbours_the_worst_is_told():
    assert spans(suspects(Segment("1", TEXT), evidence(Räte=1.5, hat=2.0, neuen=1.2), 1.0)) == ["hat", "neuen"]


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.CAPTION])
def test_what_is_no_sentence_is_let_alone(kind):
    assert suspects(Segment("1", TEXT, kind), evidence(hat=3.0), 1.0) == []


@pytest.mark.parametrize(("text", "suspected"), [("Es sind 70 Grad.", 0), ("Das waren nur noch zwei Tage.", 0),
                                               ("Es sind der Lehrer.", 1), ("Es sind 1 Grad.", 1)])  # fmt: skip
def test_what_is_counted_gives_the_verb_its_number(text, suspected):
    words = tuple(Word(t.start, t.end, -1.0, 0.5, 1.0, 0, "x") for t in tokens(text))
    said = opinion_of(len(words), ungrammatical=tuple(2.0 if k == 1 else -4.0 for k in range(len(words))))
    assert len(suspects(Segment("1", text), Evidence(words=words, opinion=said), 1.0)) == suspected


def test_nothing_is_said_without_an_opinion():
    assert suspects(Segment("1", TEXT), Evidence(words=evidence().words), 1.0) == []


def test_other_forms_of_the_worst_are_asked_for():
    found = suspects(Segment("1", TEXT), evidence(hat=2.0), 1.0)
    assert [(TEXT[p.start : p.end], p.replacement) for p in probes(TEXT, found)] == [("hat", "haben")]


def test_a_finding_says_what_would_fit():
    (one,) = suspects(Segment("1", TEXT), evidence(hat=2.0), 1.0)
    (plain,) = check(Segment("1", TEXT), [one])
    assert plain.text == "hat" and plain.suggestion is None and plain.severity.value == "minor"
    (mended,) = check(Segment("1", TEXT), [replace(one, better="haben")])
    assert mended.suggestion == "haben" and '"haben"' in mended.message
