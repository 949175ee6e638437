"""Fit the small head to a user's own labels: another model, another kind of text, stricter raters.

Two numbers each for words and for scores (Platt scaling: slope and offset of what the head said so far), and one factor
for every check that made enough findings: so little can be learned from a hundred segments without learning them by
heart. What is fitted is measured on folds that it was not fitted on.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audit import estimate
from audit.calibration import Array, Head, Regressions
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
class Refit:
    """What fitting did. value: the new calibration, for a file; before and after: mean squared error of the words'
    probabilities and of the segments' log penalties, on folds that were not fitted on; words: how many."""

    value: Mapping[str, Any]
    segments: int
    words: int
    marked: int
    words_before: float
    words_after: float
    penalty_before: float
    penalty_after: float


def refit(
    base: str, head: Head, evidences: Sequence[Evidence], results: Sequence[SegmentResult], labels: Sequence[Labels]
) -> Refit:
    """The calibration `base` (its JSON text) fitted to these labels. Raises AuditError where they are too few."""
    kept = [k for k, evidence in enumerate(evidences) if estimate.readable(evidence)]
    if len(kept) < FEWEST:
        raise AuditError(f"{len(kept)} labelled segments that the models can read; to calibrate takes {FEWEST}")
    given, regressions = evidences[kept[0]].source_given, head.of(evidences[kept[0]])
    logits, wrong, fold = _words(regressions, [(evidences[k], results[k], labels[k]) for k in kept])
    if not 0 < wrong.sum() < len(wrong):
        raise AuditError("the labels mark nothing, or every word; to calibrate takes right words and wrong ones")
    features = np.array([estimate.segment_features(evidences[k], regressions.basis, regressions.words) for k in kept])
    said = regressions.penalty(features)
    points = np.array([math.log1p(sum(PENALTY[error.severity] for error in labels[k].errors)) for k in kept])
    value = json.loads(base)
    section = value["with_source" if given else "without_source"]
    kind = section[regressions.basis]
    slope, offset = _platt(logits, wrong)
    kind["platt"] = [round(slope * regressions.platt[0], 6), round(slope * regressions.platt[1] + offset, 6)]
    kind["penalty"] = regressions.penalty.stretched(*_line(said, points)).to_json()
    section["reliability"] |= _reliability(section["reliability"], results, labels)
    value["fitted_on"] = {**value["fitted_on"], "own labels": len(kept)}
    segment_fold = np.arange(len(kept)) % FOLDS
    return Refit(
        value=value,
        segments=len(kept),
        words=len(wrong),
        marked=int(wrong.sum()),
        words_before=_squared(probabilities(logits), wrong),
        words_after=_squared(_held_out(logits, wrong, fold, _platt, probabilities), wrong),
        penalty_before=_squared(said, points),
        penalty_after=_squared(_held_out(said, points, segment_fold, _line, lambda x: x), points),
    )


def _words(
    regressions: Regressions, rows: Sequence[tuple[Evidence, SegmentResult, Labels]]
) -> tuple[Array, Array, Array]:
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


def _reliability(
    known: Mapping[str, Any], results: Sequence[SegmentResult], labels: Sequence[Labels]
) -> dict[str, dict[str, float]]:
    """Per check: its findings on the target, how many touch a marked place, and the factor from its own figure."""
    rows: dict[str, list[tuple[float, bool]]] = {}
    for result, own in zip(results, labels, strict=True):
        for finding in result.findings:
            if finding.side == "target":
                right = touches(finding.start, finding.end, own.errors)
                rows.setdefault(finding.check, []).append((finding.confidence, right))
    out = {}
    for check, found in sorted(rows.items()):
        stated, touched = sum(c for c, _ in found) / len(found), sum(r for _, r in found)
        # The confidence that was stated has the old factor in it already.
        factor = (
            float(known.get(check, {}).get("factor", 1.0)) * (touched + IMAGINED * stated) / (len(found) + IMAGINED)
        )
        out[check] = {"findings": len(found), "marked": touched, "factor": round(factor / stated, 4)}
    return out
