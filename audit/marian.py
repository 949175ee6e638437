"""The model verbs on MarianMT: translate(), score() and states(). Besides, only audit.network and audit.generation
know torch and CTranslate2.

Scores are float32 and a segment's figures do not depend on its neighbours: every forward pass has a fixed number of
rows and a shape that follows from the segment's own length alone, so the same matrix kernels run on it whatever stands
beside it. Same input, same bytes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from audit.cores import spread
from audit.generation import Generator, Hypothesis
from audit.models import Direction
from audit.network import load, read_form, starts_from_zero

Floats = npt.NDArray[np.float32]

BEAMS = 6
# Nats per piece of the text given a hypothesis, beside those of the hypothesis given the text. From .3 to .8 equally
# good on newstest2019; with a language model as a third voice no better.
FAITHFUL = 0.5
ROWS_SCORED = 4  # of every scoring pass; fixed, see above
STEP = 16  # lengths are rounded up to this many places: few shapes, few kernels
NO_REPEAT = 3
SURROGATE = re.compile("[\ud800-\udfff]")
ROWS_GENERATED = 8  # at most, of one generation
CLUSTER_DROP, CLUSTER_FLOOR = 0.3, 0.005  # BoostedProb's constants (Dinh & Niehues 2025, section 3)
CLUSTER_MAX = 200  # a drop of more than 0.005 can only stand among the 200 likeliest pieces


@dataclass(frozen=True, slots=True)
class Piece:
    """A SentencePiece of a text: id, and the characters text[start:end] that it stands for."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Forced:
    """A target decoded by force. T target pieces, S source pieces; every array is float32.

    pieces        the target's pieces, end of sentence left out (T)
    source_pieces the source's pieces (S), tag and end of sentence left out; empty for an empty source
    logprob       natural log of each piece's probability (T)
    boosted       BoostedProb of each piece, 0-1 (T)
    entropy       of the distribution at each piece, nats (T)
    rank          number of pieces liked better (T)
    best          the likeliest piece at each place, as text with its "▁" (T)
    end_logprob   natural log of the probability that the sentence ends where it does
    attention     cross-attention of the last decoder layer, mean over heads (T, S); rows sum to at most 1
    states        the decoder's states from which each piece is predicted (T, d)
    source_states the encoder's states of the source's pieces (S, d)
    """

    pieces: tuple[Piece, ...]
    source_pieces: tuple[Piece, ...]
    logprob: Floats
    boosted: Floats
    entropy: Floats
    rank: Floats
    best: tuple[str, ...]
    end_logprob: float
    attention: Floats
    states: Floats
    source_states: Floats

    @property
    def total(self) -> float:
        """Log-probability of the whole target, end of sentence included, in nats."""
        return float(self.logprob.sum()) + self.end_logprob


Pieces = tuple[Piece, ...]
Shape = TypeVar("Shape", int, tuple[int, int])  # places of a row, or of its source and its target
Made = TypeVar("Made")


class _Loaded:
    """What is loaded of a folder when it is first asked for; converted: see Marian."""

    def __init__(self, folder: Path, converted: Path | None) -> None:
        self.folder, self.converted = folder, converted

    @cached_property
    def network(self) -> Any:
        return load(self.folder)

    @cached_property
    def generator(self) -> Generator:
        return Generator(self.folder, self.converted)


class Marian:
    """One direction of a MarianMT model on the CPU: scores in float32, generation in int8 by CTranslate2.

    converted  where int8 conversions are kept (see audit.generation); None keeps nothing
    reference  generate with transformers in float32 instead: slow, and what int8 is measured against. A model whose
               decoder does not start from a zero vector is always generated with so, CTranslate2 cannot say it rightly

    Raises ModelError where the folder cannot be loaded."""

    def __init__(self, direction: Direction, *, converted: Path | None = None, reference: bool = False) -> None:
        self.tag, self.folder = direction.tag, direction.folder
        self._loaded = _Loaded(direction.folder, converted)
        self.form = read_form(direction.folder)
        self.names = {index: piece for piece, index in self.form.vocabulary.items()}
        # One place for the tag, one for the end of the sentence.
        self.longest: int = min(self.form.positions, 512) - 2
        self.reference = reference or not starts_from_zero(direction.folder, self.form.start)

    @property
    def network(self) -> Any:
        """The network in torch, loaded when the first text is scored: whoever only translates does without."""
        return self._loaded.network

    @property
    def generator(self) -> Generator:
        """CTranslate2, loaded when the first text is translated."""
        return self._loaded.generator

    def load(self) -> None:
        """Load what translating needs, before several cores ask for it at once."""
        _ = self.network if self.reference else self.generator

    def turned(self, tag: str) -> "Marian":
        """The same model with another tag, loaded once for both."""
        other = copy(self)
        other.tag = tag
        return other

    def pieces(self, text: str, *, side: str) -> tuple[Piece, ...]:
        """The pieces of a text; side "source" or "target" (a model of two languages has a SentencePiece model each)."""
        spm = self.form.source if side == "source" else self.form.target
        # A lone surrogate is no Unicode character; SentencePiece refuses it. One for one, so that offsets hold.
        found = spm.encode(SURROGATE.sub("\ufffd", text), return_type="offset_mapping")
        return tuple(
            Piece(self.form.vocabulary.get(piece, self.form.unknown), start, end)
            for piece, (start, end) in zip(found["pieces"], found["offsets"], strict=True)
        )

    def translate(self, texts: Sequence[str], *, back: "Marian | None" = None) -> list[str]:
        """Translations of the texts, in order, by beam search. No text may be longer than `longest` pieces.

        back: the model of the other direction. With it that hypothesis of the beam is taken from which the text, too,
        is likely, so that less of it is left out (noisy channel; Yee et al. 2019, "Simple and Effective Noisy Channel
        Modeling for Neural Machine Translation"). A repetition guard lets no three pieces in a row come twice: a weak
        model on odd input would loop."""
        if not texts:
            return []
        for model in (self, back):
            if model is not None:
                model.load()
        encoded = [self._source_ids(self.pieces(text, side="source")) for text in texts]

        def search(width: int, batch: list[int]) -> list[list[Hypothesis]]:
            rows, longest = [encoded[i] for i in batch], min(self.longest, 2 * width + 10)
            return self._search_reference(rows, width, longest) if self.reference else self._search(rows, longest)

        found = _in_batches(search, [self._places(len(ids)) for ids in encoded], ROWS_GENERATED)
        made = [
            [(str(self.form.target.decode(list(one.pieces))).strip(), one.logprob) for one in hypotheses]
            for hypotheses in found
        ]
        if back is None:
            return [own[0][0] for own in made]
        asked = list(zip(made, texts, strict=True))
        if back.reference:  # its scoring is spread over the cores itself
            return [back._faithful(*one) for one in asked]
        return spread(lambda one: back._faithful(*one), asked)

    def _search(self, rows: Sequence[list[int]], longest: int) -> list[list[Hypothesis]]:
        sources = [self._names(row) for row in rows]
        return self.generator(sources, beams=BEAMS, longest=longest, no_repeat=NO_REPEAT)

    def _search_reference(self, rows: Sequence[list[int]], width: int, longest: int) -> list[list[Hypothesis]]:
        import torch

        pad = self.form.pad
        ids = torch.tensor([_filled(row, width, pad) for row in rows])
        with torch.inference_mode():
            made = self.network.generate(
                input_ids=ids,
                attention_mask=(ids != pad).long(),
                num_beams=BEAMS,
                num_return_sequences=BEAMS,
                max_new_tokens=longest,
                no_repeat_ngram_size=NO_REPEAT,
                suppress_tokens=[self.form.unknown],
                early_stopping=True,
                return_dict_in_generate=True,
                output_scores=True,
            )
        special = {pad, self.form.end}
        every = [
            Hypothesis(tuple(self._names(index for index in row if index not in special)), score)
            for row, score in zip(made.sequences.tolist(), made.sequences_scores.tolist(), strict=True)
        ]
        return [every[at : at + BEAMS] for at in range(0, len(every), BEAMS)]

    def _faithful(self, made: Sequence[tuple[str, float]], text: str) -> str:
        """Of the translations that the other direction has made of a text, each with its log-probability per piece, the
        one that is best by that and by the text's own given the translation."""
        target, sources = self.pieces(text, side="target"), [self.pieces(one, side="source") for one, _ in made]
        if max(len(target), *map(len, sources)) > self.longest:  # another vocabulary may need more pieces
            return made[0][0]
        if self.reference:
            told = [one.total / (len(target) + 1) for one in self.score([(one, text) for one, _ in made])]
        else:
            rows = [self._names(self._source_ids(source)) for source in sources]
            told = self.generator.likelihoods(rows, self._names(piece.id for piece in target))
        return max(zip(made, told, strict=True), key=lambda one: one[0][1] + FAITHFUL * one[1])[0][0]

    def score(self, pairs: Sequence[tuple[str | None, str]]) -> list[Forced]:
        """Force the model to say each target for its source and record what it thinks at each piece. In order.

        A source of None is an empty source: the decoder alone, a language model of the target's language.
        No side may be longer than `longest` pieces."""
        if not pairs:
            return []
        sources = [() if source is None else self.pieces(source, side="source") for source, _ in pairs]
        targets = [self.pieces(target, side="target") for _, target in pairs]
        # Both sides get the longer side's places: a dozen shapes for all texts, where pairs would make forty.
        lengths = [self._places(max(len(s) + 2, len(t) + 1)) for s, t in zip(sources, targets, strict=True)]
        shapes = [(length if source else STEP, length) for length, source in zip(lengths, sources, strict=True)]
        network = self.network

        def force(shape: tuple[int, int], batch: list[int]) -> list[Forced]:
            return self._force(network, [(sources[i], targets[i]) for i in batch], shape)

        return _in_batches(force, shapes, ROWS_SCORED)

    def states(self, texts: Sequence[str]) -> list[Floats]:
        """The encoder's last state of each text, mean over its pieces (d); zeros for a text without any.
        No text may be longer than `longest` pieces."""
        import torch

        if not texts:
            return []
        encoded = [self._source_ids(self.pieces(text, side="source")) for text in texts]
        first, encoder = 1 if self.tag else 0, self.network.get_encoder()

        def means(width: int, batch: list[int]) -> list[Floats]:
            rows = [encoded[i] for i in batch] + [encoded[batch[0]]] * (ROWS_SCORED - len(batch))
            ids = torch.tensor([_filled(row, width, self.form.pad) for row in rows])
            with torch.inference_mode():
                found = encoder(input_ids=ids, attention_mask=(ids != self.form.pad).long()).last_hidden_state
            own = [found[row, first : len(encoded[i]) - 1] for row, i in enumerate(batch)]
            return [(one.sum(0) / max(1, len(one))).numpy().astype(np.float32) for one in own]

        return _in_batches(means, [self._places(len(ids)) for ids in encoded], ROWS_SCORED)

    def _force(self, network: Any, batch: Sequence[tuple[Pieces, Pieces]], shape: tuple[int, int]) -> list[Forced]:
        """One forward pass of exactly ROWS_SCORED rows of the given (source, target) places, filled up where short."""
        import torch

        rows = [*batch, *[batch[0]] * (ROWS_SCORED - len(batch))]
        pad, start = self.form.pad, self.form.start
        source = torch.tensor([_filled(self._source_ids(s), shape[0], pad) for s, _ in rows])
        labels = torch.tensor([_filled([*(p.id for p in t), self.form.end], shape[1], pad) for _, t in rows])
        before = torch.cat([torch.full((ROWS_SCORED, 1), start), labels[:, :-1]], dim=1)
        with torch.inference_mode():
            out = network(
                input_ids=source,
                attention_mask=(source != pad).long(),
                decoder_input_ids=before,
                output_attentions=True,
                output_hidden_states=True,
                use_cache=False,
            )
            attention = out.cross_attentions[-1].mean(1)  # (rows, target places, source places)
            return [
                self._forced(
                    s,
                    t,
                    _figures(out.logits[i, : len(t) + 1], labels[i, : len(t) + 1]),
                    attention[i],
                    states=out.decoder_hidden_states[-1][i],
                    source_states=out.encoder_last_hidden_state[i],
                )
                for i, (s, t) in enumerate(batch)
            ]

    def _forced(
        self,
        source: Pieces,
        target: Pieces,
        figures: dict[str, Floats],
        attention: Any,
        *,
        states: Any,
        source_states: Any,
    ) -> Forced:
        first, count = 1 if self.tag else 0, len(target)
        return Forced(
            pieces=target,
            source_pieces=source,
            logprob=figures["logprob"][:count],
            boosted=figures["boosted"][:count],
            entropy=figures["entropy"][:count],
            rank=figures["rank"][:count],
            best=tuple(self.names.get(int(i), "") for i in figures["best"][:count]),
            end_logprob=float(figures["logprob"][count]),
            attention=attention[:count, first : first + len(source)].numpy().astype(np.float32),
            states=states[:count].numpy().astype(np.float32),
            source_states=source_states[first : first + len(source)].numpy().astype(np.float32),
        )

    def _places(self, length: int) -> int:
        """A length rounded up to a step, but not beyond what the model has positions for."""
        return min(-(-length // STEP) * STEP, self.longest + 2)

    def _names(self, ids: Iterable[int]) -> list[str]:
        return [self.names[index] for index in ids]

    def _source_ids(self, pieces: Sequence[Piece]) -> list[int]:
        tag = [self.form.vocabulary[self.tag]] if self.tag else []
        return [*tag, *(piece.id for piece in pieces), self.form.end]


def _filled(ids: list[int], length: int, pad: int) -> list[int]:
    return ids + [pad] * (length - len(ids))


def _batches(shapes: Sequence[Shape], rows: int) -> Iterator[tuple[Shape, list[int]]]:
    """Indices of equal shape, at most `rows` at a time; shapes in rising order."""
    members: dict[Shape, list[int]] = {}
    for i, shape in enumerate(shapes):
        members.setdefault(shape, []).append(i)
    for shape in sorted(members):
        for at in range(0, len(members[shape]), rows):
            yield shape, members[shape][at : at + rows]


def _in_batches(work: Callable[[Shape, list[int]], Sequence[Made]], shapes: Sequence[Shape], rows: int) -> list[Made]:
    """What work(shape, indices) makes of each batch, in the order of the shapes; each batch on one core."""
    batches = list(_batches(shapes, rows))
    out: dict[int, Made] = {}
    for (_, batch), made in zip(batches, spread(lambda one: work(*one), batches), strict=True):
        out.update(zip(batch, made, strict=True))
    return [out[i] for i in range(len(shapes))]


def _figures(logits: Any, labels: Any) -> dict[str, Floats]:
    """Per place: log-probability, BoostedProb, entropy and rank of the label, and the best piece.
    logits (T, V) float32, labels (T,)."""
    import torch

    logp = torch.log_softmax(logits.float(), dim=-1)
    own = logp.gather(1, labels[:, None])[:, 0]
    top = logp.topk(min(CLUSTER_MAX, logp.shape[1]), dim=-1)
    p = top.values.exp()
    drops = (p[:, :-1] - p[:, 1:]) > torch.clamp(CLUSTER_DROP * p[:, :-1], min=CLUSTER_FLOOR)
    places = torch.arange(drops.shape[1])
    last = torch.where(drops, places, -1).max(dim=1).values  # index of the cluster's last piece, -1 for no cluster
    mass = torch.where(last >= 0, p.cumsum(1).gather(1, last.clamp(min=0)[:, None])[:, 0], 0.0)
    rank = (logp > own[:, None]).sum(1)
    boosted = torch.where(rank <= last, mass, own.exp())
    entropy = -(logp.exp() * logp).sum(1)
    named = {"logprob": own, "boosted": boosted, "entropy": entropy, "rank": rank, "best": top.indices[:, 0]}
    return {name: value.numpy().astype(np.float32) for name, value in named.items()}
