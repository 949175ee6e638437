"""Sentence splitting: hand-written cases, properties, time; blocks and their kinds."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.document import Kind
from audit.formats.blocks import Block, segments, with_kinds
from audit.formats.lines import blocks
from audit.segment import sentences

# Each case: the sentences expected; the input is their join by one space.
GERMAN = [
    # plain
    ["Der Zug kam an.", "Niemand stieg aus."],
    ["Wer war das?", "Keiner wusste es.", "Alle schwiegen!"],
    ["Nur ein Satz ohne Punkt"],
    ["Wirklich?!", "Das glaube ich nicht!!!", "Ach so."],
    ["Ende.Neuer Satz ohne Leerzeichen."],
    ["Das Dorf schläft; die Katze wacht; der Hund bellt.", "Es ist Nacht."],
    ["Das Ergebnis: Niemand hat gewonnen.", "Schade."],
    ["Er lief – wie immer – nach Hause.", "Sie blieb."],
    ["Sie ging.", "– Er blieb.", "– Niemand sprach."],
    ["Das Wetter war gut.", "20 Leute kamen."],
    ["Die Äpfel sind reif.", "Übermorgen wird geerntet."],
    ["Mehr nicht.", "iPhones sind teuer."],
    ["hallo.", "wie geht es dir?", "mir geht es gut."],
    # quotation marks
    ["„Das ist so.“", "Er ging."],
    ["„Kommst du?“, fragte sie.", "Er nickte."],
    ["„Halt!“, rief der Wächter.", "Alle blieben stehen."],
    ["„Ich komme morgen“, sagte Anna.", "Dann legte sie auf."],
    ["»Das ist so.«", "Er ging."],
    ["»Kommst du?«, fragte sie.", "Er nickte."],
    ["Er sagte: „Das stimmt nicht.“", "Sie lachte."],
    ["Sie rief: »Komm!«", "Er kam."],
    ["„Er meinte ‚vielleicht‘.“", "Mehr sagte sie nicht."],
    ["Das Wort ‚nie‘ fiel oft.", "‚Immer‘ fiel selten."],
    ['"Das ist so."', "Er ging."],
    ['"Kommst du?", fragte sie.', "Er nickte."],
    ['"Ja."', '"Nein."', '"Doch."'],
    ["„Wir warten.", "Wir haben Zeit“, sagte der Trainer.", "Danach schwieg er."],
    ["Die „besten Köpfe“ gingen.", "Die anderen blieben."],
    ["„Warum?“ fragte er leise.", "Keine Antwort."],
    ["„Was soll das?“", "– „Nichts.“", "Er seufzte."],
    ["Er las „Krieg und Frieden“.", "Sie las nichts."],
    ["Kennst du „Wer bin ich?“ noch?", "Ich nicht."],
    ["Der Film „Lauf!“ läuft im Kino.", "Er ist lang."],
    ["« Das ist so. »", "Er ging."],
    # abbreviations that go on
    ["Viele Tiere, z. B. Hunde, bellen.", "Katzen nicht."],
    ["Viele Tiere, z.B. Hunde, bellen.", "Katzen nicht."],
    ["Z. B. Hunde bellen.", "Katzen nicht."],
    ["Er kam, d. h. Peter kam, zu spät.", "Sie war da."],
    ["Er kam spät, d.h. nach acht.", "Sie war da."],
    ["Dabei waren u. a. Vertreter der Stadt.", "Das Land fehlte."],
    ["Es kostet ca. 300 Euro.", "Das ist viel."],
    ["Dr. Weber operierte.", "Prof. Klein sah zu."],
    ["Prof. Dr. med. Hans Berg sprach.", "Alle hörten zu."],
    ["Prof.Dr. Berg sprach.", "Alle hörten zu."],
    ["Der Bus Nr. 5 fährt nicht.", "Die Bahn fährt."],
    ["Siehe Abs. 3 und Art. 5 des Gesetzes.", "Dort steht alles."],
    ["Nach § 5 Abs. 2 Nr. 1 gilt das nicht.", "Das Gericht sah es anders."],
    ["So ist diese Art.", "Er ist eben so."],
    ["Der Mieter darf nach § 3 Abs. 2 S. 1 BGB kündigen.", "Der Vermieter nicht."],
    ["Art. 6 Abs. 1 UAbs. 1 Buchst. B i. V. m. Ziff. 3 lit. A gilt.", "Art. 7 gilt nicht."],
    ["§ 4 Abs. 1 S. 2 Hs. 1 Alt. 2 hilft ihm.", "Rz. 5 und Rdnr. 7 sagen es."],
    ["Die §§ 12 ff. BGB und die §§ 3 f. StPO helfen ihm.", "Er klagt."],
    ["Das folgt aus den §§ 12 ff.", "Peter klagt."],
    ["Es gilt § 3 Abs. 2 BGB.", "S. Weber klagt nach § 4 S. 1."],
    ["§§ 12 ff. BGB gelten.", "Er klagt."],
    ["Das Buch hat Größe S.", "Die Jacke ist alt.", "3 Knöpfe fehlen."],
    ["Der Schrank wiegt 5 t.", "3 Männer tragen ihn."],
    ["Vgl. dazu das Kapitel über Steuern.", "Es ist lang."],
    ["Der Vorstand bzw. Herr Kurz lehnt ab.", "Das Werk schließt."],
    ["In St. Gallen schneite es.", "In Bern nicht."],
    ["Das ist i. d. R. Sache der Länder.", "Der Bund zahlt."],
    ["Das gilt lt. Ministerium weiter.", "Mehr war nicht zu hören."],
    ["Der ehem. Minister trat auf.", "Der sog. Experte schwieg."],
    ["Mr. Brown traf Mrs. Green.", "Beide lachten."],
    ["Er zog ggf. Konsequenzen.", "Sie nicht."],
    ["Inkl. Mehrwertsteuer kostet es zehn Euro.", "Ohne kostet es acht."],
    ["Der Dipl.-Ing. Karl Bauer kam.", "Er blieb."],
    ["Frau Prof. Sommer und Hr. Winter kamen.", "Sie gingen bald."],
    # abbreviations that may end a sentence
    ["Es gab Äpfel, Birnen usw.", "Danach gab es Kaffee."],
    ["Äpfel, Birnen usw. wurden verkauft.", "Kaffee nicht."],
    ["Es gab Brot, Käse etc.", "Peter aß nichts."],
    ["Der Schaden beträgt 5 Mio. Euro.", "Niemand zahlt."],
    ["Der Schaden beträgt 5 Mio.", "Das ist viel."],
    ["Die Firma zahlt 2,5 Mrd. Dollar.", "Der Staat zahlt nichts."],
    ["Er wohnt in der Berliner Str. 12 in Köln.", "Sie wohnt in Bonn."],
    ["Er wohnt in der Hauptstr.", "Sie wohnt am Ring."],
    ["Die Müller GmbH & Co. KG ist pleite.", "Die Bank wartet."],
    ["Er arbeitet bei Meyer & Co.", "Dort ist es ruhig."],
    ["Der Botschafter a. D. Klaus Reuter schwieg.", "Er lächelte."],
    ["Er ist Minister a. D.", "Das gefällt ihm."],
    ["Cäsar starb 44 v. Chr. in Rom.", "Er war nicht allein."],
    ["Das war im Jahr 44 v. Chr.", "Danach kam Augustus."],
    ["Das Schloss stammt aus dem 17. Jh.", "Heute ist es ein Hotel."],
    ["Er traf Vertreter der U.S. Army.", "Das Treffen war kurz."],
    ["Der Verein heißt Freunde e. V.", "Er hat zehn Mitglieder."],
    ["Apple Inc. verklagt Foo Ltd. wegen eines Namens.", "Das dauert."],
    # initials
    ["Die Bücher von J. K. Rowling sind dick.", "Kinder lesen sie."],
    ["George W. Bush war da.", "Er blieb kurz."],
    ["E. T. A. Hoffmann schrieb viel.", "Er trank auch."],
    ["Der Zeuge Thomas K. schwieg.", "Er hatte Angst."],
    ["Wir brauchen einen Plan B.", "Dann sind wir sicher."],
    # ordinals, dates, numbers
    ["Am 3. Mai regnete es.", "Am 4. Mai schien die Sonne."],
    ["Im 19. Jahrhundert war das anders.", "Heute ist es so."],
    ["Der 2. Weltkrieg war vorbei.", "Die Städte lagen in Trümmern."],
    ["Ludwig XIV. regierte lange.", "Er liebte den Glanz."],
    ["Papst Johannes XXIII. starb 1963.", "Ihm folgte Paul VI.", "Der regierte bis 1978."],
    ["Der 1. FC Köln verlor.", "Die Fans pfiffen."],
    ["1. FC Köln verliert erneut.", "Trainer ratlos."],
    ["Er kam am 3. 5. 2021 an.", "Sie kam später."],
    ["Er kam am 3.5.2021 an.", "Sie kam am 4.5.2021.", "Peter kam nie."],
    ["Am 3.5. Richtfest, am 4.5. Umzug.", "Dann Ruhe."],
    ["Er wurde 3.", "Danach ging er."],
    ["Sie ist 25.", "Peter ist 30."],
    ["Das war im Jahr 2020.", "Deutschland schlief."],
    ["Seit 2019.", "Köln wartet."],
    ["Die 100. Sitzung dauerte lang.", "Die 101. Sitzung fiel aus."],
    ["Das kostet 1.000.000 Euro.", "Er zahlte 3,50.", "Peter zahlte nichts."],
    ["Der Index stieg um 3.5 Punkte.", "Dann fiel er."],
    ["Das Spiel endete 3:2.", "Köln jubelte."],
    ["Er kam um 20.15 Uhr.", "Sie kam um 20:30.", "Peter schlief."],
    ["Die Partei verlor 5 %.", "Gewinner gab es nicht."],
    ["Er lief 20 km.", "Peter fuhr Rad."],
    ["Das steht auf Seite 5.", "Kapitel 6 fehlt."],
    ["Sie kam als 2. Vorsitzende zurück.", "Er wurde 1. Vorsitzender."],
    ["Im 2. Stock brannte Licht.", "Im 3. Stock nicht."],
    ["Er kam auf Platz 3.", "Norwegen gewann."],
    ["Sie wurde 2. Vorsitzende.", "Er ist 3. Bürgermeister."],
    ["Am Montag, 3. Juni, ist Markt.", "Am Dienstag nicht."],
    # ellipsis
    ["Er wartete …", "Dann ging er."],
    ["Er wartete...", "Dann ging er."],
    ["Er war … müde.", "Sie nicht."],
    ["Das ist ... Wahnsinn!", "Einfach toll."],
    ["„Ich weiß nicht …“", "Er schwieg."],
    ["„Ich weiß nicht …“, sagte er.", "Sie nickte."],
    ["Er sagte nichts.", "[…] Sie auch nicht."],
    ["Er kam . . . viel zu spät.", "Sie ging."],
    # brackets
    ["Er ging.", "(Sie blieb.)", "Danach regnete es."],
    ["Die Brücke am Abend. (Bild: dpa)"],
    ["Wer ist der Mann? (Foto: Max Muster)"],
    ["Die Brücke (Bild: dpa)"],
    ["Er hat 50 (!) Bücher gelesen.", "Sie las 60 (?) davon."],
    ["Sie kam (endlich!) Montag an.", "Er kam nie."],
    ["Er sagte (das war gestern. Heute ist das anders), dass er geht.", "Sie bleibt."],
    ["Er kam spät (es war schon acht!).", "Sie war weg."],
    ["Das gilt für Tiere (Hunde, Katzen usw.).", "Pflanzen zählen nicht."],
    ["Das ist belegt. (Müller 2019)", "Niemand bestreitet es."],
    ["Das ist belegt.[3]", "Niemand bestreitet es."],
    ["Er lebt in Paris (Texas).", "Sie lebt in Rom."],
    # technical
    ["Mehr auf www.beispiel.de.", "Dort steht alles."],
    ["Siehe https://beispiel.de/a.b?c=1.", "Dann weiter."],
    ["Schreib an max.muster@beispiel.de.", "Er antwortet schnell."],
    ["Die Datei heißt bericht.final.docx.", "Sie ist leer."],
    ["Version 2.0.1 ist da.", "Version 3.5.", "Niemand wartete."],
    # lists and signs
    ["1. Erstens ist es teuer.", "Zweitens ist es schwer."],
    ["Es gibt zwei Gründe.", "1. Geld fehlt.", "2. Zeit fehlt."],
    ["a) Das ist klar.", "Es bleibt so."],
    ["Toll! 😀", "Und jetzt?"],
    ["Das ist schön 😀 und gut.", "Ende. 🎉🎉"],
    ["Super! :)", "Bis morgen."],
    ["Er kam.", "§ 5 gilt weiter."],
    ["Schuld ist niemand.", "„Niemand“ ist ein Name."],
    ["Ein Mann bewacht den Turm.", "Norwegen"],
]
ENGLISH = [
    # citations of laws
    ["Under Art. 6 para. 1 s. 2 lit. A GDPR he may ask.", "Nobody may refuse."],
    ["Secs. 3 and 4, subsec. 2 and paras. 5 and 6 apply.", "Regs. 3 and 4 do not."],
    ["Arts. 12 ff. GDPR help her.", "Then see Arts. 12 ff.", "Peter did."],
    ["It took 5 s.", "3 people left."],
    ["The train came.", "Nobody got off."],
    ["Who was it?", "Nobody knew.", "Everyone left!"],
    ["“That is so.”", "He left."],
    ["“Are you coming?” she asked.", "He nodded."],
    ['"Are you there?" Mary asked.', "Nobody answered."],
    ['"No way!" I said.', "She laughed."],
    ['"Are you there?"', "She asked again."],
    ["He said, “I am done.”", "Then he left."],
    ["‘That is so.’", "He left."],
    ['"Yes."', '"No."'],
    ["Mr. Brown met Mrs. Green.", "They laughed."],
    ["We met Mrs. P. Quill there.", "She laughed."],  # P. is no page in a name
    ["J. P. Stone lent the money.", "The novels of P. D. Lark sold well."],
    ["It is on P. 12 of the report.", "See p. 14.", "It is long."],
    ["Dr. Weber and Prof. Small left.", "We stayed."],
    ["He lives in the U.S. and works there.", "She does not."],
    ["He lives in the U.S.", "The weather is good."],
    ["The U.S. President spoke.", "Nobody listened."],
    ["The U.N. Security Council met.", "It adjourned."],
    ["Some animals, e.g. Dogs of War, are films.", "Others are not."],
    ["He came late, i.e. after eight.", "She was there."],
    ["We live at No. 5 on this road.", "They live at No. 7."],
    ["He said no.", "5 people agreed."],
    ["No.", "He will not come."],
    ["It was Brown vs. Green.", "Green won."],
    ["Foo Inc. sued Bar Ltd. over a name.", "It took years."],
    ["He works for Foo Inc.", "She works for Bar Ltd.", "They never met."],
    ["J. K. Rowling writes.", "Children read."],
    ["George W. Bush was there.", "He left early."],
    ["We need a plan B.", "Then we are safe."],
    ["It happened in 2020.", "Germany slept."],
    ["She was 25.", "Peter was 30."],
    ["It costs 3.5 million.", "He paid $1,000.", "Peter paid nothing."],
    ["He came at 5 p.m. on Monday.", "She came at 6 p.m.", "They left at 7 a.m. again."],
    ["He waited...", "Then he left."],
    ["Well... I do not know.", "Ask her."],
    ["He was … tired.", "She was not."],
    ["He left.", "(She stayed.)", "It rained."],
    ["The bridge at night. (Picture: Foo)"],
    ["See www.example.com.", "It is all there."],
    ["Write to a.b@example.com.", "He answers."],
    ["1. First, it is dear.", "Second, it is hard."],
    ["St. John was quiet.", "Mt. Foo was not."],
    ["Peter Jr. came.", "He was late."],
    ["World War II.", "Roosevelt died before its end."],
    ["Great! 😀", "What now?"],
    ["It is old; it is slow; it works.", "We keep it."],
    ["He met Gen. Smith and Sen. Jones.", "Both smiled."],
    ["On Sept. 11 it rained.", "On Oct. 12 it snowed."],
    ["He bought apples, pears, etc.", "Peter paid."],
    ["He has a Ph.D. in law.", "She has none."],
]
CASES = [("de", case) for case in GERMAN] + [("en", case) for case in ENGLISH]


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(("language", "expected"), CASES, ids=lambda v: v if isinstance(v, str) else " | ".join(v)[:60])
def test_splits(language: str, expected: list[str]) -> None:
    assert split(" ".join(expected), language) == expected


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
    assert len({" ".join(case) for _, case in CASES}) == len(CASES)


@pytest.mark.parametrize(("language", "expected"), CASES[::7], ids=lambda v: v if isinstance(v, str) else v[0][:40])
def test_line_breaks_and_wide_spaces_split_alike(language: str, expected: list[str]) -> None:
    words = " ".join(expected).split(" ")
    assert [s.split() for s in split("\n".join(words), language)] == [s.split() for s in expected]
    assert [s.split() for s in split("\u00a0 ".join(words), language)] == [s.split() for s in expected]


def test_regions_and_unknown_languages() -> None:
    assert split("Das kostet ca. Zehn.", "de-AT") == ["Das kostet ca. Zehn."]
    assert split("Il pleut. Rentrons !", "fr") == ["Il pleut.", "Rentrons !"]
    assert split("Идёт дождь. Домой!", "../de") == ["Идёт дождь.", "Домой!"]


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
def test_white_space_has_no_sentences(text: str) -> None:
    assert sentences(text, "de") == []


@pytest.mark.parametrize("text", ["...", "?!", "„“", "—", "😀", "( . )", ". . . ."])
def test_marks_alone_are_one_span(text: str) -> None:
    assert split(text, "de") == [text]


PIECES = st.sampled_from(
    [*"aZé5.!?…,;:„“”‘’\"'»«()[]-–&\n\t ", "\u00a0", "😀", "Dr.", "z. B.", "Die ", "3. ", "usw. ", ". ", '." ', ".) "]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from(["de", "en", "fr"]))
def test_nothing_is_lost(text: str, language: str) -> None:
    at = 0
    for start, end in sentences(text, language):
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from([" ".join(case) for case in GERMAN if case[-1][-1] in ".!"]), min_size=1, max_size=4))
def test_splitting_a_sentence_again_changes_nothing(texts: list[str]) -> None:
    for sentence in split(" ".join(texts), "de"):
        # A text without any capital is read in a way of its own, which its neighbours in a longer text switch off.
        if not sentence.startswith(("(", "[")) and not sentence.islower():
            assert split(sentence, "de") == [sentence]


SIZE = 1_000_000
LONG = {
    "one word": "a" * SIZE,
    "stops": "." * SIZE,
    "spaced stops": ". " * (SIZE // 2),
    "spaces": "a" + " " * SIZE + "b.",
    "abbreviations": "z. B. " * (SIZE // 6),
    "open brackets": "Er ging. (" * (SIZE // 10),
    "brackets": "Er (ja.) ging. " * (SIZE // 15),
    "quotes": '."' * (SIZE // 2),
    "emoji": ".😀" * (SIZE // 2),
    "numbers": "3. 5. " * (SIZE // 6),
    "text": "Der Mann ging nach Hause. Die Frau, z. B. Anna, blieb am 3. Mai dort. " * (SIZE // 72),
    "mixed": "".join(random.Random(0).choices('aB. !?…„“"()[]5\n😀', k=SIZE)),
}


@pytest.mark.parametrize("name", LONG)
def test_a_megabyte_takes_seconds(name: str) -> None:
    begin = time.process_time()
    sentences(LONG[name], "de")
    # Five seconds at most where it is quiet; what grows with the square of the length takes many minutes.
    assert time.process_time() - begin < 20


def kinds(*texts: str) -> list[Kind | None]:
    return [block.kind for block in with_kinds([Block(text) for text in texts])]


SENTENCE = "Der Rat der Stadt hat am Abend über den Haushalt beraten."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Rat streitet über Haushalt", SENTENCE], [Kind.HEADING, Kind.SENTENCE]),
        ([SENTENCE, "Die Lage im Norden", SENTENCE], [Kind.SENTENCE, Kind.HEADING, Kind.SENTENCE]),
        ([SENTENCE, "Das Rathaus am Abend (Bild: Muster)"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "Das Rathaus am Abend. (Foto: Eva Muster/dpa)"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "Foto: Eva Muster"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "The town hall (Image: Muster)"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "The town hall (Picture: Muster)"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "Das Rathaus © Eva Muster"], [Kind.SENTENCE, Kind.CAPTION]),
        ([SENTENCE, "Norwegen", "Ein Boot (Bild: Muster)", SENTENCE], ["sentence", "caption", "caption", "sentence"]),
        (["Titel oben", "Ein Boot (Bild: Muster)"], [Kind.HEADING, Kind.CAPTION]),
        ([SENTENCE, "Ein Bild: Er saß da und wartete."], [Kind.SENTENCE, Kind.SENTENCE]),
        ([SENTENCE * 9 + " (Bild: Muster)"], [Kind.SENTENCE]),
        (["- Brot", "* Käse", "• Wein", "1) Wasser"], [Kind.ITEM] * 4),
        (["Zutaten:", "1. Brot kaufen", "2. Brot essen"], [Kind.SENTENCE, Kind.ITEM, Kind.ITEM]),
        (["1. FC Köln verliert", SENTENCE], [Kind.HEADING, Kind.SENTENCE]),
        (["Kommst du mit?", SENTENCE], [Kind.SENTENCE, Kind.SENTENCE]),
    ],
)
def test_kinds(texts: list[str], expected: list[Kind]) -> None:
    assert kinds(*texts) == expected


def test_items_lose_their_bullets_only() -> None:
    texts = [Block("- Brot und Salz"), Block("-5 Grad"), Block("12) Wein"), Block("– Na und?")]
    assert [b.text for b in with_kinds(texts)] == ["Brot und Salz", "-5 Grad", "Wein", "– Na und?"]


def test_marks_alone_are_no_list() -> None:
    breaks = with_kinds([Block("* * *"), Block("- - -"), Block("* Brot * Salz")])
    assert [(b.text, b.kind == Kind.ITEM) for b in breaks] == [
        ("* * *", False),
        ("- - -", False),
        ("Brot * Salz", True),
    ]


def test_a_caption_splits_and_stays_a_caption() -> None:
    made = segments(
        [Block(SENTENCE), Block("Ein Mann bewacht den Turm. Norwegen"), Block("Der Turm (Bild: Muster)")], "de"
    )
    assert [(s.text, s.kind, s.paragraph) for s in made[1:3]] == [
        ("Ein Mann bewacht den Turm.", Kind.CAPTION, 1),
        ("Norwegen", Kind.CAPTION, 1),
    ]


WRAPPED = """\
Der Rat der Stadt hat am Abend lange über den Haushalt beraten und
dann doch nichts beschlossen. Die Sitzung soll im Mai wiederholt
werden, wenn die Zahlen des Landes vorliegen. Bis dahin bleibt die
Bücherei geschlossen.

Der Bürgermeister sagte, er hoffe auf ein Einsehen bei allen, die
noch zögern.
"""


def test_hard_wrapped_lines_are_joined() -> None:
    assert [block.line for block in blocks(WRAPPED, "de")] == [1, 6]
    made = segments(blocks(WRAPPED, "de"), "de")
    assert [s.line for s in made] == [1, 2, 3, 6]
    assert made[1].text == "Die Sitzung soll im Mai wiederholt werden, wenn die Zahlen des Landes vorliegen."
    assert not any("\n" in s.text for s in made)


def test_items_in_wrapped_text_are_blocks_of_their_own() -> None:
    items = "\n- Der erste Punkt ist lang und braucht noch eine zweite Zeile für\n  sich.\n- Zwei\n"
    found = blocks(WRAPPED + items, "de")
    assert [b.text.split()[1] for b in found[2:]] == ["Der", "Zwei"]


def test_lines_that_are_not_wrapped_stand_alone() -> None:
    text = "Ein Titel steht oben\n" + "\n".join(f"{SENTENCE} Nummer {i} kam auch." for i in range(3)) + "\n\nEnde gut."
    assert [block.line for block in blocks(text, "de")] == [1, 2, 3, 4, 6]


def test_short_lines_in_small_letters_are_no_wrapped_text() -> None:
    assert len(blocks("milch\nbrot\neier\nkäse", "de")) == 4
