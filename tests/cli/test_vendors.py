"""compare, the gate of run, and history, as a user types them; with the real embedded model."""

import json

import pytest
from click.testing import CliRunner

from audit.cli import main
from audit.vendors import history

pytestmark = pytest.mark.model

SOURCE = "The house is big.\nOn Monday 40 people came to Leipzig.\nThe council is not happy.\n"
GOOD = "Das Haus ist groß.\nAm Montag kamen 40 Menschen nach Leipzig.\nDer Rat ist nicht glücklich.\n"
BAD = "Das Haus ist groß.\nAm Montag kamen 90 Menschen nach Leipzig.\nDer Rat ist glücklich.\n"
TRAP = "Die Kundgebung sei von Randalierern entführt worden.\n"
CALM = "Das Haus ist sehr groß. Die Regierung hat am Montag mehr Geld versprochen.\n"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path):
    for name, text in (("en", SOURCE), ("good", GOOD), ("bad", BAD), ("same", GOOD)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return {path.stem: path for path in tmp_path.glob("*.txt")}


def compared(out):
    return json.loads((out / "comparison.json").read_text(encoding="utf-8"))


def test_compare_with_itself_is_exactly_zero_and_repeatable(files, tmp_path):
    for path in files.values():
        path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")  # three segments tell nothing
    for folder in ("one", "two"):
        given = (files["en"], files["good"], files["same"], "--sentences", "--tier", "quick", "--no-cache")
        result = run("compare", *given, "--reference", files["good"], "--out", tmp_path / folder)
        assert result.exit_code == 0, result.output
    for name in ("index.html", "comparison.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    value = compared(tmp_path / "one")
    for pairing in value["pairings"]:
        d = pairing["difference"]
        assert (d["mean"], d["low"], d["high"], d["p"], pairing["shown"]) == (0.0, 0.0, 0.0, 1.0, False)
    assert all(pair["difference"] == 0 for metric in value["metrics"] for pair in metric["pairs"])
    assert len(value["best"]) == 2


def test_compare_finds_the_planted_errors_and_puts_them_side_by_side(files, tmp_path, monkeypatch):
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "h.sqlite"))
    given = (files["en"], files["good"], files["bad"], "--names", "Alpha,Beta", "--sentences", "--tier", "quick")
    result = run("compare", *given, "--out", tmp_path / "out", "--format", "json,terminal")
    assert result.exit_code == 0, result.output
    assert not (tmp_path / "out" / "index.html").exists()
    value = compared(tmp_path / "out")
    points = {vendor["name"]: vendor["penalty_per_1000"] for vendor in value["vendors"]}
    assert points["Beta"] > points["Alpha"]
    assert [run.vendor for run in history.runs(tmp_path / "h.sqlite")] == ["Alpha", "Beta"]
    assert {example["id"] for example in value["examples"]} == {"2", "3"}
    assert "No difference shown between" in result.output  # three segments show nothing, and it says so


def test_compare_aligns_documents_and_takes_rows(files, tmp_path):
    joined = tmp_path / "joined.txt"
    joined.write_text(GOOD.replace("\n", " "), encoding="utf-8")
    given = (files["en"], joined, files["good"], "--reference", files["same"], "--tier", "quick")
    result = run("compare", *given, "--out", tmp_path / "a")
    assert result.exit_code == 0, result.output
    value = compared(tmp_path / "a")
    assert {
        score for metric in value["metrics"] if metric["name"] == "chrF" for score, _ in metric["scores"].values()
    } == {100}
    assert all(p["difference"]["mean"] == 0 for p in value["pairings"])
    lines = list(zip(SOURCE.splitlines(), GOOD.splitlines(), BAD.splitlines(), strict=True))
    rows = [("system", "source", "target"), *((s, e, t) for e, g, b in lines for s, t in (("G", g), ("B", b)))]
    (tmp_path / "rows.tsv").write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
    result = run("compare", tmp_path / "rows.tsv", "--tier", "quick", "--out", tmp_path / "b")
    assert result.exit_code == 0, result.output
    assert {vendor["name"] for vendor in compared(tmp_path / "b")["vendors"]} == {"G", "B"}


def test_a_sentence_put_in_costs_in_a_comparison_what_it_costs_in_a_run(files, tmp_path, monkeypatch):
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "h.sqlite"))
    first, *rest = GOOD.splitlines(keepends=True)
    more = tmp_path / "more.txt"
    more.write_text(f"{first}Der Zug nach Bremen fährt heute später ab.\n{''.join(rest)}", encoding="utf-8")
    assert run("run", more, "--source", files["en"], "--out", tmp_path / "a", "--vendor", "alone").exit_code == 0
    result = run("compare", files["en"], files["good"], more, "--out", tmp_path / "b")
    assert result.exit_code == 0, result.output
    assert "more put in 1 sentence" in result.output
    value = compared(tmp_path / "b")
    assert [(vendor["name"], vendor["document"]) for vendor in value["vendors"]] == [
        ("good", "good.txt"),
        ("more", "more.txt"),
    ]
    alone, among = history.runs(tmp_path / "h.sqlite", vendor="alone") + history.runs(
        tmp_path / "h.sqlite", vendor="more"
    )
    for name in ("segments", "words", "score", "fluency", "adequacy", "penalty", "major"):
        assert getattr(among, name) == getattr(alone, name), name
    assert value["vendors"][1]["score"] == pytest.approx(alone.score, abs=1e-6)


def test_references_for_some_rows_are_told(files, tmp_path):
    rows = [
        {"system": system, "id": k, "source": e, "target": t}
        for k, (e, g, b) in enumerate(zip(*(x.splitlines() for x in (SOURCE, GOOD, BAD)), strict=True))
        for system, t in (("G", g), ("B", b))
    ]
    rows[0]["reference"] = "Das Haus ist groß."
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = run("compare", tmp_path / "rows.jsonl", "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "of 1 of 3 segments" in result.output
    assert "of 1 of 3 segments" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert compared(tmp_path / "out")["metrics"][0]["name"] == "BLEU"


def bilingual(path, targets, source=SOURCE, ids=True):
    lines = zip(source.splitlines(), targets.splitlines(), strict=True)
    rows = [{"source": e, "target": t} | ({"id": f"u{k}"} if ids else {}) for k, (e, t) in enumerate(lines)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_compare_takes_bilingual_files_of_each_vendor(files, tmp_path):
    alpha, beta = bilingual(tmp_path / "alpha.jsonl", GOOD), tmp_path / "beta.tsv"
    pairs = list(zip(SOURCE.splitlines(), BAD.splitlines(), strict=True))[::-1]  # in another order, without ids
    beta.write_text("".join(f"{e}\t{t}\n" for e, t in pairs), encoding="utf-8")
    options = ("--tier", "quick", "--no-history", "--out", tmp_path / "out")
    result = run("compare", alpha, beta, *options)
    assert result.exit_code == 0, result.output
    value = compared(tmp_path / "out")
    assert [vendor["name"] for vendor in value["vendors"]] == ["alpha", "beta"]
    assert {example["id"] for example in value["examples"]} == {"u1", "u2"}
    assert run("compare", files["en"], alpha, beta, "--names", "A,B", *options).exit_code == 0
    again = compared(tmp_path / "out")
    assert [vendor["score"] for vendor in again["vendors"]] == [vendor["score"] for vendor in value["vendors"]]
    assert {example["id"] for example in again["examples"]} == {"u1", "u2"}  # by the rows, not by alignment
    assert not any("aligned" in note for note in again["notes"])


def test_compare_says_where_a_source_in_front_is_not_that_of_the_rows(files, tmp_path):
    alpha, beta = (bilingual(tmp_path / f"{name}.jsonl", text) for name, text in (("alpha", GOOD), ("beta", BAD)))
    files["en"].write_text(SOURCE.replace("big", "large"), encoding="utf-8")
    options = ("--tier", "quick", "--no-history", "--out", tmp_path / "out")
    result = run("compare", files["en"], alpha, beta, *options)
    assert result.exit_code == 0, result.output
    assert any("alpha.jsonl, beta.jsonl" in note and "aligned" in note for note in compared(tmp_path / "out")["notes"])
    refused = run("compare", files["en"], alpha, beta, "--sentences", *options)
    assert (refused.exit_code, "alpha.jsonl: its sources are not the lines of" in refused.stderr) == (2, True)


def test_compare_refuses_a_file_without_sources_among_bilingual_ones(files, tmp_path):
    alpha = bilingual(tmp_path / "alpha.jsonl", GOOD)
    result = run("compare", alpha, files["good"], "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "good.txt: holds no sources beside its translations" in result.stderr


def test_a_file_that_nobody_translated_is_the_source(tmp_path):
    empty = bilingual(tmp_path / "job.jsonl", "\n" * SOURCE.count("\n"))
    alpha, beta = (bilingual(tmp_path / f"{name}.jsonl", text) for name, text in (("alpha", GOOD), ("beta", BAD)))
    result = run("compare", empty, alpha, beta, "--tier", "quick", "--no-history", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert [vendor["name"] for vendor in compared(tmp_path / "out")["vendors"]] == ["alpha", "beta"]


@pytest.mark.parametrize("sentences", [(), ("--sentences",)])
@pytest.mark.parametrize(("given", "blamed"), [(("good", "en", "en"), "good.txt"), (("en", "good", "en"), "en.txt")])
def test_compare_refuses_languages_in_the_wrong_place(files, tmp_path, given, blamed, sentences):
    result = run("compare", *(files[name] for name in given), *sentences, "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{blamed} is " in result.stderr
    assert "give the English source first" in result.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("en", "good", "--names", "a,b"),
        ("en", "good", "bad", "--names", "a,a"),
        ("en", "good", "bad", "--format", "pdf"),
        ("en", "good"),
        ("en", "good", "nowhere"),
    ],
)
def test_compare_refuses_what_makes_no_sense(files, tmp_path, wrong):
    given = [files.get(word, tmp_path / f"{word}.txt" if word == "nowhere" else word) for word in wrong]
    result = run("compare", *given, "--sentences", "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.fixture
def gate(tmp_path):
    """Runs a text against the baseline, quick."""

    def ask(text, *options):
        path = tmp_path / "a.de.txt"
        path.write_text(text, encoding="utf-8")
        given = ("--baseline", tmp_path / "base.json", "--tier", "quick", "--out", tmp_path / "out", *options)
        return run("run", path, *given)

    return ask


def test_baseline_from_first_run_to_new_finding(gate):
    assert gate(TRAP).exit_code == 2  # there is no baseline yet
    assert "--update-baseline" in gate(TRAP).stderr
    assert gate(TRAP, "--update-baseline").exit_code == 0
    assert gate(f"Ein neuer Satz steht hier.\n{TRAP}").exit_code == 0  # moved, not new
    worse = gate(f"{TRAP}Sie haben Stiefel auf dem Boden.\n")
    assert worse.exit_code == 1
    assert "Stiefel auf dem Boden" in worse.output
    assert gate(f"{TRAP}Sie haben Stiefel auf dem Boden.\n", "--advisory").exit_code == 0
    assert gate(f"{TRAP}Sie haben Stiefel auf dem Boden.\n", "--fail-on", "critical").exit_code == 0
    fixed = gate(CALM)
    assert fixed.exit_code == 0
    assert "1 went away since the baseline" in fixed.output


def test_ignore_and_limits(gate, tmp_path):
    assert gate(CALM, "--update-baseline").exit_code == 0
    assert gate(TRAP + CALM).exit_code == 1
    rows = [json.loads(line) for line in (tmp_path / "out" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    entries = [f'[[ignore]]\nfinding = "{f["id"]}"\nreason = "They were."\n' for row in rows for f in row["findings"]]
    (tmp_path / "ignore.toml").write_text("\n".join(entries), encoding="utf-8")
    ignoring = ("--ignore", tmp_path / "ignore.toml", "--max-penalty", "0")
    accepted = gate(TRAP + CALM, *ignoring)
    assert accepted.exit_code == 0, accepted.output
    changed = gate(TRAP.replace("Randalierern", "Rowdys") + CALM, *ignoring)
    assert changed.exit_code == 1
    assert "expired" in changed.output
    assert gate(CALM, "--max-drop", "0").exit_code == 0
    (tmp_path / "ignore.toml").write_text("[[ignore]]\nfinding = 'x'\n", encoding="utf-8")
    assert "entry 1: no reason" in gate(CALM, *ignoring).stderr


def test_an_ignore_file_for_several_files_has_expired_only_where_it_fits_none(tmp_path):
    for name, text in (("a", TRAP), ("b", CALM)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.toml").write_text("", encoding="utf-8")
    given = (tmp_path / "a.txt", tmp_path / "b.txt", "--ignore", tmp_path / "a.toml", "--fail-on", "minor")
    options = ("--format", "jsonl", "--tier", "quick", "--no-cache", "--no-history", "--out", tmp_path / "out")
    assert run("run", *given, *options).exit_code == 1
    rows = [json.loads(line) for line in (tmp_path / "out" / "a" / "audit.jsonl").read_text("utf-8").splitlines()]
    ids = [finding["id"] for row in rows for finding in row["findings"]]
    assert ids
    entries = [f'[[ignore]]\nfinding = "{name}"\nreason = "They were."\n' for name in ids]
    (tmp_path / "a.toml").write_text("".join(entries), encoding="utf-8")
    accepted = run("run", *given, *options)
    assert (accepted.exit_code, accepted.stderr) == (0, "")
    entries.append('[[ignore]]\nfinding = "gone"\nreason = "It was."\n')
    (tmp_path / "a.toml").write_text("".join(entries), encoding="utf-8")
    told = "1 expired in the ignore file:\n  gone  there is no such finding any more (It was.)\n"
    assert run("run", *given, *options).stderr == told
    assert run("run", *given, *options, "--format", "terminal").stdout.endswith(told)
    assert "expired" not in run("run", *given, tmp_path / "no.txt", *options).stderr  # it might fit that one


@pytest.mark.parametrize("advisory", [(), ("--advisory",)])
def test_a_baseline_of_another_tier_is_2_and_the_report_is_there(gate, tmp_path, advisory):
    assert gate(TRAP, "--update-baseline", "--format", "jsonl").exit_code == 0
    given = ("--baseline", tmp_path / "base.json", "--out", tmp_path / "other", *advisory)
    other = run("run", tmp_path / "a.de.txt", *given)
    assert other.exit_code == 2
    assert f"{tmp_path / 'base.json'}: made with tier:quick, this run has tier:standard; " in other.stderr
    assert "--update-baseline" in other.stderr
    assert len(other.stderr.strip().splitlines()) == 1
    assert "[entführt]" in other.stdout
    assert (tmp_path / "other" / "index.html").is_file()


def test_writing_a_baseline_says_what_is_in_it_and_not_that_all_is_well(gate, tmp_path):
    written = gate(TRAP, "--update-baseline", "--max-penalty", "1").output
    assert f"baseline written: 1 finding (0 critical, 1 major, 0 minor) in {tmp_path / 'base.json'}" in written
    assert "no new finding" not in written


def test_what_fails_is_said_on_standard_error_where_no_terminal_report_says_it(gate, tmp_path):
    assert gate(CALM, "--update-baseline").exit_code == 0
    for options in (("--format", "junit"), ("-q",), ("-q", "--format", "github")):
        failed = gate(TRAP + CALM, *options)
        assert failed.exit_code == 1
        assert "FAIL  fail-on: 1 new finding minor or worse" in failed.stderr
        assert "entführt" in failed.stderr
        assert ("::error file=" in failed.stdout) == ("github" in options)
        assert gate(CALM, *options).stderr == ""
    assert "FAIL" in gate(TRAP + CALM).stdout
    assert gate(TRAP + CALM).stderr == ""


def test_without_a_report_to_write_no_folder_is_touched(gate, tmp_path):
    assert gate(CALM, "--update-baseline", "--format", "html").exit_code == 0
    before = (tmp_path / "out" / "index.html").read_bytes()
    (tmp_path / "out" / "junit.xml").write_text("mine", encoding="utf-8")
    assert gate(TRAP, "--format", "terminal").exit_code == 1
    assert gate(TRAP, "--format", "jsonl").exit_code == 1
    assert (tmp_path / "out" / "index.html").read_bytes() == before
    assert (tmp_path / "out" / "junit.xml").read_text(encoding="utf-8") == "mine"


def test_on_github_paths_are_of_the_checkout_and_the_page_gets_a_summary(gate, tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "page.md"))
    (tmp_path / "page.md").write_text("before\n", encoding="utf-8")
    assert gate(CALM, "--update-baseline", "--format", "terminal").exit_code == 0
    result = gate(f"  {TRAP}", "--format", "github,sarif")
    assert "::error file=a.de.txt,line=1,endLine=1,col=39,endColumn=47,title=" in result.stdout
    run_ = json.loads((tmp_path / "out" / "audit.sarif").read_text(encoding="utf-8"))["runs"][0]
    place = run_["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a.de.txt", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["snippet"]["text"] == "entführt"
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page.startswith("before\n### a.de.txt\n")
    assert "**FAIL** fail-on: 1 new finding" in page
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert "mt-audit: no summary: " in gate(CALM, "--format", "github").stderr


def test_several_files_are_audited_each_by_itself(tmp_path):
    for name, text in (("calm", CALM), ("trap", TRAP), ("english", SOURCE)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    calm, trap, english = (tmp_path / f"{name}.txt" for name in ("calm", "trap", "english"))
    given = ("--tier", "quick", "--fail-on", "major", "--out", tmp_path / "out")
    result = run("run", calm, trap, *given)
    assert result.exit_code == 1
    assert sorted(path.parent.name for path in (tmp_path / "out").rglob("index.html")) == ["calm", "trap"]
    result = run("run", tmp_path / "nowhere.txt", english, trap, *given, "-q")
    assert result.exit_code == 2
    for said in ("nowhere.txt: no such file", "english.txt: this text is English", "trap.txt:\nFAIL  fail-on"):
        assert said in result.stderr
    for wrong in (
        (calm, trap, "--source", english),
        (calm, trap, "--baseline", "b.json"),
        (calm, tmp_path / "elsewhere" / "calm.txt"),
    ):
        assert run("run", *wrong).exit_code == 2


@pytest.mark.parametrize("option", [("--update-baseline",), ("--max-drop", "1")])
def test_options_that_need_a_baseline_say_so(tmp_path, option):
    path = tmp_path / "a.txt"
    path.write_text(CALM, encoding="utf-8")
    result = run("run", path, *option)
    assert result.exit_code == 2
    assert "--baseline" in result.output


def test_runs_are_recorded_shown_exported_and_imported(tmp_path, monkeypatch):
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "h.sqlite"))
    path = tmp_path / "a.txt"
    path.write_text(CALM, encoding="utf-8")
    given = ("run", path, "--tier", "quick", "--out", tmp_path / "out", "--project", "news")
    assert run(*given, "--vendor", "Alpha").exit_code == 0
    assert run(*given, "--vendor", "Beta").exit_code == 0
    assert run(*given, "--no-history").exit_code == 0
    assert len(history.runs(tmp_path / "h.sqlite")) == 2
    shown = run("history", "--vendor", "Alpha")
    assert "Alpha" in shown.output
    assert "Beta" not in shown.output
    assert "No run matches" in run("history", "--since", "2100-01-01").output
    assert "vendor: Alpha, Beta" in run("history", "--vendor", "Gamma").output
    assert "a.txt" in run("history", "--document", "a.txt").output
    assert "No run matches" in run("history", "--document", "b.txt").output
    assert run("history", "--since", "1d").output.count("news") >= 2
    for days in ("soon", "99999999999d", "999999d", "²d"):
        refused = run("history", "--since", days)
        assert refused.exit_code == 2
        assert "neither a date" in refused.stderr
    assert run("history", "--html", tmp_path / "trend.html").exit_code == 0
    assert "<svg" in (tmp_path / "trend.html").read_text(encoding="utf-8")
    assert run("history", "export", tmp_path / "r.jsonl").exit_code == 0
    assert "0 runs taken in, 2 known already" in run("history", "import", tmp_path / "r.jsonl").output
    other = ("history", "--db", tmp_path / "other.sqlite")
    missing = run(*other)
    assert missing.exit_code == 2
    assert "other.sqlite: there is no such history" in missing.stderr
    assert "2 runs taken in" in run(*other, "import", tmp_path / "r.jsonl").output
    taken = run(*other, "import", tmp_path / "out" / "audit.jsonl", "--project", "ci", "--vendor", "Gamma")
    assert "1 run taken in" in taken.output
    assert "Gamma" in run(*other).output
    chart = tmp_path / "chart.html"
    assert run("history", "--html", chart, "export", tmp_path / "e.jsonl").exit_code == 0
    assert chart.is_file()
    assert run("history", "--html", chart, "import", tmp_path / "e.jsonl").exit_code == 2
    before = ("history", "--db", tmp_path / "third.sqlite", "--project", "P", "--vendor", "V", "--document", "D")
    assert "1 run taken in" in run(*before, "import", tmp_path / "out" / "audit.jsonl").output
    (third,) = history.runs(tmp_path / "third.sqlite")
    assert (third.project, third.vendor, third.document) == ("P", "V", "D")
    monkeypatch.chdir(tmp_path)
    assert run("history", "--db", tmp_path / "fourth.sqlite", "import", tmp_path / "out" / "audit.jsonl").exit_code == 0
    assert history.runs(tmp_path / "fourth.sqlite")[0].project == tmp_path.name


def test_the_report_of_a_recorded_run_is_known_already(tmp_path, monkeypatch):
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "h.sqlite"))
    path = tmp_path / "a.txt"
    path.write_text(CALM, encoding="utf-8")
    assert run("run", path, "--tier", "quick", "--out", tmp_path / "out", "--vendor", "Alpha").exit_code == 0
    again = run("history", "import", tmp_path / "out" / "audit.jsonl", "--vendor", "Alpha")
    assert "0 runs taken in, 1 known already" in again.output


def test_a_history_that_cannot_be_written_does_not_spoil_the_audit(tmp_path, monkeypatch):
    (tmp_path / "h.sqlite").mkdir()
    monkeypatch.setenv("MT_AUDIT_HISTORY", str(tmp_path / "h.sqlite"))
    path = tmp_path / "a.txt"
    path.write_text(CALM, encoding="utf-8")
    result = run("run", path, "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.startswith("mt-audit: not recorded:")
    assert "--no-history" in result.stderr
    assert (tmp_path / "out" / "index.html").is_file()


@pytest.mark.parametrize("error", [OSError("no home"), RuntimeError("no home"), UnicodeError("no UTF-8\nat all")])
def test_nothing_about_the_history_spoils_the_audit(tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(history, "record", fail)
    path = tmp_path / "a.txt"
    path.write_text(CALM, encoding="utf-8")
    result = run("run", path, "--tier", "quick", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.startswith("mt-audit: not recorded: no ")
    assert result.stderr.count("\n") == 1


def test_only_changed_segments_are_asked_again(tmp_path, monkeypatch):
    from audit import marian

    asked = set()
    for name in ("translate", "score"):
        real = getattr(marian.Marian, name)

        def spy(self, texts, *rest, _real=real, **more):
            asked.update(part for text in texts for part in (text if isinstance(text, tuple) else (text,)))
            return _real(self, texts, *rest, **more)

        monkeypatch.setattr(marian.Marian, name, spy)
    monkeypatch.setenv("MT_AUDIT_CACHE", str(tmp_path / "cache.sqlite"))
    path = tmp_path / "a.txt"
    texts = ["Der alte Hafen liegt im Norden.", "Die Brücke wurde im Mai gebaut.", "Am Abend fuhren zwei Schiffe aus."]
    path.write_text("\n".join(texts), encoding="utf-8")
    assert run("run", path, "--out", tmp_path / "out").exit_code == 0
    assert set(texts) <= asked
    asked.clear()
    assert run("run", path, "--out", tmp_path / "out").exit_code == 0
    assert asked == set()
    changed = "Die Brücke wurde im Juni gebaut."
    path.write_text("\n".join([texts[2], changed, texts[0]]), encoding="utf-8")
    assert run("run", path, "--out", tmp_path / "out").exit_code == 0
    assert changed in asked
    assert not {texts[0], texts[2]} & asked
    german = {text for text in asked if text and any(word in text for word in ("Hafen", "Schiffe"))}
    assert german == set()
