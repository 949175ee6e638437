"""Grammar: agreement, person and order, on sentences of our own. German only."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.grammar import check, probes
from audit.checks.nouns import letters_of
from audit.checks.verb_place import misplaced
from audit.document import Segment
from audit.evidence import Answer, Evidence
from audit.finding import Category, Finding, Severity
from audit.words import tokens
from tests.conftest import assert_in_place

# sentence, span, suggestion
WRONG = [
    (
        "Das ist der 74-jährige amerikanischer Politiker.",
        "der 74-jährige amerikanischer Politiker",
        "der 74-jährige amerikanische Politiker",
    ),
    ("Sie las eine Anfang ohne Ende.", "eine Anfang", "ein Anfang"),
    ("Die Farbe des Rock ist hell.", "des Rock", "des Rocks"),
    ("Sie spricht mit den Kinder im Hof.", "den Kinder", "den Kindern"),
    ("Die Schülern lachen laut.", "Die Schülern", "Die Schüler"),
    ("Gestern endeten die englische Bürgerkriege.", "die englische Bürgerkriege", "die englischen Bürgerkriege"),
    ("Seit der Unruhen schläft er schlecht.", "der Unruhen", "den Unruhen"),
    (
        "Ein russischer Friedenstruppe stand an der Brücke.",
        "Ein russischer Friedenstruppe",
        "Eine russische Friedenstruppe",
    ),
    ("Gestern kam ein neue Lehrer in die Klasse.", "ein neue Lehrer", "ein neuer Lehrer"),
    ("Das Regierung prüft den Antrag.", "Das Regierung", "Die Regierung"),
    ("Der Haus steht am Fluss.", "Der Haus", "Das Haus"),
    ("Eine Vertrag liegt auf dem Tisch.", "Eine Vertrag", "Ein Vertrag"),
    ("Sie kaufte einen neue Wagen.", "einen neue Wagen", "einen neuen Wagen"),
    ("Er wohnt in einem großem Haus.", "einem großem Haus", "einem großen Haus"),
    ("Wir fuhren mit die Bahn nach Köln.", "die Bahn", "der Bahn"),
    ("Das Geschenk ist für dem Kind.", "dem Kind", "das Kind"),
    ("Er lebt von den ihre Kräften.", "ihre Kräften", "ihren Kräften"),
    ("Die Rede gegen der Krieg war kurz.", "der Krieg", "den Krieg"),
    ("Er trat durch der Tür.", "der Tür", "die Tür"),
    ("Die Verhandlung begann im Nacht.", "im Nacht", "in der Nacht"),
    ("Sie geht zum Arbeit.", "zum Arbeit", "zur Arbeit"),
    ("Er kommt zur Bahnhof.", "zur Bahnhof", "zum Bahnhof"),
    ("Das kleines Mädchen lachte laut.", "Das kleines Mädchen", "Das kleine Mädchen"),
    ("Die alte Mann schlief schon.", "Die alte Mann", "Der alte Mann"),
    ("Ein kleine Kind weinte.", "Ein kleine Kind", "Ein kleines Kind"),
    ("Dieser Problem ist bekannt.", "Dieser Problem", "Dieses Problem"),
    ("Jede Tag beginnt früh.", "Jede Tag", "Jeder Tag"),
    ("Keinen Frau hat das gesehen.", "Keinen Frau", "Keine Frau"),
    ("Mein Schwester wohnt in Bonn.", "Mein Schwester", "Meine Schwester"),
    ("Unser Stadt wächst schnell.", "Unser Stadt", "Unsere Stadt"),
    ("Er las ein spannende Buch.", "ein spannende Buch", "ein spannendes Buch"),
    ("Sie hat ein gute Idee.", "ein gute Idee", "eine gute Idee"),
    ("Der Ende des Woche war ruhig.", "des Woche", "der Woche"),
    ("Die Kosten der Projekts steigen.", "der Projekts", "des Projekts"),
    ("Er spricht von das Wetter.", "das Wetter", "dem Wetter"),
    ("Die Polizei suchte nach einem schwarze Auto.", "einem schwarze Auto", "einem schwarzen Auto"),
    ("Eine politisch wichtiger Frage blieb offen.", "Eine politisch wichtiger Frage", "Eine politisch wichtige Frage"),
    ("Ein großer, schöne Garten lag dort.", "Ein großer, schöne Garten", "Ein großer, schöner Garten"),
    ("Die Zeitung berichtet über einen Unfall in einem Straße.", "einem Straße", "einer Straße"),
    ("Ein neues Universität entsteht hier.", "Ein neues Universität", "Eine neue Universität"),
    ("Er sah ein kleinen Hund.", "ein kleinen Hund", "einen kleinen Hund"),
    ("Der nahe Stadt war dunkel.", "Der nahe Stadt", "Die nahe Stadt"),
    ("Die rote Auto parkte falsch.", "Die rote Auto", "Das rote Auto"),
    ("Eine junger Polizist half ihr.", "Eine junger Polizist", "Ein junger Polizist"),
    ("Sie ging an das Brücke.", "das Brücke", "die Brücke"),
    ("Das neue Freundschaft hielt lange.", "Das neue Freundschaft", "Die neue Freundschaft"),
    ("Ein Katze saß am Fenster.", "Ein Katze", "Eine Katze"),
    ("Diese Kapitalismus hat viele Gegner.", "Diese Kapitalismus", "Dieser Kapitalismus"),
    ("Der Nachbarin ihre Tochter mag ein alte Lied.", "ein alte Lied", "ein altes Lied"),
    ("Er fand eine altes Foto.", "eine altes Foto", "ein altes Foto"),
    ("Sie bekam einen wichtigen Nachricht.", "einen wichtigen Nachricht", "eine wichtige Nachricht"),
    ("Mit großen Einfluss kommt Verantwortung.", "Mit großen Einfluss", "Mit großem Einfluss"),
    ("Sie reiste durch verschiedenen Länder.", "durch verschiedenen Länder", "durch verschiedene Länder"),
    ("Er gab dem Präsident die Hand.", "dem Präsident", "dem Präsidenten"),
    ("Sie half einem jungen Student.", "einem jungen Student", "einem jungen Studenten"),
    ("Wir sahen den Polizist nicht.", "den Polizist", "den Polizisten"),
    ("Das liegt innerhalb die Stadt.", "die Stadt", "der Stadt"),
    ("Bezüglich die Frage schwieg er.", "die Frage", "der Frage"),
    ("Er hat den Antwort gelesen.", "den Antwort", "die Antwort"),
    ("Der Deckel hält auch gegen hohem Druck.", "gegen hohem Druck", "gegen hohen Druck"),
    ("Wählen Sie der gewünschte Ordner.", "der gewünschte Ordner", "den gewünschten Ordner"),
    ("Ziehen Sie den Stecker und öffnen Sie der Brief.", "der Brief", "den Brief"),
    ("Kennen Sie ein guter Arzt?", "ein guter Arzt", "einen guten Arzt"),
]
# sentence, span: a finding without a certain wording, or one that moves the verb
VERBS = [
    ("Wir geht morgen ins Kino.", "Wir geht", None),
    ("Er gehen jeden Tag zur Schule.", "Er gehen", None),
    ("Ich hast keine Zeit dafür.", "Ich hast", None),
    ("Wenn die Kinder müde ist, schlafen sie.", "ist", "sind"),
    ("Gestern haben er lange gearbeitet.", "haben", "hat"),
    ("Heute kann wir nicht kommen.", "kann", "können"),
    ("Der Preis steigen seit Monaten.", "steigen", "steigt"),
    (
        "Sie blieb zu Hause, weil er hat gesagt die Wahrheit.",
        "er hat gesagt die Wahrheit",
        "er gesagt die Wahrheit hat",
    ),
    ("Alle wissen, dass er ist krank.", "er ist krank", "er krank ist"),
    ("Obwohl er hatte kein Geld, kaufte er das Boot.", "er hatte kein Geld", "er kein Geld hatte"),
    ("Sie weinte, als er in Rom waren.", "waren", "war"),
    ("Wenn Du eingeloggt ist, siehst Du mehr.", "ist", None),
]
RIGHT = [
    "Am Ende erhielt der 74-jährige volle Unterstützung.",
    "Er las eine Anfang des Monats in der Zeitung erschienene Kolumne.",
    "Als sie ihm gegenüber diese Sorgen äußerten, lachte er.",
    "Ihre Mitgift war klein, aus der Plantage kam nichts, und die Brigaden sahen es.",
    "In ihren Universen herrschten Bürgerkriege, und die Nachnamen wechselten.",
    "Das alte Ungarn half meinem Kameraden beim Gitarrespielen.",
    "In diesem Sinne und mit jedem Tage mehr ist er auf der Hut.",
    "Die neuen Desktops stehen neben den Masters; ein alter Stiefel liegt im Oman.",
    "Die Wohnungen junger Lehrer sind kleiner als die älterer Lehrer.",
    "Die Brücken, die letztes Jahr gebaut wurden, halten.",
    "Sie lebt bei Den Haag, und nach wie vor ein Rätsel ist ihr Beruf.",
    "Vielen Dank mein Freund, das ist die Pflicht einer jeden Stadt.",
    "Er öffnet den System Settings Dialog.",
    "Siehe auf der Benutzer - Seite nach.",
    "Diese Ergebnisse und diese Antwort halfen den Berge besteigenden Leuten.",
    "Er trägt eine neue Jeans, sie trägt neue Jeans; die Seite ist leer, die Tasche auch.",
    "Die Menschen, die Hilfe brauchen, warten seit Tagen.",
    "Das sind die Leute, auf die Kinder hören.",
    "Mit weniger Kontrast und mit großem Schwung ging es voran.",
    "Er saß auf dem mit Samt bezogenen Stuhl.",
    "Sie freut sich ihrer von Natur aus gegebenen Freiheit.",
    "Die in weißen Trikots sind seit langem Mitglied.",
    "Das zu lesende Buch kam trotz starken Regens bei gutem Wetter an.",
    "Grundlage ist die Verarbeitung im Sinne des Art. 6 der Verordnung.",
    "Aus den ihr innewohnenden Kräften schöpft sie Mut.",
    "Mit der ihr eigenen Ruhe sprach sie.",
    "Sie stieg auf eine Leiter, der Leiter sah zu.",
    "Die Leiter steht an der Wand.",
    "Es zählt, was man sehen, hören und riechen kann.",
    "Er will, dass man ihn hören, sehen und bewundern kann.",
    "Ein Ort, an dem er lesen, schreiben und denken konnte.",
    "Wenn Du eingeloggt bist, siehst Du Deine Bilder.",
    "Ich freue mich, dass Du kommst.",
    "Das müssen Sie wissen.",
    "Das Du bot er mir nicht an.",
    "Er sprach mit der Frau Meier über das Wetter.",
    "Ein paar Häuser stehen noch leer.",
    "Ein bisschen Zeit bleibt uns.",
    "Das kostet fünf Prozent mehr.",
    "Des Kaisers Kleider sind nur ein Märchen.",
    "Ein Herzog Ernst kam in der Sage vor.",
    "Eine halbe Million Menschen leben dort.",
    "Ein Abgeordneter der Partei trat zurück.",
    "Ein Deutscher gewann das Rennen.",
    "Eine Angestellte rief die Polizei.",
    "Das Gute siegt nicht immer.",
    "Die Lehrer streiken, und der Lehrer schweigt.",
    "Die Mädchen spielten, während das Mädchen las.",
    "Das Berliner Schloss ist wieder aufgebaut.",
    "Die Schweizer Regierung wartet ab.",
    "Die länger dauernde Reise ermüdete alle.",
    "Eine Vertrauen genießende Politikerin wurde gewählt.",
    "Sie fürchtet, dass das Menschen schadet.",
    "Wenn jeder Geld hätte, wäre es leichter.",
    "Ich gab ihr Blumen und ihm ein Buch.",
    "Die Anfang Mai verstorbene Sängerin war beliebt.",
    "Im Jahre 1950 zog er um.",
    "Das Folgen der Anweisung ist Pflicht, die Folgen trägt er.",
    "Der See ist tief, die See ist rau.",
    "Die Umwelt- und Naturschutzverbände klagten.",
    "Die Lehrer:innen und die Schüler*innen kamen.",
    "Den Kindern gefiel der Film.",
    "Des Studenten Zimmer war klein, dem Studenten gefiel es.",
    "Mit den neuen Autos kam der Lärm.",
    "Er ging um des Friedens willen.",
    "Ein sehr schönes, großes Haus stand am Rand der Stadt.",
    "Die New York Times berichtete zuerst.",
    "Der 20 Jahre alte Mann flüchtete.",
    "Sie war die erste Frau in diesem Amt.",
    "Zum Teil liegt das am Wetter.",
    "Am besten bleiben wir hier.",
    "Das am weitesten verbreitete Format ist alt.",
    "Beim Lesen schlief er ein.",
    "Das lange Warten hat ein Ende.",
    "Er lebt in den USA und in der Türkei.",
    "Trotz des schlechten Wetters kamen viele.",
    "Wegen der hohen Preise kauft niemand.",
    "Keine anderen Gründe wurden genannt.",
    "Unsere alten Freunde kommen aus dem Norden.",
    "Euer neues Auto steht vor dem Haus.",
    "Welche guten Bücher kennst du?",
    "Der Kollegin gehört das rote Fahrrad.",
    "Die Hälfte der Wähler blieb zu Hause.",
    "Man sagt, dass er morgen kommt.",
    "Es sind viele Gäste da, und es waren noch mehr.",
    "Wollen wir gehen?",
    "Er habe davon nichts gewusst, sagte er.",
    "Er glaubt, dass er hätte kommen können.",
    "Sie sagt, dass er weiß, was er tut.",
    "Er blieb, weil er arbeiten musste.",
    "Nachdem er gegangen war, wurde es still.",
    "Weil er kam und blieb, freuten sich alle.",
    "Haben er und sie sich gestritten?",
    "Als er nach Hause kam, schliefen die Kinder.",
    "Der Sieger waren die Gäste aus dem Süden.",
    "Was kann ich tun, wenn ich müde bin?",
    "Ist das Kunst oder kann das weg?",
    "Die Opfer des Krieges und der Opfer der Flut wurde gedacht.",
    "Der Präsident des Landes und die Ministerin trafen sich.",
    "Einer Frau wurde geholfen, eines Tages auch ihm.",
    "Wir fanden ein nahe gelegenes Hotel und einen nahe verwandten Begriff.",
    "Am Abend des Freitag, in den Tagen des Oktober, sank der Kurs des Dollar.",
    "Ende des August schrieb ein Redakteur des Spiegel, nicht des Stern.",
    "Du liebe Zeit, ist das spät!",
    "Das sind die weise gewählten Worte, ein leise gesprochenes Wort genügt.",
    "Alle Mühe war umsonst, alle Milch ist warm.",
    "Du stille Nacht, komm bald.",
    "Es kamen zwei Männer, von denen einer Arzt war.",
    "Das Cola ist kalt, die Cola auch.",
    "Der Präsident sprach mit dem Präsidenten über den Studenten.",
    "Ein Polizist half der Studentin, der Mensch ist gut.",
    "Dem Studentenrat gehört das Haus des Präsidiums.",
    "Innerhalb der Stadt und innerhalb eines Jahres, anhand von Zahlen.",
    "Bezüglich des Antrags und hinsichtlich der Kosten gibt es Fragen.",
    "Innerhalb kurzer Zeit und infolge starker Regenfälle stieg der Fluss.",
    "Wenn das Kind müde ist, schläft es, und wenn die Stimmen leise sind, auch.",
    "Weil leise Kinder selten sind und die müde Mutter schläft, bleibt es still.",
    "Dass nur die Müde ist, die wacht, ist klar, und der Böse ist böse.",
    "Sind Sie der neue Lehrer?",
    "Bleiben Sie ein guter Freund.",
    "Werden Sie ein guter Schwimmer!",
    "Helfen Sie der alten Frau und gedenken Sie der Toten.",
    "Wählen Sie ein neues Kennwort, und drücken Sie den Knopf.",
    "Heute wählen Sie, der Ordner bleibt offen.",
]


PIECES = (*RIGHT[0].split(), *WRONG[0][0].split(), *VERBS[6][0].split(), "Haus", "alte", "\n", ",", "5", "-", "«", "ß")


def findings(text: str, evidence: Evidence | None = None) -> list[Finding]:
    return list(check(Segment("1", text), evidence or Evidence()))


@pytest.mark.parametrize(("text", "span", "suggestion"), WRONG)
def test_disagreement_is_found_and_corrected(text: str, span: str, suggestion: str) -> None:
    here = [finding for finding in findings(text) if finding.text == span]
    assert [finding.suggestion for finding in here] == [suggestion]
    assert here[0].category is Category.GRAMMAR
    assert here[0].severity is Severity.MAJOR


@pytest.mark.parametrize(("text", "span", "suggestion"), VERBS)
def test_verbs(text: str, span: str, suggestion: str | None) -> None:
    assert [(finding.text, finding.suggestion) for finding in findings(text)] == [(span, suggestion)]


@pytest.mark.parametrize("text", RIGHT)
def test_right_german_passes(text: str) -> None:
    assert findings(text) == []


def test_a_loan_of_the_source_is_left_in_peace() -> None:
    target = "Er punktete in der sechsten Inning."
    assert findings(target)
    assert not list(check(Segment("1", target, source="He scored in the sixth inning."), Evidence()))


def test_the_first_word_of_a_name_in_the_source_is_no_german_noun() -> None:
    target = "Gestern schrieb die Baseball Writers einen Brief."
    assert findings(target)
    assert not list(check(Segment("1", target, source="The Baseball Writers sent a letter."), Evidence()))


def test_nothing_is_proposed_that_would_be_wrong_too() -> None:
    assert [f.suggestion for f in findings("Seit des Frühstücks schläft er.")] == [None]
    assert [f.suggestion for f in findings("Das ist die Folge eines Arten von Fieber.")] == [None]


def test_a_message_names_the_form() -> None:
    (finding,) = findings("Er fand das Projekts gut.")
    assert finding.message.endswith("is a genitive.")


def test_corrections_are_right_themselves() -> None:
    """A correction leaves nothing to correct: the sentence with the suggestion in place has no finding that touches
    it."""
    for text, span, suggestion in WRONG:
        start = text.index(span)
        corrected = text[:start] + suggestion + text[start + len(span) :]
        end = start + len(suggestion)
        assert [f.text for f in findings(corrected) if f.start < end and start < f.end] == []


def test_message_names_the_gender() -> None:
    (finding,) = findings("Dort stand ein russischer Friedenstruppe.")
    assert finding.message == '"ein russischer" and "Friedenstruppe" do not agree: "Friedenstruppe" is feminine.'


@pytest.mark.parametrize(
    ("noun", "letter"), [("Truppe", "f"), ("Haus", "n"), ("Tag", "m"), ("Häuser", "p"), ("Wachhund", "m")]
)
def test_genders(noun: str, letter: str) -> None:
    assert letter in letters_of(noun)[0]


@pytest.mark.parametrize("word", ["Xyzzq", "Deutscher", "NATO", "Pkw", "", "klein"])
def test_nothing_is_claimed_of_unknown_words(word: str) -> None:
    assert letters_of(word) == ("", False)


def test_the_language_model_confirms_or_lets_go() -> None:
    text = "Dort stand ein russischer Friedenstruppe."
    (probe,) = probes(Segment("1", text))
    assert (text[probe.start : probe.end], probe.replacement) == (
        "ein russischer Friedenstruppe",
        "eine russische Friedenstruppe",
    )
    plain = findings(text)[0].confidence
    assert findings(text, Evidence(answers=(Answer(probe, 0.0, 5.0),)))[0].confidence > plain
    assert findings(text, Evidence(answers=(Answer(probe, 0.0, -8.0),))) == []


def test_other_languages_yield_nothing() -> None:
    assert findings("The old man walked in the park because he had no money.") == []
    assert findings("La maison était grande, et elle est partie.") == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_offsets_hold(words: list[str]) -> None:
    text = " ".join(words)
    for finding in findings(text):
        assert_in_place(finding, text)
        assert 0.0 <= finding.confidence <= 1.0
        assert finding.suggestion != finding.text
    for probe in probes(Segment("1", text)):
        assert 0 <= probe.start < probe.end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_arbitrary_text_never_raises(text: str) -> None:
    for finding in findings(text):
        assert_in_place(finding, text)


def test_a_row_of_many_sentences_takes_linear_time() -> None:
    text = "Gestern kam der Minister nach Bonn, und niemand wusste davon. " * 40_000  # 2.5 MB
    words = list(tokens(text))
    begun = time.perf_counter()
    assert not list(misplaced(text, words))
    assert time.perf_counter() - begun < 15


@pytest.mark.parametrize(
    "piece", ["der ", "ein alter ", "weil er hat ", "Das Haus ", "a", "ein russischer Truppe und ", "er geht "]
)
def test_time_is_linear(piece: str) -> None:
    findings("Das Haus ist alt.")  # tables are loaded outside the clock
    begun = time.perf_counter()
    findings(piece * (100_000 // len(piece)))
    assert time.perf_counter() - begun < 5
