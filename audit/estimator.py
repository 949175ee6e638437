"""The estimator: a small recurrent network over a model's own figures and states, fitted on people's judgements.

Predictor-estimator in the sense of Kim et al. 2017, with MarianMT as the predictor. A bidirectional GRU runs over the
target's words; at each word it sees the features of audit.features and the states of both networks, and says whether a
post-editor would change the word, whether a rater would mark it, and whether as a serious error; the whole, weighted
by attention, gives the segment's figures. Several such networks, fitted from different beginnings, vote with the mean
of their logits. What comes out are raw logits: audit.estimate makes probabilities of them.

Beside them stands a logistic regression over the words of both sides, which knows what dangerous errors are about
(insults, medicine, numbers): critical errors follow the topic, and a risk that the words alone tell is better told than
guessed from states.

The weights lie in the model's folder (estimator.en-de.safetensors, models/recipe/estimator.py) and belong to that model
and those languages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from audit.errors import ModelError
from audit.evidence import Judgement
from audit.features import BUCKETS, SEGMENT_NAMES, WORD_NAMES, Floats
from audit.files import put
from audit.models import first_line
from audit.reading import Reading, padded
from audit.source_features import SOURCE_NAMES
from audit.uncovered import WIDEST, Uncovered
from audit.uncovered import tensors_of as source_tensors

WORD_LOGITS = ("edited", "marked", "serious")
SEGMENT_FIGURES = ("penalty", "adequacy", "critical", "machine")
WORDS, UNCOVERED = "words", "uncovered"  # kinds of networks in the file


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the layers: the states of the model that is listened to, the projections, the recurrent layer."""

    states: int
    features: int = 64
    projected: int = 48
    hidden: int = 64


class Network(nn.Module):
    """One estimator. Inputs (batch, words, ...); `given` says whether a person gave the source (1) or not (0)."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        words, segment, both = len(WORD_NAMES), len(SEGMENT_NAMES) + 1, 2 * sizes.hidden
        # Mean and deviation of the features over the fitting data; part of the weights.
        self.word_mean, self.word_scale = nn.Buffer(torch.zeros(words)), nn.Buffer(torch.ones(words))
        self.segment_mean, self.segment_scale = nn.Buffer(torch.zeros(segment)), nn.Buffer(torch.ones(segment))
        self.state_scale = nn.Buffer(torch.ones(2))  # of the decoder's and the encoder's states
        self.figures = nn.Linear(words + segment, sizes.features)
        self.decoder = nn.Linear(sizes.states, sizes.projected)
        self.encoder = nn.Linear(sizes.states, sizes.projected)
        self.recurrent = nn.GRU(
            sizes.features + 2 * sizes.projected, sizes.hidden, batch_first=True, bidirectional=True
        )
        self.word = nn.Linear(both, len(WORD_LOGITS))
        self.attention = nn.Linear(both, 1)
        self.whole = nn.Sequential(
            nn.Linear(both + segment + len(WORD_LOGITS), 48), nn.ReLU(), nn.Dropout(0.3),
            nn.Linear(48, len(SEGMENT_FIGURES)),
        )  # fmt: skip
        self.drop, self.drop_states = nn.Dropout(0.3), nn.Dropout(0.2)

    def forward(
        self, words: Tensor, segment: Tensor, decoder: Tensor, encoder: Tensor, real: Tensor
    ) -> tuple[Tensor, Tensor]:
        """words (B, n, W), segment (B, S + 1), decoder and encoder (B, n, d), real (B, n) bool, false where padded
        -> word logits (B, n, 3) and segment figures (B, 4)."""
        words = ((words - self.word_mean) / self.word_scale).clamp(-WIDEST, WIDEST)
        segment = ((segment - self.segment_mean) / self.segment_scale).clamp(-WIDEST, WIDEST)
        seen = torch.cat(
            [
                torch.relu(self.figures(torch.cat([words, segment[:, None].expand(-1, words.shape[1], -1)], dim=-1))),
                torch.tanh(self.decoder(self.drop_states(decoder / self.state_scale[0]))),
                torch.tanh(self.encoder(self.drop_states(encoder / self.state_scale[1]))),
            ],
            dim=-1,
        )
        # Packed, so that the backward half starts at a segment's own end and not in the padding.
        packed = pack_padded_sequence(self.drop(seen), real.sum(dim=1), batch_first=True, enforce_sorted=False)
        hidden, _ = pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=real.shape[1])
        hidden = self.drop(hidden)
        logits = self.word(hidden)
        weight = self.attention(hidden)[..., 0].masked_fill(~real, -1e9).softmax(dim=-1)
        expected = (torch.sigmoid(logits) * real[..., None]).sum(dim=1)
        whole = torch.cat([(weight[..., None] * hidden).sum(dim=1), segment, expected], dim=-1)
        return logits, self.whole(whole)


@dataclass(frozen=True, slots=True)
class Topic:
    """A logistic regression over the words of both sides. weights: (BUCKETS + 1,) float32, the last one the bias."""

    weights: Floats

    def __call__(self, reading: Reading) -> float:
        """The logit that a segment with these words has a dangerous error."""
        own = self.weights[reading.bag]
        return float(self.weights[BUCKETS] + own.sum() / math.sqrt(max(1, len(own))))


class Estimator:
    """What a file holds. Raises ModelError where it is damaged or made for other features."""

    def __init__(self, path: Path) -> None:
        self.networks, self.uncovered, self.topic = load(path)

    def __call__(self, reading: Reading, *, given: bool) -> Judgement:
        """The judgement of one segment: one at a time, so that its figures do not depend on its neighbours."""
        tensors = tensors_of([reading], [given])
        with torch.inference_mode():
            said = [network(*tensors) for network in self.networks]
        words = torch.stack([logits[0] for logits, _ in said]).mean(dim=0).numpy()
        whole = torch.stack([figures[0] for _, figures in said]).mean(dim=0).numpy()
        edited, marked, serious = (tuple(round(float(value), 4) for value in column) for column in words.T)
        penalty, adequacy, critical, machine = (round(float(value), 4) for value in whole)
        topic = round(self.topic(reading), 4)
        uncovered = self._uncovered(reading) if given else ()
        return Judgement(edited, marked, serious, penalty, adequacy, critical, machine, topic, uncovered)

    def _uncovered(self, reading: Reading) -> tuple[float, ...]:
        tensors = source_tensors([reading.source])
        with torch.inference_mode():
            said = torch.stack([network(*tensors)[0] for network in self.uncovered]).mean(dim=0)
        return tuple(round(float(value), 4) for value in said)


def tensors_of(readings: Sequence[Reading], given: Sequence[bool]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The inputs of Network.forward for these segments, padded to the longest."""
    segment = np.array([[*reading.segment, float(one)] for reading, one in zip(readings, given, strict=True)])
    words, decoder, encoder = (
        torch.from_numpy(padded([getattr(reading, name) for reading in readings]))
        for name in ("words", "decoder", "encoder")
    )
    real = torch.tensor([[k < len(reading.words) for k in range(words.shape[1])] for reading in readings])
    return words, torch.from_numpy(segment.astype(np.float32)), decoder, encoder, real


def save(networks: Sequence[Network], uncovered: Sequence[Uncovered], topic: Topic, path: Path) -> None:
    """All in one file, float16, with the names of the features that it was fitted on; whole or not at all."""
    from safetensors.torch import save as written

    tensors = {
        f"{kind}.{k}.{name}": value.half().contiguous()
        for kind, members in ((WORDS, networks), (UNCOVERED, uncovered))
        for k, network in enumerate(members)
        for name, value in network.state_dict().items()
    }
    tensors["topic"] = torch.from_numpy(topic.weights).half()
    put(path.parent, {path.name: written(tensors, metadata={"features": _names()})})


def load(path: Path) -> tuple[list[Network], list[Uncovered], Topic]:
    """The networks of a file, in evaluation mode, and the topic; float32."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            if (file.metadata() or {}).get("features") != _names():
                raise ModelError(f"{path}: made for another version of mt-audit; run models/recipe/estimator.py")
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118 (no mapping)
        topic = Topic(tensors.pop("topic").numpy())
        if topic.weights.shape != (BUCKETS + 1,):
            raise ValueError("the topic has another size")
        words, sources = _members(tensors, WORDS), _members(tensors, UNCOVERED)
        networks = [Network(Sizes(**_widths(own))) for own in words]
        uncovered = [Uncovered(**_widths(own)) for own in sources]
        for network, own in zip((*networks, *uncovered), (*words, *sources), strict=True):
            network.load_state_dict(own)
            network.eval()
        return networks, uncovered, topic
    except (OSError, SafetensorError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"{path}: this estimator cannot be loaded ({first_line(error)}); install again") from error


def _members(tensors: dict[str, Tensor], kind: str) -> list[dict[str, Tensor]]:
    """The weights of each network of a kind, in order."""
    out: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        own, number, rest = name.split(".", 2)
        if own == kind:
            out.setdefault(int(number), {})[rest] = value
    return [out[number] for number in sorted(out)]


def _widths(own: dict[str, Tensor]) -> dict[str, int]:
    """The widths of a network's layers, from its weights; both kinds name their layers alike."""
    return {
        "states": own["decoder.weight"].shape[1],
        "features": own["figures.weight"].shape[0],
        "projected": own["decoder.weight"].shape[0],
        "hidden": own["recurrent.weight_hh_l0"].shape[1],
    }


def _names() -> str:
    return " ".join((*WORD_NAMES, "|", *SEGMENT_NAMES, "|", *SOURCE_NAMES))
