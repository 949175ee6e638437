"""TSV to a document."""

from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "paare.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("header", ["", "source\ttarget\n", "Source\tTarget\n"])
def test_rows(tmp_path: Path, header: str) -> None:
    path = write(tmp_path, header + "He left. She stayed.\tEr ging. Sie blieb.\n\n\tNur deutsch\nOnly English\t\n")
    first = 2 if header else 1
    assert [(s.id, s.text, s.kind, s.paragraph, s.line, s.source) for s in read(path, language="de").segments] == [
        ("1", "Er ging. Sie blieb.", Kind.ROW, 0, first, "He left. She stayed."),
        ("2", "Nur deutsch", Kind.ROW, 1, first + 2, None),
        ("3", "", Kind.ROW, 2, first + 3, "Only English"),
    ]


@pytest.mark.parametrize(("line", "count"), [("Nur eine Spalte", "1 column"), ("a\tb\tc", "3 columns")])
def test_other_numbers_of_columns_are_named(tmp_path: Path, line: str, count: str) -> None:
    with pytest.raises(AuditError, match=f"paare.tsv, line 2: {count}"):
        read(write(tmp_path, f"a\tb\n{line}\n"), language="de")


def test_a_header_alone_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="nothing to audit"):
        read(write(tmp_path, "source\ttarget\n"), language="de")


def test_a_header_may_stand_after_a_blank_line(tmp_path: Path) -> None:
    (segment,) = read(write(tmp_path, "\nsource\ttarget\nHe left.\tEr ging.\n"), language="de").segments
    assert (segment.id, segment.text, segment.line) == ("1", "Er ging.", 3)
