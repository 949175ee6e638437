"""The number of the verb, its place, and the clauses they are read from; sentences of our own."""

import pytest

from audit.checks.agreement import cells
from audit.checks.clauses import chunks
from audit.checks.grammar import check
from audit.checks.subject_verb import LIKELY, SURE, Mismatch, mismatches
from audit.checks.verb_forms import ambiguous, in_number, persons
from audit.checks.verb_place import misplaced
from audit.document import Segment
from audit.evidence import Answer, Evidence, Probe
from audit.words import tokens


def found(text: str) -> list[Mismatch]:
    return [each for each in mismatches(text, list(tokens(text))) if each.confidence >= LIKELY]


# sentence, verb, its correction
WRONG = [
    ("Es hieß, dass die Schlüssel gestern gefertigt wurde.", "wurde", "wurden"),
    ("Der Gärtner gießen die Blumen.", "gießen", "gießt"),
    ("Die Nachbarinnen streitet oft.", "streitet", "streiten"),
    ("Der Hund neben den Katzen schlafen fest.", "schlafen", "schläft"),
    ("Die Kinder hinter dem Zaun lacht laut.", "lacht", "lachen"),
    ("Der Koch, den die Gäste loben, schwitzen.", "schwitzen", "schwitzt"),
    ("Der Koch, den die Gäste lobt, schwitzt.", "lobt", "loben"),
    ("Die Gäste, die den Koch lobt, warten.", "lobt", "loben"),
    ("Der Arzt kommt spät und gehen früh nach Hause.", "gehen", None),
    ("Der Arzt wohnt hier und sind müde.", "sind", "ist"),
    ("Heute haben der Direktor keine Zeit.", "haben", "hat"),
    ("Gestern wurden er am Knie operiert.", "wurden", "wurde"),
    ("Sie glaubt, dass der Bus heute nicht fahren.", "fahren", "fährt"),
    ("Weil die Züge heute nicht fährt, bleiben wir hier.", "fährt", "fahren"),
    ("Die Zeitung schrieb, er haben alles verkauft.", "haben", "hat"),
    ("Die Sitzung wurden vertagt.", "wurden", "wurde"),
    ("Die Zeugen erschien nicht.", "erschien", None),
    ("Wie verstehen der Lehrer das?", "verstehen", "versteht"),
    ("Die Ergebnisse der Prüfung ist eindeutig.", "ist", "sind"),
    ("Die Ergebnisse der Prüfung zeigt, dass der Motor hält.", "zeigt", "zeigen"),
    ("Die Zahlen aus dem Norden zeigte deutlich, wie ernst die Lage war.", "zeigte", "zeigten"),
    ("Die Bewohner des Hauses weiß, warum der Keller feucht ist.", "weiß", "wissen"),
    ("Viele Ärzte sagt, dass Bewegung hilft.", "sagt", "sagen"),
    ("Die Forscher fand heraus, dass der See wächst.", "fand", "fanden"),
    ("Die Eltern der Kinder nimmt an, dass die Schule schließt.", "nimmt", None),
    ("Die Berge hinter dem Dorf liegt im Schnee.", "liegt", "liegen"),
]
RIGHT = [
    "Sie halfen, damit letztere Unterstützung erhielten.",
    "Es hieß, dass von einigen Schlüsseln Tonabdrücke gefertigt wurden.",
    "Der Polizeibeamte, der sie anrief, machte keinerlei Angaben zur Todesursache.",
    "Die Schäden der Tornados beliefen sich auf Millionen.",
    "Wie ein Glas Honig aus dem Regal nehmen.",
    "Es klang hell, wie nur Musik klingen.",
    "Während des Krieges diente Helms in Köln.",
    "Wir wissen, dass Deutschlands Seemacht schwindet.",
    "Ein paar dieser Bilder sollten heller sein.",
    "Die Werte null und eins sind möglich.",
    "Der Gärtner und seine Frau gießen die Blumen.",
    "Der Chef der Firma und die Ministerin trafen sich.",
    "Die Preise bestimmt der Markt.",
    "Die Kinder ärgert, dass es regnet, die Eltern freut, wie es klingt.",
    "Die Kritiker überzeugt, dass der Motor hält.",
    "Die Nachbarn stört, dass er singt.",
    "Die Antworten weiß, wer das Buch gelesen hat.",
    "Die Gründe zeigt er, wie wir hoffen, am Montag.",
    "Den Kindern zeigt, wie es geht, ein Lehrer.",
    "Die Hälfte der Gäste glaubt, dass der Wein schlecht war.",
    "Eine Reihe von Forschern sagt, dass der See wächst.",
    "Die Vereinigung der Bauern fordert, dass die Preise steigen.",
    "Ergebnis der Wahlen ist, dass alles bleibt.",
    "Ufers Chef Jan Petrow sagte einmal, dass er Tee trinkt.",
    "Klimas fragte, ob es regnet.",
    "Gezeigt wird, wie die Bauern lebten.",
    "Die Zahlen der Behörde zeigen, dass der See wächst.",
    "Die Frau der Zeugen sagt, dass sie schlief.",
    "Die Regierung der Inseln gibt an, dass niemand fehlt.",
    "Die USA sagt, die Vereinten Nationen sagen, dass es regnet.",
    "In den Briefen an die Eltern schreibt, wie man hört, die Tochter.",
    "Die Ergebnisse der Prüfung sind eindeutig, und die Berge liegen im Schnee.",
    "Die Jeans ist neu, die Niederlande sind klein.",
    "Die Antwort ist kurz, die Antworten sind lang.",
    "Die Mutter lacht, die Mütter lachen.",
    "Die Kinder, die der Lehrer lobt, lachen.",
    "Der Grund sind die hohen Preise.",
    "Das sind die Kinder meiner Schwester.",
    "Eine Reihe von Fragen sind offen.",
    "Zehn Euro ist viel Geld.",
    "Die Hälfte der Gäste ist gegangen.",
    "Den Teig kneten und ruhen lassen.",
    "Die Butter in einem Topf schmelzen.",
    "Das Auto waschen will heute niemand.",
    "Es kamen der Bürgermeister, seine Frau und zwei Kinder.",
    "Sowohl der Arzt als auch die Pflegerin kommen.",
    "Die Leute freut, dass es regnet.",
    "Über 300 Menschen besuchten das Konzert.",
    "Bis zu 18 Züge fahren hier.",
    "Den Opfern wird geholfen.",
    "Der Politiker kann reden und schweigen, wie er will.",
    "Der Verdächtige bestritt, was die Zeugen gesagt haben.",
    "Wir hoffen, dass der Verdächtige mehrere Bücher gelesen hat.",
    "Was liest du da?",
    "Sie fragte, ob ich müde sei.",
    "Ungarn setzt auf den Handel.",
    "Der schönste Tag, den wir hatten, war ein Montag.",
    "Die von ihm gesetzten Fristen sind kurz.",
    "Nicht nur der Arzt, sondern auch die Pfleger kommen.",
    "Seid ihr guter Laune?",
    "Gestern erschien dazu ein Bericht.",
    "Der Zeuge erschien nicht.",
    "Wie besprochen sende ich Ihnen das Angebot.",
    "Wie vereinbart schicke ich Ihnen das Angebot.",
]


@pytest.mark.parametrize(("text", "verb", "correction"), WRONG)
def test_a_verb_in_the_wrong_number(text: str, verb: str, correction: str | None) -> None:
    (mismatch,) = found(text)
    assert text[slice(*mismatch.verb)] == verb
    if correction:
        assert mismatch.correction == correction


@pytest.mark.parametrize("text", RIGHT)
def test_right_numbers_pass(text: str) -> None:
    assert found(text) == []


def test_a_singular_past_may_end_as_a_plural() -> None:
    assert list(check(Segment("1", "Er erschien nicht vor Gericht, weil er krank schien."), Evidence())) == []


def test_what_can_only_be_a_subject_is_surer() -> None:
    assert found("Der Gärtner gießen die Blumen.")[0].confidence == SURE
    assert found("Die Sitzung wurden vertagt.")[0].confidence == LIKELY


def test_sentences_of_one_text_are_read_one_by_one() -> None:
    text = "Es regnet. Der Gärtner gießen die Blumen."
    (mismatch,) = found(text)
    assert text[slice(*mismatch.subject)] == "Der Gärtner" and text[slice(*mismatch.verb)] == "gießen"


def test_the_language_model_decides_what_the_rule_leaves_open() -> None:
    segment = Segment("1", "Quastel kommen morgen herein.")
    assert list(check(segment, Evidence())) == []
    probe = Probe(8, 14, "kommt")
    sure = Evidence(answers=(Answer(probe, 0.0, 4.0),))
    (finding,) = check(segment, sure)
    assert (finding.text, finding.suggestion, finding.severity.value) == ("kommen", "kommt", "minor")
    assert list(check(segment, Evidence(answers=(Answer(probe, 0.0, 0.5),)))) == []


@pytest.mark.parametrize(
    ("form", "expected"),
    [("lacht", "3"), ("lachen", "p"), ("sprach", "13"), ("sprachen", "p"), ("gesprochen", ""), ("abgesagt", ""),
     ("liest", "23"), ("hältst", "2"), ("sei", "13"), ("einzudämmen", ""), ("zurückhaltend", ""), ("offen", ""),
     ("gehört", "3"), ("erschien", "13"), ("beschien", "13"), ("schrien", "p")],
)  # fmt: skip
def test_persons(form: str, expected: str) -> None:
    assert persons(form) == expected


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("finden", "findet"), ("nehmen", "nimmt"), ("enthalten", "enthält"), ("begrenzen", "begrenzt"),
     ("vermeiden", "vermeidet"), ("rechnen", "rechnet"), ("lesen", "liest"), ("lernen", "lernt")],
)  # fmt: skip
def test_the_third_person(plural: str, singular: str) -> None:
    assert in_number(plural, plural=False) == singular


def test_forms_in_the_other_number() -> None:
    assert [in_number(form, plural=True) for form in ("spricht", "ging", "ist", "sagte")] == [
        "sprechen", "gingen", "sind", "sagten",
    ]  # fmt: skip
    assert [in_number(form, plural=False) for form in ("sprechen", "gingen", "wurden", "gehören", "sagten")] == [
        "spricht", "ging", "wurde", "gehört", "sagte",
    ]  # fmt: skip
    plurals = ("finden", "rechnen", "lernen", "kommen", "raten", "laden", "treten", "nehmen")
    assert [in_number(form, plural=False) for form in plurals] == [
        "findet", "rechnet", "lernt", "kommt", "rät", "lädt", "tritt", "nimmt",
    ]  # fmt: skip


def test_ambiguous_forms() -> None:
    assert ambiguous("verehrt") and ambiguous("haben") and ambiguous("lachen")
    assert not ambiguous("lacht") and not ambiguous("sprachen") and not ambiguous("sind")


def test_chunks() -> None:
    words = list(tokens("Der alte Mann mit dem Hut liest die Zeitung und lacht"))
    parsed = chunks(words, 0, len(words) - 1, opens=True)
    assert [chunk.kind for chunk in parsed] == ["np", "pp", "verb", "np", "link", "verb"]
    assert parsed[0].sure and parsed[0].cells == cells("m1") and parsed[3].persons == "3"


# sentence, span, its correction
PLACES = [
    ("Gestern der Minister sprach über die Lage.", "der Minister sprach", "sprach der Minister"),
    ("Dann wir gingen nach Hause.", "wir gingen", "gingen wir"),
    ("Das ist eine gute Nachricht, Peter Quast sagte.", "Peter Quast sagte", "sagte Peter Quast"),
    ("Das sei falsch gewesen, der Minister sagte.", "der Minister sagte", "sagte der Minister"),
    ("Die Preise werden steigen, die Experten sagten am Montag.", "die Experten sagten", "sagten die Experten"),
    ("Das war ein großer Fehler, das Ministerium erklärte.", "das Ministerium erklärte", "erklärte das Ministerium"),
    ("Der Minister hat gestern lange hat gesprochen.", "hat", None),
]


@pytest.mark.parametrize(("text", "span", "correction"), PLACES)
def test_a_verb_in_the_wrong_place(text: str, span: str, correction: str | None) -> None:
    (place,) = misplaced(text, list(tokens(text)))
    assert (text[place.start : place.end], place.correction) == (span, correction)


@pytest.mark.parametrize(
    "text",
    [
        "Gestern Abend kam der Minister.",
        "Auch der Minister sprach.",
        "Gestern sprach der Minister.",
        "Das ist eine gute Nachricht, sagte Peter Quast.",
        "Ich hoffe, Peter sagt die Wahrheit.",
        "Was er gesehen hat, hat er vergessen.",
        "Er hat gelacht und sie hat geweint.",
        "Das ist der Mann mit dem Hut, der das sagte.",
        "Wir sahen die Frau am Markt, die Reportern berichtete.",
        "Es ist die Ministerin aus Bonn, die Journalisten schrieb.",
        "Er kennt den Satz über Bonn, den der Minister sagte.",
        "Hier steht jener Mann aus Köln, der Peter sagte.",
    ],
)
def test_right_places_pass(text: str) -> None:
    assert list(misplaced(text, list(tokens(text)))) == []


@pytest.mark.parametrize("noun", ["Familien", "Quellen", "Stimmen"])
def test_a_feminine_noun_with_n_is_a_plural(noun):
    text = f"Die {noun} sagt nichts."
    (found,) = mismatches(text, list(tokens(text)))
    assert text[slice(*found.verb)] == "sagt" and found.correction == "sagen"
    right = f"Die {noun} sagen nichts."
    assert not list(mismatches(right, list(tokens(right))))


def test_a_bare_adjective_tells_the_number_of_its_noun():
    text = "Türkische Quellen sagt, es sei Sabotage gewesen."
    (found,) = mismatches(text, list(tokens(text)))
    assert found.correction == "sagen"


def test_a_participle_alone_is_no_finite_verb():
    assert persons("geboren") == persons("gewonnen") == "" and persons("gebaren") == "p"
    text = "Als Kind britischer Eltern in Tokio geboren, zog sie früh fort."
    assert not list(mismatches(text, list(tokens(text))))
