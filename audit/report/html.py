"""index.html: the report that a translator works from. One file, no requests: style and script stand inside it.

The page is complete without script; script adds filters, sorting, copying and arrow keys. Its content security policy
names the page's own style and script by their hashes, so that nothing in a document could run even if escaping failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from audit.document import Kind
from audit.finding import MQM, Category, Finding
from audit.report import Standing, svg, text
from audit.report.alike import LEAST, Alike, Remark, frequent, remark
from audit.report.marks import Numbered, marked
from audit.report.page import asset, environment, source_hash
from audit.result import Audit, SegmentResult

MOST_PLACES = 20  # that a card lists


@dataclass(frozen=True, slots=True)
class Place:
    """Another place that a finding points to; anchor is "" where the report holds no such segment."""

    name: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the page shows it. more: how many places it has besides; state: new, known or accepted, "" without
    a baseline; reason: of accepting; alike: the frequent remark that it is one of."""

    number: int
    anchor: str
    finding: Finding
    mqm: str
    confidence: str
    aligned: str
    places: tuple[Place, ...]
    more: int
    state: str
    reason: str
    alike: Alike | None


@dataclass(frozen=True, slots=True)
class View:
    """One segment as the page shows it. order and badness are its places in document order and worst first, from 0."""

    result: SegmentResult
    anchor: str
    kind: str
    target: Markup
    source: Markup | None
    cards: tuple[Card, ...]
    order: int
    badness: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the scorecard."""

    category: str
    name: str
    mqm: str
    counts: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What a card tells of the rest of the audit: the ids of its segments, the gate's answer, the frequent remarks."""

    known: set[str]
    standing: Standing
    alike: Mapping[Remark, Alike]


def render(audit: Audit, standing: Standing | None = None) -> bytes:
    """The whole page in UTF-8. The same audit gives the same bytes: the page knows no date."""
    standing = standing or Standing()
    style, script = asset("report.css"), asset("report.js")
    sources = f"style-src '{source_hash(style)}'; script-src '{source_hash(script)}'"
    rows, alike = _rows(audit), frequent(audit)
    page = (
        environment("report.html.j2")
        .get_template("report.html.j2")
        .render(
            svg=svg,
            audit=audit,
            gate=standing.gate,
            verdict=standing.verdict(),
            views=_views(audit, standing, alike),
            alike=alike,
            least_alike=LEAST,
            strip=svg.strip(_bars(audit)),
            lowest=min(audit.segments, key=_score, default=None),
            highest=max(audit.segments, key=_score, default=None),
            rows=rows,
            largest=max((row.total for row in rows), default=0),
            total=sum(audit.summary.by_severity.values()),
            source_language=text.source_language(audit),
            style=Markup(style),
            script=Markup(script),
            policy=f"default-src 'none'; {sources}; base-uri 'none'",
        )
    )
    return (page + "\n").encode()


def anchor(segment_id: str) -> str:
    """The segment's anchor. Percent-encoded, so that any id makes a valid, unique HTML id and URL fragment."""
    return "s-" + quote(segment_id, safe="", errors="surrogatepass")


def _views(audit: Audit, standing: Standing, alike: Sequence[Alike]) -> list[View]:
    known = {result.segment.id for result in audit.segments}
    rest = Rest(known, standing, {a.remark: a for a in alike})
    by_badness = sorted(range(len(audit.segments)), key=lambda i: _badness(audit.segments[i]))
    badness = {order: place for place, order in enumerate(by_badness)}
    return [_view(result, order, badness[order], rest) for order, result in enumerate(audit.segments)]


def _view(result: SegmentResult, order: int, badness: int, rest: Rest) -> View:
    name = anchor(result.segment.id)
    numbered = [Numbered(n, f"f{name[1:]}-{n}", f) for n, f in enumerate(text.ordered(result.findings), start=1)]
    target = [item for item in numbered if item.finding.side != "source"]
    source = [item for item in numbered if item.finding.side == "source"]
    return View(
        result=result,
        anchor=name,
        kind="" if result.segment.kind in (Kind.SENTENCE, Kind.ROW) else text.label(result.segment.kind),
        target=marked(result.segment.text, target, result.links),
        source=None if result.source is None else marked(result.source, source),
        cards=tuple(_card(result, item, rest) for item in numbered),
        order=order,
        badness=badness,
    )


def _card(result: SegmentResult, item: Numbered, rest: Rest) -> Card:
    evidence = item.finding.evidence
    own = result.segment.id, item.finding.text  # its very words are no other place
    places = [p for p in _places(evidence.get("places"), rest.known) if (p.name, p.text) != own]
    return Card(
        number=item.number,
        anchor=item.anchor,
        finding=item.finding,
        mqm=MQM[item.finding.category],
        confidence=text.confidence(item.finding.confidence),
        aligned=text.aligned(item.finding),
        places=tuple(places[:MOST_PLACES]),
        more=len(places[MOST_PLACES:]),
        state=rest.standing.state(result, item.finding),
        reason=rest.standing.ignored(item.finding) or "",
        alike=rest.alike.get(remark(item.finding)),
    )


def _places(places: Any, known: set[str]) -> tuple[Place, ...]:
    """evidence["places"], a list of {"segment", "text"}; whatever has another shape is left out."""
    if not isinstance(places, list | tuple):
        return ()
    shaped = [place for place in places if isinstance(place, Mapping) and "segment" in place]
    names = [str(place["segment"]) for place in shaped]
    texts = [str(place.get("text", "")) for place in shaped]
    return tuple(Place(n, anchor(n) if n in known else "", t) for n, t in zip(names, texts, strict=True))


def _worst(result: SegmentResult) -> int:
    """Rank of the segment's worst finding, -1 without findings."""
    return max((finding.severity.rank for finding in result.findings), default=-1)


def _badness(result: SegmentResult) -> tuple[int, int, float]:
    """Sort key: worst severity, then number of findings, then the lower score first."""
    return -_worst(result), -len(result.findings), result.score


def _score(result: SegmentResult) -> float:
    return result.score


def _bars(audit: Audit) -> list[svg.Bar]:
    bars = []
    for result in audit.segments:
        worst = _worst(result)
        severity = svg.SEVERITIES[2 - worst] if worst >= 0 else ""
        title = f"Segment {text.visible(result.segment.id)}: score {text.score(result.score)}"
        bars.append(svg.Bar(result.score, severity, anchor(result.segment.id), title))
    return bars


def _rows(audit: Audit) -> list[Row]:
    """The scorecard, categories with most findings first."""
    rows = []
    for category, counts in audit.summary.by_category.items():
        mqm = MQM[Category(category)]
        rows.append(Row(category, text.label(category), mqm, counts, sum(counts.values())))
    return sorted((row for row in rows if row.total), key=lambda row: (-row.total, row.name))
