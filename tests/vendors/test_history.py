import csv
import io
import json
import multiprocessing
import os
import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

from audit.errors import AuditError
from audit.report import history as report
from audit.report import jsonl
from audit.vendors import history
from audit.vendors.exchange import export, read_runs
from audit.vendors.trends import trends
from tests.vendors.made import audit, flag, segment

TEXT = "Es kamen 40 Leute."
AUDIT = audit(segment("1", TEXT, flag(TEXT, "40"), score=40.0), segment("2", "Das war alles, was geschah.", score=70.0))


def made(day=1, score=None, *, at=12, **fields):
    time = datetime(2030, 1, day, at, tzinfo=UTC)
    run = history.run_of(AUDIT, **{"project": "p", "vendor": "A"} | fields, at=time)
    return run if score is None else replace(run, score=score)


def test_a_run_comes_back_as_it_went_in(tmp_path):
    run = made()
    assert history.record(tmp_path / "h.sqlite", [run]) == 1
    assert history.runs(tmp_path / "h.sqlite") == [run]
    assert (run.segments, run.major, run.penalty) == (2, 1, 5.0)


def test_filters_and_order(tmp_path):
    path = tmp_path / "h.sqlite"
    history.record(path, [made(3), made(1), made(2, vendor="B"), made(4, project="q")])
    assert [run.at[:10] for run in history.runs(path)] == ["2030-01-01", "2030-01-02", "2030-01-03", "2030-01-04"]
    assert len(history.runs(path, vendor="A", project="p")) == 2
    assert len(history.runs(path, since="2030-01-02T12:00:00+00:00")) == 3
    assert history.runs(tmp_path / "none.sqlite") == []
    assert not (tmp_path / "none.sqlite").exists()


def _write(path, vendor, count):
    for day in range(1, count + 1):
        history.record(path, [made(day, vendor=vendor)])


def test_several_processes_at_once_lose_nothing(tmp_path):
    path = tmp_path / "new" / "h.sqlite"  # nobody has made it yet: the migrations race, too
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, f"v{k}", 25)) for k in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 6
    runs = history.runs(path)
    assert len(runs) == 150
    assert {vendor: sum(run.vendor == vendor for run in runs) for vendor in {run.vendor for run in runs}} == {
        f"v{k}": 25 for k in range(6)
    }


def test_wal_and_the_table_of_migrations(tmp_path):
    path = tmp_path / "h.sqlite"
    history.record(path, [made()])
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        names = [name for (name,) in db.execute("SELECT name FROM migration ORDER BY rowid")]
        assert names == [change.__name__ for change in history.MIGRATIONS]


def test_an_older_file_is_brought_up_to_date_and_keeps_its_runs(tmp_path, monkeypatch):
    path = tmp_path / "h.sqlite"
    with monkeypatch.context() as old:
        old.setattr(history, "MIGRATIONS", history.MIGRATIONS[:1])
        history.record(path, [made(1)])
    history.record(path, [made(2)])
    assert len(history.runs(path)) == 2
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'run_by_time'").fetchone() == (1,)


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    path = tmp_path / "h.sqlite"
    with pytest.raises(AuditError, match="history cannot be used"):
        history.record(path, [made(1), replace(made(2), score=None)])
    assert history.runs(path) == []


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    path = tmp_path / "h.sqlite"
    path.write_text("no database " * 100)
    for use in (lambda: history.record(path, [made()]), lambda: history.runs(path)):
        with pytest.raises(AuditError, match="`history --db`"):
            use()


def test_csv_and_json_lines(tmp_path):
    runs = [made(1), made(2, vendor="=cmd()")]
    export(runs, tmp_path / "r.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0]["score"] == str(runs[0].score)
    assert rows[1]["vendor"] == "'=cmd()"
    export(runs, tmp_path / "r.jsonl")
    assert read_runs(tmp_path / "r.jsonl", project="", vendor="") == runs
    lines = (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "one.json").write_text(json.dumps([json.loads(line) for line in lines]))
    assert read_runs(tmp_path / "one.json", project="", vendor="") == runs


def test_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    export([made(1), made(2)], tmp_path / "r.parquet")
    table = parquet.read_table(tmp_path / "r.parquet")
    assert table.num_rows == 2
    assert table.column("adequacy").to_pylist()[0] == pytest.approx(made().adequacy)


def test_parquet_without_pyarrow_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(AuditError, match=r"mt-audit\[parquet\]"):
        export([made()], tmp_path / "r.parquet")
    assert not (tmp_path / "r.parquet").exists()
    with pytest.raises(AuditError, match=r"\*\.csv, \*\.jsonl, \*\.parquet"):
        export([made()], tmp_path / "r.xls")


def test_an_audit_jsonl_is_a_run_with_the_figures_of_its_summary(tmp_path):
    path = tmp_path / "audit.jsonl"
    path.write_bytes(jsonl.render(AUDIT))
    (run,) = read_runs(path, project="p", vendor="A")
    (again,) = read_runs(path, project="p", vendor="A")
    own = made()
    for name in ("segments", "words", "fluency", "penalty", "penalty_per_1000", "minor", "major", "critical"):
        assert getattr(run, name) == getattr(own, name), name
    assert run.score == pytest.approx(own.score, abs=0.01)
    assert run.adequacy == pytest.approx(own.adequacy, abs=0.01)
    history.record(tmp_path / "h.sqlite", [run])
    assert history.record(tmp_path / "h.sqlite", [again]) == 0


def test_the_report_of_a_recorded_run_is_known_and_tomorrows_is_not(tmp_path):
    db, path = tmp_path / "h.sqlite", tmp_path / "audit.jsonl"
    path.write_bytes(jsonl.render(AUDIT))

    def taken_in(day, hour=12, **fields):
        at = datetime(2030, 1, day, hour, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
        return history.record(db, read_runs(path, **{"project": "p", "vendor": "A"} | fields))

    assert history.record(db, [made(1)]) == 1
    assert history.record(db, [made(1)]) == 0
    assert taken_in(1) == taken_in(1, 20) == 0
    assert taken_in(1, vendor="B") == 1
    assert taken_in(2) == 1
    assert taken_in(2, 14) == 0
    assert history.record(db, [made(2)]) == 0  # exported from where it ran, after its report was taken in
    assert history.record(db, [made(3)]) == 1
    assert history.record(db, [replace(made(3), key=made(3, at=14).key)]) == 1  # run again the same day: that is data


def test_a_file_is_only_read_by_who_only_reads(tmp_path, monkeypatch):
    path = tmp_path / "h.sqlite"
    with monkeypatch.context() as old:
        old.setattr(history, "MIGRATIONS", history.MIGRATIONS[:1])
        history.record(path, [made(1)])
    before = path.read_bytes()
    assert len(history.runs(path)) == 1
    assert path.read_bytes() == before
    (tmp_path / "empty.sqlite").touch()
    assert history.runs(tmp_path / "empty.sqlite") == []
    with pytest.raises(AuditError, match="history cannot be used"):
        history.runs(tmp_path)


def test_one_rule_for_times():
    assert history.utc("2030-01-31") == "2030-01-31T00:00:00+00:00"
    assert history.utc("2030-01-31T12:00:00+02:00") == "2030-01-31T10:00:00+00:00"
    with pytest.raises(ValueError, match="out of range"):
        history.utc("0001-01-01T00:00:00+14:00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", 9999),
        ("score", -1.0),
        ("score", float("nan")),
        ("segments", -3),
        ("segments", 10**30),
        ("machine", 1.5),
        ("penalty", float("inf")),
        ("at", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_the_line(tmp_path, field, value):
    path = tmp_path / "r.jsonl"
    rows = [asdict(made(1)), asdict(made(2)) | {field: value}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(AuditError, match=f"line 2: {field} is"):
        read_runs(path, project="", vendor="")


def test_a_naive_time_is_utc_and_a_name_is_text(tmp_path):
    path = tmp_path / "r.json"
    path.write_text(json.dumps(asdict(made(1)) | {"at": "2030-01-01T12:00:00", "vendor": "A\ud800"}), encoding="utf-8")
    (run,) = read_runs(path, project="", vendor="")
    assert (run.at, run.vendor) == ("2030-01-01T12:00:00+00:00", "A\ufffd")


def test_a_comparison_is_told_from_runs(tmp_path):
    path = tmp_path / "comparison.json"
    path.write_text('{"vendors": [], "pairings": [],\n "rows": []}', encoding="utf-8")
    with pytest.raises(AuditError, match=r"comparison.json: is a comparison, .* history export runs.jsonl"):
        read_runs(path, project="", vendor="")


@pytest.mark.parametrize(
    "content",
    ["[]", "[" * 100_000, "{", "[1]", "{}", '{"findings": [], "target": 3}', '{"key": 1}', '{"a": 1}\n{"b": 2}\n'],
)
def test_what_is_no_run_is_one_line(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(AuditError) as error:
        read_runs(path, project="", vendor="")
    assert "\n" not in str(error.value)
    assert "x.json" in str(error.value)


def test_the_table_shows_the_change_only_between_runs_that_compare(tmp_path):
    same = [made(1, 60.0), made(2, 57.5)]
    (trend,) = trends(same)
    assert trend.change == -2.5
    (trend,) = trends([same[0], replace(same[1], signature="other")])
    assert trend.change is None
    text = report.terminal(same, width=200)
    assert "−2.5" in text
    assert "█▁" in text
    assert "No runs" in report.terminal([], width=80)
    none = report.terminal([], width=80, recorded=same)
    assert "No run matches" in none
    assert "vendor: A" in none


def test_each_document_has_a_trend_and_those_that_ran_once_have_one_together(tmp_path):
    def of(document, *days):
        return [replace(made(day, 50.0 + day), document=document) for day in days]

    runs = sorted(of("a.txt", 1, 3) + of("b.txt", 2, 4) + of("c.txt", 5) + of("d.txt", 6), key=lambda run: run.at)
    made_of = [(trend.document, len(trend.runs), trend.change) for trend in trends(runs)]
    assert made_of == [("2 documents, once each", 2, None), ("a.txt", 2, 2.0), ("b.txt", 2, 2.0)]
    assert len(trends(of("a.txt", 1))) == 1
    assert trends(of("a.txt", 1))[0].document == "a.txt"
    history.record(tmp_path / "h.sqlite", [replace(run, key=f"{k}") for k, run in enumerate(runs)])
    assert [run.at[:10] for run in history.runs(tmp_path / "h.sqlite", document="b.txt")] == [
        "2030-01-02",
        "2030-01-04",
    ]
    assert report.render(runs).decode().count("a.txt") > 3


def test_the_tables_fit_their_width():
    long = [
        replace(made(day), project="a project " * 5, vendor="a vendor " * 5, document="a/document/" * 5, score=100.0)
        for day in range(1, 25)
    ]
    for width in (100, 140):
        lines = report.terminal(long, width=width).splitlines()
        assert max(map(len, lines)) <= width
        assert any(line.endswith("crit/maj/min") for line in lines)
        assert any(line.endswith(tuple("▁▂▃▄▅▆▇█")) for line in lines)


def test_many_series_differ_in_colour_or_pattern():
    assert len({report.style_of(k) for k in range(20)}) == 20
    runs = [made(day, vendor=f"v{k}") for k in range(6) for day in (1, 2)]
    page = report.render(sorted(runs, key=lambda run: run.at)).decode()
    assert 'class="v0 d1"' in page
    assert ".lines .d1" in page


def test_the_page_is_self_contained_and_escapes(tmp_path):
    runs = [made(1, 60.0, vendor="<script>alert(1)</script>"), made(2, 55.0)]
    page = report.render(runs).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<title>") == 1 + 2 * 2
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")
    assert report.render(runs) == report.render(runs)
    assert "No runs recorded" in report.render([]).decode()


def test_charts_are_named_and_their_axes_are_as_large_as_the_page_s_text():
    page = report.render([made(1, 60.0), made(2, 55.0)]).decode()
    names = re.findall(r'<svg [^>]*role="img" aria-label="(.*?)"', page)
    assert names[0] == "Score: 2 runs, 55.0 to 60.0; the tables say each"
    assert len(names) == page.count('role="img"') == 2
    assert "<text" not in page
    assert page.count('class="legend"') == 1
    assert not re.search(r"@media \(prefers-color-scheme", page)  # print is on paper


def test_the_page_says_which_run_was_made_by_what():
    others = replace(made(2, 55.0), signature="mt-audit|v:9|tier:quick")
    page = report.render([made(1, 60.0), others, made(3, 61.0)]).decode()
    listed = re.findall(r'<li><span class="signature">(.*?)</span>', page)
    assert listed == [made(1).signature, others.signature]
    assert re.findall(r'<td class="count">(\d)</td></tr>\n', page) == ["1", "2", "1"]
    alone = report.render([others]).decode()
    assert others.signature in alone
    assert alone.count("Made by") == 1
