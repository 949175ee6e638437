"""The commands as a user types them: files, exit codes, one-line errors."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit import __version__
from audit.cli import main
from audit.cli.run import folders_of
from tests.formats.test_word import document

GERMAN = "Das Haus ist sehr groß. Die Regierung hat am Montag mehr Geld versprochen.\n"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def one_line(result, code):
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert len(result.stderr.strip().splitlines()) == 1
    return result.stderr


def test_version():
    assert run("--version").output.strip().endswith(__version__)


def test_help_is_instant():
    """Heavy imports stand inside the commands: torch alone takes seconds."""
    code = "import sys; from audit.cli import main; assert not {'torch', 'transformers', 'numpy'} & set(sys.modules)"
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    assert time.perf_counter() - started < 3  # 0.3 s on a quiet machine; CI machines are not quiet


def test_every_command_has_help_and_is_in_the_readme():
    from tests.conftest import ROOT

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert command.short_help, name
        assert f"mt-audit {name}" in readme, name
        assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("spaces.txt", b" \n\t\n  "),
        ("binary.txt", bytes(range(256)) * 20),
        ("broken.jsonl", b'{"id": 1, "target": '),
        ("no-target.jsonl", b'{"id": 1}\n'),
        ("one-column.tsv", b"nur eine Spalte\n"),
        ("french.txt", "Le gouvernement a annoncé une nouvelle loi pour les villes et les villages.\n".encode()),
        ("english.txt", b"The government said on Monday that it would not send any more soldiers to the region.\n"),
    ],
)
def test_bad_input_is_one_line_and_2(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert name in one_line(run("run", path, "--out", tmp_path / "out"), 2)
    assert not (tmp_path / "out").exists()  # nothing half-written


def test_a_missing_file_and_a_folder(tmp_path):
    assert "nowhere.txt" in one_line(run("run", tmp_path / "nowhere.txt"), 2)
    one_line(run("run", tmp_path), 2)


def test_a_missing_calibration_is_wrong_input(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(GERMAN, encoding="utf-8")
    assert "none.json" in one_line(run("run", path, "--calibration", tmp_path / "none.json"), 2)


def test_a_missing_model_is_3(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(GERMAN, encoding="utf-8")
    one_line(run("run", path, "--model", tmp_path / "none"), 3)
    (tmp_path / "half").mkdir()
    assert "config.json" in one_line(run("run", path, "--model", tmp_path / "half"), 3)


@pytest.mark.model
def test_a_reader_who_leaves_does_not_change_the_exit_code(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Die Kundgebung sei von Randalierern entführt worden.\n", encoding="utf-8")
    command = [sys.executable, "-m", "audit", "run", path, "--fail-on", "minor", "--out", tmp_path / "out"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


def test_an_unknown_format_is_2(tmp_path):
    result = run("run", tmp_path / "a.txt", "--format", "pdf")
    assert result.exit_code == 2
    assert "pdf" in result.output


def test_files_that_differ_in_their_ending_have_folders_with_it(tmp_path):
    """With a hyphen: a folder may not be named like the file that it lies beside."""
    names = ("film.de.srt", "film.de.vtt", "other.de.txt", "bare", "bare.txt", "Act.txt", "act.md")
    folders = folders_of(tuple(map(Path, names)), None)
    written = ["film.de-srt", "film.de-vtt", "other.de", "bare", "bare-txt", "Act-txt", "act-md"]
    assert list(folders.values()) == [Path("reports", name) for name in written]
    cue = f"00:01.000 --> 00:03.000\n{GERMAN}"
    for name, text in (("film.de.srt", cue), ("film.de.vtt", f"WEBVTT\n\n{cue}")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = ("--out", tmp_path, "--model", tmp_path / "no-model")
    assert run("run", *(tmp_path / name for name in names[:2]), *given).exit_code == 3  # the model is missing


@pytest.mark.parametrize("option", ["--max-penalty", "--max-drop", "--alpha"])
@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_what_is_no_limit_is_2(tmp_path, option, value):
    result = run("run", tmp_path / "a.txt", option, value)
    assert result.exit_code == 2
    assert option in result.stderr


def test_ctrl_c_is_130_and_no_finding(tmp_path, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("audit.formats.read", stop)
    assert "kept in the cache" in one_line(run("run", tmp_path / "a.txt"), 130)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("a.txt", "--baseline", "a.txt", "--update-baseline"), "a.txt: would overwrite a.txt"),
        (("a.txt", "--source", "b.txt", "--baseline", "b.txt", "--update-baseline"), "b.txt: would overwrite b.txt"),
        (("a.txt", "--baseline", "b.txt", "--update-baseline"), "b.txt: is no baseline and stays as it is"),
        (("a.txt", "--baseline", "index.html", "--update-baseline", "--out", "."), "index.html: would overwrite"),
        (("a.txt", "--baseline", "b.txt/x.json", "--update-baseline"), "b.txt/x.json: cannot be written"),
        (("a.txt", "--out", "b.txt"), "b.txt/index.html: cannot be written"),
        (("audit.jsonl", "--out", "."), "audit.jsonl: would overwrite audit.jsonl"),
        (("a.txt", "--ignore", "index.html", "--out", "."), "index.html: would overwrite index.html"),
    ],
)
def test_no_file_of_the_user_is_overwritten_and_it_is_said_before_any_model(tmp_path, monkeypatch, given, said):
    monkeypatch.chdir(tmp_path)
    contents = {"a.txt": GERMAN, "b.txt": "The house is big.\n", "audit.jsonl": '{"target": "Das Haus."}\n'}
    contents["index.html"] = "[[ignore]]"
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    line = one_line(run("run", *given, "--model", tmp_path / "no-model"), 2)
    assert said in line
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == contents


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("compare en.html index.html b.html --out .", "index.html: would overwrite index.html"),
        ("compare en.html b.html b.html --reference index.html --out .", "index.html: would overwrite"),
        ("compare en.html b.html index.html --out b.html", "b.html/index.html: cannot be written"),
        ("evaluate evaluation.json --out .", "evaluation.json: would overwrite evaluation.json"),
        ("calibrate labelled.jsonl --out labelled.jsonl", "labelled.jsonl: would overwrite labelled.jsonl"),
        ("calibrate labelled.jsonl --out b.html/x.json", "b.html/x.json: cannot be written"),
        ("selftest selftest.json --out .", "selftest.json: would overwrite selftest.json"),
        ("history --db h.sqlite --html h.sqlite", "h.sqlite: would overwrite h.sqlite"),
        ("history --db h.csv export h.csv", "h.csv: would overwrite h.csv"),
    ],
)
def test_no_command_overwrites_what_it_reads_and_it_is_said_before_any_model(tmp_path, monkeypatch, command, said):
    monkeypatch.chdir(tmp_path)
    names = ["en.html", "index.html", "b.html", "comparison.json", "evaluation.json", "labelled.jsonl", "selftest.json"]
    for name in names:
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    for name in ("h.sqlite", "h.csv"):
        (tmp_path / name).touch()  # a history with nothing in it yet
    name, *given = command.split()
    model = () if name == "history" else ("--model", tmp_path / "no-model")
    assert said in one_line(run(name, *given, *model), 2)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        **dict.fromkeys(names, "as it was"),
        **dict.fromkeys(("h.sqlite", "h.csv"), ""),
    }


@pytest.mark.model
def test_json_lines_in_and_out(tmp_path):
    rows = [
        {"id": "a", "source": "The house is big.", "target": "Das Haus ist groß."},
        {"id": 7, "source": None, "target": "Die Kundgebung sei von Randalierern entführt worden."},
        {"id": "leer", "source": "Nothing.", "target": ""},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("run", path, "--format", "jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    out = [json.loads(line) for line in (tmp_path / "out" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in out] == ["a", "7", "leer"]
    assert out[0]["adequacy"] is not None
    assert out[1]["adequacy"] is None
    assert any(finding["check"] == "traps" for finding in out[1]["findings"])
    for row in out:
        assert set(row) >= {"source", "target", "back_translation", "score", "fluency", "critical", "words", "findings"}
        assert row["signature"].startswith("mt-audit|lang:en-de|source:given|model:marian-deen:")
        for finding in row["findings"]:
            side = row["target"] if finding["side"] == "target" else row["source"]
            assert side[finding["start"] : finding["end"]] == finding["text"]


@pytest.mark.model
@pytest.mark.parametrize(("fail_on", "code"), [("minor", 1), ("major", 1), ("critical", 0)])
def test_fail_on(tmp_path, fail_on, code):
    path = tmp_path / "a.txt"
    path.write_text("Die Kundgebung sei von Randalierern entführt worden.\n", encoding="utf-8")
    assert run("run", path, "--fail-on", fail_on, "--out", tmp_path / "out", "--format", "jsonl").exit_code == code


@pytest.mark.model
def test_run_writes_a_report_and_the_same_bytes_twice(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(f"# Ein Haus\n\n{GERMAN}", encoding="utf-8")
    for folder in ("one", "two"):
        result = run(
            "run",
            path,
            "--out",
            tmp_path / folder,
            "--format",
            "html,jsonl,csv,sarif,junit,xliff,terminal",
            "--no-cache",
        )
        assert result.exit_code == 0, result.output
        assert "fluency" in result.output
    for name in ("index.html", "audit.jsonl", "findings.csv", "audit.sarif", "junit.xml", "audit.xlf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.model
def test_models_lists_and_verifies():
    assert "embedded" in run("models").output
    assert "fine" in run("models", "verify").output


OWN_TRAP = """[[trap]]
id = "own"
kind = "anglicism"
category = "style"
severity = "major"
wrong = ["versprechen"]
right = ["zusagen"]
why = "Our house style says 'zusagen'."
"""


@pytest.mark.parametrize(
    ("option", "name", "content", "says"),
    [
        ("--traps", "mine.toml", OWN_TRAP.replace('"style"', '"stile"'), ("mine.toml", "'own'", "'category'")),
        ("--traps", "mine.toml", OWN_TRAP + OWN_TRAP, ("mine.toml", "'own'", "twice")),
        ("--traps", "mine.toml", "[[trap]", ("mine.toml", "TOML")),
        ("--traps", "mine.toml", None, ("mine.toml", "no such file")),
        ("--glossary", "terms.csv", "lease\n", ("terms.csv, line 1", "1 column")),
        ("--glossary", "terms.tbx", "<tbx>", ("terms.tbx", "well-formed")),
        ("--glossary", "terms.csv", None, ("terms.csv", "no such file")),
    ],
)
def test_broken_tables_of_ones_own_are_said_in_one_line_before_any_model(tmp_path, option, name, content, says):
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    line = one_line(run("run", tmp_path / "a.txt", option, tmp_path / name, "--model", tmp_path / "no-model"), 2)
    assert all(part in line for part in says), line


@pytest.mark.model
def test_tables_of_ones_own_are_used_and_signed(tmp_path):
    (tmp_path / "a.tsv").write_text("The government promised money.\tDie Regierung hat Knete versprochen.\n", "utf-8")
    (tmp_path / "mine.toml").write_text(OWN_TRAP, encoding="utf-8")
    (tmp_path / "terms.csv").write_text("government,Bundesregierung\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("money,Geld,Knete\n", encoding="utf-8")
    glossaries = ("--glossary", tmp_path / "terms.csv", "--glossary", tmp_path / "more.csv")
    result = run("run", tmp_path / "a.tsv", "--traps", tmp_path / "mine.toml", *glossaries, "--tier", "quick",
                 "--out", tmp_path / "out", "--format", "jsonl")  # fmt: skip
    assert result.exit_code == 0, result.output
    row = json.loads((tmp_path / "out" / "audit.jsonl").read_text(encoding="utf-8").splitlines()[0])
    found = {(finding["check"], finding["text"]) for finding in row["findings"]}
    assert {("traps", "versprochen"), ("terminology", "Knete")} <= found
    assert sum(check == "terminology" for check, _ in found) == 2
    assert "|traps:" in row["signature"] and "|glossary:" in row["signature"]


def test_a_word_document_that_takes_no_comments_is_told_before_a_model_runs(tmp_path):
    body = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"
    path = document(tmp_path / "a.docx", body)  # a package that does not say what its parts are
    result = run("run", path, "--format", "docx", "--model", tmp_path / "no-model", "--out", tmp_path / "out")
    assert "takes no comments" in one_line(result, 2)
    assert not (tmp_path / "out").exists()
