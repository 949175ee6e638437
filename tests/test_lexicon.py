"""The lexicon: its file, its forms, and the one that ships with the embedded model."""

import lzma

import pytest

from audit import lexicon
from audit.errors import ModelError
from audit.models import embedded_folder


@pytest.fixture
def folder(tmp_path):
    with lzma.open(tmp_path / lexicon.FILE, "wt", encoding="utf-8") as file:
        file.write("haus\thouse\t600\t800\nhaus\thome\t300\t200\nhafen\tharbour\t900\t900\n")
    return tmp_path


def test_both_directions_and_any_form(folder):
    known = lexicon.load(folder, source_language="en", target_language="de")
    assert known.translations("Häuser", "de") == {"house": 0.6, "home": 0.3}
    assert known.translations("HOUSES", "en") == {"haus": 0.8}
    assert known.probability("houses", "häuser") == pytest.approx((0.6 * 0.8) ** 0.5)
    assert known.probability("house", "Hafen") == 0.0
    assert known.translations("Xyz", "de") == {}
    turned = lexicon.load(folder, source_language="de", target_language="en")
    assert turned.probability("Haus", "house") == known.probability("house", "Haus")


def test_other_languages_have_the_empty_one(folder, tmp_path_factory):
    for found in (
        lexicon.load(folder, source_language="fr", target_language="de"),
        lexicon.load(tmp_path_factory.mktemp("none"), source_language="en", target_language="de"),
    ):
        assert not found
        assert found.translations("Haus", "de") == {}
        assert found.probability("house", "Haus") == 0.0


@pytest.mark.parametrize("content", [b"no archive", lzma.compress(b"one column\n"), lzma.compress(b"a\tb\tc\td\n")])
def test_a_damaged_file_is_a_clear_error(tmp_path, content):
    (tmp_path / lexicon.FILE).write_bytes(content)
    with pytest.raises(ModelError, match="no lexicon"):
        lexicon.load(tmp_path, source_language="en", target_language="de")


@pytest.mark.parametrize(
    ("english", "german"), [("government", "Regierung"), ("houses", "Häuser"), ("water", "Wasser"), ("not", "nicht")]
)
def test_the_embedded_lexicon_knows_common_words(english, german):
    known = lexicon.load(embedded_folder(), source_language="en", target_language="de")
    assert known.probability(english, german) > 0.3
    assert next(iter(known.translations(german, "de"))) == lexicon.lemma(english, "en")
