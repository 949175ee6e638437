"""Fit the sense inventory (audit/senses.py) to parallel text: how often each sense is seen, what stands around a word
in each of its senses, and the chooser's weights.

    python models/recipe/senses.py CORPUS.tsv.xz models/marian-deen       a quarter of an hour

Every sentence pair in which an English word of the inventory stands beside a rendering of some of its senses, but not
of all, shows a sense; so do the example of each sense in the tables, and sense_sentences.tsv beside this file, four
sentences of our own for each sense that the corpus shows seldom. The shares go into the tables under
audit/languages/de/senses, the rest into senses.npz (audit/surroundings.py): the projection and the mean surroundings of
each sense; with those of three quarters of the sentences a logistic choice among the senses, and how sure it is that a
rendering of an improbable sense is wrong, in a world where one in fifty is, both fitted on half of the last quarter. On
the other half the figures are measured that are printed.
"""

import argparse
import lzma
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from scipy.linalg import eigh

import audit
from audit import contexts, surroundings
from audit.crossencoder import CrossEncoder, tensors_of
from audit.gather import CROSS_PIECES
from audit.languages.tables import tsv_table
from audit.regression import logistic
from audit.senses import COLUMNS, FEATURES, FOLDER, Chooser, Entry, against, entries_of, load, renderings
from audit.surroundings import FILE, Surroundings, save
from audit.words import words_of

TABLES = Path(audit.__file__).parent / "languages" / "de" / FOLDER
OWN = Path(__file__).with_name("sense_sentences.tsv")
CROSS_ENCODER = "crossencoder.en-de.safetensors"
EACH = 60  # examples of a word, in the order of chance, so that senses keep their shares: the weights rest on them
SELDOM = 25  # examples of a sense, further ones whatever its share: the surroundings rest on all
LONGEST = 400  # characters of a sentence
HELD_OUT = 4  # one sentence in so many
WIDTH = 64  # of the projection; 96 and 192 are no better
SOFTENED = 1.0  # what the scatter within senses is given of its mean in every direction
IMAGINED = 1.0  # uses that every sense is given before any is seen, also of the word's mean surroundings
RIDGE = 1e-3
ROWS, STEP = 64, 8  # of one pass of the encoder; lengths are rounded up
# Share of words in the wrong sense, in the end: with one in twenty, words that were held wrong with .35 on average were
# marked by .17 of raters, on 2,186 segments of three campaigns.
WRONG = 0.02

Name = tuple[str, str]  # English lemma and part of speech


@dataclass(frozen=True, slots=True)
class Example:
    """Word `at` of an English sentence in one of the senses `own` of its entry; whether it was drawn by chance."""

    name: Name
    text: str
    at: int
    own: frozenset[int]
    chance: bool


def examples(corpus: Path, entries: Mapping[str, tuple[Entry, ...]]) -> Iterator[Example]:
    """The sentence pairs that show a sense, in an order by chance."""
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    random.shuffle(rows)
    for source, target in rows:
        if len(source) > LONGEST or len(target) > LONGEST:
            continue
        words = words_of(source, "en")
        places = [(at, entry) for at, word in enumerate(words) for entry in entries_of(word, entries)]
        if places:
            forms = {form for word in words_of(target, "de") for form in (word.lower, word.lemma)}
            for at, entry in places:
                own = frozenset(k for k, sense in enumerate(entry.senses) if forms & renderings(sense))
                if 0 < len(own) < len(entry.senses):
                    yield Example((entry.english, entry.part), source, at, own, True)


def written(entries: Mapping[Name, Entry]) -> Iterator[Example]:
    """The examples of the tables, and the sentences of our own."""
    rows = [(name, k, sense.example) for name, entry in entries.items() for k, sense in enumerate(entry.senses)]
    for line in OWN.read_text(encoding="utf-8").splitlines():
        english, part, number, text = line.split("\t")
        rows.append(((english, part), int(number), text))
    for name, k, text in rows:
        places = [at for at, word in enumerate(words_of(text, "en")) if name[0] in (word.lower, word.lemma)]
        if name in entries and k < len(entries[name].senses) and places:
            yield Example(name, text, places[0], frozenset((k,)), False)


def states(data: Sequence[Example], encoder: CrossEncoder) -> np.ndarray:
    """(N, d) the encoder's state of each example's word, as CrossEncoder.states has it, but in bfloat16 and many at
    once."""
    texts = {one.text: encoder.pieced("", one.text) for one in data}
    places: dict[str, list[int]] = {}
    for k, one in enumerate(data):
        places.setdefault(one.text, []).append(k)
    out = np.zeros((len(data), encoder.shape.width), np.float32)
    order = sorted(places, key=lambda text: len(texts[text].ids))
    for first in range(0, len(order), ROWS):
        part = order[first : first + ROWS]
        ids, real, words = tensors_of([texts[text] for text in part])
        more = -ids.shape[1] % STEP
        ids = torch.nn.functional.pad(ids, (0, more), value=1)
        real, words = (torch.nn.functional.pad(each, (0, more)) for each in (real, words))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            found = words @ encoder.base(ids, real)
        for text, own in zip(part, found.float().numpy(), strict=True):
            for k in places[text]:
                out[k] = own[data[k].at]
    return out


def learned(data: Sequence[Example], seen: np.ndarray, entries: Mapping[Name, Entry]) -> Surroundings:
    """The projection, and the mean surroundings of every sense of every word that an example shows."""
    table = Surroundings(seen.mean(axis=0), np.eye(seen.shape[1], dtype=np.float32))
    away = table.projected(seen)
    of: dict[Name, list[int]] = {}
    for k, one in enumerate(data):
        of.setdefault(one.name, []).append(k)
    within, between = np.zeros((2, away.shape[1], away.shape[1]))
    alone, apart = 0, 0
    for places in of.values():
        single: dict[int, list[int]] = {}
        for k in places:
            if len(data[k].own) == 1:
                single.setdefault(min(data[k].own), []).append(k)
        groups = [away[own] for own in single.values() if len(own) >= 4]
        for group in groups:
            centred = group - group.mean(axis=0)
            within, alone = within + centred.T @ centred, alone + len(group) - 1
        if len(groups) > 1:
            middles = np.array([group.mean(axis=0) for group in groups])
            middles -= middles.mean(axis=0)
            between, apart = between + middles.T @ middles, apart + len(middles) - 1
    within /= alone
    softened = within + SOFTENED * np.trace(within) / len(within) * np.eye(len(within))
    _, directions = eigh(between / apart, softened)
    projection = np.asarray(directions[:, ::-1][:, :WIDTH], np.float32)
    table, means = replace(table, projection=projection), {}
    small = table.projected(seen)
    for name, places in of.items():
        total, count = np.zeros((len(entries[name].senses), WIDTH)), np.zeros(len(entries[name].senses))
        for k in places:
            own = list(data[k].own)
            total[own] += small[k] / len(own)
            count[own] += 1 / len(own)
        middle = (total[count > 0] / count[count > 0, None]).mean(axis=0)
        means[name] = np.asarray((total + IMAGINED * middle) / (count + IMAGINED)[:, None], np.float32)
    return replace(table, means=means)


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


def fitted(
    data: Sequence[Example], seen: np.ndarray, entries: Mapping[Name, Entry], chooser: Chooser
) -> tuple[np.ndarray, np.ndarray]:
    """Weights of FEATURES; offset and slope of the odds against a sense. seen: the projected states."""
    longest = max(len(entries[one.name].senses) for one in data)
    x = np.zeros((len(data), longest, len(FEATURES)), np.float32)
    real, own = np.zeros((2, len(data), longest), bool)
    for k, one in enumerate(data):
        count = len(entries[one.name].senses)
        lemmas = tuple(word.lemma for word in words_of(one.text, "en"))
        x[k, :count], real[k, :count] = chooser.features(entries[one.name], lemmas, one.at, seen[k]), True
        own[k, list(one.own)] = True
    kept = np.array([random.random() < 0.5 for _ in data])
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
    each: dict[tuple[Name, int], list[bool]] = {}
    for k in np.flatnonzero(kept):
        each.setdefault((data[k].name, min(data[k].own)), []).append(bool(chosen[k]))
    print(f"{len(data)} examples; of those kept out {chosen[kept].mean():.3f} in the sense chosen", end="")
    print(f" (by chance {(own.sum(1) / real.sum(1))[kept].mean():.3f}), mean over {len(each)} senses ", end="")
    print(f"{np.mean([np.mean(hits) for hits in each.values()]):.3f}")
    for limit in (0.01, 0.02, 0.05, 0.1):
        print(f"  a sense below {limit}: {(good < limit)[kept].mean():.3f} of the right ones, ", end="")
        print(f"{(wrong < limit)[kept].mean():.3f} of wrong ones")
    return weights.detach().numpy(), np.array([offset, slope])


def by_name() -> dict[Name, Entry]:
    """The inventory's entries by lemma and part of speech."""
    return {(e.english, e.part): e for own in load("de").values() for e in own}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("model", type=Path, help="folder with contexts.npz and the cross-encoder")
    a = parser.parse_args()
    random.seed(5)
    seen = {name: np.zeros(len(entry.senses)) for name, entry in by_name().items()}
    few: Counter[Name] = Counter()
    kept: Counter[tuple[Name, int]] = Counter()
    data: list[Example] = []
    for one in examples(a.corpus, load("de")):
        seen[one.name][list(one.own)] += 1 / len(one.own)
        few[one.name] += 1
        rarest = one.name, min(one.own, key=lambda k: kept[one.name, k])
        if few[one.name] <= EACH or kept[rarest] < SELDOM:
            kept[rarest] += 1
            data.append(replace(one, chance=few[one.name] <= EACH))
    shares(seen)
    entries = by_name()
    found = len(data)
    data += written(entries)
    print(f"{found} examples of the corpus, {len(data) - found} of our own", flush=True)
    encoder = CrossEncoder(a.model / CROSS_ENCODER, a.model / CROSS_PIECES)
    around = states(data, encoder)
    texts = {text: k % HELD_OUT == 0 for k, text in enumerate(dict.fromkeys(one.text for one in data[:found]))}
    held = np.array([texts.get(one.text, False) for one in data])
    known = contexts.load(a.model, source_language="en", target_language="de")
    rest = [one for one, out in zip(data, held, strict=True) if not out]
    table = replace(learned(rest, around[~held], entries), weights=(0.0,) * len(FEATURES))
    told = [k for k in np.flatnonzero(held) if data[k].chance]
    chooser = Chooser(load("de"), known, table)
    weights, sure = fitted([data[k] for k in told], table.projected(around[told]), entries, chooser)
    print(dict(zip(FEATURES, weights.round(3), strict=True)), sure.round(3))
    before = surroundings.load(a.model / FILE)  # what heard.py wrote stays
    whole = replace(learned(data, around, entries), weights=tuple(map(float, weights)), sure=tuple(map(float, sure)))
    save(replace(whole, heard=before.heard, company=before.company), a.model / FILE)


if __name__ == "__main__":
    main()
