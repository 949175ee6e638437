"""Teach the cross-encoder's encoder to hear which word of a translation does not belong there.

    python models/recipe/crossencoder.py teach CROSS --corpus TRAIN --encoder E5 --minutes 6       on an H200

The method of ELECTRA (Clark et al. 2020), in parallel text: of a pair from the corpus a part of the German pieces are
taken away, a generator that reads the English and the rest guesses what stood there, and its guesses are put in; the
encoder, with a judge on it, says of each word whether it was exchanged. A guess that the generator thinks likelier than
what stood there may well be as good, so it counts less. Three pairs in ten are read without their English.

Between such steps stand those over what is planted: words in another sense, other translations of a source word, slips
of grammar, our own translations held against people's, and our own labels; late ones more than early ones. No rater's
mark is among them, so whatever is fitted on this encoder can be trusted on documents that it has not seen itself.

The embeddings stay as they are; the matrices are brought to the few bits in which they are shipped.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import Queue
from threading import Thread

import numpy as np
import torch
from cross_fit import Stage, Weights, groups_of, layers_in, loss_of, mean, plainly, said
from cross_rows import EXCHANGED
from cross_tables import DEVICE, HALF, Batch, Tables, batches
from torch import Tensor, nn

from audit.crossencoder import Base, Judge, Layer

RATE, DECAY, RISE, LEAST = 4e-4, 0.02, 0.04, 0.02
PLANTED = Stage(RATE, 2 * RATE, (0.5, 1.0, 0.5, 2.0, 0.7), (0.3, 0.2, 0.2, 0.0), contrast=1.0)
REPLACED = 4.0  # weight of the loss over replaced words
LAYERS = 6  # of the generator, the encoder's lowest as it came
TAKEN = 0.18  # share of the German pieces
PAIRS_ALONE, PLANTED_ALONE = 0.3, 0.25  # shares that are read without their source
PLACES, PLANTED_PLACES = 65_536, 40_960  # of a batch
LONGEST = 200  # pieces of a row
TURNS = (0.55, 0.65), (0.8, 0.4), (1.0, 0.15)  # until this share of the time, so many steps are over replaced words
FEW = 4  # of the taught layers, the lowest, whose matrices have 4 bits; the others have 6
HELD, REPORTS = 192, 8  # pairs that are kept out; signs of life
AHEAD = 600  # batches that are ready: a round or more, so that no step waits for the next one to be drawn


class Generator(nn.Module):
    """Guesses the pieces that were taken away."""

    def __init__(self, base: Base, layers: Sequence[Layer]) -> None:
        super().__init__()
        width, pieces = base.pieces.embedding_dim, base.pieces.num_embeddings
        self.mask = nn.Parameter(torch.zeros(width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.norm.load_state_dict(base.norm.state_dict())
        self.layers = nn.ModuleList(layers)
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width, eps=1e-12))
        self.scale, self.bias = nn.Parameter(torch.ones(())), nn.Parameter(torch.zeros(pieces))

    def forward(self, base: Base, batch: Batch, taken: Tensor) -> Tensor:
        """taken (B, T) bool -> logits (taken pieces, vocabulary); the embeddings are the encoder's."""
        states = torch.where(taken[..., None], self.mask, base.pieces(batch.ids))
        states = self.norm(states + base.positions.weight[: taken.shape[1]])
        for layer in self.layers:
            states = layer(states, batch.real)
        return self.head(states[taken]) @ base.pieces.weight.T * self.scale + self.bias


@dataclass(frozen=True, slots=True)
class Guessed:
    """The pieces (B, T) with guesses in place of some; for each word (B, n) whether it was exchanged, NaN where there
    is none, and how much that counts; the generator's own loss."""

    ids: Tensor
    exchanged: Tensor
    weight: Tensor
    loss: Tensor


# Rows, and the share of rounds in which each is read.
Often = tuple[Tables, np.ndarray]


def guessed(generator: Generator, base: Base, batch: Batch) -> Guessed:
    """Take pieces away and have the generator guess."""
    taken = (batch.owners >= 0) & (torch.rand(batch.ids.shape, device=DEVICE) < TAKEN)
    logits, gold = generator(base, batch, taken).float(), batch.ids[taken]
    with torch.no_grad():
        odds = logits.log_softmax(-1)
        luck = -torch.log(-torch.log(torch.rand_like(odds).clamp(1e-9, 1 - 1e-7)))  # Gumbel: the greatest sum is a draw
        drawn = (odds + luck).argmax(-1)
        likelier = odds.gather(1, drawn[:, None])[:, 0] - odds.gather(1, gold[:, None])[:, 0]
        ids = batch.ids.masked_scatter(taken, drawn)
        other = ids != batch.ids
        better = torch.zeros(ids.shape, device=DEVICE).masked_scatter(taken, likelier) * other
        inside = (batch.words > 0).float()
        exchanged = (inside @ other[..., None].float())[..., 0] > 0
        weight = torch.where(exchanged, torch.sigmoid(-(inside @ better[..., None])[..., 0]), 1.0)
        gold_words = torch.where(inside.any(-1), exchanged.float(), float("nan"))
    return Guessed(ids, gold_words, weight, nn.functional.cross_entropy(logits, gold))


def teach(base: Base, judge: Judge, generator: Generator, pairs: Often, planted: Often, *, minutes: float) -> None:
    """Teach the encoder in so many minutes; the networks are changed. pairs: of the corpus, planted: with labels."""
    for one in (base, judge, generator):
        one.to(DEVICE)
    base.pieces.requires_grad_(False)
    base.positions.requires_grad_(False)
    shared = [one for one in base.parameters() if one.requires_grad]
    weights = Weights([(shared, RATE), *groups_of(judge, PLANTED)], DECAY)
    guessing = Weights([(list(generator.parameters()), RATE)], DECAY)
    kept = base.pieces.weight.detach().clone(), base.positions.weight.detach().clone()
    for one in (base, judge, generator):
        one.to(HALF).train()
    rng, began, share, reports = random.Random(0), time.time(), 0.0, 0
    (corpus, share_of), (labelled, _) = pairs, planted
    held = np.arange(HELD)
    replacing = _ahead((corpus, np.where(np.arange(len(corpus)) < HELD, 0, share_of)), PLACES, PAIRS_ALONE)
    planting = _ahead(planted, PLANTED_PLACES, PLANTED_ALONE)
    while share < 1:
        rate = min(1.0, share / RISE + 0.01) * max(LEAST, 1 - share)
        if rng.random() < next(often for until, often in TURNS if share < until):
            batch = corpus.batch(*next(replacing))
            with plainly():
                found = guessed(generator, base, batch)
            found.loss.backward()
            guessing.step(rate)
            with plainly():
                logits, _ = said(judge, base(found.ids, batch.real), batch)
            loss = REPLACED * replaced(logits, found)
        else:
            batch = labelled.batch(*next(planting))
            with plainly():
                loss = loss_of(*said(judge, base(batch.ids, batch.real), batch), batch, PLANTED)
        loss.backward()
        weights.step(rate)
        share = (time.time() - began) / (60 * minutes)
        if share >= reports / REPORTS:
            reports += 1
            text = listens(generator, base, judge, corpus, held)
            print(f"{share:.2f} of the time | {text}", flush=True)
    base_state, judge_state = weights.state(base), weights.state(judge)
    base_state["pieces.weight"], base_state["positions.weight"] = (one.cpu() for one in kept)
    base.float().cpu().load_state_dict(layers_in(base_state, lambda layer: 4 if layer < FEW else 6))
    judge.float().cpu().load_state_dict(judge_state)


def replaced(logits: Tensor, found: Guessed) -> Tensor:
    """The loss over what was exchanged in a batch."""
    entropy = nn.functional.binary_cross_entropy_with_logits
    return mean(entropy, logits[..., EXCHANGED].float(), found.exchanged, found.weight)


def _ahead(often: Often, places: int, alone: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The numbers of the rows of batch after batch and the sources that they are read with, made ready beside the
    steps."""
    queue: Queue[tuple[np.ndarray, np.ndarray]] = Queue(AHEAD)
    rng, (tables, share) = np.random.default_rng(0), often

    def feed() -> None:
        while True:
            rows = np.flatnonzero(tables.luck(rng) < share)
            source = tables.beside(rows, alone, rng)
            lengths = tables.lengths(rows, source)
            fit = lengths <= LONGEST
            rows, source, lengths = rows[fit], source[fit], lengths[fit]
            for own in batches(lengths, tables.group[rows], places, rng):
                queue.put((rows[own], source[own]))

    Thread(target=feed, daemon=True).start()
    while True:
        yield queue.get()


@torch.no_grad()
def listens(generator: Generator, base: Base, judge: Judge, pairs: Tables, held: np.ndarray) -> str:
    """Of pairs that were kept out: what the losses are, and how often a word that nobody exchanged is held exchanged
    beside its own source and beside another's. An encoder that does not listen says the same of both."""
    judge.eval()
    batch, other = pairs.batch(held), pairs.batch(held, np.roll(pairs.source[held], 1))
    found = guessed(generator, base, batch)
    logits, _ = said(judge, base(found.ids, batch.real), batch)
    text = f"guessing {found.loss:.3f}, exchanged {replaced(logits, found):.4f}"
    for name, one in (("own", batch), ("another's", other)):
        logits, _ = said(judge, base(one.ids, one.real), one)
        text += f", beside {name} source {logits[one.words.any(-1)][:, EXCHANGED].float().sigmoid().mean():.3f}"
    judge.train()
    return text
