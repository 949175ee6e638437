"""How the cross-encoder is fitted on its rows, and what its findings are said to be worth."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from audit.crossencoder import END, START, Base, Judge, Layer, Pieces, Shape, tensors_of
from audit.packing import exact

RECIPE = Path(__file__).parent.parent / "models" / "recipe"


@pytest.fixture
def recipe(monkeypatch):
    monkeypatch.syspath_prepend(str(RECIPE))
    import cross_fit
    import cross_plan
    import cross_rows
    import cross_tables
    import cross_taught
    import held_out
    import worth

    return SimpleNamespace(
        fit=cross_fit, plan=cross_plan, rows=cross_rows, tables=cross_tables, taught=cross_taught, held_out=held_out,
        worth=worth,
    )  # fmt: skip


def row(recipe, segment, label=None, pieces=20):
    label = label and SimpleNamespace(name=label)
    ids = (START, 5, END, END, *range(6, pieces + 1), END)
    owners = (-1,) * 4 + (0,) * (pieces - 5) + (-1,)
    return recipe.rows.Row(Pieces(ids, owners, 1), np.zeros((1, 5)), np.zeros(4), segment, recipe.rows.ALL, True, label)


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


SMALL = Shape(pieces=40, positions=32, width=32, heads=2, inner=64, shared=1, own=2)


def read(recipe, source, target, words, segment, **known):
    """A row of pieces, one word for two pieces of the target; known: labels by the logit's number."""
    ids = (START, *source, END, END, *target, END)
    owners = (*[-1] * (len(source) + 3), *[k // 2 for k in range(len(target))], -1)
    labels = np.full((words, 5), np.nan, np.float32)
    for column, values in known.items():
        labels[:, int(column[1:])] = values
    return recipe.rows.Row(Pieces(ids, owners, words), labels, np.full(4, np.nan), segment, recipe.rows.ALL, True, None)


def test_tables_give_what_the_cross_encoder_reads(recipe):
    rows = [read(recipe, (7, 8, 9), (10, 11, 12, 13), 2, "a", c1=(0, 1)), read(recipe, (), (14, 15), 1, "b", c3=(1,))]
    tables = recipe.tables.Tables(rows)
    batch = tables.batch(tables.numbers(rows[::-1]))
    ids, real, words = tensors_of([one.pieces for one in rows[::-1]])
    length = ids.shape[1]
    assert torch.equal(batch.ids[:, :length].cpu(), ids) and torch.equal(batch.real[:, :length].cpu(), real)
    assert torch.allclose(batch.words[:, :, :length].cpu(), words) and not batch.real[:, length:].any()
    assert batch.gold[1, :, 1].tolist() == [0, 1] and batch.gold[0, 0, 3] == 1
    assert batch.gold[0].isnan().sum() == 9  # of the one word the other kinds, and a word that there is not
    alone = tables.batch(np.array([0]), np.array([0]))
    assert torch.equal(alone.ids[0, :8].cpu(), torch.tensor([START, END, END, 10, 11, 12, 13, END]))


def test_batches_have_every_row_once_and_keep_groups_together(recipe):
    rng = np.random.default_rng(4)
    lengths, groups = rng.integers(5, 60, 400), rng.integers(0, 150, 400)
    found = list(recipe.tables.batches(lengths, groups, 512, rng))
    assert sorted(np.concatenate(found).tolist()) == list(range(400))
    for rows in found:
        changes = (np.diff(groups[rows]) != 0).sum() + 1
        assert changes == len(set(groups[rows]))
        assert len(rows) * lengths[rows].max() <= 512 or changes == 1


def test_a_stage_that_was_stopped_ends_where_one_ends_that_was_not(recipe, tmp_path, monkeypatch):
    torch.manual_seed(3)
    base, rows = Base(SMALL).eval(), [row(recipe, f"slip/{k}", pieces=9) for k in range(24)]
    tables, stage = recipe.tables.Tables(rows), recipe.fit.STAGES[0]
    plan = list(np.arange(24).reshape(6, 4))

    def judge():
        torch.manual_seed(5)
        return Judge(SMALL)

    recipe.fit.fitted(judge(), base, tables, plan, stage=stage, result=tmp_path / "whole.pt")
    monkeypatch.setattr(recipe.fit, "KEPT", 2)
    steps, loss_of = iter(range(5)), recipe.fit.loss_of

    def until_the_light_goes_out(*given):
        if next(steps) == 4:
            raise KeyboardInterrupt
        return loss_of(*given)

    with monkeypatch.context() as dark:
        dark.setattr(recipe.fit, "loss_of", until_the_light_goes_out)
        with pytest.raises(KeyboardInterrupt):
            recipe.fit.fitted(judge(), base, tables, plan, stage=stage, result=tmp_path / "parts.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.partly.pt", "whole.pt"]
    recipe.fit.fitted(Judge(SMALL), base, tables, plan, stage=stage, result=tmp_path / "parts.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts.pt", "whole.pt"]
    whole, parts = (torch.load(tmp_path / name) for name in ("whole.pt", "parts.pt"))
    assert all(torch.allclose(whole[name], parts[name], atol=1e-6) for name in whole)
    assert any((whole[name] != value).any() for name, value in judge().state_dict().items())


def test_a_stage_that_is_through_is_not_gone_through_again(recipe, tmp_path):
    done, tables = Judge(SMALL), recipe.tables.Tables([row(recipe, "slip/1", pieces=9)])
    torch.save(done.state_dict(), tmp_path / "done.pt")
    again, plan = Judge(SMALL), [np.empty(0, int)]  # a batch of nothing could not be read
    recipe.fit.fitted(again, Base(SMALL), tables, plan, stage=recipe.fit.STAGES[0], result=tmp_path / "done.pt")
    assert all((again.state_dict()[name] == value).all() for name, value in done.state_dict().items())


def test_what_is_heard_in_few_bits_is_written_in_them_without_loss(recipe, tmp_path):
    torch.manual_seed(3)
    base, judge, rows = Base(SMALL).eval(), Judge(SMALL), [row(recipe, f"slip/{k}", pieces=9) for k in range(8)]
    stage = replace(recipe.fit.STAGES[0], bits=4)
    plan = [np.arange(8)] * 3
    recipe.fit.fitted(judge, base, recipe.tables.Tables(rows), plan, stage=stage, result=tmp_path / "few.pt")
    for name, value in torch.load(tmp_path / "few.pt").items():
        if value.dim() == 2 and name.startswith("layers."):
            assert exact(value, 4), name


def test_differences_count_between_translations_of_one_source_alone(recipe):
    said, gold = torch.tensor([1.0, 2.0, 5.0, 9.0]), torch.tensor([0.0, 1.0, 3.0, float("nan")])
    apart = recipe.fit.differences(said, gold, torch.tensor([0, 0, 1, 1]))
    assert apart == 0  # the same difference, and nobody rated the other one
    together = recipe.fit.differences(said, gold, torch.tensor([0, 0, 0, 0]))
    assert together == pytest.approx(4 * 1 / 9)  # 5 - 2 for 3 - 1 and 5 - 1 for 3 - 0, each both ways


def test_guesses_stand_in_words_alone_and_a_likely_one_counts_less(recipe):
    torch.manual_seed(6)
    rows = [read(recipe, (7, 8), tuple(range(10, 22)), 6, f"pair/{k}") for k in range(40)]
    base, tables = Base(SMALL).eval(), recipe.tables.Tables(rows)
    generator = recipe.taught.Generator(base, [Layer(SMALL)]).eval()
    batch = tables.batch(np.arange(40))
    found = recipe.taught.guessed(generator, base, batch)
    changed = found.ids != batch.ids
    assert changed.any() and not changed[batch.owners < 0].any()
    inside = (batch.words > 0).float() @ changed[..., None].float()
    assert torch.equal(found.exchanged > 0, inside[..., 0] > 0)
    assert (found.weight[found.exchanged == 0] == 1).all() and (found.weight[found.exchanged > 0] < 1).all()


def test_an_encoder_is_taught_and_its_embeddings_stay(recipe, monkeypatch, capsys):
    torch.manual_seed(7)
    monkeypatch.setattr(recipe.taught, "HELD", 8)
    pairs = recipe.tables.Tables(
        [read(recipe, (7 + k % 5, 8), (10 + k % 20, 11, 12, 13), 2, f"pair/{k}") for k in range(60)]
    )
    planted = recipe.tables.Tables(
        [read(recipe, (7,), (10, 11, 12 + k, 13), 2, "exchange/1", c3=(0, k)) for k in (0, 1)]
    )
    base, judge = Base(SMALL), Judge(SMALL)
    before = {name: value.clone() for name, value in base.state_dict().items()}
    generator = recipe.taught.Generator(base, [Layer(SMALL)])
    recipe.taught.teach(base, judge, generator, (pairs, np.ones(60)), (planted, np.ones(2)), minutes=0.02)
    after = base.state_dict()
    assert torch.equal(before["pieces.weight"], after["pieces.weight"])
    assert not torch.equal(before["layers.0.inner_in.weight"], after["layers.0.inner_in.weight"])
    assert exact(after["layers.0.inner_in.weight"], 4) and after["layers.0.inner_in.weight"].dtype == torch.float32
    assert "beside another's source" in capsys.readouterr().out
