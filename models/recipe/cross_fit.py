"""Fitting a network of the cross-encoder: the loss of a batch; a judge's stage, which goes on where it was stopped."""

import contextlib
import io
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from cross_rows import EXCHANGED
from cross_tables import DEVICE, HALF, NO_PAIR, Batch, Tables
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from audit.crossencoder import Base, Judge
from audit.files import put
from audit.packing import rounded

RISE = 0.05  # share of the steps in which the rate rises
DIFFERENCE = 0.3  # weight of the loss that looks at how translations of one source differ
DECAY = 0.01
STEPS, KEPT = 250, 500  # between two signs of life, and between two states on disk


@dataclass(frozen=True, slots=True)
class Stage:
    """rate, head_rate: of the layers, and of the heads; words, whole: weights of the losses, of the words one for all,
    whatever was asked of them, or one for each kind; contrast: weight of the loss that an exchanged word's logit is not
    above that of the right word in its place; bits: that the layers' matrices are heard in, all where None."""

    rate: float
    head_rate: float
    words: tuple[float, ...] | None
    whole: tuple[float, ...]
    contrast: float = 0.0
    bits: int | None = None


WORDS = 1.0, 1.0, 0.5, 0.3, 0.7
STAGES = (
    Stage(2.5e-4, 1e-3, None, (0.2, 0.1, 0.2, 0.2)),
    Stage(1.5e-4, 5e-4, WORDS, (0.3, 0.2, 0.2, 0.2)),
    Stage(1.5e-4, 5e-4, WORDS, (0.3, 0.2, 0.2, 0.2), bits=4),
    Stage(1.2e-4, 4e-4, WORDS, (0.3, 0.2, 0.2, 0.2), bits=4),
)


class Weights:
    """float32 weights of a network that is fitted in HALF. Matrices with few bits are heard rounded, while the gradient
    goes by that (straight through, Bengio et al. 2013), so that nothing is lost when they are written in as many."""

    def __init__(self, groups: Sequence[tuple[Sequence[nn.Parameter], float]], decay: float = DECAY) -> None:
        self._heard = [one for parameters, _ in groups for one in parameters]
        self._own = [one.detach().float().clone().requires_grad_() for one in self._heard]
        self._bits: dict[int, int] = {}
        places, parts = iter(self._own), []
        for parameters, rate in groups:
            parts.append({"params": [next(places) for _ in parameters], "lr": rate, "whole": rate})
        self.optimiser = torch.optim.AdamW(parts, weight_decay=decay, fused=True)

    def round(self, parameters: Sequence[nn.Parameter], bits: int) -> None:
        """From now on the matrices among these have so many bits."""
        self._bits |= {id(one): bits for one in parameters if one.dim() == 2}
        self._tell()

    def step(self, share: float) -> None:
        """One step, at this share of the rates."""
        for own, heard in zip(self._own, self._heard, strict=True):
            own.grad = None if heard.grad is None else heard.grad.float()
            heard.grad = None
        nn.utils.clip_grad_norm_([one for one in self._own if one.grad is not None], 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = share * group["whole"]
        self.optimiser.step()
        self._tell()

    def state(self, network: nn.Module) -> dict[str, Tensor]:
        """The network's weights in float32, rounded where they are heard so."""
        places = {id(one): k for k, one in enumerate(self._heard)}
        return {
            name: (self._rounded(places[id(one)]) if id(one) in places else one.detach().float()).cpu()
            for name, one in network.named_parameters()
        }

    def kept(self) -> dict[str, object]:
        return {"own": self._own, "optimiser": self.optimiser.state_dict()}

    @torch.no_grad()
    def restore(self, kept: Mapping) -> None:
        """Back to what was kept."""
        for own, value in zip(self._own, kept["own"], strict=True):
            own.copy_(value)
        self.optimiser.load_state_dict(kept["optimiser"])
        self._tell()

    @torch.no_grad()
    def _tell(self) -> None:
        for k, heard in enumerate(self._heard):
            heard.copy_(self._rounded(k))

    def _rounded(self, k: int) -> Tensor:
        own, bits = self._own[k].detach(), self._bits.get(id(self._heard[k]))
        return own.clone() if bits is None else rounded(own, bits)


def layers_in(weights: Mapping[str, Tensor], bits: Callable[[int], int]) -> dict[str, Tensor]:
    """A network's weights with the layers' matrices rounded; bits: by the layer's number."""
    return {
        name: rounded(value, bits(int(name.split(".")[1])))
        if name.startswith("layers.") and value.dim() == 2
        else value
        for name, value in weights.items()
    }


def groups_of(judge: Judge, stage: Stage) -> list[tuple[list[nn.Parameter], float]]:
    """The judge's layers and its heads, each with its rate."""
    heads = [value for name, value in judge.named_parameters() if not name.startswith("layers.")]
    return [(list(judge.layers.parameters()), stage.rate), (heads, stage.head_rate)]


def said(judge: Judge, states: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """What a judge that is fitted says of a batch, whose states (B, T, d) are the shared layers': word logits and
    figures."""
    logits, whole = judge(states, batch.real, batch.words.to(HALF))
    return logits, whole


def loss_of(logits: Tensor, whole: Tensor, batch: Batch, stage: Stage) -> Tensor:
    """The sum of the losses over whatever labels the batch has; logits (B, n, 5), whole (B, 4)."""
    logits, whole = logits.float(), whole.float()
    entropy, squares = nn.functional.binary_cross_entropy_with_logits, nn.functional.mse_loss
    loss = DIFFERENCE * differences(whole[:, 0], batch.whole[:, 0], batch.group)
    if stage.words is None:
        loss = loss + mean(entropy, logits, batch.gold)
    else:
        for k, weight in enumerate(stage.words):
            loss = loss + weight * mean(entropy, logits[..., k], batch.gold[..., k])
    for k, kind in enumerate((squares, squares, entropy, entropy)):
        loss = loss + stage.whole[k] * mean(kind, whole[:, k], batch.whole[:, k])
    return loss + stage.contrast * contrasts(logits[..., EXCHANGED], batch)


def mean(kind, said: Tensor, gold: Tensor, weight: Tensor | None = None) -> Tensor:
    """The mean loss of this kind where gold is known; 0 where nothing is."""
    known = ~gold.isnan()
    every = kind(said, torch.where(known, gold, 0.0), reduction="none") * known
    return (every if weight is None else every * weight).sum() / known.sum().clamp(min=1)


def differences(said: Tensor, gold: Tensor, group: Tensor) -> Tensor:
    """Mean squared error of the penalties' differences between translations of one source."""
    known = ~gold.isnan()
    same = (group[:, None] == group) & known[:, None] & known
    gold = torch.where(known, gold, 0.0)
    wrong = (said[:, None] - said) - (gold[:, None] - gold)
    count = same.sum()
    return (wrong**2 * same).sum() / count.clamp(min=1) * (count > len(group))


def contrasts(logits: Tensor, batch: Batch) -> Tensor:
    """Mean loss over the rows that stand beside each other and are a right and a wrong translation of one exchange:
    that of telling them apart by the logit (B, n) of the exchanged word."""
    one, other = batch.place[:-1], batch.place[1:]
    pair = (batch.group[:-1] == batch.group[1:]) & ((one >= 0) ^ (other >= 0)) & (one != NO_PAIR) & (other != NO_PAIR)
    place = torch.maximum(one, other).clamp(min=0)[:, None]
    first, second = (part.gather(1, place)[:, 0] for part in (logits[:-1], logits[1:]))
    above = torch.where(other >= 0, first - second, second - first)  # the right word's logit, less the wrong one's
    return (nn.functional.softplus(above) * pair).sum() / pair.sum().clamp(min=1)


def fitted(
    judge: Judge,
    base: Base,
    tables: Tables,
    plan: Sequence[np.ndarray],
    sources: Sequence[np.ndarray] | None = None,
    *,
    stage: Stage,
    result: Path,
) -> None:
    """Take the judge through a stage and write its weights, whole or not at all; a stage that is through is not gone
    through again, and one that was stopped goes on from what lies beside the result. plan: the numbers of the rows of
    each batch; sources: the texts that they are read with where not their own."""
    if result.exists():
        judge.load_state_dict(torch.load(result))
        return
    kept = result.with_suffix(".partly.pt")
    shared, judge = deepcopy(base).to(DEVICE, HALF).eval(), judge.to(DEVICE)
    weights = Weights(groups_of(judge, stage))
    judge.to(HALF).train()
    if stage.bits is not None:
        weights.round(list(judge.layers.parameters()), stage.bits)
    done = 0
    if kept.exists():
        state = torch.load(kept, map_location=DEVICE)
        done = int(state["step"])
        weights.restore(state)
        torch.set_rng_state(state["chance"].cpu())
    total, began = torch.zeros((), device=DEVICE), time.time()
    for step in range(done + 1, len(plan) + 1):
        batch = tables.batch(plan[step - 1], None if sources is None else sources[step - 1])
        with torch.no_grad():
            states = shared(batch.ids, batch.real)
        with plainly():
            logits, whole = said(judge, states, batch)
        loss = loss_of(logits, whole, batch, stage)
        loss.backward()
        weights.step(min(1.0, step / (RISE * len(plan))) * max(0.01, 1 - (step - 1) / len(plan)))
        total += loss.detach()
        if step % STEPS == 0:
            minutes = (time.time() - began) / 60
            print(f"{step} of {len(plan)} loss {total.item() / STEPS:.4f} minutes {minutes:.1f}", flush=True)
            total.zero_()
        if step % KEPT == 0:
            write({"step": step, "chance": torch.get_rng_state(), **weights.kept()}, kept)
    state = weights.state(judge)
    judge.float().cpu().load_state_dict(state)
    write(state, result)
    kept.unlink(missing_ok=True)


def plainly() -> contextlib.AbstractContextManager:
    """On a CPU the plain way of attention: in bfloat16 the fused one goes back at half the speed."""
    return contextlib.nullcontext() if DEVICE.type == "cuda" else sdpa_kernel(SDPBackend.MATH)


def write(value: object, path: Path) -> None:
    """What torch.save writes, whole or not at all."""
    buffer = io.BytesIO()
    torch.save(value, buffer)
    put(path.parent, {path.name: buffer.getvalue()})
