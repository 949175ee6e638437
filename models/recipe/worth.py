"""What cross-encoder and estimator are worth together, on documents that nobody asked was fitted on.

    python models/recipe/worth.py --crossed READ --opinions CROSS/opinions.pkl       two minutes

READ is the folder of `estimator.py cross`, opinions.pkl what `crossencoder.py cross` wrote. Four folds by document: the
regressions of calibration.json are fitted on three, their figures told of the fourth. For each set, with its source and
without: words that a post-editor and a rater object to (best MCC), penalty and direct assessment (Spearman), critical
errors and machine against human (AUC); of machines alone Kendall's tau within a source, pairs of systems in the right
order, and of the meaning check's findings at two limits how many touch a mark, with precision, recall and F1 of their
words.
"""

import argparse
import contextlib
import io
from dataclasses import astuple, fields
from pathlib import Path

import judged
import numpy as np
from fitting import best_mcc, spearman
from held_out import folds, systems, within
from judged import Judged

from audit import calibration, estimate
from audit.calibration import Array, Basis
from audit.checks import meaning
from audit.evaluation import auc
from audit.regression import probabilities
from audit.result import WordError

LIMITS = (meaning.SHOWN, 0.5)
FIGURES = tuple(field.name for field in fields(estimate.Whole))


def told(crossed: dict[Basis, list[Judged]], basis: Basis, *, given: bool) -> tuple[list[Array], list[Array], Array]:
    """Of each row of a basis, by regressions that were not fitted on its document: logits (n, 2) that a post-editor and
    a rater object to its words, the probability (n,) that anyone does, and the FIGURES (N, 3) of the segments."""
    own = crossed[basis]
    logits, errors = [np.empty(0)] * len(own), [np.empty(0)] * len(own)
    figures = np.empty((len(own), len(FIGURES)))
    for out in folds([label.document for label, _ in own]):
        unseen = {label.document for (label, _), held in zip(own, out, strict=True) if held}
        rest = {b: [row for row in every if row[0].document not in unseen] for b, every in crossed.items()}
        with contextlib.redirect_stdout(io.StringIO()):  # what it prints is not of these documents
            fitted = judged.regressions(rest, basis, given=given)
        regressions = calibration._regressions(fitted, basis)
        for k in np.flatnonzero(out):
            words = estimate.word_features("", own[k][1], basis)
            logits[k] = np.stack([judge(words) for judge in regressions.words], axis=1)
            errors[k] = probabilities(regressions.objection(words))
            figures[k] = astuple(estimate.figures(own[k][1], regressions))
    return logits, errors, figures


def report(rows: list[Judged], logits: list[Array], errors: list[Array], figures: Array, name: str) -> None:
    """Print the figures of one set."""
    labels, text = [label for label, _ in rows], [f"{name}: {len(rows)} rows"]
    gold = np.array([label.whole for label in labels], dtype=float)
    penalty, critical, machine = figures.T
    for column, kind in ((0, "edited"), (1, "marked")):
        asked = np.concatenate([label.words[:, column] for label in labels])
        known = ~np.isnan(asked)
        if known.any():
            said = np.concatenate([own[:, column] for own in logits])
            text.append(f"{kind} MCC {best_mcc(asked[known] > 0.5, said[known]):.3f}")
    for column, value, kind in ((0, penalty, "penalty"), (1, -penalty, "assessment")):
        known = ~np.isnan(gold[:, column])
        if known.any():
            text.append(f"{kind} spearman {spearman(value[known], gold[known, column]):.3f}")
    for column, value, kind in ((2, critical, "critical"), (3, machine, "machine")):
        known = ~np.isnan(gold[:, column])
        if len(set(gold[known, column])) > 1:
            text.append(f"{kind} AUC {auc(value[known], gold[known, column] > 0.5):.3f}")
    made = [k for k in range(len(rows)) if gold[k, 3] == 1]
    if made:
        text.append(f"tau {within(labels, made, penalty, gold[:, 0]):.3f}")
        text.append(f"pairs of systems {systems(labels, made, penalty, gold[:, 0]):.3f}")
        text += [findings([labels[k].words[:, 1] > 0 for k in made], [errors[k] for k in made], t) for t in LIMITS]
    print(" | ".join(text), flush=True)


def findings(marked: list[np.ndarray], errors: list[Array], limit: float) -> str:
    """How many findings the meaning check has at a limit, how many touch a mark, and how good their words are."""
    count = touching = right = flagged = 0
    for bad, own in zip(marked, errors, strict=True):
        words = [WordError(k, k + 1, error) for k, error in enumerate(own)]
        for first, last in meaning.runs(words, limit):
            count, touching = count + 1, touching + bool(bad[first : last + 1].any())
            right, flagged = right + int(bad[first : last + 1].sum()), flagged + last + 1 - first
    precision, recall = right / max(1, flagged), right / max(1, sum(int(bad.sum()) for bad in marked))
    both = 2 * precision * recall / max(1e-9, precision + recall)
    return (
        f"from {limit}: {count} findings, touching {touching / max(1, count):.3f}, P {precision:.3f} R {recall:.3f} "
        f"F1 {both:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crossed", type=Path, required=True)
    parser.add_argument("--opinions", type=Path, required=True)
    a = parser.parse_args()
    for given, crossed in judged.read(a.crossed, a.opinions).items():
        for basis, own in crossed.items():
            logits, errors, figures = told(crossed, basis, given=given)
            print(f"{'with' if given else 'without'} source, {basis}:")
            for name in dict.fromkeys(label.name for label, _ in own):
                of = [k for k, (label, _) in enumerate(own) if label.name == name]
                report([own[k] for k in of], [logits[k] for k in of], [errors[k] for k in of], figures[of], f"  {name}")
            made = np.array([label.whole[3] for label, _ in own], dtype=float)
            known = ~np.isnan(made)
            print(
                f"  all: machine AUC {auc(figures[known, FIGURES.index('machine')], made[known] > 0.5):.3f}", flush=True
            )


if __name__ == "__main__":
    main()
