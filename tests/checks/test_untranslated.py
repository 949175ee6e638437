"""English left in German."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.untranslated import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from tests.conftest import assert_in_place


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


WHOLE = [
    "The talks will go on for some days.",
    "He said that they were not at home.",
    "It was one of the best years of her life.",
    "THE TALKS ARE OVER AND WE ARE ALL TIRED",
    "What do you think about this?",
]
RUNS = [
    ("Die Regierung said that the talks ruhen.", "said that the talks"),
    ("Der Minister sprach about the people im Land.", "about the people"),
    ("Er wollte because of the weather nicht kommen.", "because of the weather"),
    ("Sie haben which were found gestern gekauft.", "which were found"),
    ("Das Haus, however beautiful, ist zu teuer.", "however beautiful"),
    ("Die Leute should remain calm und warten.", "should remain calm"),
    ("Er kam with his brother nach Hause.", "with his brother"),
    ("Am Ende waren years of hard work verloren.", "years of hard work"),
]
CLEAN = [
    "Die Serie „The Walking Dead“ läuft weiter.",
    "Game of Thrones gewann viele Preise.",
    "Das berichtet die South China Morning Post.",
    "Der Podcast ist online und sehr cool.",
    "Made in Germany ist ein Siegel.",
    "Das ist state of the art und open source.",
    "Im Song „All You Need Is Love“ geht es um Liebe.",
    "Er war in der Stadt, also kam er an die Bar.",
    "Die USA, die UN und die NATO tagen in New York.",
    "Mehr unter https://www.example.com/this-is-the-way",
    "Lord of the Rings",
    "United States of America",
    "Der Lockdown war hart, das Homeoffice auch.",
    "Das Meeting mit dem CEO war um 10 Uhr.",
    "Man sah die Bank an der Wand.",
    "Ja.",
    "12 345 % & @",
    "Das Team trainiert auf dem Campus der University of Oxford.",
]
COPIED = [
    ("Talks with the government are going on.", "Talks with the government are going on."),
    ("heavy rain caused damage", "heavy rain caused damage"),
    ("Settings", "Settings"),
    ("Save", "Save"),
    ("Delete files…", "Delete files…"),
]


@pytest.mark.parametrize("target", WHOLE)
def test_an_english_segment_is_critical(target: str) -> None:
    (finding,) = findings(target)
    assert (finding.text, finding.severity, finding.category) == (target, Severity.CRITICAL, Category.UNTRANSLATED)


@pytest.mark.parametrize(("target", "text"), RUNS)
def test_an_english_run_is_major(target: str, text: str) -> None:
    (finding,) = findings(target)
    assert (finding.text, finding.severity, finding.category) == (text, Severity.MAJOR, Category.UNTRANSLATED)


@pytest.mark.parametrize("target", CLEAN)
def test_names_titles_and_loans_are_clean(target: str) -> None:
    assert findings(target) == []


@pytest.mark.parametrize(("source", "target"), COPIED)
def test_a_copied_source_is_critical(source: str, target: str) -> None:
    (finding,) = findings(target, source)
    assert finding.text == target and finding.severity is Severity.CRITICAL


EQUAL = ["Angela Merkel, Berlin 2015", "x = f(y); return z", "Ja, das ist gut so."]
EQUAL += ["Download", "Login", "Computer", "Baker", "Software-Update", "DELETE", "Text", "Save the Children", "…", "!"]


@pytest.mark.parametrize("text", EQUAL)
def test_a_rightly_equal_source_is_clean(text: str) -> None:
    assert findings(text, text) == []


def test_a_label_needs_the_source() -> None:
    assert findings("Settings") == []
    assert findings("Save", "Sichern") == []


def test_a_single_copied_word_needs_the_source() -> None:
    target, source = "Die Armee wirkt sehr disheartened.", "The army looks very disheartened."
    assert findings(target) == []
    assert [f.text for f in findings(target, source)] == ["disheartened"]


@pytest.mark.parametrize(
    ("target", "source", "word"),
    [
        ("Die police sperrte die Straße.", "The police closed the road.", "police"),  # in dictionaries of German
        ("Der airline's Sprecher schwieg.", "The airline's spokesman kept silent.", "airline's"),
        ("Es gab einen one-week Streik.", "There was a one-week strike.", "one-week"),
    ],
)
def test_a_copied_word_is_flagged_whatever_dictionaries_say(target: str, source: str, word: str) -> None:
    assert [f.text for f in findings(target, source)] == [word]


@pytest.mark.parametrize(
    ("target", "source"),
    [
        ("Es ist eine invasive Art.", "It is an invasive species."),
        ("Das war eine miserable Woche.", "That was a miserable week."),
        ("Er kam online an eine Karte.", "He got a ticket online."),
        ("Es ist warm, und der Wind weht.", "It is warm, and the wind blows."),
    ],
)
def test_a_word_that_both_languages_write_alike_is_clean(target: str, source: str) -> None:
    assert findings(target, source) == []


def test_language_share() -> None:
    from audit.languages.guess import language_share, looks_english

    german, english = language_share("Der Hund ist nicht bei uns, aber die Katze.")
    assert german > 0.4 > english
    assert language_share("") == (0.0, 0.0)
    assert looks_english("This is not what they wanted.")
    assert not looks_english("Das ist nicht, was sie wollten.")


_pieces = st.sampled_from(
    [
        "the ",
        "of ",
        "and ",
        "which ",
        "people ",
        "Haus ",
        "der ",
        "und ",
        "@",
        "`",
        "<",
        '"',
        "„",
        "“",
        "Game ",
        "\u202e",
        "😀",
        "\x00",
        "www.",
    ]
)
_any = st.one_of(st.text(max_size=200), st.lists(_pieces, max_size=40).map("".join))


@settings(deadline=None)
@given(_any, _any)
def test_offsets_hold_on_any_text(target: str, source: str) -> None:
    for finding in findings(target, source):
        text = target if finding.side == "target" else source
        assert 0 <= finding.start < finding.end <= len(text)
        assert_in_place(finding, text)


@pytest.mark.parametrize("unit", ["the ", "the people ", "a@", "`", "<a", "Haus ", "a"])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Er sitzt im board of directors der Firma.", "board of directors"),
        ("Das ist very nice.", "very nice"),
        ("Der Chef sagte the deal is off.", "the deal is off"),
    ],
)
def test_words_that_no_german_text_has_in_small_letters(text: str, span: str) -> None:
    assert [f.text for f in findings(text)] == [span]


FOREIGN = [
    ("Le gouvernement a annoncé une nouvelle loi pour les villes.", "French"),
    ("El gobierno ha anunciado una nueva ley para las ciudades.", "Spanish"),
    ("Il governo ha annunciato una nuova legge per le città della regione.", "Italian"),
    ("O governo anunciou uma nova lei para as cidades do norte.", "Portuguese"),
    ("De regering heeft een nieuwe wet voor de steden aangekondigd.", "Dutch"),
    ("Rząd ogłosił nową ustawę i nie jest to dobre dla miast.", "Polish"),
    ("Regeringen har meddelat en ny lag för städerna och byarna.", "Swedish"),
    ("Правительство объявило новый закон для городов.", "in another script"),
    ("政府宣布了一项适用于各个城市的新法律，人们感到非常惊讶。", "in another script"),
]


@pytest.mark.parametrize(("text", "language"), FOREIGN)
def test_another_language_is_named(text: str, language: str) -> None:
    (finding,) = findings(text)
    assert (finding.text, finding.severity) == (text, Severity.CRITICAL)
    assert finding.message == f"The segment is {language}, not German."


def test_a_run_of_another_language_is_not_called_english() -> None:
    (french,) = findings("Er sagte le monde est pour nous und ging.")
    assert french.message == "„pour nous“ is not German."
    (english,) = findings("Er sagte that the talks will go on.")
    assert english.message.endswith("is English.")
