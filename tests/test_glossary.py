"""Reading glossaries: the formats as tools write them, what is refused, and speed with very many terms."""

import time

import pytest

from audit.errors import AuditError
from audit.glossary import Term, load
from audit.inflection import clues, keys, places

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
  <conceptEntry id="c1"><!-- a comment -->
    <langSec xml:lang="en"><termSec><term>lease</term></termSec></langSec>
    <langSec xml:lang="de-DE">
      <termSec><term>Pacht</term>
        <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
      <termSec><term>Miete</term></termSec>
      <termSec><term>Mietvertrag</term>
        <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
    </langSec>
    <langSec xml:lang="fr"><termSec><term>bail</term></termSec></langSec>
  </conceptEntry>
</body></text></tbx>"""
DCT = """<tbx style="dct" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
  <conceptEntry id="7"><langSec xml:lang="en"><termSec><term>valve</term></termSec></langSec>
  <langSec xml:lang="de"><termSec><term>Hahn</term><min:administrativeStatus>supersededTerm-admn-sts
  </min:administrativeStatus></termSec><termSec><term>Ventil</term></termSec></langSec></conceptEntry>
</body></text></tbx>"""
MARTIF = """<?xml version='1.0'?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
  <termEntry id="t1"><langSet xml:lang="en-GB"><tig><term>flat <hi>rate</hi></term></tig></langSet>
  <langSet xml:lang="de"><ntig><termGrp><term>Pauschale</term></termGrp></ntig></langSet></termEntry>
</body></text></martif>"""


def terms(tmp_path, text, name="terms.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load([path]).terms


def short(found):
    return [(term.source, term.wanted, term.forbidden, term.note) for term in found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "lease,Mietvertrag|Miete,Pacht,housing only\n"),
        ("a.csv", "\ufeffSource,Target,Forbidden,Note\nlease,Mietvertrag|Miete,Pacht,housing only\n"),
        ("a.csv", "note;forbidden;target;source\nhousing only;Pacht;Mietvertrag | Miete;lease\n"),
        ("a.tsv", "lease\tMietvertrag|Miete\tPacht\thousing only\r\n\r\n"),
        ("a.csv", '"lease","Mietvertrag|Miete","Pacht","housing only"\n\n'),
        ("a.csv", "lease,Mietvertrag,Pacht,housing only\nlease,Miete\n"),
        ("a.csv", "sep=;\nsource;target;forbidden;note\nlease;Mietvertrag|Miete;Pacht;housing only\n"),
        ("a.csv", "source;target;forbidden;note;;\nlease;Mietvertrag|Miete;Pacht;housing only;;\n"),
        ("a.csv", "lease,Miet\u00advertrag|Miete,Pacht,housing only\n"),
        ("a.csv", "lease (UK),Mietvertrag (befristet)|Miete,Pacht (Land),housing only\n"),
    ],
)
def test_tables(tmp_path, name, text):
    assert short(terms(tmp_path, text, name)) == [("lease", ("Mietvertrag", "Miete"), ("Pacht",), "housing only")]


def test_an_abbreviation_in_brackets_is_another_wording(tmp_path):
    found = terms(
        tmp_path, "value added tax (VAT),Mehrwertsteuer (MwSt.)\nboot [UK],Kofferraum\nclass (x) one,Klasse\n"
    )
    assert [(term.source, term.wanted) for term in found] == [
        ("value added tax", ("Mehrwertsteuer", "MwSt.")),
        ("VAT", ("Mehrwertsteuer", "MwSt.")),
        ("boot", ("Kofferraum",)),
        ("class (x) one", ("Klasse",)),
    ]


def test_places_of_terms_are_named(tmp_path):
    (_, term) = terms(tmp_path, "a,b\n\nlease,Miete\n")
    assert term.where.endswith("terms.csv, line 3")


def test_what_one_row_wants_no_other_forbids(tmp_path):
    assert short(terms(tmp_path, "lease,Miete\nlease,Mietvertrag,Miete\n")) == [
        ("lease", ("Miete", "Mietvertrag"), (), "")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TBX, [("lease", ("Mietvertrag", "Miete"), ("Pacht",), "")]),
        (DCT, [("valve", ("Ventil",), ("Hahn",), "")]),
        (MARTIF, [("flat rate", ("Pauschale",), (), "")]),
    ],
)
def test_termbases(tmp_path, text, expected):
    assert short(terms(tmp_path, text, "terms.tbx")) == expected


BOMB = """<?xml version="1.0"?><!DOCTYPE martif [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><martif>&b;</martif>"""
FILE = """<?xml version="1.0"?><!DOCTYPE martif [<!ENTITY f SYSTEM "file:///etc/passwd">]><martif>&f;</martif>"""


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.tbx", BOMB, "entities"),
        ("a.tbx", FILE, "entities"),
        ("a.tbx", "<martif><text>", "not well-formed"),
        ("a.tbx", "lease,Miete", "not well-formed"),
        ("a.tbx", "<martif/>", "no terms from en to de"),
        ("a.tbx", TBX.replace('"en"', '"it"'), "no terms from en to de"),
        ("a.csv", "lease\n", "line 1: has 1 column;"),
        ("a.csv", "lease,Miete\nvalve,\n", "line 2: needs"),
        ("a.csv", "lease,Miete\nvalve,…\n", "line 2: '…' holds no word"),
        ("a.csv", "a,b,c,d,e\n", "line 1: has 5 columns"),
        ("a.csv", "source,target,remark\nlease,Miete,x\n", "'remark'"),
        ("a.csv", "Ausgangsterm;Zielterm;Status\nlease;Miete;bevorzugt\n", "line 1: column 'Ausgangsterm' is unknown"),
        ("a.csv", "en-US,de-DE\nlease,Miete\n", "line 1: column 'en-US' is unknown"),
        ("a.csv", "source_term,target_term\nlease,Miete\n", "line 1: column 'source_term' is unknown"),
        ("a.csv", "lease,Miete; Pacht\n", r"line 1: 'Miete; Pacht' holds a semicolon; put \| between"),
        ("a.csv", "sep=;\nlease;Miete\nvalve;\n", "line 3: needs"),
        ("a.csv", 'lease,"Miete\n', "not valid CSV"),
        ("a.csv", "source,target\n", "holds no terms"),
        ("a.csv", "lease," + "x" * 200_000 + "\n", "not valid CSV"),
        ("a.csv", "  \n", "no text"),
        ("a.csv", "\x00\x01\x02\x03\x04\x05,\x00\x00", "binary"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path, name, text, says):
    with pytest.raises(AuditError, match=says) as error:
        terms(tmp_path, text, name)
    assert name in str(error.value) and "\n" not in str(error.value) and "/etc/passwd" not in str(error.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(AuditError, match=r"missing\.csv: no such file"):
        load([tmp_path / "missing.csv"])


def test_the_digest_is_that_of_the_content(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n")
    (tmp_path / "b.csv").write_text("a,b\n")
    (tmp_path / "c.csv").write_text("a,c\n")
    one, same, other = (load([tmp_path / f"{name}.csv"]).digest for name in "abc")
    assert one == same != other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The leases and the flat rates end.", ["lease", "flat rate"]),
        ("IT staff say it fails.", ["IT"]),
        ("A lease agreement ends.", ["lease agreement"]),
        ("Flat, rate and released.", ["rate"]),
        ("Send e-mails.", ["e-mail"]),
        ("", []),
    ],
)
def test_source_terms_in_a_text(tmp_path, text, expected):
    path = tmp_path / "terms.csv"
    path.write_text("lease,Miete\nlease agreement,Mietvertrag\nflat rate,Pauschale\nrate,Satz\nIT,IT\ne-mail,E-Mail\n")
    assert [hit.term.source for hit in load([path]).hits(text)] == expected


def test_of_overlapping_terms_the_longest_counts_wherever_it_begins(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("red cat,A\ncat food dish,B\ndish cloth,C\ncloth,D\n")
    assert [hit.term.source for hit in load([path]).hits("The red cat food dish cloth.")] == ["cat food dish", "cloth"]


@pytest.mark.parametrize(
    ("wording", "text", "expected"),
    [
        ("Vertrag", "Die Verträge gelten.", "Verträge"),
        ("Vertrag", "Der Kaufvertrags-Entwurf liegt vor.", "Kaufvertrags-Entwurf"),
        ("E-Mail", "Die Emailadresse fehlt.", "Emailadresse"),
        ("rote Karte", "Bei roter oder gelber Karte ist Schluss.", "roter oder gelber Karte"),
        ("künstliche Intelligenz", "Die Intelligenz ist künstlich.", None),
        ("abschließen", "Sie schließt den Vertrag ab.", "schließt"),
        ("abschließen", "Der Vertrag wurde abgeschlossen.", "abgeschlossen"),
        ("abschließen", "Sie schließt die Tür.", None),
        ("Rad", "Im Radio lief Musik.", None),
        ("Not", "Sie machte Notizen.", None),
        ("Bank", "", None),
    ],
)
def test_wordings_inflected_and_in_compounds(wording, text, expected):
    found = [text[place.start : place.end] for place in places(wording, text, "de")]
    assert found == ([] if expected is None else [expected])
    assert expected is None or keys(wording, "de") & clues(text, "de")


def test_fifty_thousand_terms_are_no_slower_than_fifty(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("".join(f"term{n} part,Teil{n},Falschteil{n}\n" for n in range(50_000)))
    start = time.perf_counter()
    glossary = load([path])
    sentences = [f"Here stands term{n} part, number {n}." for n in range(1000)]
    assert [len(glossary.hits(text)) for text in sentences] == [1] * 1000
    assert len(glossary.suspects("Hier steht das Falschteil77 im Satz.")) >= 1
    assert time.perf_counter() - start < 20


def test_terms_are_values():
    assert Term("a", ("b",), (), "", "x") == Term("a", ("b",), (), "", "x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Der Hund bellt laut, die Katze schläft ein.\n", "line 1: .* is a sentence, not a term"),
        ("lease,Miete\ncar,Auto|Wagen,Wagen\n", "line 2: 'Wagen' is both wanted and forbidden"),
        ("Englisch;Deutsch;Verboten\nlease;Miete;Pacht\n", "line 1: column 'Englisch' is unknown; name the columns"),
    ],
)
def test_what_is_no_glossary_is_refused(tmp_path, text, message):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(AuditError, match=message):
        load([tmp_path / "a.csv"])


def test_languages_may_be_terms_below_a_header(tmp_path):
    (tmp_path / "a.csv").write_text("source,target\nGerman,Deutsch\nInc.,Co.\n", encoding="utf-8")
    assert [term.source for term in load([tmp_path / "a.csv"]).terms] == ["German", "Inc."]
