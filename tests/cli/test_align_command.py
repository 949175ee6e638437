"""mt-audit align as a user types it."""

import json
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
