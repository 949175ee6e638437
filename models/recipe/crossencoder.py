"""Fit the cross-encoder (audit.crossencoder) on human judgements, and say what it is worth.

    python models/recipe/crossencoder.py pieces OUT --corpus TRAIN --encoder E5   the vocabulary: 5 minutes
    python models/recipe/crossencoder.py rows OUT --corpus TRAIN --encoder E5 --bench FOLDER [--made TSV]   3 minutes
    python models/recipe/crossencoder.py begin OUT --encoder E5           what judges 2 and 3 begin as: 50 minutes
    python models/recipe/crossencoder.py fit OUT --encoder E5 --judge 0   one judge of four: an hour
    python models/recipe/crossencoder.py cross OUT --encoder E5 --corpus TESTS   held-out opinions, figures: 25 minutes
    python models/recipe/crossencoder.py whole OUT --encoder E5 --judge 0   the same with all documents: 50 minutes
    python models/recipe/crossencoder.py ship OUT --encoder E5            into the model's folder, with sense_judge.py's
TRAIN is the corpus's train.tsv.xz, TESTS the folder of its test sets, E5 the file that e5.py reads, TSV what pseudo.py
writes. Times are of one core with bfloat16; judges can be fitted side by side. A stopped fit goes on where it was (same
command).

There are four judges, each fitted on two of the four folds of documents (cross_rows.SEEN). So two of them say of any
document what they would say of a new one, and the calibration can trust it. Then each goes on with the documents that
it has not seen, and with the rows that none has seen yet: these four are shipped. A quarter of the rows are read a
second time without their source. Beside the people's judgements stand exchanged words
(exchanges.py) and slips of grammar (slips.py), for which nobody was asked. AdamW, rate rising and falling, in three
stages: once over people's rows and exchanges; then over the post-edits, three times, and a part of the rest, with each
kind of label weighed by itself; then over everything again, slips before people. What is kept lies between the weights
after the second stage and those after the third. The shared layers stay as they are.

Judges 0 and 1 set out from the encoder, 2 and 3 from one judge that has learnt where our own model's translations
differ from people's (pseudo.py), and exchanges and slips: judges that came different ways err in different places.
"""

import argparse
import pickle
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import e5
import numpy as np
import torch
from cross_fit import HALF, STAGES, fitted, read, write
from cross_plan import BATCH, beginning, first, fourth, kinds, second, third
from cross_rows import (
    ALL,
    COUNTS,
    EXCHANGED,
    UNGRAMMATICAL,
    Row,
    compared,
    cut_vocabulary,
    exchanged,
    labelled,
    slipped,
)
from estimator import keep
from held_out import report
from labels import Label, originals
from planting import WEIGHTS, Corpus
from seal import CROSS_ENCODER, seal_model

from audit.crossencoder import SEGMENT_FIGURES, Base, Judge, Pieced, Shape, opinion, save
from audit.evaluation import auc, mcc
from audit.evidence import Opinion
from audit.gather import CROSS_PIECES as PIECES
from audit.models import embedded_folder

FIRST_BEGUN = 2  # the first judge that does not set out from the encoder
THIRD = 0.7  # share of the third stage's weights in what is kept
ROWS, CROSSED, BEGUN, SENSE, JUDGE, WHOLE = (
    "rows.pickle", "opinions.pkl", "judge.begun.pt", "judge.sense.pt", "judge.{}.pt", "judge.{}.whole.pt",
)  # fmt: skip


def begin(encoder: e5.Encoder, out: Path) -> None:
    """Keep what some judges set out from: the encoder's further layers, fitted on what nobody was asked for as in the
    first stage."""
    torch.manual_seed(0)
    plan = beginning(pickle.loads((out / ROWS).read_bytes()))
    fitted(_above(encoder), encoder.base, plan, STAGES[0], out / BEGUN)


def fit(encoder: e5.Encoder, number: int, out: Path) -> None:
    """Keep one judge, fitted on its half of the people's rows and on what was planted."""
    rows = [one for one in pickle.loads((out / ROWS).read_bytes()) if number in one.judges]
    judge, begun = _above(encoder), number >= FIRST_BEGUN
    if begun:
        judge.load_state_dict(torch.load(out / BEGUN))
    torch.manual_seed(number)
    after = []
    plans = first(rows, number, begun=begun), second(rows, number), third(rows, number, begun=begun)
    for stage, plan in enumerate(plans):
        fitted(judge, encoder.base, plan, STAGES[stage], out / JUDGE.format(f"{number}.{stage}"))
        after.append(deepcopy(judge.state_dict()))
    write(between(after[1], after[2]), out / JUDGE.format(number))


def whole(encoder: e5.Encoder, number: int, out: Path) -> None:
    """Keep a judge that has seen every document."""
    rows = pickle.loads((out / ROWS).read_bytes())
    judge = judge_of(out / JUDGE.format(number))
    torch.manual_seed(50 + number)
    fitted(judge, encoder.base, fourth(rows, number), STAGES[3], out / WHOLE.format(number))


def _above(encoder: e5.Encoder) -> Judge:
    """A judge whose layers are those of the encoder above the shared ones."""
    shape = Shape(pieces=0)
    judge = Judge(shape)
    for own, layer in zip(judge.layers, encoder.layers[shape.shared : shape.shared + shape.own], strict=True):
        own.load_state_dict(layer.state_dict())
    return judge


def between(second: dict[str, torch.Tensor], third: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights between those after the second stage and those after the third (Wortsman et al. 2022, model soups),
    but for the logit that only the third stage teaches."""
    mixed = {name: torch.lerp(second[name], value, THIRD) for name, value in third.items()}
    for name in ("word.weight", "word.bias"):
        mixed[name][UNGRAMMATICAL] = third[name][UNGRAMMATICAL]
    return mixed


def said(base: Base, judges: Sequence[Judge], rows: list[Row]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Word logits (n, 4) and figures (4,) of each row, the mean of the judges."""
    out: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0), np.empty(0))] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: len(rows[k].pieces.ids))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            tensors = read(base, [rows[k] for k in part])
            with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
                every = [judge(*tensors) for judge in judges]
            logits = torch.stack([one.float() for one, _ in every]).mean(0).numpy()
            whole = torch.stack([one.float() for _, one in every]).mean(0).numpy()
            for j, k in enumerate(part):
                out[k] = logits[j, : len(rows[k].words)], whole[j]
    return out


def opinions(base: Base, judges: Sequence[Judge], rows: list[Row]) -> list[tuple[Label, bool, Opinion]]:
    """Labelled rows with whether they have their source, and what the judges say of them."""
    figures = said(base, judges, rows)
    return [
        (one.label, one.given, opinion(*(part.tolist() for part in own)))  # type: ignore[arg-type, misc]
        for one, own in zip(rows, figures, strict=True)
    ]


def cross(base: Base, out: Path, corpus: Path) -> None:
    """Opinions of the judges that were not fitted on the document, and the figures; of German that nobody translated
    what the same judges say, who have seen a half of the rows."""
    rows: list[Row] = pickle.loads((out / ROWS).read_bytes())
    judges = [judge_of(out / JUDGE.format(k)) for k in ALL]
    kept: list[tuple[Label, bool, Opinion]] = []
    people = [one for one in rows if one.label is not None and one.judges]
    for fitted_on in sorted({one.judges for one in people}):
        held = [one for one in people if one.judges == fitted_on]
        heard = [judge for number, judge in enumerate(judges) if number not in fitted_on]
        kept += opinions(base, heard, held)
    pieced = Pieced(out / PIECES)
    german = [
        Row(pieced("", one.target), one.words, one.whole, one.segment, (), False, one) for one in originals(corpus)
    ]
    kept += opinions(base, judges, german)
    keep(out / CROSSED, kept)
    for given in (True, False):
        for name in COUNTS:
            own = [(label, by) for label, with_source, by in kept if label.name == name and given == with_source]
            words = [np.array([by.edited, by.marked, by.serious]).T for _, by in own]
            whole = np.array([[getattr(by, figure) for figure in SEGMENT_FIGURES] for _, by in own])
            report([label for label, _ in own], words, whole, f"{name}, {'with' if given else 'without'} source")
        kept_out = kinds([one for one in rows if one.label is None and not one.judges and one.given == given])
        tell_exchanges(kept_out["exchange"], base, judges)
        tell_slips(kept_out["slip"], base, judges)


def tell_exchanges(rows: list[Row], base: Base, judges: Sequence[Judge]) -> None:
    """How well an exchanged word is told from the right one in its place."""
    right, wrong, places = [], [], []
    for one, (words, _) in zip(rows, said(base, judges, rows), strict=True):
        logits, changed = words[:, EXCHANGED], one.words[:, EXCHANGED]
        if changed.any():
            places.append(int(changed.argmax()))
            wrong.append(float(logits[places[-1]]))
        else:
            right.append(logits)
    good = np.array([own[place] for own, place in zip(right, places, strict=True)])
    bad = np.array(wrong)
    every = auc(np.r_[good, bad], np.r_[np.zeros(len(good)), np.ones(len(bad))] > 0)
    print(f"exchanged words: {len(bad)} pairs, wrong above right {(bad > good).mean():.3f}, AUC {every:.3f}")


def tell_slips(rows: list[Row], base: Base, judges: Sequence[Judge]) -> None:
    """How well the words that break a sentence are told from the others."""
    logits = np.concatenate([words[:, UNGRAMMATICAL] for words, _ in said(base, judges, rows)])
    wrong = np.concatenate([one.words[:, UNGRAMMATICAL] for one in rows]) > 0
    best = max(mcc(wrong, logits >= limit) for limit in np.linspace(-3, 3, 31))
    print(
        f"slips: {len(rows)} sentences, {wrong.mean():.3f} of the words, AUC {auc(logits, wrong):.3f}, MCC {best:.3f}"
    )


def encoder_of(folder: Path, encoder: Path) -> e5.Encoder:
    """The encoder with the pieces that were kept."""
    kept = np.load(folder / "kept.npy")
    return e5.read(encoder, Shape(pieces=len(kept)), kept)


def judge_of(path: Path) -> Judge:
    """A judge that is kept."""
    judge = Judge(Shape(pieces=0))
    judge.load_state_dict(torch.load(path))
    return judge.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("pieces", "rows", "begin", "fit", "cross", "whole", "ship"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--made", type=Path)
    parser.add_argument("--judge", type=int, default=0)
    a = parser.parse_args()
    a.folder.mkdir(parents=True, exist_ok=True)
    if a.step == "pieces":
        cut_vocabulary(a.corpus, a.encoder, a.folder)
    elif a.step == "rows":
        pieced, corpus = Pieced(a.folder / PIECES), Corpus.of(a.corpus, WEIGHTS)
        silver = exchanged(pieced, corpus) + slipped(pieced, corpus) + (compared(pieced, a.made) if a.made else [])
        keep(a.folder / ROWS, labelled(pieced, a.bench) + silver)
    else:
        encoder = encoder_of(a.folder, a.encoder)
        if a.step == "begin":
            begin(encoder, a.folder)
        elif a.step == "fit":
            fit(encoder, a.judge, a.folder)
        elif a.step == "whole":
            whole(encoder, a.judge, a.folder)
        elif a.step == "cross":
            cross(encoder.base, a.folder, a.corpus)
        else:
            shape = Shape(pieces=len(encoder.pieces))
            judges = [judge_of(a.folder / WHOLE.format(k)) for k in range(shape.judges)]
            save(shape, encoder.base, judges, judge_of(a.folder / SENSE), embedded_folder() / CROSS_ENCODER)
            (embedded_folder() / PIECES).write_bytes((a.folder / PIECES).read_bytes())
            seal_model(embedded_folder())


if __name__ == "__main__":
    main()
