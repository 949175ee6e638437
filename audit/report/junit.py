"""junit.xml: JUnit XML as CI servers read it. Every segment is a test case, its findings its failure; so is every
question that the gate asked. Findings that a baseline or an ignore file covers do not fail: they are system-out."""

from xml.etree import ElementTree

from audit.finding import Finding
from audit.report import Standing
from audit.report.text import label, visible
from audit.result import Audit, SegmentResult


def render(audit: Audit, standing: Standing) -> bytes:
    """The whole file in UTF-8; no time and no host, so that the same audit gives the same bytes."""
    suites = ElementTree.Element("testsuites", name="mt-audit")
    suite = ElementTree.SubElement(suites, "testsuite", name=_text(audit.name))
    failures = 0
    for result in audit.segments:
        failures += _segment(suite, audit, result, standing)
    for check in standing.gate.checks:
        if check.name == "fail-on":  # its findings have failed in their segments already
            continue
        case = ElementTree.SubElement(suite, "testcase", classname=f"{_text(audit.name)}.gate", name=check.name)
        if not check.passed:
            ElementTree.SubElement(case, "failure", message=check.message, type="gate")
            failures += 1
    for element in (suites, suite):
        element.set("tests", str(len(suite)))
        element.set("failures", str(failures))
        element.set("errors", "0")
    ElementTree.indent(suites, " ")
    return (
        b"<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(suites, encoding="unicode").encode() + b"\n"
    )


def _segment(suite: ElementTree.Element, audit: Audit, result: SegmentResult, standing: Standing) -> bool:
    name = f"segment {result.segment.id}, line {result.segment.line}"
    case = ElementTree.SubElement(suite, "testcase", classname=_text(audit.name), name=_text(name))
    case.set("file", _text(standing.file(result)))
    failing = [finding for finding in result.findings if standing.fails(result, finding)]
    others = [finding for finding in result.findings if finding not in failing]
    if failing:
        worst = max(failing, key=lambda f: f.severity.rank)
        failure = ElementTree.SubElement(case, "failure", message=_line(worst), type=worst.severity.value)
        failure.text = "\n".join((_text(result.segment.text), *(_line(f) for f in failing)))
    if others:
        ElementTree.SubElement(case, "system-out").text = "\n".join(_line(f) for f in others)
    return bool(failing)


def _line(finding: Finding) -> str:
    better = f" → {finding.suggestion}" if finding.suggestion else ""
    return _text(
        f"{finding.severity.value} {label(finding.category.value).lower()}: “{finding.text}”{better}: "
        f"{finding.message} ({finding.id})"
    )


def _text(text: str) -> str:
    """Text that XML 1.0 can hold: no controls, no surrogates, none of the two non-characters."""
    return visible(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
