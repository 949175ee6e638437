"""News in English words: what the entries are for is found in other sentences, sound German stays."""

import pytest

from audit.evidence import Evidence
from tests.checks.test_traps import fired


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Die Opposition scheiterte mit ihrem Votum von kein Vertrauen.", "no-confidence"),
        ("Das Paket lehnte die Kammer aus der Hand ab.", "reject-out-of-hand"),
        ("Die Koalition setzte sich mit einer knappen Marge an Stimmen durch.", "margin-rand-stimmen"),
        ("Ihr Anwalt will das Urteil appellieren.", "appeal-appellieren"),
        ("Die Sammelklage wurde im Sommer rausgeworfen.", "case-thrown-out"),
        ("Zwei Beamte reagierten auf einen Anruf wegen Lärms.", "respond-to-call"),
        ("Das Gericht verurteilte die Klinik, Schäden zu zahlen.", "damages-schaeden"),
        ("Die Ränder des Konzerns sind im Quartal gesunken.", "margin-raender"),
        ("Die Fluglinie reichte im Mai für Gläubigerschutz ein.", "file-for-bankruptcy"),
        ("Die Zentralbank hob die Raten überraschend an.", "rates-raten"),
        ("Nach dem Handelsschluss sprangen die Aktien, die Anteile der Bank fielen im Handel.", "shares-anteile"),
        ("Die Verhandlungen sind seit Montag unterwegs.", "underway-unterwegs"),
        ("Der Streiker traf in der Nachspielzeit.", "striker-streikender"),
        ("Für das Handspiel wurde er gebucht.", "booked-gebucht"),
        ("Er wird das Finale vermissen.", "miss-season-vermissen"),
        ("Zwei Satzbälle hat sie noch gerettet.", "save-match-point"),
        ("Die Schwachstelle wird bereits ausgebeutet.", "exploit-ausbeuten"),
        ("Die Website ging nach dem Angriff herunter.", "service-went-down"),
        ("Der Chor hat einige 45 Mitglieder.", "some-number-einige"),
        ("Hacker haben den Käfer im Betriebssystem ausgenutzt.", "software-bug"),
        ("Der Wachhund verhängte eine Geldstrafe.", "watchdog-authority"),
        ("Die Salbe ist jetzt über den Tresen erhältlich.", "over-the-counter"),
        ("Der Fahrer floh aus der Szene.", "at-the-scene"),
    ],
)
def test_news_in_english_words_is_found(text: str, entry: str) -> None:
    assert fired(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Die Regierung setzt auf Zuckerbrot und Peitsche, klagt die Partei.",
        "Die Bahn muss den Schaden bezahlen, entschied das Gericht.",
        "Die Stadt appelliert an die Bürger, Wasser zu sparen.",
        "Nach dem Spiel gab der Richter dem Zeugen die Papiere zurück.",
        "Der Wirt hat die Gäste hinausgeworfen, gegen ihn läuft ein Verfahren.",
        "Die Kinder beantworteten einen Anruf der Polizei nicht.",
        "Für ihre Verdienste um den Konzern erhielt sie einen Orden.",
        "Der Kredit wird in monatlichen Raten zurückgezahlt, die Bank senkt die Raten.",
        "Die Polizei war mit zwei Streifen unterwegs.",
        "Die Streikenden blockierten das Tor des Werks.",
        "Der Trainer hat nach der Halbzeit schon den Flug gebucht.",
        "Die Fans vermissen ihr Idol.",
        "Der Feuerwehrmann rettete zwei Spieler.",
        "Die Firma hat ihre Arbeiter jahrelang ausgebeutet.",
        "Das Schiff ging vor der Küste unter.",
        "Einige 100 Menschen kamen.",
        "Eine Wanze fand die Polizei in der Wohnung der Hacker.",
        "Das Medikament ging tausendfach über den Ladentisch.",
        "Am Rand des Stadions feierten die Sieger.",
    ],
)
def test_sound_german_of_the_same_words_stays(text: str) -> None:
    assert fired(text) == []


def test_a_refusal_is_told_from_a_condition_by_what_is_heard() -> None:
    text = "Die Sprecherin würde nicht sagen, ob der Vertrag gilt."
    assert fired(text, Evidence(back_translation="She would not say whether it holds.")) == ["would-not-say"]
    assert fired(text, Evidence(back_translation="She did not say whether it holds.")) == []
    condition = "Wenn es anders wäre, würde er nicht sagen, dass es stimmt."
    assert fired(condition, Evidence(back_translation="If so, he would not say that it is true.")) == []
