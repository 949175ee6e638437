"""An evaluation on its way to a reader: evaluation.json, index.html, and tables for terminals."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from audit.evaluation import Calibration, Evaluation, Precision
from audit.files import put
from audit.report.text import table

FILES = {"html": "index.html", "json": "evaluation.json"}
HEAD = ("", "findings", "right", "at random", "stated", "marked places", "found of these")


def write(evaluation: Evaluation, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the asked-for reports into the folder, each in one step; "terminal" writes no file."""
    rendered = {FILES[name]: {"html": html, "json": as_json}[name](evaluation) for name in formats if name in FILES}
    return put(folder, rendered)


def as_json(evaluation: Evaluation) -> bytes:
    """evaluation.json: the record as it is."""
    text = json.dumps(asdict(evaluation), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "backslashreplace")


def html(evaluation: Evaluation) -> bytes:
    """index.html: one self-contained page without script."""
    from audit.report import svg
    from audit.report.page import page

    return page(
        "evaluation.html.j2", e=evaluation, head=HEAD, cells=cells, groups=groups(evaluation), plot=svg.reliability,
        summary=summary(evaluation),
    )  # fmt: skip


def terminal(evaluation: Evaluation) -> str:
    """The tables as text."""
    lines = [f"{name}: {value}" for name, value in summary(evaluation)]
    lines += ["", *table(list(HEAD), [cells(evaluation.overall)])]
    for name, rows in groups(evaluation):
        lines += ["", *table([f"by {name}", *HEAD[1:]], [cells(row) for row in rows])]
    for name, value in (("a finding's confidence", evaluation.findings), ("a word's error", evaluation.words)):
        if value is not None:
            lines += ["", *table([name, "how many", "stated", "so it was"], _bins(value)), _errors(value)]
    return "\n".join([*lines, "", evaluation.signature]) + "\n"


def groups(evaluation: Evaluation) -> list[tuple[str, tuple[Precision, ...]]]:
    """The tables of precision by their names."""
    return [
        ("check", evaluation.by_check),
        ("category", evaluation.by_category),
        ("severity", evaluation.by_severity),
    ]


def summary(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The single figures, each with its floor in words."""
    e = evaluation
    return [
        ("Rows", f"{e.segments:,} segments with {e.labels:,} marked places"),
        (
            "Spans",
            f"F1 {e.span_f1:.3f} (precision {e.span_precision:.3f}, recall {e.span_recall:.3f}); "
            f"marking everything {e.mark_all_f1:.3f}",
        ),
        ("Words", f"AUC {_figure(e.word_auc)} (chance .5); MCC {_figure(e.word_mcc)} at .5, "
                  f"{_figure(e.word_best_mcc)} at the best threshold in hindsight"),
        ("Segments", f"Spearman {_figure(e.spearman)}; by length alone {_figure(e.spearman_length)}"),
    ]  # fmt: skip


def cells(row: Precision) -> list[str]:
    """One line of a table of precision as texts."""
    none = not row.findings
    return [
        row.name,
        f"{row.findings:,}",
        "–" if none else f"{row.right:.2f}",
        "–" if none else f"{row.floor:.2f}",
        "–" if none else f"{row.stated:.2f}",
        f"{row.labels:,}" if row.labels else "–",
        _figure(row.recall, 2),
    ]


def _figure(value: float | None, places: int = 3) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def _bins(value: Calibration) -> list[list[str]]:
    return [
        [f"{b.low:.1f} to {b.high:.1f}", f"{b.count:,}", f"{b.stated:.2f}", f"{b.observed:.2f}"] for b in value.bins
    ]


def _errors(value: Calibration) -> str:
    return f"off by {value.error:.3f} on average; Brier {value.brier:.3f}, always saying the mean {value.base:.3f}"
