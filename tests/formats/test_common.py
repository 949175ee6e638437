"""Bytes to text: every encoding that is read, every file that is refused, in one line that names it."""

import random
from pathlib import Path

import pytest

from audit.errors import AuditError
from audit.formats import read, read_lines
from audit.formats.common import clean, read_text

TEXT = "Über den Bäumen hing Nebel. „Schön“, sagte Änne.\n"


def refused(path: Path) -> str:
    """The message with which reading fails; it is one line that names the file."""
    with pytest.raises(AuditError) as caught:
        read(path, language="de")
    message = str(caught.value)
    assert path.name in message and "\n" not in message
    return message


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode("utf-8"),
        TEXT.replace("\n", "\r").encode("utf-8"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_text(path) == TEXT


def test_stray_control_characters_become_spaces(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Er\x00ging\x07nach\x1bHause.\tUnd\x0cgut.\n")
    assert read_text(path) == "Er ging nach Hause.\tUnd gut.\n"


def test_clean_keeps_the_length() -> None:
    text = "a\x00b\ud800c\x7f\n\td"
    assert clean(text) == "a b\ufffdc \n\td"


@pytest.mark.parametrize("data", [b"", b" \r\n\t \n", b"\xef\xbb\xbf\n", b"\xff\xfe", b"\x00"])
def test_nothing_to_audit(tmp_path: Path, data: bytes) -> None:
    for name in ("a.txt", "a.md", "a.jsonl", "a.tsv"):
        path = tmp_path / name
        path.write_bytes(data)
        assert "nothing to audit" in refused(path)


def test_missing_and_folder(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "fehlt.txt")
    assert "is a folder" in refused(tmp_path)
    with pytest.raises(AuditError, match="cannot be read"):
        read(Path("a\0b.txt"), language="de")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04" + b"x" * 40, "ZIP or Office file"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08\x00abc", "compressed"),
        (b"{\\rtf1 Hallo}", "rich-text"),
        (b"\x00" * 200, "binary"),
        (bytes(range(256)) * 8, "binary"),
        (random.Random(0).randbytes(4096), "binary"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
    ],
)
def test_binary_files(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert what in refused(path)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (TEXT.encode() + "Größe".encode()[:-2] + b" und mehr", "(0xc3, line 2)"),  # damaged UTF-8
        ("Привет, мир. Как дела?".encode("koi8-r"), "byte 0 (0xf0, line 1)"),  # another alphabet
        (b"Hallo " + bytes([0xA4, 0xA5, 0xA6, 0xAC]) * 2 + b" Welt, wie geht es dir heute?", "byte 6"),
        (b"\xff\xfeH", "UTF-16-LE"),
    ],
)
def test_wrong_encoding_names_the_byte(tmp_path: Path, data: bytes, where: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert where in refused(path)


def test_reads_each_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Eins. Zwei.\n\n  Drei \n", encoding="utf-8")
    document = read_lines(path, language="de")
    assert document.name == "a.txt" and document.language == "de"
    assert [(s.id, s.text, s.paragraph, s.line) for s in document.segments] == [
        ("1", "Eins. Zwei.", 0, 1),
        ("2", "Drei", 1, 3),
    ]


def test_a_megabyte_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Der Hund bellt. " * 62_500, encoding="utf-8")
    assert len(read(path, language="de").segments) == 62_500
    path.write_text("wort " * 200_000, encoding="utf-8")
    assert len(read(path, language="de").segments) == 1


def test_lines_are_one_paragraph_until_a_blank_line(tmp_path: Path) -> None:
    """Else no two of them could be one bead: sentences of different paragraphs hardly ever are."""
    path = tmp_path / "lines.txt"
    path.write_text("\nEins.\nZwei.\n\n\nDrei.\n", encoding="utf-8")
    assert [segment.paragraph for segment in read_lines(path, language="de").segments] == [0, 0, 1]
