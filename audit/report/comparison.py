"""A comparison of vendors on its way to a reader: comparison.json, index.html, and a table for terminals."""

import json
import math
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audit.files import put
from audit.report.jsonl import row
from audit.report.text import percent, plural, table, visible
from audit.vendors.compare import Comparison, Pairing
from audit.vendors.reference import Metric

FILES = {"html": "index.html", "json": "comparison.json"}
MEASURES = {"score": "score", "fluency": "fluency", "penalty": "MQM points a segment"}


def write(comparison: Comparison, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the asked-for reports into the folder, each in one step; "terminal" writes no file."""
    from audit.report import comparison_html  # jinja2 is not needed by those who only want JSON

    renderers = {"html": comparison_html.render, "json": as_json}
    rendered = {FILES[name]: renderers[name](comparison) for name in formats if name in FILES}
    return put(folder, rendered)


def as_json(comparison: Comparison) -> bytes:
    """comparison.json: the record as it is, floats rounded to 6 decimals, segments as in audit.jsonl."""
    value = asdict(comparison) | {
        "pairings": [asdict(pairing) | {"shown": pairing.shown} for pairing in comparison.pairings],
        "examples": [
            {"id": e.id, "source": e.source, "results": [{"vendor": name} | row(result) for name, result in e.results]}
            for e in comparison.examples
        ],
    }
    text = json.dumps(_plain(value), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 6) + 0.0 if math.isfinite(value) else None
    return value


def terminal(comparison: Comparison, *, width: int, colour: bool) -> str:
    """The table of vendors, the differences and the verdict. width: columns; colour: ANSI for the verdict."""
    verdict = textwrap.fill(visible(comparison.verdict), max(width, 40))
    lines = [f"\x1b[1m{verdict}\x1b[0m" if colour else verdict, ""]
    lines += table(
        ["vendor", "score", "95 %", "adequacy", "fluency", "MQM/1,000 words", "reads like MT"], _rows(comparison)
    )
    for metric in comparison.metrics:
        shown = "   ".join(f"{visible(name)} {score:.1f} ±{half:.1f}" for name, (score, half) in metric.scores.items())
        lines += ["", f"{metric.name}: {shown}"]
    head = ["difference", "in", "mean", "95 %", "p", "p (Holm)", "effect d", "segments needed"]
    lines += ["", *table(head, [cells(pairing) for pairing in comparison.pairings])]
    lines += [line for metric in comparison.metrics for line in ("", *metric_table(metric))]
    buckets = [
        [bucket.name, f"{bucket.segments:,}", *(f"{bucket.figures[v.name][0]:.1f}" for v in comparison.vendors)]
        for bucket in comparison.buckets
        if bucket.figures
    ]
    lines += ["", *table(["score by kind of segment", "segments", *(v.name for v in comparison.vendors)], buckets)]
    left_out = f"; {comparison.left_out:,} left out, not judged for every vendor" if comparison.left_out else ""
    lines += ["", f"{plural(comparison.segments, 'segment')}{left_out}", comparison.signature]
    return "\n".join(lines) + "\n"


def _rows(comparison: Comparison) -> list[list[str]]:
    return [
        [
            vendor.name,
            f"{vendor.score:.1f}",
            between(*vendor.score_interval),
            "–" if vendor.adequacy is None else f"{vendor.adequacy:.1f}",
            f"{vendor.fluency:.1f}",
            f"{vendor.penalty_per_1000:.1f}",
            percent(vendor.machine),
        ]
        for vendor in comparison.vendors
    ]


def cells(pairing: Pairing) -> list[str]:
    """One pairing as texts: names, measure, mean, interval, p, corrected p with * where shown, effect, needed."""
    d = pairing.difference
    return [
        f"{pairing.first} − {pairing.second}",
        MEASURES[pairing.measure],
        f"{d.mean:+.2f}" if d.mean else "0",
        between(d.low, d.high, signed=True),
        probability(d.p),
        probability(d.adjusted) + (" *" if pairing.shown else ""),
        f"{d.effect:+.2f}" if d.effect else "0",
        "–" if d.needed is None else f"{d.needed:,}",
    ]


def metric_table(metric: Metric) -> list[str]:
    """A reference metric's differences, with sacreBLEU's signature."""
    rows = [
        [
            f"{pair.first} − {pair.second}",
            f"{pair.difference:+.2f}",
            probability(pair.p_bootstrap),
            probability(pair.p_randomisation),
            probability(pair.adjusted),
        ]
        for pair in metric.pairs
    ]
    return [
        *table([f"difference in {metric.name}", "mean", "p bootstrap", "p random.", "p (Holm)"], rows),
        metric.signature,
    ]


def between(low: float, high: float, *, signed: bool = False) -> str:
    """An interval: "41.2 to 44.0"."""
    return f"{low:+.2f} to {high:+.2f}" if signed else f"{low:.1f} to {high:.1f}"


def probability(p: float) -> str:
    """A p-value: ".031", "< .001", "1"."""
    if p < 0.001:
        return "< .001"
    return "1" if p > 0.9995 else f"{p:.3f}".lstrip("0")
