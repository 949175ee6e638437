"""audit.sarif: SARIF 2.1.0 (OASIS standard, 2020), the format of code scanning.

Severity becomes level (critical error, major warning, minor note), the finding's id its fingerprint, a finding that the
baseline knows is "unchanged", an accepted one is suppressed with its reason. A region has columns where the finding's
text was found in the file; else it is the line on which the segment begins. Word documents and workbooks have no
lines: paragraph or row is a logical location there, and the region the file's first line, for GitHub's code scanning
takes no location without one. Paths in the checkout are relative to it.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from audit import __version__
from audit.finding import MQM, Category, Finding, Severity
from audit.report import Standing
from audit.report.text import label, visible
from audit.result import Audit, SegmentResult

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVEL = {Severity.MINOR: "note", Severity.MAJOR: "warning", Severity.CRITICAL: "error"}


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file. The same audit gives the same bytes: it knows no date and no machine."""
    rules = sorted({(f.check, f.category) for result in audit.segments for f in result.findings})
    index = {rule: k for k, rule in enumerate(rules)}
    results = [_result(result, finding, index, standing) for result in audit.segments for finding in result.findings]
    run = {
        "tool": {"driver": {"name": "mt-audit", "version": __version__, "rules": [_rule(*rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "properties": {"signature": audit.signature},
        "results": results,
    }
    text = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _rule(check: str, category: Category) -> dict[str, Any]:
    return {
        "id": f"{check}/{category.value}",
        "name": check,
        "shortDescription": {"text": f"{label(category.value)} ({MQM[category]}), found by the check {check}"},
    }


def _result(
    result: SegmentResult, finding: Finding, index: dict[tuple[str, Category], int], standing: Standing
) -> dict[str, Any]:
    span = f"“{finding.text}” " if finding.text else ""
    said = f"{label(finding.category.value)}: {span}{finding.message}"
    said += f" Better: {finding.suggestion}" if finding.suggestion else ""
    out: dict[str, Any] = {
        "ruleId": f"{finding.check}/{finding.category.value}",
        "ruleIndex": index[finding.check, finding.category],
        "level": LEVEL[finding.severity],
        "rank": round(100 * finding.confidence, 2),
        "message": {"text": visible(said)},
        "locations": [_location(result, finding, standing)],
        "partialFingerprints": {"mtAudit/v1": finding.id},
    }
    if standing.gate.new is not None:
        out["baselineState"] = "new" if standing.is_new(result, finding) else "unchanged"
    reason = standing.ignored(finding)
    if reason is not None:
        out["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return out


def _location(result: SegmentResult, finding: Finding, standing: Standing) -> dict[str, Any]:
    place, exact = standing.region(result, finding)
    artifact = {"artifactLocation": _artifact(standing.file(result))}
    logical = [{"name": visible(result.segment.id), "kind": "segment"}]
    if (unit := standing.counted(result)) != "line":
        logical.append({"name": str(result.segment.line), "kind": unit})
        return {"physicalLocation": {**artifact, "region": {"startLine": 1}}, "logicalLocations": logical}
    region: dict[str, Any] = {"startLine": max(1, result.segment.line)}
    if place is not None and exact:
        region = {"startLine": place.line, "startColumn": place.column}
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    if place is not None:
        region["snippet"] = {"text": visible(place.text)}
    return {"physicalLocation": {**artifact, "region": region}, "logicalLocations": logical}


def _artifact(path: str) -> dict[str, str]:
    """A file of the checkout by its path in it, any other by its whole path."""
    if Path(path).is_absolute():
        return {"uri": "file://" + quote("/" + Path(path).as_posix().lstrip("/"), safe="/:", errors="replace")}
    return {"uri": quote(path.replace("\\", "/"), safe="/", errors="replace"), "uriBaseId": "%SRCROOT%"}
