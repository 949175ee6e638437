"""The language model's doubts, on evidence made by hand."""

from audit.checks.suspicion import check
from audit.document import Kind, Segment
from audit.evidence import Evidence, Word
from audit.words import tokens

TEXT = "Gestern der Minister hat den neuen Vertrag."


def evidence(odd=None, closing=-1.0):
    words = tuple(Word(t.start, t.end, -1.0, 0.5, 1.0, 0, "x", -11.0 if t.text == odd else -2.0) for t in tokens(TEXT))
    return Evidence(words=words, closing=closing)


def findings(kind=Kind.SENTENCE, **more):
    return [(f.text, f.severity.value) for f in check(Segment("1", TEXT, kind), evidence(**more), -9.0, -6.0)]


def test_an_improbable_function_word_is_flagged():
    assert findings(odd="der") == [("der", "minor")]


def test_an_improbable_content_word_is_not():
    assert findings(odd="Minister") == []
    assert findings(odd="Gestern") == []  # and never the first word


def test_an_end_that_comes_too_early_is_flagged():
    assert findings(closing=-8.0) == [("Vertrag", "minor")]


def test_headings_and_captions_may_lack_a_verb():
    assert findings(Kind.HEADING, odd="der", closing=-8.0) == []
    assert findings(Kind.CAPTION, closing=-8.0) == []


def test_nothing_is_said_without_models():
    assert not list(check(Segment("1", TEXT), Evidence(), -9.0, -6.0))
