"""Translations with something left out, and the networks (audit.uncovered) that learn to see what is missing.

Good translations (no more than three penalty points) are taken as complete. Of each a clause, a few words in a row or
one word is deleted; the source words that were linked to what is gone, and to nothing else, are the missing ones.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from labels import Label
from torch import nn

from audit.gather import Interpreter
from audit.passes import Passes
from audit.reading import SourceReading
from audit.uncovered import Uncovered, tensors_of
from audit.words import tokens

COUNTS = {"mqm_news20_ende": 1300, "mqm_news21_ende": 700, "mqm_ted_ende": 500}  # translations of different sources
MEMBERS = 2  # networks that vote
EPOCHS, BATCH, RATE, DECAY = 6, 32, 2e-3, 0.65
CLAUSE, SINGLE = 0.4, 0.25  # shares of deletions: a clause where there is one; one word; else a few in a row
MOST = 8  # words of a deletion that is no clause
BORDER = re.compile(r"[,;:]| – | und | oder ")


@dataclass(frozen=True, slots=True)
class Source:
    """A source's words as the models read them, and which of them nothing stands for (0/1); document: for folds."""

    reading: SourceReading
    missing: np.ndarray
    document: str


def good(labels: list[Label], seed: int = 5) -> list[Label]:
    """One translation of each source, by chance, among those with three penalty points at most."""
    order = sorted(labels, key=lambda one: one.target)
    random.Random(seed).shuffle(order)
    out: dict[str, Label] = {}
    for one in order:
        if one.whole[0] <= np.log1p(3) and len(one.words) >= 6:
            out.setdefault(one.segment, one)
    return list(out.values())


def examples(interpreter: Interpreter, labels: list[Label], seed: int = 5) -> Iterator[Source]:
    """Each translation as it is, and with something left out."""
    rng = random.Random(seed)
    kept = [one for one in labels if interpreter.fits(one.target, one.source)]
    for at in range(0, len(kept), 512):
        part = kept[at : at + 512]
        read = interpreter.passes([(one.source, one.target) for one in part])
        cut = []
        for one, whole in zip(part, read, strict=True):
            yield Source(_small(whole), np.zeros(len(whole.source_words), np.float32), one.document)
            span = deletion(one.target, rng)
            if span is None:
                continue
            rest = (one.target[: span[0]] + one.target[span[1] :]).strip()
            missing = lost(whole, span)
            if missing.any() and interpreter.fits(rest, one.source):
                cut.append((one, rest, missing))
        for (one, _, missing), shorter in zip(
            cut, interpreter.passes([(one.source, rest) for one, rest, _ in cut]), strict=True
        ):
            yield Source(_small(shorter), missing, one.document)


def _small(read: Passes) -> SourceReading:
    source = read.reading().source
    return replace(source, decoder=source.decoder.astype(np.float16), encoder=source.encoder.astype(np.float16))


def deletion(text: str, rng: random.Random) -> tuple[int, int] | None:
    """Characters of a text that may go: a clause, a few words, or one of four letters and more; never the first."""
    words, kind = list(tokens(text)), rng.random()
    if len(words) < 6:
        return None
    if kind < CLAUSE:
        borders = [0, *(match.start() for match in BORDER.finditer(text)), len(text.rstrip(' .!?"“'))]
        parts = [
            (a, b) for a, b in pairwise(borders[1:]) if 2 <= len(list(tokens(text[a:b]))) <= max(2, len(words) // 2)
        ]
        if parts:
            return rng.choice(parts)
    count = 1 if kind > 1 - SINGLE else rng.randint(2, max(2, min(MOST, len(words) // 2)))
    first = rng.randrange(1, len(words) - count)
    start, end = words[first].start, words[first + count - 1].end
    if count == 1 and end - start < 4:
        return None
    return start - (text[start - 1] == " "), end


def lost(whole: Passes, span: tuple[int, int]) -> np.ndarray:
    """(m,) 0/1: the source words that were linked to what is deleted, and to nothing else."""
    gone = {i for i, word in enumerate(whole.target_words) if word.start >= span[0] and word.end <= span[1]}
    found = {j for i, j in whole.links if i in gone} - {j for i, j in whole.links if i not in gone}
    return np.array([float(j in found) for j in range(len(whole.source_words))], dtype=np.float32)


def fitted(data: list[Source], seed: int) -> Uncovered:
    """One network."""
    torch.manual_seed(seed)
    network, rng = Uncovered(states=data[0].reading.decoder.shape[1]), random.Random(seed)
    words = np.concatenate([one.reading.words for one in data])
    network.mean.copy_(torch.from_numpy(words.mean(0)))
    network.scale.copy_(torch.from_numpy(words.std(0) + 1e-3))
    network.state_scale.fill_(5.0)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.05)
    network.train()
    for _ in range(EPOCHS):
        order = sorted(data, key=lambda one: len(one.missing) + 4 * rng.random())
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            tensors = tensors_of([one.reading for one in batch])
            gold = torch.zeros(tensors[-1].shape)
            for row, one in zip(gold, batch, strict=True):
                row[: len(one.missing)] = torch.from_numpy(one.missing)
            logits, real = network(*tensors), tensors[-1]
            loss = nn.functional.binary_cross_entropy_with_logits(logits[real], gold[real])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= DECAY
    return network.eval()


def said(networks: list[Uncovered], data: list[Source]) -> list[np.ndarray]:
    """Probabilities of each source's words, in order."""
    out: list[np.ndarray] = []
    with torch.inference_mode():
        for at in range(0, len(data), 64):
            part = data[at : at + 64]
            tensors = tensors_of([one.reading for one in part])
            every = torch.sigmoid(torch.stack([network(*tensors) for network in networks]).mean(dim=0)).numpy()
            out += [every[k, : len(one.missing)] for k, one in enumerate(part)]
    return out
