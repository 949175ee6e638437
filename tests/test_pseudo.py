"""Translations held against people's, the labels that the cross-encoder begins with."""

from pathlib import Path

import pytest

RECIPE = Path(__file__).parent.parent / "models" / "recipe"


@pytest.fixture
def pseudo(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import pseudo

    return pseudo


@pytest.mark.parametrize(
    ("hypothesis", "reference", "without"),
    [
        ("Der Rat tagte am Montag.", "Der Rat tagte am Montag.", []),
        ("Der Rat traf sich am Montag.", "Am Montag tagte der Rat.", ["traf", "sich"]),  # moved words are shared
        ("Die Stadt sah die Stadt.", "Die Stadt sah sie.", ["die", "Stadt"]),  # but each only once
        ("Ganz anders.", "", ["Ganz", "anders"]),
        ("", "Der Rat.", []),
    ],
)
def test_words_that_the_reference_does_without(pseudo, hypothesis, reference, without):
    from audit.words import tokens

    words = [token.text for token in tokens(hypothesis)]
    assert [words[k] for k in sorted(pseudo.unshared(hypothesis, reference))] == without


def test_what_was_written_is_read_again(pseudo, tmp_path):
    made = tmp_path / "made.tsv"
    made.write_text("A car.\tEin Auto.\tEin Wagen.\nYes.\tJa.\tJa.\n", encoding="utf-8")
    assert pseudo.read(made) == [("A car.", "Ein Auto.", "Ein Wagen."), ("Yes.", "Ja.", "Ja.")]
