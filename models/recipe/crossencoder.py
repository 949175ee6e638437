"""Fit the cross-encoder (audit.crossencoder) on human judgements, and say what it is worth.

    python models/recipe/crossencoder.py pieces OUT --corpus TRAIN --encoder E5   the vocabulary: 5 minutes
    python models/recipe/crossencoder.py rows OUT --corpus TRAIN --encoder E5 --bench FOLDER [--made TSV]   3 minutes
    python models/recipe/crossencoder.py begin OUT --encoder E5           what plain judges 2 and 3 begin as: 50 minutes
    python models/recipe/crossencoder.py teach OUT --corpus TRAIN --encoder E5 --made TSV --minutes 6     on a GPU
    python models/recipe/crossencoder.py fit OUT --encoder E5 --on plain --judge 0   one judge of four: an hour
    python models/recipe/crossencoder.py cross OUT --encoder E5 --corpus TESTS   held-out opinions: half an hour
    python models/recipe/crossencoder.py whole OUT --encoder E5 --on plain --judge 0   all documents: 50 minutes
    python models/recipe/crossencoder.py ship OUT --encoder E5            into the model's folder, with sense_judge.py's
TRAIN is the corpus's train.tsv.xz, TESTS the folder of its test sets, E5 the file that e5.py reads, TSV what pseudo.py
writes; sense_judge.py's exchanges come before "teach", its judge before "ship". Times are of one core with bfloat16;
on a GPU a judge takes a minute for each hour. Judges can be fitted side by side. A stopped fit goes on where it was
(same command).

The encoder is there plain and taught (cross_taught.py). On either there are four judges, each fitted on two of the four
folds of documents (cross_rows.SEEN). So two of them say of any document what they would say of a new one, and the
calibration can trust them. Then each goes on with the documents that it has not seen, and with the rows that none has
seen yet; two of either kind (SHIPPED) are shipped. A quarter of the rows are read a second time without their source.
Beside the people's judgements stand exchanged words (exchanges.py) and slips of grammar (slips.py), for which nobody
was asked. AdamW, rate rising and falling, in three stages: once over people's rows and exchanges; then over the
post-edits, three times, and a part of the rest, with each kind of label weighed by itself; then over everything again,
slips before people. What is kept lies between the weights after the second stage and those after the third. The shared
layers stay as they are.

Plain judges 0 and 1 set out from the encoder, 2 and 3 from one judge that has learnt where our own model's translations
differ from people's (pseudo.py), and exchanges and slips; those on the taught encoder from the one it was taught with:
judges that came different ways err in different places. On post-edits the two plain ones reach a best MCC of .328, the
taught ones .300, all four .349; on raters' marks .160, .189 and .201 (test20 of MLQE-PE, dev of WMT22).
"""

import argparse
import pickle
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import cross_taught
import e5
import numpy as np
import own_labels
import torch
from cross_fit import STAGES, fitted, layers_in, write
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
    paired,
    slipped,
)
from cross_tables import HALF, Tables
from estimator import keep
from held_out import report
from labels import Label, originals
from planting import WEIGHTS, Corpus
from seal import CROSS_ENCODER, seal_model
from sense_rows import labelled_rows, planted

from audit.crossencoder import (
    SEGMENT_FIGURES,
    Base,
    Judge,
    Networks,
    Pieced,
    Shape,
    opinion,
    save,
    tensors_of,
)
from audit.evaluation import auc, mcc
from audit.evidence import Opinion
from audit.gather import CROSS_PIECES as PIECES
from audit.models import embedded_folder

PLAIN, TAUGHT = "plain", "taught"
FIRST_BEGUN = 2  # the first plain judge that does not set out from the encoder
SHIPPED = (PLAIN, (0, 2)), (TAUGHT, (0, 3))
THIRD = 0.7  # share of the third stage's weights in what is kept
FEW = 4  # bits of the layers of every judge that is shipped
ROWS, CROSSED, BEGUN, TAUGHT_FILE, SENSE, JUDGE, WHOLE = (
    "rows.pickle", "opinions.pkl", "judge.begun.pt", "taught.pt", "judge.sense.pt", "judge.{}.{}.pt",
    "judge.{}.{}.whole.pt",
)  # fmt: skip
# How often in a round a row is read while the encoder is taught: by what it is, and of the corpus by its origin's
# weight.
OFTEN, FULLY = {"sense": 1.0, "exchange": 0.5, "slip": 0.6, "compared": 0.35, "own": 1.0}, 3.0


def begin(encoder: e5.Encoder, out: Path) -> None:
    """Keep what some plain judges set out from: the encoder's further layers, fitted on what nobody was asked for as in
    the first stage."""
    torch.manual_seed(0)
    rows = pickle.loads((out / ROWS).read_bytes())
    tables = Tables(rows)
    plan = [tables.numbers(batch) for batch in beginning(rows)]
    fitted(_above(encoder, encoder.base), encoder.base, tables, plan, stage=STAGES[0], result=out / BEGUN)


def teach(encoder: e5.Encoder, corpus_path: Path, made: Path, out: Path, minutes: float) -> None:
    """Keep the taught encoder and the judge that it was taught with."""
    torch.manual_seed(0)
    pieced, corpus = Pieced(out / PIECES), Corpus.of(corpus_path, WEIGHTS)
    rows, often = zip(*paired(pieced, corpus), strict=True)
    pairs, share = Tables(rows), np.minimum(1, np.array(often) / FULLY)
    own = kinds([one for one in pickle.loads((out / ROWS).read_bytes()) if one.label is None and one.judges])
    parts = {
        "sense": planted(pieced, out),
        "exchange": own["exchange"],
        "slip": own["slip"],
        "compared": own["compared"] + compared(pieced, made),
        "own": labelled_rows(pieced, own_labels.read()),
    }
    silver = Tables(row for part in parts.values() for row in part)
    shares = np.concatenate([np.full(len(part), OFTEN[kind]) for kind, part in parts.items()])
    base = _taught_base(encoder)
    judge = _above(encoder, base)
    generator = cross_taught.Generator(base, deepcopy(encoder.layers[: cross_taught.LAYERS]))
    cross_taught.teach(base, judge, generator, (pairs, share), (silver, shares), minutes=minutes)
    write({"base": base.state_dict(), "judge": judge.state_dict()}, out / TAUGHT_FILE)


def _taught_base(encoder: e5.Encoder) -> Base:
    """As many layers as are taught, as they came."""
    shape = Shape(pieces=len(encoder.pieces))
    base = Base(replace(shape, shared=shape.taught))
    base.load_state_dict(encoder.base.state_dict(), strict=False)
    for own, layer in zip(base.layers, encoder.layers, strict=False):
        own.load_state_dict(layer.state_dict())
    return base


def taught(encoder: e5.Encoder, out: Path) -> tuple[Base, Judge]:
    """The taught encoder, and the judge that it was taught with."""
    kept, base, judge = torch.load(out / TAUGHT_FILE), _taught_base(encoder), Judge(Shape(pieces=0))
    base.load_state_dict(kept["base"])
    judge.load_state_dict(kept["judge"])
    return base.eval(), judge


def fit(encoder: e5.Encoder, on: str, number: int, out: Path) -> None:
    """Keep one judge, fitted on its half of the people's rows and on what was planted."""
    rows = [one for one in pickle.loads((out / ROWS).read_bytes()) if number in one.judges]
    tables, begun = Tables(rows), on == TAUGHT or number >= FIRST_BEGUN
    if on == TAUGHT:
        base, judge = taught(encoder, out)
    else:
        base, judge = encoder.base, _above(encoder, encoder.base)
        if begun:
            judge.load_state_dict(torch.load(out / BEGUN))
    torch.manual_seed(number)
    after = []
    plans = first(rows, number, begun=begun), second(rows, number), third(rows, number, begun=begun)
    for stage, batches in enumerate(plans):
        plan = [tables.numbers(batch) for batch in batches]
        fitted(judge, base, tables, plan, stage=STAGES[stage], result=out / JUDGE.format(on, f"{number}.{stage}"))
        after.append(deepcopy(judge.state_dict()))
    write(between(after[1], after[2]), out / JUDGE.format(on, number))


def whole(encoder: e5.Encoder, on: str, number: int, out: Path) -> None:
    """Keep a judge that has seen every document."""
    rows = pickle.loads((out / ROWS).read_bytes())
    tables = Tables(rows)
    base = encoder.base if on == PLAIN else taught(encoder, out)[0]
    judge = judge_of(out / JUDGE.format(on, number))
    torch.manual_seed(50 + number)
    plan = [tables.numbers(batch) for batch in fourth(rows, number)]
    fitted(judge, base, tables, plan, stage=STAGES[3], result=out / WHOLE.format(on, number))


def _above(encoder: e5.Encoder, base: Base) -> Judge:
    """A judge whose layers are those of the encoder above the shared ones."""
    judge = Judge(Shape(pieces=0))
    for own, layer in zip(judge.layers, encoder.layers[len(base.layers) :], strict=False):
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
    """Word logits (n, 5) and figures (4,) of each row, the mean of the judges."""
    out: list[tuple[np.ndarray, np.ndarray]] = [(np.empty(0), np.empty(0))] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: len(rows[k].pieces.ids))
    with torch.inference_mode():
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            ids, real, words = tensors_of([rows[k].pieces for k in part])
            with torch.autocast("cpu", HALF, enabled=HALF is not torch.float32):
                states = base(ids, real)
                every = [judge(states, real, words) for judge in judges]
            logits = torch.stack([one.float() for one, _ in every]).mean(0).numpy()
            whole = torch.stack([one.float() for _, one in every]).mean(0).numpy()
            for j, k in enumerate(part):
                out[k] = logits[j, : len(rows[k].words)], whole[j]
    return out


Bench = tuple[Base, Sequence[Judge]]  # judges, and the encoder that they stand on


def opinions(benches: Sequence[Bench], rows: list[Row]) -> list[tuple[Label, bool, Opinion]]:
    """Labelled rows with whether they have their source, and what the judges of both encoders say of them."""
    every = [said(base, judges, rows) for base, judges in benches]
    out = []
    for one, *own in zip(rows, *every, strict=True):
        logits, whole = (np.mean(part, axis=0).tolist() for part in zip(*own, strict=True))
        out.append((one.label, one.given, opinion(logits, whole)))
    return out  # type: ignore[return-value]


def cross(encoder: e5.Encoder, out: Path, corpus: Path) -> None:
    """Opinions of the judges that were not fitted on the document, and the figures; of German that nobody translated
    what the same judges say, who have seen a half of the rows."""
    rows: list[Row] = pickle.loads((out / ROWS).read_bytes())
    bases = {PLAIN: encoder.base, TAUGHT: taught(encoder, out)[0]}
    judges = {on: [judge_of(out / JUDGE.format(on, k), few=True) for k in ALL] for on in bases}
    kept: list[tuple[Label, bool, Opinion]] = []
    people = [one for one in rows if one.label is not None and one.judges]
    for fitted_on in sorted({one.judges for one in people}):
        held = [one for one in people if one.judges == fitted_on]
        heard = [(bases[on], [own[k] for k in ALL if k not in fitted_on]) for on, own in judges.items()]
        kept += opinions(heard, held)
    pieced = Pieced(out / PIECES)
    german = [
        Row(pieced("", one.target), one.words, one.whole, one.segment, (), False, one) for one in originals(corpus)
    ]
    kept += opinions([(bases[on], own) for on, own in judges.items()], german)
    keep(out / CROSSED, kept)
    for given in (True, False):
        for name in COUNTS:
            own = [(label, by) for label, with_source, by in kept if label.name == name and given == with_source]
            words = [np.array([by.edited, by.marked, by.serious]).T for _, by in own]
            whole = np.array([[getattr(by, figure) for figure in SEGMENT_FIGURES] for _, by in own])
            report([label for label, _ in own], words, whole, f"{name}, {'with' if given else 'without'} source")
        kept_out = kinds([one for one in rows if one.label is None and not one.judges and one.given == given])
        for on, base in bases.items():
            print(f"{on}:", end=" ")
            tell_exchanges(kept_out["exchange"], base, judges[on])
            tell_slips(kept_out["slip"], base, judges[on])


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


def judge_of(path: Path, *, few: bool = False) -> Judge:
    """A judge that is kept; few: heard in as few bits as are shipped."""
    judge, weights = Judge(Shape(pieces=0)), torch.load(path)
    judge.load_state_dict(layers_in(weights, lambda _: FEW) if few else weights)
    return judge.eval()


def ship(encoder: e5.Encoder, out: Path) -> None:
    """Write the model's files."""
    judges = [judge_of(out / WHOLE.format(on, k), few=True) for on, numbers in SHIPPED for k in numbers]
    sense, base = judge_of(out / SENSE, few=True), taught(encoder, out)[0]
    shape = Shape(pieces=len(encoder.pieces))
    save(Networks(shape, encoder.base, base, judges, sense), embedded_folder() / CROSS_ENCODER)
    (embedded_folder() / PIECES).write_bytes((out / PIECES).read_bytes())
    seal_model(embedded_folder())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("pieces", "rows", "begin", "teach", "fit", "cross", "whole", "ship"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--made", type=Path)
    parser.add_argument("--on", choices=(PLAIN, TAUGHT), default=PLAIN)
    parser.add_argument("--judge", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=6)
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
        steps = {
            "begin": lambda: begin(encoder, a.folder),
            "teach": lambda: teach(encoder, a.corpus, a.made, a.folder, a.minutes),
            "fit": lambda: fit(encoder, a.on, a.judge, a.folder),
            "cross": lambda: cross(encoder, a.folder, a.corpus),
            "whole": lambda: whole(encoder, a.on, a.judge, a.folder),
            "ship": lambda: ship(encoder, a.folder),
        }
        steps[a.step]()


if __name__ == "__main__":
    main()
