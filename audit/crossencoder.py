"""A cross-encoder: a multilingual encoder that reads source and target together and says what people would object to.

The method of the strongest published estimators (Rei et al. 2022, COMETKiwi), on an encoder that a laptop can carry:
multilingual-e5-small (Wang et al. 2024), its vocabulary cut to what German and English need and its uppermost layers
left off. It is there twice: plain, its lower layers as they were, and taught, all of them gone on learning from
parallel text which word was put in another's place (Clark et al. 2020, ELECTRA; models/recipe/cross_taught.py). On
either stand judges, further layers with heads that were fitted on people's judgements (models/recipe/crossencoder.py).
They vote with the mean of their logits: those of the plain encoder know better what post-editors change and what is
dangerous, those of the taught one what raters mark, and together both know more. Beside them stands one more judge, of
the same make, who was shown no rater's marks but words in the wrong sense and texts that we marked ourselves.

It needs no translation model: it stands beside whichever reads the text, and it reads a target without a source, too.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from audit.errors import ModelError
from audit.evidence import Opinion
from audit.files import put
from audit.models import first_line
from audit.packing import exact, pack, unpack
from audit.words import tokens

WORD_LOGITS = ("edited", "marked", "serious", "exchanged", "ungrammatical")
SEGMENT_FIGURES = ("penalty", "adequacy", "critical", "machine")
SENSE = WORD_LOGITS.index("exchanged")  # the one logit of the judge of senses that is asked for
START, PAD, END = 0, 1, 2  # pieces that every vocabulary of this family begins with
BITS, FINE_BITS = (4, 6), 8  # that weights may have come in, and that they get where they came in none of these


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes: pieces of the vocabulary, positions, width of a state, attention heads, width inside a layer, layers that
    the judges share on the plain encoder and on the taught one, layers of each judge, judges that vote on either."""

    pieces: int
    positions: int = 512
    width: int = 384
    heads: int = 12
    inner: int = 1536
    shared: int = 6
    taught: int = 8
    own: int = 4
    judges: int = 2


class Layer(nn.Module):
    """A layer of BERT (Devlin et al. 2019): attention, then two linear maps, each added and normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.attention_in = nn.Linear(shape.width, 3 * shape.width)
        self.attention_out = nn.Linear(shape.width, shape.width)
        self.attention_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.inner_in = nn.Linear(shape.width, shape.inner)
        self.inner_out = nn.Linear(shape.inner, shape.width)
        self.inner_norm = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, states: Tensor, real: Tensor) -> Tensor:
        """States (B, T, d), real (B, T) bool, false where padded -> states (B, T, d)."""
        batch, length, width = states.shape
        split = self.attention_in(states).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        found = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=real[:, None, None])
        states = self.attention_norm(states + self.attention_out(found.transpose(1, 2).reshape(batch, length, width)))
        inner = nn.functional.gelu(self.inner_in(states))
        return torch.as_tensor(self.inner_norm(states + self.inner_out(inner)))


class Base(nn.Module):
    """Embeddings and the layers that several judges share."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.pieces = nn.Embedding(shape.pieces, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.shared))

    def forward(self, pieces: Tensor, real: Tensor) -> Tensor:
        """Pieces (B, T), real (B, T) -> states (B, T, d)."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        states = self.norm(self.pieces(pieces) + self.positions(places))
        for layer in self.layers:
            states = layer(states, real)
        return torch.as_tensor(states)


class Judge(nn.Module):
    """Further layers and the heads."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.own))
        self.mix = nn.Parameter(torch.cat([torch.zeros(shape.own - 2), torch.ones(3)]))
        self.word = nn.Linear(shape.width, len(WORD_LOGITS))
        self.attention = nn.Linear(shape.width, 1)
        self.whole = nn.Sequential(
            nn.Linear(2 * shape.width + len(WORD_LOGITS), 128), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(128, len(SEGMENT_FIGURES)),
        )  # fmt: skip
        self.drop = nn.Dropout(0.1)

    def forward(self, states: Tensor, real: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """States (B, T, d) of the base, real (B, T); words (B, n, T): what share each piece has in each target word,
        zero throughout where a row has fewer -> word logits (B, n, 5) and segment figures (B, 4)."""
        every = [states]
        for layer in self.layers:
            every.append(layer(every[-1], real))
        mixed = self.drop(torch.einsum("k,kbtd->btd", self.mix.softmax(0), torch.stack(every)))
        own = words @ mixed
        logits = self.word(own)
        there = words.sum(-1) > 0
        weight = self.attention(own)[..., 0].masked_fill(~there, -1e9).softmax(-1)
        mean = (mixed * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        expected = (torch.sigmoid(logits) * there[..., None]).sum(1)
        return logits, self.whole(torch.cat([(weight[..., None] * own).sum(1), mean, expected], dim=-1))


@dataclass(frozen=True, slots=True)
class Networks:
    """All of a file. plain: the encoder's lower layers as they were, taught: those that went on learning, above the
    same embeddings; judges: who vote, the first half on the plain encoder and the others on the taught one, where the
    judge of senses stands, too."""

    shape: Shape
    plain: Base
    taught: Base
    judges: Sequence[Judge]
    sense: Judge

    def parts(self) -> list[tuple[str, Base | Judge]]:
        """The networks by the names that they have in the file."""
        judges = ((f"judge.{k}", judge) for k, judge in enumerate(self.judges))
        return [("base", self.plain), ("taught", self.taught), *judges, ("sense", self.sense)]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What the encoder reads: piece ids, for each the target word that it belongs to, or -1, and how many words those
    are."""

    ids: tuple[int, ...]
    owners: tuple[int, ...]
    words: int


class Pieced:
    """Cuts a source and a target into pieces (a SentencePiece unigram model in the form of the tokenizers library)."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises plain Exceptions
            raise ModelError(f"{path}: this tokenizer cannot be loaded ({first_line(error)}); install again") from error

    def __call__(self, source: str, target: str) -> Pieces:
        """<s> source </s></s> target </s>, as XLM-R reads pairs; source "" for a target alone."""
        before, after = (self._tokenizer.encode(_sound(text), add_special_tokens=False) for text in (source, target))
        words = list(tokens(target))
        word_at = {at: k for k, word in enumerate(words) for at in range(word.start, word.end)}
        owners = [next((word_at[at] for at in range(*place) if at in word_at), -1) for place in after.offsets]
        return Pieces(
            ids=(START, *before.ids, END, END, *after.ids, END),
            owners=(*[-1] * (len(before.ids) + 3), *owners, -1),
            words=len(words),
        )


def _sound(text: str) -> str:
    """The text with a question mark for each half of a character that was torn apart."""
    return text.encode("utf-8", "replace").decode("utf-8")


class CrossEncoder:
    """What the two files hold. Raises ModelError where they are damaged."""

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        self.pieced = Pieced(tokenizer)
        self.networks = load(weights)

    def __call__(self, source: str, target: str) -> Opinion | None:
        """The opinion of one segment: one at a time, so that it does not depend on its neighbours. None where both
        are too long to be read together, or the target has no words."""
        pieces = self._readable(source, target)
        if pieces is None:
            return None
        ids, real, words = tensors_of([pieces])
        networks, half = self.networks, self.networks.shape.judges
        with torch.inference_mode():
            plain, taught = networks.plain(ids, real), networks.taught(ids, real)
            said = [judge(plain, real, words) for judge in networks.judges[:half]]
            said += [judge(taught, real, words) for judge in networks.judges[half:]]
            sense, _ = networks.sense(taught, real, words)
        logits = torch.stack([one[0] for one, _ in said]).mean(0)
        whole = torch.stack([one[0] for _, one in said]).mean(0)
        return opinion(logits.tolist(), whole.tolist(), sense[0, :, SENSE].tolist())

    def states(self, text: str) -> Tensor | None:
        """The plain encoder's state of each word (n, d) of a text that is read alone, the mean over its pieces; None
        where it is too long or has no words."""
        pieces = self._readable("", text)
        if pieces is None:
            return None
        ids, real, words = tensors_of([pieces])
        with torch.inference_mode():
            return torch.as_tensor((words @ self.networks.plain(ids, real))[0])

    def _readable(self, source: str, target: str) -> Pieces | None:
        """The pieces of both; None where they are too many to be read together, or the target has no words."""
        if len(source) + len(target) > 20 * self.networks.shape.positions:  # no need to cut 1 MB into pieces to know
            return None
        pieces = self.pieced(source, target)
        return pieces if pieces.words and len(pieces.ids) <= self.networks.shape.positions else None


def opinion(logits: Sequence[Sequence[float]], figures: Sequence[float], sense: Sequence[float] = ()) -> Opinion:
    """Of logits (n, 5) of a target's words and the segment's figures (4,), and logits (n,) of the judge of senses."""
    columns = [_rounded(column) for column in zip(*logits, strict=True)]
    said: dict[str, Any] = dict(zip((*WORD_LOGITS, *SEGMENT_FIGURES), (*columns, *_rounded(figures)), strict=True))
    return Opinion(**said, sense=_rounded(sense))


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, 4) for value in values)


def tensors_of(rows: Sequence[Pieces]) -> tuple[Tensor, Tensor, Tensor]:
    """Piece ids (B, T), which of them are real (B, T), and each one's share in the target's words (B, n, T), padded to
    the longest."""
    length, most = max(len(row.ids) for row in rows), max(row.words for row in rows)
    ids = torch.full((len(rows), length), PAD)
    real = torch.zeros(len(rows), length, dtype=torch.bool)
    words = torch.zeros(len(rows), most, length)
    for k, row in enumerate(rows):
        ids[k, : len(row.ids)] = torch.tensor(row.ids)
        real[k, : len(row.ids)] = True
        places = [place for place, owner in enumerate(row.owners) if owner >= 0]
        words[k, [row.owners[place] for place in places], places] = 1
    return ids, real, words / words.sum(-1, keepdim=True).clamp(min=1)


def save(networks: Networks, path: Path) -> None:
    """All in one file: matrices in as few bits as they came in, the rest as float16; whole or not at all."""
    from safetensors.torch import save as written

    tensors: dict[str, Tensor] = {}
    for kind, module in networks.parts():
        for name, value in module.state_dict().items():
            if _common(kind, name):
                continue
            if value.dim() == 2:
                bits = next((few for few in BITS if exact(value, few)), FINE_BITS)
                tensors[f"{kind}.{name}"], tensors[f"{kind}.{name}.scale"] = pack(value, bits)
            else:
                tensors[f"{kind}.{name}"] = value.half()
    put(path.parent, {path.name: written(tensors, metadata={"shape": json.dumps(asdict(networks.shape))})})


def _common(kind: str, name: str) -> bool:
    """Whether a weight is the plain encoder's, and in the file under its name."""
    return kind == "taught" and name.startswith(("pieces.", "positions."))


def load(path: Path) -> Networks:
    """The networks of a file in float32, in evaluation mode."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt") as file:
            shape = Shape(**json.loads((file.metadata() or {})["shape"]))
            kept = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        networks = Networks(
            shape=shape,
            plain=Base(shape),
            taught=Base(replace(shape, shared=shape.taught)),
            judges=[Judge(shape) for _ in range(2 * shape.judges)],
            sense=Judge(shape),
        )
        networks.taught.pieces, networks.taught.positions = networks.plain.pieces, networks.plain.positions
        for kind, module in networks.parts():
            weights = {}
            for name, value in module.state_dict().items():
                if not _common(kind, name):
                    own, scale = kept[f"{kind}.{name}"], kept.get(f"{kind}.{name}.scale")
                    weights[name] = own.float() if scale is None else unpack(own, scale, value.shape)
            module.load_state_dict(weights, strict=kind != "taught", assign=True)
            module.eval()
        return networks
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ModelError(f"{path}: this cross-encoder cannot be loaded ({first_line(error)}); install again") from error
