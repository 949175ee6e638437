"""Texts sentence by sentence: how a text is cut, and that the parts come together at their places."""

import numpy as np
import pytest

from audit.marian import Marian
from audit.models import EMBEDDED, resolve
from audit.parts import forced, paired

ENGLISH = "The council met on Monday. Nobody was hurt. The bridge stays closed."
GERMAN = "Der Rat tagte am Montag. Niemand wurde verletzt. Die Brücke bleibt gesperrt."


@pytest.fixture(scope="module")
def writer():
    return Marian(resolve(EMBEDDED, source_language="en", target_language="de").writing)


def cut(source, target):
    return [(source[slice(*theirs)], target[slice(*ours)]) for theirs, ours in paired(source, target, "en", "de")]


def test_sentences_go_together_one_by_one():
    assert cut(ENGLISH, GERMAN)[1] == ("Nobody was hurt.", "Niemand wurde verletzt.")
    assert len(cut(ENGLISH, GERMAN)) == 3


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The council met.", "Der Rat tagte."),
        (ENGLISH, "Der Rat tagte am Montag. Niemand wurde verletzt."),  # one is missing: which, nobody knows
        ("Yes. " + "It is far too long " * 10 + ".", "Es ist bei weitem zu lang, " * 8 + ". Ja."),  # in another order
        ("", ""),
    ],
)
def test_where_that_is_not_sure_the_text_is_one(source, target):
    assert cut(source, target) == [(source, target)]


def test_without_a_source_the_target_is_cut_by_itself():
    assert [GERMAN[slice(*ours)] for _, ours in paired(None, GERMAN, "en", "de")] == [
        "Der Rat tagte am Montag.", "Niemand wurde verletzt.", "Die Brücke bleibt gesperrt.",
    ]  # fmt: skip


def test_parts_come_together_at_their_places(writer):
    (whole,) = forced(writer, [(ENGLISH, GERMAN)], "en", "de")
    parts = writer.score(cut(ENGLISH, GERMAN))
    assert whole.logprob.tolist() == [value for part in parts for value in part.logprob.tolist()]
    assert whole.end_logprob == parts[-1].end_logprob
    assert whole.states.shape[0] == whole.attention.shape[0] == len(whole.pieces) == len(whole.best)
    assert whole.source_states.shape[0] == whole.attention.shape[1] == len(whole.source_pieces)
    last = [k for k, piece in enumerate(whole.pieces) if GERMAN[piece.start : piece.end].strip() == "Brücke"]
    assert last and GERMAN.index("Brücke") in range(whole.pieces[last[0]].start, whole.pieces[last[0]].end)
    # Nobody looks into another sentence.
    first, other = len(parts[0].pieces), len(parts[0].source_pieces)
    assert not whole.attention[:first, other:].any() and not whole.attention[first:, :other].any()
    assert np.allclose(whole.attention[:first, :other], parts[0].attention)


def test_the_last_sentence_of_several_is_heard_as_well_as_alone(writer):
    (whole,) = forced(writer, [(ENGLISH, GERMAN)], "en", "de")
    (at_once,) = writer.score([(ENGLISH, GERMAN)])
    assert whole.logprob[-6:].mean() > at_once.logprob[-6:].mean()
