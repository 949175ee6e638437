"""Doubled words and phrases."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.duplication import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from tests.conftest import assert_in_place


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


FLAGGED = [
    ("Er sagte, dass dass der Plan gut sei.", "dass dass", "dass", Severity.MINOR),
    ("Er war in Berlin und und in Rom.", "und und", "und", Severity.MINOR),
    ("Der Plan ist ist gut.", "ist ist", "ist", Severity.MINOR),
    ("Er wohnt in in Rom.", "in in", "in", Severity.MINOR),
    ("Das alte alte Haus steht leer.", "alte alte", "alte", Severity.MINOR),
    ("Er hat nicht nicht gelogen.", "nicht nicht", "nicht", Severity.MINOR),
    ("Sie kam auch auch.", "auch auch", "auch", Severity.MINOR),
    ("Dass dass so ist, ist klar.", "Dass dass", "Dass", Severity.MINOR),
    ("Er wohnt in der in der Stadt.", "in der in der", "in der", Severity.MAJOR),
    ("Am Montag Am Montag begann es.", "Am Montag Am Montag", "Am Montag", Severity.MAJOR),
    ("Er fuhr mit dem Zug mit dem Zug.", "mit dem Zug mit dem Zug", "mit dem Zug", Severity.MAJOR),
    ("Das ist von Anfang an von Anfang an klar.", "von Anfang an von Anfang an", "von Anfang an", Severity.MAJOR),
    ("Der Chef sagte Der Chef sagte nichts.", "Der Chef sagte Der Chef sagte", "Der Chef sagte", Severity.MAJOR),
    ("Er hat es getan er hat es getan.", "Er hat es getan er hat es getan", "Er hat es getan", Severity.MAJOR),
    ("Das war oder oder ist so.", "oder oder", "oder", Severity.MINOR),
    ("Sie haben haben das gesehen.", "haben haben", "haben", Severity.MINOR),
    ("Es gilt für  für alle.", "für  für", "für", Severity.MINOR),
]
CLEAN = [
    "Es lohnt sich, von Zeit zu Zeit zu fragen.",
    "Sie ist Tag für Tag für andere da.",
    "Die, die die Wahl gewonnen haben, feiern.",
    "Der, der der Mann ist, kam.",
    "Ich weiß, dass das das Beste ist.",
    "Das ist sehr sehr schön.",
    "Nach und nach kamen sie Tag für Tag.",
    "Er hofft, dass sie sie sieht.",
    "Wenn Sie sie sehen, grüßen Sie sie.",
    "Es war einmal, vor langer, langer Zeit.",
    "Boutros Boutros-Ghali und Sirhan Sirhan in Baden-Baden.",
    "Ha ha ha ha!",
    "1 000 000 und 10 10 10",
    "Er kam und kam und kam nicht an.",
    "Schritt für Schritt, Seite an Seite",
    "Weil sein sein Leben verändert.",
    "Er ging. Er ging wirklich.",
    "Nein, nein, nein!",
    "Sie wollen weg weg von hier.",
    "Die Uhr macht tick tick tack.",
    "Das ist das Haus, in dem dem Gast nichts fehlt.",
    "Es sind Menschen, für die die Arbeit zählt.",
    "Ich weiß, dass die die Wahl gewonnen haben.",
    "Hat der der Frau geholfen? Sah die die Katze?",
    "Ist der der Neue? Sind die die Besten?",
    "Leute, die Waren waren nie billiger.",
    "Wer singt und die die Musik liebt.",
    "Das ähnelt der der letzten Woche, in den die Stadt umgebenden Bergen.",
    "Sie sah die die Stadt umgebenden Berge und den den Gast erwartenden Wirt.",
]


@pytest.mark.parametrize(("target", "text", "suggestion", "severity"), FLAGGED)
def test_flagged(target: str, text: str, suggestion: str, severity: Severity) -> None:
    (finding,) = findings(target)
    assert (finding.text, finding.suggestion, finding.severity) == (text, suggestion, severity)
    assert finding.category is Category.DUPLICATION


@pytest.mark.parametrize("target", CLEAN)
def test_clean(target: str) -> None:
    assert findings(target) == []


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        ("The Wagga Wagga road is closed.", "Die Straße nach Wald Wald ist gesperrt.", 0),
        ("See Hotel Alpha Hotel Alpha for more.", "Siehe Hotel Alpha Hotel Alpha.", 0),
        ("He came came late.", "Er kam kam spät spät.", 1),  # one doubling of two
        ("He came late.", "Er kam kam spät.", 1),
        ("He had had a plan.", "Er hatte hatte einen Plan.", 1),
        ("He came came late, so it is.", "Die, die die Tür sah, sind sind da.", 0),  # what German doubles uses none up
        ("The Wagga Wagga road.", "Er wohnt in der in der Stadt.", 1),  # another length
    ],
)
def test_what_stands_twice_in_the_source_is_meant(source: str, target: str, flagged: int) -> None:
    assert len(findings(target, source)) == flagged


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("They must be healthy and sound.", "Sie müssen gesund und gesund sein.", "gesund und gesund"),
        ("They want training and education.", "Sie wollen Ausbildung und Ausbildung.", "Ausbildung und Ausbildung"),
        ("The babies scream and yell.", "Die Babys schreien und schreien.", "schreien und schreien"),
        ("Keep it safe and secure.", "Bewahren Sie es sicher und sicher auf.", "sicher und sicher"),
        ("Most were wrong or false.", "Die meisten waren falsch oder falsch.", "falsch oder falsch"),
        ("", "Er blieb ruhig und ruhig.", "ruhig und ruhig"),
        # what the source says again, too
        ("They grew larger and larger.", "Sie wurden immer größeren und größeren Druck los.", None),
        ("Copy data and the data of others.", "Kopieren Sie Daten und Daten anderer.", None),
        ("He kept talking.", "Sie reden und reden.", None),
        ("He prayed increasingly.", "Er betete mehr und mehr.", None),
        ("The Navy and Marine Corps agreed.", "Die Marine und Marine Corps stimmten zu.", None),
        # a writer's own
        ("", "Die Preise stiegen höher und höher, für kleinere und kleinere Mengen.", None),
        ("", "Zwischen Mensch und Mensch, nach und nach, redete und redete er.", None),
    ],
)
def test_an_und_between_a_word_and_itself(source: str, target: str, text: str | None) -> None:
    found = findings(target, source)
    assert [finding.text for finding in found] == ([text] if text else [])
    for finding in found:
        assert finding.category is Category.MISTRANSLATION and finding.suggestion is None


_pieces = st.sampled_from(["der ", "die ", "dass ", "in ", "Haus ", ", ", ". ", "  ", "1 ", "\u202e", "😀 ", "\x00"])
_any = st.one_of(st.text(max_size=200), st.lists(_pieces, max_size=40).map("".join))


@settings(deadline=None)
@given(_any, _any)
def test_offsets_hold_on_any_text(target: str, source: str) -> None:
    for finding in findings(target, source):
        text = target if finding.side == "target" else source
        assert 0 <= finding.start < finding.end <= len(text)
        assert_in_place(finding, text)


@pytest.mark.parametrize("unit", ["dass ", "in der ", "a b c d e f ", "a"])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0
