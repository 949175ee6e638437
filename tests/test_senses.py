"""The sense inventory: its tables, and how words around choose a sense."""

import pytest

from audit import contexts, surroundings
from audit.checks import sense, sense_choice
from audit.contexts import Contexts
from audit.document import Segment
from audit.evidence import Evidence, Word
from audit.models import embedded_folder
from audit.senses import Chooser, Entry, Sense, entries_of, load
from audit.surroundings import Surroundings
from audit.words import words_of


@pytest.fixture(scope="module")
def chooser():
    known = contexts.load(embedded_folder(), source_language="en", target_language="de")
    return Chooser(load("de"), known, surroundings.load(embedded_folder() / surroundings.FILE))


def evidence(source, target, *links):
    """Evidence whose words are linked by their texts."""
    sides = [
        tuple(Word(w.start, w.end, -1.0, 0.5, 1.0, 0, "") for w in words_of(text, language))
        for text, language in ((target, "de"), (source, "en"))
    ]
    place = [{w.text: n for n, w in enumerate(words_of(t, lang))} for t, lang in ((target, "de"), (source, "en"))]
    pairs = tuple((place[0][german], place[1][english]) for english, german in links)
    return Evidence(source=source, source_given=True, words=sides[0], source_words=sides[1], links=pairs)


def test_every_row_of_the_tables_is_whole():
    for entries in load("de").values():
        for entry in entries:
            assert entry.part in {"noun", "verb", "adjective"}
            assert len(entry.senses) >= 2, entry.english
            assert sum(one.share for one in entry.senses) == pytest.approx(1, abs=0.01), entry.english
            for one in entry.senses:
                assert len(one.cues) >= 5 and entry.english not in one.cues, entry.english
                assert all(word[0].isupper() == (entry.part == "noun") for word in one.german), one.german


def test_most_examples_are_understood(chooser):
    """Each example is in the sense that the words around speak for: nearly always where they may choose freely."""
    right = []
    for entries in load("de").values():
        for entry in entries:
            for number, one in enumerate(entry.senses):
                lemmas = [word.lemma for word in words_of(one.example, "en")]
                if entry.english in lemmas:
                    logits = chooser.features(entry, lemmas, lemmas.index(entry.english))[:, :-1] @ chooser.weights[:-1]
                    right.append(int(logits.argmax()) == number)
    assert len(right) > 3000
    assert sum(right) / len(right) > 0.85


@pytest.mark.parametrize(
    ("source", "wrong", "right", "word"),
    [
        ("The nurse said that the drug had failed in an early trial with patients.", "Prozess", "Test", "trial"),
        ("He hung his coat in the hall and locked the back door with the key.", "Tonart", "Schlüssel", "key"),
    ],
)
def test_a_rendering_of_another_sense_is_doubted_and_one_of_the_right_sense_is_not(chooser, source, wrong, right, word):
    said = {}
    for german in (wrong, right):
        target = f"Hier steht {german} im Satz."
        found = sense_choice.doubts(target, evidence(source, target, (word, german)), chooser)
        said[german] = found[0].probability if found else 0.0
    assert said[wrong] > 0.02
    assert said[wrong] > 5 * said[right]


def test_an_unknown_rendering_and_an_unlinked_word_say_nothing(chooser):
    source, target = "The trial of the drug ended.", "Die Ananas des Mittels endete."
    assert sense_choice.doubts(target, evidence(source, target, ("trial", "Ananas")), chooser) == ()
    assert sense_choice.doubts("Der Prozess endete.", evidence(source, "Der Prozess endete."), chooser) == ()


def test_a_verb_is_read_together_with_its_particle():
    hire, place = (Sense((german,), ("worker",), (), 0.5, "") for german in ("einstellen", "stellen"))
    entry = Entry("take", "verb", (hire, place))
    for text, own in (("Die Firma stellte zwanzig Leute ein.", {0}), ("Die Firma stellte zwanzig Stühle.", {1})):
        assert sense_choice.rendered(words_of(text, "de"), 2, entry, text) == own


def test_without_its_weights_the_inventory_keeps_silent():
    silent = Chooser(load("de"), Contexts(), Surroundings())
    source, target = "The trial of the drug ended.", "Der Prozess des Mittels endete."
    assert sense_choice.doubts(target, evidence(source, target, ("trial", "Prozess")), silent) == ()


@pytest.mark.parametrize(("word", "english"), [("odds", "odds"), ("Wicked", "wicked"), ("banks", "bank")])
def test_a_word_is_found_under_its_form_and_under_its_lemma(word, english):
    (found,) = words_of(word, "en")
    assert english in {entry.english for entry in entries_of(found, load("de"))}


def test_a_language_without_an_inventory_has_none():
    assert load("fr") == {}


def test_a_sure_doubt_becomes_a_finding_with_a_reason(chooser):
    source = "The doctors and patients of the clinical trial of the vaccine, which volunteers had joined, were content."
    target = "Ärzte und Patienten waren mit dem Prozess zufrieden."
    doubts = sense_choice.doubts(target, evidence(source, target, ("trial", "Prozess")), chooser)
    (finding,) = sense.check(Segment("1", target), doubts)
    assert finding.text == "Prozess" and '"trial"' in finding.message


@pytest.mark.parametrize("given", [True, False])
def test_what_the_judge_of_senses_hears_counts_with_what_stands_around(chooser, given):
    wrong = [chooser.wrong(0.5, heard, given=given) for heard in (-8.0, -4.0, 0.0)]
    assert wrong[0] < wrong[1] < wrong[2]
    assert chooser.wrong(0.01, -4.0, given=given) > chooser.wrong(0.99, -4.0, given=given)
    assert chooser.wrong(0.01, None, given=given) > chooser.wrong(0.99, None, given=given)
