"""One thing in two forms within a document."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.consistency import check
from audit.document import Segment
from audit.evidence import Evidence, Word
from audit.finding import Category, Finding, Severity
from audit.words import tokens


def findings(*texts: str) -> list[tuple[int, Finding]]:
    segments = [Segment(str(i + 1), text) for i, text in enumerate(texts)]
    return list(check(segments, [Evidence()] * len(segments)))


# texts, index of the flagged segment, flagged text, suggestion, category
FLAGGED = [
    (("Tokajew kam.", "Tokajew sprach.", "Dann ging Tokayev."), 2, "Tokayev", "Tokajew", "entities"),
    (("Lukashenko kam.", "Lukaschenko sprach.", "Lukaschenko ging."), 0, "Lukashenko", "Lukaschenko", "entities"),
    (("Selenskyj kam.", "Selenskij ging.", "Selenskyj blieb."), 1, "Selenskij", "Selenskyj", "entities"),
    (("Kowalczyk kam.", "Kowalzcyk sprach.", "Kowalczyk ging."), 1, "Kowalzcyk", "Kowalczyk", "entities"),
    (("Das Haus von Tokajew.", "Tokajews Sohn.", "Tokayevs Frau."), 2, "Tokayevs", "Tokajews", "entities"),
    (("Er reiste nach Weißrussland.", "In Belarus schneit es."), 0, "Weißrussland", "Belarus", "terms"),
    (("Peking schweigt.", "Beijing spricht.", "Beijing lacht."), 1, "Beijing", "Peking", "terms"),
    (("Kiew lag still.", "In Kiew schneite es.", "Kyjiw erwacht."), 2, "Kyjiw", "Kiew", "terms"),
    (("Myanmar ist fern.", "Burma ist fern."), 1, "Burma", "Myanmar", "terms"),
    (("Die Türkei ruft.", "Türkiye ruft."), 1, "Türkiye", "Türkei", "terms"),
    (("Mumbai ist groß.", "Bombay ist groß.", "Mumbai wächst."), 1, "Bombay", "Mumbai", "terms"),
    (("Der IWF warnt.", "Der IMF warnt.", "Der IMF droht."), 1, "IMF", "IWF", "terms"),
    (("Der weißrussische Chef.", "Belarus ruft."), 0, "weißrussische", None, "terms"),
    (("Er sprach »so«.", "Er sprach „so“.", "Sie sprach „anders“."), 0, "»", None, "typography"),
    (("Lesen Sie das.", "Dann hilft es dir.", "Heben Sie es auf."), 1, "dir", None, "register"),
    (("Nimm dein Gerät.", "Dann hilft es dir.", "Öffnen Sie es."), 2, "Sie", None, "register"),
    (("Nimm dein Gerät.", "Dann hilft es dir.", "Hier stehen Ihre Daten."), 2, "Ihre", None, "register"),
    (("Bitte wissen Sie das: Wir helfen Ihnen.", "Dann hilft es dir."), 1, "dir", None, "register"),
    (("Lesen Sie das.", "Wir danken euch.", "Heben Sie es auf."), 1, "euch", None, "register"),
    (("Lesen Sie das.", "Hier sind eure Karten.", "Heben Sie es auf."), 1, "eure", None, "register"),
    (("Wähle eine Datei aus.", "Klicken Sie auf Weiter.", "Danken Sie ihr."), 0, "Wähle", None, "register"),
    (("Lesen Sie das.", "2. Drücke auf den Knopf.", "Heben Sie es auf."), 1, "Drücke", None, "register"),
    (("Lesen Sie das.", "Fertig? Bitte gib das Kennwort ein.", "Hier warten Sie."), 1, "gib", None, "register"),
    (("Es waren 10.000 Leute.", "Er hat 12.500 Euro.", "Es kamen 20 000 Gäste."), 2, "20 000", None, "locale"),
    (("Um 14.30 Uhr kam er.", "Um 15.00 Uhr ging er.", "Um 16:30 Uhr schlief er."), 2, "16:30", None, "locale"),
    (("Es sind 5 Prozent.", "Es waren 7 Prozent.", "Nun sind es 9 %."), 2, "9 %", None, "locale"),
    (("Er sagte, dass er kommt.", "Sie muss gehen.", "Er glaubt, daß es regnet."), 2, "daß", None, "spelling"),
    (("Die große Reise.", "Er hieß anders.", "Das war ein grosser Erfolg."), 2, "grosser", None, "spelling"),
    (
        ("Die Weltgesundheitsorganisation (WHO) warnt.", "Die Weltgesundheitsbehörde (WHO) prüft."),
        1,
        "Weltgesundheitsbehörde",
        "Weltgesundheitsorganisation",
        "terms",
    ),
]
CATEGORY = {
    "entities": Category.INCONSISTENT_ENTITIES,
    "terms": Category.TERMINOLOGY,
    "typography": Category.TYPOGRAPHICAL,
    "register": Category.REGISTER,
    "locale": Category.LOCALE_VIOLATION,
    "spelling": Category.MISSPELLING,
}
CLEAN = [
    ("Er wußte, daß es regnet.", "Der Prozeß mußte warten."),  # old throughout
    ("Das war ein grosser Erfolg.", "Er hiess anders."),  # Swiss throughout
    ("Herr Strasser aus Giessen kam.", "Die große Reise."),  # names keep their spelling
    ("Im Jahr 2000 kamen 300 Gäste.", "Es waren 10.000 Leute."),
    ("Tokajew kam.", "Tokajews Sohn ging."),
    ("Belarus ruft.", "Die belarussische Armee kam."),
    ("Kiew und die Kiewer schlafen.", "In Kiew ist Nacht."),
    ("Der Bayer kam.", "Der Bauer ging."),
    ("Die Wirtschaft wächst.", "Die Wirtschaften sind voll."),
    ("Herr Meyer kam.", "Er traf Herrn Schulz."),
    ("„Ich sehe dich“, sagte er.", "Wir danken Ihnen, haben Sie Geduld."),
    ("„Das ist lang.", "Ich sehe dich.", "Und Schluss.“", "Wir danken Ihnen."),
    ("Sie kamen spät.", "Ihr Haus war leer.", "Hilft es dir?"),
    ("»Das ist lang.", "Ich sehe dich.", "Und Schluss.«", "Wir danken Ihnen."),
    ("Die beiden sind per Du.", "Er bot ihr das Du an.", "Wir danken Ihnen, haben Sie Geduld."),
    ("Ach, du liebe Zeit!", "Wie du mir, so ich dir.", "Wir danken Ihnen, haben Sie Geduld."),
    ("Er ging mir nichts, dir nichts.", "O du stille Nacht!", "Wir danken Ihnen, haben Sie Geduld."),
    ("Auf Du und Du mit der Technik.", "Beim Du bleiben sie.", "Wir danken Ihnen, haben Sie Geduld."),
    ("Euer Ehren, ich danke Ihnen.", "Eure Majestät, sehen Sie?", "Bitte warten Sie."),
    (
        "Öffne die Datei …",
        "Öffne Datei.",
        "Entferne die Pakete...",
        "Bitte warten Sie.",
    ),  # a program tells what it does
    ("Siehe auch Seite 3.", "Folge 3 beginnt.", "Ich wähle die Farbe.", "Bitte warten Sie."),
    ("Man nehme ein Ei.", "Es lebe der Sport!", "Er sagte, ich nehme das Brot.", "Bitte warten Sie."),
    ("Er rief „Halt, ‚Peter‘ kommt“.", "Sie rief „Nein“."),
    ("Markus Söder (CSU) kam.", "Horst Seehofer (CSU) ging."),
    ("Der Internationale Währungsfonds (IWF) warnt.", "Beim Internationalen Währungsfonds (IWF) heißt es."),
    ("Der Iran und der Irak verhandeln.", "Die Iraner und die Iraker auch."),
    ("Putin kam.", "Putins Partei siegte.", "Pulin ist ein Ort."),
    ("Alexandre Wiesner kam.", "Alexander Weisner ging."),
    ("Marat kam.", "Marta ging."),
    ("Al-Kaida wirkt.", "Die KI wirkt auch."),
    (),
    ("", " "),
]


@pytest.mark.parametrize(("texts", "index", "text", "suggestion", "category"), FLAGGED)
def test_two_forms(texts: tuple[str, ...], index: int, text: str, suggestion: str | None, category: str) -> None:
    ((place, finding),) = findings(*texts)
    assert (place, finding.text, finding.suggestion) == (index, text, suggestion)
    assert (finding.category, finding.severity) == (CATEGORY[category], Severity.MINOR)
    assert len(finding.evidence["variants"]) == 2
    assert {"segment": str(index + 1), "text": text} in finding.evidence["places"]


@pytest.mark.parametrize("texts", CLEAN)
def test_one_form(texts: tuple[str, ...]) -> None:
    assert findings(*texts) == []


_pieces = st.sampled_from(
    [
        "Tokajew ",
        "Tokayev ",
        "Kiew ",
        "Kyjiw ",
        "„",
        "“",
        '"',
        "»",
        "«",
        "du ",
        "haben Sie ",
        "Ein Wort (EW) ",
        "😀",
        "\x00",
    ]
)
_text = st.one_of(st.text(max_size=100), st.lists(_pieces, max_size=20).map("".join))


@settings(deadline=None)
@given(st.lists(_text, max_size=6))
def test_offsets_hold_on_any_document(texts: list[str]) -> None:
    for index, finding in findings(*texts):
        assert finding.start < finding.end
        assert texts[index][finding.start : finding.end] == finding.text


@pytest.mark.parametrize("unit", ["Tokajew Tokayev ", "„a“ ", "„", "A", "Ein Wort (EW) ", '" '])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0


def linked(text: str, source: str, *pairs: tuple[int, int]) -> tuple[Segment, Evidence]:
    """A segment whose words are linked to those of its source by their indices."""
    words, others = (tuple(Word(t.start, t.end, 0.0, 1.0, 0.0, 0, "") for t in tokens(each)) for each in (text, source))
    evidence = Evidence(source=source, source_given=True, words=words, source_words=others, links=pairs)
    return Segment("1", text, source=source), evidence


COMMITTEE = [
    linked("Der Ausschuss tagt.", "The committee meets.", (1, 1)),
    linked("Heute tagt der Ausschuss.", "Today the committee meets.", (3, 2)),
    linked("Das Komitee tagt.", "The committee meets.", (1, 1)),
]


def test_one_term_in_two_renderings() -> None:
    four = [*COMMITTEE, linked("Der Ausschuss schweigt.", "The committee is silent.", (1, 1))]
    ((index, finding),) = check([s for s, _ in four], [e for _, e in four])
    assert (index, finding.text, finding.suggestion) == (2, "Komitee", "Ausschuss")
    assert finding.evidence["variants"] == {"Ausschuss": 3, "Komitee": 1}


def test_a_word_that_goes_one_way_here_and_another_there_is_no_term() -> None:
    ways = [("Die Leute schweigen.", 1), ("Die Menschen schweigen.", 1)] * 2
    rows = [linked(text, "The people are silent.", (1, place)) for text, place in ways]
    assert list(check([s for s, _ in rows], [e for _, e in rows])) == []


def test_renderings_need_a_source_four_uses_and_unlike_nouns() -> None:
    assert list(check([s for s, _ in COMMITTEE], [e for _, e in COMMITTEE])) == []
    compound = [*COMMITTEE[:2], linked("Der Sonderausschuss tagt.", "The committee meets.", (1, 1))] * 2
    assert list(check([s for s, _ in compound], [e for _, e in compound])) == []
    guessed = [(s, replace(e, source_given=False)) for s, e in COMMITTEE * 2]
    assert list(check([s for s, _ in guessed], [e for _, e in guessed])) == []


def test_marks_that_are_wrong_in_any_case_are_no_second_style() -> None:
    assert findings('Er sprach "so".', "Er sprach „so“.", "Sie rief “anders”.") == []


def test_a_quotation_that_nobody_closes_ends_all_the_same() -> None:
    texts = ("„Das ist lang.", *["Ein Satz steht hier."] * 10, "Wir danken Ihnen.", "Ich sehe dich.")
    assert [(index, f.text) for index, f in findings(*texts) if f.category is Category.REGISTER] == [(12, "dich")]
