"""Traps that hold in news reports only ("Herr Müller sagte" -> "Müller sagte"): elsewhere they are half as sure.

A text looks like news where it has a dateline, or says of what it reports who said it: two verbs of speaking or more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from audit.checks.trap_table import Trap
from audit.checks.verb_place import SPEECH
from audit.finding import Finding
from audit.words import tokens

ELSEWHERE = 0.5  # factor on the confidence
ATTRIBUTIONS = 2
_DATELINE = re.compile(r"^(?:[A-ZÄÖÜ][\w./-]+ ){1,3}?(?:\((?:dpa|AFP|AP|Reuters|epd|KNA|sid|APA|SDA)\b|[–—] )")
_REPORTED = SPEECH | {"sprach", "teilte", "mitgeteilt", "laut", "zufolge", "forderte", "gesagt"}


def toned(
    by_segment: Sequence[Sequence[Finding]], traps: tuple[Trap, ...], texts: Sequence[str]
) -> list[list[Finding]]:
    """The findings of a document, segment by segment, those of news traps less sure where it is no news. texts: of its
    segments. Findings of others pass unchanged."""
    news = {trap.id for trap in traps if trap.news}
    if not any(f.evidence.get("trap") in news for own in by_segment for f in own) or is_news(texts):
        return [list(own) for own in by_segment]
    return [
        [
            replace(f, confidence=round(f.confidence * ELSEWHERE, 3)) if f.evidence.get("trap") in news else f
            for f in own
        ]
        for own in by_segment
    ]


def is_news(texts: Sequence[str]) -> bool:
    """Whether a document looks like a news report."""
    if any(_DATELINE.match(text) for text in texts):
        return True
    return sum(token.text in _REPORTED for text in texts for token in tokens(text)) >= ATTRIBUTIONS
