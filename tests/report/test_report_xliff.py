"""XLIFF: findings back into the file that they were found in, or any document in the form of translation tools."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builders import audit_of, flag, result

from audit.errors import AuditError
from audit.finding import Category, Severity, found
from audit.formats import read
from audit.report import Standing, write, xliff
from audit.result import Audit
from audit.vendors.gate import Gate

CORE, ITS = "{urn:oasis:names:tc:xliff:document:2.0}", "{http://www.w3.org/2005/11/its}"
OLD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- exported on a Monday -->
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:x="urn:x" version="1.2">
 <file source-language="en" target-language="de"><body>
  <trans-unit id="1" x:locked="no"><source>The <g id="b">dog</g> barks.</source>
   <target>Die <g id="b">Katze</g> bellt.</target><note>Keep it short.</note>
   <alt-trans><target>Ein Hund bellt.</target></alt-trans></trans-unit>
  <trans-unit id="2"><source>The cat sleeps.</source></trans-unit>
 </body></file>
</xliff>"""
NEW = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de"><file id="f">
<unit id="u1"><originalData><data id="d">x</data></originalData>
<segment><source>One <pc id="1">dog</pc>.</source><target>Eine Katze.</target></segment>
<segment><source>Two.</source><target>Drei.</target></segment></unit></file></xliff>"""


def wrong(text: str, span: str, **fields: object):
    return flag(text, span, Category.MISTRANSLATION, Severity.MAJOR, suggestion="Hund", **fields)


def in_file(tmp_path: Path, text: str, audit: Audit) -> str:
    """What the report of this file says."""
    standing = Standing("texte/a.xlf", lines=text.split("\n"))
    (path,) = write(audit, tmp_path, ["xliff"], standing)
    return path.read_text(encoding="utf-8")


def old() -> Audit:
    first, missing = "Die Katze bellt.", "The cat sleeps."
    gap = found(missing, 0, len(missing), side="source", category=Category.OMISSION, severity=Severity.CRITICAL,
                confidence=0.9, message="Left out.", check="coverage")  # fmt: skip
    return audit_of(
        result("1", first, wrong(first, "Katze"), source="The dog barks."), result("2", "", gap, source=missing)
    )


def test_notes_go_into_the_file_that_was_audited(tmp_path: Path) -> None:
    written = in_file(tmp_path, OLD, old())
    root = ElementTree.fromstring(written)
    first, second = root.iter("{urn:oasis:names:tc:xliff:document:1.2}trans-unit")
    assert [child.tag.rpartition("}")[2] for child in first] == ["source", "target", "note", "note", "alt-trans"]
    assert [child.tag.rpartition("}")[2] for child in second] == ["source", "note"]
    theirs, ours = (child for child in first if child.tag.endswith("note"))
    assert (theirs.text, ours.get("from"), ours.get("annotates"), ours.get("priority")) == (
        "Keep it short.", "mt-audit", "target", "3",
    )  # fmt: skip
    said = "Mistranslation, major: “Katze”: Reason. Better: “Hund”. Estimated right about 7 times in 10."
    assert ours.text == said
    assert second[1].get("annotates") == "source"


def test_all_else_in_the_file_stays_as_it_was(tmp_path: Path) -> None:
    """Codes, comments, prefixes and other notes."""
    written = in_file(tmp_path, OLD, old())
    for kept in ("<!-- exported on a Monday -->", 'xmlns:x="urn:x"', 'x:locked="no"', 'Die <g id="b">Katze</g> bellt.'):
        assert kept in written
    nothing_found = audit_of(*(replace(one, findings=()) for one in old().segments))
    before, after = (text[text.index("<xliff") :].strip() for text in (OLD, in_file(tmp_path, OLD, nothing_found)))
    assert after == before


def test_a_second_audit_takes_the_place_of_the_first(tmp_path: Path) -> None:
    once = in_file(tmp_path, OLD, old())
    assert in_file(tmp_path, once, old()) == once
    again = in_file(tmp_path, in_file(tmp_path, NEW, new()), new())
    assert again == in_file(tmp_path, NEW, new())
    assert "mt-audit" not in in_file(tmp_path, again, audit_of(*(replace(one, findings=()) for one in new().segments)))


def new() -> Audit:
    first, second = "Eine Katze.", "Drei."
    return audit_of(
        result("u1.1", first, wrong(first, "Katze"), source="One dog."),
        result("u1.2", second, wrong(second, "Drei"), source="Two."),
    )


def test_xliff_2_has_its_notes_before_all_content(tmp_path: Path) -> None:
    unit = next(ElementTree.fromstring(in_file(tmp_path, NEW, new())).iter(f"{CORE}unit"))
    assert [child.tag.removeprefix(CORE) for child in unit] == ["notes", "originalData", "segment", "segment"]
    assert [note.get("category") for note in unit[0]] == ["mt-audit:mistranslation"] * 2
    assert [note.text.split("”")[0] for note in unit[0] if note.text] == [
        "Mistranslation, major: “Katze", "Mistranslation, major: “Drei",
    ]  # fmt: skip


def test_a_unit_that_is_not_to_be_translated_gets_no_note(tmp_path: Path) -> None:
    between = (
        '  <trans-unit id="x" translate="no"><!-- a code --><source>X_1</source></trans-unit>\n  <trans-unit id="2">'
    )
    root = ElementTree.fromstring(in_file(tmp_path, OLD.replace('  <trans-unit id="2">', between), old()))
    notes = [sum(child.tag.endswith("note") for child in unit) for unit in root.iter() if "-unit" in unit.tag]
    assert notes == [2, 0, 1]


def test_accepted_findings_are_no_notes(tmp_path: Path) -> None:
    audit = old()
    accepted = Standing("a.xlf", gate=Gate(ignored={audit.segments[0].findings[0].id: "House style."}))
    assert b"Katze\xe2\x80\x9d:" not in xliff.render(audit, replace(accepted, lines=OLD.split("\n")))
    marks = list(ElementTree.fromstring(xliff.render(audit, accepted)).iter(f"{CORE}sm"))
    assert [mark.get(f"{ITS}locQualityIssueEnabled") for mark in marks] == ["no", None]


def test_another_document_becomes_xliff_with_its(sample: Audit) -> None:
    root = ElementTree.fromstring(xliff.render(sample, Standing("häfen.md")))
    assert (root.get("version"), root.get("trgLang")) == ("2.1", "de")
    units = list(root.iter(f"{CORE}unit"))
    assert [unit.get("name") for unit in units] == [one.segment.id for one in sample.segments]
    for unit, one in zip(units, sample.segments, strict=True):
        target = unit.find(f"{CORE}segment/{CORE}target")
        assert "".join(target.itertext() if target is not None else ()) == one.segment.text
        assert {note.get("category") for note in unit.iter(f"{CORE}note")} == {
            f"mt-audit:{f.category}" for f in one.findings
        }
    kinds = {"minor": "4", "major": "20", "critical": "100"}
    told = sorted(
        (f.category.value, kinds[f.severity]) for one in sample.segments for f in one.findings if f.side == "target"
    )
    marks = [mark for target in root.iter(f"{CORE}target") for mark in target.iter(f"{CORE}sm")]
    assert sorted((m.get(f"{ITS}locQualityIssueType"), m.get(f"{ITS}locQualityIssueSeverity")) for m in marks) == told


def test_what_is_written_can_be_read(tmp_path: Path, sample: Audit) -> None:
    (path,) = write(sample, tmp_path, ["xliff"], Standing("häfen.md"))
    assert [" ".join(one.segment.text.split()) for one in sample.segments] == [
        segment.text for segment in read(path, language="de").segments
    ]


def test_without_a_source_the_back_translation_stands_there_and_that_is_said() -> None:
    audit = audit_of(result("1", "Der Hund.", back_translation="The dog."))
    written = xliff.render(audit, Standing("a.txt")).decode()
    assert ">The dog.</source>" in written
    assert xliff.READ_BACK in written
    assert xliff.READ_BACK not in xliff.render(replace(audit, source_given=True), Standing("a.txt")).decode()


def test_ids_that_xml_does_not_take() -> None:
    audit = audit_of(*(result(name, "Ja.", line=1) for name in ("a b", "u1", "ü")))
    units = ElementTree.fromstring(xliff.render(audit, Standing("a.txt"))).iter(f"{CORE}unit")
    assert [(unit.get("id"), unit.get("name")) for unit in units] == [("u1_", "a b"), ("u1", "u1"), ("u3", "ü")]


def test_a_file_that_changed_meanwhile_is_refused() -> None:
    with pytest.raises(AuditError, match=r"a\.xlf: findings cannot be written into it"):
        xliff.render(old(), Standing("a.xlf", lines=["<xliff>"]))


def test_a_file_of_other_units_becomes_a_new_one() -> None:
    other = audit_of(*new().segments, result("3", "Und drei.", source="And three."))
    assert b'version="2.1"' in xliff.render(other, Standing("a.xlf", lines=OLD.split("\n")))


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted), max_size=5)


@given(st.text(min_size=12, max_size=12), spans)
def test_every_span_lies_between_its_marks(text: str, places: list[list[int]]) -> None:
    """Overlapping, nested and empty spans, in any text."""
    findings = [
        found(
            text, start, end, category=Category.STYLE, severity=Severity.MINOR, confidence=0.5, message="x", check="y"
        )
        for start, end in places
    ]
    root = ElementTree.fromstring(xliff.render(audit_of(result("1", text, *findings)), Standing("a.txt")))
    (target,) = root.iter(f"{CORE}target")
    at, opened, closed = len(target.text or ""), {}, {}
    for mark in target:
        if mark.tag == f"{CORE}sm":
            opened[mark.get("id")] = at
        else:
            closed[mark.get("startRef")] = at
            assert mark.get("startRef") in opened
        at += len(mark.tail or "")
    assert sorted((opened[name], closed[name]) for name in opened) == sorted((start, end) for start, end in places)


def test_segments_of_one_unit_have_their_notes_beside_it(tmp_path: Path) -> None:
    marked = "".join(f'<mrk mtype="seg" mid="{k}">{{}}</mrk><!-- c -->' for k in (1, 2))
    source, target = marked.format("A cat.", "Two."), marked.format("Ein Hund.", "Drei.")
    unit = f"<source>A cat. Two.</source><seg-source>{source}</seg-source><target>{target}</target><alt-trans/>"
    text = f'<xliff version="1.2"><file><body><trans-unit id="u">{unit}</trans-unit></body></file></xliff>'
    (written,) = ElementTree.fromstring(in_file(tmp_path, text, old())).iter("trans-unit")
    assert [child.tag for child in written] == ["source", "seg-source", "target", "note", "note", "alt-trans"]


def test_a_dialect_of_a_tool_becomes_a_new_file() -> None:
    assert b'version="2.1"' in xliff.render(old(), Standing("a.sdlxliff", lines=OLD.split("\n")))
