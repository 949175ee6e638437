"""Names lost and replaced."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.names import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from tests.conftest import assert_in_place


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


MISSING = [
    ("He went to mainland Spain.", "Er reiste auf das Festland.", "Spain"),
    ("They say that Tehran had asked him.", "Sie sagen, die Regierung habe ihn gebeten.", "Tehran"),
    ("The talks with Tokayev went on.", "Die Gespräche gingen weiter.", "Tokayev"),
    ("She works in Munich today.", "Sie arbeitet heute dort.", "Munich"),
    ("He met Kassym Tokayev there some years ago.", "Er traf den Präsidenten dort.", "Kassym Tokayev"),
    ("The troops left Kharkiv yesterday.", "Die Truppen zogen gestern ab.", "Kharkiv"),
    ("They come from Kazakhstan now.", "Sie kommen nun aus dem Norden.", "Kazakhstan"),
    ("The vote is on Sunday at noon.", "Die Abstimmung ist mittags.", "Sunday"),
    ("It will open in March again.", "Es öffnet wieder.", "March"),
    ("The rules of the EU apply here.", "Die Regeln gelten hier.", "EU"),
    ("A U.N. report was read there.", "Ein Bericht der Vereinigten Staaten wurde unter Beifall verlesen.", "U.N"),
    ("He spoke at the UN today.", "Er sprach heute in den USA und anderswo.", "UN"),
    ("We are open on Friday, as ever.", "Wir haben wie immer offen, Frau Mai.", "Friday"),
    ("The vote is on June 5 at noon.", "Die Wahl ist am 5.7. um 12 Uhr.", "June"),
    ("They cycled to the Vosges today.", "Sie radelten heute in die Berge.", "Vosges"),
]
REPLACED = [
    ("The speech of Angela Merkel was long.", "Die Rede von Greta Merkel war lang.", "Greta", "Angela"),
    (
        "The talks with Lukashenko went on.",
        "Die Gespräche mit Saakaschwili gingen weiter.",
        "Saakaschwili",
        "Lukashenko",
    ),
    ("He praised Zelensky for it.", "Er lobte dafür Janukowytsch.", "Janukowytsch", "Zelensky"),
    ("The letter of Tokayev is long.", "Der Brief von Mirsijojew ist lang.", "Mirsijojew", "Tokayev"),
    ("The speech of Obama was long.", "Die Rede von Sarkozy war lang.", "Sarkozy", "Obama"),
    # a name that begins the sentence, on either side
    ("Lukashenko thanked them.", "Janukowytsch dankte ihnen.", "Janukowytsch", "Lukashenko"),
    # a part of a name, told by the part beside it, even where the first name would have done
    ("He met Angela Merkel there.", "Er traf dort Helmut Merkel.", "Helmut", "Angela"),
    ("The mayor of San Diego resigned.", "Die Bürgermeisterin von San Antonio trat zurück.", "Antonio", "Diego"),
    # a name that dictionaries know
    ("The letter came from Peter today.", "Der Brief kam heute von David.", "David", "Peter"),
    ("She was born in Japan.", "Sie wurde in China geboren.", "China", "Japan"),
    # an acronym that gave way to a name
    ("The interview with CNN was short.", "Das Interview mit Berlusconi war kurz.", "Berlusconi", "CNN"),
    # in a short sentence that is mostly names
    (
        "The minister met Angela Merkel in Paris on July 4.",
        "Der Minister traf Angela Scholz am 4. Juli in Paris.",
        "Scholz",
        "Merkel",
    ),
    # one of two places
    (
        "Tokayev came late; they waited for Tokayev.",
        "Tokajew kam spät; man wartete auf Saakaschwili.",
        "Saakaschwili",
        "Tokayev",
    ),
]
CLEAN = [
    ("The router manages 1 Gbps or 300Mbps.", "Der Router schafft 1.000 Mbit/s oder 300 Mbit/s."),
    ("The price of LNG fell to 8 a cubic foot.", "Der Preis von Flüssigerdgas fiel auf 8 je Kubikfuß."),
    ("Then Thunberg was called the Joan of the climate.", "Dann nannte man Greta Thunberg die Heldin des Klimas."),
    ("He went to mainland Spain.", "Er reiste auf das spanische Festland."),
    ("People wait at sea in Greece.", "Man wartet auf griechischer Seite am Meer."),
    ("Infections came into the UK.", "Ansteckungen kamen ins Vereinte Königreich."),
    ("They say that Tehran had asked him.", "Sie sagen, die iranische Regierung habe ihn gebeten."),
    ("They protest against Beijing today.", "Sie protestieren heute gegen die chinesische Regierung."),
    ("He flew to Munich and Moscow.", "Er flog nach München und Moskau."),
    ("The talks with Lukashenko went on.", "Die Gespräche mit Lukaschenko gingen weiter."),
    ("The talks with Tokayev went on.", "Die Gespräche mit Tokajew gingen weiter."),
    ("He met Mikhail Khodorkovsky there.", "Er traf dort Michail Chodorkowski."),
    ("The King of Jordan came.", "Der König von Jordanien kam."),
    ("The party of Merkel won.", "Die Merkel-Partei gewann."),
    ("The forces of the UN left.", "Die Truppen der Vereinten Nationen zogen ab."),
    ("The U.N. Security Council met.", "Der Weltsicherheitsrat trat zusammen."),
    ("The aid of the UN is late.", "Die VN-Hilfe kommt spät."),
    ("A ruling of the Supreme Court is due.", "Ein Urteil des Obersten Gerichtshofs steht aus."),
    ("The Prime Minister spoke.", "Der Regierungschef sprach."),
    ("He met Barack Obama there.", "Er traf dort Obama."),
    ("Police Arrest Tokayev Brother In London", "Polizei nimmt Bruder fest"),
    ("The vote is on Sunday.", "Die Abstimmung ist am Sonntag."),
    ("The US and the UK agreed.", "Die Vereinigten Staaten und Großbritannien stimmten zu."),
    ("Exports to China and France rose.", "Die Ausfuhren nach China und in die französische Republik stiegen."),
    ("The home of Zelensky's parents", "Das Haus von Selenskyjs Eltern"),
    ("I think I'm late, said the Captain.", "Ich glaube, ich bin spät dran, sagte der Kapitän."),
    ("Tokayev left.", "Er ging."),
    ("The Germans and the Dutch won.", "Die Deutschen und die Niederländer siegten."),
    ("Earlier, Mr Blair said no.", "Tony Blair hatte vorher nein gesagt."),  # a first name for a title
    ("His office said on Friday that he agrees.", "Laut Johnsons Büro stimmt er zu, hieß es am Freitag."),
    ("Ships passed the South China Sea.", "Schiffe durchfuhren das Südchinesische Meer."),
    ("Rocks from Mars and Martian dust came.", "Es kamen Steine und Staub vom Mars."),
    ("Pope Francis spoke in Rome.", "Papst Franziskus sprach in Rom."),
    ("The paper of the CPC is long.", "Das Papier der KPCh ist lang."),
    ("Moses went up to the mountain.", "Mose stieg auf den Berg."),
    ("We are open from Monday to Friday.", "Wir haben Mo.–Fr. geöffnet."),
    ("Come on Tuesday or Thursday at 9.", "Kommen Sie Di, Do 9 Uhr."),
    ("The report is due by January 5.", "Der Bericht ist bis zum 5. Jan. fällig."),
    ("Please reply by 12 April.", "Bitte antworten Sie bis zum 12.04."),
    ("Use Ctrl+Alt+Del to log in.", "Mit Strg+Alt+Entf melden Sie sich an."),
    ("The rules of the German Civil Code apply.", "Es gilt das BGB."),
    ("They swam in Lake Constance and the English Channel.", "Sie schwammen im Bodensee und im Ärmelkanal."),
]


@pytest.mark.parametrize(("source", "target", "name"), MISSING)
def test_a_missing_name_is_major(source: str, target: str, name: str) -> None:
    (finding,) = findings(target, source)
    assert (finding.side, finding.text, finding.severity) == ("source", name, Severity.MAJOR)
    assert finding.category is Category.INCONSISTENT_ENTITIES


@pytest.mark.parametrize(("source", "target", "name", "right"), REPLACED)
def test_another_name_is_critical(source: str, target: str, name: str, right: str) -> None:
    (finding,) = findings(target, source)
    assert (finding.text, finding.severity, finding.suggestion) == (name, Severity.CRITICAL, right)


@pytest.mark.parametrize(("source", "target"), CLEAN)
def test_names_in_german_form_are_clean(source: str, target: str) -> None:
    assert findings(target, source) == []


def test_a_noun_that_is_somewhere_a_name_is_no_stranger() -> None:
    source, target = "The guards left Smith at the gate.", "Die Wachen ließen Miller am Tor zurück."
    assert [finding.text for finding in findings(target, source)] == ["Miller"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("They asked the Gondrians for help.", "Sie baten die Gondrier um Hilfe."),
        ("He rules over Belmaria today.", "Er herrscht heute über Belmarien."),
        ("The town fears the Varks now.", "Die Stadt fürchtet nun die Varken."),
        ("The letter was sent by Frederick of Denmark.", "Der Brief kam von Friedrich aus Dänemark."),
        ("The map follows Ptolemy here.", "Die Karte folgt hier Ptolemäus."),
    ],
)
def test_german_endings_of_peoples_lands_and_rulers(source: str, target: str) -> None:
    assert findings(target, source) == []


def test_the_exonym_table_is_large_and_sound() -> None:
    from audit.languages.tables import tsv_table

    rows = tsv_table("de", "exonyms")
    assert len(rows) >= 150 and len({r[0] for r in rows}) == len(rows)
    assert all(len(r) >= 2 and all(r) for r in rows)


def test_a_back_translation_is_not_trusted() -> None:
    assert list(check(Segment("1", "Er kam."), Evidence(source="He came to Munich."))) == []


_pieces = st.sampled_from(
    [
        "Merkel ",
        "Obama ",
        "the ",
        "of ",
        "Tokayev ",
        "Haus ",
        ". ",
        "'s ",
        "-",
        "\u202e",
        "😀",
        "\x00",
        "UN ",
        "Munich ",
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


@pytest.mark.parametrize("unit", ["Merkel ", "the Tokayev ", "A", "a"])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0


@pytest.mark.parametrize(
    ("source", "target", "text", "suggestion", "category"),
    [
        ("The meeting is in March.", "Die Sitzung ist im Mai.", "Mai", "März", Category.MISTRANSLATION),
        (
            "We meet on Tuesday at noon.",
            "Wir treffen uns am Donnerstag.",
            "Donnerstag",
            "Dienstag",
            Category.MISTRANSLATION,
        ),
        (
            "It opens on Saturday evening.",
            "Es öffnet am Sonntagabend.",
            "Sonntagabend",
            "Samstagabend",
            Category.MISTRANSLATION,
        ),
        ("He moved to Vienna.", "Er zog nach Venedig.", "Venedig", "Wien", Category.INCONSISTENT_ENTITIES),
        ("He lives in Iran.", "Er lebt im Irak.", "Irak", "Iran", Category.INCONSISTENT_ENTITIES),
        (
            "The Swiss army came.",
            "Die schwedische Armee kam.",
            "schwedische",
            "Schweizer",
            Category.INCONSISTENT_ENTITIES,
        ),
        (
            "The French team won.",
            "Das belgische Team siegte.",
            "belgische",
            "französische",
            Category.INCONSISTENT_ENTITIES,
        ),
        ("He flew to Austria.", "Er flog nach Australien.", "Australien", None, Category.INCONSISTENT_ENTITIES),
    ],
)
def test_another_german_name_is_marked_where_it_stands(source, target, text, suggestion, category):
    (finding,) = findings(target, source)
    assert (finding.text, finding.suggestion, finding.category) == (text, suggestion, category)
    assert (finding.side, finding.severity) == ("target", Severity.CRITICAL)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("We meet on Saturday.", "Wir treffen uns am Sonnabend."),
        ("He paid 5 Swiss francs.", "Er zahlte 5 Schweizer Franken."),
        ("It may rain in May.", "Es kann im Mai regnen."),
    ],
)
def test_german_names_of_the_same_are_left_alone(source, target):
    assert findings(target, source) == []
