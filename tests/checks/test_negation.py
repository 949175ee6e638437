"""Negation lost and added."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.negation import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from tests.conftest import assert_in_place


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


LOST = [
    ("The bus runs daily unless it snows.", "Der Bus verkehrt täglich, wenn es schneit."),
    ("Unless the owner agrees, the cellar is closed to us.", "Stimmt der Besitzer zu, ist der Keller für uns zu."),
    ("The load did not exceed two tonnes.", "Die Zuladung überstieg zwei Tonnen."),
    ("You must not wait here.", "Hier dürfen Sie höchstens warten."),
    ("Don't listen to her.", "Hör auf sie."),
    ("It did not take place today.", "Es findet heute statt."),
    ("The content is not new.", "Der Inhalt ist neu."),
    ("Nothing is possible.", "Alles ist möglich."),
    ("I don't agree.", "Ich bin Ihrer Meinung."),
    ("The shop is not open.", "Der Laden ist geöffnet."),
    ("I couldn't find it any more.", "Ich konnte es finden."),
    ("He could not do more.", "Er konnte mehr tun."),
    ("The minister did not resign.", "Der Minister trat zurück."),
    ("He never lived in Berlin.", "Er lebte in Berlin."),
    ("Nobody knows the answer.", "Alle kennen die Antwort."),
    ("There is no evidence.", "Es gibt Beweise."),
    ("They don't support the plan.", "Sie unterstützen den Plan."),
    ("She left without her bag.", "Sie ging mit ihrer Tasche."),
    ("He said nothing.", "Er sagte alles."),
    ("Neither side agreed.", "Beide Seiten stimmten zu."),
    ("We cannot accept this.", "Wir können das annehmen."),
    ("The bank won’t pay.", "Die Bank wird zahlen."),
    ("She cant swim.", "Sie kann schwimmen."),
    ("Nobody's listening.", "Alle hören zu."),
    ("It was hard, but she did not leave before noon.", "Es war schwer, doch sie ging bevor es Mittag war."),
    ("No, there is no evidence.", "Nein, es gibt Beweise."),
    ("No Mercy is not on sale.", "No Mercy ist zu kaufen."),
    ("The ferry is no longer free.", "Die Fähre ist kostenlos."),
    ("Never leave your dog unattended.", "Lassen Sie Ihren Hund unbeaufsichtigt."),
    ("Don't touch unknown objects.", "Berühren Sie unbekannte Gegenstände."),
    ("Not now", "Jetzt"),
]
ADDED = [
    ("The don; the cats like it.", "Der Pate; die Katzen mögen es nicht.", "nicht"),
    ("He discovered the truth with her.", "Er hat die Wahrheit nicht mit ihr entdeckt.", "nicht"),
    ("The minister resigned.", "Der Minister trat nicht zurück.", "nicht"),
    ("There is evidence.", "Es gibt keine Beweise.", "keine"),
    ("There are 10 results.", "Es gibt keine Ergebnisse.", "keine"),
    ("Keep the door locked at 0 °C.", "Bei 0 °C die Tür nicht abschließen.", "nicht"),
    ("He always lived in Berlin.", "Er lebte nie in Berlin.", "nie"),
    ("Everybody knows the answer.", "Niemand kennt die Antwort.", "Niemand"),
    ("She left with her bag.", "Sie ging ohne ihre Tasche.", "ohne"),
    ("The talks are open to the press.", "Die Gespräche sind für die Presse nicht offen.", "nicht"),
    ("No, the shop is open.", "Nein, der Laden ist nicht geöffnet.", "nicht"),
    ("You may leave it unattended.", "Sie dürfen es nicht unbeaufsichtigt lassen.", "nicht"),
    ("In the end he came back, but only for a day.", "Am Ende kam er nicht zurück, nur für einen Tag.", "nicht"),
]
CLEAN = [
    ("There is'nt a lift in the tower.", "Im Turm gibt es keinen Aufzug."),
    ("The cats don;t like it.", "Die Katzen mögen es nicht."),
    ("I hope it won \u0301t rain.", "Ich hoffe, dass es nicht regnet."),
    ("Don't panic is its title.", "Don ' t panic ist sein Titel ."),
    ("Not now", "Später"),
    ("There is no need to rush.", "Sehen Sie sich in aller Ruhe um."),
    ("No parking", "Parkverbot"),
    ("Not available", "Belegt"),
    ("Don't save", "Verwerfen"),
    ("The ferry is free, at no cost to you.", "Die Fähre ist kostenlos."),
    ("The club, a not-for-profit body, gives free lessons.", "Der gemeinnützige Verein gibt kostenlosen Unterricht."),
    ("The ferry isn't free.", "Die Fähre ist kostenpflichtig."),
    ("Avoid unknown objects, never touch them.", "Meiden Sie unbekannte Gegenstände, fassen Sie sie nie an."),
    ("Don't scream, please.", "Hör auf zu schreien, bitte."),
    ("You should not drink.", "Man rät davon ab, zu trinken."),
    ("They are of no political persuasion.", "Sie sind frei von politischer Überzeugung."),
    ("We live with it, not against it.", "Wir leben damit, anstatt dagegen."),
    ("I don't care what I did.", "Was ich tat, ist für mich irrelevant."),
    ("I can't think of a better thing to do.", "Was könnte es Besseres geben?"),
    ("He faces the possibility of death.", "Der Tod ist nicht auszuschließen."),
    ("He returned alone.", "Er kehrte ohne Begleitung zurück."),
    ("His wealth is disproportionate to his pay.", "Sein Besitz passt nicht zu seinem Lohn."),
    ("He is said to be surplus to requirements.", "Er wird wohl nicht mehr gebraucht."),
    ("The couple behind closed doors", "Das Paar, wenn es keiner sieht"),
    ("Don't forget to lock the door.", "Denken Sie daran, die Tür abzuschließen."),
    ("Don't hesitate to call us.", "Rufen Sie uns gern an."),
    ("Nobody’s listening.", "Niemand hört zu."),
    ("Shaking the head means no.", "Kopfschütteln heißt nein."),
    ("No we should ask them first.", "Nein, wir sollten sie erst fragen."),
    ("The fence keeps the sheep from running away.", "Wegen des Zauns laufen die Schafe nicht weg."),
    ("The bag was too heavy for her to lift.", "Die Tasche war so schwer, dass sie sie nicht heben konnte."),
    ("It stopped raining.", "Es regnet nicht mehr."),
    ("The fields are outside the park.", "Die Felder liegen nicht im Park."),
    ("Unbeknownst to her, he had left.", "Er war gegangen, und sie wusste es nicht."),
    ("They saw colours never seen before.", "Sie sahen erstmals solche Farben."),
    ("He got a Did Not Start.", "Er bekam ein „Did not start“."),
    ('They sang "No rain, no sun".', "Sie sangen „No rain, no sun“ (Kein Regen, keine Sonne)."),
    ("They say No Mercy comes back next year.", "Es heißt, No Mercy kommt nächstes Jahr wieder."),
    ("Nothing'll change.", "Nichts wird sich ändern."),
    ("The file is missing.", "Die Datei ist nicht vorhanden."),
    ("Keep off the grass.", "Rasen nicht betreten."),
    ("0 results", "Keine Ergebnisse"),
    ("It starts no earlier than 10.", "Es beginnt frühestens um 10 Uhr."),
    ("The bus runs daily unless it snows.", "Der Bus verkehrt täglich, außer bei Schnee."),
    ("The choir meets on Mondays unless agreed otherwise.", "Vorbehaltlich anderer Absprachen probt der Chor montags."),
    ("Unless they score, they are out.", "Sie müssen treffen, sonst sind sie draußen."),
    ("Nobody may leave unless the bell rings.", "Man darf erst gehen, wenn es klingelt."),
    ("The count may not start earlier than noon.", "Die Auszählung beginnt frühestens um zwölf."),
    ("A team can't have more than six riders.", "Ein Team hat höchstens sechs Fahrer."),
    ("The load must not exceed two tonnes.", "Die Zuladung beträgt maximal zwei Tonnen."),
    ("No share may be lower than a tenth.", "Der Mindestanteil ist ein Zehntel."),
    ("No results", "0 Ergebnisse"),
    ("Not applicable", "Entfällt"),
    ("Nothing could be further from the truth.", "Das Gegenteil ist der Fall."),
    ("I could not agree more.", "Ich bin ganz Ihrer Meinung."),
    ("I couldn't be happier.", "Ich bin überglücklich."),
    ("Nothing is impossible.", "Alles ist möglich."),
    ("She cannot but admire him.", "Sie muss ihn bewundern."),
    ("The museum is closed on Mondays.", "Das Museum hat montags nicht geöffnet."),
    ("She stayed awake all night.", "Sie schlief die ganze Nacht nicht ein."),
    ("It is not impossible.", "Es ist möglich."),
    ("Nobody was unhappy.", "Alle waren glücklich."),
    ("No one failed the test.", "Alle haben die Prüfung bestanden."),
    ("He never fails to surprise me.", "Er überrascht mich immer wieder."),
    ("It was not without charm.", "Es hatte seinen Reiz."),
    ("Not a day goes by without rain.", "Es regnet jeden Tag."),
    ("The door was not locked.", "Die Tür war offen."),
    ("He is not tall.", "Er ist klein."),
    ("Don't be late.", "Seien Sie pünktlich."),
    ("She is single.", "Sie ist nicht verheiratet."),
    ("The meeting is optional.", "Die Teilnahme ist nicht verpflichtend."),
    ("He is still alive.", "Er ist nicht tot."),
    ("It is easy to see why.", "Es ist nicht schwer zu verstehen."),
    ("Everyone agreed.", "Niemand widersprach."),
    ("There is no better place.", "Es ist der beste Ort."),
    ("I have never seen a better film.", "Das ist der beste Film, den ich je gesehen habe."),
    ("It is possible.", "Es ist nicht unmöglich."),
    ("The minister did not resign.", "Der Minister trat nicht zurück."),
    ("The minister refused to resign.", "Der Minister trat nicht zurück."),
    ("He failed to answer.", "Er antwortete nicht."),
    ("He did not accept the offer.", "Er lehnte das Angebot ab."),
    ("They lack money.", "Sie haben kein Geld."),
    ("It is not possible.", "Das ist unmöglich."),
    ("It is impossible.", "Das ist nicht möglich."),
    ("He is not employed.", "Er ist arbeitslos."),
    ("Not only he came.", "Auch er kam."),
    ("There is no doubt that he lied.", "Er hat sicher gelogen."),
    ("It is cold, isn't it?", "Es ist kalt, ja?"),
    ("No. 5 is ready.", "Nummer 5 ist fertig."),
    ("He no longer lives here.", "Er wohnt nicht mehr hier."),
    ("He denied the charge.", "Er sagte, er sei es nicht gewesen."),
    ("The bridge is unsafe.", "Die Brücke ist nicht sicher."),
    ("It wasn't bad.", "Es war nicht schlecht."),
    ("I dont know him.", "Ich kenne ihn nicht."),
    ("No, he is here.", "Nein, er ist hier."),
    ("Nope. He left.", "Nein . Er ging ."),
    ("They warned him not to go.", "Sie warnten ihn davor zu gehen."),
    ("The talks are ongoing.", "Die Gespräche sind noch nicht abgeschlossen."),
    ("A vote of no confidence followed.", "Es folgte ein Misstrauensvotum."),
    ("Nothing is missing.", "Alles ist da, nichts fehlt."),
    ("She came not least because of him.", "Sie kam auch seinetwegen."),
    ("Mary is here and the river is wide.", "Maria ist hier, und der Fluss ist breit."),
]


@pytest.mark.parametrize(("source", "target"), LOST)
def test_a_lost_negation_is_critical(source: str, target: str) -> None:
    (finding,) = findings(target, source)
    assert finding.severity is Severity.CRITICAL and finding.category is Category.MISTRANSLATION
    assert finding.text == target.rstrip(".")
    assert finding.evidence["negation"] in source and finding.evidence["negation"] in finding.message


@pytest.mark.parametrize(("source", "target", "word"), ADDED)
def test_an_added_negation_is_critical(source: str, target: str, word: str) -> None:
    (finding,) = findings(target, source)
    assert (finding.text, finding.severity) == (word, Severity.CRITICAL)


@pytest.mark.parametrize(("source", "target"), CLEAN)
def test_negation_of_any_kind_is_clean(source: str, target: str) -> None:
    assert findings(target, source) == []


def test_links_lead_to_the_negated_words() -> None:
    from audit.evidence import Word

    source, target = "He did not go.", "Er ging fort."
    word = {"logprob": 0.0, "boosted": 1.0, "entropy": 0.0, "rank": 0, "alternative": ""}
    evidence = Evidence(
        source=source,
        source_given=True,
        words=(Word(0, 2, **word), Word(3, 7, **word), Word(8, 12, **word)),
        source_words=(Word(0, 2, **word), Word(3, 6, **word), Word(7, 10, **word), Word(11, 13, **word)),
        links=((0, 0), (1, 3)),
    )
    (finding,) = check(Segment("1", target), evidence)
    assert finding.text == "ging"


def test_a_back_translation_is_not_trusted() -> None:
    assert list(check(Segment("1", "Er kam."), Evidence(source="He did not come."))) == []


_pieces = st.sampled_from(
    [
        "not ",
        "no ",
        "n't ",
        "nicht ",
        "kein ",
        "un",
        "los",
        "Er ",
        "he ",
        ", isn't it?",
        "No. ",
        "1",
        ". ",
        "ohne ",
        "\u202e",
        "😀",
        "\x00",
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


@pytest.mark.parametrize("unit", ["not ", "nicht ", "un", "n't", "a"])
def test_a_long_segment_takes_linear_time(unit: str) -> None:
    text = (unit * (100_000 // len(unit) + 1))[:100_000]
    begin = time.perf_counter()
    findings(text, text)
    assert time.perf_counter() - begin < 10.0


def test_words_that_german_often_negates_make_it_less_sure():
    (finding,) = findings("Sie bewegten sich nicht.", "They stood still.")
    assert finding.severity is Severity.MAJOR
    (surer,) = findings("Sie bewegten sich nicht.", "They moved.")
    assert surer.severity is Severity.CRITICAL
    assert surer.confidence > finding.confidence


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        # what nothing gets through or off
        ("This rug won't slip.", "Dieser Teppich ist rutschfest.", 0),
        ("This rug won't slip.", "Dieser Teppich rutscht.", 1),
        ("These shoes don't let water in.", "Diese Schuhe sind wasserdicht.", 0),
        ("These shoes don't let water in.", "Diese Schuhe lassen sicher Wasser ein.", 1),
        ("The colour doesn't fade.", "Die Farbe ist lichtecht.", 0),
        ("The colour doesn't fade.", "Die Farbe ist schlecht.", 1),
        ("The band doesn't play today.", "Die Band spielt heute beim Volksfest.", 1),
        ("It's shatterproof.", "Es geht nicht kaputt.", 0),
        ("It's proof.", "Es ist kein Beweis.", 1),
        # two negations together
        ("You can't not love it.", "Man muss es einfach lieben.", 0),
        ("I'm never not hungry.", "Ich habe immer Hunger.", 0),
        ("You can't love it.", "Man muss es einfach lieben.", 1),
        # questions
        ("Won't you come in?", "Möchten Sie hereinkommen?", 0),
        ("Why don't you sit down?", "Setzen Sie sich doch!", 0),
        ("Why didn't you sit down?", "Warum haben Sie sich gesetzt?", 1),
        ("I can't swim, won't you help?", "Ich kann schwimmen, hilfst du?", 1),
        ("You won't come in.", "Sie kommen herein.", 1),
        # what is said for emphasis, and shortened
        ("I'm not gonna lie, it hurt.", "Ehrlich gesagt tat es weh.", 0),
        ("I'm not gonna stay, it hurt.", "Ich werde gehen, es tat weh.", 1),
        ("The best by far.", "Ohne Frage das Beste.", 0),
        ("The best by far.", "Ohne Zucker das Beste.", 1),
        ("idk who did it", "keine Ahnung, wer das war", 0),
    ],
)
def test_negations_of_shops_and_talk(source: str, target: str, found: int) -> None:
    assert len(findings(target, source)) == found


def test_an_end_that_english_may_say_with_a_verb_is_less_grave():
    (ended,) = findings("Sie prüfen das nicht mehr von Hand.", "They were freed to go from checking it by hand.")
    assert ended.severity is Severity.MAJOR
    (plain,) = findings("Sie prüfen das nicht von Hand.", "They were freed to go from checking it by hand.")
    assert plain.severity is Severity.CRITICAL
