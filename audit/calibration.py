"""The calibration of a model: what is fitted to make probabilities and scores of its figures, and its file.

The coefficients belong to a model and lie in its folder (calibration.json, written by models/recipe/calibrate.py, which
says what they were fitted on); a model without that file is read with the embedded model's coefficients, and the audit
says so. `mt-audit calibrate` fits them to other labels. audit/estimate.py applies them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import ModelError
from audit.evidence import Evidence
from audit.models import embedded_folder
from audit.regression import probabilities

Array = npt.NDArray[np.float64]

CALIBRATION = "calibration.json"


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model over standardised features: bias + weight · (x - mean) / scale."""

    mean: Array
    scale: Array
    weight: Array
    bias: float

    def __call__(self, features: Array) -> Array:
        """Features (N, F) -> values (N,)."""
        return np.asarray((features - self.mean) / self.scale @ self.weight + self.bias)

    def stretched(self, slope: float, offset: float) -> "Linear":
        """The model whose values are slope * value + offset (Platt scaling)."""
        return replace(self, weight=self.weight * slope, bias=self.bias * slope + offset)

    def line(self) -> tuple[float, float]:
        """Slope and offset over the feature as it is, of a model with one feature."""
        slope = float(self.weight[0] / self.scale[0])
        return slope, float(self.bias - slope * self.mean[0])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, six decimals; _linear reads them."""
        columns = {name: [round(float(v), 6) for v in getattr(self, name)] for name in ("mean", "scale", "weight")}
        return {**columns, "bias": round(self.bias, 6)}


class Basis(StrEnum):
    """What a segment's probabilities are made of, the better the further down."""

    PLAIN = "plain"  # the translation models' own figures
    READ = "read"  # the cross-encoder's opinion
    JUDGED = "judged"  # that and the estimator's judgement

    @staticmethod
    def of(evidence: Evidence) -> "Basis":
        """The best that this evidence has."""
        if evidence.opinion is None:
            return Basis.PLAIN
        return Basis.READ if evidence.judgement is None else Basis.JUDGED


@dataclass(frozen=True, slots=True)
class Regressions:
    """What is fitted over one kind of features."""

    words: tuple[Linear, ...]  # for each kind of judge, the logit that he would object to a word
    platt: tuple[float, float]  # slope and offset of the logit that anyone would; (1, 0) as fitted
    penalty: Linear  # log(1 + MQM penalty points) of the segment
    critical: Linear  # logit that the segment has an error that changes meaning dangerously
    machine: Linear  # logit that a segment was made by a machine
    basis: Basis
    contrast: Linear | None = None  # the same of that logit and of Evidence.retold, where both are known

    def objection(self, features: Array) -> Array:
        """Logits (N,) that a word is wrong: that any of the judges would object to it."""
        slope, offset = self.platt
        return np.asarray(slope * of_any(self.words, features) + offset)


def of_any(judges: Sequence[Linear], features: Array) -> Array:
    """Logits (N,) that any of the judges would object, taken as independent."""
    nobody = np.prod([probabilities(-judge(features)) for judge in judges], axis=0)
    return np.asarray(np.log((1 - nobody) / nobody))


@dataclass(frozen=True, slots=True)
class Head:
    """Everything fitted for one model and one setting (with or without a source)."""

    fitted: Mapping[Basis, Regressions]
    reliability: Mapping[str, float]  # check -> factor from its stated to its measured confidence

    def of(self, evidence: Evidence) -> Regressions:
        """The regressions that read this evidence."""
        return self.fitted[Basis.of(evidence)]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The heads of a model and the mean and deviation of edited German under its language model.

    languages  what it was fitted on, "en-de"; digest: SHA-256 of the file
    doubt   nats of doubt about its grammar that a word of edited German has (see estimate.fluency)
    suspicion  the logit of a word's breaking the grammar above which edited text has hardly any (see
            audit.checks.suspicion)
    native  whether the coefficients were fitted for this very model"""

    languages: str
    digest: str
    with_source: Head
    without_source: Head
    fluency_mean: float
    fluency_deviation: float
    doubt: float
    suspicion: float
    native: bool

    def head(self, *, given: bool) -> Head:
        """The head for segments with a given source, or without."""
        return self.with_source if given else self.without_source


def load(reading: Path, writing: Path, languages: str, given: Path | None = None) -> Calibration:
    """The calibration in a model's folder, or else the embedded model's; `given` is a file of the user's own instead.
    Native where both directions are the model that it was fitted for, and the languages ("en-de") those it was fitted
    on; the user's own counts as fitted. Raises ModelError where damaged."""
    path = path_of(reading, writing)
    own = reading == writing == path.parent
    value = _load(given or path)
    if given and _features(value) != _features(_load(path)):
        raise ModelError(f"{given}: a calibration of other figures than this model's; run again: mt-audit calibrate")
    return value if (own or given) and value.languages == languages else replace(value, native=False)


def _features(value: Calibration) -> list[tuple[Basis, list[int]]]:
    """How many features each part of a calibration reads."""
    return [
        (basis, [len(part.weight) for part in (*fitted.words, fitted.penalty, fitted.critical, fitted.machine)])
        for head in (value.with_source, value.without_source)
        for basis, fitted in sorted(head.fitted.items())
    ]


def path_of(reading: Path, writing: Path) -> Path:
    """The file that load reads where the user gives none."""
    own = reading == writing and (reading / CALIBRATION).is_file()
    return (reading if own else embedded_folder()) / CALIBRATION


def _load(path: Path) -> Calibration:
    """The calibration in a file, remembered for this process as long as the file's size and time stay the same."""
    try:
        status = path.stat()
    except OSError as error:
        raise _damaged(path) from error
    return _read(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=16)
def _read(path: Path, _size: int, _mtime_ns: int) -> Calibration:
    try:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text)
        return Calibration(
            languages=str(value["languages"]),
            digest=hashlib.sha256(text.encode()).hexdigest(),
            with_source=_head(value["with_source"]),
            without_source=_head(value["without_source"]),
            fluency_mean=float(value["fluency"]["mean"]),
            fluency_deviation=float(value["fluency"]["deviation"]),
            doubt=float(value["fluency"]["doubt"]),
            suspicion=float(value["suspicion"]["limit"]),
            native=True,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> ModelError:
    return ModelError(f"{path}: no calibration, or damaged; install again, or run: mt-audit calibrate")


def _head(value: Mapping[str, Any]) -> Head:
    return Head(
        fitted={basis: _regressions(value[basis], basis) for basis in Basis if basis in value},
        reliability={check: float(row["factor"]) for check, row in value["reliability"].items()},
    )


def _regressions(value: Mapping[str, Any], basis: Basis) -> Regressions:
    slope, offset = value.get("platt", (1.0, 0.0))
    return Regressions(
        words=tuple(_linear(judge) for judge in value["words"]),
        platt=(float(slope), float(offset)),
        penalty=_linear(value["penalty"]),
        critical=_linear(value["critical"]),
        machine=_linear(value["machine"]),
        basis=basis,
        contrast=_linear(value["contrast"]) if "contrast" in value else None,
    )


def _linear(value: Mapping[str, Any]) -> Linear:
    mean, scale, weight = (np.array(value[name], dtype=float) for name in ("mean", "scale", "weight"))
    if not mean.shape == scale.shape == weight.shape == (len(weight),):
        raise ValueError("mean, scale and weight of different length")
    return Linear(mean=mean, scale=scale, weight=weight, bias=float(value["bias"]))
