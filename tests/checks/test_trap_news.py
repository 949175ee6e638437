"""Traps that hold in news reports only."""

import pytest

from audit.checks import run
from audit.checks.trap_news import is_news
from audit.document import Segment
from audit.evidence import Evidence

HERR = "Die Zahlen legte gestern Herr Alvarez vor."
REPORT = ("Der Umsatz stieg, sagte der Vorstand.", "Die Firma teilte dies am Montag mit.")
STORY = ("Draußen goss es in Strömen.", "Niemand war unterwegs.")


def confidence(*texts: str) -> float:
    segments = [Segment(str(n), text) for n, text in enumerate(texts)]
    found = run(segments, [Evidence()] * len(segments), [()] * len(segments), "de")
    return next(f.confidence for own in found for f in own if f.evidence.get("trap") == "mr-herr-news")


def test_a_title_is_half_as_wrong_outside_news() -> None:
    assert confidence(HERR, *STORY) == confidence(HERR, *REPORT) / 2


@pytest.mark.parametrize("text", ["Bonn (dpa) Es regnet.", "BERLIN – Es regnet.", "New York (AFP) - Es regnet."])
def test_a_dateline_makes_news(text: str) -> None:
    assert is_news([text]) and not is_news(STORY)
