"""Reports: an Audit on its way to a reader. Reports take records that are computed already and never compute.

html      index.html     one self-contained page for the translator
jsonl     audit.jsonl    one object per segment, for programs
csv       findings.csv   one row per finding, for spreadsheets
sarif     audit.sarif    SARIF 2.1.0, for code scanning
junit     junit.xml      JUnit XML, for CI servers
xliff     audit.xlf      XLIFF with notes and ITS 2.0, for translation tools
docx      audit.docx     Word with comments
terminal  (no file)      the caller prints audit.report.terminal.render()
github    (no file)      the caller prints audit.report.github.render(): annotations of a GitHub workflow; and adds
                         audit.report.github.summary() to the job's page
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audit.errors import AuditError
from audit.files import put
from audit.finding import Finding
from audit.formats import counted
from audit.report.places import Region, located, whole_line
from audit.report.text import ordered
from audit.result import Audit, SegmentResult
from audit.vendors.gate import Gate

FORMATS = ("html", "jsonl", "csv", "terminal", "sarif", "junit", "xliff", "docx", "github")
FILES: Mapping[str, str] = {
    "html": "index.html",
    "jsonl": "audit.jsonl",
    "csv": "findings.csv",
    "sarif": "audit.sarif",
    "junit": "junit.xml",
    "xliff": "audit.xlf",
    "docx": "audit.docx",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What reports need besides the audit: the files' paths ("" for none), the gate, and whether what it says decides
    nothing (advisory); the files' lines, where places in them are to be told or findings
    to be written into them, and a Word document itself, where findings are to be written into that."""

    path: str = ""
    source_path: str = ""
    gate: Gate = field(default_factory=Gate)
    advisory: bool = False
    lines: Sequence[str] = ()
    source_lines: Sequence[str] = ()
    document: bytes = b""

    def file(self, result: SegmentResult) -> str:
        """The file in which the segment's line is counted. A sentence that was left out has its place in the source."""
        return self.source_path if self._in_source(result) else self.path

    def region(self, result: SegmentResult, finding: Finding) -> tuple[Region | None, bool]:
        """The finding's place in that file and whether it is exact; else it is the line where the segment begins. None
        where the file's lines are not known."""
        lines = self.source_lines if self._in_source(result) else self.lines
        text = (result.source or "") if finding.side == "source" else result.segment.text
        elsewhere = finding.side == "source" and self.source_path and not self._in_source(result)
        exact = None if elsewhere else located(lines, result.segment.line, text, finding.start, finding.end)
        return exact or whole_line(lines, result.segment.line), exact is not None

    def counted(self, result: SegmentResult) -> str:
        """What the segment's line counts in that file: "line", or what has no place in a text: "paragraph", "row"."""
        return counted(Path(self.file(result)))

    def _in_source(self, result: SegmentResult) -> bool:
        return bool(self.source_path) and not result.segment.text

    def ignored(self, finding: Finding) -> str | None:
        """Why the finding was accepted; None where it was not."""
        return self.gate.ignored.get(finding.id)

    def told(self, result: SegmentResult) -> list[Finding]:
        """The findings of a segment in reading order, but for those that were accepted."""
        return [finding for finding in ordered(result.findings) if self.ignored(finding) is None]

    def is_new(self, result: SegmentResult, finding: Finding) -> bool:
        """Whether the finding is new; without a baseline all are."""
        return self.gate.new is None or (result.segment.id, finding.id) in self.gate.new

    def is_open(self, result: SegmentResult, finding: Finding) -> bool:
        """Whether it is new and nobody has accepted it."""
        return self.is_new(result, finding) and self.ignored(finding) is None

    def fails(self, result: SegmentResult, finding: Finding) -> bool:
        """Whether it fails the gate."""
        return (result.segment.id, finding.id) in self.gate.failing

    def state(self, result: SegmentResult, finding: Finding) -> str:
        """One of "accepted", against a baseline also "new" and "known"; else ""."""
        if self.ignored(finding) is not None:
            return "accepted"
        if self.gate.new is None:
            return ""
        return "new" if self.is_new(result, finding) else "known"

    def verdict(self) -> str:
        """The gate's answer in a few words; "" where nothing was asked."""
        if not self.gate.checks:
            return ""
        if self.gate.refused:
            return "no answer, the baseline does not compare"
        if self.gate.passed:
            return "passed"
        return "would fail, but decides nothing (advisory)" if self.advisory else "failed"


def write(audit: Audit, folder: Path, formats: Sequence[str], standing: Standing | None = None) -> list[Path]:
    """Write the asked-for reports into the folder (made where missing) and return their paths, in the order asked.
    "terminal" and "github" write no file.

    Every file is rendered before the first one is put in place; other files in the folder are left alone, be they older
    reports. Raises AuditError for an unknown format or a folder that takes no file.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise AuditError(f"unknown report format {unknown[0]!r}: choose from {', '.join(FORMATS)}")
    given = standing or Standing(audit.name)
    rendered = {FILES[name]: _render(audit, name, given) for name in dict.fromkeys(formats) if name in FILES}
    return put(folder, rendered)


def _render(audit: Audit, format_name: str, standing: Standing) -> bytes:
    # Imported here: jinja2 is not needed by those who only ask for FORMATS.
    match format_name:
        case "html":
            from audit.report import html

            return html.render(audit, standing)
        case "jsonl":
            from audit.report import jsonl

            return jsonl.render(audit)
        case "csv":
            from audit.report import csv

            return csv.render(audit)
        case "sarif":
            from audit.report import sarif

            return sarif.render(audit, standing)
        case "junit":
            from audit.report import junit

            return junit.render(audit, standing)
        case "docx":
            from audit.report import word

            return word.render(audit, standing)
        case _:
            from audit.report import xliff

            return xliff.render(audit, standing)
