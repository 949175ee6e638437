"""index.html of a comparison: one self-contained page without script."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from audit.finding import Finding
from audit.report import comparison as texts
from audit.report import svg
from audit.report.marks import Numbered, marked
from audit.report.page import page
from audit.report.text import ordered
from audit.vendors.compare import Comparison, Example, Vendor
from audit.vendors.differences import Pairing


@dataclass(frozen=True, slots=True)
class Side:
    """One vendor's unit as an example shows it: each text with its findings marked, and the findings of all."""

    name: str
    score: float
    texts: tuple[Markup, ...]
    findings: tuple[Numbered, ...]


def render(comparison: Comparison) -> bytes:
    """The page in UTF-8. The same comparison gives the same bytes."""
    categories = list(dict.fromkeys(category for vendor in comparison.vendors for category in vendor.by_category))
    sums = [sum(row.values()) for vendor in comparison.vendors for row in vendor.by_category.values()]
    reach = {
        measure: max(
            max(abs(p.difference.low), abs(p.difference.high)) for p in comparison.pairings if p.measure == measure
        )
        for measure in texts.MEASURES
    }
    lowest = min(vendor.score_interval[0] for vendor in comparison.vendors)
    highest = max(vendor.score_interval[1] for vendor in comparison.vendors)

    def forest(pairing: Pairing) -> Markup:
        d, most = pairing.difference, reach[pairing.measure]
        if not d.telling:
            return Markup(texts.TOO_FEW)
        drawn = svg.interval(d.low, d.mean, d.high, lowest=-most, highest=most, shown=pairing.shown, axis=0.0)
        return _told(drawn, texts.between(d.low, d.high, difference=True))

    def scale(vendor: Vendor) -> Markup:
        low, high = vendor.score_interval
        if math.isnan(low):
            return Markup(texts.TOO_FEW)
        return _told(svg.interval(low, vendor.score, high, lowest=lowest, highest=highest), texts.between(low, high))

    return page(
        "comparison.html.j2",
        c=comparison,
        r=texts,
        svg=svg,
        measures=texts.MEASURES,
        pairs=len(comparison.vendors) * (len(comparison.vendors) - 1) // 2,
        categories=categories,
        largest=max(sums, default=0.0),
        severities=svg.SEVERITIES,
        forest=forest,
        scale=scale,
        sides=_sides,
        source_language=comparison.signature.partition("lang:")[2].partition("-")[0],
    )


def _told(drawn: Markup, figures: str) -> Markup:
    """A drawn interval and its figures: print, touch, keyboard and screen reader know no tooltips."""
    return drawn + Markup("<small>{}</small>").format(figures)


def _sides(example: Example, number: int) -> Iterator[Side]:
    """number: the example's, for anchors."""
    for place, (name, unit) in enumerate(example.units, 1):
        anchor, shown = f"e{number}-{place}", []
        cards: list[Numbered] = []
        for result in unit.results:
            numbered = [_numbered(f, len(cards) + n, anchor) for n, f in enumerate(ordered(result.findings), 1)]
            shown.append(marked(result.segment.text, [c for c in numbered if c.finding.side != "source"]))
            cards += numbered
        yield Side(name, unit.score, tuple(shown), tuple(cards))


def _numbered(finding: Finding, number: int, anchor: str) -> Numbered:
    return Numbered(number, f"{anchor}-{number}", finding)
