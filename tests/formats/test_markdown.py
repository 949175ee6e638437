"""Markdown to a document: what is read, what is left out, the line each sentence stands in."""

import time
from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read
from audit.formats.markdown import markdown_blocks

TEXT = """\
---
title: Nicht lesen
---
# Die *große* Lage

Ein Satz mit **fettem** Wort und [Verweis](https://beispiel.de). Noch ein
Satz über `Code` mit &amp;. Schluss.<br>Neu.

```python
print("nicht lesen")
```

<script>nicht lesen</script>

- Erster Punkt.
- Zweiter Punkt. Er ist lang.

  Ein zweiter Absatz.

1. Gezählt

> Ein Zitat steht hier und endet mit Punkt.

| Kopf | Zahl |
|------|------|
| Zelle eins | 5 |

![Ein Turm](turm.png)

Der Turm am Abend. *(Foto: Muster)*
"""


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    document = read(path, language="de")
    assert [(s.text, s.kind, s.line) for s in document.segments] == [
        ("Die große Lage", Kind.HEADING, 4),
        ("Ein Satz mit fettem Wort und Verweis.", Kind.SENTENCE, 6),
        ("Noch ein Satz über Code mit &.", Kind.SENTENCE, 6),
        ("Schluss.", Kind.SENTENCE, 7),
        ("Neu.", Kind.SENTENCE, 7),
        ("Erster Punkt.", Kind.ITEM, 15),
        ("Zweiter Punkt.", Kind.ITEM, 16),
        ("Er ist lang.", Kind.ITEM, 16),
        ("Ein zweiter Absatz.", Kind.ITEM, 18),
        ("Gezählt", Kind.ITEM, 20),
        ("Ein Zitat steht hier und endet mit Punkt.", Kind.SENTENCE, 22),
        ("Kopf", Kind.HEADING, 24),
        ("Zahl", Kind.HEADING, 24),
        ("Zelle eins", Kind.ITEM, 26),
        ("5", Kind.ITEM, 26),
        ("Ein Turm", Kind.CAPTION, 28),
        ("Der Turm am Abend. (Foto: Muster)", Kind.CAPTION, 30),
    ]
    assert [s.id for s in document.segments] == [str(i + 1) for i in range(17)]
    assert document.segments[1].paragraph == document.segments[4].paragraph == 1


def test_text_within_html_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        'Vorher.\n\n<div class="box">\n<!-- nein\n-->\nEin Satz &amp; <b>Wort</b>.\n</div>\n\nNachher.\n', "utf-8"
    )
    found = [(" ".join(s.text.split()), s.line) for s in read(path, language="de").segments]
    assert found == [("Vorher.", 1), ("Ein Satz & Wort.", 6), ("Nachher.", 9)]


def test_inline_code_is_told_from_words(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('Nutze `print("a  b")` und `Wort`.', encoding="utf-8")
    assert [s.text for s in read(path, language="de").segments] == ['Nutze `print("a  b")` und Wort.']


def test_code_only_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.markdown"
    path.write_text("```\nnur Code\n```\n", encoding="utf-8")
    with pytest.raises(AuditError, match="nothing to audit"):
        read(path, language="de")


def test_pictures_among_words_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Drücke ![Knopf](k.png) und warte. Fertig ist es.", encoding="utf-8")
    assert next(s.text.split() for s in read(path, language="de").segments) == ["Drücke", "und", "warte."]


def test_hostile_markdown_is_read_or_refused_quickly(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    for text in ("[" * 5_000, "> " * 40 + "x", "*a " * 5_000, "---\n" * 3 + "x", "a|b\n-|-\n" + "c|d\n" * 2_000):
        path.write_text(text, encoding="utf-8")
        assert read(path, language="de").segments


def test_a_thematic_break_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n\nEin Satz steht hier.\n\n---\n\nEin anderer folgt.\n", encoding="utf-8")
    assert [(s.text, s.line) for s in read(path, language="de").segments] == [
        ("Ein Satz steht hier.", 3),
        ("Ein anderer folgt.", 7),
    ]


@pytest.mark.parametrize("first", ["title: Nicht", "'title': Nicht", "tags:"])
def test_front_matter_begins_with_a_key(tmp_path: Path, first: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{first}\n\n- eins\n---\nEin Satz.\n", encoding="utf-8")
    assert [s.text for s in read(path, language="de").segments] == ["Ein Satz."]


def test_front_matter_may_be_toml(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('+++\ntitle = "Nicht"\n\n[extra]\n+++\nEin Satz.\n', encoding="utf-8")
    assert [(s.text, s.line) for s in read(path, language="de").segments] == [("Ein Satz.", 6)]
    path.write_text("+++\n\nEin Satz.\n\n+++\n", encoding="utf-8")
    assert "Ein Satz." in [s.text for s in read(path, language="de").segments]


def test_the_box_of_a_task_is_not_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("- [ ] Die Heizung prüfen.\n- [x] Das Dach prüfen.\n\n[ ] steht für offen.\n", encoding="utf-8")
    assert [s.text for s in read(path, language="de").segments] == [
        "Die Heizung prüfen.",
        "Das Dach prüfen.",
        "[ ] steht für offen.",
    ]


def test_a_linked_picture_alone_has_a_caption(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("[![Der Turm am Abend](turm.png)](turm.html)\n\n[Ein Verweis](a.html)\n", encoding="utf-8")
    (picture, link) = read(path, language="de").segments
    assert (picture.text, picture.kind) == ("Der Turm am Abend", Kind.CAPTION)
    assert link.text == "Ein Verweis" and link.kind is not Kind.CAPTION


def test_footnotes_are_read_without_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "noten.md"
    path.write_text(
        "Er kam.[^1] Sie ging[^Anm] nach Hause.\n[^1]: Laut Rat. Und *Amt*.\n[^Anm]: Mittags\n    oder abends.\n\n"
        "[^3]: Wort\n\n    Ein Absatz der Note.\n\n"
        "- Ein Punkt.[^3]\n\n  [^4]: Darin.\n\n`[^1]` bleibt, [^a-z] auch.\n\n    [^5]: Code\n",
        encoding="utf-8",
    )
    assert [(s.text, s.line) for s in read(path, language="de").segments] == [
        ("Er kam.", 1),
        ("Sie ging nach Hause.", 1),
        ("Laut Rat.", 2),
        ("Und Amt.", 2),
        ("Mittags oder abends.", 3),
        ("Wort", 6),
        ("Ein Absatz der Note.", 8),
        ("Ein Punkt.", 10),
        ("Darin.", 12),
        ("`[^1]` bleibt, [^a-z] auch.", 14),
    ]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("Der ~~alte~~ neue <del>*leere*\n</del> <ins>stille</ins> Hafen.", ["Der neue stille Hafen."]),
        ("<del>Der alte</del> Hafen.\n\n~~Alles.~~", ["Hafen."]),
        ("<div>Der <del>alte</del> <ins>neue</ins>.</div>", ["Der neue."]),
        ("Der Hafen ~~dort~~, am *Meer* ~~gelegen~~.", ["Der Hafen, am Meer."]),
        ("<div>Der Hafen <del>dort</del>, am <b>Meer</b> <del>gelegen</del>.</div>", ["Der Hafen, am Meer."]),
        ("Das <ruby>漢<rp>(</rp><rt>Han</rt><rp>)</rp>字<rt>ji</ruby>-Zeichen.", ["Das 漢字-Zeichen."]),
        ("<div><ruby>漢<rt>Han</rt></ruby>-Zeichen.</div>", ["漢-Zeichen."]),
    ],
)
def test_deleted_text_and_readings_are_left_out(tmp_path: Path, text: str, texts: list[str]) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    assert [" ".join(s.text.split("\n")) for s in read(path, language="de").segments] == texts


def test_many_deletions_in_a_paragraph_are_read_in_no_time() -> None:
    begun = time.process_time()
    (block,) = markdown_blocks("~~a~~ b " * 60_000)
    assert block.text == " ".join("b" * 60_000)
    assert time.process_time() - begun < 10


def test_lines_of_containers_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "Eins.\n:::warning Achtung\nZwei ::: drei.\n:::\n\n- vier\n\n  :::: {.x}\n  fünf\n  ::::\n\n"
        "> ::: tip\n> Sechs.\n> :::\n\n```\n::: Code\n```\n",
        encoding="utf-8",
    )
    assert [(s.text, s.line) for s in read(path, language="de").segments] == [
        ("Eins.", 1), ("Zwei ::: drei.", 3), ("vier", 6), ("fünf", 9), ("Sechs.", 13),
    ]  # fmt: skip
