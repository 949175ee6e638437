"""A comparison of vendors on its way to a reader: comparison.json, index.html, and a table for terminals."""

import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from audit.files import put
from audit.report.jsonl import plain, row
from audit.report.text import percent, plural, shortened, table, visible
from audit.vendors.compare import Comparison, Example
from audit.vendors.differences import Pairing, probability, signed
from audit.vendors.reference import Metric

FILES = {"html": "index.html", "json": "comparison.json"}
MEASURES = {"score": "score", "fluency": "fluency", "penalty": "MQM points a segment"}
NARROW = MEASURES | {"penalty": "MQM/segment"}  # for terminals
TOO_FEW = "too few segments"
MEANS = (
    "Score, adequacy and fluency are means weighted by words, as in an audit of one translation. Differences are plain "
    "means over segments, each counted alike, and that is what is tested."
)


def write(comparison: Comparison, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the asked-for reports into the folder, each in one step; "terminal" writes no file."""
    from audit.report import comparison_html  # jinja2 is not needed by those who only want JSON

    renderers = {"html": comparison_html.render, "json": as_json}
    rendered = {FILES[name]: renderers[name](comparison) for name in formats if name in FILES}
    return put(folder, rendered)


def as_json(comparison: Comparison) -> bytes:
    """comparison.json: the record as it is, floats rounded to 6 decimals, results as in audit.jsonl. "rows", last, has
    one line a segment, its figures in the order of "vendors"."""
    value = asdict(replace(comparison, rows=(), examples=())) | {
        "pairings": [asdict(pairing) | {"shown": pairing.shown} for pairing in comparison.pairings],
        "examples": [_example(example) for example in comparison.examples],
    }
    del value["rows"]
    lines = [json.dumps(plain(asdict(row), 6), ensure_ascii=False, allow_nan=False) for row in comparison.rows]
    head = json.dumps(plain(value, 6), ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    text = f'{head},\n "rows": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"
    return text.encode("utf-8", "backslashreplace")


def _example(example: Example) -> dict[str, Any]:
    """One result a vendor, or several where something was put in."""
    results = [{"vendor": name} | row(result) for name, unit in example.units for result in unit.results]
    return {"id": example.id, "source": example.source, "results": results}


def terminal(comparison: Comparison, *, width: int, colour: bool) -> str:
    """The verdict, the table of vendors, and the differences. width: columns; colour: ANSI for the verdict."""
    verdict = textwrap.fill(visible(comparison.verdict), max(width, 40))
    lines = [f"\x1b[1m{verdict}\x1b[0m" if colour else verdict, ""]
    head = ["vendor", "score", "95 %", "adequacy", "fluency", "MQM/1,000 words", "reads like MT"]
    lines += table(head, _rows(comparison), width=width, names=(0,))
    for metric in comparison.metrics:
        shown = "   ".join(f"{visible(name)} {score:.1f} ±{half:.1f}" for name, (score, half) in metric.scores.items())
        lines += ["", f"{metric.name}: {shown}"]
    head = ["difference", "in", "mean", "95 %", "p", "p (Holm)", "effect d", "needed"]
    lines += ["", *table(head, [cells(pairing) for pairing in comparison.pairings], width=width, names=(0,))]
    lines += [line for metric in comparison.metrics for line in ("", *_metric_table(metric, width))]
    buckets = [
        [bucket.name, f"{bucket.segments:,}", *(f"{bucket.figures[v.name][0]:.1f}" for v in comparison.vendors)]
        for bucket in comparison.buckets
        if bucket.figures
    ]
    head = ["score by kind of segment", "segments", *(shortened(v.name, 12) for v in comparison.vendors)]
    lines += ["", *table(head, buckets, width=width, names=(0,))]
    left_out = f"; {comparison.left_out:,} left out, not judged for every vendor" if comparison.left_out else ""
    lines += ["", f"{plural(comparison.segments, 'segment')}{left_out}"]
    lines += [line for note in (*comparison.notes, MEANS) for line in textwrap.wrap(visible(note), max(width, 40))]
    return "\n".join([*lines, comparison.signature]) + "\n"


def _rows(comparison: Comparison) -> list[list[str]]:
    return [
        [
            vendor.name,
            f"{vendor.score:.1f}",
            between(*vendor.score_interval),
            "–" if vendor.adequacy is None else f"{vendor.adequacy:.1f}",
            f"{vendor.fluency:.1f}",
            f"{vendor.penalty_per_1000:,.1f}",
            percent(vendor.machine),
        ]
        for vendor in comparison.vendors
    ]


def cells(pairing: Pairing) -> list[str]:
    """One pairing as texts: names, measure, mean, interval, p, corrected p with * where shown, effect, needed."""
    d = pairing.difference
    known = [f"{pairing.first} − {pairing.second}", NARROW[pairing.measure], signed(d.mean) if d.mean else "0"]
    if not d.telling:
        return [*known, TOO_FEW, "–", "–", "–", "–"]
    return [
        *known,
        between(d.low, d.high, difference=True),
        probability(d.p),
        probability(d.adjusted) + (" *" if pairing.shown else ""),
        "–" if d.effect is None else signed(d.effect) if d.effect else "0",
        "–" if d.needed is None else f"{d.needed:,}",
    ]


def _metric_table(metric: Metric, width: int) -> list[str]:
    """A reference metric's differences, with sacreBLEU's signature."""
    rows = [
        [
            f"{pair.first} − {pair.second}",
            signed(pair.difference),
            probability(pair.p_bootstrap),
            probability(pair.p_randomisation),
            probability(pair.adjusted) + (" *" if pair.shown else ""),
        ]
        for pair in metric.pairs
    ]
    head = [f"difference in {metric.name}", "mean", "p bootstrap", "p random.", "p (Holm)"]
    return [*table(head, rows, width=width, names=(0,)), metric.signature]


def between(low: float, high: float, *, difference: bool = False) -> str:
    """An interval: "41.2 to 44.0", of a difference "−0.30 to +1.20"; "–" where there is none."""
    if math.isnan(low):
        return "–"
    return f"{signed(low)} to {signed(high)}" if difference else f"{low:.1f} to {high:.1f}"
