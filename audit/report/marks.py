"""A segment's text as HTML: findings marked, aligned words noted, everything escaped.

Findings may overlap and cross, which HTML elements may not. So the text is cut into runs at all boundaries; each run is
one <mark> that names every finding it belongs to. A finding's number stands once, where it ends.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    starting: dict[int, list[int]] = defaultdict(list)
    ending: dict[int, list[int]] = defaultdict(list)
    for number, item in enumerate(findings):
        start, end = _clamped(item.finding, length)
        starting[start] += [number] if start < end else []  # a point cuts, too
        ending[end].append(number)
    out = []
    covering: set[int] = set()
    for start, end in pairwise(sorted({0, length, *starting, *ending})):
        covering = (covering - set(ending[start])) | set(starting[start])
        out.append(Run(start, end, tuple(findings[number] for number in sorted(covering))))
    return out


def marked(text: str, findings: Sequence[Numbered], links: Sequence[Link] = ()) -> Markup:
    """The text as HTML. Each link becomes a word that shows its aligned words on hover and on focus; only the first is
    in the tab order (script moves on with the arrow keys), or a page of prose would be thousands of stops."""
    shown = visible(text)
    words = sorted((k for k in links if k.aligned and 0 <= k.start < k.end <= len(text)), key=lambda k: k.start)
    ends = _by_end(findings, len(text))
    parts = _references(ends.get(0, ()), len(text))
    first = 0  # of the words that do not lie before the run
    for run in runs(len(text), findings):
        while first < len(words) and words[first].end <= run.start:
            first += 1
        inner = _words(shown, run, words, first)
        parts.append(_mark(run, inner) if run.covering else inner)
        parts += _references(ends.get(run.end, ()), len(text))
    html = Markup("").join(parts)
    return html.replace(Markup('tabindex="-1"'), Markup('tabindex="0"'), 1)  # no text holds it: quotes are escaped


def _clamped(finding: Finding, length: int) -> tuple[int, int]:
    start = min(max(finding.start, 0), length)
    return start, min(max(finding.end, start), length)


def _by_end(findings: Sequence[Numbered], length: int) -> Mapping[int, Sequence[Numbered]]:
    ends: dict[int, list[Numbered]] = defaultdict(list)
    for item in findings:
        ends[_clamped(item.finding, length)[1]].append(item)
    return ends


def _mark(run: Run, inner: Markup) -> Markup:
    worst = max((item.finding.severity for item in run.covering), key=lambda severity: severity.rank)
    numbers = " ".join(str(item.number) for item in run.covering)
    several = " several" if len(run.covering) > 1 else ""
    return Markup('<mark class="sev-{}{}" data-f="{}">{}</mark>').format(worst.value, several, numbers, inner)


def _words(shown: str, run: Run, words: Sequence[Link], first: int) -> Markup:
    """The run's text, cut once more at the aligned words that lie in it; the first of them, or one before, is known."""
    parts: list[Markup] = []
    place = run.start
    for k in range(first, len(words)):
        word = words[k]
        if word.start >= run.end:
            break
        start, end = max(word.start, place), min(word.end, run.end)
        if start >= end:
            continue
        parts.append(escape(shown[place:start]))
        span = Markup('<span class="w" tabindex="-1" data-a="{}">{}</span>')
        parts.append(span.format(visible(word.aligned), shown[start:end]))
        place = end
    parts.append(escape(shown[place : run.end]))
    return Markup("").join(parts)


def _references(findings: Sequence[Numbered], length: int) -> list[Markup]:
    """The numbers of findings that end at one place, each leading to its card. The style sheet draws them, so that
    copied text and searches stay clean."""
    references = []
    for item in findings:
        start, end = _clamped(item.finding, length)
        point = " point" if start == end else ""
        html = '<a class="ref sev-{}{}" href="#{}" data-f="{}" data-n="{}" aria-label="finding {}"></a>'
        n = item.number
        references.append(Markup(html).format(item.finding.severity.value, point, item.anchor, n, n, n))
    return references
