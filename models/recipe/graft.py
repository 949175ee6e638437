"""Give a model of ours the lower layers of multilingual-e5-small as its encoder, so that it need not learn to read.

    python models/recipe/graft.py PACK.npz OUT_FOLDER --from HF_FOLDER --encoder E5 [--minutes 12]
    python models/recipe/train.py PACK.npz RUN --hours 10 --from OUT_FOLDER

PACK is pack.py's, E5 the file that e5.py reads, HF_FOLDER the model whose decoder, pieces and width stay. To begin a
translation model with an encoder that was trained on text alone is worth most where pairs or time are few (Rothe et al.
2020, "Leveraging Pre-trained Checkpoints for Sequence Generation Tasks").

MarianMT has no room for three things that the layers count on: positions that were learned, a norm over the sum of
piece and position, and pieces of their own. So
  1. a piece of ours is embedded as E5's of the same spelling, normed with the mean position already added; one that E5
     lacks as the mean of what E5 cuts it into. They are scaled until Marian's fixed positions weigh against them as the
     learned ones did, and the first layer's weights by the inverse;
  2. the lowest layers are taught to say the same as E5's over the same pieces (mean squared error);
  3. the decoder's attention gets a linear map that makes of the new states the best guess of the old ones.
From there train.py goes on, the encoder at a part of the rate (settings.toml, encoder_share).
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import e5
import torch
from cross_rows import tokenizer_of
from torch import Tensor, nn
from train import EOS, TAGS, Corpus, batches, copy_pieces
from transformers import MarianConfig, MarianMTModel

from audit.crossencoder import Base, Shape

LAYERS, TAUGHT = 6, 3  # of E5 that are taken; of these, the lowest, that are taught what MarianMT has no room for
PLACES = 40  # positions over which the mean is taken
LONGEST, TOKENS, MAPPED = 46, 3000, 100  # pieces of a sentence and of a batch; batches that the linear map is fitted on
RATE, PIECE_RATE = 5e-4, 1e-3
NAMED = {TAGS["de"]: "▁Deutsch", TAGS["en"]: "▁English"}  # what E5 reads for a piece that only a translation model has


def embeddings(pieces: list[str], encoder: e5.Encoder) -> Tensor:
    """What E5 reads (V, d) for each of our pieces."""
    number = {piece: k for k, (piece, _) in enumerate(encoder.pieces)}
    cut, own = tokenizer_of(encoder.pieces), encoder.base.pieces.weight.detach()
    table = torch.zeros(len(pieces), own.shape[1])
    for k, piece in enumerate(pieces):
        if piece in number and piece != "<pad>":
            table[k] = own[number[piece]]
        elif piece in NAMED:
            table[k] = own[number["<s>"]] + 0.5 * own[number[NAMED[piece]]]
        elif piece.startswith("▁"):
            table[k] = own[cut.encode(piece[1:], add_special_tokens=False).ids].mean(0)
        elif piece != "<pad>":  # inside a word: behind a letter, and without what holds that letter
            found = cut.encode("x" + piece, add_special_tokens=False)
            inner = [part for part, (_, end) in zip(found.ids, found.offsets, strict=True) if end > 1]
            table[k] = own[inner or found.ids].mean(0)
    return table


def grafted(old: MarianMTModel, base: Base, pad: int) -> MarianMTModel:
    """The model with E5's layers below its own decoder; base: they, over the model's pieces."""
    sizes = {
        "encoder_layers": LAYERS, "encoder_attention_heads": Shape(pieces=0).heads, "activation_function": "gelu",
        "share_encoder_decoder_embeddings": False,
    }  # fmt: skip
    new = MarianMTModel(MarianConfig(**(old.config.to_dict() | sizes)))
    new.set_attn_implementation("eager")
    new.model.decoder.load_state_dict(old.model.decoder.state_dict())
    new.lm_head.weight = new.model.decoder.embed_tokens.weight
    new.final_logits_bias.copy_(old.final_logits_bias)
    new.generation_config = old.generation_config
    encoder, table, places = new.model.encoder, base.pieces.weight, base.positions.weight[:PLACES]
    with torch.no_grad():
        common = table[::20]
        moved = torch.stack([base.norm(common + place) for place in places])
        fixed = encoder.embed_positions.weight[:PLACES]
        scale = (_spread(fixed) / _spread(moved)).item()
        seen = scale * base.norm(table + places.mean(0)) - fixed.mean(0)
        seen[pad] = 0
        encoder.embed_tokens.weight.copy_(seen / encoder.embed_scale)
        for k, (layer, theirs) in enumerate(zip(encoder.layers, base.layers, strict=True)):
            _copy(layer, theirs, scale if k == 0 else 1.0)
    return new


def _spread(states: Tensor) -> Tensor:
    """How far states at different positions lie apart."""
    return (states - states.mean(0)).pow(2).mean().sqrt()


def _copy(layer: nn.Module, theirs: nn.Module, scale: float) -> None:
    """E5's layer in Marian's form, for states that come in multiplied by scale."""
    attention = layer.self_attn
    parts = (attention.q_proj, attention.k_proj, attention.v_proj)
    weights, biases = theirs.attention_in.weight.chunk(3), theirs.attention_in.bias.chunk(3)
    for part, weight, bias in zip(parts, weights, biases, strict=True):
        part.weight.copy_(weight / scale)
        part.bias.copy_(bias)
    attention.out_proj.weight.copy_(theirs.attention_out.weight * scale)
    attention.out_proj.bias.copy_(theirs.attention_out.bias * scale)
    for own, other in (
        (layer.self_attn_layer_norm, theirs.attention_norm), (layer.fc1, theirs.inner_in),
        (layer.fc2, theirs.inner_out), (layer.final_layer_norm, theirs.inner_norm),
    ):  # fmt: skip
        own.load_state_dict(other.state_dict())


class Graft:
    """Old model, new model, and the encoder that the new one's has to be like, over the same pieces."""

    def __init__(self, old: MarianMTModel, base: Base, vocabulary: dict[str, int]) -> None:
        self.old, self.base, self.pad = old, base, vocabulary["<pad>"]
        self.tag = {language: vocabulary[tag] for language, tag in TAGS.items()}
        self.new = grafted(old, base, self.pad)

    def sources(self, corpus: Corpus) -> Iterator[tuple[Tensor, Tensor]]:
        """Ids (B, T) of sources in both languages, and which of them are real (B, T); for ever."""
        stage = {"max_pieces": LONGEST, "batch_tokens": TOKENS}
        for _, batch, target in batches(corpus, stage, random.Random(time.time_ns())):
            rows = [torch.tensor([self.tag[target], *corpus.source(target, i), EOS]) for i in batch]
            ids = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=self.pad)
            yield ids, ids != self.pad

    def theirs(self, ids: Tensor, real: Tensor) -> list[Tensor]:
        """E5's states (B, T, d) after each of the layers that are taught."""
        states, out = self.base.norm(self.base.pieces(ids) + self.base.positions.weight[: ids.shape[1]]), []
        for layer in self.base.layers[:TAUGHT]:
            states = layer(states, real)
            out.append(states)
        return out

    def ours(self, ids: Tensor, real: Tensor) -> list[Tensor]:
        """The same of the new encoder."""
        encoder = self.new.model.encoder
        states = encoder.embed_tokens(ids) * encoder.embed_scale + encoder.embed_positions(ids.shape)
        hidden, out = torch.zeros(len(ids), 1, 1, ids.shape[1]).masked_fill(~real[:, None, None], -1e9), []
        for layer in encoder.layers[:TAUGHT]:
            states = layer(states, hidden)
            out.append(states)
        return out

    def teach(self, corpus: Corpus, minutes: float) -> None:
        """The lowest layers and the embeddings follow E5's states. Prints what share of their variance is left."""
        encoder, began, left = self.new.model.encoder, time.time(), []
        pieces = encoder.embed_tokens.weight
        layers = [value for layer in encoder.layers[:TAUGHT] for value in layer.parameters()]
        groups = [{"params": layers, "rate": RATE}, {"params": [pieces], "rate": PIECE_RATE}]
        optimiser = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), weight_decay=0.0, fused=True)
        for step, (ids, real) in enumerate(self.sources(corpus), start=1):
            done = (time.time() - began) / 60 / minutes
            if done >= 1:
                return
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * min(1, step / 50) * max(0.02, 1 - done)
            with torch.no_grad():
                wanted = self.theirs(ids, real)
            losses = torch.stack([_left(a[real], b[real]) for a, b in zip(self.ours(ids, real), wanted, strict=True)])
            optimiser.zero_grad()
            losses.sum().backward()
            pieces.grad[self.pad] = 0
            nn.utils.clip_grad_norm_([*layers, pieces], 1.0)
            optimiser.step()
            left.append(losses.detach())
            if step % 50 == 0:
                share = " ".join(f"{one:.4f}" for one in torch.stack(left).mean(0).tolist())
                print(f"minutes {done * minutes:.1f}, left after each layer: {share}", flush=True)
                left = []

    def connect(self, corpus: Corpus) -> None:
        """The decoder's attention reads the new states as it read the old ones. Prints how well that can be."""
        new, old, kept = [], [], []
        with torch.no_grad():
            for _, (ids, real) in zip(range(MAPPED), self.sources(corpus), strict=False):
                mask = real.long()
                old.append(self.old.model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[real])
                new.append(self.new.model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[real])
                kept.append(self.base(ids, real)[real])
            seen, wanted = torch.cat(new).double(), torch.cat(old).double()
            print(f"left of E5's states at the top: {_left(seen, torch.cat(kept)).item():.4f}")
            seen = torch.cat([seen, torch.ones(len(seen), 1)], dim=1)
            ridge = 0.1 * torch.eye(seen.shape[1])
            found = torch.linalg.solve(seen.T @ seen + ridge, seen.T @ wanted)
            print(f"left of the old states after the map: {_left(seen @ found, wanted).item():.4f}")
            weight, bias = found[:-1].float(), found[-1].float()
            for layer in self.new.model.decoder.layers:
                for part in (layer.encoder_attn.k_proj, layer.encoder_attn.v_proj):
                    part.bias.add_(part.weight @ bias)
                    part.weight.copy_(part.weight @ weight.T)


def _left(guess: Tensor, wanted: Tensor) -> Tensor:
    """Share of the variance of `wanted` (N, d) that a guess does not explain."""
    return (guess - wanted).pow(2).mean() / wanted.var(0).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="start", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=12.0)
    a = parser.parse_args()
    vocabulary = json.loads((a.start / "vocab.json").read_text(encoding="utf-8"))
    encoder = e5.read(a.encoder, Shape(pieces=0, shared=LAYERS))
    old = MarianMTModel.from_pretrained(a.start, dtype=torch.float32, attn_implementation="eager").eval()
    pieces = embeddings(sorted(vocabulary, key=vocabulary.__getitem__), encoder)
    encoder.base.pieces = nn.Embedding.from_pretrained(pieces)
    corpus, graft = Corpus.load(a.pack), Graft(old, encoder.base, vocabulary)
    graft.teach(corpus, a.minutes)
    graft.connect(corpus)
    graft.new.save_pretrained(a.out)
    copy_pieces(a.start, a.out)


if __name__ == "__main__":
    main()
