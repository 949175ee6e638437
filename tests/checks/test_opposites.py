"""The contrary of the source: what must be flagged, and what looks like it but is right."""

import pytest

from audit.checks.opposites import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity
from audit.languages.tables import tsv_table


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


CONTRARY = [
    ("Unless it rains, they win.", "Wenn es trocken bleibt, verlieren sie.", "verlieren", None),
    ("The speed shall not exceed 30 knots.", "Die Fahrt beträgt mindestens 30 Knoten.", "mindestens", "höchstens"),
    ("Reply no later than Friday.", "Antworten Sie frühestens am Freitag.", "frühestens", None),
    ("A crew may not have more than nine members.", "Eine Crew hat mindestens neun Leute.", "mindestens", "höchstens"),
    ("The vote is held not earlier than noon.", "Gewählt wird spätestens um zwölf.", "spätestens", None),
    ("The fine is not less than 40 francs.", "Die Buße beträgt höchstens 40 Franken.", "höchstens", "mindestens"),
    ("You need at least three copies.", "Sie brauchen höchstens drei Exemplare.", "höchstens", "mindestens"),
    ("Enter at most three names.", "Geben Sie mindestens drei Namen ein.", "mindestens", "höchstens"),
    ("Wash your hands before eating.", "Waschen Sie sich nach dem Essen die Hände.", "nach dem", None),
    ("He left after the meeting.", "Er ging vor der Sitzung.", "vor der", None),
    ("Read the leaflet before use.", "Lesen Sie den Beipackzettel nach Gebrauch.", "nach Gebrauch", None),
    ("Objections come before expiry of the term.", "Einwände kommen nach Ablauf der Frist.", "nach Ablauf", None),
    ("Shake the can after opening.", "Die Dose vor Öffnung schütteln.", "vor Öffnung", None),
    ("Children under 12 travel free.", "Kinder über 12 Jahre reisen gratis.", "über 12", None),
    ("Children over 12 pay half.", "Kinder unter 12 zahlen die Hälfte.", "unter 12", None),
    ("More than 300 people came.", "Weniger als 300 Menschen kamen.", "Weniger als", "Mehr als"),
    ("Prices rose by four percent.", "Die Preise sanken um vier Prozent.", "sanken", None),
    ("Prices rose by four percent.", "Die Preise sind um vier Prozent gefallen.", "gefallen", None),
    ("Shares fell sharply on Monday.", "Die Aktien stiegen am Montag stark.", "stiegen", None),
    ("Sales increased last year.", "Der Umsatz ging im letzten Jahr zurück.", "ging im letzten Jahr zurück", None),
    ("Sales increased last year.", "Der Umsatz sank im letzten Jahr.", "sank", None),
    (
        "Turn the screw clockwise.",
        "Drehen Sie die Schraube gegen den Uhrzeigersinn.",
        "gegen den Uhrzeigersinn",
        "im Uhrzeigersinn",
    ),
    ("Turn it counterclockwise.", "Drehen Sie sie im Uhrzeigersinn.", "im Uhrzeigersinn", "gegen den Uhrzeigersinn"),
    ("Turn left at the church.", "Biegen Sie an der Kirche rechts ab.", "rechts", "links"),
    ("His left leg was broken.", "Sein rechtes Bein war gebrochen.", "rechtes", None),
    ("His right hand was hurt.", "Seine linke Hand war verletzt.", "linke", None),
    ("The village lies north of Bonn.", "Das Dorf liegt südlich von Bonn.", "südlich", "nördlich"),
    ("It was his first visit to Rome.", "Es war sein letzter Besuch in Rom.", "letzter", None),
    ("It was the first visit to Rome.", "Es war der letzte Besuch in Rom.", "letzte", "erste"),
    ("The shop opens at nine.", "Das Geschäft schließt um neun.", "schließt", None),
    ("The shop closes at nine.", "Das Geschäft öffnet um neun.", "öffnet", None),
    ("Our team won the match.", "Unsere Mannschaft verlor das Spiel.", "verlor", "gewann"),
    ("She bought the house.", "Sie verkaufte das Haus.", "verkaufte", "kaufte"),
    ("She sold the house.", "Sie kaufte das Haus.", "kaufte", "verkaufte"),
    ("Imports of steel grew.", "Die Exporte von Stahl wuchsen.", "Exporte", None),
    ("The soup is hot.", "Die Suppe ist kalt.", "kalt", "heiß"),
    ("Turn on the lamp.", "Schalten Sie die Lampe aus.", "Schalten Sie die Lampe aus", None),
    ("The bridge is safe.", "Die Brücke ist unsicher.", "unsicher", "sicher"),
    ("That is legal here.", "Das ist hier illegal.", "illegal", "legal"),
    ("Everyone came except Tom.", "Alle kamen, auch Tom.", "auch", "außer"),
    ("You must not open the box.", "Sie müssen die Kiste nicht öffnen.", "müssen die Kiste nicht", None),
    ("You must not smoke here.", "Sie müssen hier nicht rauchen.", "müssen hier nicht", None),
    ("You don't have to pay.", "Sie dürfen nicht zahlen.", "dürfen nicht", None),
    ("The price is half the old one.", "Der Preis ist doppelt so hoch wie der alte.", "doppelt", "Hälfte"),
    ("It was minus 20 degrees outside.", "Draußen waren es 20 Grad.", "20 Grad", None),
    ("The winner thanked the crowd.", "Der Verlierer dankte dem Publikum.", "Verlierer", None),
    ("The union agreed to the plan.", "Die Gewerkschaft lehnte den Plan ab.", "lehnte den Plan ab", None),
    ("The union refused the plan.", "Die Gewerkschaft akzeptierte den Plan.", "akzeptierte", None),
    ("The firm hired 50 people.", "Die Firma entließ 50 Leute.", "entließ", None),
    ("The firm laid off 50 people.", "Die Firma stellte 50 Leute ein.", "stellte 50 Leute ein", None),
    ("Profits doubled.", "Die Gewinne halbierten sich.", "halbierten", None),
    ("Revenue tripled in a year.", "Der Umsatz verdoppelte sich in einem Jahr.", "verdoppelte", None),
    ("The price includes breakfast.", "Der Preis schließt das Frühstück aus.", "schließt das Frühstück aus", None),
    ("The valve must be closed.", "Das Ventil muss offen sein.", "offen", None),
    ("The door is open.", "Die Tür ist geschlossen.", "geschlossen", "geöffnet"),
    ("Keep it in a warm place.", "An einem kalten Ort aufbewahren.", "kalten", None),
    ("She came back before noon.", "Sie kam nach Mittag zurück.", "nach Mittag", None),
    ("Take the tablet before meals.", "Nehmen Sie die Tablette nach den Mahlzeiten ein.", "nach den", None),
    ("Call us after 5 p.m.", "Rufen Sie uns vor 17 Uhr an.", "vor 17", None),
    ("The dose was increased.", "Die Dosis wurde verringert.", "verringert", "erhöht"),
    ("Unemployment fell to 5 percent.", "Die Arbeitslosigkeit stieg auf 5 Prozent.", "stieg", None),
    ("The left engine failed.", "Das rechte Triebwerk fiel aus.", "rechte", None),
    ("Put your left hand on the table.", "Legen Sie die rechte Hand auf den Tisch.", "rechte", None),
    ("He was found guilty.", "Er wurde für unschuldig befunden.", "unschuldig", "schuldig"),
    ("The tenant pays for water.", "Der Vermieter zahlt das Wasser.", "Vermieter", "Mieter"),
    ("He sits on the right side.", "Er sitzt auf der linken Seite.", "linken", None),
    ("The last train leaves at ten.", "Der erste Zug fährt um zehn.", "erste", "letzte"),
    ("It is below zero.", "Es sind über null Grad.", "über null", "unter Null"),
    # how often
    ("Rinse twice a day.", "Dreimal täglich spülen.", "Dreimal", None),
    ("Rinse once daily.", "Spülen Sie zweimal täglich.", "zweimal", "einmal"),
    ("Rinse three times a week.", "Zweimal pro Woche spülen.", "Zweimal", None),
    ("We meet every other week.", "Wir treffen uns jede Woche.", "jede Woche", "alle zwei Wochen"),
    ("The journal appears quarterly.", "Die Zeitschrift erscheint jährlich.", "jährlich", "vierteljährlich"),
    ("The fee is due annually.", "Die Gebühr ist vierteljährlich fällig.", "vierteljährlich", None),
    # parts
    ("One third of the wine was left.", "Ein Viertel des Weins blieb übrig.", "Viertel", "Drittel"),
    ("A quarter of the wine was left.", "Ein Drittel des Weins blieb übrig.", "Drittel", "Viertel"),
    ("Rain fell in the first half of May.", "In der zweiten Hälfte des Mais regnete es.", "zweiten Hälfte", None),
    ("Profit rose in the second half.", "Der Gewinn stieg im ersten Halbjahr.", "ersten Halbjahr", None),
    ("Orders fell in the first quarter.", "Im zweiten Quartal sanken die Aufträge.", "zweiten Quartal", None),
    # programs
    ("It runs on release 9 or later.", "Es läuft unter Fassung 9 oder älter.", "oder älter", None),
    ("For models of 2019 or older", "Für Modelle von 2019 oder neuer", "oder neuer", None),
    ("The sensor is disabled.", "Der Fühler ist aktiviert.", "aktiviert", None),
    ("Log in to read on.", "Zum Weiterlesen abmelden", "abmelden", "anmelden"),
    ("Sign in to the forum.", "Melden Sie sich beim Forum ab.", "Melden Sie sich beim Forum ab", None),
    ("You were signed out.", "Sie wurden angemeldet.", "angemeldet", None),
    ("Uninstall the driver.", "Installieren Sie den Treiber.", "Installieren", "Deinstallieren"),
    ("The driver was installed.", "Der Treiber wurde deinstalliert.", "deinstalliert", None),
    ("The disk is encrypted.", "Die Platte wird entschlüsselt.", "entschlüsselt", None),
    ("Sort in descending order", "Aufsteigend sortieren", "Aufsteigend", "Absteigend"),
    ("Zoom out of the map", "Karte vergrößern", "vergrößern", None),
    ("Write to the recipient.", "Schreiben Sie dem Absender.", "Absender", "Empfänger"),
    ("Delete the first rows.", "Löschen Sie die ersten Spalten.", "Spalten", None),
    ("Use lowercase here.", "Verwenden Sie hier Großbuchstaben.", "Großbuchstaben", None),
    ("Go to the previous page.", "Gehen Sie zur nächsten Seite.", "nächsten", None),
    ("Collapse all groups", "Alle Gruppen ausklappen", "ausklappen", None),
    ("Fares are exclusive of tolls.", "Die Preise sind inklusive Maut.", "inklusive", "exklusive"),
    ("The rent is inclusive of heating.", "Die Miete gilt zuzüglich Heizung.", "zuzüglich", None),
    ("Please close all drawers.", "Bitte öffnen Sie alle Schubladen.", "öffnen", None),
    ("Open the valve.", "Schließen Sie das Ventil.", "Schließen", None),
    ("The firm made a net profit.", "Die Firma machte einen Nettoverlust.", "Nettoverlust", None),
    ("The firm reported a net loss.", "Die Firma meldete einen Nettogewinn.", "Nettogewinn", "Nettoverlust"),
    ("She has a chronic cough.", "Sie hat einen akuten Husten.", "akuten", None),
    ("It is an acute inflammation.", "Es ist eine chronische Entzündung.", "chronische", None),
    ("Rinse your eyes after contact with lime.", "Augen vor Kontakt mit Kalk ausspülen.", "vor Kontakt", None),
    ("The will is valid.", "Das Testament ist unwirksam.", "unwirksam", None),
    ("The code is invalid.", "Der Code ist gültig.", "gültig", "ungültig"),
]
CLEAN = [
    ("Rinse twice a day, once at night.", "Zweimal täglich spülen, einmal davon abends."),
    ("We meet every other week.", "Wir treffen uns vierzehntäglich."),
    ("The journal appears quarterly.", "Die Zeitschrift erscheint vierteljährlich."),
    ("The fee is due annually.", "Die Gebühr ist jährlich fällig."),
    ("A third of the district was flooded.", "Das Viertel stand zu einem Drittel unter Wasser."),
    ("They scored in the first half and the second.", "Sie trafen in der zweiten Halbzeit und davor."),
    ("Unless the team wins, the coach goes.", "Verliert das Team, geht der Trainer."),
    ("Pay before we ship, on receipt of our bill.", "Zahlung nach Erhalt der Rechnung, noch im Januar."),
    ("Check the seal before use and after cleaning.", "Die Dichtung vor Gebrauch und nach Reinigung prüfen."),
    ("He had left before, after the start of work.", "Er war nach Beginn der Arbeit gegangen."),
    ("The speed shall not exceed 30 knots.", "Die Fahrt beträgt höchstens 30 Knoten."),
    ("Reply no later than Friday.", "Antworten Sie bis Freitag, frühestens aber morgen."),
    ("Use not less than two and not more than five drops.", "Mindestens zwei und höchstens fünf Tropfen nehmen."),
    ("He does not earn more than at least two others.", "Er verdient so viel wie mindestens zwei andere."),
    ("He is innocent, she said.", "Er ist frei von Schuld, sagte sie."),
    ("You need at least three copies.", "Sie brauchen mindestens drei Exemplare."),
    ("No more than three people fit in.", "Es passen höchstens drei Personen hinein."),
    ("The bridge is not safe.", "Die Brücke ist unsicher."),
    ("The shop is not open.", "Der Laden ist geschlossen."),
    ("He left after the meeting, shortly before noon.", "Er ging nach der Sitzung, kurz vor der Mittagspause."),
    ("You must not open the box.", "Sie dürfen die Kiste nicht öffnen."),
    ("She was right to leave.", "Es war richtig von ihr zu gehen."),
    ("He left his right hand on the wheel.", "Er ließ die rechte Hand am Lenkrad."),
    ("Prices rose while wages fell.", "Die Preise stiegen, während die Löhne fielen."),
    ("The first half ended.", "Die erste Hälfte war zu Ende."),
    ("It was minus 20 degrees.", "Es waren −20 Grad."),
    ("Everyone except Tom came.", "Alle außer Tom kamen, auch Eva."),
    ("Turn off the lamp.", "Schalten Sie die Lampe aus."),
    ("It runs on release 9 or later.", "Es läuft ab Fassung 9."),
    ("The sensor is disabled, the alarm is enabled.", "Der Fühler ist deaktiviert, der Alarm aktiviert."),
    ("The fields are disabled until you sign in.", "Die Felder sind erst nach dem Anmelden aktiviert."),
    ("Sign out and sign in again.", "Melden Sie sich ab und dann neu an."),
    ("Log in from May 5.", "Melden Sie sich ab 5. Mai an."),
    ("Uninstall the old driver first.", "Entfernen Sie erst den installierten Treiber."),
    ("Write to the recipient, not to us.", "Schreiben Sie dem Empfänger."),
    ("Each row has three columns.", "Jede Zeile hat drei Spalten."),
    ("Decrypt the file.", "Die verschlüsselte Datei entschlüsseln."),
    ("The roof collapsed.", "Das Dach stürzte ein."),
    ("Fares are exclusive of tolls, inclusive of tax.", "Die Preise sind ohne Maut, inklusive Steuer."),
    ("Keep in close contact and open the curtains.", "Bleiben Sie in Kontakt und öffnen Sie die Vorhänge."),
    ("Open the chest with this key.", "Schließen Sie die Truhe mit diesem Schlüssel auf."),
    ("Open the box and connect the lamp.", "Öffnen Sie die Kiste und schließen Sie die Lampe an."),
    ("Last year brought a net loss, not a profit.", "Das Jahr brachte einen Verlust statt Gewinn."),
    ("There is a chronic shortage of nurses.", "Es herrscht akuter Mangel an Pflegern."),
    ("The pass is valid until May.", "Ab Juni ist der Ausweis ungültig."),
    ("The code is not valid.", "Der Code ist ungültig."),
]


@pytest.mark.parametrize(("source", "target", "text", "suggestion"), CONTRARY)
def test_the_contrary_is_flagged_at_its_place(source, target, text, suggestion):
    (finding,) = findings(target, source)
    assert (finding.text, finding.suggestion) == (text, suggestion)
    assert finding.category is Category.MISTRANSLATION
    assert finding.severity is Severity.CRITICAL


@pytest.mark.parametrize(("source", "target"), CLEAN)
def test_right_renderings_are_left_alone(source, target):
    assert findings(target, source) == []


def test_it_needs_a_source():
    assert findings("Die Preise sanken.") == []


def test_every_row_of_the_table_has_both_sides():
    for row in tsv_table("de", "opposites"):
        assert len(row) == 4, row
        assert all(part.strip() == part and part.strip("~") for cell in row for part in cell.split("|")), row
        assert "~" not in row[3], row
