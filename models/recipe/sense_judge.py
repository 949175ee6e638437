"""Fit the cross-encoder's judge of senses: which German words have another sense than the text around them wants.

    python models/recipe/sense_judge.py exchanges CROSS --corpus TRAIN            ten minutes
    python models/recipe/sense_judge.py fit CROSS --encoder E5                    an hour; on a GPU a minute

CROSS is the folder of crossencoder.py, whose steps "pieces" and "rows" come before, and "teach" before "fit"; TRAIN the
corpus's train.tsv.xz; E5 the file that e5.py reads. "exchanges" writes the pairs of sense_exchanges.py, those in the
model's translations of our own English among them. "fit" goes on from the judge that the encoder was taught with, in
two stages, over the exchanges, where the wrong word's logit has to be above the right one's in its place, and over our
own labels (own_labels.py): once over all of both; then over our labels and a part of the exchanges.

One in HELD_OUT of our own sources is kept out, and some words and sentences of the exchanges: heard.py wants them, and
the figures that are printed.
"""

import argparse
import pickle
import random
from collections.abc import Sequence
from pathlib import Path

import e5
import numpy as np
import own_labels
import pseudo
import torch
from cross_fit import Stage, fitted
from cross_rows import EXCHANGED
from cross_tables import Tables, batches
from crossencoder import JUDGE, SENSE, TAUGHT, encoder_of, said, taught
from estimator import keep
from fitting import best_mcc, spearman
from planting import WEIGHTS, Corpus
from sense_exchanges import Planter
from sense_rows import EXCHANGES, SEED, Split, kept_out, labelled, labelled_rows, pair_of, planted, split
from senses import by_name, written

from audit import senses
from audit.crossencoder import Base, Judge, Pieced
from audit.evaluation import auc
from audit.gather import CROSS_PIECES as PIECES

SENSES = Stage(2e-4, 5e-4, (0.3, 0.5, 0.3, 2.0, 0.3), (0.1, 0.0, 0.1, 0.0), contrast=1.0)
LABELS = Stage(2e-4, 6e-4, (0.3, 1.0, 0.5, 1.0, 0.3), (0.3, 0.0, 0.2, 0.0), contrast=0.5, bits=4)
WIDE, NARROW = 12_288, 6_144  # places of a batch of the first stage and of the second
# Shares of the exchanges and of our labels that are read without their source; of a second reading of the labels.
ALONE, LABELS_ALONE, AGAIN_ALONE = 0.28, 0.3, 0.6
KEPT = 18_000  # exchanges of the second stage
HYPOTHESES, DRAWN = 6, 4  # translations of a sentence of our own: the likeliest, and some by chance


def exchanges(corpus_path: Path, out: Path) -> None:
    """Plant them and keep them."""
    corpus, entries = Corpus.of(corpus_path, WEIGHTS), senses.load("de")
    planter = Planter(entries, corpus.forms, random.Random(SEED))
    found = list(planter.of_corpus(corpus))
    print(f"{len(found)} exchanges in the corpus", flush=True)
    own = [one for one in written(by_name()) if len(one.own) == 1]
    made = pseudo.hypotheses([one.text for one in own], HYPOTHESES, DRAWN)
    for one, hypotheses in zip(own, made, strict=True):
        found += planter.of_own(one.name, min(one.own), one.text, hypotheses)
    print(f"{len(found)} with those in translations of our own sentences")
    keep(out / EXCHANGES, found)


def plan(tables: Tables, parts: Sequence[tuple[np.ndarray, float]], places: int) -> tuple[list[np.ndarray], ...]:
    """The numbers of the rows of each batch, and the sources that they are read with; parts: numbers of rows, and the
    share of them that is read without source."""
    rng, rows, source, group = np.random.default_rng(SEED), list[np.ndarray](), list[np.ndarray](), list[np.ndarray]()
    for k, (own, alone) in enumerate(parts):
        rows.append(own)
        source.append(tables.beside(own, alone, rng))
        group.append(tables.group[own] + k * len(tables))  # what is read again stands by itself
    every, beside, apart = (np.concatenate(column) for column in (rows, source, group))
    found = list(batches(tables.lengths(every, beside), apart, places, rng))
    return [every[own] for own in found], [beside[own] for own in found]


def fit(encoder: e5.Encoder, out: Path) -> None:
    """Fit the judge and say what it is worth."""
    pieced, found = Pieced(out / PIECES), split(pickle.loads((out / EXCHANGES).read_bytes()))
    every = list(own_labels.read())
    base, judge = taught(encoder, out)
    exchanged = planted(pieced, out)
    own = labelled_rows(pieced, every)
    tables = Tables(exchanged + own)
    pairs, labels = np.arange(len(exchanged)), np.arange(len(exchanged), len(tables))
    torch.manual_seed(SEED)
    wide = plan(tables, [(pairs, ALONE), (labels, LABELS_ALONE)], WIDE)
    fitted(judge, base, tables, *wide, stage=SENSES, result=out / JUDGE.format(TAUGHT, "sense.0"))
    narrow = plan(tables, [(labels, 0.0), (labels, AGAIN_ALONE), (pairs[: 2 * KEPT], ALONE)], NARROW)
    fitted(judge, base, tables, *narrow, stage=LABELS, result=out / SENSE)
    report(pieced, base, judge.eval(), found, [one for one in every if kept_out(one.source)])


def report(pieced: Pieced, base: Base, judge: Judge, found: Split, own: Sequence[own_labels.Labelled]) -> None:
    """Print how it does on what was kept from it."""
    for name, kept in (("words", found.words), ("sentences", found.sentences)):
        for given in (True, False):
            pairs = [pair for k, one in enumerate(kept) if (pair := pair_of(pieced, one, str(k), given=given))]
            heard = said(base, [judge], [row for pair in pairs for row in pair])
            places = [int(wrong.words[:, EXCHANGED].argmax()) for _, wrong in pairs]
            right, wrong = (
                np.array([heard[2 * k + side][0][at, EXCHANGED] for k, at in enumerate(places)]) for side in (0, 1)
            )
            print(
                f"{name} kept out, {_with(given)}: {len(pairs)} pairs, wrong above right {(wrong > right).mean():.3f}"
            )
    for given in (True, False):
        rows = [row for one in own if len((row := labelled(pieced, one, given=given)).words)]
        heard = said(base, [judge], rows)
        text = [f"own labels kept out, {_with(given)}: {len(rows)} rows"]
        for column, name in ((1, "marked"), (EXCHANGED, "exchanged")):
            gold, value = (np.concatenate([each[:, column] for each in side]) for side in (
                [row.words for row in rows], [words for words, _ in heard]))  # fmt: skip
            known = ~np.isnan(gold)
            text.append(f"{name} MCC {best_mcc(gold[known] > 0.5, value[known]):.3f}")
        gold, value = np.array([row.whole for row in rows]), np.array([figures for _, figures in heard])
        text.append(f"penalty spearman {spearman(value[:, 0], gold[:, 0]):.3f}")
        text.append(f"critical AUC {auc(value[:, 2], gold[:, 2] > 0.5):.3f}")
        print(" | ".join(text))


def _with(given: bool) -> str:
    return f"{'with' if given else 'without'} source"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("exchanges", "fit"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--encoder", type=Path)
    a = parser.parse_args()
    if a.step == "exchanges":
        exchanges(a.corpus, a.folder)
    else:
        fit(encoder_of(a.folder, a.encoder), a.folder)


if __name__ == "__main__":
    main()
