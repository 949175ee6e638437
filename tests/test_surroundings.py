"""What stands around a word in each of its senses: the table's file, and the distances that come of it."""

from dataclasses import replace

import numpy as np
import pytest

from audit import surroundings
from audit.cache import Cache
from audit.errors import ModelError
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.models import EMBEDDED, embedded_folder, resolve
from audit.senses import FEATURES, load
from audit.surroundings import Surroundings, save
from audit.words import tokens

BANK = np.array([[1.0, 0.0], [0.0, 2.0]], np.float32)
TABLE = Surroundings(
    centre=np.array([1, 1, 0], np.float32),
    projection=np.array([[1, 0], [0, 1], [0, 0]], np.float32),
    means={("bank", "noun"): BANK, ("key", "noun"): BANK[:1]},
    weights=(0.5, 1.0),
    sure=(-4.0, 0.5),
)


def test_a_state_is_its_direction_from_the_mean_in_the_projection():
    assert np.allclose(TABLE.projected(np.array([[4.0, 1.0, 0.0], [1.0, 1.0, 5.0]])), [[1, 0], [0, 0]], atol=1e-5)


def test_the_nearest_sense_has_zero_and_the_others_less():
    near = TABLE.nearness(("bank", "noun"), np.array([1.0, 0.0], np.float32), 2)
    assert near.tolist() == [0.0, -2.5]


@pytest.mark.parametrize(
    ("word", "around", "senses"),
    [
        (("shore", "noun"), [1.0, 0.0], 2),
        (("bank", "noun"), None, 2),
        (("bank", "noun"), [1.0, 0.0], 3),  # the inventory has grown since
    ],
)
def test_what_is_unknown_says_nothing(word, around, senses):
    seen = None if around is None else np.array(around, np.float32)
    assert TABLE.nearness(word, seen, senses).tolist() == [0.0] * senses


def test_what_is_saved_comes_back_but_for_rounding(tmp_path):
    path = tmp_path / surroundings.FILE
    save(TABLE, path)
    again = surroundings.load(path)
    assert list(again.means) == list(TABLE.means)
    assert all(np.allclose(again.means[word], TABLE.means[word], atol=0.01) for word in TABLE.means)
    assert np.allclose(again.projection, TABLE.projection) and np.allclose(again.centre, TABLE.centre)
    assert (again.weights, again.sure) == (TABLE.weights, TABLE.sure)
    assert len(again.digest) == 64
    assert [file.name for file in tmp_path.iterdir()] == [surroundings.FILE]


def test_without_a_file_there_is_an_empty_table_and_a_damaged_one_is_told(tmp_path):
    assert not surroundings.load(tmp_path / "none.npz")
    broken = tmp_path / surroundings.FILE
    broken.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ModelError, match=r"senses\.npz.*install again"):
        surroundings.load(broken)


def test_the_embedded_table_is_of_the_inventory_as_it_is():
    table, entries = surroundings.load(embedded_folder() / surroundings.FILE), load("de")
    assert len(table.weights) == len(FEATURES)
    counts = {(entry.english, entry.part): len(entry.senses) for own in entries.values() for entry in own}
    assert {word: len(means) for word, means in table.means.items()} == {word: counts[word] for word in table.means}
    assert len(table.means) > 0.97 * len(counts)


@pytest.fixture(scope="module")
def interpreter():
    return Interpreter(resolve(EMBEDDED, source_language="en", target_language="de"), Lexicon("en", "de"), Cache(None))


@pytest.mark.model
def test_every_word_of_a_text_has_its_surroundings(interpreter):
    text = "The bank raised its rates, said Mr. O'Neill."
    known, nothing, too_long = interpreter.surroundings([text, "— …", "word " * 2000])
    assert known.shape == (len(list(tokens(text))), interpreter.around.projection.shape[1])
    assert np.isfinite(known).all()
    assert nothing is None and too_long is None


@pytest.mark.model
def test_the_surroundings_tell_the_senses_of_a_word(interpreter):
    texts = ["The bank raised its interest rates.", "We sat on the grassy bank of the river."]
    (noun,) = [entry for entry in load("de")["bank"] if entry.part == "noun"]
    money = next(k for k, sense in enumerate(noun.senses) if "Bank" in sense.german)
    shore = next(k for k, sense in enumerate(noun.senses) if "Ufer" in sense.german)
    for text, own in zip(texts, (money, shore), strict=True):
        at = next(n for n, word in enumerate(tokens(text)) if word.text == "bank")
        (around,) = interpreter.surroundings([text])
        near = interpreter.around.nearness(("bank", "noun"), around[at], len(noun.senses))
        assert near[own] == max(near[money], near[shore])


@pytest.mark.model
def test_without_a_cross_encoder_nothing_is_asked(interpreter):
    silent = Interpreter(interpreter.pair, Lexicon("en", "fr"), Cache(None))
    assert not silent.around
    assert silent.surroundings(["The bank."]) == [None]


def test_a_table_without_weights_is_empty():
    assert not replace(TABLE, weights=())
