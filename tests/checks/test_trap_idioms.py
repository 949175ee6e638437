"""Idioms, false friends and proposals in the forms that sentences have, beside each entry's own two sentences."""

import pytest

from tests.checks.test_traps import findings, fired


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Die Banken stellten sich der Musik.", "face-the-music"),
        ("Er redet um den Busch herum.", "beat-around-bush"),
        ("Die Mieter zahlen durch die Nase.", "pay-through-nose"),
        ("Sie springen auf den Bandwagen auf.", "bandwagon"),
        ("Nennen wir es einen Tag.", "call-it-a-day"),
        ("Katzen und Hunde regnete es den ganzen Tag.", "cats-and-dogs"),
        ("Sie bissen in die Kugel.", "bite-the-bullet"),
        ("Er packte das Weihnachtsgift aus.", "gift-gift"),
        ("Im Amazon-Warenhaus streiken die Arbeiter.", "warehouse-warenhaus"),
        ("Das Stadiumdach wurde beschädigt.", "stadium-stadium"),
        ("Zwei Physikerinnen der Klinik behandelten die Patienten.", "physician-physiker"),
    ],
)
def test_idioms_and_false_friends_are_found_in_other_forms(text: str, entry: str) -> None:
    assert fired(text) == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Er stellt sich der Musik von Bach mit Respekt.",
        "Sie nannten es einen Tag, an dem alles gelang.",
        "Der Hund lief um den Busch herum.",
        "Die Bank bricht ihr Schweigen.",
        "Das Schiff ist schon nach Norwegen abgefahren.",
        "Warme Luft entweicht durch das Dach, und die Kosten steigen.",
        "Die Sonde steht seit gestern über dem Mond.",
        "Im Roten Meer sank ein Schiff der Firma.",
        "Zu Weihnachten gab es kalten Truthahn mit Brot.",
        "Die Polizei fand die Axt vergraben im Garten.",
        "Er trägt im Sommer mehrere Hüte aus Stroh.",
        "Das Glas ist ihm aus der Hand gefallen.",
    ],
)
def test_what_is_meant_word_for_word_stays(text: str) -> None:
    assert fired(text) == []


def test_who_is_badly_hurt_is_hurt_badly() -> None:
    assert [finding.suggestion for finding in findings("Der Fahrer wurde seriös verletzt.")] == ["schwer verletzt"]
