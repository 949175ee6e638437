"""HTML to a document: what a reader of the page sees, in which line, and what is left out."""

import time
from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read
from audit.formats.page import page_blocks

PAGE = """<!DOCTYPE html>
<html lang="de"><head><title>Der Hafen</title><style>p { color: red }</style>
<script>if (a < b) document.write("<p>Nein</p>")</script></head>
<body>
<nav><ul><li>Start<li>Kontakt</ul></nav>
<h1>Streit um den <em>Hafen</em></h1>
<p>Die Kräne stehen still. Seit Montag
   &bdquo;geht nichts&ldquo; mehr,<br>sagt die Leitung.
<p>Zwei Schiffe&nbsp;warten.</p>
<ul><li>Erstens: Lohn.
<li><p>Zweitens: Zeit.</p></ul>
<figure><img src="a.png" alt="Nein"><figcaption>Der Hafen am Abend</figcaption></figure>
<table><tr><th>Schiff<td>Die „Anna“ liegt fest.</table>
<pre>kein Text</pre><!-- kein Text -->
<div>Ohne Absatz, aber <b>ein</b> Satz.<div>Noch einer.</div></div>
</body></html>
"""


def segments(tmp_path: Path, text: str, name: str = "a.html") -> list[tuple[str, Kind, int]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return [(s.text, s.kind, s.line) for s in read(path, language="de").segments]


def test_page(tmp_path: Path) -> None:
    assert segments(tmp_path, PAGE) == [
        ("Der Hafen", Kind.HEADING, 2),
        ("Streit um den Hafen", Kind.HEADING, 6),
        ("Die Kräne stehen still.", Kind.SENTENCE, 7),
        ("Seit Montag „geht nichts“ mehr, sagt die Leitung.", Kind.SENTENCE, 7),
        ("Zwei Schiffe warten.", Kind.SENTENCE, 9),
        ("Erstens: Lohn.", Kind.ITEM, 10),
        ("Zweitens: Zeit.", Kind.ITEM, 11),
        ("Der Hafen am Abend", Kind.CAPTION, 12),
        ("Schiff", Kind.HEADING, 13),
        ("Die „Anna“ liegt fest.", Kind.ITEM, 13),
        ("Ohne Absatz, aber ein Satz.", Kind.SENTENCE, 15),
        ("Noch einer.", Kind.SENTENCE, 15),
    ]


def test_an_article_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    around = "<p>Abonnieren Sie uns.</p><article><h2>Titel</h2><p>Der Text.</p></article><p>Mehr davon.</p>"
    assert [text for text, _, _ in segments(tmp_path, around)] == ["Titel", "Der Text."]
    main = f"{around}<main><p>Nur das.</p></main>"
    assert [text for text, _, _ in segments(tmp_path, main, "a.htm")] == ["Nur das."]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Ein Satz",
        "<div><p>Ein Satz</div></p></li>",
        "<P>Ein &#83;atz</P>",
        "<li/>Ein Satz",
        "Ein Satz<p/>",
        "<br>Ein<br/>Satz",
    ],
)
def test_careless_markup(tmp_path: Path, text: str) -> None:
    assert [text for text, _, _ in segments(tmp_path, text)] == ["Ein Satz"]


def test_a_page_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="nothing to audit"):
        segments(tmp_path, "<html><script>x = 1</script><img alt='Nein'></html>")


def test_a_deep_page_is_read(tmp_path: Path) -> None:
    assert [text for text, _, _ in segments(tmp_path, "<div><li><b>" * 20_000 + "Ein Satz")] == ["Ein Satz"]


def test_what_the_page_shows_later_is_read(tmp_path: Path) -> None:
    text = '<p>Davor.</p><div role="tabpanel" hidden><p>Reiter.</p></div><p style="display:none">Mehr.</p>'
    assert [text for text, _, _ in segments(tmp_path, text)] == ["Davor.", "Reiter.", "Mehr."]


def test_what_stands_on_a_line_of_its_own_is_not_joined(tmp_path: Path) -> None:
    text = "<dialog>Fenster.</dialog><center>Mitte.</center><hgroup>Oben.</hgroup><menu>Wahl.</menu>Ende."
    assert [text for text, _, _ in segments(tmp_path, text)] == ["Fenster.", "Mitte.", "Oben.", "Wahl.", "Ende."]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("<p>Der <del>alte</del> <ins>neue</ins> Hafen<del>s</del>.", ["Der neue Hafen."]),
        ("<p>Der Hafen <del>dort</del>, am <b>Meer</b> <del>gelegen</del>.", ["Der Hafen, am Meer."]),
        ("<del><p>Alt.</p><ul><li>Alt.<li>Alt.</ul></del><p>Neu.</p>", ["Neu."]),
        ("<p>Der <del>alte</p><p>Der neue.</p>", ["Der", "Der neue."]),
        ("<ul><li>Der <del><b>alte</b></del> Kran</ul><p>Ja.</p>", ["Der Kran", "Ja."]),
        ("<p>Das <ruby>漢<rp>(</rp><rt>Han</rt><rp>)</rp></ruby>-Zeichen.", ["Das 漢-Zeichen."]),
        ("<p><ruby>漢<rt>kan<rp>)</ruby> und <ruby>字<rt>ji</p><p>Ja.</p>", ["漢 und 字", "Ja."]),
    ],
)
def test_deleted_text_and_readings_are_left_out(tmp_path: Path, text: str, texts: list[str]) -> None:
    assert [text for text, _, _ in segments(tmp_path, text)] == texts


def test_lists_that_are_nested_deep_are_read_in_no_time() -> None:
    begun = time.process_time()
    assert len(page_blocks("<ul><li>a" * 20_000 + "</li></ul>" * 20_000)) == 20_000
    assert time.process_time() - begun < 10


AROUND = """<html><body>
<div><div><a href="/">Start</a></div><div><a href="/p">Politik</a></div><div><a href="/s">Sport</a></div></div>
<h1>Streit um den Hafen</h1><div>Von <a href="/a">Anna Muster</a></div>
<div><span><a href="f">Facebook</a></span> | <span><a href="w">WhatsApp</a></span>
 | <span><a href="m">Mail</a></span></div>
<div>Die Kräne stehen still. Mehr weiß <a href="/m">der Minister</a>.</div>
<p><a href="/i">Lesen Sie hier das Gespräch.</a></p><p><a href="/j">Und hier den Bericht.</a></p>
<p><a href="/k">Hier ist noch mehr.</a></p>
<table><tr><td><a href="1">Anna</a><td><a href="2">Berta</a><td><a href="3">Clara</a></table>
<ul><li><a href="1">Warum die Kräne stehen</a><li><a href="2">Wer im Hafen arbeitet</a><li><a href="3">Chronik</a></ul>
<div><a name="1">Ein Anker</a></div><div><a name="2">ist kein</a></div><div><a name="3">Link</a></div>
<div><a href="i">Impressum</a> <a href="d">Datenschutz</a></div>
</body></html>"""


def test_rows_of_links_are_no_text(tmp_path: Path) -> None:
    article = [
        "Streit um den Hafen",
        "Von Anna Muster",
        "Die Kräne stehen still.",
        "Mehr weiß der Minister.",
        "Lesen Sie hier das Gespräch.",
        "Und hier den Bericht.",
        "Hier ist noch mehr.",
        "Anna",
        "Berta",
        "Clara",
    ]
    further = ["Ein Anker", "ist kein", "Link", "Impressum Datenschutz"]
    assert [text for text, _, _ in segments(tmp_path, AROUND)] == article + further
    # What is marked as the article may hold a list of names.
    listed = ["Warum die Kräne stehen", "Wer im Hafen arbeitet", "Chronik"]
    inside = AROUND.replace("body>", "main>")
    assert [text for text, _, _ in segments(tmp_path, inside)] == article + listed + further


def test_a_page_of_links_is_read(tmp_path: Path) -> None:
    links = "".join(f'<div><a href="{n}">Streit um den Hafen, Teil {n}</a></div>' for n in range(20))
    assert len(segments(tmp_path, f"{links}<p>Alle Rechte vorbehalten.</p>")) == 21
