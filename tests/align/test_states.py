"""What encoder states say in the alignment; made-up vectors, no model."""

import numpy as np
import pytest

from audit.align import align
from audit.align.path import Band
from audit.align.states import States
from audit.document import Kind, Segment
from audit.lexicon import Lexicon

EMPTY = Lexicon("en", "de")
WORDS = ["aa bb cc dd ee", "ff gg hh ii jj", "kk ll mm nn oo", "pp qq rr ss tt"]
STRANGE = ["Uu vv ww xx yy", "Zz ää öö üü ßß", "Ab cd ef gh ij", "Kl mn op qr st"]


def segments(texts):
    return [Segment(str(i), text, Kind.ROW) for i, text in enumerate(texts)]


def pairs(source, target, means):
    found = align(segments(source), segments(target), [""] * len(target), EMPTY, means)
    return [(bead.source, bead.target) for bead in found]


@pytest.mark.parametrize("lost", range(4))
def test_they_tell_which_sentence_is_lost_where_words_and_lengths_are_silent(lost):
    kept = [i for i in range(4) if i != lost]
    own = np.eye(4, dtype=np.float32)
    expected = [((i,), () if i == lost else (kept.index(i),)) for i in range(4)]
    assert pairs(WORDS, STRANGE[:3], (own, own[kept])) == expected


def test_they_find_a_sentence_that_was_moved():
    own = np.eye(4, dtype=np.float32)
    assert pairs(WORDS, STRANGE, (own, own[[1, 2, 3, 0]])) == [((1,), (0,)), ((2,), (1,)), ((3,), (2,)), ((0,), (3,))]


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (1, 3), (2, 2)])
def test_the_cosine_of_a_bead_is_that_of_its_sums(shape):
    rng = np.random.default_rng(1)
    means = tuple(rng.normal(size=(count, 8)).astype(np.float32) for count in (5, 6))
    lengths = np.arange(3.0, 8.0), np.arange(2.0, 8.0)
    states, band = States.of(means, lengths), Band.full(5, 6)
    for side, length in zip((states.source, states.target), lengths, strict=True):
        assert side.sum(0) == pytest.approx(np.zeros(8), abs=1e-3)  # what all have in common tells nothing
        assert len(side) == len(length)
    found = states.cosine(states.products(band), band, shape)
    for i in range(shape[0], 6):
        for j in range(shape[1], 7):
            left, right = states.source[i - shape[0] : i].sum(0), states.target[j - shape[1] : j].sum(0)
            expected = left @ right / np.linalg.norm(left) / np.linalg.norm(right)
            assert found[band.at(i, j)] == pytest.approx(expected, abs=1e-4)


def test_a_document_of_one_sentence_has_nothing_to_compare():
    one = np.ones((1, 4), np.float32)
    assert pairs(WORDS[:1], STRANGE[:1], (one, one)) == [((0,), (0,))]
