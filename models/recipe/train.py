"""Train a bidirectional MarianMT from a pack, on a CPU or one GPU; stop and go on at will.

    python models/recipe/train.py PACK.npz RUN_FOLDER --hours 2 [--from HF_FOLDER] [--settings settings.toml]

The source is `>>deu<<` or `>>eng<<`, then the pieces, then </s>; decoding starts from <pad>. Every sentence pair
serves both directions. A share of the batches has an empty source, which makes the decoder a language model.

RUN_FOLDER/state.pt   fp32 weights, optimiser, and how much of the planned time is used; every 8 minutes (1 on a
                      GPU), whole or not at all
RUN_FOLDER/hf         the model in plain Hugging Face form, fp16
RUN_FOLDER/snapshots  the same at every save, named by million target tokens: for the learning curve and for average.py
RUN_FOLDER/curve.tsv  one line per report: minutes, million target tokens, loss, loss with its own source, loss with
                      another's, spread of the encoder's states

The last two columns are the collapse check. An encoder whose positions all look alike (spread near 0), or a model to
which another's source is as good as its own, has stopped listening, though its loss may go on falling. Then lower the
rate and start again.

On a CPU two things cost more than the arithmetic: page faults (LD_PRELOAD jemalloc with MALLOC_CONF=
oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always) and new shapes (so lengths come in steps of 4, and
a batch of a given length always has the same number of rows). Plain attention is faster there than the fused kernel,
and a shortlist of pieces in place of the vocabulary saves a quarter of a step.
"""

import argparse
import json
import math
import random
import shutil
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import MarianConfig, MarianMTModel

HERE = Path(__file__).resolve().parent
EOS = 0
TAGS = {"en": ">>eng<<", "de": ">>deu<<"}
OTHER = {"en": "de", "de": "en"}  # the language that is translated into one of the two
SAVE_MINUTES = {"cpu": 8, "cuda": 1}
CHUNK = {"cpu": 1024, "cuda": 16384}  # tokens whose logits are in memory at once


@dataclass
class Corpus:
    """Packed sentences of both languages: all ids end to end, and where each sentence ends."""

    ids: dict[str, np.ndarray]
    ends: dict[str, np.ndarray]

    def __post_init__(self) -> None:
        self.counts = {side: np.diff(ends, prepend=0) for side, ends in self.ends.items()}

    @classmethod
    def load(cls, path: Path) -> "Corpus":
        pack = np.load(path)
        ends = {side: np.cumsum(pack[f"{side}_length"].astype(np.int64)) for side in ("en", "de")}
        return cls({side: pack[side] for side in ("en", "de")}, ends)

    def __len__(self) -> int:
        return len(self.ends["en"])

    def get(self, side: str, i: int) -> list[int]:
        return self.ids[side][(self.ends[side][i - 1] if i else 0) : self.ends[side][i]].tolist()

    def source(self, target: str, i: int) -> list[int]:
        """What is translated into the target language in pair i."""
        return self.get(OTHER[target], i)

    def length(self) -> np.ndarray:
        """Pieces of the longer side of every pair."""
        return np.maximum(self.counts["en"], self.counts["de"])


def batches(corpus: Corpus, stage: dict[str, Any], rng: random.Random) -> Iterator[tuple[int, list[int], str]]:
    """(places of a row, pair indices, target language), for ever.

    Windows of some 400 batches are sorted by the length of both sides, cut, and mixed again: rows of a batch are alike
    in length, so few places are padding, and yet no batch looks like its neighbours."""
    length = corpus.length()
    longer = corpus.counts["de"] - corpus.counts["en"]  # by which German is longer
    rounded = -(-(length + 2) // 4) * 4  # few shapes: see the module's docstring
    order = np.flatnonzero(length <= stage["max_pieces"])
    if not len(order):
        raise SystemExit("the pack has no pair that is short enough for this stage")
    window = int(400 * stage["batch_tokens"] / rounded[order].mean()) + 1
    while True:
        order = order[np.random.default_rng(rng.getrandbits(64)).permutation(len(order))]
        for at in range(0, len(order), window):
            part = order[at : at + window]
            part = part[np.lexsort((longer[part], rounded[part]))]
            full: list[tuple[int, list[int]]] = []
            for places in np.unique(rounded[part]):
                same, rows = part[rounded[part] == places].tolist(), max(1, stage["batch_tokens"] // int(places))
                full += [(int(places), same[k : k + rows]) for k in range(0, len(same) - rows + 1, rows)]
                # A remainder that fills no batch is dropped; in a corpus too small to fill one, it is all there is.
                if len(same) < rows and len(order) < window:
                    full.append((int(places), same))
            both = [(places, batch, target) for places, batch in full for target in ("en", "de")]
            rng.shuffle(both)
            yield from both


class Loss(torch.autograd.Function):
    """Label-smoothed cross-entropy with its gradient, some tokens at a time: the whole matrix of logits never exists.

    h (N, d), weight (V, d), labels (N,), keep (N,) 1.0 or 0.0, listed (K,) the pieces that stand for the vocabulary."""

    @staticmethod
    def forward(ctx, h, weight, labels, keep, listed, smoothing):  # type: ignore[no-untyped-def]  # noqa: PLR0917
        place = torch.full((weight.shape[0],), -1, dtype=torch.long, device=h.device)
        place[listed] = torch.arange(len(listed), device=h.device)
        # Padding is no label; it is looked up all the same, and then weighed with 0.
        labels, short = place[labels].clamp_(min=0), weight[listed].to(h.dtype)
        count, pieces = keep.sum(), len(listed)
        grad_h, nll = torch.empty_like(h), torch.zeros((), device=h.device)
        grad_w = torch.zeros(pieces, weight.shape[1], device=h.device)
        chunk = CHUNK[h.device.type]
        for at in range(0, len(h), chunk):
            part, own = h[at : at + chunk], labels[at : at + chunk, None]
            weighed = keep[at : at + chunk, None]
            logits = (part @ short.T).float()
            total = torch.logsumexp(logits, -1, keepdim=True)
            logp = logits.gather(1, own) - total
            nll = nll - (logp * weighed).sum()
            grad = logits.sub_(total).exp_().sub_(smoothing / pieces)
            grad.scatter_add_(1, own, torch.full_like(logp, smoothing - 1))
            grad = grad.mul_(weighed / count).to(h.dtype)
            grad_h[at : at + chunk] = grad @ short
            grad_w += grad.T @ part
        full = torch.zeros_like(weight).index_copy_(0, listed, grad_w)
        ctx.save_for_backward(grad_h, full)
        return nll / count

    @staticmethod
    def backward(ctx, _):  # type: ignore[no-untyped-def]
        grad_h, grad_w = ctx.saved_tensors
        return grad_h, grad_w, None, None, None, None


class Trainer:
    """The model, its optimiser and its files."""

    def __init__(
        self, corpus: Corpus, run: Path, settings: dict[str, Any], *, start: Path | None, spm_folder: Path
    ) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        # bfloat16 is five times as fast where the processor has it in hardware, and six times slower where it has not.
        half = self.device == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False)
        self.dtype = torch.bfloat16 if half else torch.float32
        plan = settings["gpu"] if self.device == "cuda" else settings
        stages = plan["further"]["stage"] if start else plan["stage"]
        self.corpus, self.run, self.stages, self.optim = corpus, run, stages, settings["optimiser"]
        self.ids = {side: torch.tensor(ids.astype(np.int32), device=self.device) for side, ids in corpus.ids.items()}
        self.spm_folder = start or spm_folder
        self.vocabulary = json.loads((self.spm_folder / "vocab.json").read_text(encoding="utf-8"))
        self.tag = {language: self.vocabulary[tag] for language, tag in TAGS.items()}
        self.pad = self.vocabulary["<pad>"]
        attention = "sdpa" if self.device == "cuda" else "eager"
        if start:
            self.model = MarianMTModel.from_pretrained(start, dtype=torch.float32, attn_implementation=attention)
        else:
            self.model = MarianMTModel(self._config(plan["model"]))
            self.model.set_attn_implementation(attention)
            # Tied embeddings are the softmax, too: unit rows, or the first logits are far too flat.
            torch.nn.init.normal_(self.model.model.shared.weight, std=plan["model"]["d"] ** -0.5)
        self.model.to(self.device).train()
        self.softmax = self.model.get_output_embeddings().weight
        self.optimiser = torch.optim.AdamW(
            self._groups(), betas=tuple(self.optim["betas"]), eps=1e-9, weight_decay=self.optim["weight_decay"],
            fused=True,
        )  # fmt: skip
        self.tokens, self.seconds = 0, 0.0
        if (run / "state.pt").exists():
            state = torch.load(run / "state.pt", map_location=self.device)
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.tokens, self.seconds = state["tokens"], state["seconds"]
        if self.device == "cuda":
            torch.backends.cuda.enable_cudnn_sdp(False)  # it builds a plan for every new shape
        # Marian starts decoding from a zero vector; Hugging Face spells it as the embedding of <pad>, CTranslate2 takes
        # it for granted. So that row is zero, stays zero (see step), and is no answer.
        with torch.no_grad():
            for table in self._embeddings():
                table[self.pad] = 0
            self.model.final_logits_bias[0, self.pad] = -1e4
        pieces = torch.arange(len(self.vocabulary), device=self.device)
        self.whole = pieces[pieces != self.pad]
        counts = np.bincount(np.concatenate(list(corpus.ids.values())), minlength=len(self.vocabulary))
        self.common = torch.tensor(np.argsort(-counts)[: self.optim["common"]].copy(), device=self.device)

    def _groups(self) -> list[dict[str, Any]]:
        """Parameters with their share of the rate. An encoder with embeddings of its own came trained (graft.py), and a
        full rate would wash that out."""
        encoder: list[torch.nn.Parameter] = []
        if not self.model.config.share_encoder_decoder_embeddings:
            encoder = list(self.model.model.encoder.parameters())
        taken = {id(value) for value in encoder}
        rest = [value for value in self.model.parameters() if id(value) not in taken]
        return [
            {"params": [value for value in part if value.requires_grad], "share": share, "lr": 0.0}
            for part, share in ((encoder, self.optim["encoder_share"]), (rest, 1.0))
            if part
        ]

    def _config(self, size: dict[str, int]) -> MarianConfig:
        return MarianConfig(
            vocab_size=len(self.vocabulary), d_model=size["d"], max_position_embeddings=size["longest"],
            encoder_layers=size["encoder_layers"], decoder_layers=size["decoder_layers"],
            encoder_attention_heads=size["heads"], decoder_attention_heads=size["heads"],
            encoder_ffn_dim=size["ffn"], decoder_ffn_dim=size["ffn"], activation_function="relu",
            dropout=0.0, attention_dropout=0.0, scale_embedding=True, static_position_embeddings=True,
            share_encoder_decoder_embeddings=True, pad_token_id=self.pad, eos_token_id=EOS,
            decoder_start_token_id=self.pad, forced_eos_token_id=EOS, bad_words_ids=[[self.pad]],
        )  # fmt: skip

    def _embeddings(self) -> set[torch.nn.Parameter]:
        """The tables of pieces: one, or one for each half of the model."""
        return {half.embed_tokens.weight for half in (self.model.model.encoder, self.model.model.decoder)}

    def rows(self, side: str, batch: list[int], places: int) -> torch.Tensor:
        """The pieces of one side of each pair, </s> and padding behind them (rows, places)."""
        ends = torch.tensor(self.corpus.ends[side][batch], device=self.device)[:, None]
        count = torch.tensor(self.corpus.counts[side][batch], device=self.device)[:, None]
        place = torch.arange(places, device=self.device)[None]
        pieces = self.ids[side][(ends - count + place).clamp_(max=len(self.ids[side]) - 1)].long()
        return torch.where(place < count, pieces, torch.where(place == count, EOS, self.pad))

    def tensors(self, batch: list[int], target: str, length: int, empty: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """Source ids and labels, either (rows, places)."""
        side = OTHER[target]
        read = written = length
        if self.dtype is torch.float32:  # shapes are free here: no more places than the longest row needs
            read = int(self.corpus.counts[side][batch].max()) + 2
            written = int(self.corpus.counts[target][batch].max()) + 1
        source = torch.full((len(batch), 1), EOS, device=self.device) if empty else self.rows(side, batch, read - 1)
        tag = torch.full((len(batch), 1), self.tag[target], device=self.device)
        return torch.cat([tag, source], 1), self.rows(target, batch, written)

    def hidden(self, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        start = torch.full((len(labels), 1), self.pad, device=self.device)
        return self.model.model(
            input_ids=ids,
            attention_mask=(ids != self.pad).long(),
            decoder_input_ids=torch.cat([start, labels[:, :-1]], 1),
        ).last_hidden_state

    def step(
        self, batch: list[int], target: str, length: int, stage: dict[str, Any], *, empty: bool
    ) -> tuple[torch.Tensor, int]:
        """One update; the mean loss (a tensor, so that a GPU need not wait) and the number of target tokens."""
        ids, labels = self.tensors(batch, target, length, empty)
        keep = (labels != self.pad).flatten()
        listed = self.shortlist(labels) if stage["shortlist"] else self.whole
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.dtype is torch.bfloat16):
            h = self.hidden(ids, labels)
        h, weight = h.reshape(-1, h.shape[-1]).to(self.dtype), self.softmax
        loss = Loss.apply(h, weight, labels.flatten(), keep.float(), listed, self.optim["smoothing"])
        loss.backward()
        for table in self._embeddings():
            table.grad[self.pad] = 0
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.optim["clip"])
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return loss.detach(), int(self.corpus.counts[target][batch].sum()) + len(batch)

    def shortlist(self, labels: torch.Tensor) -> torch.Tensor:
        """The pieces that stand for the vocabulary: the batch's own, the commonest, the rest drawn at random. Always
        the same number, because a new shape costs a new kernel and new memory at every step."""
        listed = torch.zeros(len(self.vocabulary), dtype=torch.bool, device=self.device)
        listed[labels.flatten()] = True
        listed[self.common] = True
        listed[self.pad] = False
        missing = max(0, self.optim["shortlist"] - int(listed.sum()))
        others = self.whole[~listed[self.whole]]
        listed[others[torch.randperm(len(others), device=self.device)[:missing]]] = True
        return listed.nonzero()[:, 0]

    def listens(self) -> tuple[float, float, float]:
        """Loss of 64 English sentences with their own source and with another's, and the spread of encoder states."""
        self.model.eval()
        batch = random.Random(7).sample(range(len(self.corpus)), 64)
        length = int(self.corpus.length()[batch].max()) + 2
        ids, labels = self.tensors(batch, "en", length, empty=False)
        keep, losses = labels != self.pad, []
        with torch.no_grad():
            for source in (ids, ids.roll(1, 0)):
                logits = self.hidden(source, labels)[keep] @ self.softmax.T
                losses.append(torch.nn.functional.cross_entropy(logits.float(), labels[keep]).item())
            states = self.model.model.encoder(input_ids=ids, attention_mask=(ids != self.pad).long()).last_hidden_state
        self.model.train()
        return losses[0], losses[1], float(states[0, :6].std(0).mean())

    def save(self) -> None:
        """State and model, each whole or not at all."""
        self.run.mkdir(parents=True, exist_ok=True)
        state = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(),
                 "tokens": self.tokens, "seconds": self.seconds}  # fmt: skip
        torch.save(state, self.run / "state.tmp")
        (self.run / "state.tmp").replace(self.run / "state.pt")
        copy, new = MarianMTModel(self.model.config), self.run / "hf.tmp"
        copy.load_state_dict(self.model.state_dict())
        copy.half().save_pretrained(new)
        copy_pieces(self.spm_folder, new)
        shutil.copytree(new, self.run / "snapshots" / f"{self.tokens / 1e6:07.2f}", dirs_exist_ok=True)
        shutil.rmtree(self.run / "hf", ignore_errors=True)
        new.rename(self.run / "hf")

    def train(self, hours: float, minutes: float = math.inf) -> None:
        """Go on from `seconds` used until `hours` are; a run that was stopped takes up its stage where it was.

        It stops by itself after `minutes`, where that is sooner."""
        stop = self.seconds + minutes * 60
        total, ends = hours * 3600, np.cumsum([stage["share"] for stage in self.stages])
        for stage, end in zip(self.stages, ends / ends[-1] * total, strict=True):
            if self.seconds < min(end, stop):
                self._stage(stage, max(1.0, float(end - stage["share"] / ends[-1] * total)), float(end), stop)
        self.save()

    def _stage(self, stage: dict[str, Any], begin: float, end: float, stop: float) -> None:
        self.model.config.dropout = stage["dropout"]
        for module in self.model.modules():
            if hasattr(module, "dropout") and isinstance(module.dropout, float):
                module.dropout = stage["dropout"]
        rng, clock, saved, reported = random.Random(time.time_ns()), time.time(), time.time(), self.tokens
        losses: list[torch.Tensor] = []
        for number, (length, batch, target) in enumerate(batches(self.corpus, stage, rng), 1):
            now = time.time()
            self.seconds, clock = self.seconds + now - clock, now
            if self.seconds >= min(end, stop):
                return
            done = (self.seconds - begin) / max(1.0, end - begin)
            rate = stage["rate"] + (stage["rate_end"] - stage["rate"]) * min(1.0, max(0.0, done))
            for group in self.optimiser.param_groups:
                group["lr"] = group["share"] * rate * min(1.0, number / stage["warmup"])
            loss, count = self.step(batch, target, length, stage, empty=rng.random() < stage["empty_source"])
            losses.append(loss)
            self.tokens += count
            if self.tokens - reported > 500_000 * (20 if self.device == "cuda" else 1):
                self._report(torch.stack(losses).mean().item())
                losses, reported = [], self.tokens
            if now - saved > SAVE_MINUTES[self.device] * 60:
                self.save()
                saved = time.time()

    def _report(self, loss: float) -> None:
        own, other, spread = self.listens()
        row = (self.seconds / 60, self.tokens / 1e6, loss, own, other, spread)
        self.run.mkdir(parents=True, exist_ok=True)
        with (self.run / "curve.tsv").open("a", encoding="utf-8") as file:
            file.write("\t".join(f"{value:.3f}" for value in row) + "\n")
        print(
            "minutes {:.1f} tokens {:.2f}M loss {:.3f} own {:.3f} other {:.3f} spread {:.3f}".format(*row), flush=True
        )
        if not math.isfinite(loss) or spread < 0.05:
            raise SystemExit("the encoder has collapsed or the loss is not finite: lower the rate and start again")


def copy_pieces(start: Path, to: Path) -> None:
    """The files that say how a model's texts are cut into pieces."""
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        shutil.copy(start / name, to / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pack", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument(
        "--hours", type=float, required=True, help="planned length of the whole run, earlier parts included"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, help="of these, how many are used in this call")
    parser.add_argument("--from", dest="start", type=Path, help="begin from this model instead of at random")
    parser.add_argument("--vocabulary", type=Path, default=HERE.parent / "marian-deen")
    parser.add_argument("--settings", type=Path, default=HERE / "settings.toml")
    a = parser.parse_args()
    settings = tomllib.loads(a.settings.read_text(encoding="utf-8"))
    trainer = Trainer(Corpus.load(a.pack), a.run, settings, start=a.start, spm_folder=a.vocabulary)
    size = sum(p.numel() for p in trainer.model.parameters()) / 1e6
    print(f"{size:.1f}M parameters, {len(trainer.corpus)} pairs, {trainer.device}")
    print("loss with its own source {:.3f}, another's {:.3f}, spread {:.3f}".format(*trainer.listens()), flush=True)
    trainer.train(a.hours, a.minutes)


if __name__ == "__main__":
    main()
