"""Fit the estimator (audit.estimator) of the embedded model on human judgements, and say what it is worth.

    python models/recipe/estimator.py read OUT_FOLDER --bench FOLDER    the models read the labelled rows: two hours
    python models/recipe/estimator.py cross OUT_FOLDER --bench FOLDER   held-out figures, four folds by document
    python models/recipe/estimator.py fit OUT_FOLDER --bench FOLDER     fit on everything, into the model's folder

`read` and `cross` go on where they stopped. Fitting: AdamW, few epochs, batches of segments of like length in which
translations of one source stand together, for the loss looks at their differences as well: between vendors it is the
difference that counts, while the penalty as such is mostly the length of the sentence. Seeds are fixed.
"""

import argparse
import pickle
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import omissions
import topic
import torch
from cross_fit import differences
from fitting import alike
from held_out import FOLDS, folds, report
from labels import Label, drawn
from seal import ESTIMATOR, seal_model
from torch import nn

from audit import lexicon
from audit.cache import Cache, default_path
from audit.estimator import SEGMENT_FIGURES, Network, Sizes, save, tensors_of
from audit.evaluation import auc, mcc
from audit.evidence import Judgement
from audit.files import put
from audit.gather import Interpreter
from audit.models import EMBEDDED, embedded_folder, resolve
from audit.reading import Reading

CROSSED = "crossed.{}.pkl"  # for models/recipe/calibrate.py
OMISSIONS = "omissions.pkl"
COUNTS = {  # rows that are read with their source, and with the back-translation in its place
    "mqm_news20_ende": (9000, 1200),
    "mqm_news21_ende": (7200, 700),
    "mqm_ted_ende": (5400, 0),
    "mlqe_pe_ende/train": (7000, 800),
    "ced_ende/train": (2400, 400),
}
MEMBERS, MEMBERS_CROSSED = 3, 1  # networks that vote: in what is shipped, and in each fold
EPOCHS, BATCH, RATE, DECAY = 4, 48, 2e-3, 0.55
WORDS, PENALTY, DIFFERENCE, ADEQUACY, CRITICAL, MACHINE = 1.0, 0.2, 0.3, 0.1, 0.2, 0.2  # weights of the losses


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled row as the models read it; given: with its own source."""

    label: Label
    reading: Reading
    given: bool


def read_all(bench: Path, out: Path) -> None:
    """Let the models read the rows, set by set."""
    pair = resolve(EMBEDDED, source_language="en", target_language="de")
    known = lexicon.of(pair, source_language="en", target_language="de")
    interpreter = Interpreter(pair, known, Cache(default_path()))
    out.mkdir(parents=True, exist_ok=True)
    for name, counts in COUNTS.items():
        for given, count in zip((True, False), counts, strict=True):
            path = out / f"{name.replace('/', '.')}.{'given' if given else 'none'}.pickle"
            if count and not path.exists():
                labels = drawn(bench, {name: count})
                keep(path, list(examples(interpreter, labels, given=given)))
    path = out / OMISSIONS
    if not path.exists():
        every = [one for name in omissions.COUNTS for one in drawn(bench, {name: 10**6})]
        chosen = [
            one
            for name, count in omissions.COUNTS.items()
            for one in omissions.good([one for one in every if one.name == name])[:count]
        ]
        keep(path, list(omissions.examples(interpreter, chosen)))


def keep(path: Path, value: object) -> None:
    """Write it, whole or not at all."""
    put(path.parent, {path.name: pickle.dumps(value)})
    print(path.name, flush=True)


def examples(interpreter: Interpreter, labels: list[Label], *, given: bool) -> list[Example]:
    """What the models make of the rows; rows that they cannot read are left out."""
    backs = [] if given else interpreter.back_translate([one.target for one in labels])
    sources = [one.source for one in labels] if given else backs
    kept = [(one, source) for one, source in zip(labels, sources, strict=True) if interpreter.fits(one.target, source)]
    out = []
    for at in range(0, len(kept), 512):  # many at once, so that those of one length fill their batches
        part = kept[at : at + 512]
        for (one, _), read in zip(part, interpreter.passes([(s, o.target) for o, s in part]), strict=True):
            reading = read.reading()
            states = {name: getattr(reading, name).astype(np.float16) for name in ("decoder", "encoder")}
            out.append(Example(one, replace(reading, **states, source=None), given))  # type: ignore[arg-type]
    return out


def batches(data: list[Example], seed: int) -> list[list[Example]]:
    """The examples in batches for fitting; of a segment those without their source come first."""
    return alike(
        data,
        BATCH,
        seed,
        segment=lambda one: one.label.segment,
        length=lambda one: len(one.reading.words),
        order=lambda one: one.given,
    )


def loss_of(network: Network, batch: list[Example]) -> torch.Tensor:
    """The sum of the losses over whatever labels the batch has."""
    logits, whole = network(*tensors_of([one.reading for one in batch], [one.given for one in batch]))
    gold = torch.full_like(logits, float("nan"))
    for row, one in zip(gold, batch, strict=True):
        row[: len(one.label.words)] = torch.from_numpy(one.label.words)
    asked = ~gold.isnan()
    entropy = nn.functional.binary_cross_entropy_with_logits
    loss = WORDS * entropy(logits[asked], gold[asked]) if asked.any() else logits.sum() * 0
    target = torch.from_numpy(np.array([one.label.whole for one in batch]))
    for column, weight in ((0, PENALTY), (1, ADEQUACY)):
        known = ~target[:, column].isnan()
        if known.any():
            loss = loss + weight * nn.functional.mse_loss(whole[known, column], target[known, column])
    for column, weight in ((2, CRITICAL), (3, MACHINE)):
        known = ~target[:, column].isnan()
        if known.any():
            loss = loss + weight * entropy(whole[known, column], target[known, column])
    group = torch.from_numpy(np.unique([one.label.segment for one in batch], return_inverse=True)[1])
    return loss + DIFFERENCE * differences(whole[:, 0], target[:, 0], group)


def fitted(data: list[Example], seed: int, epochs: int = EPOCHS) -> Network:
    """One network."""
    torch.manual_seed(seed)
    network = Network(Sizes(states=data[0].reading.decoder.shape[1]))
    _scale(network, data)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.05)
    for epoch in range(epochs):
        network.train()
        total = 0.0
        found = batches(data, 100 * seed + epoch)
        for batch in found:
            loss = loss_of(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            total += loss.item()
        for group in optimiser.param_groups:
            group["lr"] *= DECAY
        print(f"  seed {seed} epoch {epoch} loss {total / len(found):.4f}", flush=True)
    return network.eval()


def _scale(network: Network, data: list[Example]) -> None:
    """Set the network's means and deviations to those of the data."""
    words = np.concatenate([one.reading.words for one in data])
    segment = np.array([[*one.reading.segment, float(one.given)] for one in data])
    for name, values in (("word", words), ("segment", segment)):
        getattr(network, f"{name}_mean").copy_(torch.from_numpy(values.mean(0)))
        getattr(network, f"{name}_scale").copy_(torch.from_numpy(values.std(0) + 1e-3))
    network.state_scale.fill_(5.0)


def said(networks: list[Network], data: list[Example]) -> tuple[list[np.ndarray], np.ndarray]:
    """Word logits (n, 3) of each example, and figures (N, 4), in order."""
    words: list[np.ndarray] = []
    whole = []
    with torch.inference_mode():
        for at in range(0, len(data), 64):
            part = data[at : at + 64]
            tensors = tensors_of([one.reading for one in part], [one.given for one in part])
            every = [network(*tensors) for network in networks]
            logits = torch.stack([one for one, _ in every]).mean(0).numpy()
            words += [logits[k, : len(one.reading.words)] for k, one in enumerate(part)]
            whole.append(torch.stack([one for _, one in every]).mean(0).numpy())
    return words, np.concatenate(whole)


def cross(data: list[Example], texts: list[Label], fold: int, members: int) -> list[tuple[Label, bool, Judgement]]:
    """What networks, and a topic fitted on `texts`, say of a fold's documents that they were not fitted on."""
    out = folds([one.label.document for one in data])[fold]
    rest = [one for one, held in zip(data, out, strict=True) if not held]
    held = [one for one, held in zip(data, out, strict=True) if held]
    unseen = {one.label.document for one in held}
    heard = topic.fitted([one for one in texts if one.document not in unseen])
    words, whole = said([fitted(rest, seed) for seed in range(members)], held)
    return [
        (one.label, one.given, _judgement(own, figures, heard(one.reading)))
        for one, own, figures in zip(held, words, whole, strict=True)
    ]


def _judgement(words: np.ndarray, figures: np.ndarray, about: float) -> Judgement:
    return Judgement(*(tuple(column) for column in words.T.tolist()), *figures.tolist(), about)


def tell(crossed: list[tuple[Label, bool, Judgement]]) -> None:
    """Print the held-out figures."""
    for given in (True, False):
        for name in COUNTS:
            own = [row for row in crossed if row[0].name == name and row[1] == given]
            if own:
                words = [np.array([said.edited, said.marked, said.serious]).T for *_, said in own]
                whole = np.array([[getattr(said, figure) for figure in SEGMENT_FIGURES] for *_, said in own])
                report([label for label, *_ in own], words, whole, f"{name}, {'with' if given else 'without'} source")


def tell_omissions(data: list[omissions.Source]) -> None:
    """Print what networks find missing in sources of documents that they were not fitted on."""
    words, gold, whole = [], [], []
    for out in folds([one.document for one in data]):
        rest = [one for one, held in zip(data, out, strict=True) if not held]
        held = [one for one, held in zip(data, out, strict=True) if held]
        words += omissions.said([omissions.fitted(rest, seed) for seed in range(omissions.MEMBERS)], held)
        gold += [one.missing for one in held]
    every, missing = np.concatenate(words), np.concatenate(gold) > 0
    whole, much = (np.array([test(one.sum()) for one in gold]) for test in (lambda n: n == 0, lambda n: n >= 3))
    most = np.array([own.max() for own in words])
    best = max(mcc(missing, every >= t) for t in np.linspace(0.1, 0.9, 33))
    print(f"left out: {len(gold)} sources, words AUC {auc(every, missing):.3f}, best MCC {best:.3f}")
    for limit in (0.3, 0.5, 0.7, 0.9):
        share = [f"{(most[which] >= limit).mean():.3f}" for which in (whole, ~whole, much)]
        print(
            f"  a word from {limit}: {share[0]} of the complete, {share[1]} of the cut, {share[2]} of 3 words and more"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("read", "cross", "fit"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bench", type=Path, required=True, help="the labelled data")
    a = parser.parse_args()
    if a.step == "read":
        read_all(a.bench, a.folder)
        return
    data = [one for path in sorted(a.folder.glob("*.pickle")) for one in pickle.loads(path.read_bytes())]
    cut = pickle.loads((a.folder / OMISSIONS).read_bytes())
    print(f"{len(data)} rows", flush=True)
    texts = drawn(a.bench, {"ced_ende/train": 10**6})
    if a.step == "fit":
        networks = [fitted(data, seed) for seed in range(MEMBERS)]
        missing = [omissions.fitted(cut, seed) for seed in range(omissions.MEMBERS)]
        save(networks, missing, topic.fitted(texts), embedded_folder() / ESTIMATOR)
        seal_model(embedded_folder())
        return
    for fold in range(FOLDS):
        path = a.folder / CROSSED.format(fold)
        if not path.exists():
            keep(path, cross(data, texts, fold, MEMBERS_CROSSED))
    tell([row for fold in range(FOLDS) for row in pickle.loads((a.folder / CROSSED.format(fold)).read_bytes())])
    tell_omissions(cut)


if __name__ == "__main__":
    main()
