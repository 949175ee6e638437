"""Plain text to a document: ids, kinds, paragraphs, lines."""

from pathlib import Path

from audit.document import Kind
from audit.formats import read


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
