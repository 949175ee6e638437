"""From evidence to probabilities and scores: a small supervised head over the models' figures.

A model that brings an estimator is read by it (audit.estimator), and the head makes probabilities of its logits:
logistic regression for words, ridge regression on the logarithm of the MQM penalty for segments. A model without one is
read by its glass-box figures alone (Fomicheva et al. 2020; BoostedProb, Dinh & Niehues 2025), by regressions of the
same kinds. Each with and without a given source. The coefficients belong to a model and lie in its folder
(calibration.json, written by models/recipe/calibrate.py, which says what they were fitted on); a model without that
file is read with the embedded model's coefficients, and the audit says so. `mt-audit calibrate` fits them to other
labels.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.document import Kind
from audit.errors import ModelError
from audit.evidence import Evidence, partners
from audit.features import FLOOR
from audit.finding import Finding
from audit.models import embedded_folder
from audit.regression import probabilities
from audit.result import Gap, WordError

Array = npt.NDArray[np.float64]

CALIBRATION = "calibration.json"
HEADLINE = 12  # words
GAP = 0.05  # probability that a source word is missing, below which no gap is told
WORD_FEATURES = (
    "logprob", "boosted", "lm", "gain", "rank", "entropy", "reverse", "linked", "length", "capital",
    "before", "after", "mean", "spread",
)  # fmt: skip
JUDGED_WORD_FEATURES = ("edited", "marked", "serious")
JUDGED_SEGMENT_FEATURES = ("penalty", "critical", "machine", "serious", "topic")
SEGMENT_FEATURES = (
    "words", "mean", "spread", "worst", "boosted", "lm", "lm_spread", "gain", "reverse", "reverse_worst", "unlinked",
    "uncovered", "ratio",
)  # fmt: skip


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

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, six decimals; _linear reads them."""
        columns = {name: [round(float(v), 6) for v in getattr(self, name)] for name in ("mean", "scale", "weight")}
        return {**columns, "bias": round(self.bias, 6)}


@dataclass(frozen=True, slots=True)
class Regressions:
    """What is fitted over one kind of features: the models' own figures, or the estimator's logits."""

    words: tuple[Linear, ...]  # for each kind of judge, the logit that he would object to a word
    platt: tuple[float, float]  # slope and offset of the logit that anyone would; (1, 0) as fitted
    penalty: Linear  # log(1 + MQM penalty points) of the segment
    critical: Linear  # logit that the segment has an error that changes meaning dangerously
    machine: Linear  # logit that a segment was made by a machine
    judged: bool  # whether it is over the estimator's logits

    def objection(self, features: Array) -> Array:
        """Logits (N,) that a word is wrong: that any of the judges would object to it, taken as independent."""
        nobody = np.prod([probabilities(-judge(features)) for judge in self.words], axis=0)
        slope, offset = self.platt
        return np.asarray(slope * np.log((1 - nobody) / nobody) + offset)


@dataclass(frozen=True, slots=True)
class Head:
    """Everything fitted for one model and one setting (with or without a source)."""

    plain: Regressions  # over WORD_FEATURES and SEGMENT_FEATURES
    judged: Regressions | None  # over JUDGED_WORD_FEATURES and JUDGED_SEGMENT_FEATURES; None without an estimator
    reliability: Mapping[str, float]  # check -> factor from its stated to its measured confidence

    def of(self, evidence: Evidence) -> Regressions:
        """The regressions that read this evidence."""
        return self.plain if self.judged is None or evidence.judgement is None else self.judged


@dataclass(frozen=True, slots=True)
class Calibration:
    """The heads of a model and the mean and deviation of edited German under its language model.

    languages  what it was fitted on, "en-de"; digest: SHA-256 of the file
    odd_word, odd_end  log-probabilities (nats) under the language model below which a function word or a sentence's
            end is rarer than in edited text (see audit.checks.suspicion)
    native  whether the coefficients were fitted for this very model"""

    languages: str
    digest: str
    with_source: Head
    without_source: Head
    fluency_mean: float
    fluency_deviation: float
    odd_word: float
    odd_end: float
    native: bool

    def head(self, *, given: bool) -> Head:
        """The head for segments with a given source, or without."""
        return self.with_source if given else self.without_source


def load(reading: Path, writing: Path, languages: str, given: Path | None = None) -> Calibration:
    """The calibration in a model's folder, or else the embedded model's; `given` is a file of the user's own instead.
    Native where both directions are the model that it was fitted for, and the languages ("en-de") those it was fitted
    on; the user's own counts as fitted. Raises ModelError where damaged."""
    own = reading == writing and (reading / CALIBRATION).is_file()
    value = _load(given or path_of(reading, writing))
    return value if (own or given) and value.languages == languages else replace(value, native=False)


def path_of(reading: Path, writing: Path) -> Path:
    """The file that load reads where the user gives none."""
    own = reading == writing and (reading / CALIBRATION).is_file()
    return (reading if own else embedded_folder()) / CALIBRATION


@cache
def _load(path: Path) -> Calibration:
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
            odd_word=float(value["suspicion"]["word"]),
            odd_end=float(value["suspicion"]["end"]),
            native=True,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: no calibration, or damaged; install again, or run: mt-audit calibrate") from error


def _head(value: Mapping[str, Any]) -> Head:
    return Head(
        plain=_regressions(value["plain"], judged=False),
        judged=_regressions(value["judged"], judged=True) if "judged" in value else None,
        reliability={check: float(row["factor"]) for check, row in value["reliability"].items()},
    )


def _regressions(value: Mapping[str, Any], *, judged: bool) -> Regressions:
    slope, offset = value.get("platt", (1.0, 0.0))
    return Regressions(
        words=tuple(_linear(judge) for judge in value["words"]),
        platt=(float(slope), float(offset)),
        penalty=_linear(value["penalty"]),
        critical=_linear(value["critical"]),
        machine=_linear(value["machine"]),
        judged=judged,
    )


def _linear(value: Mapping[str, Any]) -> Linear:
    return Linear(
        mean=np.array(value["mean"], dtype=float),
        scale=np.array(value["scale"], dtype=float),
        weight=np.array(value["weight"], dtype=float),
        bias=float(value["bias"]),
    )


def probability(logit: float) -> float:
    """The logistic function, safe at both ends."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def word_errors(text: str, evidence: Evidence, head: Head) -> tuple[WordError, ...]:
    """The probability that somebody, a post-editor or a rater, would object to each target word; () where no model
    ran."""
    if not evidence.words:
        return ()
    regressions = head.of(evidence)
    logits = regressions.objection(word_features(text, evidence, judged=regressions.judged))
    return tuple(
        WordError(word.start, word.end, probability(float(logit)))
        for word, logit in zip(evidence.words, logits, strict=True)
    )


def word_features(text: str, evidence: Evidence, *, judged: bool) -> Array:
    """(words, len(WORD_FEATURES)) float64 for the words of the target `text`; where judged,
    (words, len(JUDGED_WORD_FEATURES))."""
    if judged and evidence.judgement is not None:
        said = evidence.judgement
        return np.array([said.edited, said.marked, said.serious], dtype=float).T
    logprobs = [max(FLOOR, word.logprob) for word in evidence.words]
    mean, spread = float(np.mean(logprobs)), float(np.std(logprobs))
    linked_to = partners(evidence.links)
    rows = []
    for i, word in enumerate(evidence.words):
        linked = linked_to.get(i, [])
        reverse = min((max(FLOOR, evidence.source_words[j].logprob) for j in linked), default=FLOOR / 2)
        lm = max(FLOOR, word.lm_logprob)
        rows.append(
            [
                logprobs[i],
                math.log(max(1e-6, word.boosted)),
                lm,
                logprobs[i] - lm,
                math.log1p(word.rank),
                word.entropy,
                reverse,
                float(bool(linked)),
                math.log(word.end - word.start),
                float(text[word.start].isupper()),
                logprobs[i - 1] if i else 0.0,
                logprobs[i + 1] if i + 1 < len(logprobs) else 0.0,
                mean,
                spread,
            ]
        )
    return np.array(rows, dtype=float)


def segment_features(evidence: Evidence, *, judged: bool) -> Array:
    """(len(SEGMENT_FEATURES),) float64 for a segment that the models have read; where judged,
    (len(JUDGED_SEGMENT_FEATURES),)."""
    if judged and evidence.judgement is not None:
        said = evidence.judgement
        serious = probabilities(np.array(said.serious))
        return np.array([said.penalty, said.critical, said.machine, math.log1p(serious.sum()), said.topic])
    forward = np.array([max(FLOOR, word.logprob) for word in evidence.words])
    alone = np.array([max(FLOOR, word.lm_logprob) for word in evidence.words])
    reverse = np.array([max(FLOOR, word.logprob) for word in evidence.source_words])
    targets, sources = {i for i, _ in evidence.links}, {j for _, j in evidence.links}
    return np.array(
        [
            math.log(len(forward)),
            forward.mean(),
            forward.std(),
            forward.min(),
            float(np.mean([word.boosted for word in evidence.words])),
            alone.mean(),
            alone.std(),
            (forward - alone).mean(),
            reverse.mean(),
            reverse.min(),
            1 - len(targets) / len(forward),
            1 - len(sources) / len(reverse),
            math.log(len(forward) / len(reverse)),
        ],
        dtype=float,
    )


def missing(evidence: Evidence) -> tuple[WordError, ...]:
    """For each source word the probability that nothing in the target stands for it; () without a given source or an
    estimator."""
    if evidence.judgement is None or not evidence.judgement.uncovered:
        return ()
    return tuple(
        WordError(word.start, word.end, probability(logit))
        for word, logit in zip(evidence.source_words, evidence.judgement.uncovered, strict=True)
    )


def gaps(evidence: Evidence) -> tuple[Gap, ...]:
    """The places of the target where missing source words would stand, in order: after the word that their nearest
    neighbour to the left is linked to, at the beginning where there is none."""
    linked_to: dict[int, int] = {}
    for i, j in evidence.links:
        linked_to[j] = max(i, linked_to.get(j, i))
    worst: dict[int, float] = {}
    place = 0
    for j, word in enumerate(missing(evidence)):
        if word.error >= GAP:
            worst[place] = max(word.error, worst.get(place, 0.0))
        elif j in linked_to:
            place = evidence.words[linked_to[j]].end
    return tuple(Gap(at, worst[at]) for at in sorted(worst))


def measured(finding: Finding, head: Head) -> Finding:
    """The finding with its confidence brought to what people marked: the check's own figure says which of its findings
    are surer, the measured factor how sure they are in all. A check without labels, and findings on the source side,
    for which there are none, keep their own figure."""
    factor = head.reliability.get(finding.check, 1.0) if finding.side == "target" else 1.0
    return replace(finding, confidence=round(min(0.95, max(0.01, finding.confidence * factor)), 4))


def readable(evidence: Evidence) -> bool:
    """Whether both sides were read by the models, so that the segment has features."""
    return bool(evidence.words) and bool(evidence.source_words)


def fluency(evidence: Evidence, kind: Kind, calibration: Calibration) -> float | None:
    """0-100: how usual the German is, against edited news. Its mean lies at 90, two deviations below at 45.

    Short segments vary more by chance, so their distance from the mean counts less; headings and captions are no
    sentences and are judged half as hard, and so is a row of HEADLINE words at most without a full stop. None where no
    model ran."""
    if not evidence.words:
        return None
    title = kind in (Kind.HEADING, Kind.CAPTION)
    title = title or (kind is Kind.ROW and evidence.closing == 0.0 and len(evidence.words) <= HEADLINE)
    alone = np.array([max(FLOOR, word.lm_logprob) for word in evidence.words])
    certainty = math.sqrt(len(alone) / (len(alone) + 6.0))
    distance = (float(alone.mean()) - calibration.fluency_mean) / calibration.fluency_deviation * certainty
    if title:
        distance /= 2
    return 100 * probability(2.2 + 1.2 * distance)


def score(evidence: Evidence, head: Head) -> float:
    """0-100 from the expected penalty: no penalty is 100, one major error (5 points) about 17."""
    return 100 * math.exp(-max(0.0, _of_segment(evidence, head, "penalty")))


def lowered(score: float, points: float) -> float:
    """The score with more penalty points to be expected."""
    return 100 / (100 / score + points) if score else 0.0


def critical(evidence: Evidence, head: Head) -> float:
    """Probability 0-1 of an error that changes meaning dangerously."""
    return probability(_of_segment(evidence, head, "critical"))


def machine_logit(evidence: Evidence, head: Head) -> float:
    """Log odds that a machine made this segment."""
    return _of_segment(evidence, head, "machine")


def _of_segment(evidence: Evidence, head: Head, name: str) -> float:
    regressions = head.of(evidence)
    regression: Linear = getattr(regressions, name)
    return float(regression(segment_features(evidence, judged=regressions.judged)[None, :])[0])
