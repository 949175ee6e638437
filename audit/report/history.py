"""The history of runs for a reader: a table with sparklines for terminals, and a page with a chart."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup

from audit.files import put
from audit.report.text import table, visible
from audit.vendors.history import Run, Trend, trends

LATEST = 20  # runs in the terminal's table
BARS = "▁▂▃▄▅▆▇█"
SPARK = 24  # runs in a sparkline
COLOURS = 5


def terminal(runs: Sequence[Run], *, width: int) -> str:
    """The trends and the latest runs; what to do where there are none. width: columns, at which lines are cut."""
    if not runs:
        return "No runs recorded. Every `mt-audit run` is, by --project and --vendor.\n"
    rows = [
        [
            trend.project or "–",
            trend.vendor or "–",
            str(len(trend.runs)),
            f"{trend.runs[-1].score:.1f}",
            change(trend),
            f"{trend.runs[-1].penalty_per_1000:.1f}",
            sparkline([run.score for run in trend.runs]),
        ]
        for trend in trends(runs)
    ]
    lines = table(["project", "vendor", "runs", "score", "change", "MQM/1,000 words", "score so far"], rows)
    lines += ["", *_latest(list(runs)[: -LATEST - 1 : -1])]
    if len(runs) > LATEST:
        lines.append(f"… and {len(runs) - LATEST:,} earlier")
    if len({run.signature for run in runs}) > 1:
        lines += ["", "Runs of several models, tiers or versions are among these; their scores do not compare."]
    return "\n".join(line[: max(width, 40)] for line in lines) + "\n"


def _latest(runs: Sequence[Run]) -> list[str]:
    head = ["when (UTC)", "project", "vendor", "document", "segments"]
    head += ["score", "fluency", "MQM/1,000 words", "crit/maj/min"]
    rows = [
        [
            run.at[:16].replace("T", " "),
            run.project or "–",
            run.vendor or "–",
            run.document,
            f"{run.segments:,}",
            f"{run.score:.1f}",
            f"{run.fluency:.1f}",
            f"{run.penalty_per_1000:.1f}",
            f"{run.critical}/{run.major}/{run.minor}",
        ]
        for run in runs
    ]
    return table(head, rows)


def sparkline(values: Sequence[float]) -> str:
    """The last values as one line of bars from the lowest to the highest; a level line where they do not differ."""
    shown = values[-SPARK:]
    low, high = min(shown), max(shown)
    if high - low < 1e-9:
        return BARS[3] * len(shown)
    return "".join(BARS[round((value - low) / (high - low) * (len(BARS) - 1))] for value in shown)


def write(runs: Sequence[Run], path: Path) -> None:
    """Write the page in one step."""
    put(path.parent, {path.name: render(runs)})


def render(runs: Sequence[Run]) -> bytes:
    """The page in UTF-8: one self-contained file without script. The same runs give the same bytes."""
    from audit.report.page import page

    made = trends(runs)
    return page(
        "history.html.j2",
        runs=list(runs)[::-1],
        trends=made,
        charts=[
            ("Score", chart(runs, made, "score")),
            ("MQM penalty points per 1,000 words", chart(runs, made, "penalty_per_1000")),
        ],
        spark=_spark,
        name=name,
        change=change,
        mixed=len({run.signature for run in runs}) > 1,
        colours=COLOURS,
    )


def change(trend: Trend) -> str:
    """The change of score since the run before: "-1.4", "0.0", "–" where there is nothing to compare."""
    if trend.change is None:
        return "–"
    rounded = round(trend.change, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def name(trend: Trend) -> str:
    """What a trend is called: project and vendor, as far as they were given."""
    return " · ".join(part for part in (trend.project, trend.vendor) if part) or "no project"


def chart(runs: Sequence[Run], made: Sequence[Trend], field: str) -> Markup:
    """Lines of one figure in the order of the runs, one per trend; a line breaks between runs that do not compare."""
    if not runs:
        return Markup()
    place: Mapping[str, int] = {run.key: k for k, run in enumerate(runs)}
    values = [getattr(run, field) for run in runs]
    low, high = _ends(min(values), max(values))

    def x(run: Run) -> float:
        return 60 + 920 * (place[run.key] + 0.5) / len(runs)

    def y(value: float) -> float:
        return 250 - 230 * (value - low) / (high - low)

    parts = [Markup('<svg class="chart" viewBox="0 0 1000 280" role="img">')]
    for value in (low, (low + high) / 2, high):
        line = Markup('<line class="grid" x1="60" x2="980" y1="{0}" y2="{0}"/>').format(f"{y(value):.1f}")
        mark = Markup('<text x="52" y="{}" text-anchor="end">{}</text>').format(f"{y(value) + 4:.1f}", f"{value:.1f}")
        parts += [line, mark]
    for run, at in ((runs[0], "start"), (runs[-1], "end")):
        text = Markup('<text x="{}" y="272" text-anchor="{}">{}</text>')
        parts.append(text.format(60 if at == "start" else 980, at, run.at[:10]))
    for k, trend in enumerate(made):
        points = [(x(run), y(getattr(run, field))) for run in trend.runs]
        same = [False, *(a.signature == b.signature for a, b in pairwise(trend.runs))]
        path = " ".join(f"{'L' if on else 'M'}{a:.1f} {b:.1f}" for on, (a, b) in zip(same, points, strict=True))
        parts.append(Markup('<path class="v{}" d="{}"/>').format(k % COLOURS, path))
        for (a, b), run in zip(points, trend.runs, strict=True):
            said = f"{name(trend)}, {run.at[:16]}, {run.document}: {getattr(run, field):.1f}"
            dot = Markup('<circle class="v{}" cx="{:.1f}" cy="{:.1f}" r="3.5"><title>{}</title></circle>')
            parts.append(dot.format(k % COLOURS, a, b, visible(said)))
    return Markup("").join(parts) + Markup("</svg>")


def _ends(low: float, high: float) -> tuple[float, float]:
    """The axis: a little beyond the values, never less than two points high."""
    room = max(1.0, (high - low) * 0.1)
    return max(0.0, low - room), high + room


def _spark(trend: Trend) -> Markup:
    values = [run.score for run in trend.runs][-SPARK:]
    low, high = min(values), max(values)
    step = 100 / max(1, len(values) - 1)
    points = [(k * step, 18 - 16 * (v - low) / (high - low) if high > low else 10.0) for k, v in enumerate(values)]
    path = " ".join(f"{'L' if k else 'M'}{a:.1f} {b:.1f}" for k, (a, b) in enumerate(points))
    shape = Markup(
        '<svg class="spark" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><path d="{}"/></svg>'
    )
    return shape.format(path)
