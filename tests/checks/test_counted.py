"""Nouns in the singular after a number above one, on sentences of our own. German only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.counted import miscounted
from audit.checks.grammar import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Severity
from audit.words import tokens

# sentence, span, suggestion
WRONG = [
    ("Meine Schwester hat zwei Kind.", "zwei Kind", "zwei Kinder"),
    ("Sie besitzen drei Auto und ein Boot.", "drei Auto", "drei Autos"),
    ("Vier junge Frau saßen am Fenster.", "Vier junge Frau", "Vier junge Frauen"),
    ("Auf dem Tisch lagen fünf Buch.", "fünf Buch", "fünf Bücher"),
    ("Er war zehn Jahr krank.", "zehn Jahr", "zehn Jahre"),
    ("Nach drei Monat kam sie zurück.", "drei Monat", "drei Monaten"),
    ("Sie lebt mit zwei Katze in Köln.", "zwei Katze", "zwei Katzen"),
    ("Der Verein baute zwölf kleine Haus.", "zwölf kleine Haus", "zwölf kleine Häuser"),
    ("Wir haben mehrere Stadt besucht.", "mehrere Stadt", "mehrere Städte"),
    ("Leider haben zwei neue Antwort gefehlt.", "zwei neue Antwort", "zwei neue Antworten"),
    ("Es gab mehrere neue Antwort.", "mehrere neue Antwort", "mehrere neue Antworten"),
    ("Sie wohnen in zwei Haus.", "zwei Haus", None),
    ("Die Klinik hat 15 Arzt.", "15 Arzt", "15 Ärzte"),
    ("Sie fand 3 Fehler und 20 falsche Zahl.", "20 falsche Zahl", "20 falsche Zahlen"),
    ("In ein bis zwei Woche ist es fertig.", "zwei Woche", None),
    ("Seit 5 Jahr wohnt er hier.", "5 Jahr", None),
]
RIGHT = [
    # in the plural, or alike in both numbers
    "Zwei Kinder und drei Lehrer kamen mit vier Mädchen.",
    "Wir sahen drei Gebäude, zwei Fenster und fünf Messer.",
    "Sie fand zwei Schlüssel und zwanzig kleine Kuchen.",
    # measures, and what is ordered or counted like them
    "Zwei Meter Stoff, drei Kilo Mehl, fünf Prozent und zehn Grad.",
    "Er trank zwei Bier, drei Glas Wein und vier Kaffee.",
    "Sie kamen mit acht Mann, drei Mal, um vier Uhr.",
    "Das kostet zwei Euro, drei Dollar oder vier Mark.",
    "Sie kaufte zwei Paar Schuhe, drei Dutzend Eier und vier Blatt Papier.",
    "Zwei Drittel der Leute und drei Viertel der Fläche, hundert Stück.",
    "Der Turm ist zehn Fuß hoch und drei Stockwerk breit.",
    "Drei Mann Besatzung und zwanzig Mann an Land.",
    "Er fuhr im zweiten Gang, dann drei Gang höher.",
    # hours, ages, places in a row, names
    "Um drei Training, um fünf Unterricht, ab sechs Party.",
    "Sie wurde mit zwanzig Mutter und mit 30 Chef.",
    "Von neun bis fünf Arbeit, dann Ruhe.",
    "Auf Seite zwei Werbung, im Kapitel drei Krieg.",
    "Die Nummer zwei Europas verlor, Teil 3 Film und Buch.",
    "Am 5. Mai und am 12. Tag, im Jahr 2018 Mitglied.",
    "Mit Windows 10 Version und auf Platz zwei Kanada.",
    "Es gibt eine $90 Gebühr und eine 9:20 Vorstellung.",
    "Nach Absatz 2 Buchstabe b gilt das nicht.",
    "2 Einleitung",
    # compounds that are written apart, and words that go on after the noun
    "Eine zwei Zimmer Wohnung, ein drei Gang Menü und eine fünf Euro Münze.",
    "Die zwei Kind-Eltern-Gruppen treffen sich.",
    "Drei Stadt- und zwei Landkreise sind betroffen.",
    "Er stellte zwei Vertrauen genießende Leute ein.",
    # numbers as people
    "Weil die zwei Hunger haben, essen sie.",
    "Bisher haben drei Interesse gezeigt, und im Mai fanden mehrere Zeit.",
    "Da die drei Freundschaft schlossen, blieb er.",
    "Viele Angst machende Bilder; weil viele Mut haben.",
    "Einige Erfahrung hilft, und einige Zeit verging.",
    # other words of that sound
    "Acht geben, Rat holen und sieben.",
    "Zwei, Kind und Frau, blieben hier; eins zwei drei.",
    "Er sagte zwei; Kind und Frau schwiegen.",
]


@pytest.mark.parametrize(("text", "span", "suggestion"), WRONG)
def test_a_singular_after_a_number_is_found(text: str, span: str, suggestion: str | None) -> None:
    (finding,) = check(Segment("1", text), Evidence())
    assert finding.text == span
    assert suggestion is None or finding.suggestion == suggestion
    assert (finding.category, finding.severity) == (Category.GRAMMAR, Severity.MAJOR)
    assert finding.evidence["rule"] == "count"


@pytest.mark.parametrize("text", RIGHT)
def test_sound_counts_pass(text: str) -> None:
    assert list(miscounted(text, list(tokens(text)))) == []


@pytest.mark.parametrize(("text", "span", "suggestion"), WRONG)
def test_the_correction_is_right_itself(text: str, span: str, suggestion: str | None) -> None:
    (found,) = miscounted(text, list(tokens(text)))
    if found.correction:
        corrected = text[: found.start] + found.correction + text[found.end :]
        assert list(miscounted(corrected, list(tokens(corrected)))) == []


_pieces = st.sampled_from(
    ["zwei ", "Drei ", "15 ", "Kind", "Auto ", "neue ", "mehrere ", ", ", "mit ", "-", "\x00", "😀"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=100), st.lists(_pieces, max_size=30).map("".join)))
def test_places_hold_on_any_text(text: str) -> None:
    for found in miscounted(text, list(tokens(text))):
        assert 0 <= found.start < found.end <= len(text)
        assert found.correction != text[found.start : found.end]


@pytest.mark.parametrize("piece", ["zwei ", "zwei neue ", "drei Auto, ", "5 "])
def test_time_is_linear(piece: str) -> None:
    text = "Er hat zwei Kinder. " + piece * (100_000 // len(piece))
    begun = time.perf_counter()
    list(miscounted(text, list(tokens(text))))
    assert time.perf_counter() - begun < 5
