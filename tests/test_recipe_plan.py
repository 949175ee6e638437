"""In what order the cross-encoder is fitted on its rows, and what its findings are said to be worth."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from audit.crossencoder import Pieces

RECIPE = Path(__file__).parent.parent / "models" / "recipe"


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import cross_plan
    import cross_rows
    import worth

    return SimpleNamespace(plan=cross_plan, rows=cross_rows, worth=worth)


def row(recipe, segment, label=None, pieces=20):
    label = label and SimpleNamespace(name=label)
    ids = tuple(range(pieces))
    return recipe.rows.Row(
        Pieces(ids, (0,) * pieces, 1), np.zeros((1, 5)), np.zeros(4), segment, recipe.rows.BOTH, True, label
    )


def test_each_post_edit_is_seen_again_and_people_are_heard_late(recipe):
    size = recipe.plan.BATCH
    people = [row(recipe, f"mlqe/{k}", "mlqe_pe_ende/train") for k in range(4 * size)]
    planted = [row(recipe, f"slip/{k}") for k in range(20 * size)]
    unheard = [row(recipe, f"compared/{k}") for k in range(size)]
    batches = recipe.plan.third(people + planted + unheard, seed=1)
    seen = [one.segment for batch in batches for one in batch]
    assert all(seen.count(one.segment) == recipe.plan.AGAIN for one in people)
    assert all(seen.count(one.segment) == 1 for one in planted)
    assert not any(name.startswith("compared") for name in seen)
    places = [k for k, batch in enumerate(batches) if batch[0].label]
    assert np.mean(places) > (len(batches) - 1) / 2


def test_long_critical_rows_are_left_out_where_they_would_cost_most(recipe):
    rows = [row(recipe, f"ced/{k}", "ced_ende/train", pieces) for k, pieces in enumerate((20, recipe.plan.SHORT))]
    for stage in (recipe.plan.second, recipe.plan.third):
        assert [one.segment for batch in stage(rows, 1) for one in batch] == ["ced/0"]
    assert len(recipe.plan.first(rows, 1)[0]) == 2


def test_findings_count_once_however_many_words_they_join(recipe):
    marked = [np.array([False, True, True, False, True])]
    errors = [np.array([0.1, 0.4, 0.9, 0.1, 0.6])]
    said = recipe.worth.findings(marked, errors, 0.55)
    assert said.startswith("from 0.55: 2 findings, touching 1.000, P 1.000 R 1.000")
    missed = recipe.worth.findings(marked, errors, 0.7)
    assert missed.startswith("from 0.7: 1 findings, touching 1.000, P 1.000 R 0.667")


def test_nothing_flagged_divides_by_nothing(recipe):
    assert "0 findings" in recipe.worth.findings([np.array([True])], [np.array([0.1])], 0.55)
