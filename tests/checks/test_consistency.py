"""One thing in two forms within a document."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.consistency import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity


def findings(*texts: str) -> list[tuple[int, Finding]]:
    segments = [Segment(str(i + 1), text) for i, text in enumerate(texts)]
    return list(check(segments, [Evidence()] * len(segments)))


# texts, index of the flagged segment, flagged text, suggestion, category
FLAGGED = [
    (("Tokajew kam.", "Tokajew sprach.", "Dann ging Tokayev."), 2, "Tokayev", "Tokajew", "entities"),
    (("Lukashenko kam.", "Lukaschenko sprach.", "Lukaschenko ging."), 0, "Lukashenko", "Lukaschenko", "entities"),
    (("Selenskyj kam.", "Selenskij ging.", "Selenskyj blieb."), 1, "Selenskij", "Selenskyj", "entities"),
    (("Das Haus von Tokajew.", "Tokajews Sohn.", "Tokayevs Frau."), 2, "Tokayevs", "Tokajews", "entities"),
    (("Er reiste nach Weißrussland.", "In Belarus schneit es."), 0, "Weißrussland", "Belarus", "terms"),
    (("Peking schweigt.", "Beijing spricht.", "Beijing lacht."), 1, "Beijing", "Peking", "terms"),
    (("Kiew lag still.", "In Kiew schneite es.", "Kyjiw erwacht."), 2, "Kyjiw", "Kiew", "terms"),
    (("Myanmar ist fern.", "Burma ist fern."), 1, "Burma", "Myanmar", "terms"),
    (("Die Türkei ruft.", "Türkiye ruft."), 1, "Türkiye", "Türkei", "terms"),
    (("Mumbai ist groß.", "Bombay ist groß.", "Mumbai wächst."), 1, "Bombay", "Mumbai", "terms"),
    (("Der IWF warnt.", "Der IMF warnt.", "Der IMF droht."), 1, "IMF", "IWF", "terms"),
    (("Der weißrussische Chef.", "Belarus ruft."), 0, "weißrussische", None, "terms"),
    (("Er sprach »so«.", "Er sprach „so“.", "Sie sprach „anders“."), 0, "»so«", None, "typography"),
    (("Bitte wissen Sie das: Wir helfen Ihnen.", "Dann hilft es dir."), 1, "dir", None, "register"),
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
}
CLEAN = [
    ("Tokajew kam.", "Tokajews Sohn ging."),
    ("Belarus ruft.", "Die belarussische Armee kam."),
    ("Kiew und die Kiewer schlafen.", "In Kiew ist Nacht."),
    ("Der Bayer kam.", "Der Bauer ging."),
    ("Die Wirtschaft wächst.", "Die Wirtschaften sind voll."),
    ("Herr Meyer kam.", "Er traf Herrn Schulz."),
    ("„Ich sehe dich“, sagte er.", "Wir danken Ihnen, haben Sie Geduld."),
    ("„Das ist lang.", "Ich sehe dich.", "Und Schluss.“", "Wir danken Ihnen."),
    ("Sie kamen spät.", "Ihr Haus war leer.", "Hilft es dir?"),
    ("Er rief „Halt, ‚Peter‘ kommt“.", "Sie rief „Nein“."),
    ("Markus Söder (CSU) kam.", "Horst Seehofer (CSU) ging."),
    ("Der Internationale Währungsfonds (IWF) warnt.", "Beim Internationalen Währungsfonds (IWF) heißt es."),
    ("Der Iran und der Irak verhandeln.", "Die Iraner und die Iraker auch."),
    ("Putin kam.", "Putins Partei siegte.", "Pulin ist ein Ort."),
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
