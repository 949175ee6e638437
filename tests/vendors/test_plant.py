import random

import pytest

from audit.vendors.plant import DANGEROUS, Kind, Pair, degrade, false_friends, names, opposites, plant, reword
from audit.words import tokens

PAIRS = [
    Pair("Anna Berger sold 42 old houses in Leipzig.", "Anna Berger verkaufte in Leipzig 42 alte Häuser."),
    Pair(
        "The council, which met on Monday, is not happy.", "Der Rat, der am Montag in der Stadt tagte, ist nicht froh."
    ),
    Pair("A new bridge near Potsdam costs more money.", "Eine neue Brücke bei Potsdam kostet jedoch mehr Geld."),
    Pair("Peter Lange said that the harbour was closed.", "Laut Peter Lange war der Hafen im Winter geschlossen."),
]


def planted(index, kind, seed=3):
    return plant(PAIRS, index, kind, random.Random(seed))


def test_negation_is_dropped_and_put_in():
    assert planted(1, Kind.NEGATION) == PAIRS[1].target.replace("nicht ", "")
    assert "war nicht der Hafen" in planted(3, Kind.NEGATION)
    assert plant([Pair("No one.", "Keiner kam.")], 0, Kind.NEGATION, random.Random(1)) == "Einer kam."


def test_a_number_stays_one_of_as_many_digits():
    for seed in range(20):
        text = planted(0, Kind.NUMBER, seed)
        (number,) = [t.text for t in tokens(text) if t.text.isdigit()]
        assert number != "42"
        assert len(number) == 2
        assert number[0] != "0"


def test_a_name_becomes_another_ones():
    assert names(PAIRS[0]) == ("Berger", "Leipzig")
    text = planted(0, Kind.NAME)
    assert {"Potsdam", "Peter", "Lange"} & {t.text for t in tokens(text)}


def test_sense_keeps_endings_and_capitals():
    assert opposites()["alte"] == "junge"
    assert planted(0, Kind.SENSE) == PAIRS[0].target.replace("alte", "junge")


def test_omission_leaves_the_clause_out():
    assert planted(1, Kind.OMISSION) == "Der Rat ist nicht froh."
    assert planted(0, Kind.OMISSION) is None


def test_swap_untranslated_and_doubling():
    assert planted(0, Kind.SWAP) in {pair.target for pair in PAIRS[1:]}
    english = planted(3, Kind.UNTRANSLATED)
    assert {"harbour", "closed"} & {t.text for t in tokens(english)}
    doubled = [t.text for t in tokens(planted(0, Kind.DOUBLING))]
    assert any(doubled[i : i + n] == doubled[i + n : i + 2 * n] for n in (2, 3) for i in range(len(doubled) - n))


def test_false_friends_come_from_the_traps_and_need_their_english_word():
    german = "Schließlich gab die Firma nach."
    assert plant([Pair("The firm gave in at last.", german)], 0, Kind.FALSE_FRIEND, random.Random(1)) is None
    found = {right for right, ways in false_friends().items() for trap, wrong in ways if wrong in trap.forms}
    assert found == set(false_friends())
    for trap, wrong in [way for ways in false_friends().values() for way in ways][:40]:
        english, right = trap.cue[0].written.replace("=", "").replace("~", ""), trap.forms[wrong]
        if "…" in english or "<" in english or "|" in english:
            continue
        text = plant([Pair(f"We {english} it.", f"Wir sagen {right} dazu.")], 0, Kind.FALSE_FRIEND, random.Random(1))
        assert text is not None and right not in text.split()


def test_register_leaves_the_beginning_of_a_sentence_alone():
    assert plant([Pair("", "Sie kommen. Sie gehen.")], 0, Kind.REGISTER, random.Random(1)) is None
    text = plant([Pair("", "Bitte warten Sie, bis wir Ihnen helfen.")], 0, Kind.REGISTER, random.Random(1))
    assert text in {"Bitte warten du, bis wir Ihnen helfen.", "Bitte warten Sie, bis wir dir helfen."}


def test_degrade_is_the_same_for_the_same_seed_and_takes_turns():
    pairs = [Pair(p.source, f"{p.target[:-1]} {k}.") for k in range(20) for p in PAIRS]
    one = degrade(pairs, 40, 5)
    assert one == degrade(pairs, 40, 5) != degrade(pairs, 40, 6)
    assert len({p.index for p in one}) == 40
    assert {kind: sum(p.kind is kind for p in one) for kind in DANGEROUS} == dict.fromkeys(DANGEROUS, 5)
    assert all(p.text != pairs[p.index].target for p in one)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_text_without_a_place_is_left_alone(kind):
    assert plant([Pair("", "")], 0, kind, random.Random(1)) is None


def test_harmless_changes_change_words_only():
    assert reword(PAIRS[2].target, random.Random(1)) == PAIRS[2].target.replace("jedoch", "allerdings")
    assert reword("Das Haus brennt.", random.Random(1)) is None
