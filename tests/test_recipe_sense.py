"""The judge of senses: what it is fitted on."""

import random
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from audit import senses
from audit.crossencoder import Pieces
from audit.words import tokens, words_of

RECIPE = Path(__file__).parent.parent / "models" / "recipe"
MARKED, SERIOUS, EXCHANGED, UNGRAMMATICAL = 1, 2, 3, 4
CATEGORIES = {"acc", "om", "add", "unt", "gra", "sty", "ter", "pun", "nam", "non"}


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import cross_fit
    import cross_rows
    import cross_tables
    import own_labels
    import planting
    import sense_exchanges

    return SimpleNamespace(
        fit=cross_fit,
        rows=cross_rows,
        tables=cross_tables,
        labels=own_labels,
        planting=planting,
        exchanges=sense_exchanges,
    )


def labelled(recipe, target, marks):
    return recipe.labels.Labelled("", target, recipe.labels.annotated(target, marks), False, "x")


def test_marks_are_found_where_they_stand(recipe):
    target = "Der Rat ließ den Rat der Stadt Banken."
    one = labelled(recipe, target, "M:acc:Rat#2 | m:gra:Banken | m:pun:.")
    places = [target[error.start : error.end] for error in one.errors]
    assert places == ["Rat", "Banken", "."] and one.errors[0].start == target.index("den Rat") + 4
    words = one.words()
    assert [k for k in range(len(words)) if words[k, MARKED] == 1] == [4, 7]
    assert words[4, SERIOUS] == words[4, EXCHANGED] == words[7, UNGRAMMATICAL] == 1
    assert words[7, SERIOUS] == 0 and np.isnan(words[7, EXCHANGED]) and np.isnan(words[4, UNGRAMMATICAL])
    assert one.whole()[0] == pytest.approx(np.log1p(5 + 1 + 0.1))


def test_what_has_no_place_and_what_is_garbage_count_all_the_same(recipe):
    lost = labelled(recipe, "Der Rat tagte.", "M:om:-")
    assert not lost.words()[:, MARKED].any() and lost.whole()[0] == pytest.approx(np.log1p(5))
    garbage = labelled(recipe, "Der Rat tagte.", "M:non:*")
    assert garbage.words()[:, MARKED].all() and garbage.whole()[0] == pytest.approx(np.log1p(25))
    assert labelled(recipe, "Der Rat tagte.", "ok").whole()[0] == 0


def test_a_written_error_is_marked_in_place(recipe):
    text, errors = recipe.labels.written("Die [[Bank|M:acc]] war [[|m:om]]nass[[.|m:pun]]")
    assert text == "Die Bank war nass."
    assert [(text[e.start : e.end], e.severity, e.category) for e in errors] == [
        ("Bank", "M", "acc"),
        ("", "m", "om"),
        (".", "m", "pun"),
    ]


def test_all_our_labels_can_be_read(recipe):
    found = list(recipe.labels.read())
    assert len(found) > 10_000
    assert {error.category for one in found for error in one.errors} <= CATEGORIES
    assert all(0 <= error.start <= error.end <= len(one.target) for one in found for error in one.errors)
    assert all(one.source and one.target and "\t" not in one.target for one in found)
    kinds = Counter(one.origin.split("/")[0] for one in found)
    assert min(kinds.values()) > 5000
    wrong = [one for one in found if one.origin.startswith("written") and one.errors]
    assert len(wrong) * 2 == kinds["written"]


def planter(recipe, *german):
    forms: dict[str, Counter[str]] = {}
    for text in german:
        for word in words_of(text, "de"):
            forms.setdefault(word.lemma, Counter())[word.text] += 1
    return recipe.exchanges.Planter(senses.load("de"), forms, random.Random(1))


def test_a_word_gives_way_to_another_sense_in_its_form(recipe):
    pairs = [("We sat on the bank of the river.", "Wir saßen am Ufer des Flusses.", "test")]
    found = list(planter(recipe).of_corpus(recipe.planting.Corpus(pairs, {}, {})))
    (one,) = [exchange for name, exchange in found if name == ("bank", "noun")]
    words = [token.text for token in tokens(one.wrong)]
    assert one.right == pairs[0][1] and words[one.word] != "Ufer"
    assert words[: one.word] + words[one.word + 1 :] == ["Wir", "saßen", "am", "des", "Flusses"]
    entry = next(entry for entry in senses.load("de")["bank"] if entry.part == "noun")
    own = next(sense for sense in entry.senses if "Ufer" in sense.german)
    others = {german for sense in entry.senses if sense is not own for german in sense.german}
    assert words[one.word] in others - set(own.german)


def test_a_translation_that_misses_the_sense_is_the_wrong_one(recipe):
    entry = next(entry for entry in senses.load("de")["bank"] if entry.part == "noun")
    river = next(k for k, sense in enumerate(entry.senses) if "Ufer" in sense.german)
    made = ["Wir saßen an der Bank.", "Wir saßen an der Bank des Flusses.", "Wir saßen am Wasser."]
    (found,) = planter(recipe).of_own(("bank", "noun"), river, "We sat on the bank of the river.", made)
    assert found[1].wrong == made[0] and "Bank" not in found[1].right


def test_every_rendering_is_wrong_as_often_as_right(recipe):
    pairs = [
        (f"The bank {k} is here.", f"{'Die Bank' if k % 2 else 'Das Ufer'} {k} ist da.", "test") for k in range(40)
    ]
    makes = planter(recipe)
    list(makes.of_corpus(recipe.planting.Corpus(pairs, {}, {})))
    name = ("bank", "noun")
    assert makes.wrong[name, "Bank"] > 0 and sum(makes.right.values()) == sum(makes.wrong.values())


def test_telling_a_wrong_word_from_the_right_one_is_what_is_asked(recipe):
    def row(wrong):
        words = np.full((3, 5), np.nan, np.float32)
        words[:, EXCHANGED] = [0, wrong, 0]
        ids = (0, 2, 2, 5, 6, 7, 2)
        return recipe.rows.Row(
            Pieces(ids, (-1, -1, -1, 0, 1, 2, -1), 3), words, np.full(4, np.nan), "exchange/1", (), True, None
        )

    tables = recipe.tables.Tables([row(0), row(1)])
    batch, back = (tables.batch(np.array(order)) for order in ((0, 1), (1, 0)))
    told, missed = (torch.tensor([[-2.0, right, -2], [-2, wrong, -2]]) for right, wrong in ((-2.0, 2.0), (2.0, -2.0)))
    assert recipe.fit.contrasts(told, batch) < 0.1
    assert recipe.fit.contrasts(missed, batch) > 3
    assert recipe.fit.contrasts(told, back) > 3
