"""Fit the cross-encoder (audit.crossencoder) on human judgements, and say what it is worth.

    python models/recipe/crossencoder.py pieces OUT --corpus TRAIN --encoder E5   the vocabulary: 5 minutes
    python models/recipe/crossencoder.py rows OUT --corpus TRAIN --encoder E5 --bench FOLDER [--made TSV]   3 minutes
    python models/recipe/crossencoder.py begin OUT --encoder E5           what both judges may begin as: 40 minutes
    python models/recipe/crossencoder.py fit OUT --encoder E5 --judge 0   one judge: an hour
    python models/recipe/crossencoder.py cross OUT --encoder E5           held-out opinions and figures: 15 minutes
    python models/recipe/crossencoder.py ship OUT --encoder E5            into the model's folder
TRAIN is the corpus's train.tsv.xz, E5 the file that e5.py reads, TSV what pseudo.py writes. Times are of one core with
bfloat16; judges can be fitted side by side.

The judges share what is fitted on: judge 0 sees two of the four folds of documents, judge 1 the other two. So each says
of the other's documents what it would say of new ones, and the calibration can trust it; what is shipped are both.
A quarter of the rows are read a second time without their source. Beside the people's judgements stand exchanged words
(exchanges.py) and slips of grammar (slips.py), for which nobody was asked. AdamW, rate rising and falling, in three
stages: once over people's rows and exchanges; then over the post-edits, three times, and a part of the rest, with each
kind of label weighed by itself; then over everything again, slips before people. What is kept lies between the weights
after the second stage and those after the third. The shared layers stay as they are.

Where `begin` was run, both begin as one judge that has learnt where our own model's translations differ from people's
(pseudo.py). What is shipped was fitted without it.
"""

import argparse
import pickle
import time
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import e5
import numpy as np
import torch
from cross_plan import BATCH, SHORT, batches, first, kinds, second, third
from cross_rows import (
    BOTH,
    COUNTS,
    EXCHANGED,
    NOBODY,
    UNGRAMMATICAL,
    Row,
    compared,
    cut_vocabulary,
    exchanged,
    labelled,
    slipped,
)
from estimator import differences, keep
from held_out import report
from labels import Label
from planting import WEIGHTS, Corpus
from seal import CROSS_ENCODER, seal_model
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from audit.crossencoder import SEGMENT_FIGURES, WORD_LOGITS, Base, Judge, Pieced, Shape, opinion, save, tensors_of
from audit.evaluation import auc, mcc
from audit.evidence import Opinion
from audit.gather import CROSS_PIECES as PIECES
from audit.models import embedded_folder

THIRD = 0.7  # share of the third stage's weights in what is kept
RISE = 0.05  # share of the steps in which the rate rises
RATES, HEAD_RATES = (2.5e-4, 1.5e-4, 1.5e-4), (1e-3, 5e-4, 5e-4)  # of the stages: of the layers, and of the heads
# Weights of the losses. In the first stage the words count alike, whatever was asked of them, after that by kind.
WORDS = (1.0, 1.0, 0.5, 0.3, 0.7)
WHOLE = (0.2, 0.1, 0.2, 0.2), (0.3, 0.2, 0.2, 0.2), (0.3, 0.2, 0.2, 0.2)
DIFFERENCE = 0.3
ROWS, CROSSED, BEGUN, JUDGE = "rows.pickle", "opinions.pkl", "judge.begun.pt", "judge.{}.pt"
# Several times as fast where the processor has it in hardware, and slower where it has not.
HALF = torch.cpu.get_capabilities().get("avx512_bf16", False)


def read(base: Base, batch: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The shared layers' states (B, T, d) of a batch, which pieces are real, and their shares in words."""
    ids, real, words = tensors_of([one.pieces for one in batch])
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=HALF):
        return base(ids, real).float(), real, words


def loss_of(logits: torch.Tensor, whole: torch.Tensor, batch: Sequence[Row], stage: int) -> torch.Tensor:
    """The sum of the losses over whatever labels the batch has."""
    gold = torch.full((*logits.shape[:2], len(WORD_LOGITS)), float("nan"))
    for row, one in zip(gold, batch, strict=True):
        row[: len(one.words)] = torch.from_numpy(one.words)
    target = torch.from_numpy(np.stack([one.whole for one in batch]))
    entropy, squares = nn.functional.binary_cross_entropy_with_logits, nn.functional.mse_loss
    asked = len(WORD_LOGITS)
    every = [(slice(asked), 1.0)] if stage == 0 else list(enumerate(WORDS))
    columns = [(entropy, logits[..., k], gold[..., k], weight) for k, weight in every]
    columns += [
        (kind, whole[:, k], target[:, k], WHOLE[stage][k])
        for k, kind in enumerate((squares, squares, entropy, entropy))
    ]
    loss = DIFFERENCE * differences(whole[:, 0], target[:, 0], [one.segment for one in batch])
    for kind, guess, truth, weight in columns:
        known = ~truth.isnan()
        if known.any():
            loss = loss + weight * kind(guess[known], truth[known])
    return loss


def fitted(judge: Judge, base: Base, plan: list[list[Row]], stage: int) -> Judge:
    """The judge after one stage."""
    heads = [value for name, value in judge.named_parameters() if not name.startswith("layers.")]
    layers = list(judge.layers.parameters())
    groups = [{"params": layers, "lr": RATES[stage]}, {"params": heads, "lr": HEAD_RATES[stage]}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min(1.0, (k + 1) / (RISE * len(plan))) * max(0.01, 1 - k / len(plan))
    )
    total, began = 0.0, time.time()
    judge.train()
    for step, batch in enumerate(plan, start=1):
        tensors = read(base, batch)
        # The plain way of attention: in bfloat16 the fused one goes back at half the speed.
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF), sdpa_kernel(SDPBackend.MATH):
            logits, whole = judge(*tensors)
        loss = loss_of(logits.float(), whole.float(), batch, stage)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += loss.item()
        if step % 50 == 0:
            print(f"{step} of {len(plan)} loss {total / 50:.4f} minutes {(time.time() - began) / 60:.1f}", flush=True)
            total = 0.0
    return judge.eval()


def begin(encoder: e5.Encoder, out: Path) -> None:
    """Keep the judge that both set out from: the encoder's further layers, fitted on the model's own translations as
    in the first stage."""
    rows = kinds(pickle.loads((out / ROWS).read_bytes()))["compared"]
    torch.manual_seed(0)
    plan = batches([one for one in rows if len(one.pieces.ids) < SHORT], seed=0)
    torch.save(fitted(_above(encoder), encoder.base, plan, stage=0).state_dict(), out / BEGUN)


def fit(encoder: e5.Encoder, number: int, out: Path) -> None:
    """Keep one judge, fitted on its half of the people's rows and on what was planted."""
    rows = [one for one in pickle.loads((out / ROWS).read_bytes()) if one.half in (number, BOTH)]
    judge = _above(encoder)
    if (out / BEGUN).exists():
        judge.load_state_dict(torch.load(out / BEGUN))
    torch.manual_seed(number)
    after = [
        deepcopy(fitted(judge, encoder.base, plan(rows, number), stage).state_dict())
        for stage, plan in enumerate((first, second, third))
    ]
    torch.save(between(after[1], after[2]), out / JUDGE.format(number))


def _above(encoder: e5.Encoder) -> Judge:
    """A judge whose layers are those of the encoder above the shared ones."""
    shape = Shape(pieces=0)
    judge = Judge(shape)
    for own, layer in zip(judge.layers, encoder.layers[shape.shared : shape.shared + shape.own], strict=True):
        own.load_state_dict(layer.state_dict())
    return judge


def between(second: dict[str, torch.Tensor], third: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights between those after the second stage and those after the third (Wortsman et al. 2022, model soups),
    but for the logit that only the third stage teaches."""
    mixed = {name: torch.lerp(second[name], value, THIRD) for name, value in third.items()}
    for name in ("word.weight", "word.bias"):
        mixed[name][UNGRAMMATICAL] = third[name][UNGRAMMATICAL]
    return mixed


def said(base: Base, judges: Sequence[Judge], rows: list[Row]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Word logits (n, 4) and figures (4,) of each row, the mean of the judges."""
    out: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0), np.empty(0))] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: len(rows[k].pieces.ids))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            tensors = read(base, [rows[k] for k in part])
            every = [judge(*tensors) for judge in judges]
            logits = torch.stack([one for one, _ in every]).mean(0).numpy()
            whole = torch.stack([one for _, one in every]).mean(0).numpy()
            for j, k in enumerate(part):
                out[k] = logits[j, : len(rows[k].words)], whole[j]
    return out


def cross(base: Base, out: Path) -> None:
    """Opinions of judges that were not fitted on the document, and the figures."""
    rows: list[Row] = pickle.loads((out / ROWS).read_bytes())
    judges = [_judge(out, k) for k in (0, 1)]
    kept: list[tuple[Label, bool, Opinion]] = []
    for half in (0, 1):
        held = [one for one in rows if one.half == half and one.label is not None]
        for one, figures in zip(held, said(base, [judges[1 - half]], held), strict=True):
            kept.append((one.label, one.given, opinion(*(part.tolist() for part in figures))))  # type: ignore[arg-type]
    keep(out / CROSSED, kept)
    for given in (True, False):
        for name in COUNTS:
            own = [(label, by) for label, with_source, by in kept if label.name == name and given == with_source]
            words = [np.array([by.edited, by.marked, by.serious]).T for _, by in own]
            whole = np.array([[getattr(by, figure) for figure in SEGMENT_FIGURES] for _, by in own])
            report([label for label, _ in own], words, whole, f"{name}, {'with' if given else 'without'} source")
        kept_out = kinds([one for one in rows if one.half == NOBODY and one.given == given])
        tell_exchanges(kept_out["exchange"], base, judges)
        tell_slips(kept_out["slip"], base, judges)


def tell_exchanges(rows: list[Row], base: Base, judges: Sequence[Judge]) -> None:
    """How well an exchanged word is told from the right one in its place."""
    right, wrong, places = [], [], []
    for one, (words, _) in zip(rows, said(base, judges, rows), strict=True):
        logits, changed = words[:, EXCHANGED], one.words[:, EXCHANGED]
        if changed.any():
            places.append(int(changed.argmax()))
            wrong.append(float(logits[places[-1]]))
        else:
            right.append(logits)
    good = np.array([own[place] for own, place in zip(right, places, strict=True)])
    bad = np.array(wrong)
    every = auc(np.r_[good, bad], np.r_[np.zeros(len(good)), np.ones(len(bad))] > 0)
    print(f"exchanged words: {len(bad)} pairs, wrong above right {(bad > good).mean():.3f}, AUC {every:.3f}")


def tell_slips(rows: list[Row], base: Base, judges: Sequence[Judge]) -> None:
    """How well the words that break a sentence are told from the others."""
    logits = np.concatenate([words[:, UNGRAMMATICAL] for words, _ in said(base, judges, rows)])
    wrong = np.concatenate([one.words[:, UNGRAMMATICAL] for one in rows]) > 0
    best = max(mcc(wrong, logits >= limit) for limit in np.linspace(-3, 3, 31))
    print(
        f"slips: {len(rows)} sentences, {wrong.mean():.3f} of the words, AUC {auc(logits, wrong):.3f}, MCC {best:.3f}"
    )


def _judge(out: Path, number: int) -> Judge:
    judge = Judge(Shape(pieces=0))
    judge.load_state_dict(torch.load(out / JUDGE.format(number)))
    return judge.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("pieces", "rows", "begin", "fit", "cross", "ship"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--made", type=Path)
    parser.add_argument("--judge", type=int, default=0)
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    if a.step == "pieces":
        cut_vocabulary(a.corpus, a.encoder, a.folder)
    elif a.step == "rows":
        pieced, corpus = Pieced(a.folder / PIECES), Corpus.of(a.corpus, WEIGHTS)
        silver = exchanged(pieced, corpus) + slipped(pieced, corpus) + (compared(pieced, a.made) if a.made else [])
        keep(a.folder / ROWS, labelled(pieced, a.bench) + silver)
    else:
        kept = np.load(a.folder / "kept.npy")
        shape = Shape(pieces=len(kept))
        encoder = e5.read(a.encoder, shape, kept)
        if a.step == "begin":
            begin(encoder, a.folder)
        elif a.step == "fit":
            fit(encoder, a.judge, a.folder)
        elif a.step == "cross":
            cross(encoder.base, a.folder)
        else:
            judges = [_judge(a.folder, k) for k in range(shape.judges)]
            save(shape, encoder.base, judges, embedded_folder() / CROSS_ENCODER)
            (embedded_folder() / PIECES).write_bytes((a.folder / PIECES).read_bytes())
            seal_model(embedded_folder())


if __name__ == "__main__":
    main()
