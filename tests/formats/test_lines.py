"""Plain text with line breaks inside sentences: mails, books, what was copied out of a PDF; and their places."""

import re
import time
from pathlib import Path

import pytest

from audit.document import Segment
from audit.formats import read
from audit.formats.lines import blocks
from audit.report.places import located

MAIL = """\
To: team@example.org
Subject: Re: Treffen

Hallo Anna,
danke für die Nachricht. Ich habe alles gestern an die Leitung der Abteilung
weitergegeben und warte jetzt auf eine Antwort.

On Tue, Mar 12, 2024 at 2:05 PM Anna Muster <anna.muster@example.org>
wrote:
> Hast du schon etwas von ihr gehört? Wir müssten bis Freitag
> wissen, ob das Treffen am Montag stattfindet, weil die Gäste aus
> Hamburg sonst nicht umbuchen.
>
>> Die Leitung will es erst im April abhalten, und zwar in einem
>> anderen Raum.
> Gut.

Gruß
Peter

-- 
Peter Muster
Am Hafen 12
"""  # noqa: W291 -- so a signature begins
BOOK = """\
    Am Morgen stand der alte Mann früh auf und ging zum Hafen
hinunter, wo die Boote lagen. Er hatte schlecht geschlafen.
    »Guten Morgen«, sagte der Junge, der dort seit einer Stunde
saß und die Netze flickte.
    »Guten Morgen«, sagte er.
    Es wurde langsam hell, und von Westen her kam ein leichter
Wind auf.
"""
PRINT = """\
Der Rat der Stadt hat gestern nach langer Bera-
tung beschlossen, den Hafen zu erweitern. Die Ver-
waltung legt bis zum Sommer vor, was es kostet. Die E-Mail-
Adresse des Amtes bleibt, ebenso die Bus-
und Bahnlinien am Hafen.
"""


def segments(tmp_path: Path, text: str) -> tuple[Segment, ...]:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return read(path, language="de").segments


def told(tmp_path: Path, text: str) -> list[tuple[str, int, int]]:
    return [(s.text, s.paragraph, s.line) for s in segments(tmp_path, text)]


def test_a_mail(tmp_path: Path) -> None:
    assert told(tmp_path, MAIL) == [
        ("To: team@example.org", 0, 1),
        ("Subject: Re: Treffen", 1, 2),
        ("Hallo Anna,", 2, 4),
        ("danke für die Nachricht.", 3, 5),
        ("Ich habe alles gestern an die Leitung der Abteilung weitergegeben und warte jetzt auf eine Antwort.", 3, 5),
        ("On Tue, Mar 12, 2024 at 2:05 PM Anna Muster <anna.muster@example.org> wrote:", 4, 8),
        ("Hast du schon etwas von ihr gehört?", 5, 10),
        (
            "Wir müssten bis Freitag wissen, ob das Treffen am Montag stattfindet, weil die Gäste aus Hamburg sonst "
            "nicht umbuchen.",
            5,
            10,
        ),
        ("Die Leitung will es erst im April abhalten, und zwar in einem anderen Raum.", 6, 14),
        ("Gut.", 7, 16),
        ("Gruß", 8, 18),
        ("Peter", 9, 19),
        ("--", 10, 21),
        ("Peter Muster", 11, 22),
        ("Am Hafen 12", 12, 23),
    ]


def test_more_than_is_no_quotation(tmp_path: Path) -> None:
    assert [text for text, _, _ in told(tmp_path, "Haft:\n> 5 Jahre\n> 10 Jahre\n")] == [
        "Haft:",
        "> 5 Jahre",
        "> 10 Jahre",
    ]


def test_paragraphs_begin_with_an_indented_line(tmp_path: Path) -> None:
    assert told(tmp_path, BOOK) == [
        ("Am Morgen stand der alte Mann früh auf und ging zum Hafen hinunter, wo die Boote lagen.", 0, 1),
        ("Er hatte schlecht geschlafen.", 0, 2),
        ("»Guten Morgen«, sagte der Junge, der dort seit einer Stunde saß und die Netze flickte.", 1, 3),
        ("»Guten Morgen«, sagte er.", 2, 5),
        ("Es wurde langsam hell, und von Westen her kam ein leichter Wind auf.", 3, 6),
    ]


@pytest.mark.parametrize(("written", "read_as"), [("er-\nweitern", "erweitern"), ("warm-\nweich", "warm-weich")])
def test_a_single_divided_word_is_one_where_the_dictionary_has_it(tmp_path: Path, written: str, read_as: str) -> None:
    text = (
        f"Der Verein hat im vergangenen Herbst beschlossen, dass er seine Halle {written}\n"
        "mit Möbeln versehen will, und er sucht dafür noch Helfer aus der ganzen Stadt,\n"
        "die am Wochenende Zeit haben und gern mit anpacken.\n"
    )
    assert [one for one, _, _ in told(tmp_path, text)] == [
        f"Der Verein hat im vergangenen Herbst beschlossen, dass er seine Halle {read_as} mit Möbeln versehen will, "
        "und er sucht dafür noch Helfer aus der ganzen Stadt, die am Wochenende Zeit haben und gern mit anpacken."
    ]


def test_divided_words_are_one_and_other_hyphens_stay(tmp_path: Path) -> None:
    assert told(tmp_path, PRINT) == [
        ("Der Rat der Stadt hat gestern nach langer Beratung beschlossen, den Hafen zu erweitern.", 0, 1),
        ("Die Verwaltung legt bis zum Sommer vor, was es kostet.", 0, 2),
        ("Die E-Mail-Adresse des Amtes bleibt, ebenso die Bus- und Bahnlinien am Hafen.", 0, 3),
    ]
    soft = PRINT.replace("Bera-", "Bera\u00ad").replace("Ver-", "Ver\u00ad")
    assert told(tmp_path, soft) == told(tmp_path, PRINT)


def test_one_hyphen_at_a_line_end_belongs_to_its_word(tmp_path: Path) -> None:
    text = "The old man who kept the lighthouse had been a well-\nknown figure in the village for many a year.\n"
    assert [text for text, _, _ in told(tmp_path, text)] == [
        "The old man who kept the lighthouse had been a well-known figure in the village for many a year."
    ]
    book = (text + "\n") * 2 + "\n\n".join(["It was a cold day, and the man who kept it had been up\nsince four."] * 80)
    assert "well-known" in told(tmp_path, book)[0][0]


def test_spaces_that_only_fill_a_line_are_single_ones(tmp_path: Path) -> None:
    text = (
        "Der  Stadtrat  hat  am  Montag  nach langer Aussprache\n"
        "beschlossen,  den  Umbau  der  Kais  noch in   diesem\n"
        "Jahr zu beginnen.\n"
    )
    whole = "Der Stadtrat hat am Montag nach langer Aussprache beschlossen, den Umbau der Kais noch in diesem Jahr zu"
    assert [text for text, _, _ in told(tmp_path, text)] == [f"{whole} beginnen."]
    once = text.replace("   ", " ").replace("  ", " ").replace("am Montag", "am  Montag")
    assert "am  Montag" in told(tmp_path, once)[0][0]  # a slip, to be found


def test_a_title_over_text_and_lines_that_nobody_wrapped_stay(tmp_path: Path) -> None:
    long = "Der Rat hat am Montag lange beraten, ob der Hafen im Sommer umgebaut werden soll, und dann vertagt."
    text = f"Streit um den Hafen der Stadt geht auch im Sommer weiter\n{long} {long}\nKritik aus dem Rat\n{long}\n"
    assert [line for _, _, line in told(tmp_path, text)] == [1, 2, 2, 3, 4]
    mended = MAIL.replace("danke für", f"{long} {long} Und dann\nnoch danke für")
    assert "Und dann noch danke für die Nachricht." in [text for text, _, _ in told(tmp_path, mended)]


@pytest.mark.parametrize("text", [MAIL, BOOK, PRINT, PRINT.replace("Bera-", "Bera\u00ad")])
def test_every_word_has_its_place(tmp_path: Path, text: str) -> None:
    lines = text.split("\n")
    for segment in segments(tmp_path, text):
        at = 0
        for word in segment.text.split():
            at = segment.text.index(word, at)
            region = located(lines, segment.line, segment.text, at, at + len(word))
            assert region is not None
            assert re.sub("(?<!E-Mail)[-\u00ad]\n|\n", "", region.text) == word
            at += len(word)


@pytest.mark.parametrize("text", ["wort " * 200_000, "> " * 500_000, "Bera-\n" * 50_000, "> a b\n" * 50_000])
def test_much_text_is_read_in_time(text: str) -> None:
    begun = time.monotonic()
    blocks(text, "de")
    assert time.monotonic() - begun < 10
