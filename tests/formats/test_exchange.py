"""XLIFF and TMX to a document, and what is no format that is read."""

from pathlib import Path

import pytest

from audit.align import Bead
from audit.document import Document, Segment
from audit.errors import AuditError
from audit.formats import read
from audit.report.alignment import Alignment, render

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
 <file source-language="en" target-language="de-AT"><body>
  <trans-unit id="1"><source>The <g id="b">dog</g> barks.</source>
   <target>Der <g id="b">Hund</g> <bpt id="2">&lt;b&gt;</bpt>bellt<ept id="2">&lt;/b&gt;</ept>.</target>
   <alt-trans><target>Ein Hund bellt.</target></alt-trans></trans-unit>
  <trans-unit id="2"><source>The cat sleeps.</source></trans-unit>
 </body></file>
 <file><body><trans-unit id="1"><source>Rain.</source><target>Regen.</target></trans-unit></body></file>
</xliff>
"""
NEW = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="de"><file id="f">
<unit id="u1"><segment><source>One <pc id="1">dog</pc>.</source><target>Ein <pc id="1">Hund</pc>.</target></segment>
<segment><source>Two.</source><target>Zwei.</target></segment></unit>
<unit id="u2"><segment><source>Three.</source><target>Drei.</target></segment></unit></file></xliff>
"""


def rows(tmp_path: Path, name: str, text: str) -> list[tuple[str, str | None, str, int]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(s.id, s.source, s.text, s.line) for s in read(path, language="de").segments]


def test_xliff_1(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.xlf", OLD) == [
        ("1", "The dog barks.", "Der Hund bellt.", 4),
        ("2", "The cat sleeps.", "", 7),
        ("2/1", "Rain.", "Regen.", 9),
    ]


def test_xliff_2(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.xliff", NEW) == [
        ("u1.1", "One dog.", "Ein Hund.", 2),
        ("u1.2", "Two.", "Zwei.", 3),
        ("u2", "Three.", "Drei.", 4),
    ]


def test_what_is_not_to_be_translated_is_no_segment(tmp_path: Path) -> None:
    kept = OLD.replace('<trans-unit id="2">', '<trans-unit id="2" translate="no">')
    assert [row[0] for row in rows(tmp_path, "a.xlf", kept)] == ["1", "2/1"]
    assert rows(tmp_path, "a.xlf", kept)[1][3] == 9
    inherited = NEW.replace('id="f"', 'id="f" translate="no"').replace('id="u2"', 'id="u2" translate="yes"')
    assert [row[0] for row in rows(tmp_path, "a.xliff", inherited)] == ["u2"]
    deep = "<group>" * 5000 + '<trans-unit id="1"><target>Tief.</target></trans-unit>' + "</group>" * 5000
    assert [row[2] for row in rows(tmp_path, "a.xlf", f"<xliff><file>{deep}</file></xliff>")] == ["Tief."]


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ('<x id="1" ctype="lb"/>', "Hallo du."),
        ('<x id="1" equiv-text="&lt;br/&gt;"/>', "Hallo du."),
        ('<ph id="1" type="fmt" subType="xlf:lb"/>', "Hallo du."),
        ('<x id="1" equiv-text="{{ name }}"/>', "Hallo{{ name }}du."),
        ('<ph id="1" equiv="INTERPOLATION" disp="{{name}}"/>', "Hallo{{name}}du."),
        ('<ph id="1">%1$s</ph>', "Hallo%1$sdu."),
        ('<x id="1" equiv-text="&lt;b&gt;"/>', "Hallodu."),
        ('<ph id="1">{\\cs1\\b</ph>', "Hallodu."),
        ('<x id="1" equiv-text="{n, plural, other {x}}"/>', "Hallodu."),
        ('<bpt id="1">{1}</bpt>', "Hallodu."),
        ('<x id="1"/>', "Hallodu."),
    ],
)
def test_what_a_reader_sees_of_inline_codes(tmp_path: Path, code: str, seen: str) -> None:
    unit = f'<trans-unit id="1"><source>Hi.</source><target>Hallo{code}du.</target></trans-unit>'
    assert rows(tmp_path, "a.xlf", f"<xliff><file>{unit}</file></xliff>")[0][2] == seen


def test_what_align_writes_can_be_read(tmp_path: Path) -> None:
    source = Document("a", "en", (Segment("1", "The dog & cat."), Segment("2", "Rain.")))
    target = Document("b", "de", (Segment("1", "Hund & Katze."), Segment("2", "Regen.")))
    written = render(Alignment(source, target, [Bead((0,), (0,)), Bead((1,), (1,))]), "tmx")
    found = rows(tmp_path, "a.tmx", written)
    assert [row[:3] for row in found] == [("1", "The dog & cat.", "Hund & Katze."), ("2", "Rain.", "Regen.")]
    assert written.split("\n")[found[1][3] - 1].strip().startswith("<tu ")


def test_units_in_other_languages_are_left_out(tmp_path: Path) -> None:
    text = (
        '<tmx><header srclang="en-US"/><body><tu><tuv xml:lang="fr"><seg>Non</seg></tuv></tu><tu>'
        '<tuv xml:lang="fr"><seg>Oui</seg></tuv><tuv xml:lang="EN-GB"><seg>Yes</seg></tuv>'
        '<tuv xml:lang="de_DE"><seg>Ja</seg></tuv></tu></body></tmx>'
    )
    assert rows(tmp_path, "a.tmx", text) == [("1", "Yes", "Ja", 1)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.xlf", "<xliff><file>", "not well-formed"),
        ("a.xlf", "<tmx/>", "is no XLIFF file"),
        ("a.xlf", '<!DOCTYPE x [<!ENTITY e "e">]><xliff>&e;</xliff>', "entities"),
        ("a.xlf", '<xliff trgLang="fr"/>', "target language is fr, not de"),
        ("a.xlf", "<xliff/>", "nothing to audit"),
        ("a.sub", "{1}{9}Ein Satz.", r"\.sub is not a format that is read; give plain text"),
        ("a.XML", "<p>Ein Satz.</p>", "not a format that is read"),
        ("a.json", '[{"target": "Ja"},\n{"source": "No"}]', 'line 2: no "target"'),
        ("a.json", '[{"target": "Ja"},\n 7]', "line 2: not a JSON object"),
        ("a.json", '[{"target": "Ja"},\n', "line 2: not valid JSON"),
    ],
)
def test_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(AuditError, match=message):
        rows(tmp_path, name, text)


def test_a_json_array(tmp_path: Path) -> None:
    found = rows(tmp_path, "a.json", ' [{"id": 3, "source": "Yes", "target": "Ja"},\n\n {"target": "Nein"}\n]\n')
    assert found == [("3", "Yes", "Ja", 1), ("2", None, "Nein", 3)]
    assert rows(tmp_path, "b.json", '{"target": "Ja"}\n{"target": "Nein"}\n')[1] == ("2", None, "Nein", 2)


def test_a_text_that_is_not_utf8_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "alt.txt"
    path.write_bytes("Das Mädchen hört über der Straße die Glocken läuten.".encode("cp1252"))
    document = read(path, language="de")
    assert "Straße" in document.segments[0].text
    assert document.notes == ("alt.txt is not UTF-8 and was read as Windows-1252; save it as UTF-8 to be sure.",)
