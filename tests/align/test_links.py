"""Word alignment from given attention."""

import numpy as np
import pytest

from audit.align.links import links, phrases
from audit.lexicon import Lexicon

EMPTY = Lexicon("en", "de")
KNOWN = Lexicon("en", "de", to_target={"house": {"haus": 0.9}}, to_source={"haus": {"house": 0.9}})


def test_both_directions_must_agree():
    forward = np.array([[0.9, 0.1], [0.5, 0.5]], np.float32)
    backward = np.array([[0.9, 0.1], [0.0, 0.9]], np.float32)
    assert links(forward, backward, ["Das", "Haus"], ["The", "house"], EMPTY) == ((0, 0), (1, 1))
    assert links(forward, np.zeros((2, 2), np.float32), ["Das", "Haus"], ["The", "house"], EMPTY) == ()


def test_the_lexicon_overrules_attention_that_looks_beside_the_word():
    beside = np.array([[0.2, 0.1]], np.float32)
    assert links(beside, beside.T, ["Haus"], ["a", "house"], EMPTY) == ((0, 0),)
    assert links(beside, beside.T, ["Häuser"], ["a", "house"], KNOWN) == ((0, 1),)


def test_a_name_stands_for_itself():
    even = np.full((1, 3), 0.2, np.float32)
    assert links(even, even.T, ["Almaty"], ["in", "Almaty", "today"], KNOWN) == ((0, 1),)


@pytest.mark.parametrize(("target", "source"), [([], ["a"]), (["a"], []), ([], [])])
def test_nothing_to_link(target, source):
    zeros = np.zeros((len(target), len(source)), np.float32)
    assert links(zeros, zeros.T, target, source, KNOWN) == ()


def test_phrases_hang_together_and_share_no_word():
    assert phrases([(0, 0), (1, 1), (1, 2), (3, 2), (4, 5)]) == [((0,), (0,)), ((1, 3), (1, 2)), ((4,), (5,))]
    assert phrases([]) == []
