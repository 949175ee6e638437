"""Quotation marks, spaces, dashes, brackets."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.typography import MANY, check, told_once
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from tests.conftest import assert_in_place


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


# target, flagged text, suggestion
FLAGGED = [
    ('Er nannte es „gut" und ging.', '"', "“"),
    ('Er nannte es "gut“ und ging.', '"', "„"),
    ("Er nannte es “gut“ und ging.", "“", "„"),
    ("Der Hund , der bellt, beißt nicht.", " ,", ","),
    ("Er kam,sah und siegte.", ",", ", "),
    ("Er kam. Sie  ging.", "  ", " "),
    ("Er kam.Sie ging.", ".", ". "),
    ("Er kam,, und sie ging.", ",,", ","),
    ("Er kam..", "..", "."),
    ("Er kam., und sie ging.", ".,", "."),
    ("Er kam - und ging.", "-", "–"),
    ("Er kam -- und ging.", "--", "–"),
    ("Das ist Peter's Buch.", "Peter's", "Peters"),
    ("Das ist Hans’s Buch.", "Hans’s", "Hans’"),
    ("Er kam (und ging.", "(", None),
    ("Er kam und] ging.", "]", None),
    ('Das "war es.', '"', "„"),
    ("Der Preis stieg um 5,5% im Mai.", "5,5%", "5,5\u00a0%"),
    ("Sie kennt die „Links“ -Regel nicht.", " -", "-"),
    ("Berlin / Potsdam ist groß.", " / ", "/"),
    ("Drücken Sie Stopp / Pause.", " / ", "/"),
    ("Er kommt heute und / oder morgen.", " / ", "/"),
    ("Freche / laute Gäste", " / ", "/"),
    ("Hallo ,wie geht es dir?", " ,", ", "),
    ("Was ist das??.", "??.", "??"),
    ("Das kam unerwartet!!.", "!!.", "!!"),
    ("Er nannte es „Projekt' und ging.", "'", "“"),
    ("Sie las „Das kleine Boot’.", "’", "“"),
]
# target, the same with all that is proposed
FLAGGED_BY_TWO = [
    ('Er sagte: "Das ist gut."', "Er sagte: „Das ist gut.“"),
    ("Er sagte: “Das ist gut.”", "Er sagte: „Das ist gut.“"),
    ("Er sagte „ja“ und »nein«.", "Er sagte „ja“ und „nein“."),
    ("Er sagte »ja« und „nein“.", "Er sagte »ja« und »nein«."),
    ('Er sagte: „Sie rief "Komm!" und ging.“', "Er sagte: „Sie rief ‚Komm!‘ und ging.“"),
    ("Er sagte: »Sie rief „Komm!“ und ging.«", "Er sagte: »Sie rief ›Komm!‹ und ging.«"),
    ("Er sagte «ja» und „nein“.", "Er sagte «ja» und «nein»."),
    ("Er sagte: ,,Das ist gut.''", "Er sagte: „Das ist gut.“"),
    ("Die (,,kleine'') Lösung galt.", "Die („kleine“) Lösung galt."),
    ("Er fragte „Was ‘soll’ das?“", "Er fragte „Was ‚soll‘ das?“"),
    ("Er fragte: „Was 'soll' das?“", "Er fragte: „Was ‚soll‘ das?“"),
    ("Die Brücke - sie ist neu - wurde gesperrt.", "Die Brücke – sie ist neu – wurde gesperrt."),
    ("Der Turm -- er wankt, sagt man -- steht noch.", "Der Turm – er wankt, sagt man – steht noch."),
]
CLEAN = [
    'Ein <a href="x" class="y">Verweis</a> für 5&nbsp;Euro&mdash;und &lt;b&gt;mehr&lt;/b&gt;.',
    'Nutzen Sie `print("a  b",c)` dafür.',
    'Nutzen Sie print("Hallo Welt") und name="wert" mit {"a": "b"}.',
    "Er sagte: „Das ist gut.“",
    "Er sagte: »Das ist gut.«",
    "Er sagte: «Das ist gut.»",
    "Sie sagte: „Er rief ‚Halt‘ und ging.“",
    "„Das ist der Anfang eines langen Zitats.",
    "Und das ist sein Ende.“",
    'Ein 27"-Bildschirm ist groß.',
    "Die Schraube ist 5'' lang.",
    "Sie aßen bei McDonald's Pommes.",
    "So geht's nicht, 's ist kalt.",
    "Er zögerte ... und ging.",
    "Mehr unter www.beispiel.de/a,b und info@beispiel.de.",
    "z. B. die U.S.-Armee, d.h. das Heer",
    "1) Erstens, a) zweitens :-)",
    "Das Spiel endete 3 - 1.",
    "Er kam – endlich – an.",
    "Ost- und Westdeutschland, U-Bahn, 1990-1995",
    "Wirklich?! Ja!!!",
    "Das kostet 5 % von 3,50 Euro.",
    "Die 5%-Hürde ist 100%ig sicher.",
    "Die „Links“-Regel gilt – und/oder auch nicht.",
    "Nächste Seite / vorherige Seite",
    "Neuer Ordner / Neue Datei",
    "Spenden Sie uns die Hardware / das passende System.",
    "Rock ’n’ Roll ist Hans’ Musik.",
    "(Er kam [und ging].)",
    "Um 12:30 Uhr usw., etc., bzw. nie",
    "„Ich hab' keine Zeit für Hans' Sorgen. Was soll's, sagte ich.",
    "Er arbeitet bei Yahoo!. Was nun?... Ach!...",
    "„Hans' Auto steht in Paris' Mitte.",
    "Die Dateien ,a und `x ,y`.",
    "Der Hund hebt sein ,Ohr‘ und mehr steht in Was kann Linux?.",
    "Preise inkl. MwSt., zzgl. Versand (3. Aufl., 2010), 5 Min., 12 Stk., Tel., Fax, u.a., ggf., max., Mo., Di.",
]


@pytest.mark.parametrize(("target", "text", "suggestion"), FLAGGED)
def test_flagged(target: str, text: str, suggestion: str | None) -> None:
    (finding,) = findings(target)
    assert (finding.text, finding.suggestion, finding.severity) == (text, suggestion, Severity.MINOR)
    assert finding.category in (Category.TYPOGRAPHICAL, Category.WHITESPACE)


@pytest.mark.parametrize("target", CLEAN)
def test_clean(target: str) -> None:
    assert findings(target) == []


def test_an_english_name_of_the_source_keeps_its_apostrophe() -> None:
    german = "Sie sahen Saint Paul’s Cathedral."
    assert findings(german, "They saw Saint Paul's Cathedral.") == []
    assert len(findings(german)) == 1
    assert len(findings("Das ist Peter's Buch.", "That is Peter's book.")) == 1


@pytest.mark.parametrize(("target", "right"), FLAGGED_BY_TWO)
def test_of_a_pair_each_mark_is_a_finding(target: str, right: str) -> None:
    first, last = sorted(findings(target), key=lambda f: f.start)
    assert first.message == last.message
    between = target[first.end : last.start]
    proposed = f"{target[: first.start]}{first.suggestion}{between}{last.suggestion}{target[last.end :]}"
    assert proposed == right
    assert findings(right) == []


def test_what_stands_between_the_marks_of_a_pair_is_still_read() -> None:
    assert sorted(f.text for f in findings('Er rief: "Komm , wir gehen."')) == [" ,", '"', '"']
    assert [f.text for f in findings("Rot - das ist `a - b` und schön.")] == ["-"]


def test_a_suggestion_leaves_nothing_to_flag() -> None:
    for target, _, suggestion in FLAGGED:
        if suggestion is not None:
            (finding,) = findings(target)
            assert findings(target[: finding.start] + suggestion + target[finding.end :]) == []


_pieces = st.sampled_from(
    [
        '"',
        "„",
        "“",
        "”",
        "»",
        "«",
        "'",
        "’",
        "‚",
        "‘",
        "(",
        ")",
        "[",
        "]",
        " ",
        "  ",
        ",",
        ".",
        "-",
        " - ",
        "Wort",
        "wort",
        "Peter's",
        "@",
        "😀",
        "\u202e",
        "www.",
    ]
)
_any = st.one_of(st.text(max_size=200), st.lists(_pieces, max_size=40).map("".join))


def of_document(*texts: str) -> list[list[Finding]]:
    segments = [Segment(str(n), text) for n, text in enumerate(texts, 1)]
    return told_once(segments, [list(check(segment, Evidence())) for segment in segments])


def test_a_habit_is_told_at_its_first_place_with_all_of_them() -> None:
    first, *others, last = of_document("Er kam.", *['"Ja", rief er.'] * MANY, "Er , nicht sie.")
    assert first == []
    (told,) = others[0]
    assert (told.text, told.suggestion) == ('"', "„")
    assert told.message.endswith(f"This is the first of {2 * MANY} such places.")
    assert told.evidence["count"] == 2 * MANY
    assert told.evidence["places"] == [{"segment": str(n + 2), "text": '"'} for n in range(MANY)]
    assert others[1:] == [[]] * (MANY - 1)
    assert [f.text for f in last] == [" ,"]


def test_a_few_marks_and_slips_of_any_number_are_told_one_by_one() -> None:
    assert [len(own) for own in of_document(*['"Ja", rief er.'] * (MANY // 2))] == [2] * (MANY // 2)
    assert [len(own) for own in of_document(*["Er , nicht sie."] * (MANY + 1))] == [1] * (MANY + 1)


def test_a_habit_is_known_wherever_it_is_told() -> None:
    texts = ['"Ja", rief er.'] * MANY
    (told,), (moved,) = of_document(*texts)[0], of_document("Er rief: „Ja.“", 'Er rief laut: "Ja."', *texts)[1]
    assert told.message != moved.message
    assert told.identified(texts[0]).id == moved.identified('Er rief laut: "Ja."').id


@pytest.mark.parametrize(
    ("other", "right"),
    [
        ("Er sagte »nein«.", "»Er sagte ›ja‹.«"),
        ("Er sagte «nein».", "«Er sagte ‹ja›.»"),
        ("Er sagte „nein“.", "„Er sagte ‚ja‘.“"),
        ("Er schwieg.", "„Er sagte ‚ja‘.“"),
    ],
)
def test_proposed_marks_are_those_of_the_document(other: str, right: str) -> None:
    text = "\"Er sagte 'ja'.\""
    own = of_document(text, other)[0]
    for finding in sorted(own, key=lambda f: -f.start):
        assert finding.suggestion is not None and finding.suggestion in finding.message
        text = text[: finding.start] + finding.suggestion + text[finding.end :]
    assert text == right


@settings(deadline=None)
@given(_any, _any)
def test_offsets_hold_on_any_text(target: str, source: str) -> None:
    for finding in findings(target, source):
        text = target if finding.side == "target" else source
        assert 0 <= finding.start < finding.end <= len(text)
        assert_in_place(finding, text)


@pytest.mark.parametrize("unit", ['" ', "„", "„a“ ", "(", "a-", "a@", "' ", "“ ", "  a", "Peter's Buch "])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0
