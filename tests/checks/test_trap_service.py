"""Customer service, shops and messages: the traps in the forms that sentences have, and what is plain good German."""

import pytest

from tests.checks.test_traps import findings, fired


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Sie hat gestern zwei Bestellungen platziert.", "place-an-order"),
        ("Um eine Bestellung zu platzieren, brauchen Sie ein Konto.", "place-an-order"),
        ("Zögern Sie nicht, uns zu erreichen.", "thanks-for-reaching-out"),
        ("Wir hoffen, bald von Ihnen zurückzuhören.", "hear-back"),
        ("Kaufen Sie eins und erhalten Sie eins frei!", "buy-one-get-one"),
        ("Checken Sie unsere Angebote aus!", "check-out-our-website"),
        ("Fühl dich frei, mich zu fragen.", "feel-free-to"),
        ("Es war eine Reise einer Lebenszeit.", "once-in-a-lifetime"),
        ("Wir möchten auf unser Gespräch folgen.", "follow-up-with"),
        ("Ich empfehle dieses Hotel hoch, es war wunderbar.", "highly-recommend"),
        ("Während Vorräte reichen, gibt es zwei Taschen.", "while-supplies-last"),
        ("Anbei der Vertrag; bitte finden Sie unten meine Anschrift.", "please-find-attached"),
        ("Sie konnten nicht warten, das neue Spiel zu testen.", "cant-wait-to"),
        ("Wir sind aufgeregt, unseren neuen Laden zu eröffnen.", "excited-to-announce"),
        ("Sparen Sie das Datum für unsere Feier.", "save-the-date"),
        ("Werfen Sie uns eine Zeile, wenn Sie Zeit haben.", "drop-a-line"),
        ("Unser Team kann Ihnen bei der Buchung assistieren.", "assist-you-assistieren"),
        ("Diese Tasche passt zum Mantel wie ein Handschuh.", "fits-like-a-glove"),
        ("Haben Sie die Stornierungspolitik gelesen?", "return-policy-politik"),
        ("Das Gerät hat viele positive Überprüfungen.", "review-ueberpruefung"),
        ("Wir verschiffen alle Pakete noch am selben Tag.", "ship-verschiffen"),
        ("Auf dem Zimmer steht eine komplementäre Flasche Wasser.", "complimentary-komplementaer"),
        ("Gewähren Sie uns bitte bis zu 48 Stunden für eine Antwort.", "allow-days"),
    ],
)
def test_service_traps_are_found_in_other_forms(text: str, entry: str) -> None:
    assert fired(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Die Firma hat an der Börse eine Bestellung platziert.",
        "Sie erreichen uns von neun bis siebzehn Uhr.",
        "Der Dirigent hörte die Aufnahme von ihnen zurück im Hotel.",
        "Ihr Mann war auf Verkauf und Beratung spezialisiert.",
        "Wir überprüfen unsere Website regelmäßig auf Fehler.",
        "Beim Auschecken aus dem Hotel fehlte der Schlüssel.",
        "Nach der Kündigung fühlen Sie sich frei und leicht.",
        "Der Wanderer ist auf seinem Weg nach Rom.",
        "Das zeigt wahre Größe.",
        "Die Flüchtlinge sind zurück im Lager.",
        "Wir können nicht warten, bis alle da sind.",
        "Sie war aufgeregt, weil der Brief nicht kam.",
        "Die Fabrik bleibt geschlossen, die Züge bleiben eingestellt.",
        "Am besten verkauften sich im Advent die Kerzen.",
        "Wie ein Handschuh aussieht, weiß jedes Kind.",
        "Der Assistenzarzt darf Ihnen bei der Operation assistieren.",
        "Das Getreide wird in Odessa verschifft.",
        "Die Autobahn ist mautfrei.",
        "Der Bezug ist in der Maschine waschbar.",
        "Das ist überhaupt kein Problem.",
    ],
)
def test_plain_german_of_shops_and_letters_stays(text: str) -> None:
    assert fired(text) == []


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Das hat keine Eile überhaupt.", "überhaupt keine Eile"),
        ("Der Bezug ist Maschine waschbar.", "maschinenwaschbar"),
        ("Unser am besten verkauftes Buch.", "meistverkauftes"),
        ("Das Loyalitätsprogramm ist neu.", "Treueprogramm"),
    ],
)
def test_the_proposal_stands_in_the_sentence_as_it_is(text: str, proposal: str) -> None:
    assert [finding.suggestion for finding in findings(text)] == [proposal]
