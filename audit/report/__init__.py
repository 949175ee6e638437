"""Reports: an Audit on its way to a reader. Reports take records that are computed already and never compute.

html      index.html     one self-contained page for the translator
jsonl     audit.jsonl    one object per segment, for programs
csv       findings.csv   one row per finding, for spreadsheets
sarif     audit.sarif    SARIF 2.1.0, for code scanning
junit     junit.xml      JUnit XML, for CI servers
terminal  (no file)      the caller prints audit.report.terminal.render()
github    (no file)      the caller prints audit.report.github.render(): annotations of a GitHub workflow
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit.errors import AuditError
from audit.files import put
from audit.finding import Finding
from audit.result import Audit, SegmentResult
from audit.vendors.gate import Gate

FORMATS = ("html", "jsonl", "csv", "terminal", "sarif", "junit", "github")
FILES: Mapping[str, str] = {
    "html": "index.html",
    "jsonl": "audit.jsonl",
    "csv": "findings.csv",
    "sarif": "audit.sarif",
    "junit": "junit.xml",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What CI reports need besides the audit: the files' paths as the user gave them ("" for none), and the gate."""

    path: str = ""
    source_path: str = ""
    gate: Gate = field(default_factory=Gate)

    def file(self, result: SegmentResult) -> str:
        """The file in which the segment's line is counted. A sentence that was left out has its place in the source."""
        return self.source_path if self.source_path and not result.segment.text else self.path

    def ignored(self, finding: Finding) -> str | None:
        """Why the finding was accepted; None where it was not."""
        return self.gate.ignored.get(finding.id)

    def is_new(self, result: SegmentResult, finding: Finding) -> bool:
        """Whether the finding is new; without a baseline all are."""
        return self.gate.new is None or (result.segment.id, finding.id) in self.gate.new

    def fails(self, result: SegmentResult, finding: Finding) -> bool:
        """Whether it fails the gate; where no severity was set to fail, whether it is new and not accepted."""
        if any(check.name == "fail-on" for check in self.gate.checks):
            return (result.segment.id, finding.id) in self.gate.failing
        return self.is_new(result, finding) and self.ignored(finding) is None


def write(audit: Audit, folder: Path, formats: Sequence[str], standing: Standing | None = None) -> list[Path]:
    """Write the asked-for reports into the folder (made where missing) and return their paths, in the order asked.
    "terminal" and "github" write no file.

    Every file is rendered before the first one is put in place; an older report of another format is taken away, for it
    would pass for the newer one's other half. Raises AuditError for an unknown format or a folder that takes no file.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise AuditError(f"unknown report format {unknown[0]!r}: choose from {', '.join(FORMATS)}")
    given = standing or Standing(audit.name)
    rendered = {FILES[name]: _render(audit, name, given) for name in dict.fromkeys(formats) if name in FILES}
    return put(folder, rendered, stale=set(FILES.values()))


def _render(audit: Audit, format_name: str, standing: Standing) -> bytes:
    # Imported here: jinja2 is not needed by those who only ask for FORMATS.
    match format_name:
        case "html":
            from audit.report import html

            return html.render(audit)
        case "jsonl":
            from audit.report import jsonl

            return jsonl.render(audit)
        case "csv":
            from audit.report import csv

            return csv.render(audit)
        case "sarif":
            from audit.report import sarif

            return sarif.render(audit, standing)
        case _:
            from audit.report import junit

            return junit.render(audit, standing)
