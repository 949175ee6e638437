"""White space as one space, and where a character stands then."""

from hypothesis import given
from hypothesis import strategies as st

from audit.words import place_in_spaced, spaced


@given(st.text(alphabet="ab \u00a0\n", max_size=20), st.text(alphabet="ab ", max_size=5))
def test_a_character_stands_behind_what_is_left_of_the_text_before_it(before: str, after: str) -> None:
    text = f"{before}x{after}"
    assert place_in_spaced(text, len(before)) == len(spaced(before).lstrip())
    assert spaced(text).lstrip()[place_in_spaced(text, len(before))] == "x"
