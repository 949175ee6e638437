"""Other forms of German words."""

import pytest

from audit.checks.forms import forms


@pytest.mark.parametrize(
    ("word", "among"),
    [
        ("der", {"die", "das", "dem", "den", "des"}),
        ("Ein", {"Eine", "Einen", "Einem", "Einer", "Eines"}),
        ("ist", {"sind"}),
        ("sprachen", {"sprach"}),
        ("großen", {"große", "großer", "großes", "großem"}),
        ("Vertrags", {"Vertrag", "Vertrages"}),
    ],
)
def test_forms_are_those_of_the_word(word, among):
    assert among <= set(forms(word)) and word not in forms(word)


@pytest.mark.parametrize("word", ["", "für", "EU", "2021", "Xqzrt", "gestern"])
def test_what_does_not_inflect_has_no_other_forms(word):
    assert forms(word) == ()
