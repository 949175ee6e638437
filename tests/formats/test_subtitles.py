"""Subtitles to a document: what a viewer reads, the line where each sentence begins, and what is no subtitle file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read
from audit.formats.subtitles import cues
from audit.report.places import located

FILM = """1
00:00:01,000 --> 00:00:03,000
<i>Der Hafen liegt still,</i>
{\\an8}seit die Kräne

2
00:00:03,100 --> 00:00:05,000 X1:10 X2:20
stehen. Niemand weiß,
warum.

3
00:00:06,000 --> 00:00:08,000
- <font color="#ff0000">Kommst du?</font>
-Nein, ich

4
00:00:08,100 --> 00:00:09,000
bleibe hier.

5
00:00:20,000 --> 00:00:22,000
Am Abend regnet es
"""
WEB = """WEBVTT - Hafen
X-TIMESTAMP-MAP=LOCAL:00:00:00.000

STYLE
::cue { color: red }

NOTE Das liest
niemand.

intro
00:01.000 --> 00:02.500 align:start line:0
<v Anna Berg>Fisch &amp; Brot &lt;b&gt;
<c.gelb>sind</c> <00:00:01.500>aus.

NOTE

00:02.600 --> 00:04.000
<ruby>漢<rt>Han</rt></ruby> heißt es.
"""


def found(tmp_path: Path, text: str, name: str = "film.de.srt") -> list[tuple[str, int]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(s.text, s.line) for s in read(path, language="de").segments]


def said(tmp_path: Path, *spoken: str) -> list[str]:
    """The segments of a file in which these cues follow one another without a pause."""
    timed = (f"{k}\n00:00:{k:02},000 --> 00:00:{k:02},900\n{text}\n\n" for k, text in enumerate(spoken, 1))
    return [text for text, _ in found(tmp_path, "".join(timed))]


def test_subrip(tmp_path: Path) -> None:
    assert found(tmp_path, FILM) == [
        ("Der Hafen liegt still, seit die Kräne stehen.", 3),
        ("Niemand weiß, warum.", 8),
        ("Kommst du?", 13),
        ("Nein, ich bleibe hier.", 14),
        ("Am Abend regnet es", 22),
    ]
    assert [s.paragraph for s in read(tmp_path / "film.de.srt", language="de").segments] == [0, 0, 1, 2, 3]


def test_webvtt(tmp_path: Path) -> None:
    assert found(tmp_path, WEB, "film.vtt") == [("Fisch & Brot <b> sind aus.", 12), ("漢 heißt es.", 18)]
    assert found(tmp_path, WEB, "film.srt") == found(tmp_path, WEB, "film.vtt")


@pytest.mark.parametrize(
    ("spoken", "segments"),
    [
        (["Ich", "komme."], ["Ich komme."]),
        (["Er heißt Dr.", "Braun. Er", "ist da."], ["Er heißt Dr. Braun.", "Er ist da."]),
        (["Ich", "- Komm!"], ["Ich", "Komm!"]),
        (["– Ja. – Nein.", "–Doch."], ["Ja.", "Nein.", "Doch."]),
        (["- hallo\n- na du"], ["hallo", "na du"]),
        ([">> Wer da?\n>> Ich."], ["Wer da?", "Ich."]),
        (["Er kam\n– wie immer –\nzu spät."], ["Er kam – wie immer – zu spät."]),
        (["Es sind\n-5 Grad."], ["Es sind -5 Grad."]),
        (["Und\n-- dann"], ["Und -- dann"]),
        (["Ich\nANNA: Komm!", "PETER ROTH:\nGleich."], ["Ich", "ANNA: Komm!", "PETER ROTH: Gleich."]),
        (["Das heißt: Komm."], ["Das heißt: Komm."]),
        (["Ich weiß [Tür\nknallt]", "nicht."], ["Ich weiß", "nicht."]),
        (["Er [lacht] weiß es."], ["Er weiß es."]),
        (["Wo ist er [lacht\nlaut]? Da."], ["Wo ist er?", "Da."]),
        (["(LACHT) Ja. (HUSTET STARK)\nNein."], ["Ja.", "Nein."]),
        (["- (lacht)\n- Was?", "(Tür knallt)", "Wer?"], ["Was?", "Wer?"]),
        (["Das tut die (WICHTIGE)\nBehörde (BND)", "nie."], ["Das tut die (WICHTIGE) Behörde (BND) nie."]),
        (["Wir", "♪ Über dem ♪", "Berg.", "♪♪"], ["Wir", "Berg."]),
        (["♪ Über dem", "Regenbogen ♪", "Wer singt?"], ["Wer singt?"]),
        (["Er kommt.", "♪♪", "Sie auch.", "♪ ... ♪"], ["Er kommt.", "Sie auch."]),
        (["♪ Über dem Regenbogen", "Wer singt?"], ["Über dem Regenbogen Wer singt?"]),
        (["♪ Über dem ♪", "[Applaus]", "♪ Berg ♪"], ["Über dem", "Berg"]),
        (["(seufzt) Na gut. (lacht)", "Ja. (ganz leise) Nein."], ["Na gut.", "Ja.", "Nein."]),
        (["(Das weiß ich nicht.)", "(Lübeck, 1945)"], ["(Das weiß ich nicht.)", "(Lübeck, 1945)"]),
        (["- (Mann) Ja.\n- (Frau) Nein. (Gelächter)"], ["Ja.", "Nein."]),
        (["Das ist die", "(neue) Regierung (ja)."], ["Das ist die (neue) Regierung (ja)."]),
        (["Er kam. (Das war\ngestern.) Ich auch."], ["Er kam.", "(Das war gestern.)", "Ich auch."]),
        (["Er kam. (geboren 1950) Ja."], ["Er kam. (geboren 1950)", "Ja."]),
        (["[♪ leise Musik ♪]", "Ja."], ["Ja."]),
        (["Ich <3 dich, a < b & c."], ["Ich <3 dich, a < b & c."]),
        (["Eins<br>zwei\\Ndrei."], ["Eins zwei drei."]),
        (["", "<i></i>", "Ja."], ["Ja."]),
    ],
)
def test_what_parts_a_text(tmp_path: Path, spoken: list[str], segments: list[str]) -> None:
    assert said(tmp_path, *spoken) == segments


def test_songs_are_captions_where_they_are_read(tmp_path: Path) -> None:
    said(tmp_path, "[Tür knallt] Wer?", "♪ Ich bin frei")
    kinds = [s.kind for s in read(tmp_path / "film.de.srt", language="de").segments]
    assert kinds == [Kind.SENTENCE, Kind.CAPTION]
    said(tmp_path, "♪ Ich bin frei ♪", "(LACHT)")
    assert [(s.kind, s.text) for s in read(tmp_path / "film.de.srt", language="de").segments] == [
        (Kind.CAPTION, "Ich bin frei")
    ]


def test_that_songs_were_left_out_is_noted(tmp_path: Path) -> None:
    for spoken, noted in ((["Ja.", "♪ Ich bin frei ♪"], True), (["♪ Ich bin frei ♪"], False), (["Ja.", "♪♪"], False)):
        said(tmp_path, *spoken)
        notes = read(tmp_path / "film.de.srt", language="de").notes
        assert notes == (("Songs between notes (♪) in film.de.srt were left out.",) if noted else ())


def test_a_file_of_sounds_only_has_nothing_to_audit(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="nothing to audit"):
        said(tmp_path, "[Applaus]", "(Gelächter)", "♪♪")


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("1\n00:00:01.000 -> 00:00:02.000\nEins\n2\n00:02,0 --> 00:03\nzwei.", [("Eins zwei.", 3)]),
        ("00:00:01,000 --> 00:00:02,000\nEins\n00:00:02,000 --> 00:00:03,000\n42", [("Eins 42", 2)]),
        (
            "1\n0:0:1,0 --> 0:0:2,0\n\nEins\n\nund zwei.\n\n2\n\n0:0:2,5 --> 0:0:3,0\nDrei.",
            [("Eins und zwei.", 4), ("Drei.", 11)],
        ),
        ("00:05,0 --> 00:06,0\nSpäter\n\n00:01,0 --> 00:02,0\nfrüher", [("Später", 2), ("früher", 5)]),
        ("00:01,0 --> 00:09,0\nOben\n\n00:01,0 --> 00:02,0\nunten", [("Oben", 2), ("unten", 5)]),
        ("00:01,0 --> 00:09,0\nEr kommt\n\n00:03,0 --> 00:04,0\nheim.", [("Er kommt heim.", 2)]),
        ("1\n\n00:01,0 --> 00:02,0\n\n\n2\n\n00:03,0 --> 00:04,0\nJa.", [("Ja.", 9)]),
    ],
)
def test_files_that_are_not_as_they_should_be(tmp_path: Path, text: str, segments: list[tuple[str, int]]) -> None:
    assert found(tmp_path, text) == segments
    assert found(tmp_path, text.replace("\n", "\r\n")) == segments


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "film.SRT"
    path.write_bytes(FILM.encode(encoding))
    assert read(path, language="de").segments[1].text == "Niemand weiß, warum."


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.srt", "Ein Satz ohne Zeit.", "is no SubRip file, no line in it gives the times"),
        ("a.vtt", "WEBVTT\n\nNOTE leer\n", "is no WebVTT file.*give a text without times as .txt"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n\nNOTE leer\n", "nothing to audit"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n<i> </i>♪♪\n", "nothing to audit"),
        ("a.srt", "", "nothing to audit"),
    ],
)
def test_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(AuditError, match=message):
        found(tmp_path, text, name)


def test_places_are_exact_where_the_text_stands_as_it_is(tmp_path: Path) -> None:
    whole, second = found(tmp_path, FILM)[:2]
    region = located(FILM.split("\n"), second[1], second[0], 8, 12)
    assert region is not None and (region.line, region.column, region.text) == (8, 17, "weiß")
    assert located(FILM.split("\n"), whole[1], whole[0], 0, 3) is None  # times stand in it


def test_long_and_hostile_files(tmp_path: Path) -> None:
    cue = "{}\n00:00:01,000 --> 00:00:02,000\n{}\n\n"
    assert len(found(tmp_path, "".join(cue.format(k, "Ja.") for k in range(30_000)))) == 30_000
    for bad in ("<rt>", "[(", "♪ ", "<b <i", "{\\", "- ", ".  ", "A ", "&#10;", "(A"):
        found(tmp_path, cue.format(1, "Wort\n" + bad * 100_000 + "x"), "film.vtt")


TIMES = ["1", "00:00:01,000 --> 00:00:02,000", "00:03.5 --> 00:01.0", "", "NOTE", "WEBVTT", "{\\an8}"]
WORDS = ["- Ja. - Nein", "♪", "♪ la", "[Tür", "knallt]", "(LACHT)", "ANNA: Komm.", "<i>Wort", "&#10;&#13;x&#0;", "\0"]
PIECES = st.sampled_from(TIMES) | st.sampled_from(WORDS) | st.text(max_size=8)


@given(st.lists(PIECES), st.sampled_from(["a.srt", "a.vtt"]))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str], name: str) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace", newline="")
    try:
        segments = read(path, language="de").segments
    except AuditError as error:
        assert "\n" not in str(error)
        return
    places = [segment.line for segment in segments]
    length = len(path.read_text(encoding="utf-8").split("\n"))  # universal newlines, as read_text has them
    assert places == sorted(places) and min(places) >= 1 and places[-1] <= length
    assert all(segment.text.strip() and "\n" not in segment.text and "\0" not in segment.text for segment in segments)


def test_a_cue_has_its_times_and_lines() -> None:
    (cue,) = cues("7\n01:02:03,5 --> 01:02:04,25\nEins\n<b>zwei</b>", web=False)
    assert (cue.start, cue.end, cue.line, cue.lines) == (3723.5, 3724.25, 3, ("Eins", "zwei"))
