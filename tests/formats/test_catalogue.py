"""Gettext catalogues: entries, plural forms, accelerators, lines, and what is no catalogue."""

from pathlib import Path

import pytest

from audit.document import Segment
from audit.errors import AuditError
from audit.formats import read
from audit.formats.catalogue import without_keys
from audit.formats.common import read_text
from audit.report.places import located

HEAD = r"""# Deutsche Texte
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: de_AT\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
ENTRIES = r"""#. What the dog does
#: src/main.c:12
msgid "The dog barks."
msgstr "Der Hund bellt."

#, fuzzy, c-format
#| msgid "Old %s"
msgctxt "menu"
msgid "Delete \"%s\"?\n"
msgstr ""
"„%s“\n"
"\tlöschen?"

#, c-format
msgid "One file"
msgid_plural "%d files"
msgstr[0] "Eine Datei"
msgstr[1] "%d Dateien"

msgid "Rain."
msgstr ""

#~ msgid "Gone."
#~ msgstr "Fort."
"""


def segments(tmp_path: Path, text: str, *, language: str = "de", name: str = "de.po") -> tuple[Segment, ...]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path, language=language).segments


def entry(source: str, target: str) -> str:
    return f'msgid "{source}"\nmsgstr "{target}"\n\n'


def test_entries(tmp_path: Path) -> None:
    assert [(s.id, s.source, s.text, s.line) for s in segments(tmp_path, HEAD + ENTRIES)] == [
        ("The dog barks.", "The dog barks.", "Der Hund bellt.", 11),
        ('menu|Delete "%s"?', 'Delete "%s"?', "„%s“ löschen?", 18),
        ("One file[0]", "One file", "Eine Datei", 24),
        ("One file[1]", "%d files", "%d Dateien", 25),
        ("Rain.", "Rain.", "", 28),
    ]


def test_what_stands_as_it_is_is_found_in_its_line(tmp_path: Path) -> None:
    lines = (HEAD + ENTRIES).split("\n")
    for segment in segments(tmp_path, HEAD + ENTRIES):
        region = located(lines, segment.line, segment.text, 0, len(segment.text))
        assert (region is None) == ("löschen" in segment.text or not segment.text)
        assert region is None or region.text == segment.text


@pytest.mark.parametrize(
    ("header", "forms", "sources"),
    [
        ("nplurals=2; plural=(n > 1);", 2, ["One", "%d"]),
        ("nplurals=2; plural=(n == 1);", 2, ["%d", "One"]),
        ("nplurals=1; plural=0;", 1, ["%d"]),
        ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 ? 1 : 2);", 3, ["One", "%d", "%d"]),
        ("nplurals=2; plural=1/(n-1);", 2, ["One", "%d"]),
        ("nplurals=2; plural=__import__('os');", 2, ["One", "%d"]),
        ("nplurals=2; plural=" + 500 * "(" + "n", 2, ["One", "%d"]),
        ("", 2, ["One", "%d"]),
    ],
)
def test_which_source_a_plural_form_has(tmp_path: Path, header: str, forms: int, sources: list[str]) -> None:
    said = "".join(f'msgstr[{n}] "Text"\n' for n in range(forms))
    text = HEAD.replace("nplurals=2; plural=(n != 1);", header) + f'msgid "One"\nmsgid_plural "%d"\n{said}'
    assert [s.source for s in segments(tmp_path, text)] == sources


@pytest.mark.parametrize(
    ("header", "one", "said", "source"),
    [
        ("(n != 1)", "%d file in %s", "Eine Datei in %s", "1 file in %s"),
        ("(n != 1)", "%(n)d file", "Eine Datei", "1 file"),
        ("(n != 1)", "{count} file", "Eine Datei", "1 file"),
        ("(n != 1)", "%1$ld file", "Eine Datei", "1 file"),
        ("(n != 1)", "%d file", "%d Datei", "%d file"),
        ("(n != 1)", "%d file", "%s Datei", "%d file"),
        ("(n != 1)", "%d file", "", "%d file"),
        ("(n != 1)", "%d of %d files", "Eine Datei", "%d of %d files"),
        ("(n != 1)", "%s file", "Eine Datei", "%s file"),
        ("(n != 1)", "100%% of %d", "100%% davon", "100%% of 1"),
        ("(n > 1)", "%d file", "Eine Datei", "%d file"),
        ("(n%10==1 ? 0 : 1)", "%d file", "Eine Datei", "%d file"),
    ],
)
def test_what_is_said_of_one_alone_may_do_without_the_number(
    tmp_path: Path, header: str, one: str, said: str, source: str
) -> None:
    text = HEAD.replace("(n != 1)", header) + f'msgid "{one}"\nmsgid_plural "%d files"\n'
    found = segments(tmp_path, text + f'msgstr[0] "{said}"\nmsgstr[1] "Dateien"\n')
    assert [s.source for s in found] == [source, "%d files"]


def test_ids_are_unique(tmp_path: Path) -> None:
    long = 30 * "long "
    text = entry("Open", "Öffnen") + 'msgctxt "door"\n' + entry("Open", "Offen") + entry(long + "a", "A")
    found = [s.id for s in segments(tmp_path, text + entry(long + "b", "B") + entry("Open", "Auf"))]
    assert found[:2] == ["Open", "door|Open"]
    assert found[3:] == [f"{found[2]} #2", "Open #2"]
    assert len(found[2]) == 60


def test_characters_at_which_only_some_programs_end_a_line(tmp_path: Path) -> None:
    found = segments(tmp_path, entry("a\u2028b\x0cc", "d\x85e\u00ad") + entry("x", "y"))
    assert [(s.source, s.text, s.line) for s in found] == [("a b c", "d e", 2), ("x", "y", 5)]


@pytest.mark.parametrize(
    ("source", "target", "read"),
    [
        ("&File", "&Datei", ("File", "Datei")),
        ("_File", "_Datei", ("File", "Datei")),
        ("E&xit…", "B&eenden …", ("Exit…", "Beenden …")),
        ("Cu_t", "_Ausschneiden", ("Cut", "Ausschneiden")),
        ("Send _mail", "E-_Mail senden", ("Send mail", "E-Mail senden")),
        ("&Online", "&Online", ("Online", "Online")),
        ("Find && &Replace", "Suchen && &Ersetzen", ("Find && Replace", "Suchen && Ersetzen")),
        ("R&D &list", "F&E, &Liste", ("R&D list", "F&E, Liste")),
    ],
)
def test_accelerators_are_no_text(source: str, target: str, read: tuple[str, str]) -> None:
    assert without_keys(source, target) == read


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("R&D", "F&E"),
        ("AT&T", "AT&T"),
        ("Rock&roll", "Rock&roll"),
        ("Tom & Jerry", "Tom & Jerry"),
        ("Black &amp; white", "Schwarz &amp; weiß"),
        ("&nbsp;Hi", "&nbsp;Hallo"),
        ("http://a.de/?x=a&lang=b", "http://a.de/?x=a&lang=b"),
        ("The file_name", "Der file_name"),
        ("The file_name", "Der datei_name"),
        ("%(file_x)s", "%(datei_y)s"),
        ("{file_name}", "{datei_name}"),
        ("_blank", "_blank"),
        ("__init__", "__init__"),
        ("&File", "Datei"),
        ("&Yes or &no", "&Ja oder nein"),
    ],
)
def test_what_is_no_accelerator_stays(source: str, target: str) -> None:
    assert without_keys(source, target) == (source, target)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "nothing to audit"),
        ("Ein Satz.", r"de\.po, line 1: is no entry of a \.po file"),
        ('msgid "a"\nmsgid "b"\n', "line 2: is no entry"),
        ('msgid "a"\nmsgstr "b"c"\n', "line 2: is no entry"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[x] "c"\n', "line 3: is no entry"),
        ("/etc/hostname", "line 1: is no entry"),
        (HEAD.replace("de_AT", "fr_CH") + entry("a", "b"), "target language is fr_CH, not de; say --language"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(AuditError, match=message) as error:
        segments(tmp_path, text)
    assert "\n" not in str(error.value)


def test_a_language_that_is_no_code_is_not_compared(tmp_path: Path) -> None:
    assert len(segments(tmp_path, HEAD.replace("de_AT", "German") + entry("a", "b"))) == 1


def test_a_template_has_no_translations(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"a\.pot: a template has no translations; give a \.po"):
        segments(tmp_path, ENTRIES, name="a.pot")


BELLS = entry("The dogs hear bells.", "Die Hunde hören „Glocken“ läuten.")


def test_an_old_encoding_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    for header in (HEAD, HEAD.replace("UTF-8", "CHARSET"), ""):
        path.write_bytes((header + BELLS).encode("cp1252"))
        document = read(path, language="de")
        assert document.segments[0].text == "Die Hunde hören „Glocken“ läuten."
        assert "was read as Windows-1252" in document.notes[0]


@pytest.mark.parametrize(
    ("charset", "word"),
    [
        ("ISO-8859-1", "läuten"),
        ("iso-8859-15", "10 €"),
        ("ISO-8859-2", "Dvořák"),
        ("KOI8-R", "Чехов"),
        ("GB2312", "北京"),
    ],
)
def test_the_encoding_is_the_one_that_the_header_declares(tmp_path: Path, charset: str, word: str) -> None:
    path = tmp_path / "de.po"
    text = f"# {word}\n" + HEAD.replace("UTF-8", charset) + entry("Content-Type: text/html; charset=utf-16", word)
    for ends in ("\n", "\r\n"):
        path.write_bytes(text.replace("\n", ends).encode(charset))
        document = read(path, language="de")
        assert [segment.text for segment in document.segments] == [word]
        assert document.notes == ()
        assert read_text(path) == text  # by which findings are placed


@pytest.mark.parametrize(
    ("charset", "data", "said"),
    [
        ("ISO-8859-1", BELLS.encode(), "says charset=ISO-8859-1, but the file is UTF-8"),
        ("ISO-8859-42", BELLS.encode(), "says charset=ISO-8859-42, which is no known encoding"),
        ("base64", BELLS.encode(), "says charset=base64, which is no known encoding"),
        ("ASCII", BELLS.encode(), r"says charset=ASCII, but byte 196 \(line 9\) is none of it"),
        ("EUC-KR", BELLS.encode("cp1252"), r"says charset=EUC-KR, but byte \d+ \(line 9\) is none of it"),
    ],
)
def test_a_wrong_declaration_is_told(tmp_path: Path, charset: str, data: bytes, said: str) -> None:
    path = tmp_path / "de.po"
    path.write_bytes(HEAD.replace("UTF-8", charset).encode() + data)
    with pytest.raises(AuditError, match=rf"de\.po: its header {said}; ") as error:
        read(path, language="de")
    assert "\n" not in str(error.value)
