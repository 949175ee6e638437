"""Verbs, adjectives and nouns with an English preposition or without their "sich": other forms, and sound German."""

import pytest

from tests.checks.test_traps import fired


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Wir haben lange für den Bus gewartet, sie wartet für ihn.", "wait-for-fuer"),
        ("Das Ergebnis hängt auf das Wetter ab.", "depend-on-auf"),
        ("An der Umfrage hatte niemand etwas auszusetzen, viele haben in der Umfrage teilgenommen.", "take-part-in-in"),
        ("Das Kind glaubt in Geister.", "believe-in-in"),
        ("Er wollte keine Fragen antworten.", "answer-question-antworten"),
        ("Das Land trat in die Union bei.", "join-beitreten-in"),
        ("Sie ist von Krebs gestorben.", "die-of-von"),
        ("Er wurde für Betrug verurteilt.", "arrested-for-fuer"),
        ("Das wird nie wieder zu dir passieren.", "happen-to-zu"),
        ("Der Minister hat geweigert, das zu tun.", "refuse-ohne-sich"),
        ("Die Lage hat deutlich verschlechtert.", "change-ohne-sich"),
        ("Sie fühlt einsam.", "feel-ohne-sich"),
        ("Die Jury befand sie schuldig bei der Ermordung ihres Mannes.", "guilty-of-von"),
        ("Es gab einen Rückgang in den Preisen.", "increase-in-in"),
        ("Der Zug fährt an 9.30 Uhr ab.", "at-oclock-bei"),
        ("Für welchen Grund hat er gelogen?", "for-this-reason-fuer"),
    ],
)
def test_english_frames_are_found_in_other_forms(text: str, entry: str) -> None:
    assert fired(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Sie warteten für eine Weile.",
        "Die Firma wartet für ihre Kunden die Anlagen.",
        "Er nahm in Berlin an einer Konferenz teil.",
        "Auf die Frage antwortete sie nicht.",
        "In den letzten Jahren sind viele dem Verein beigetreten.",
        "Die Entscheidung wurde mit dem Vorstand getroffen.",
        "Er ist verheiratet zu sein gewohnt.",
        "Sie freut sich seit Wochen auf das Finale.",
        "Die Sitzung wurde von Montag auf Dienstag verschoben.",
        "Das Kino ist über zwei Stunden entfernt, der Film ist über drei Stunden lang.",
        "Im Himmel, sagt der Pfarrer, sehen wir uns wieder.",
        "Was waren das für Gründe?",
        "Es gibt Nachfragen für drei Objekte.",
        "Das Gericht befindet über die Klage.",
        "Die Clowns sorgen für Spaß.",
        "Sie leiden von Geburt an unter Asthma.",
    ],
)
def test_german_frames_stay(text: str) -> None:
    assert fired(text) == []
