"""For a GitHub workflow: annotations, lines on standard output that GitHub shows beside the changed lines of a file;
and a summary in Markdown for the job's page."""

import re

from audit.finding import Finding, Severity
from audit.report import Standing
from audit.report.text import adequacy, label, plural, score, subtitle, visible, worst
from audit.result import Audit, SegmentResult
from audit.vendors.gate import BASELINE, Check

LEVEL = {Severity.MINOR: "notice", Severity.MAJOR: "warning", Severity.CRITICAL: "error"}
MOST_LISTED = 20  # findings in the summary
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def render(audit: Audit, standing: Standing) -> str:
    """One workflow command per question that the gate failed, and one per finding that is new and not accepted; the
    failing and the gravest first, as GitHub shows ten of each level."""
    lines = [_failed(check, standing) for check in standing.gate.checks if not check.passed and check.name != "fail-on"]
    lines += [_annotation(result, finding, standing) for result, finding in _open(audit, standing)]
    return "\n".join(lines) + ("\n" if lines else "")


def summary(audit: Audit, standing: Standing) -> str:
    """The document's figures, the gate's answers, and the worst of the findings that are new and not accepted."""
    figures = f"score {score(audit.summary.score)}, fluency {score(audit.summary.fluency)}, adequacy {adequacy(audit)}"
    lines = [f"### {_plain(audit.name)}", "", _plain(subtitle(audit)), "", figures, ""]
    for check in standing.gate.checks:
        lines.append(f"- {'pass' if check.passed else '**FAIL**'} {check.name}: {_plain(check.message)}")
    if standing.verdict():
        lines += ["", f"**Gate: {standing.verdict()}**", ""]
    listed = _open(audit, standing)
    kind = "finding" if standing.gate.new is None else "new finding"
    lines += [plural(len(listed), kind) if listed else f"no {kind}s", ""]
    if listed:
        lines += ["| severity | line | finding | id |", "|---|---|---|---|"]
    for result, finding in listed[:MOST_LISTED]:
        said = f"{_plain(_said(finding))} | {finding.id}"
        lines.append(f"| {finding.severity.value} | {result.segment.line} | {said} |")
    if len(listed) > MOST_LISTED:
        lines += ["", f"… and {len(listed) - MOST_LISTED} more"]
    return "\n".join([*lines, "", ""])


def _open(audit: Audit, standing: Standing) -> list[tuple[SegmentResult, Finding]]:
    """The findings that are new and not accepted: those that fail, then the gravest."""
    pairs = [(result, finding) for result, finding in worst(audit.segments) if standing.is_open(result, finding)]
    return sorted(pairs, key=lambda pair: not standing.fails(*pair))


def _failed(check: Check, standing: Standing) -> str:
    """A question that the gate failed: an error, but a warning where that decides nothing. A baseline that does not
    compare is an error all the same, as its exit code is 2."""
    only_said = standing.advisory and check.name != BASELINE
    level, lead = ("warning", "advisory, would fail: ") if only_said else ("error", "")
    return f"::{level} file={_value(standing.path)},title={_value(check.name)}::{lead}{_data(check.message)}"


def _annotation(result: SegmentResult, finding: Finding, standing: Standing) -> str:
    level = "error" if standing.fails(result, finding) and not standing.advisory else LEVEL[finding.severity]
    title = f"{label(finding.category.value)}, {finding.severity.value}"
    place, exact = standing.region(result, finding)
    where = f",line={max(1, result.segment.line)}"
    if (unit := standing.counted(result)) != "line":
        where, title = "", f"{title}, segment {result.segment.id}, {unit} {result.segment.line}"
    if place is not None and exact:
        where = f",line={place.line},endLine={place.end_line}"
        if place.line == place.end_line:  # GitHub takes columns within one line only
            where += f",col={place.column},endColumn={place.end_column}"
    properties = f"file={_value(standing.file(result))}{where},title={_value(title)}"
    return f"::{level} {properties}::{_data(f'{_said(finding)} ({finding.id})')}"


def _said(finding: Finding) -> str:
    better = f" → {finding.suggestion}" if finding.suggestion else ""
    return f"“{finding.text}”{better}: {finding.message}"


def _plain(text: str) -> str:
    """Text on one line that Markdown and HTML leave as it is."""
    return _MARKUP.sub(r"\\\1", " ".join(visible(text).split()))


def _data(text: str) -> str:
    """Escaped as GitHub's toolkit escapes a message."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """Escaped as GitHub's toolkit escapes a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
