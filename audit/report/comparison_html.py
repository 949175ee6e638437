"""index.html of a comparison: one self-contained page without script."""

from collections.abc import Iterator

from markupsafe import Markup

from audit.report import comparison as texts
from audit.report import svg
from audit.report.page import page
from audit.result import SegmentResult
from audit.vendors.compare import Comparison, Example, Pairing, Vendor


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
        return svg.interval(d.low, d.mean, d.high, lowest=-most, highest=most, shown=pairing.shown, axis=0.0)

    def scale(vendor: Vendor) -> Markup:
        low, high = vendor.score_interval
        return svg.interval(low, vendor.score, high, lowest=lowest, highest=highest)

    def sides(example: Example) -> Iterator[tuple[str, SegmentResult, str]]:
        return ((name, result, result.segment.text) for name, result in example.results)

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
        sides=sides,
        source_language=comparison.signature.partition("lang:")[2].partition("-")[0],
    )
