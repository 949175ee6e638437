"""Fit the cross-encoder (audit.crossencoder) on human judgements, and say what it is worth.

    python models/recipe/crossencoder.py pieces OUT --corpus TRAIN --encoder E5     the vocabulary: 5 minutes
    python models/recipe/crossencoder.py read OUT --corpus TRAIN --encoder E5 --bench FOLDER
                                                          rows, and the shared layers' states of them: 25 minutes, 3 GB
    python models/recipe/crossencoder.py fit OUT --encoder E5 --judge 0             one judge: 20 minutes
    python models/recipe/crossencoder.py cross OUT                                  held-out opinions and figures
    python models/recipe/crossencoder.py ship OUT --encoder E5                      into the model's folder
TRAIN is the corpus's train.tsv.xz, E5 the file that e5.py reads.

The judges share what is fitted on: judge 0 sees two of the four folds of documents, judge 1 the other two. So each says
of the other's documents what it would say of new ones, and the calibration can trust it; what is shipped are both.
A quarter of the rows are read a second time without their source. Beside the people's judgements stand exchanged words
(exchanges.py), for which nobody was asked. AdamW, rate rising and falling, in two stages: once over everything, then
over the post-edits, three times, and a part of the rest, with each kind of label weighed by itself. The shared layers
stay as they are, so their states are computed once.
"""

import argparse
import pickle
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import e5
import exchanges
import numpy as np
import torch
from estimator import differences, keep
from fitting import alike
from held_out import folds, report
from labels import Label, drawn
from seal import CROSS_ENCODER, seal_model
from torch import nn

from audit import lexicon
from audit.crossencoder import SEGMENT_FIGURES, WORD_LOGITS, Judge, Pieced, Pieces, Shape, save, tensors_of
from audit.evaluation import auc
from audit.evidence import Opinion
from audit.gather import CROSS_PIECES as PIECES
from audit.models import EMBEDDED, embedded_folder, resolve
from audit.words import tokens

COUNTS = {
    "mqm_news20_ende": 9000,
    "mqm_news21_ende": 7200,
    "mqm_ted_ende": 5400,
    "mlqe_pe_ende/train": 7000,
    "ced_ende/train": 7878,
}
ALONE = 0.25  # share of the rows that are read without their source, too
EXCHANGES, KEPT_OUT, EXCHANGES_ALONE = 12800, 800, 0.3
# How often a sentence of an origin is taken for an exchange; 1 where it is not named.
WEIGHTS = {
    "wmt_newstest2008_2018": 6, "ud_pud": 4, "opennmt_sample_europarl_cc_nc": 3, "xquad_contexts": 3,
    "tatoeba_manythings2018": 0.5, "andors_trail": 0.5, "wmt_ape_it_keystrokes": 0.3, "php_manual": 0.1,
    "suttacentral_sujato_sabbamitta": 0.1, "suttacentral_ebt": 0.1, "suttacentral_site_blurbs": 0.1, "kde_ui": 0,
    "debian_web_security": 0, "ui_short": 0, "yast": 0,
}  # fmt: skip
RAREST = 3  # occurrences in the corpus that a piece needs
LONGEST = 300  # pieces of a row
BATCH, RISE = 32, 0.05
RATES, HEAD_RATES = (2.5e-4, 1.5e-4), (1e-3, 5e-4)  # of either stage: of the layers, and of the heads
# Weights of the losses. In the first stage the words count alike, whatever was asked of them, in the second by kind.
WORDS = (1.0, 1.0, 0.5, 0.3)
WHOLE = (0.2, 0.1, 0.2, 0.2), (0.3, 0.2, 0.2, 0.2)
DIFFERENCE = 0.3
AGAIN, PART, CRITICAL, SHORT = 3, 0.4, 600, 110  # of the second stage: rounds of post-edits, share of rated sources,
# critical rows, and their pieces at most
ROWS, STATES, CROSSED = "rows.pickle", "states.npy", "opinions.pkl"
NOBODY = 2  # the half of rows that no judge is fitted on


@dataclass(slots=True)
class Row:
    """A text that is read. words: (n, 4) labels of the target's words; half: which judge is fitted on it; at: where its
    states begin; label: whose it is, None for an exchange."""

    pieces: Pieces
    words: np.ndarray
    whole: np.ndarray
    segment: str
    half: int
    given: bool
    label: Label | None
    at: int = 0


def cut_vocabulary(corpus: Path, encoder: Path, out: Path) -> None:
    """The tokenizer with the pieces that the corpus has, and all single letters of its scripts."""
    whole = e5.read(encoder, Shape(pieces=0)).pieces
    tokenizer = _tokenizer(whole)
    count: Counter[int] = Counter()
    rows = exchanges.pairs(corpus)
    for at in range(0, len(rows), 20_000):
        texts = [side for row in rows[at : at + 20_000] for side in row[:2]]
        for found in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
            count.update(found.ids)
    kept = [k for k, (piece, _) in enumerate(whole) if k < 4 or count[k] >= RAREST or _single(piece)]
    np.save(out / "kept.npy", np.array(kept))
    _tokenizer([whole[k] for k in kept]).save(str(out / PIECES))
    print(f"{len(kept)} of {len(whole)} pieces; the corpus has {len(count)}")


def _single(piece: str) -> bool:
    import unicodedata

    letter = piece.removeprefix("▁")
    scripts = ("LATIN", "DIGIT", "GREEK", "CYRILLIC")
    return len(letter) == 1 and (not letter.isalpha() or unicodedata.name(letter, "").split(" ")[0] in scripts)


def _tokenizer(pieces: list[tuple[str, float]]):
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def labelled(pieced: Pieced, bench: Path) -> list[Row]:
    """The people's rows, each with the half that its document's fold belongs to."""
    labels = drawn(bench, COUNTS)
    fold = np.zeros(len(labels), int)
    for k, held in enumerate(folds([one.document for one in labels])):
        fold[np.array(held)] = k
    out = []
    for one, number in zip(labels, fold, strict=True):
        words = np.concatenate([one.words, np.full((len(one.words), 1), np.nan, np.float32)], axis=1)
        for given in (True, False):
            if given or random.Random(one.source + one.target).random() < ALONE:
                pieces = pieced(one.source if given else "", one.target)
                name = one.segment if given else f"{one.segment}/alone"
                if len(words) and len(pieces.ids) <= LONGEST:
                    out.append(Row(pieces, words, one.whole, name, int(number >= 2), given, one))
    return out


def planted(pieced: Pieced, corpus: Path) -> list[Row]:
    """Right and wrong targets of the exchanges; some are kept from both judges."""
    known = lexicon.of(
        resolve(EMBEDDED, source_language="en", target_language="de"), source_language="en", target_language="de"
    )
    rng, out = random.Random(1), []
    found = exchanges.exchanges(exchanges.pairs(corpus), known, WEIGHTS, EXCHANGES)
    for number, one in enumerate(found):
        half = NOBODY if number < KEPT_OUT else number % 2
        given = rng.random() >= EXCHANGES_ALONE
        for target in (one.right, one.wrong):
            words = np.full((sum(1 for _ in tokens(target)), len(WORD_LOGITS)), np.nan, np.float32)
            words[:, 3] = 0
            words[one.word, 3] = target == one.wrong
            pieces = pieced(one.source if given else "", target)
            whole = np.full(4, np.nan, np.float32)
            out.append(Row(pieces, words, whole, f"exchange/{number}", half, given, None))
    return out


def read_all(rows: list[Row], base: nn.Module, out: Path) -> None:
    """Write the rows, and the states (pieces, d) float16 that the shared layers make of them."""
    for one, at in zip(rows, np.cumsum([0, *(len(one.pieces.ids) for one in rows)]), strict=False):
        one.at = int(at)
    total = sum(len(one.pieces.ids) for one in rows)
    states = np.lib.format.open_memmap(out / STATES, "w+", np.float16, (total, Shape(0).width))
    order = sorted(rows, key=lambda one: len(one.pieces.ids))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            ids, real, _ = tensors_of([one.pieces for one in part])
            for one, found in zip(part, base(ids, real).numpy(), strict=True):
                states[one.at : one.at + len(one.pieces.ids)] = found[: len(one.pieces.ids)]
            if at // BATCH % 200 == 0:
                print(f"{at} of {len(order)} rows", flush=True)
    states.flush()
    keep(out / ROWS, rows)


def batches(rows: list[Row], seed: int) -> list[list[Row]]:
    """The rows in batches for fitting."""
    return alike(rows, BATCH, seed, segment=lambda one: one.segment, length=lambda one: len(one.pieces.ids))


def inputs(batch: Sequence[Row], states: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The shared layers' states (B, T, d) of a batch, which pieces are real, and their shares in words."""
    ids, real, words = tensors_of([one.pieces for one in batch])
    found = torch.zeros(*ids.shape, states.shape[1])
    for k, one in enumerate(batch):
        length = len(one.pieces.ids)
        found[k, :length] = torch.from_numpy(states[one.at : one.at + length].astype(np.float32))
    return found, real, words


def second(rows: list[Row], seed: int) -> list[list[Row]]:
    """The batches of the second stage."""
    rng = random.Random(seed)
    people: dict[str, list[Row]] = {"mlqe": [], "mqm": [], "ced": []}
    for one in rows:
        if one.label is not None:
            people[one.label.name.split("_")[0]].append(one)
    sources = sorted({one.segment for one in people["mqm"]})
    rng.shuffle(sources)
    chosen = set(sources[: int(PART * len(sources))])
    short = [one for one in people["ced"] if len(one.pieces.ids) < SHORT]
    rng.shuffle(short)
    out = batches([one for one in people["mqm"] if one.segment in chosen] + short[:CRITICAL], seed)
    for k in range(AGAIN):
        out += batches(people["mlqe"], seed + 10 + k)
    rng.shuffle(out)
    return out


def loss_of(logits: torch.Tensor, whole: torch.Tensor, batch: Sequence[Row], stage: int) -> torch.Tensor:
    """The sum of the losses over whatever labels the batch has."""
    gold = torch.full_like(logits, float("nan"))
    for row, one in zip(gold, batch, strict=True):
        row[: len(one.words)] = torch.from_numpy(one.words)
    target = torch.from_numpy(np.stack([one.whole for one in batch]))
    entropy, squares = nn.functional.binary_cross_entropy_with_logits, nn.functional.mse_loss
    every = [(slice(None), 1.0)] if stage == 0 else list(enumerate(WORDS))
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


def fitted(judge: Judge, plan: list[list[Row]], states: np.ndarray, stage: int) -> Judge:
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
        loss = loss_of(*judge(*inputs(batch, states)), batch, stage)
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


def said(judges: Sequence[Judge], rows: list[Row], states: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Word logits (n, 4) and figures (4,) of each row, the mean of the judges."""
    out: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0), np.empty(0))] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: len(rows[k].pieces.ids))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            tensors = inputs([rows[k] for k in part], states)
            every = [judge(*tensors) for judge in judges]
            logits = torch.stack([one for one, _ in every]).mean(0).numpy()
            whole = torch.stack([one for _, one in every]).mean(0).numpy()
            for j, k in enumerate(part):
                out[k] = logits[j, : len(rows[k].words)], whole[j]
    return out


def opinion(words: np.ndarray, whole: np.ndarray) -> Opinion:
    return Opinion(*(tuple(column) for column in words.T.tolist()), *whole.tolist())


def cross(out: Path) -> None:
    """Opinions of judges that were not fitted on the document, and the figures."""
    rows: list[Row] = pickle.loads((out / ROWS).read_bytes())
    states = np.load(out / STATES, mmap_mode="r")
    judges = [_judge(out, k) for k in (0, 1)]
    kept: list[tuple[Label, bool, Opinion]] = []
    for half in (0, 1):
        held = [one for one in rows if one.half == half and one.label is not None]
        for one, figures in zip(held, said([judges[1 - half]], held, states), strict=True):
            kept.append((one.label, one.given, opinion(*figures)))  # type: ignore[arg-type]
    keep(out / CROSSED, kept)
    for given in (True, False):
        for name in COUNTS:
            own = [(label, by) for label, with_source, by in kept if label.name == name and given == with_source]
            words = [np.array([by.edited, by.marked, by.serious]).T for _, by in own]
            whole = np.array([[getattr(by, figure) for figure in SEGMENT_FIGURES] for _, by in own])
            report([label for label, _ in own], words, whole, f"{name}, {'with' if given else 'without'} source")
        tell_exchanges([one for one in rows if one.half == NOBODY and one.given == given], judges, states)


def tell_exchanges(rows: list[Row], judges: Sequence[Judge], states: np.ndarray) -> None:
    """How well an exchanged word is told from the right one in its place."""
    right, wrong = [], []
    for one, (words, _) in zip(rows, said(judges, rows, states), strict=True):
        if one.words[:, 3].any():
            wrong.append(float(words[one.words[:, 3].argmax(), 3]))
        else:
            right.append(words[:, 3])
    places = [int(one.words[:, 3].argmax()) for one in rows if one.words[:, 3].any()]
    good = np.array([own[place] for own, place in zip(right, places, strict=True)])
    bad = np.array(wrong)
    every = auc(np.r_[good, bad], np.r_[np.zeros(len(good)), np.ones(len(bad))] > 0)
    print(f"exchanged words: {len(bad)} pairs, wrong above right {(bad > good).mean():.3f}, AUC {every:.3f}")


def _judge(out: Path, number: int) -> Judge:
    judge = Judge(Shape(pieces=0))
    judge.load_state_dict(torch.load(out / f"judge.{number}.pt"))
    return judge.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("pieces", "read", "fit", "cross", "ship"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--judge", type=int, default=0)
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    if a.step == "pieces":
        cut_vocabulary(a.corpus, a.encoder, a.folder)
    elif a.step == "cross":
        cross(a.folder)
    else:
        kept = np.load(a.folder / "kept.npy")
        shape = Shape(pieces=len(kept))
        encoder = e5.read(a.encoder, shape, kept)
        if a.step == "read":
            pieced = Pieced(a.folder / PIECES)
            read_all(labelled(pieced, a.bench) + planted(pieced, a.corpus), encoder.base, a.folder)
        elif a.step == "fit":
            rows = [one for one in pickle.loads((a.folder / ROWS).read_bytes()) if one.half == a.judge]
            judge = Judge(shape)
            judge.layers.load_state_dict(
                {
                    f"{k}.{name}": value
                    for k, layer in enumerate(encoder.layers[shape.shared : shape.shared + shape.own])
                    for name, value in layer.state_dict().items()
                }
            )
            states = np.load(a.folder / STATES, mmap_mode="r")
            torch.manual_seed(a.judge)
            for stage, plan in enumerate((batches(rows, 100 * a.judge), second(rows, a.judge))):
                fitted(judge, plan, states, stage)
            torch.save(judge.state_dict(), a.folder / f"judge.{a.judge}.pt")
        else:
            judges = [_judge(a.folder, k) for k in range(shape.judges)]
            save(shape, encoder.base, judges, embedded_folder() / CROSS_ENCODER)
            (embedded_folder() / PIECES).write_bytes((a.folder / PIECES).read_bytes())
            seal_model(embedded_folder())


if __name__ == "__main__":
    main()
