"""Writing: which files, whole or not at all, and the same bytes for the same audit."""

from pathlib import Path

import pytest

from audit import report
from audit.errors import AuditError
from audit.files import check_free
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
    others = ("mine.txt", *(name for name in report.FILES.values() if name != "index.html"))
    for name in others:  # reports of other programs bear these names, too
        (tmp_path / name).write_text("keep")
    report.write(sample, tmp_path, ["html"])
    assert (tmp_path / "index.html").read_bytes().endswith(b"</html>\n")
    assert all((tmp_path / name).read_text() == "keep" for name in others)


def test_without_a_format_that_is_a_file_nothing_is_touched(sample: Audit, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    for folder in (tmp_path / "new", tmp_path / "taken"):  # no folder could be made of the second
        assert report.write(sample, folder, ["terminal", "github"]) == []
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_cannot_be_written_is_known_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("")
    check_free(tmp_path / "new" / "folder" / "b.txt", [tmp_path / "a.txt"])
    assert not (tmp_path / "new").exists()
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    for path in (tmp_path / "a.txt", tmp_path / "new" / ".." / "a.txt", tmp_path / "link"):
        (tmp_path / "new").mkdir(exist_ok=True)
        with pytest.raises(AuditError, match="would overwrite"):
            check_free(path, [tmp_path / "a.txt"])
    for path in (tmp_path / "a.txt" / "b.txt", tmp_path):
        with pytest.raises(AuditError, match=rf"{path.name}: cannot be written"):
            check_free(path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(AuditError, match=r"b\.txt: cannot be written"):
        check_free(tmp_path / "b.txt")


def test_a_folder_that_is_a_file_is_one_clear_error(sample: Audit, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(AuditError, match=r"taken/index\.html: cannot be written"):
        report.write(sample, tmp_path / "taken", ["html"])


def test_same_audit_same_bytes(sample: Audit, tmp_path: Path) -> None:
    first = report.write(sample, tmp_path / "a", ["html", "jsonl", "csv"])
    second = report.write(sample, tmp_path / "b", ["html", "jsonl", "csv"])
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
