"""Plain text to a document: ids, kinds, paragraphs, lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.document import Document, Kind, Written
from audit.errors import AuditError
from audit.formats import read, read_lines


def test_article(tmp_path: Path) -> None:
    path = tmp_path / "artikel.txt"
    path.write_text(
        "Rat streitet über Haushalt\r\n\r\nDer Rat tagte lange. Er beschloss nichts.\r\n"
        "Das Rathaus am Abend (Bild: Muster)\r\n\r\n- Brot. Salz.\r\n",
        encoding="utf-8",
    )
    document = read(path, language="de")
    assert (document.name, document.language) == ("artikel.txt", "de")
    assert [(s.id, s.text, s.kind, s.paragraph, s.line) for s in document.segments] == [
        ("1", "Rat streitet über Haushalt", Kind.HEADING, 0, 1),
        ("2", "Der Rat tagte lange.", Kind.SENTENCE, 1, 3),
        ("3", "Er beschloss nichts.", Kind.SENTENCE, 1, 3),
        ("4", "Das Rathaus am Abend (Bild: Muster)", Kind.CAPTION, 2, 4),
        ("5", "Brot.", Kind.ITEM, 3, 6),
        ("6", "Salz.", Kind.ITEM, 3, 6),
    ]
    assert all(s.source is None for s in document.segments)


def test_unknown_suffix_is_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "notiz.log"
    path.write_text("# Kein Markdown. Nur Text.", encoding="utf-8")
    assert [s.text for s in read(path, language="de").segments] == ["# Kein Markdown.", "Nur Text."]


def test_no_character_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "Titel\n\nEr sagte: „Ja.“ Sie ging.\n\n***\n\nAm 3. Mai. 😀\n"
    path.write_text(text, encoding="utf-8")
    joined = "".join(s.text for s in read(path, language="de").segments)
    assert "".join(joined.split()) == "".join(text.split())


def test_what_prints_nothing_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "netz.txt"
    path.write_text(
        "Die Streit\u00adkräfte gehen.\u200b Dann\ufeff geht er.\n\u200b\nEr\u2060 bleibt.", encoding="utf-8"
    )
    assert [(s.text, s.line) for s in read(path, language="de").segments] == [
        ("Die Streitkräfte gehen.", 1),
        ("Dann geht er.", 1),
        ("Er bleibt.", 3),
    ]


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".txt", "Die Ku\u0308che o\u0308ffnet."),
        (".md", "Die Ku\u0308che *o\u0308ffnet*."),
        (".tsv", "source\ttarget\nIt.\tDie Ku\u0308che o\u0308ffnet."),
        (".csv", "target\nDie Ku\u0308che o\u0308ffnet."),
        (".jsonl", '{"target": "Die Ku\\u0308che o\u0308ffnet."}'),
        (".json", '[{"target": "Die Ku\u0308che o\u0308ffnet."}]'),
    ],
)
def test_accents_behind_their_letters_are_read_as_one_with_them(tmp_path: Path, suffix: str, content: str) -> None:
    path = tmp_path / f"zerlegt{suffix}"
    path.write_text(content, encoding="utf-8")
    assert [s.text for s in read(path, language="de").segments] == ["Die Küche öffnet."]


def test_a_row_of_json_is_read_without_what_prints_nothing_and_kept_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "netz.jsonl"
    path.write_text(
        '{"source": "The for\\u00adces.", "target": "Die Streit\\u00adkräfte."}\n{"target": "Ja."}\n', "utf-8"
    )
    first, second = read(path, language="de").segments
    assert (first.source, first.text) == ("The forces.", "Die Streitkräfte.")
    assert first.written == Written("Die Streit\u00adkräfte.", "The for\u00adces.")
    assert (second.text, second.written) == ("Ja.", None)


@pytest.mark.parametrize("reader", [read, read_lines])
def test_a_file_that_prints_nothing_is_refused(tmp_path: Path, reader: Callable[..., Document]) -> None:
    path = tmp_path / "leer.txt"
    path.write_text("\u200b\n", encoding="utf-8")
    with pytest.raises(AuditError, match="nothing to audit"):
        reader(path, language="de")
