"""SARIF, JUnit and GitHub annotations: well-formed, complete, and true to the gate."""

import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from report_builders import audit_of, flag, result
from sarif_schema import SARIF

from audit.finding import Category, Severity
from audit.report import Standing, github, junit, sarif, write
from audit.report.terminal import gate_lines, trouble
from audit.result import Audit
from audit.vendors.gate import BASELINE, Check, Gate
from audit.vendors.ignore import Ignored

HOSTILE = "Ein\x1b[31m 100 % „Satz“, <b>fett</b> & so\n::error::weiter"


def hostile() -> Audit:
    finding = flag(HOSTILE, "<b>fett</b>", Category.STYLE, Severity.MINOR, message="50 %: x, y\n::set-output")
    return audit_of(result("1", HOSTILE, finding))


def parsed(audit: Audit, standing: Standing) -> dict:
    value = json.loads(sarif.render(audit, standing))
    jsonschema.validate(value, SARIF, format_checker=jsonschema.FormatChecker())
    return value["runs"][0]


def test_sarif_fits_the_schema_and_has_every_finding(sample: Audit) -> None:
    run = parsed(sample, Standing("texte/häfen und mehr.md"))
    findings = [f for s in sample.segments for f in s.findings]
    assert len(run["results"]) == len(findings)
    assert {r["partialFingerprints"]["mtAudit/v1"] for r in run["results"]} == {f.id for f in findings}
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}
    assert uris == {"texte/h%C3%A4fen%20und%20mehr.md"}
    (base,) = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] for r in run["results"]}
    assert base == "%SRCROOT%"
    outside = parsed(sample, Standing("/var/texte/häfen.md"))["results"][0]["locations"][0]["physicalLocation"]
    assert outside["artifactLocation"] == {"uri": "file:///var/texte/h%C3%A4fen.md"}
    for row in run["results"]:
        assert run["tool"]["driver"]["rules"][row["ruleIndex"]]["id"] == row["ruleId"]
    levels = {"minor": "note", "major": "warning", "critical": "error"}
    assert [r["level"] for r in run["results"]] == [levels[f.severity.value] for f in findings]


@pytest.mark.skipif("SARIF_SCHEMA" not in os.environ, reason="SARIF_SCHEMA does not name the standard's schema file")
def test_sarif_fits_the_whole_schema(sample: Audit) -> None:
    """With SARIF_SCHEMA=sarif-schema-2.1.0.json; the npm package @microsoft/jest-sarif carries one."""
    schema = json.loads(Path(os.environ["SARIF_SCHEMA"]).read_text(encoding="utf-8"))
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    gate = Gate(new=frozenset(pairs[:1]), ignored={pairs[1][1]: "House style."})
    value = json.loads(sarif.render(sample, Standing("texte/häfen und mehr.md", gate=gate)))
    jsonschema.validate(value, schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_would_catch_a_mistake(sample: Audit) -> None:
    value = json.loads(sarif.render(sample, Standing("a")))
    value["runs"][0]["results"][0]["level"] = "major"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, SARIF)


def test_sarif_tells_new_from_known_and_accepted(sample: Audit) -> None:
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    gate = Gate(new=frozenset(pairs[:1]), ignored={pairs[1][1]: "House style."})
    rows = parsed(sample, Standing("a.md", gate=gate))["results"]
    assert [row["baselineState"] for row in rows[:2]] == ["new", "unchanged"]
    assert rows[1]["suppressions"][0]["justification"] == "House style."
    assert "suppressions" not in rows[0]


def test_a_sentence_left_out_stands_in_the_source(sample: Audit) -> None:
    rows = parsed(sample, Standing("a.de.md", "a.en.md"))["results"]
    files = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in rows]
    assert files.count("a.en.md") == 1


def lines_of(audit: Audit) -> Standing:
    """The segments as lines of a file, in quotation marks."""
    return Standing("a.md", lines=[f"> {s.segment.text}" for s in audit.segments])


def test_sarif_tells_columns_and_shows_what_stands_there(sample: Audit) -> None:
    lined = replace(sample, segments=tuple(replace(s, segment=replace(s.segment, line=n))
                                           for n, s in enumerate(sample.segments, 1) if s.segment.text))  # fmt: skip
    standing = lines_of(lined)
    findings = [f for s in lined.segments for f in s.findings]
    for row, finding in zip(parsed(lined, standing)["results"], findings, strict=True):
        region = row["locations"][0]["physicalLocation"]["region"]
        line = standing.lines[region["startLine"] - 1]
        assert finding.text in row["message"]["text"]
        if finding.side == "target":
            columns = slice(region["startColumn"] - 1, region["endColumn"] - 1)
            assert line[columns] == region["snippet"]["text"] == finding.text
            assert region["startColumn"] == finding.start + 3
        else:
            assert (region["snippet"]["text"], "startColumn" in region) == (line, False)


def test_junit_counts_what_it_holds_and_fails_nothing_where_nothing_fails(sample: Audit) -> None:
    gate = Gate(checks=(Check("max-penalty", False, "too much"), Check("regression", True, "fine")))
    root = ElementTree.fromstring(junit.render(sample, Standing("a.md", gate=gate)))
    (suite,) = root
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(sample.segments) + 2
    assert (int(suite.get("failures")), len(suite.findall("testcase/failure"))) == (1, 1)
    flagged = sum(bool(s.findings) for s in sample.segments)
    assert len(suite.findall("testcase/system-out")) == flagged
    passed = ElementTree.fromstring(junit.render(sample, Standing("a.md", gate=Gate())))
    assert passed.get("failures") == "0"


def test_junit_of_an_advisory_gate_skips_what_would_fail(sample: Audit) -> None:
    first = next(s for s in sample.segments if s.findings)
    failing = frozenset({(first.segment.id, first.findings[0].id)})
    gate = Gate(checks=(Check("fail-on", False, "one"), Check("max-drop", False, "far")), failing=failing)
    root = ElementTree.fromstring(junit.render(sample, Standing("a.md", gate=gate, advisory=True)))
    assert [root.get(name) for name in ("failures", "errors", "skipped")] == ["0", "0", "2"]
    assert all("advisory" in element.get("message") for element in root.iter("skipped"))


def test_junit_of_a_baseline_that_does_not_compare_is_an_error(sample: Audit) -> None:
    gate = Gate(checks=(Check(BASELINE, False, "made with tier:quick"),))
    root = ElementTree.fromstring(junit.render(sample, Standing("a.md", gate=gate, advisory=True)))
    assert [root.get(name) for name in ("failures", "errors", "skipped")] == ["0", "1", "0"]


def test_junit_fails_what_the_gate_fails(sample: Audit) -> None:
    first = next(s for s in sample.segments if s.findings)
    failing = frozenset({(first.segment.id, first.findings[0].id)})
    gate = Gate(checks=(Check("fail-on", False, "one"),), failing=failing)
    root = ElementTree.fromstring(junit.render(sample, Standing("a.md", gate=gate)))
    assert len(root.findall(".//failure")) == 1
    assert len(root.findall(".//system-out")) >= 1


def test_github_lines_cannot_be_broken_by_a_text() -> None:
    text = github.render(hostile(), Standing("a,b:c.md"))
    assert len(text.splitlines()) == 1
    assert text.startswith("::notice file=a%2Cb%3Ac.md,line=1,title=Style%2C minor::")
    assert "%25" in text
    assert "%0A" in text


def test_github_says_new_findings_only_and_failed_checks(sample: Audit) -> None:
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    gate = Gate(checks=(Check("regression", False, "worse"),), new=frozenset(pairs[:2]), failing=frozenset(pairs[:1]))
    lines = github.render(sample, Standing("a.md", gate=gate)).splitlines()
    assert len(lines) == 3
    assert lines[0] == "::error file=a.md,title=regression::worse"
    assert lines[1].startswith("::error file=a.md,line=")


def test_github_lines_of_an_advisory_gate_are_no_errors(sample: Audit) -> None:
    first = next(s for s in sample.segments if any(f.severity is not Severity.CRITICAL for f in s.findings))
    finding = next(f for f in first.findings if f.severity is not Severity.CRITICAL)
    place = frozenset({(first.segment.id, finding.id)})
    gate = Gate(checks=(Check("max-drop", False, "100 % down"),), new=place, failing=place)
    said, found = github.render(sample, Standing("a.md", gate=gate, advisory=True)).splitlines()
    assert said == "::warning file=a.md,title=max-drop::advisory, would fail: 100 %25 down"
    assert found.startswith(f"::{github.LEVEL[finding.severity]} file=a.md,line=")
    refused = Gate(checks=(Check(BASELINE, False, "made with tier:quick"),))
    assert github.render(sample, Standing("a.md", gate=refused, advisory=True)).startswith("::error ")


def test_github_shows_the_gravest_first_and_their_columns(sample: Audit) -> None:
    lines = github.render(sample, Standing("a.md")).splitlines()
    levels = [line[2:].split(" ")[0] for line in lines]
    assert levels == sorted(levels, key=["error", "warning", "notice"].index)
    text = "Ein Wort, das stört."
    audit = audit_of(result("1", text, flag(text, "stört", Category.STYLE, Severity.MINOR)))
    (line,) = github.render(audit, Standing("a.md", lines=[f"  {text}"])).splitlines()
    assert "line=1,endLine=1,col=17,endColumn=22," in line


@pytest.mark.parametrize(("name", "unit"), [("a.xlsx", "row"), ("a.DOCX", "paragraph")])
def test_no_line_is_told_of_a_file_that_has_none(name: str, unit: str) -> None:
    found = result("1", "Ein Wort.", flag("Ein Wort.", "Wort", Category.STYLE, Severity.MINOR))
    audit = audit_of(replace(found, segment=replace(found.segment, line=7)))
    (place,) = parsed(audit, Standing(name))["results"][0]["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 1}  # GitHub wants one
    assert {"name": "7", "kind": unit} in place["logicalLocations"]
    (line,) = github.render(audit, Standing(name)).splitlines()
    assert line.startswith(f"::notice file={name},title=Style%2C minor%2C segment 1%2C {unit} 7::")


def test_the_summary_for_github_is_markdown_that_no_text_breaks(sample: Audit) -> None:
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    gate = Gate(checks=(Check("fail-on", False, "2 new findings"),), new=frozenset(pairs[:2]))
    text = github.summary(sample, Standing("a.md", gate=gate))
    assert "**FAIL** fail-on: 2 new findings" in text
    assert "Gate: failed" in text
    rows = [line for line in text.splitlines() if line.startswith("| m") or line.startswith("| c")]
    assert sum(name in text for _, name in pairs) == 2
    assert all(row.count("|") == 5 for row in rows)
    broken = github.summary(hostile(), Standing("a.md"))
    assert "\\<b\\>fett" in broken
    assert "\n::" not in broken


def test_hostile_text_is_harmless_everywhere(tmp_path) -> None:
    first = hostile().segments[0]
    standing = Standing("a.md", gate=Gate(failing=frozenset({(first.segment.id, first.findings[0].id)})))
    parsed(hostile(), standing)
    root = ElementTree.fromstring(junit.render(hostile(), standing))
    assert "<b>fett</b>" in root.find(".//failure").get("message")
    lone = replace(hostile().segments[0].findings[0], message="\ud800\uffff\x00")
    audit = audit_of(replace(hostile().segments[0], findings=(lone,)))
    assert [path.name for path in write(audit, tmp_path, ["sarif", "junit"])] == ["audit.sarif", "junit.xml"]
    ElementTree.parse(tmp_path / "junit.xml")


def test_the_terminal_names_failing_findings_with_their_ids(sample: Audit) -> None:
    first = next(s for s in sample.segments if s.findings)
    place = (first.segment.id, first.findings[0].id)
    text = "\n".join(gate_lines(sample, Gate((Check("fail-on", False, "1 finding"),), failing=frozenset({place}))))
    assert "FAIL  fail-on: 1 finding" in text
    assert re.search(rf"^  {place[1]}  segment {place[0]}", text, re.M)
    assert gate_lines(sample, Gate()) == []


def test_what_has_expired_says_why(sample: Audit) -> None:
    here = next(f for s in sample.segments for f in s.findings)
    entries = (Ignored(here.id, "So it was.", date(2030, 1, 31)), Ignored("0123456789ab", "Once."))
    for lines in (gate_lines(sample, Gate(expired=entries)), trouble(sample, Gate(expired=entries))):
        text = "\n".join(lines)
        assert f"{here.id}  its date, 2030-01-31, has passed (So it was.)" in text
        assert "0123456789ab  there is no such finding any more (Once.)" in text


def test_trouble_is_what_fails_and_nothing_else(sample: Audit) -> None:
    checks = (Check("fail-on", True, "none"), Check("max-drop", False, "far"), Check(BASELINE, False, "other"))
    assert trouble(sample, Gate(checks)) == ["FAIL  max-drop: far"]


def test_what_an_advisory_gate_would_fail_says_so(sample: Audit) -> None:
    gate = Gate((Check("fail-on", True, "none"), Check("max-drop", False, "far")))
    assert trouble(sample, gate, advisory=True) == ["advisory, would FAIL  max-drop: far"]
    assert gate_lines(sample, gate, advisory=True) == ["pass  fail-on: none", "advisory, would FAIL  max-drop: far"]
