"""The interpreter's encoder states, by the embedded model; what fits two models of different length."""

import numpy as np
import pytest

from audit.cache import Cache
from audit.evidence import Evidence, Word
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.models import resolve
from audit.parts import translated
from tests.opus import make

pytestmark = pytest.mark.model

WORDS = (Word(0, 3, -1.0, 0.5, 1.0, 0, "Die"),)


def test_states_have_a_row_for_every_text_and_none_for_what_has_no_words(auditor):
    source, target = auditor.interpreter.states(["The house is big.", "—"], ["Das Haus ist groß.", "", "42"])
    assert (source.shape, target.shape) == ((2, source.shape[1]), (3, source.shape[1]))
    assert source[0].any()
    assert not source[1].any()
    assert not target[1:].any()


def test_states_are_the_same_from_the_cache(auditor):
    first, again = (auditor.interpreter.states(["The ferry is late."], ["Die Fähre ist spät."]) for _ in range(2))
    for a, b in zip(first, again, strict=True):
        assert np.array_equal(a, b)


def test_a_text_of_several_model_lengths_has_states(auditor):
    (source,), _ = auditor.interpreter.states(["The harbour is closed, and nobody sails. " * 60], ["Ja."])
    assert source.any()
    assert np.isfinite(source).all()


def test_without_texts_there_are_no_states(auditor):
    assert auditor.interpreter.states([], ["Ja."]) is None


@pytest.mark.parametrize("shorter", ["reader", "writer"])
def test_a_text_must_fit_the_model_with_fewer_positions(tmp_path, shorter):
    reader, writer = (
        make(tmp_path / name, *languages, positions=32 if name == shorter else 512)
        for name, languages in (("reader", ("de", "en")), ("writer", ("en", "de")))
    )
    pair = resolve(f"{reader}+{writer}", source_language="en", target_language="de")
    interpreter = Interpreter(pair, Lexicon("en", "de"), Cache(None))
    long, short = "das haus ist groß . " * 10, "das haus"
    assert not interpreter.fits(long, "the house")
    assert interpreter.fits(short, "the house")
    (unread, read) = interpreter.read([long, short], ["the house"] * 2, ["", ""], [(), ()])
    assert read.words and not unread.words


def test_a_machines_text_stays_nearly_as_it_was_in_a_round_trip(auditor):
    """And a person's does not, where it has a wording of its own."""
    interpreter = auditor.interpreter
    english = ["The government wants to talk to its neighbours again.", "Nobody knows why the train did not come."]
    machine = translated(english, interpreter.writer, "en")
    person = ["In Berlin sucht man wieder das Gespräch mit nebenan.", "Was dem Zug dazwischenkam, bleibt ein Rätsel."]
    assert interpreter.likeness(machine, english) == [1.0, 1.0]
    backs = [*interpreter.back_translate(machine), *interpreter.back_translate(person)]
    likeness = interpreter.likeness([*machine, *person], backs)
    assert min(likeness[:2]) > max(likeness[2:])


def test_only_texts_without_a_given_source_make_a_round_trip(auditor):
    target, source = "Die Fähre ist spät.", "The ferry is late."
    given = Evidence(source=source, source_given=True, back_translation=source, words=WORDS)
    unread = Evidence(source=source, back_translation=source)
    alone = Evidence(source=source, back_translation=source, words=WORDS)
    told = auditor.interpreter.retold([target] * 3, [given, unread, alone])
    assert told[:2] == [given, unread]
    assert 0 < told[2].retold <= 1
    assert auditor.interpreter.retold([], []) == []
