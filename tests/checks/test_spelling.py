"""Spelling: slips in words of the dictionary; names, foreign words and compounds are left alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.spelling import check, correction, is_word
from audit.document import Segment
from audit.finding import Category, Finding
from audit.languages.misspellings import misspelled
from audit.languages.tables import tsv_table
from tests.conftest import assert_in_place


def findings(*texts: str) -> list[tuple[int, Finding]]:
    return list(check([Segment(str(i), text) for i, text in enumerate(texts)]))


WRONG = [
    ("Er hat den Termin veschoben.", "veschoben", "verschoben"),
    ("Das ist nihct wahr.", "nihct", "nicht"),
    ("Sie kommmt morgen.", "kommmt", "kommt"),
    ("Wir konnten das nicht schäffen.", "schäffen", "schaffen"),
    ("Die Regirung hat beschlossen.", "Regirung", "Regierung"),
    ("Er wartete auf die Entscheidnug der Richter.", "Entscheidnug", "Entscheidung"),
    ("Sie lobte die Rettungsmanschaften.", "Rettungsmanschaften", "Rettungsmannschaften"),
    ("Die Straßenverkehrsordung gilt.", "Straßenverkehrsordung", "Straßenverkehrsordnung"),
    ("Die Leichhtathletik hat neue Regeln.", "Leichhtathletik", "Leichtathletik"),  # rare, but in the dictionary
    ("Er ist das scharfste Messer.", "scharfste", "schärfste"),
    # common misspellings, which the dictionaries may have
    ("Das ist nähmlich so.", "nähmlich", "nämlich"),
    ("Die entgültige Fassung liegt vor.", "entgültige", "endgültige"),
    ("Es roch furchbar.", "furchbar", "furchtbar"),
    ("Sie war daran intresiert.", "intresiert", "interessiert"),
    ("Das ist hier der Standart.", "Standart", "Standard"),
    ("Geduld ist die Vorrausetzung dafür.", "Vorrausetzung", "Voraussetzung"),
    ("Vielen Dank im Vorraus.", "Vorraus", "Voraus"),
    ("Die Zahlen wiederspiegeln den Erfolg.", "wiederspiegeln", "widerspiegeln"),
    ("Sie bekam ein Packet aus Wien.", "Packet", "Paket"),
    ("Der Author des Buches schweigt.", "Author", "Autor"),
    ("Die Kinder socialisieren sich.", "socialisieren", "sozialisieren"),
    ("Vorallem im Winter ist es still.", "Vorallem", "Vor allem"),
    # participles with the ending of their infinitive
    ("Der Auftrag wurde gestern ausgeführen.", "ausgeführen", "ausgeführt"),
    ("Das Rad muss ausgewechseln werden.", "ausgewechseln", "ausgewechselt"),
    ("Der Platz ist ausgezeichnen.", "ausgezeichnen", "ausgezeichnet"),
    ("Die Liste der ausgewählen Orte fehlt.", "ausgewählen", "ausgewählten"),
]
RIGHT = [
    "Die Protonierung der Basen und die Protonation der Amine.",  # endings that make new words
    "Die Kristallisierungen, die Segmentatoren und die Strukturalisten.",
    "Der Merkantilismus und der Modularismus.",
    "Die Ölförderanlage und das Öllager brannten.",  # short heads
    "Die Zoologien der Welt, der zwingendste Grund.",
    "Der Mittelstürmer heißt Wellenbergen, der Torwart Hallenburg.",
    "Die Neutralitäts - Debatte geht weiter.",  # a compound, torn apart by a tokeniser
    "Der Preis gilt exkl. Versand.",  # an abbreviation of the table
    "Die Streitkräfteabzugsverhandlungen beginnen.",  # a compound nobody has written before
    "Wolodymyr Selenskyj traf Schwesig in Mamming.",
    "Der Film „Supreme Courtt“ läuft.",
    "Die klimafreundlichere, wiederbesetzte Stelle.",
    "Das Audiomaterial liegt in Christchurch.",
    "Auf der Strasse war es heiss.",  # Swiss
    "Er wußte, daß der Prozeß lange dauert.",  # before 1996
    "Die NATO und das iPhone.",
    "Ein gewerbs- und bandenmäßiger Betrug.",
    "Lorem ipsum dolor sit amet.",
    "Das Paket wiegt 150 pounds und ist 3 feet lang.",  # English, no slip of "sounds" or "fest"
    "Der Film wurde gestern released.",
    "»Wo wohnt er?« frug sie.",  # the past that "fragen" had beside "fragte"
    "Sie postet jeden Tag ein Bild.",  # the dictionary has "posten" alone
    "Author: siehe Impressum.",  # English
    "Der Packet Sniffer liest mit.",
    "Das Lied „Packet Radio“ läuft.",
    "Die Standarte weht, der Vorrat reicht, die Endgeräte entgelten nichts.",
    "Der Schatz wurde ausgegraben, die Bilder sind den Listen beigegeben.",  # their participles are such
    "Die geeigneten, gestrengen Gäste genießen die durchgesickerten Nachrichten.",
    "Sie wiederholt es wider Willen, sieht ihn wieder und widerspricht.",
]


@pytest.mark.parametrize(("text", "word", "better"), WRONG)
def test_a_slip_is_found_and_corrected(text: str, word: str, better: str) -> None:
    ((index, finding),) = findings(text)
    assert (index, finding.text, finding.suggestion) == (0, word, better)
    assert finding.category is Category.MISSPELLING and text[finding.start : finding.end] == word


@pytest.mark.parametrize("text", RIGHT)
def test_right_words_pass(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Their kondensatur is new.", "Der Kondensatur fehlt."),
        ("They call it the Regirung.", "Die Regirung spielt heute."),
        ("The Hauptsahs play tonight.", "Die Hauptsahe spielt heute."),  # another ending
        ("He waits for verschobn.", "Er wartet auf verschobn."),
    ],
)
def test_a_word_of_the_source_is_no_slip(source: str, target: str) -> None:
    given, other = Segment("0", target, source=source), Segment("0", target, source="That is all.")
    assert list(check([other])) and not list(check([given]))


def test_a_proposal_is_no_chain_of_short_words() -> None:
    for name in ("Halliburton", "Christensen", "Glimmerschist", "Nightcrawler"):
        assert correction(name) is None, name


def test_the_table_of_misspellings_holds_wrong_forms_of_right_words() -> None:
    rows = tsv_table("de", "misspellings")
    assert len({wrong for wrong, _ in rows}) == len(rows) >= 150
    for wrong, right in rows:
        assert misspelled(right) is None and misspelled(wrong.removesuffix("*")) == right, wrong
        assert wrong.endswith("*") or all(is_word(word) for word in right.split()), right
    for word in ("wiederum", "widerlich", "Wiedersehen", "Voraus", "Entgelt", "Standarten", "endlich", "Kommissar"):
        assert misspelled(word) is None


def test_a_misspelling_of_the_table_counts_each_time() -> None:
    assert [index for index, _ in findings("Das ist nähmlich wahr.", "Er kam nähmlich.")] == [0, 1]


def test_a_word_that_the_text_uses_twice_is_its_own() -> None:
    assert findings("Die Regirung kam.", "Die Regirung ging.") == []


def test_every_segment_is_read() -> None:
    assert [index for index, _ in findings("Alles gut.", "Das ist nihct wahr.")] == [1]


def test_words_and_corrections() -> None:
    assert is_word("Haustürschlüsselanhänger") and is_word("ausgedünnten") and not is_word("Regirung")
    assert correction("Regirung") == "Regierung" and correction("Xqzw") is None
    assert correction("Schwesigg", noun=False) is None


def test_a_pasted_word_without_end_is_no_word_at_once() -> None:
    started = time.perf_counter()
    assert not is_word("haus" * 4000)
    assert time.perf_counter() - started < 1


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_arbitrary_text_never_raises(text: str) -> None:
    for _, finding in findings(text):
        assert_in_place(finding, text)


@pytest.mark.parametrize("piece", ["nihct ", "Regirungs", "qx", "Die Regirung "])
def test_time_is_linear(piece: str) -> None:
    findings("Das ist nihct wahr.")  # tables are loaded outside the clock
    begun = time.perf_counter()
    findings(piece * (50_000 // len(piece)))
    assert time.perf_counter() - begun < 5
