"""mt-audit align as a user types it."""

import json
import os
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from tests.cli.test_cli import one_line, run

ENGLISH = "The house is big.\nWhere is the station?\nThe government wants to talk to its neighbours again.\n"
GERMAN = "Das Haus ist groß.\nWo ist der Bahnhof?\nDie Regierung will wieder mit ihren Nachbarn reden.\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "a.de.txt").write_text(GERMAN, encoding="utf-8")
    return tmp_path / "a.en.txt", tmp_path / "a.de.txt"


def test_beads_without_any_model(files):
    result = run("align", *files, "--sentences", "--format", "json", "--model", "none")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["beads"] == [[[0], [0]], [[1], [1]], [[2], [2]]]


def test_other_languages_align_without_a_model(tmp_path):
    """French and German share names and numbers only; no lexicon and no model of ours knows French."""
    french = ["Marie a 27 chats.", "Paul habite Lyon depuis 1998.", "Il y a 3000 ponts à Hambourg."]
    german = ["Marie hat 27 Katzen.", "Paul lebt seit 1998 in Lyon.", "In Hamburg gibt es 3000 Brücken."]
    (tmp_path / "fr.txt").write_text("\n".join(french), encoding="utf-8")
    (tmp_path / "de.txt").write_text("\n".join(german), encoding="utf-8")
    given = ("align", tmp_path / "fr.txt", tmp_path / "de.txt", "--sentences", "--format", "json")
    result = run(*given, "--source-language", "fr", "--model", "none")
    assert json.loads(result.output)["beads"] == [[[0], [0]], [[1], [1]], [[2], [2]]]
    one_line(run(*given, "--source-language", "fr"), 3)


def test_a_translation_memory_is_utf_8_in_any_locale(files):
    command = [sys.executable, "-m", "audit", "align", *map(str, files), "--format", "tmx", "--model", "none"]
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    result = subprocess.run(command, env=env, capture_output=True, timeout=120, check=True)
    assert "Das Haus ist groß." in [seg.text for seg in ET.fromstring(result.stdout).iter("seg")]


@pytest.mark.parametrize("suffix", [".srt", ".VTT", ".html", ".jsonl", ".po", ".sdlxliff", ".ass"])
def test_lines_that_are_no_sentences_are_refused(files, suffix):
    """Of subtitles, numbers and times would be aligned as sentences."""
    film = files[0].with_suffix(suffix)
    film.write_text("1\n00:00:01,000 --> 00:00:02,000\nThe house is big.\n", encoding="utf-8")
    for given in ((film, files[1]), (files[0], film)):
        said = one_line(run("align", *given, "--sentences", "--model", "none"), 2)
        assert f"{film.name}: lines of {suffix.lower()} are no sentences; leave out --sentences" in said


def test_subtitles_are_aligned_by_what_is_said(tmp_path):
    for name, text in (("film.en.srt", ENGLISH), ("film.de.vtt", GERMAN)):
        cues = (f"{k}\n00:0{k}.000 --> 00:0{k}.900\n{line}\n" for k, line in enumerate(text.splitlines(), 1))
        (tmp_path / name).write_text("\n".join(cues), encoding="utf-8")
    result = run("align", tmp_path / "film.en.srt", tmp_path / "film.de.vtt", "--format", "json", "--model", "none")
    assert json.loads(result.output)["beads"] == [[[0], [0]], [[1], [1]], [[2], [2]]]


@pytest.mark.model
def test_beads_words_and_sentences_with_the_model(files):
    result = run("align", *files, "--sentences", "--format", "json", "--words")
    value = json.loads(result.output)
    assert value["beads"] == [[[0], [0]], [[1], [1]], [[2], [2]]]
    first = value["details"][0]
    words = {(ENGLISH[slice(*source)], GERMAN[slice(*target)]) for source, target in first["words"]}
    assert ("house", "Haus") in words


@pytest.mark.model
def test_quick_and_standard_agree_where_all_is_clear(files):
    quick, standard = (
        run("align", *files, "--tier", tier, "--format", "json").output for tier in ("quick", "standard")
    )
    assert json.loads(quick)["beads"] == json.loads(standard)["beads"]


def test_tmx_can_be_read(files):
    root = ET.fromstring(run("align", *files, "--format", "tmx", "--model", "none").output.encode())
    assert [segment.text for segment in root.iter("seg")][:2] == ["The house is big.", "Das Haus ist groß."]


def test_tsv_is_the_default(files):
    first = run("align", *files, "--model", "none").output.splitlines()[0]
    assert first.split("\t")[:2] == ["The house is big.", "Das Haus ist groß."]


def test_the_same_language_twice_is_one_line_and_2(files, tmp_path):
    (tmp_path / "b.en.txt").write_text("The dog is old.\nWhy is it raining?\nNobody knows where they are.\n")
    message = one_line(run("align", files[0], tmp_path / "b.en.txt", "--model", "none"), 2)
    assert "a.en.txt and b.en.txt are in the same language" in message
    one_line(run("align", files[0], files[0], "--model", "none"), 2)


OTHER = """Für den Teig braucht man Mehl, Butter und ein Ei.
Er muss über Nacht an einem kühlen Ort ruhen.
Danach wird er dünn ausgerollt und zu kleinen Sternen geschnitten.
Im Ofen werden die Plätzchen in zehn Minuten braun.
"""
STORY = """The old captain had not left his cabin for three days.
His crew whispered about ghosts and waited for the wind.
When the lighthouse came into view, a boy began to sing.
Nobody answered him until the anchor fell.
"""


@pytest.mark.parametrize("model", [(), ("--model", "none")])
def test_swapped_documents_are_one_line_and_2(tmp_path, model):
    english = "The government wants to talk to its neighbours again. Nobody knows when that will be.\n" * 3
    german = "Die Regierung will wieder mit ihren Nachbarn reden. Niemand weiß, wann das sein wird.\n" * 3
    (tmp_path / "a.txt").write_text(english, encoding="utf-8")
    (tmp_path / "b.txt").write_text(german, encoding="utf-8")
    assert "swapped" in one_line(run("align", tmp_path / "b.txt", tmp_path / "a.txt", *model), 2)


@pytest.mark.parametrize("model", ["none", pytest.param("embedded", marks=pytest.mark.model)])
def test_another_document_altogether_is_one_line_and_2(tmp_path, model):
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "recipe.txt").write_text(OTHER, encoding="utf-8")
    message = one_line(run("align", tmp_path / "story.txt", tmp_path / "recipe.txt", "--model", model), 2)
    assert "recipe.txt does not look like a translation of" in message


@pytest.mark.model
def test_run_refuses_another_documents_source(tmp_path):
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "recipe.txt").write_text(OTHER, encoding="utf-8")
    result = run("run", tmp_path / "recipe.txt", "--source", tmp_path / "story.txt", "--out", tmp_path / "out")
    assert "does not look like a translation" in one_line(result, 2)
    assert not (tmp_path / "out").exists()


def test_words_need_json_and_a_model(files):
    for more in (("--words",), ("--words", "--format", "json", "--model", "none")):
        result = run("align", *files, *more)
        assert result.exit_code == 2
        assert "--words needs --format json and a model" in result.output


TABLE = """# The new ferry

| Day | Boats | Price |
|---|---|---|
| Monday | 12 | 8.50 |
| Friday | 9 | 9.75 |
| Sunday | 6 | 11.25 |

- Dogs travel free of charge.
- Bicycles cost three euros.
"""
TABELLE = """# Die neue Fähre

| Tag | Boote | Preis |
|---|---|---|
| Montag | 12 | 8,50 |
| Sonntag | 6 | 11,25 |

- Hunde reisen kostenlos mit.
- Fahrräder kosten drei Euro.
"""


def test_a_lost_row_of_a_markdown_table_is_seen_and_nothing_around_it(tmp_path):
    (tmp_path / "a.md").write_text(TABLE, encoding="utf-8")
    (tmp_path / "b.md").write_text(TABELLE, encoding="utf-8")
    result = run("align", tmp_path / "a.md", tmp_path / "b.md", "--model", "none")
    rows = [tuple(line.split("\t")[:2]) for line in result.output.splitlines()]
    assert [row for row in rows if not all(row)] == [("Friday", ""), ("9", ""), ("9.75", "")]
    assert {("The new ferry", "Die neue Fähre"), ("Sunday", "Sonntag"), ("11.25", "11,25")} <= set(rows)
    assert rows[-2:] == [
        ("Dogs travel free of charge.", "Hunde reisen kostenlos mit."),
        ("Bicycles cost three euros.", "Fahrräder kosten drei Euro."),
    ]


VERSE = """O sea, o sea, what have you done
with all the ships that left the sun?
The captain sleeps, the gulls are gone,
and still the seven bells ring on.

No lantern burns in Karvina now,
no rope is tied to any bow,
"""
VERSE_GERMAN = """O Meer, o Meer, wo sind sie hin,
die Schiffe, die zur Sonne ziehn?
Der Käpt'n schläft, die Möwen fliehn,
noch klingen sieben Glocken drin.

Kein Licht brennt in Karvina heut,
kein Seil, das noch ein Boot erfreut,
"""


def test_verse_goes_line_by_line(tmp_path):
    (tmp_path / "a.txt").write_text(VERSE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(VERSE_GERMAN, encoding="utf-8")
    result = run("align", tmp_path / "a.txt", tmp_path / "b.txt", "--model", "none", "--format", "json")
    assert json.loads(result.output)["beads"] == [[[i], [i]] for i in range(6)]


ARTICLE = """The new ferry sails from Monday. It takes 200 passengers and 40 cars to the island in an hour.

The old ship was sold to a museum in Karvina. Nobody was hurt when it sank twice in the harbour of Hamburg.

The captain keeps 17 parrots, and he reads 30 pages to them in the evening.
"""
ARTIKEL = """Die neue Fähre fährt ab Montag; sie bringt 200 Fahrgäste und 40 Autos in einer Stunde auf die Insel.

Das alte Schiff wurde an ein Museum in Karvina verkauft.

Der Kapitän hält 17 Papageien. Er liest ihnen am Abend 45 Seiten vor. Bremens Rathaus bekommt 2027 neue Fenster.
"""


@pytest.mark.model
def test_run_with_a_source_says_what_align_says(tmp_path):
    """The same beads; what is alone becomes a finding; a finding in merged sentences says where it stands in each."""
    source, target = tmp_path / "ferry.en.txt", tmp_path / "ferry.de.txt"
    source.write_text(ARTICLE, encoding="utf-8")
    target.write_text(ARTIKEL, encoding="utf-8")
    aligned = json.loads(run("align", source, target, "--format", "json").output)
    assert aligned["beads"] == [[[0, 1], [0]], [[2], [1]], [[3], []], [[4], [2, 3]], [[], [4]]]
    run("run", target, "--source", source, "--format", "jsonl", "--out", tmp_path / "out")
    rows = [json.loads(line) for line in (tmp_path / "out" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    sentences = {
        side: {sentence["id"]: sentence["text"] for sentence in aligned[side]} for side in ("source", "target")
    }
    ids = {side: [sentence["id"] for sentence in aligned[side]] for side in sentences}
    for row, bead in zip(rows, aligned["beads"], strict=True):
        for side, members in zip(("source", "target"), bead, strict=True):
            pieces = row["alignment"][side]
            assert [piece["id"] for piece in pieces] == [ids[side][k] for k in members]
            for piece in pieces:
                assert (row[side] or "")[piece["start"] : piece["end"]] == sentences[side][piece["id"]]
    alone = {
        (row["id"], f["category"], f["severity"])
        for row in rows
        for f in row["findings"]
        if f["text"] == row[f["side"]]
    }
    assert alone == {("source-4", "omission", "major"), ("5", "addition", "major")}
    (changed,) = [finding for finding in rows[3]["findings"] if finding["text"] == "45"]
    (place,) = changed["evidence"]["sentences"]
    assert sentences["target"][place["id"]][place["start"] : place["end"]] == "45"
    assert place["id"] == "4"
