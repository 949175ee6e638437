"""A segment's text as HTML: findings marked, aligned words noted, everything escaped.

Findings may overlap and cross, which HTML elements may not. So the text is cut into runs at all boundaries; each run is
one <mark> that names every finding it belongs to. A finding's number stands once, where it ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from audit.finding import Finding
from audit.report.text import visible
from audit.result import Link


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with the number it has within its segment and the anchor of its card."""

    number: int
    anchor: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the findings that cover all of it."""

    start: int
    end: int
    covering: tuple[Numbered, ...]


def runs(length: int, findings: Sequence[Numbered]) -> list[Run]:
    """The runs of a text of that many characters, in order and without gaps. A finding of no length covers no run."""
    cuts = {0, length}
    for item in findings:
        cuts.update(_clamped(item.finding, length))
    places = sorted(cuts)
    return [Run(a, b, tuple(_covering(findings, a, b))) for a, b in pairwise(places)]


def marked(text: str, findings: Sequence[Numbered], links: Sequence[Link] = ()) -> Markup:
    """The text as HTML. Each link becomes a word that shows its aligned words on hover and on focus; only the first is
    in the tab order (script moves on with the arrow keys), or a page of prose would be thousands of stops."""
    shown = visible(text)
    words = sorted((k for k in links if k.aligned and 0 <= k.start < k.end <= len(text)), key=lambda k: k.start)
    parts = _references(findings, 0, len(text))
    for run in runs(len(text), findings):
        inner = _words(shown, run, words)
        parts.append(_mark(run, inner) if run.covering else inner)
        parts += _references(findings, run.end, len(text))
    html = Markup("").join(parts)
    return html.replace(Markup('tabindex="-1"'), Markup('tabindex="0"'), 1)  # no text holds it: quotes are escaped


def _clamped(finding: Finding, length: int) -> tuple[int, int]:
    start = min(max(finding.start, 0), length)
    return start, min(max(finding.end, start), length)


def _covering(findings: Sequence[Numbered], start: int, end: int) -> list[Numbered]:
    return [item for item in findings if item.finding.start <= start and item.finding.end >= end]


def _mark(run: Run, inner: Markup) -> Markup:
    worst = max((item.finding.severity for item in run.covering), key=lambda severity: severity.rank)
    numbers = " ".join(str(item.number) for item in run.covering)
    several = " several" if len(run.covering) > 1 else ""
    return Markup('<mark class="sev-{}{}" data-f="{}">{}</mark>').format(worst.value, several, numbers, inner)


def _words(shown: str, run: Run, words: Sequence[Link]) -> Markup:
    """The run's text, cut once more at the aligned words that lie in it."""
    parts: list[Markup] = []
    place = run.start
    for word in words:
        start, end = max(word.start, place), min(word.end, run.end)
        if start >= end:
            continue
        parts.append(escape(shown[place:start]))
        span = Markup('<span class="w" tabindex="-1" data-a="{}">{}</span>')
        parts.append(span.format(visible(word.aligned), shown[start:end]))
        place = end
    parts.append(escape(shown[place : run.end]))
    return Markup("").join(parts)


def _references(findings: Sequence[Numbered], place: int, length: int) -> list[Markup]:
    """The numbers of the findings that end here, each leading to its card. The style sheet draws them, so that copied
    text and searches stay clean."""
    references = []
    for item in findings:
        start, end = _clamped(item.finding, length)
        if end != place:
            continue
        point = " point" if start == end else ""
        html = '<a class="ref sev-{}{}" href="#{}" data-f="{}" data-n="{}" aria-label="finding {}"></a>'
        n = item.number
        references.append(Markup(html).format(item.finding.severity.value, point, item.anchor, n, n, n))
    return references
