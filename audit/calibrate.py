"""Fit the small head to a user's own labels: another model, another kind of text, stricter raters.

Two numbers each for words and for scores (Platt scaling: slope and offset of what the head said so far), and one factor
for every check that made enough findings: so little can be learned from a hundred segments without learning them by
heart. What is fitted is measured on folds that it was not fitted on, and what is no better there is left as it was.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audit import estimate
from audit.calibration import Array, Basis, Calibration, Regressions
from audit.errors import AuditError
from audit.evaluation import Labels, touches
from audit.evidence import Evidence
from audit.finding import PENALTY
from audit.regression import least_squares, logistic, probabilities
from audit.result import SegmentResult

FEWEST = 50  # segments that the models read
FOLDS = 5
IMAGINED = 10  # findings at the stated confidence that temper a check's count


@dataclass(frozen=True, slots=True)
class Fit:
    """One kind of segments that was fitted. given, basis: which regressions read them; words: how many, and how many of
    them marked; before and after: mean squared error of the words' probabilities and of the segments' log penalties, on
    folds that were not fitted on."""

    given: bool
    basis: Basis
    segments: int
    words: int
    marked: int
    words_before: float
    words_after: float
    penalty_before: float
    penalty_after: float

    @property
    def words_better(self) -> bool:
        """Whether the words' fit held outside what it was fitted on; else they are left as they were."""
        return self.words_after < self.words_before

    @property
    def penalty_better(self) -> bool:
        """The same of the penalties."""
        return self.penalty_after < self.penalty_before


@dataclass(frozen=True, slots=True)
class Refit:
    """What fitting did. value: the new calibration, for a file; left: what could not be fitted, a sentence for each
    kind of segments."""

    value: Mapping[str, Any]
    fits: tuple[Fit, ...]
    left: tuple[str, ...]


Row = tuple[Evidence, SegmentResult, Labels]


def refit(
    base: str,
    calibration: Calibration,
    evidences: Sequence[Evidence],
    results: Sequence[SegmentResult],
    labels: Sequence[Labels],
) -> Refit:
    """The calibration `base` (its JSON text; `calibration` is the same, loaded) fitted to these labels: segments with a
    source and without one, and those that the cross-encoder or the estimator did not read, each for themselves.
    Raises AuditError where no kind has enough labels."""
    rows = list(zip(evidences, results, labels, strict=True))
    kinds: dict[tuple[bool, Basis], list[Row]] = {}
    for row in rows:
        if estimate.readable(row[0]):
            kinds.setdefault((row[0].source_given, Basis.of(row[0])), []).append(row)
    value, fits, left = json.loads(base), [], []
    for (given, basis), own in sorted(kinds.items()):
        section = value[_section(given)]
        done = _fit(section[basis], calibration.head(given=given).fitted[basis], own)
        if isinstance(done, Fit):
            fits.append(done)
        else:
            left.append(done)
    if not fits:
        raise AuditError(
            "; ".join(left) or f"no labelled segments that the models can read; to calibrate takes {FEWEST}"
        )
    for given in {fit.given for fit in fits}:
        known = value[_section(given)]["reliability"]
        known |= _reliability(known, [row for row in rows if row[0].source_given == given])
    value["fitted_on"] = {**value["fitted_on"], "own labels": sum(fit.segments for fit in fits)}
    return Refit(value, tuple(fits), tuple(left))


def _section(given: bool) -> str:
    return "with_source" if given else "without_source"


def _fit(section: dict[str, Any], regressions: Regressions, rows: Sequence[Row]) -> Fit | str:
    """Fit this section of a calibration to rows of one kind, in place; or why it cannot be done."""
    given = rows[0][0].source_given
    kind = f"{len(rows)} labelled segments {'with' if given else 'without'} a source ({regressions.basis})"
    if len(rows) < FEWEST:
        return f"{kind} that the models can read; to calibrate takes {FEWEST}"
    logits, wrong, fold = _words(regressions, rows)
    if not 0 < wrong.sum() < len(wrong):
        return f"{kind}: the labels mark nothing, or every word; to calibrate takes right words and wrong ones"
    features = np.array([estimate.segment_features(row[0], regressions.basis, regressions.words) for row in rows])
    said = regressions.penalty(features)
    points = np.array([math.log1p(sum(PENALTY[error.severity] for error in own.errors)) for *_, own in rows])
    segment_fold = np.arange(len(rows)) % FOLDS
    fit = Fit(
        given=given,
        basis=regressions.basis,
        segments=len(rows),
        words=len(wrong),
        marked=int(wrong.sum()),
        words_before=_squared(probabilities(logits), wrong),
        words_after=_squared(_held_out(logits, wrong, fold, _platt, probabilities), wrong),
        penalty_before=_squared(said, points),
        penalty_after=_squared(_held_out(said, points, segment_fold, _line, lambda x: x), points),
    )
    if fit.words_better:
        slope, offset = _platt(logits, wrong)
        section["platt"] = [round(slope * regressions.platt[0], 6), round(slope * regressions.platt[1] + offset, 6)]
    if fit.penalty_better:
        section["penalty"] = regressions.penalty.stretched(*_line(said, points)).to_json()
    return fit


def _words(regressions: Regressions, rows: Sequence[Row]) -> tuple[Array, Array, Array]:
    """Logits, whether a person marked the word (0/1), and the fold, of all words."""
    logits, wrong, fold = [], [], []
    for number, (evidence, result, own) in enumerate(rows):
        marked = [error for error in own.errors if error.start < error.end]
        features = estimate.word_features(result.segment.text, evidence, regressions.basis)
        logits.append(regressions.objection(features))
        wrong += [float(touches(w.start, w.end, marked)) for w in evidence.words]
        fold += [number % FOLDS] * len(evidence.words)
    return np.concatenate(logits), np.array(wrong), np.array(fold)


def _platt(logits: Array, wrong: Array) -> tuple[float, float]:
    """Slope and offset of the logit."""
    return logistic(logits[:, None], wrong, ridge=1.0).line()


def _line(said: Array, points: Array) -> tuple[float, float]:
    return least_squares(said[:, None], points, ridge=1.0).line()


def _held_out(said: Array, gold: Array, fold: npt.NDArray[Any], fit: Any, outcome: Any) -> Array:
    out = np.zeros(len(said))
    for k in range(FOLDS):
        slope, offset = fit(said[fold != k], gold[fold != k])
        out[fold == k] = outcome(slope * said[fold == k] + offset)
    return out


def _squared(said: Array, gold: Array) -> float:
    return float(((said - gold) ** 2).mean())


def _reliability(known: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Per check: its findings on the target, how many touch a marked place, and the factor from its own figure."""
    findings: dict[str, list[tuple[float, bool]]] = {}
    for _, result, own in rows:
        for finding in result.findings:
            if finding.side == "target":
                right = touches(finding.start, finding.end, own.errors)
                findings.setdefault(finding.check, []).append((finding.confidence, right))
    out = {}
    for check, found in sorted(findings.items()):
        stated, touched = sum(c for c, _ in found) / len(found), sum(r for _, r in found)
        # The confidence that was stated has the old factor in it already.
        factor = (
            float(known.get(check, {}).get("factor", 1.0)) * (touched + IMAGINED * stated) / (len(found) + IMAGINED)
        )
        out[check] = {"findings": len(found), "marked": touched, "factor": round(factor / stated, 4)}
    return out
