"""Writing: which files, whole or not at all, and the same bytes for the same audit."""

from pathlib import Path

import pytest

from audit import report
from audit.errors import AuditError
from audit.report import jsonl
from audit.result import Audit


def test_writes_each_format_in_the_order_asked(sample: Audit, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    paths = report.write(sample, folder, ["csv", "html", "terminal", "jsonl", "csv"])
    assert [path.name for path in paths] == ["findings.csv", "index.html", "audit.jsonl"]
    assert sorted(folder.iterdir()) == sorted(paths)  # and nothing temporary is left


def test_unknown_format_is_named_and_nothing_is_written(sample: Audit, tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"'pdf'.*html, jsonl, csv, terminal"):
        report.write(sample, tmp_path / "out", ["html", "pdf"])
    assert not (tmp_path / "out").exists()


def test_a_failing_renderer_leaves_the_old_report_as_it_was(
    sample: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("old")

    def fail(_: Audit) -> bytes:
        raise RuntimeError("half way")

    monkeypatch.setattr(jsonl, "render", fail)
    with pytest.raises(RuntimeError):
        report.write(sample, tmp_path, ["html", "jsonl"])
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "old"


def test_a_failing_disk_leaves_the_old_report_and_no_scratch(
    sample: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.html").write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AuditError, match="No space left on device"):
        report.write(sample, tmp_path, ["html"])
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "old"


def test_an_existing_report_is_replaced_and_other_files_stay(sample: Audit, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old " * 100_000)
    (tmp_path / "mine.txt").write_text("keep")
    report.write(sample, tmp_path, ["html"])
    assert (tmp_path / "index.html").read_bytes().endswith(b"</html>\n")
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_folder_that_is_a_file_is_one_clear_error(sample: Audit, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(AuditError, match="taken: cannot write there"):
        report.write(sample, tmp_path / "taken", ["html"])


def test_same_audit_same_bytes(sample: Audit, tmp_path: Path) -> None:
    first = report.write(sample, tmp_path / "a", ["html", "jsonl", "csv"])
    second = report.write(sample, tmp_path / "b", ["html", "jsonl", "csv"])
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
