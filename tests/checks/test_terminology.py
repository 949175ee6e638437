"""A glossary against segments: missing and forbidden terms, their places, and how sure each finding is."""

import pytest

from audit import checks
from audit.checks.terminology import check
from audit.document import Segment
from audit.evidence import Evidence, Word
from audit.finding import Severity
from audit.glossary import load
from tests.conftest import assert_in_place

ROWS = """source,target,forbidden,note
lease,Mietvertrag|Miete,Pacht,housing only
lease agreement,Mietvertrag
artificial intelligence,künstliche Intelligenz
to close,abschließen
mobile phone,Mobiltelefon,Handy
,,Endverbraucher,say Kunde
IT,IT
"""


@pytest.fixture
def glossary(tmp_path):
    (tmp_path / "terms.csv").write_text(ROWS, encoding="utf-8")
    return load([tmp_path / "terms.csv"])


def found(glossary, target, source=None, evidence=None):
    segment = Segment("1", target, source=source)
    return [(f.side, f.text) for f in check(segment, evidence or Evidence(), glossary)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The lease ends.", "Die Mieten enden."),
        ("The leases end.", "Die Mietverträge enden."),
        ("The lease agreement ends.", "Das Ende des Untermietvertrags naht."),
        ("Artificial intelligence helps.", "Mit künstlicher Intelligenz geht es."),
        ("Artificial intelligence helps.", "KI ist Künstliche Intelligenz."),
        ("She wants to close a deal.", "Sie schließt einen Handel ab."),
        ("Tell it to them.", "Sag es ihnen."),  # "it" is no IT
        ("Nothing of that kind.", "Das Handy und die Pacht."),
    ],
)
def test_what_is_right_stays(glossary, source, target):
    assert found(glossary, target, source) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("The lease ends.", "Der Kontrakt endet.", [("source", "lease")]),
        ("The lease agreement ends.", "Die Miete endet.", [("source", "lease agreement")]),
        ("The lease, or a lease, ends.", "Der Kontrakt endet.", [("source", "lease")]),
        ("The leases end.", "Die Pachten enden.", [("target", "Pachten")]),
        ("Mobile phones ring.", "Handys im Handyladen.", [("target", "Handys"), ("target", "Handyladen")]),
        ("Anyone may.", "Jeder Endverbraucher darf.", [("target", "Endverbraucher")]),
        ("IT staff.", "Das Personal.", [("source", "IT")]),
    ],
)  # fmt: skip
def test_what_breaks_the_glossary(glossary, source, target, expected):
    assert found(glossary, target, source) == expected


def test_a_forbidden_word_inside_the_wanted_one_stays(tmp_path):
    (tmp_path / "t.csv").write_text("purchase contract,Kaufvertrag,Vertrag\n", encoding="utf-8")
    glossary = load([tmp_path / "t.csv"])
    assert found(glossary, "Die Kaufverträge gelten.", "The purchase contracts hold.") == []
    assert found(glossary, "Die Verträge gelten.", "The purchase contracts hold.") == [("target", "Verträge")]


def test_the_place_is_what_stands_aligned_with_the_term(glossary):
    source, target = "The lease ends.", "Der Kontrakt endet."
    nothing = {"logprob": -1.0, "boosted": 0.5, "entropy": 1.0, "rank": 0, "alternative": ""}
    evidence = Evidence(
        source=source,
        source_given=True,
        words=tuple(Word(a, b, **nothing) for a, b in ((0, 3), (4, 12), (13, 18))),
        source_words=tuple(Word(a, b, **nothing) for a, b in ((0, 3), (4, 9), (10, 14))),
        links=((0, 0), (1, 1), (2, 2)),
    )
    (finding,) = check(Segment("1", target), evidence, glossary)
    assert (finding.side, finding.text, finding.severity) == ("target", "Kontrakt", Severity.MAJOR)
    assert "'Mietvertrag / Miete'" in finding.message and "'Kontrakt'" in finding.message
    assert "housing only" in finding.message
    assert finding.evidence["term"] == "lease" and "terms.csv, line 2" in finding.evidence["glossary"]


def test_without_a_source_little_is_sure(glossary):
    (alone,) = check(Segment("1", "Das Handy klingelt."), Evidence(), glossary)
    heard = Evidence(source="The mobile phone rings.", back_translation="The mobile phone rings.")
    (banned,) = check(Segment("1", "Das Handy klingelt."), heard, glossary)
    (missing,) = check(Segment("1", "Das Telefon klingelt."), heard, glossary)
    (always,) = check(Segment("1", "Der Endverbraucher zahlt."), Evidence(), glossary)
    assert missing.confidence < alone.confidence < banned.confidence < always.confidence
    assert missing.severity is alone.severity is banned.severity is Severity.MINOR
    assert missing.text == "Das Telefon klingelt."


@pytest.mark.parametrize("text", ["", " ", "…", "a" * 5000, "Handy " * 300, "😀"])
def test_odd_texts_are_no_trouble(glossary, text):
    for finding in check(Segment("1", text, source="A lease. " + text), Evidence(), glossary):
        of = text if finding.side == "target" else "A lease. " + text
        assert_in_place(finding, of)


def test_the_checks_run_it_only_with_a_glossary(glossary):
    segment = Segment("1", "Der Endverbraucher zahlt.")
    (without,) = checks.run([segment], [Evidence()], [()], "de")
    (with_it,) = checks.run([segment], [Evidence()], [()], "de", glossary=glossary)
    assert [f.check for f in with_it if f not in without] == ["terminology"]


def test_other_target_languages_have_glossaries_too(tmp_path):
    (tmp_path / "t.csv").write_text("lease,bail\n", encoding="utf-8")
    glossary = load([tmp_path / "t.csv"], language="xx")
    segment = Segment("1", "Le contrat finit.", source="The lease ends.")
    (own,) = checks.run([segment], [Evidence()], [()], "xx", glossary=glossary)
    assert [f.text for f in own if f.check == "terminology"] == ["lease"]


@pytest.mark.parametrize(
    ("target", "suggestion"),
    [("Das Handy klingelt.", "Mobiltelefon"), ("Die Handys klingeln.", None), ("Ein Handyspiel.", None)],
)
def test_the_wanted_term_is_proposed_where_the_forbidden_one_has_no_ending(glossary, target, suggestion):
    (finding,) = check(Segment("1", target, source="The mobile phone."), Evidence(), glossary)
    assert finding.suggestion == suggestion


@pytest.mark.parametrize(
    ("row", "target", "expected"),
    [
        ("e-mail,E-Mail,Email|eMail", "Die E-Mail und ihre E-Mail-Adresse.", []),
        ("e-mail,E-Mail,Email|eMail", "Alle E-Mails.", []),
        ("e-mail,E-Mail,Email|eMail", "Die Email.", [("Email", "E-Mail")]),
        ("street,Straße,Strasse", "Strassen und Straßen.", [("Strassen", None)]),
        ("user,Nutzer,Benutzer", "Die Benutzer klagen.", [("Benutzer", "Nutzer")]),
        ("user,Nutzer,Benutzer", "Das Benutzerhandbuch.", [("Benutzerhandbuch", None)]),
        ("fuel tank,Kraftstofftank,Tank", "Die Kraftstofftanks und ein Kraftstofftankdeckel.", []),
        ("fuel tank,Kraftstofftank,Tank", "Der Tank.", [("Tank", "Kraftstofftank")]),
        ("contract,Mietvertrag,Verträge", "Die Mietverträge.", []),
    ],
)
def test_a_wanted_wording_that_holds_a_forbidden_one_or_spells_it_otherwise(tmp_path, row, target, expected):
    (tmp_path / "own.csv").write_text(row + "\n", encoding="utf-8")
    found = check(Segment("1", target, source=row.split(",")[0]), Evidence(), load([tmp_path / "own.csv"]))
    assert [(f.text, f.suggestion) for f in found] == expected


@pytest.mark.parametrize(
    ("row", "source", "target", "expected"),
    [
        (
            "value added tax (VAT),Mehrwertsteuer,",
            "The value added tax (VAT) rises.",
            "Alles steigt.",
            ["value added tax"],
        ),
        ("oil,Öl,", "The oil price rises.", "Der Ölpreis steigt.", []),
        ("oil,Öl,", "Crude oil is dear.", "Erdöl ist teuer.", []),
        ("oil,Öl,", "Oil for the games.", "Für Olympia und für Köln.", ["Oil"]),
        ("oil,Öl,Petroleum", "Oil burns.", "Das Petroleum brennt.", ["Petroleum"]),
        ("EU,EU,", "The EU has owls.", "Eulen leben hier.", ["EU"]),
        ("terms,AGB,", "The terms apply.", "Es gelten die AGBs.", []),
        ("terms,AGBs,", "The terms apply.", "Es gilt die AGB.", []),
        ("terms,Bedingungen,AGB", "The terms apply.", "Es gelten die AGBs.", ["AGBs"]),
        ("switch off,deaktivieren,abstellen", "Switch off the device.", "Stellen Sie das Gerät ab.", ["Stellen"]),
        ("switch off,abstellen,", "Switch off the device.", "Stelle das Gerät bitte ab.", []),
        (
            "switch off,deaktivieren,abstellen",
            "Switch off the device.",
            "Er nennt die Stellen ab heute.",
            ["Switch off"],
        ),
    ],
)
def test_short_nouns_acronyms_and_split_verbs(tmp_path, row, source, target, expected):
    (tmp_path / "own.csv").write_text(f"source,target,forbidden\n{row}\n", encoding="utf-8")
    findings = list(check(Segment("1", target, source=source), Evidence(), load([tmp_path / "own.csv"])))
    assert [finding.text for finding in findings] == expected
