"""findings.csv: one row per finding, for spreadsheets."""

import csv
import io

from audit.finding import MQM, Finding
from audit.report.text import ordered, visible
from audit.result import Audit, SegmentResult

COLUMNS = (
    "segment",
    "line",
    "severity",
    "category",
    "mqm",
    "confidence",
    "side",
    "start",
    "end",
    "text",
    "suggestion",
    "message",
    "target",
    "source",
    "back_translation",
    "check",
    "id",
)


def render(audit: Audit) -> bytes:
    """The whole file: RFC 4180 with CRLF, in UTF-8 with a byte order mark, for without one Excel garbles umlauts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for result in audit.segments:
        for finding in ordered(result.findings):
            writer.writerow(_row(result, finding))
    return out.getvalue().encode("utf-8-sig")


def _row(result: SegmentResult, finding: Finding) -> list[str | int | float]:
    cells: tuple[str | int | float, ...] = (
        result.segment.id,
        result.segment.line,
        finding.severity.value,
        finding.category.value,
        MQM[finding.category],
        round(finding.confidence, 4),
        finding.side,
        finding.start,
        finding.end,
        finding.text,
        finding.suggestion or "",
        finding.message,
        result.segment.text,
        result.source or "",
        result.back_translation,
        finding.check,
        finding.id,
    )
    return [safe(cell) if isinstance(cell, str) else cell for cell in cells]


def safe(cell: str) -> str:
    """A text cell that no spreadsheet takes for a formula (OWASP, CSV Injection): a leading = + - @, tab or line end is
    prefixed with an apostrophe."""
    shown = visible(cell)
    return f"'{shown}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else shown
