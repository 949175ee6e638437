"""Annotations of a GitHub workflow: lines on standard output that GitHub shows beside the changed lines of a file."""

from audit.finding import Severity
from audit.report import Standing
from audit.report.text import label, visible
from audit.result import Audit

LEVEL = {Severity.MINOR: "notice", Severity.MAJOR: "warning", Severity.CRITICAL: "error"}


def render(audit: Audit, standing: Standing) -> str:
    """One workflow command per finding that is new and not accepted, and one per question that the gate failed."""
    lines = []
    for result in audit.segments:
        for finding in result.findings:
            if not standing.is_new(result, finding) or standing.ignored(finding) is not None:
                continue
            level = "error" if (result.segment.id, finding.id) in standing.gate.failing else LEVEL[finding.severity]
            title = f"{label(finding.category.value)}, {finding.severity.value}"
            better = f" → {finding.suggestion}" if finding.suggestion else ""
            said = f"“{finding.text}”{better}: {finding.message}"
            place = f"file={_value(standing.file(result))},line={max(1, result.segment.line)},title={_value(title)}"
            lines.append(f"::{level} {place}::{_data(said)}")
    lines += [
        f"::error file={_value(standing.path)},title={_value(check.name)}::{_data(check.message)}"
        for check in standing.gate.checks
        if not check.passed and check.name != "fail-on"
    ]
    return "\n".join(lines) + ("\n" if lines else "")


def _data(text: str) -> str:
    """Escaped as GitHub's toolkit escapes a message."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """Escaped as GitHub's toolkit escapes a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
