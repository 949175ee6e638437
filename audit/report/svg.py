"""Small charts as inline SVG. Colours come from the page's classes (sev-minor, …) and so follow light and dark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from audit.evaluation import Bin
from audit.finding import Severity

SEVERITIES = tuple(
    severity.value for severity in reversed(Severity)
)  # the gravest first, as charts and tables show them
MOST_BARS = 500
LEAST_COLUMNS = 40  # a short document's columns stay slim


@dataclass(frozen=True, slots=True)
class Bar:
    """One segment in the strip: score (0-100), worst severity ("" for none), where it leads, what it is called."""

    score: float
    severity: str
    anchor: str
    title: str


def meter(value: float, largest: float = 100.0) -> Markup:
    """A thin horizontal gauge of value out of largest."""
    width = _share(value, largest) * 100
    return Markup(
        '<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="4"/><rect class="fill" width="{}" height="4"/></svg>'
    ).format(_number(width))


def stacked(counts: Mapping[str, float], largest: float) -> Markup:
    """A horizontal bar of findings (or points) by severity, the gravest first; largest is what fills the width."""
    parts, x = Markup(), 0.0
    for severity in SEVERITIES:
        width = _share(counts.get(severity, 0), largest) * 100
        if width:
            rect = Markup('<rect class="sev-{}" x="{}" width="{}" height="8"/>')
            parts += rect.format(severity, _number(x), _number(width))
        x += width
    opening = Markup('<svg class="stacked" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">')
    return opening + parts + Markup("</svg>")


def strip(bars: Sequence[Bar]) -> Markup:
    """Score by segment as a row of columns, each leading to its segment. Long documents share columns: the lowest score
    of the segments in one column and the worst severity are what it shows. It is for pointers: whoever hears the page
    goes by the headings of the segments, and would find hundreds of links in the way."""
    shown = _shared(bars)
    column = Markup(
        '<a href="#{}" tabindex="-1"><title>{}</title><rect class="hit" x="{}" width="1" height="40"/>'
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/></a>'
    )
    width = 0.82 if len(shown) < 200 else 1.0  # gaps between columns vanish where columns are hair-thin
    columns = []
    for i, bar in enumerate(shown):
        height = max(2.0, _share(bar.score, 100.0) * 40)
        name = f"sev-{bar.severity}" if bar.severity else "clean"
        y = _number(40 - height)
        columns.append(column.format(bar.anchor, bar.title, i, name, i, y, width, _number(height)))
    opening = Markup('<svg class="strip" viewBox="0 0 {} 40" preserveAspectRatio="none" aria-hidden="true">').format(
        max(LEAST_COLUMNS, len(shown))
    )
    return opening + Markup("").join(columns) + Markup("</svg>")


def interval(
    low: float,
    middle: float,
    high: float,
    *,
    lowest: float,
    highest: float,
    shown: bool = False,
    axis: float | None = None,
) -> Markup:
    """An interval and its middle on a scale from lowest to highest; axis: where a line marks "no difference"."""

    def place(value: float) -> str:
        return _number(4 + 192 * _share(value - lowest, highest - lowest) if highest > lowest else 100)

    line = Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>')
    parts = Markup() if axis is None else line.format("axis", place(axis), place(axis), 0, 14)
    parts += line.format("reach shown" if shown else "reach", place(low), place(high), 7, 7)
    parts += Markup('<rect class="point" x="{}" y="3" width="2" height="8"/>').format(_number(float(place(middle)) - 1))
    opening = Markup('<svg class="forest" viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">')
    return opening + parts + Markup("</svg>")


def reliability(bins: Sequence[Bin]) -> Markup:
    """Stated against observed probability, both 0-1: points whose area grows with their count, and the line on which
    they agree."""
    most = max((b.count for b in bins), default=1)
    parts = Markup('<path class="grid" d="M40 210H250M40 160H250M40 110H250M40 60H250M40 10H250"/>')
    parts += Markup('<path class="grid" d="M40 210L250 10" stroke-dasharray="4 4"/>')
    for i in range(5):
        parts += Markup('<text x="34" y="{}" text-anchor="end">{}</text>').format(214 - 50 * i, _number(i / 4))
        parts += Markup('<text x="{}" y="226" text-anchor="middle">{}</text>').format(
            _number(40 + 52.5 * i), _number(i / 4)
        )
    for b in bins:
        x, y, radius = 40 + 210 * b.stated, 210 - 200 * b.observed, 3 + 9 * (b.count / most) ** 0.5
        point = Markup('<circle class="v0" cx="{}" cy="{}" r="{}" fill-opacity=".75"><title>{}</title></circle>')
        parts += point.format(
            _number(x), _number(y), _number(radius), f"{b.count:,}: {b.stated:.2f} stated, {b.observed:.2f} so"
        )
    opening = Markup('<svg class="chart square" viewBox="0 0 262 232" role="img" aria-label="Stated against observed">')
    return opening + parts + Markup("</svg>")


def _shared(bars: Sequence[Bar]) -> list[Bar]:
    size = -(-len(bars) // MOST_BARS) or 1
    shown = []
    for first in range(0, len(bars), size):
        group = bars[first : first + size]
        lowest = min(group, key=lambda bar: bar.score)
        severity = next((s for s in SEVERITIES if any(bar.severity == s for bar in group)), "")
        shown.append(Bar(lowest.score, severity, lowest.anchor, lowest.title))
    return shown


def _share(value: float, largest: float) -> float:
    """value/largest held within 0-1; 0 for NaN."""
    share = value / largest if largest else 0.0
    return min(1.0, max(0.0, share)) if share == share else 0.0  # noqa: PLR0124 (NaN is the only value unlike itself)


def _number(value: float) -> str:
    """At most two decimals, no trailing zeros: the same bytes on every machine."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
