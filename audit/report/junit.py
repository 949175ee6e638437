"""junit.xml: JUnit XML as CI servers read it. Every segment is a test case, so is every question that the gate asked.

It fails where the command does: findings that fail the gate, and questions that it answered with no, are failures; a
baseline that does not compare is an error. All other findings are system-out of a case that passed. Where the gate is
advisory, what would fail is skipped.
"""

from xml.etree import ElementTree

from audit.finding import Finding
from audit.report import Standing
from audit.report.text import label, xml_text
from audit.result import Audit, SegmentResult
from audit.vendors.gate import BASELINE, Check


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file in UTF-8; no time and no host, so that the same audit gives the same bytes."""
    suites = ElementTree.Element("testsuites", name="mt-audit")
    suite = ElementTree.SubElement(suites, "testsuite", name=xml_text(audit.name))
    for result in audit.segments:
        _segment(suite, audit, result, standing)
    for check in standing.gate.checks:
        if check.name != "fail-on":  # its findings have failed in their segments already
            _check(suite, audit, check, standing)
    for element in (suites, suite):
        element.set("tests", str(len(suite)))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            element.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    ElementTree.indent(suites, " ")
    return (
        b"<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(suites, encoding="unicode").encode() + b"\n"
    )


def _segment(suite: ElementTree.Element, audit: Audit, result: SegmentResult, standing: Standing) -> None:
    name = f"segment {result.segment.id}, line {result.segment.line}"
    case = ElementTree.SubElement(suite, "testcase", classname=xml_text(audit.name), name=xml_text(name))
    case.set("file", xml_text(standing.file(result)))
    failing = [finding for finding in result.findings if standing.fails(result, finding)]
    others = [finding for finding in result.findings if not standing.fails(result, finding)]
    if failing:
        worst = max(failing, key=lambda f: f.severity.rank)
        failure = _failure(case, _line(worst), worst.severity.value, advisory=standing.advisory)
        failure.text = "\n".join((xml_text(result.segment.text), *(_line(f) for f in failing)))
    if others:
        ElementTree.SubElement(case, "system-out").text = "\n".join(_line(f) for f in others)


def _check(suite: ElementTree.Element, audit: Audit, check: Check, standing: Standing) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=f"{xml_text(audit.name)}.gate", name=check.name)
    if check.name == BASELINE:  # exit code 2, advisory or not
        ElementTree.SubElement(case, "error", message=xml_text(check.message), type="gate")
    elif not check.passed:
        _failure(case, xml_text(check.message), "gate", advisory=standing.advisory)


def _failure(case: ElementTree.Element, message: str, kind: str, *, advisory: bool) -> ElementTree.Element:
    if advisory:
        return ElementTree.SubElement(case, "skipped", message=f"advisory, would fail: {message}")
    return ElementTree.SubElement(case, "failure", message=message, type=kind)


def _line(finding: Finding) -> str:
    better = f" → {finding.suggestion}" if finding.suggestion else ""
    return xml_text(
        f"{finding.severity.value} {label(finding.category.value).lower()}: “{finding.text}”{better}: "
        f"{finding.message} ({finding.id})"
    )
