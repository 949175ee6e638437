"""Fit the sense inventory (audit/senses.py) to parallel text: how often each sense is seen, and the chooser's weights.

    python models/recipe/senses.py CORPUS.tsv.xz models/marian-deen

Every sentence pair in which an English word of the inventory stands beside a rendering of some of its senses, but not
of all, shows a sense. The shares go into the tables under audit/languages/de/senses, the weights into contexts.npz:
first a logistic choice among the senses (with the shares), then how sure it is that a rendering of an improbable sense
is wrong, in a world where one in fifty is. A quarter of the examples is kept for the figures that are printed.
"""

import argparse
import lzma
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import audit
from audit import contexts
from audit.checks.sense_choice import against
from audit.languages.tables import tsv_table
from audit.regression import logistic
from audit.senses import COLUMNS, FEATURES, FOLDER, Chooser, Entry, load, renderings
from audit.words import words_of

TABLES = Path(audit.__file__).parent / "languages" / "de" / FOLDER
EACH = 80  # examples of a word that are fitted on, in the order of chance, so that senses keep their shares
MOST = 60_000  # in all
LONGEST = 400  # characters of a sentence
HELD_OUT = 0.25
IMAGINED = 1.0  # uses that every sense is given before any is seen
RIDGE = 1e-3
# Share of words in the wrong sense, in the end: with one in twenty, words that were held wrong with .35 on average were
# marked by .17 of raters, on 2,186 segments of three campaigns.
WRONG = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """lemmas[at] of an English sentence in one of the senses `own` of its entry."""

    entry: Entry
    lemmas: tuple[str, ...]
    at: int
    own: frozenset[int]


def examples(corpus: Path, entries: Mapping[str, tuple[Entry, ...]]) -> Iterator[Example]:
    """The sentence pairs that show a sense, in an order by chance."""
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    random.shuffle(rows)
    for source, target in rows:
        if len(source) > LONGEST or len(target) > LONGEST:
            continue
        lemmas = tuple(word.lemma for word in words_of(source, "en"))
        places = [(at, entry) for at, word in enumerate(lemmas) for entry in entries.get(word, ())]
        if places:
            forms = {form for word in words_of(target, "de") for form in (word.lower, word.lemma)}
            for at, entry in places:
                own = frozenset(k for k, sense in enumerate(entry.senses) if forms & renderings(sense))
                if 0 < len(own) < len(entry.senses):
                    yield Example(entry, lemmas, at, own)


def shares(seen: Mapping[tuple[str, str], np.ndarray]) -> None:
    """Write the shares into the tables."""
    for path in sorted(TABLES.glob("*.tsv")):
        head, *rows = tsv_table("de", f"{FOLDER}/{path.stem}")
        place: dict[tuple[str, str], int] = {}
        lines = ["\t".join(head)]
        for row in rows:
            of = dict(zip(COLUMNS, row, strict=True))
            name = of["english"], of["part"]
            number = place[name] = place.get(name, -1) + 1
            share = f"{(seen[name][number] + IMAGINED) / (seen[name] + IMAGINED).sum():.3f}"
            lines.append("\t".join((of | {"share": share}).values()))
        path.with_suffix(".tmp").write_text("\n".join(lines) + "\n", encoding="utf-8")
        path.with_suffix(".tmp").replace(path)
    tsv_table.cache_clear()
    load.cache_clear()


def fitted(data: list[Example], chooser: Chooser) -> tuple[np.ndarray, np.ndarray]:
    """Weights of FEATURES; offset and slope of the odds against a sense."""
    longest = max(len(one.entry.senses) for one in data)
    x = np.zeros((len(data), longest, len(FEATURES)), np.float32)
    real, own = np.zeros((2, len(data), longest), bool)
    for k, one in enumerate(data):
        count = len(one.entry.senses)
        x[k, :count], real[k, :count] = chooser.features(one.entry, one.lemmas, one.at), True
        own[k, list(one.own)] = True
    kept = np.array([random.random() < HELD_OUT for _ in data])
    everything, there, right = torch.from_numpy(x), torch.from_numpy(real), torch.from_numpy(own)
    weights = torch.zeros(len(FEATURES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100)
    rest = torch.from_numpy(~kept)

    def logp() -> torch.Tensor:
        return torch.log_softmax((everything @ weights).masked_fill(~there, -1e9), dim=1)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = -torch.logsumexp(logp().masked_fill(~right, -1e9), dim=1)[rest].mean() + RIDGE * (weights**2).sum()
        value.backward()
        return value

    optimiser.step(loss)
    p = logp().exp().detach().numpy()
    good = (p * own).sum(1)
    # One of the other senses in its place, by chance.
    wrong = np.array([random.choice(row[~mine & is_there]) for row, mine, is_there in zip(p, own, real, strict=True)])
    odds = np.array([against(value) for value in np.r_[good, wrong]])
    label = np.repeat([0.0, 1.0], len(data))
    linear = logistic(odds[:, None], label)
    slope, offset = linear.line()
    offset += math.log(WRONG / (1 - WRONG))
    chosen = own[np.arange(len(data)), p.argmax(1)]
    print(f"{len(data)} examples; of those kept out {chosen[kept].mean():.3f} in the sense chosen", end="")
    print(f" (by chance {(own.sum(1) / real.sum(1))[kept].mean():.3f})")
    for limit in (0.01, 0.02, 0.05, 0.1):
        print(f"  a sense below {limit}: {(good < limit)[kept].mean():.3f} of the right ones, ", end="")
        print(f"{(wrong < limit)[kept].mean():.3f} of wrong ones")
    return weights.detach().numpy(), np.array([offset, slope])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("model", type=Path, help="folder with contexts.npz")
    a = parser.parse_args()
    random.seed(5)
    entries = load("de")
    seen = {(e.english, e.part): np.zeros(len(e.senses)) for own in entries.values() for e in own}
    few = dict.fromkeys(seen, 0)
    data: list[Example] = []
    for one in examples(a.corpus, entries):
        name = one.entry.english, one.entry.part
        seen[name][list(one.own)] += 1 / len(one.own)
        few[name] += 1
        if few[name] <= EACH:
            data.append(one)
    shares(seen)
    entries = load("de")
    by_name = {(e.english, e.part): e for own in entries.values() for e in own}
    random.shuffle(data)
    data = [Example(by_name[x.entry.english, x.entry.part], x.lemmas, x.at, x.own) for x in data[:MOST]]
    known = contexts.load(a.model, source_language="en", target_language="de")
    weights, sure = fitted(data, Chooser(entries, known))
    path = a.model / contexts.FILE
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["senses"], arrays["senses_sure"] = weights, sure
    print(dict(zip(FEATURES, weights.round(3), strict=True)), sure.round(3))
    np.savez_compressed(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
