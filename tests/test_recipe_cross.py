"""How the cross-encoder is fitted on its rows, and what its findings are said to be worth."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from audit.crossencoder import Base, Judge, Pieces, Shape

RECIPE = Path(__file__).parent.parent / "models" / "recipe"


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import cross_fit
    import cross_plan
    import cross_rows
    import held_out
    import worth

    return SimpleNamespace(fit=cross_fit, plan=cross_plan, rows=cross_rows, held_out=held_out, worth=worth)


def row(recipe, segment, label=None, pieces=20):
    label = label and SimpleNamespace(name=label)
    ids = tuple(range(pieces))
    return recipe.rows.Row(
        Pieces(ids, (0,) * pieces, 1), np.zeros((1, 5)), np.zeros(4), segment, recipe.rows.ALL, True, label
    )


def test_each_post_edit_is_seen_again_and_people_are_heard_late(recipe):
    size = recipe.plan.BATCH
    people = [row(recipe, f"mlqe/{k}", "mlqe_pe_ende/train") for k in range(4 * size)]
    planted = [row(recipe, f"slip/{k}") for k in range(20 * size)]
    unheard = [row(recipe, f"compared/{k}") for k in range(size)]
    batches = recipe.plan.third(people + planted + unheard, seed=1, begun=False)
    seen = [one.segment for batch in batches for one in batch]
    assert all(seen.count(one.segment) == recipe.plan.AGAIN for one in people)
    assert all(seen.count(one.segment) == 1 for one in planted)
    assert not any(name.startswith("compared") for name in seen)
    places = [k for k, batch in enumerate(batches) if batch[0].label]
    assert np.mean(places) > (len(batches) - 1) / 2
    again = [one.segment for batch in recipe.plan.third(people + planted, seed=1, begun=True) for one in batch]
    assert sum(name.startswith("slip") for name in again) == len(planted) / 2
    assert all(again.count(one.segment) == recipe.plan.AGAIN for one in people)


def test_what_nobody_was_asked_for_is_begun_with_but_for_what_is_kept_out(recipe):
    rows = [row(recipe, name) for name in ("compared/1", "slip/1", "exchange/1")]
    other = replace(row(recipe, "slip/2"), judges=())
    people = row(recipe, "mlqe/1", "mlqe_pe_ende/train")
    batches = recipe.plan.beginning([*rows, other, people, row(recipe, "compared/2", pieces=recipe.plan.SHORT)])
    assert {one.segment for batch in batches for one in batch} == {one.segment for one in rows}
    (alone,) = recipe.plan.first([*rows, people], 1, begun=True)
    assert [one.segment for one in alone] == ["mlqe/1"]


def test_the_fourth_stage_has_all_that_is_new_and_a_part_of_what_is_known(recipe):
    size, kinds = 4 * recipe.plan.BATCH, {"mlqe": "mlqe_pe_ende/train", "mqm": "mqm_ted_ende", "ced": "ced_ende/train"}
    rows = [row(recipe, f"{kind}/{k}", name) for kind, name in kinds.items() for k in range(size)]
    rows = [replace(one, judges=(1, 2) if number % 2 else (3,)) for number, one in enumerate(rows)]
    rows += [replace(row(recipe, f"mqm/further/{k}", "mqm_ted_ende"), judges=()) for k in range(size)]
    planted = [row(recipe, f"slip/{k}") for k in range(size)]
    kept_out = replace(row(recipe, "slip/out"), judges=())
    seen = [one.segment for batch in recipe.plan.fourth([*rows, *planted, kept_out], 2) for one in batch]
    for one in rows:
        if 2 not in one.judges:
            assert seen.count(one.segment) == (recipe.plan.AGAIN if one.segment.startswith("mlqe") else 1)
    of_known = [one for one in rows if 2 in one.judges]
    assert all(seen.count(one.segment) == 1 for one in of_known if one.segment.startswith("mlqe"))
    for kind in ("mqm", "ced"):
        own = [one.segment for one in of_known if one.segment.startswith(kind)]
        assert sum(map(seen.count, own)) == int(recipe.plan.KNOWN * len(own))
    assert sum(name.startswith("slip") for name in seen) == int(recipe.plan.SLIPS * size)
    assert "slip/out" not in seen


def test_every_document_is_unseen_by_half_of_the_judges(recipe):
    for fold in range(recipe.held_out.FOLDS):
        seeing = [judge for judge in recipe.rows.ALL if fold in recipe.rows.SEEN[judge]]
        assert len(seeing) == len(recipe.rows.ALL) / 2
    assert len(set(recipe.rows.SEEN)) == len(recipe.rows.SEEN)


def test_long_critical_rows_are_left_out_where_they_would_cost_most(recipe):
    rows = [row(recipe, f"ced/{k}", "ced_ende/train", pieces) for k, pieces in enumerate((20, recipe.plan.SHORT))]
    for stage in (recipe.plan.second(rows, 1), recipe.plan.third(rows, 1, begun=False)):
        assert [one.segment for batch in stage for one in batch] == ["ced/0"]
    assert len(recipe.plan.first(rows, 1, begun=False)[0]) == 2


def test_findings_count_once_however_many_words_they_join(recipe):
    marked = [np.array([False, True, True, False, True])]
    errors = [np.array([0.1, 0.4, 0.9, 0.1, 0.6])]
    said = recipe.worth.findings(marked, errors, 0.55)
    assert said.startswith("from 0.55: 2 findings, touching 1.000, P 1.000 R 1.000")
    missed = recipe.worth.findings(marked, errors, 0.7)
    assert missed.startswith("from 0.7: 1 findings, touching 1.000, P 1.000 R 0.667")


def test_nothing_flagged_divides_by_nothing(recipe):
    assert "0 findings" in recipe.worth.findings([np.array([True])], [np.array([0.1])], 0.55)


SMALL = Shape(pieces=40, positions=32, width=16, heads=2, inner=32, shared=1, own=2)


def test_a_stage_that_was_stopped_ends_where_one_ends_that_was_not(recipe, tmp_path, monkeypatch):
    torch.manual_seed(3)
    base, plan = Base(SMALL).eval(), [[row(recipe, f"slip/{k}/{j}", pieces=9) for j in range(4)] for k in range(6)]

    def judge():
        torch.manual_seed(5)
        return Judge(SMALL)

    recipe.fit.fitted(judge(), base, plan, recipe.fit.STAGES[0], tmp_path / "whole.pt")
    monkeypatch.setattr(recipe.fit, "KEPT", 2)
    steps, loss_of = iter(range(5)), recipe.fit.loss_of

    def until_the_light_goes_out(*given):
        if next(steps) == 4:
            raise KeyboardInterrupt
        return loss_of(*given)

    with monkeypatch.context() as dark:
        dark.setattr(recipe.fit, "loss_of", until_the_light_goes_out)
        with pytest.raises(KeyboardInterrupt):
            recipe.fit.fitted(judge(), base, plan, recipe.fit.STAGES[0], tmp_path / "parts.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.partly.pt", "whole.pt"]
    recipe.fit.fitted(Judge(SMALL), base, plan, recipe.fit.STAGES[0], tmp_path / "parts.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.pt", "whole.pt"]
    whole, parts = (torch.load(tmp_path / name) for name in ("whole.pt", "parts.pt"))
    assert all(torch.allclose(whole[name], parts[name], atol=1e-6) for name in whole)
    assert any((whole[name] != value).any() for name, value in judge().state_dict().items())


def test_a_stage_that_is_through_is_not_gone_through_again(recipe, tmp_path):
    done = Judge(SMALL)
    torch.save(done.state_dict(), tmp_path / "done.pt")
    again = Judge(SMALL)
    nothing = [[]]  # a batch that could not be read
    recipe.fit.fitted(again, Base(SMALL), nothing, recipe.fit.STAGES[0], tmp_path / "done.pt")
    assert all((again.state_dict()[name] == value).all() for name, value in done.state_dict().items())
