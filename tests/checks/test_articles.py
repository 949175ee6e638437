"""Two articles in a row, on sentences of our own. German only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.articles import doubled
from audit.checks.grammar import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category
from audit.words import tokens

# sentence, span, suggestion
WRONG = [
    ("Die Kinder spielen im dem Garten.", "im dem", "im"),
    ("Wir kommen zum dem Schluss, dass es reicht.", "zum dem", "zum"),
    ("Er geht zur der Schule.", "zur der", "zur"),
    ("Sie kommt vom dem Arzt.", "vom dem", "vom"),
    ("Beim den Nachbarn brennt Licht.", "Beim den", "Bei den"),
    ("Zur den alten Fragen kam eine neue.", "Zur den", "Zu den"),
    ("Sie schreibt das im das Heft.", "im das", None),
    ("Er sah ein Haus, im dem die Großmutter wohnt.", "im dem", "in dem"),
    ("Das ist der Ordner, im dem Sie die Briefe finden.", "im dem", "in dem"),
    ("Das ist ein eine gute Idee.", "ein eine", "eine"),
    ("Er kaufte ein einen Hut.", "ein einen", "einen"),
    ("Wir legten es ins das Regal.", "ins das", "ins"),
]
RIGHT = [
    "Die Kinder spielen im Garten und in dem Hof.",
    "Sie wohnen im dem Vater gehörenden Haus.",
    "Er arbeitet in der zur der Firma gehörenden Halle.",
    "Sie schlief im dem Vater seit vielen Jahren gehörenden Haus.",
    "Sie stand im der Öffentlichkeit nicht zugänglichen Teil.",
    "Am den Fluss säumenden Weg blüht es.",
    "Sie hat ein eine Woche altes Kind und ein einen Meter langes Seil.",
    "Es ist ein einer Katze ähnelndes Tier.",
    "Er trank ein einen wärmender Tee.",
    "Vom einen Ort zum anderen, zum einen der Preis, zum anderen der Weg.",
    "Dem einen eine Freude, dem anderen ein Leid.",
    "Weil eine ein Kleid trägt und einer einen Hut.",
    "Er schreibt im Der Spiegel genannten Heft.",
    "Lädt er ein, eine Rede zu halten?",
    "Der, der der Frau half, ging; die, die die Stadt kennt, blieb.",
    "Das Haus, in dem der Mann wohnt, in dem das Kind schläft.",
    "Er kam herein, im, das weiß er, falschen Anzug.",
    "Er kaufte ein. Eine Stunde danach schlief er ein - eine Wohltat.",
]


@pytest.mark.parametrize(("text", "span", "suggestion"), WRONG)
def test_two_articles_are_found(text: str, span: str, suggestion: str | None) -> None:
    here = [finding for finding in check(Segment("1", text), Evidence()) if finding.evidence["rule"] == "articles"]
    assert [(finding.text, finding.suggestion) for finding in here] == [(span, suggestion)]
    assert here[0].category is Category.GRAMMAR


@pytest.mark.parametrize("text", RIGHT)
def test_sound_articles_pass(text: str) -> None:
    assert list(doubled(text, list(tokens(text)))) == []


_pieces = st.sampled_from(["im ", "Zur ", "dem ", "der ", "ein ", "eine ", "alte ", "Haus", " ", ", ", "\x00", "😀"])


@settings(deadline=None)
@given(st.one_of(st.text(max_size=100), st.lists(_pieces, max_size=30).map("".join)))
def test_places_hold_on_any_text(text: str) -> None:
    for found in doubled(text, list(tokens(text))):
        assert 0 <= found.start < found.end <= len(text)
        assert found.correction != text[found.start : found.end]


@pytest.mark.parametrize("piece", ["im dem ", "ein eine ", "zur der alten ", "im dem Haus "])
def test_time_is_linear(piece: str) -> None:
    text = "Er steht im dem Garten. " + piece * (100_000 // len(piece))
    begun = time.perf_counter()
    list(doubled(text, list(tokens(text))))
    assert time.perf_counter() - begun < 5
