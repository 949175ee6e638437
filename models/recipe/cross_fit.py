"""Fitting one judge of the cross-encoder: the loss of a batch; a stage, which goes on where it was stopped."""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from cross_rows import EXCHANGED, Row
from estimator import differences
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from audit.crossencoder import WORD_LOGITS, Base, Judge, tensors_of
from audit.files import put

RISE = 0.05  # share of the steps in which the rate rises


@dataclass(frozen=True, slots=True)
class Stage:
    """rate, head_rate: of the layers, and of the heads; words, whole: weights of the losses, of the words one for all,
    whatever was asked of them, or one for each kind; contrast: weight of the loss that an exchanged word's logit is not
    above that of the right word in its place."""

    rate: float
    head_rate: float
    words: tuple[float, ...] | None
    whole: tuple[float, ...]
    contrast: float = 0.0


WORDS = 1.0, 1.0, 0.5, 0.3, 0.7
STAGES = (
    Stage(2.5e-4, 1e-3, None, (0.2, 0.1, 0.2, 0.2)),
    *[Stage(1.5e-4, 5e-4, WORDS, (0.3, 0.2, 0.2, 0.2))] * 2,
    Stage(1.2e-4, 4e-4, WORDS, (0.3, 0.2, 0.2, 0.2)),
)
DIFFERENCE = 0.3
STEPS, KEPT = 50, 500  # between two signs of life, and between two states on disk
# Several times as fast where the processor has it in hardware, and slower where it has not.
HALF = torch.cpu.get_capabilities().get("avx512_bf16", False)


def read(base: Base, batch: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The shared layers' states (B, T, d) of a batch, which pieces are real, and their shares in words."""
    ids, real, words = tensors_of([one.pieces for one in batch])
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=HALF):
        return base(ids, real).float(), real, words


def loss_of(logits: torch.Tensor, whole: torch.Tensor, batch: Sequence[Row], stage: Stage) -> torch.Tensor:
    """The sum of the losses over whatever labels the batch has."""
    gold = torch.full((*logits.shape[:2], len(WORD_LOGITS)), float("nan"))
    for row, one in zip(gold, batch, strict=True):
        row[: len(one.words)] = torch.from_numpy(one.words)
    target = torch.from_numpy(np.stack([one.whole for one in batch]))
    entropy, squares = nn.functional.binary_cross_entropy_with_logits, nn.functional.mse_loss
    asked = len(WORD_LOGITS)
    every = [(slice(asked), 1.0)] if stage.words is None else list(enumerate(stage.words))
    columns = [(entropy, logits[..., k], gold[..., k], weight) for k, weight in every]
    columns += [
        (kind, whole[:, k], target[:, k], stage.whole[k]) for k, kind in enumerate((squares, squares, entropy, entropy))
    ]
    loss = DIFFERENCE * differences(whole[:, 0], target[:, 0], [one.segment for one in batch])
    for kind, guess, truth, weight in columns:
        known = ~truth.isnan()
        if known.any():
            loss = loss + weight * kind(guess[known], truth[known])
    return loss + stage.contrast * contrasts(logits[..., EXCHANGED], gold[..., EXCHANGED], batch)


def contrasts(logits: torch.Tensor, gold: torch.Tensor, batch: Sequence[Row]) -> torch.Tensor:
    """Mean loss over the rows that stand beside each other and are a right and a wrong translation of one exchange:
    that of telling them apart by the logit (B, n) of the exchanged word."""
    losses = []
    for k, (one, other) in enumerate(pairwise(batch)):
        if one.segment == other.segment and one.segment.startswith("exchange"):
            right, wrong = (k, k + 1) if (gold[k + 1] == 1).any() else (k + 1, k)
            place = (gold[wrong] == 1).int().argmax()
            losses.append(nn.functional.softplus(logits[right, place] - logits[wrong, place]))
    return torch.stack(losses).mean() if losses else logits.sum() * 0


def fitted(judge: Judge, base: Base, plan: list[list[Row]], stage: Stage, result: Path) -> None:
    """Take the judge through a stage and write its weights, whole or not at all; a stage that is through is not gone
    through again, and one that was stopped goes on from what lies beside the result."""
    if result.exists():
        judge.load_state_dict(torch.load(result))
        return
    kept = result.with_suffix(".partly.pt")
    heads = [value for name, value in judge.named_parameters() if not name.startswith("layers.")]
    layers = list(judge.layers.parameters())
    groups = [{"params": layers, "lr": stage.rate}, {"params": heads, "lr": stage.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda k: min(1.0, (k + 1) / (RISE * len(plan))) * max(0.01, 1 - k / len(plan))
    )
    done = _restored(kept, judge, optimiser, schedule) if kept.exists() else 0
    total, began = 0.0, time.time()
    judge.train()
    for step, batch in enumerate(plan[done:], start=done + 1):
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
        if step % STEPS == 0:
            minutes = (time.time() - began) / 60
            print(f"{step} of {len(plan)} loss {total / STEPS:.4f} minutes {minutes:.1f}", flush=True)
            total = 0.0
        if step % KEPT == 0:
            parts = judge, optimiser, schedule
            state = {"step": step, "parts": [part.state_dict() for part in parts], "chance": torch.get_rng_state()}
            write(state, kept)
    write(judge.state_dict(), result)
    kept.unlink(missing_ok=True)


def write(value: object, path: Path) -> None:
    """What torch.save writes, whole or not at all."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    put(path.parent, {path.name: buffer.getvalue()})


def _restored(kept: Path, *parts: nn.Module | torch.optim.Optimizer | torch.optim.lr_scheduler.LRScheduler) -> int:
    """Put the parts back to what is kept, and say after how many steps that was."""
    state = torch.load(kept)
    for part, own in zip(parts, state["parts"], strict=True):
        part.load_state_dict(own)
    torch.set_rng_state(state["chance"])
    return int(state["step"])
