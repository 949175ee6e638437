"""The history of runs for a reader: a table with sparklines for terminals, and a page with a chart."""

import textwrap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from markupsafe import Markup

from audit.files import put
from audit.report.text import plural, table, visible
from audit.vendors.differences import signed
from audit.vendors.history import Run
from audit.vendors.trends import Trend, trends

MIXED = "Runs of several models, tiers or versions are among these; their scores do not compare."
LATEST = 20  # runs in the terminal's table
BARS = "▁▂▃▄▅▆▇█"
SPARK, LEAST_SPARK = 24, 6  # runs in a sparkline; in a narrow one
COLOURS, DASHES = 5, 4  # of lines; a series has a colour and a pattern


def terminal(runs: Sequence[Run], *, width: int, recorded: Sequence[Run] = ()) -> str:
    """The trends and the latest runs; what to do where there are none. width: columns, into which names are shortened;
    recorded: all runs that there are, to say what to ask for where none of them was meant."""
    if not runs:
        return _nothing(recorded)
    head = ["project", "vendor", "document", "runs", "score", "change", "MQM/1,000 words"]
    made = trends(runs)
    rows = [
        [
            trend.project or "–",
            trend.vendor or "–",
            trend.document,
            str(len(trend.runs)),
            f"{trend.runs[-1].score:.1f}",
            change(trend),
            f"{trend.runs[-1].penalty_per_1000:,.1f}",
        ]
        for trend in made
    ]
    room = min(SPARK, max(LEAST_SPARK, *(len(trend.runs) for trend in made)))
    sparks = [sparkline([run.score for run in trend.runs][-room:]) for trend in made]
    table_lines = table(head, rows, width=width - room - 2, names=(0, 1, 2))
    longest = max(map(len, table_lines))
    lines = [f"{line.ljust(longest)}  {spark}" for line, spark in zip(table_lines, ["so far", *sparks], strict=True)]
    lines += ["", *_latest(list(runs)[: -LATEST - 1 : -1], width)]
    if len(runs) > LATEST:
        lines.append(f"… and {len(runs) - LATEST:,} earlier")
    if len({run.signature for run in runs}) > 1:
        lines += ["", *textwrap.wrap(MIXED, max(width, 40))]
    return "\n".join(lines) + "\n"


def _nothing(recorded: Sequence[Run]) -> str:
    if not recorded:
        return "No runs recorded. Every `mt-audit run` is, by --project and --vendor.\n"
    named = [
        f"{field}: {', '.join(sorted({visible(getattr(run, field)) or '–' for run in recorded}))}"
        for field in ("project", "vendor", "document")
    ]
    return (
        "\n".join(["No run matches. There are:", *named, f"from {recorded[0].at[:10]} to {recorded[-1].at[:10]}"])
        + "\n"
    )


def _latest(runs: Sequence[Run], width: int) -> list[str]:
    head = ["when (UTC)", "project", "vendor", "document", "segm.", "score", "fluency", "MQM/1,000", "crit/maj/min"]
    rows = [
        [
            run.at[:16].replace("T", " "),
            run.project or "–",
            run.vendor or "–",
            run.document,
            f"{run.segments:,}",
            f"{run.score:.1f}",
            f"{run.fluency:.1f}",
            f"{run.penalty_per_1000:,.1f}",
            f"{run.critical}/{run.major}/{run.minor}",
        ]
        for run in runs
    ]
    return table(head, rows, width=width, names=(1, 2, 3))


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
    titles = {"score": "Score", "penalty_per_1000": "MQM penalty points per 1,000 words"}
    return page(
        "history.html.j2",
        runs=list(runs)[::-1],
        trends=made,
        charts=[(title, chart(runs, made, field, title)) for field, title in titles.items()],
        spark=_spark,
        name=name,
        change=change,
        signatures=list(dict.fromkeys(run.signature for run in reversed(runs))),
        style_of=style_of,
    )


def change(trend: Trend) -> str:
    """The change of score since the run before: "−1.4", "0.0", "–" where there is nothing to compare."""
    if trend.change is None:
        return "–"
    rounded = round(trend.change, 1)
    return signed(rounded, 1) if rounded else "0.0"


def name(trend: Trend) -> str:
    """What a trend is called: project and vendor, as far as they were given, and document."""
    return " · ".join(part for part in (trend.project, trend.vendor, trend.document) if part)


def style_of(k: int) -> str:
    """The classes of the k-th line: its colour, and from one round of colours to the next another pattern."""
    return f"v{k % COLOURS} d{k // COLOURS % DASHES}"


def chart(runs: Sequence[Run], made: Sequence[Trend], field: str, title: str) -> Markup:
    """Lines of one figure in the order of the runs, one per trend; a line breaks between runs that do not compare.

    The drawing is stretched to its place; its axes are text beside it, which stays as large as the page's."""
    if not runs:
        return Markup()
    place: Mapping[str, int] = {run.key: k for k, run in enumerate(runs)}
    values = [getattr(run, field) for run in runs]
    low, high = _ends(min(values), max(values))

    def x(run: Run) -> float:
        return 1000 * (place[run.key] + 0.5) / len(runs)

    def y(value: float) -> float:
        return 240 * (high - value) / (high - low)

    told = f"{title}: {plural(len(runs), 'run')}, {min(values):.1f} to {max(values):.1f}; the tables say each"
    parts = [
        Markup('<div class="diagram"><p class="y" aria-hidden="true">'),
        *(Markup("<span>{:.1f}</span>").format(value) for value in (high, (low + high) / 2, low)),
        Markup('</p><svg class="lines" viewBox="0 0 1000 240" preserveAspectRatio="none" role="img" ')
        + Markup('aria-label="{}"><path class="grid" d="M0 0H1000M0 120H1000M0 240H1000"/>').format(told),
    ]
    for k, trend in enumerate(made):
        points = [(x(run), y(getattr(run, field))) for run in trend.runs]
        same = [False, *(a.signature == b.signature for a, b in pairwise(trend.runs))]
        path = " ".join(f"{'L' if on else 'M'}{a:.1f} {b:.1f}" for on, (a, b) in zip(same, points, strict=True))
        parts.append(Markup('<path class="{}" d="{}"/>').format(style_of(k), path))
        for (a, b), run in zip(points, trend.runs, strict=True):
            said = f"{name(trend)}, {run.at[:16]}, {run.document}: {getattr(run, field):.1f}"
            dot = Markup('<path class="{} dot" d="M{:.1f} {:.1f}h0"><title>{}</title></path>')
            parts.append(dot.format(style_of(k), a, b, visible(said)))
    dates = (runs[0].at[:10], runs[-1].at[:10]) if len(runs) > 1 else (runs[0].at[:10],)
    parts.append(Markup('</svg><p class="x" aria-hidden="true">'))
    parts += [Markup("<span>{}</span>").format(date) for date in dates]
    return Markup("").join(parts) + Markup("</p></div>")


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
