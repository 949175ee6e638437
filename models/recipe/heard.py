"""How sure it is that a word has the wrong sense, where the sense inventory and the cross-encoder's judge of senses
both speak of it.

    python models/recipe/heard.py models/marian-deen            ten minutes

Fitted on those of our own labels (own_labels.py) that were kept from the judge: a word that the inventory knows is
wrong where a marked error of meaning covers it, and so is one that only its company speaks of. Logistic over the log
odds against its sense and over what the judge says, without the source and with it; in the end in a world where one in
ten is wrong. Written into senses.npz.
"""

import argparse
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
from own_labels import MEANING, Labelled, read
from seal import seal_model
from sense_rows import kept_out

from audit import contexts, lexicon, senses
from audit.cache import Cache, default_path
from audit.checks import sense_company
from audit.checks.sense_choice import choices, strangeness
from audit.checks.sense_company import Knowledge
from audit.evaluation import auc
from audit.gather import Interpreter
from audit.models import resolve
from audit.regression import logistic
from audit.senses import Chooser, against
from audit.surroundings import FILE, Sure, load, save

# Share of such words that are wrong, in the end: of our own labels, translations of hard English by a weak model, 18 %,
# of a good vendor's perhaps 2.
WRONG = 0.1

Told = list[tuple[float, float, float]]


def told(
    rows: list[Labelled], interpreter: Interpreter, chooser: Chooser, known: Knowledge, *, given: bool
) -> tuple[Told, Told]:
    """Of each word that the inventory speaks of, and of each that only its company does: the log odds against its
    sense, what the judge says of it, and whether it is wrong (0, 1)."""
    targets = [row.target for row in rows]
    sources = [row.source if given else None for row in rows]
    backs = [""] * len(rows) if given else interpreter.back_translate(targets)
    inventory: Told = []
    company: Told = []
    for row, evidence in zip(rows, interpreter.read(targets, sources, backs, [()] * len(rows)), strict=True):
        said = strangeness(row.target, evidence)
        if not said:
            continue
        errors = [(error.start, error.end) for error in row.errors if error.category in MEANING]
        chosen = [max(found, key=lambda choice: choice.right) for found in choices(row.target, evidence, chooser)]
        decided = {one.start for one in chosen}
        others = [
            doubt
            for doubt in sense_company.doubts(row.target, evidence, known)
            if doubt.better and doubt.start not in decided
        ]
        for out, found in (
            (inventory, [(one.start, one.end, one.right) for one in chosen]),
            (company, [(one.start, one.end, 1 - one.probability) for one in others]),
        ):
            for start, end, right in found:
                wrong = any(first < end and last > start for first, last in errors)
                out.append((against(right), said[start], float(wrong)))
    return inventory, company


def fitted(rows: Told, name: str) -> Sure:
    """Offset, slope over the odds and slope over the logit."""
    *columns, wrong = (np.array(column) for column in zip(*rows, strict=True))
    features = np.stack(columns, axis=1)
    linear, share = logistic(features, wrong), float(wrong.mean())
    odds, logit = linear.weight / linear.scale
    offset = linear.bias - float((linear.weight / linear.scale) @ linear.mean)
    areas = [auc(column, wrong > 0) for column in (*columns, linear(features))]
    print(f"{name}: {len(wrong)} words, {share:.3f} wrong, AUC of the odds {areas[0]:.3f}, ", end="")
    print(f"of the judge {areas[1]:.3f}, of both {areas[2]:.3f}")
    return offset + math.log(WRONG / (1 - WRONG)) - math.log(share / (1 - share)), float(odds), float(logit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with senses.npz and the cross-encoder")
    a = parser.parse_args()
    pair = resolve(str(a.model), source_language="en", target_language="de")
    languages = {"source_language": "en", "target_language": "de"}
    interpreter = Interpreter(pair, lexicon.of(pair, **languages), Cache(default_path()))
    chooser = Chooser(senses.load("de"), contexts.of(pair, **languages), interpreter.around)
    known = Knowledge(contexts.of(pair, **languages), interpreter.lexicon)
    rows = [row for row in read() if kept_out(row.source)]
    sure: list[tuple[Sure, Sure]] = []
    for given in (False, True):
        both = told(rows, interpreter, chooser, known, given=given)
        names = (f"{name}, {'with' if given else 'without'} source" for name in ("inventory", "company"))
        sure.append(tuple(map(fitted, both, names)))  # type: ignore[arg-type]
    heard, company = zip(*sure, strict=True)
    save(replace(load(a.model / FILE), heard=heard, company=company), a.model / FILE)
    seal_model(a.model)


if __name__ == "__main__":
    main()
