"""The training script, on a model and a corpus so small that a few steps show whether it works."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from audit.models import embedded_folder

RECIPE = Path(__file__).parent.parent / "models" / "recipe" / "train.py"
STAGE = {"share": 1.0, "max_pieces": 20, "batch_tokens": 64, "rate": 1e-3, "rate_end": 1e-3, "warmup": 1,
         "dropout": 0.0, "empty_source": 0.0, "shortlist": False}  # fmt: skip
OPTIMISER = {"betas": [0.9, 0.98], "weight_decay": 0.01, "encoder_share": 0.3, "clip": 1.0, "smoothing": 0.05,
             "shortlist": 200, "common": 100}  # fmt: skip
SIZE = {"d": 16, "encoder_layers": 1, "decoder_layers": 1, "ffn": 32, "heads": 2, "longest": 64}
PAIRS = [([10 + k, 11, 12 + k], [20 + k, 21, 22, 23 + k]) for k in range(70)]  # English and German pieces


@pytest.fixture(scope="module")
def train():
    spec = importlib.util.spec_from_file_location("train", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train"] = module  # the dataclass looks its module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def corpus(train, tmp_path):
    sides = {"en": [pair[0] for pair in PAIRS], "de": [pair[1] for pair in PAIRS]}
    arrays = {name: np.concatenate(side).astype(np.uint16) for name, side in sides.items()}
    arrays |= {f"{name}_length": np.array([len(row) for row in side], np.uint16) for name, side in sides.items()}
    np.savez(tmp_path / "pack.npz", **arrays)
    return train.Corpus.load(tmp_path / "pack.npz")


def trainer(train, corpus, run, **stage):
    torch.manual_seed(1)
    settings = {"model": SIZE, "optimiser": OPTIMISER, "stage": [STAGE | stage], "further": {"stage": [STAGE | stage]}}
    return train.Trainer(corpus, run, settings | {"gpu": settings}, start=None, spm_folder=embedded_folder())


def test_rows_are_the_tag_the_pieces_and_the_end(train, corpus, tmp_path):
    made = trainer(train, corpus, tmp_path / "run")
    ids, labels = (part.tolist() for part in made.tensors([3, 69], "en", 8, empty=False))
    vocabulary = json.loads((embedded_folder() / "vocab.json").read_text(encoding="utf-8"))
    assert ids[0][:6] == [vocabulary[">>eng<<"], *PAIRS[3][1], train.EOS]
    assert labels[1][:4] == [*PAIRS[69][0], train.EOS]  # the last sentence of the pack, too
    ids, labels = (part.tolist() for part in made.tensors([3], "de", 8, empty=True))
    assert [piece for piece in ids[0] if piece != made.pad] == [vocabulary[">>deu<<"], train.EOS]
    assert labels[0][:5] == [*PAIRS[3][1], train.EOS]


@pytest.mark.parametrize("shortlist", [False, True])
def test_steps_lower_the_loss_and_count_the_target_tokens(train, corpus, tmp_path, shortlist):
    made = trainer(train, corpus, tmp_path / "run", shortlist=shortlist)
    for group in made.optimiser.param_groups:
        group["lr"] = 1e-2
    batch = list(range(16))
    losses = []
    for _ in range(8):
        loss, count = made.step(batch, "de", 8, made.stages[0], empty=False)
        losses.append(float(loss))
    assert count == 16 * 5  # four pieces and </s>
    assert losses[-1] < losses[0] - 0.5
    assert not made.model.get_input_embeddings().weight[made.pad].any()


def test_the_gradient_of_the_loss_does_not_depend_on_the_chunk(train, monkeypatch):
    torch.manual_seed(2)
    labels, keep, listed = torch.randint(0, 30, (50,)), (torch.arange(50) % 7 > 0).float(), torch.arange(30)
    found = []
    for chunk in (7, 1000):
        monkeypatch.setitem(train.CHUNK, "cpu", chunk)
        torch.manual_seed(3)
        h, weight = torch.randn(50, 8, requires_grad=True), torch.randn(30, 8, requires_grad=True)
        loss = train.Loss.apply(h, weight, labels, keep, listed, 0.0)
        loss.backward()
        found.append((loss.detach(), h.grad, weight.grad))
    plain = torch.nn.functional.cross_entropy(h @ weight.T, labels, reduction="none")
    assert torch.allclose(found[0][0], (plain * keep).sum() / keep.sum(), atol=1e-5)
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(*found, strict=True))


def test_a_run_stops_when_told_and_goes_on_where_it_was(train, corpus, tmp_path):
    made = trainer(train, corpus, tmp_path / "run")
    made.train(hours=1.0, minutes=0.005)
    assert 0 < made.seconds < 60 and made.tokens > 0
    assert (tmp_path / "run" / "hf" / "model.safetensors").is_file()
    again = trainer(train, corpus, tmp_path / "run")
    assert (again.tokens, again.seconds) == (made.tokens, made.seconds)
    for key, value in made.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[key], value)
    again.train(hours=again.seconds / 3600)  # the planned time is used up: nothing more is learned
    assert again.tokens == made.tokens
