"""XLIFF 1.2 with marked segments, as plain files and as Trados, memoQ and Phrase write it."""

from pathlib import Path

import pytest

from audit.errors import AuditError
from audit.formats import read

XLIFF = 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'
TRADOS = f"""\ufeff<?xml version="1.0" encoding="utf-8"?>
<xliff {XLIFF} xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" sdl:version="1.0">
<doc-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><cmt-defs><cmt-def id="c1"><Comments><Comment severity="Low"
 user="A" version="1.0">Ist das so?</Comment></Comments></cmt-def></cmt-defs>
 <rev-defs><rev-def id="r1" type="Delete"/><rev-def id="r2"/></rev-defs></doc-info>
<file original="hafen.docx" datatype="x-sdlfilterframework2" source-language="en-US" target-language="de-DE">
<header><file-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><value key="k">Kein Text</value></file-info>
 <tag-defs xmlns="http://sdl.com/FileTypes/SdlXliff/1.0">
  <tag id="4"><bpt name="b">&lt;b&gt;</bpt><bpt-props/><ept name="b">&lt;/b&gt;</ept></tag>
  <tag id="5"><ph name="br">&lt;br/&gt;</ph></tag><tag id="6"><ph name="v">{{name}}</ph></tag></tag-defs></header>
<body><group><sdl:cxts><sdl:cxt id="1"/></sdl:cxts>
<trans-unit id="u-1"><source>One <g id="4">dog</g> barks. Two<x id="5"/>cats sleep. Rain.</source>
 <seg-source><mrk mtype="seg" mid="1">One <g id="4">dog</g> barks.</mrk> <g id="4"><mrk mtype="seg" mid="2">Two<x
  id="5"/>cats sleep.</mrk></g> <mrk mtype="seg" mid="3">Rain.</mrk></seg-source>
 <target><mrk mtype="seg" mid="1">Ein <g id="4"><mrk mtype="x-sdl-comment" sdl:cid="c1">Hund</mrk></g>
  <mrk mtype="x-sdl-deleted" sdl:revid="r1">lacht</mrk><mrk mtype="x-sdl-added" sdl:revid="r2">bellt</mrk>.</mrk>
  <g id="4"><mrk mtype="seg" mid="2">Zwei<x id="5"/>Katzen schlafen, <x id="6"/>.</mrk></g>
  <mrk mtype="seg" mid="3"/></target>
 <sdl:seg-defs><sdl:seg id="1" conf="Translated"/><sdl:seg id="2" conf="Draft" locked="false"/></sdl:seg-defs>
</trans-unit></group>
<trans-unit id="u-2" translate="no"><source>hafen.png</source></trans-unit>
<trans-unit id="u-3"><source>Snow.</source><seg-source><mrk mtype="seg" mid="4">Snow.</mrk></seg-source>
 <target><mrk mtype="seg" mid="4">Schnee.</mrk></target>
 <sdl:seg-defs><sdl:seg id="4" locked="true" conf="ApprovedSignOff"/></sdl:seg-defs></trans-unit>
<trans-unit id="u-4"><source>Wind.</source><seg-source><mrk mtype="seg" mid="5">Wind.</mrk></seg-source>
 <target><mrk mtype="seg" mid="5">Wind.</mrk></target></trans-unit>
</body></file></xliff>
"""
MEMOQ = f"""<xliff {XLIFF} xmlns:mq="MQXliff"><file original="a.docx" source-language="en" target-language="de-at"
 datatype="x-memoq"><header/><body>
<trans-unit id="1" mq:status="ManuallyConfirmed" mq:segmentguid="9b"><source xml:space="preserve">Hi<ph
 id="1">&lt;mq:ch val="&#10;" /&gt;</ph>you, <ph id="2">&lt;mq:rxt displaytext="{{0}}" val="x" /&gt;</ph>.</source>
 <target xml:space="preserve">Hallo<ph id="1">&lt;mq:ch val='
' /&gt;</ph>du, <ph id="2">&lt;mq:rxt displaytext="{{0}}" val="x" /&gt;</ph><bpt
 id="3" ctype="bold">{{}}</bpt>!</target>
 <mq:comments><mq:comment>Nein</mq:comment></mq:comments>
 <mq:minorversions><mq:historical-unit><source>Hi</source><target>Na</target></mq:historical-unit></mq:minorversions>
</trans-unit>
<trans-unit id="2" mq:status="NotStarted"><source>Rain.</source><target xml:space="preserve"></target></trans-unit>
<trans-unit id="3" mq:locked="locked"><source>Snow.</source><target>Schnee.</target></trans-unit>
</body></file></xliff>
"""
PHRASE = f"""<xliff {XLIFF} xmlns:m="http://www.memsource.com/mxlf/2.0" m:version="2.4"><file original="a.html"
 source-language="en" target-language="de"><body><group id="0" m:para-id="0">
<trans-unit id="x:0" m:para-id="0" m:confirmed="1" m:locked="false"><source>{{1>One&lt;1}} dog{{2}}.</source>
 <target>{{1>Ein&lt;1}} Hund{{2}}.</target><alt-trans origin="machine-trans"><target>Hund.</target></alt-trans>
 <m:tunit-metadata><m:mark id="1"><m:content>&lt;b&gt;</m:content></m:mark></m:tunit-metadata></trans-unit>
<trans-unit id="x:1" m:confirmed="0" m:locked="true"><source>Two.</source><target>Zwei.</target></trans-unit>
<trans-unit id="x:2" m:confirmed="0"><source>Three.</source><target/></trans-unit>
</group></body></file></xliff>
"""
SEGMENT = '<mrk mtype="seg" mid="{}">{}</mrk>'


def rows(tmp_path: Path, name: str, text: str) -> list[tuple[str, str | None, str, int]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(s.id, s.source, s.text, s.line) for s in read(path, language="de").segments]


def unit(seg_source: str, target: str) -> str:
    """A plain file of one unit."""
    segmented = f"<seg-source>{seg_source}</seg-source>" if seg_source else ""
    body = f'<trans-unit id="1"><source>One. Two.</source>{segmented}{target}</trans-unit>'
    return f"<xliff {XLIFF}><file><body>{body}</body></file></xliff>"


def test_trados(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.sdlxliff", TRADOS) == [
        ("u-1.1", "One dog barks.", "Ein Hund bellt.", 12),
        ("u-1.2", "Two cats sleep.", "Zwei Katzen schlafen, {name}.", 12),
        ("u-1.3", "Rain.", "", 12),
        ("u-4", "Wind.", "Wind.", 25),
    ]


def test_trados_counts_its_segments(tmp_path: Path) -> None:
    """Its units have ids that nobody sees; what an editor shows is the number of the segment in its file."""
    guids = [f"7ef3bbd1-4d5c-4B4e-a2c5-00000000000{n}" for n in range(5)]
    text = TRADOS
    for n in (1, 3, 4):
        text = text.replace(f'"u-{n}"', f'"{guids[n]}"')
    assert [row[0] for row in rows(tmp_path, "a.sdlxliff", text)] == ["1", "2", "3", "5"]
    file = text[text.index("<file ") : text.index("</xliff>")]
    merged = text.replace(file, file + file)
    assert [row[0] for row in rows(tmp_path, "b.sdlxliff", merged)][3:] == ["5", "2/1", "2/2", "2/3", "2/5"]
    anew = text.replace('mid="5"', 'mid="1"')
    assert [row[0] for row in rows(tmp_path, "c.sdlxliff", anew)] == ["1", "2", "3", guids[4]]
    modern = f"<unit id='{guids[0]}'><segment id='s1'><source>One.</source><target>Eins.</target></segment></unit>"
    found = rows(tmp_path, "d.xlf", f"<xliff version='2.1' trgLang='de'><file id='f'>{modern}</file></xliff>")
    assert [row[0] for row in found] == [guids[0]]


def test_memoq(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.mqxliff", MEMOQ) == [
        ("1", "Hi you, {0}.", "Hallo du, {0}!", 3),
        ("2", "Rain.", "", 11),
    ]


def test_phrase(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.mxliff", PHRASE) == [
        ("x:0", "One dog{2}.", "Ein Hund{2}.", 3),
        ("x:2", "Three.", "", 7),
    ]
    plain = PHRASE.replace(' m:para-id="0"', "").replace(" m:confirmed", " confirmed").replace(" m:locked", " locked")
    assert rows(tmp_path, "a.xlf", plain)[0][2] == "{1>Ein<1} Hund{2}."


ONE, TWO, EINS, ZWEI = (SEGMENT.format(*pair) for pair in ((1, "One."), (2, "Two."), (1, "Eins."), (2, "Zwei.")))


@pytest.mark.parametrize(
    ("seg_source", "target", "segments"),
    [
        (f"{ONE} {TWO}", f"<target>{EINS} {ZWEI}</target>", [("1.1", "One.", "Eins."), ("1.2", "Two.", "Zwei.")]),
        (f"{ONE} {TWO}", f"<target>{ZWEI} {EINS}</target>", [("1.1", "One.", "Eins."), ("1.2", "Two.", "Zwei.")]),
        (f"{ONE} {TWO}", f"<target>{ZWEI}</target>", [("1.1", "One.", ""), ("1.2", "Two.", "Zwei.")]),
        (ONE, f"<target>{EINS} {ZWEI}</target>", [("1.1", "One.", "Eins."), ("1.2", None, "Zwei.")]),
        (f"{ONE} {TWO}", "<target> <x id='1'/></target>", [("1.1", "One.", ""), ("1.2", "Two.", "")]),
        (f"{ONE} {TWO}", "", [("1.1", "One.", ""), ("1.2", "Two.", "")]),
        # What no marks tell apart is the whole unit.
        (f"{ONE} {TWO}", "<target>Eins. Zwei.</target>", [("1", "One. Two.", "Eins. Zwei.")]),
        (f"{ONE} {TWO}", f"<target>{EINS} {EINS}</target>", [("1", "One. Two.", "Eins. Eins.")]),
        ("", f"<target>{EINS} {ZWEI}</target>", [("1", "One. Two.", "Eins. Zwei.")]),
        ('<mrk mtype="seg">One.</mrk>', f"<target>{EINS}</target>", [("1", "One. Two.", "Eins.")]),
        # Other marks are text as any other.
        ("", '<target>Ein <mrk mtype="x-term">Wort</mrk>.</target>', [("1", "One. Two.", "Ein Wort.")]),
    ],
)
def test_marked_segments(tmp_path: Path, seg_source: str, target: str, segments: list[tuple[str, str, str]]) -> None:
    assert [row[:3] for row in rows(tmp_path, "a.xlf", unit(seg_source, target))] == segments


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.sdlxliff", TRADOS[:600], "not well-formed XML"),
        ("a.mqxliff", "Ein Satz.", "not well-formed XML"),
        ("a.mxliff", '<!DOCTYPE x [<!ENTITY e "e">]><xliff>&e;</xliff>', "entities"),
        ("a.sdlxliff", TRADOS.replace("de-DE", "fr-FR"), "target language is fr-FR, not de"),
        ("a.mxliff", "<tmx/>", "is no XLIFF file"),
        ("a.xlz", "PK", "not a format that is read; give .*sdlxliff"),
    ],
)
def test_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(AuditError, match=message) as caught:
        rows(tmp_path, name, text)
    assert "\n" not in str(caught.value)


def test_elements_may_lie_deep_in_one_another(tmp_path: Path) -> None:
    deep = "<g>" * 5000 + EINS + "</g>" * 5000
    assert rows(tmp_path, "a.xlf", unit(ONE, f"<target>{deep}</target>")) == [("1", "One.", "Eins.", 1)]


def test_long_and_hostile_units(tmp_path: Path) -> None:
    marks = "".join(SEGMENT.format(k, "Ja.") for k in range(20_000))
    listed = "".join(f'<seg id="{k}" locked="true"/>' for k in range(1, 20_000))
    text = unit(marks, f"<target>{marks}</target><seg-defs>{listed}</seg-defs>")
    assert [row[0] for row in rows(tmp_path, "a.xlf", text)] == ["1.0"]
    code = f"<ph>{'&lt;mq:a val=&quot;' * 20_000}</ph>"
    assert rows(tmp_path, "a.xlf", unit("", f"<target>Ja{code}.</target>"))[0][2] == "Ja."
