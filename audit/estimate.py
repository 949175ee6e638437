"""From evidence to probabilities and scores: a small supervised head over the models' figures.

The cross-encoder reads every segment of its languages (audit.crossencoder), and a model that brings an estimator is
read by that, too (audit.estimator); the head makes probabilities of their logits: logistic regression for words, ridge
regression on the logarithm of the MQM penalty for segments. Other languages are read by glass-box figures alone
(Fomicheva et al. 2020; BoostedProb, Dinh & Niehues 2025), by regressions of the same kinds. Each with and without a
given source; the coefficients are audit/calibration.py's.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.calibration import Array, Basis, Calibration, Head, Linear, Regressions, of_any
from audit.document import Kind
from audit.evidence import Evidence, Judgement, Opinion, partners
from audit.features import FLOOR
from audit.finding import Finding
from audit.regression import probabilities
from audit.result import Gap, WordError

HEADLINE = 12  # words
GAP = 0.05  # probability that a source word is missing, below which no gap is told
WORD_FEATURES = (
    "logprob", "boosted", "lm", "gain", "rank", "entropy", "reverse", "linked", "length", "capital",
    "before", "after", "mean", "spread",
)  # fmt: skip
# Of the cross-encoder; then those of the estimator.
OPINION_WORDS = ("edited", "marked", "serious", "exchanged", "ungrammatical")
OPINION_SEGMENT = ("penalty", "adequacy", "critical", "machine", "serious", "ungrammatical")
JUDGEMENT_WORDS = ("edited", "marked", "serious")
JUDGEMENT_SEGMENT = ("penalty", "critical", "machine", "serious", "topic")
# Checks by rules that say of a word that it is wrong, and how many words one of their findings has at most that does.
OF_WORDS, FEW = frozenset({"grammar", "names", "spelling", "untranslated"}), 3
_MARK = re.compile(r"[^\w\s]+")
BETWEEN = 0.75  # share of what the words on both sides of a mark are wrong with (their geometric mean)
STRAIGHT = 0.4  # how often post-editors and raters change or mark a straight quotation mark
# To the words, by the regressions over what both say of them; "sure": those that are nearly sure, hardly any others.
OBJECTIONS = ("expected", "worst", "mean", "words", "sure")
SURE = 3  # power of a word's probability by which it counts among the sure ones
SEGMENT_FEATURES = (
    "words", "mean", "spread", "worst", "boosted", "lm", "lm_spread", "gain", "reverse", "reverse_worst", "unlinked",
    "uncovered", "ratio",
)  # fmt: skip


def probability(logit: float) -> float:
    """The logistic function, safe at both ends."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def log_odds(share: float) -> float:
    """Of a share between 0.001 and 0.999."""
    share = min(0.999, max(0.001, share))
    return math.log(share / (1 - share))


def either(one: float, other: float) -> float:
    """The probability of one or the other of two things that know nothing of each other (noisy or)."""
    return 1 - (1 - one) * (1 - other)


def word_errors(text: str, evidence: Evidence, head: Head) -> tuple[WordError, ...]:
    """The probability that somebody, a post-editor or a rater, would object to each target word; () where no model
    ran."""
    if not evidence.words:
        return ()
    regressions = head.of(evidence)
    logits = regressions.objection(word_features(text, evidence, regressions.basis))
    return tuple(
        WordError(word.start, word.end, probability(float(logit)))
        for word, logit in zip(evidence.words, logits, strict=True)
    )


def with_rules(words: Sequence[WordError], findings: Sequence[Finding]) -> tuple[WordError, ...]:
    """The words, those surer to be wrong of which a rule says so: by the finding's confidence, independently of what
    the readers think."""
    errors, starts, ends = [word.error for word in words], [word.start for word in words], [word.end for word in words]
    for finding in findings:
        first, after = bisect_right(ends, finding.start), bisect_left(starts, finding.end)
        if finding.check in OF_WORDS and finding.side == "target" and after - first <= FEW:
            for k in range(first, after):
                errors[k] = either(errors[k], finding.confidence)
    return tuple(WordError(word.start, word.end, error) for word, error in zip(words, errors, strict=True))


def with_marks(text: str, words: Sequence[WordError], language: str) -> tuple[WordError, ...]:
    """The words and the marks between them, in order. Who edits the words on both sides of a mark edits the mark, too;
    and a straight quotation mark is none in German."""
    if not words:
        return ()
    out: list[WordError] = []
    before, at = 0.0, 0
    for word in (*words, WordError(len(text), len(text), 0.0)):
        for mark in _MARK.finditer(text, at, word.start):
            error = BETWEEN * math.sqrt(before * word.error)
            if language == "de" and '"' in mark.group():
                error = either(error, STRAIGHT)
            out.append(WordError(*mark.span(), error))
        out.append(word)
        before, at = word.error, word.end
    return tuple(out[:-1])


def word_features(text: str, evidence: Evidence, basis: Basis) -> Array:
    """(words, features of the basis) float64 for the words of the target `text`: WORD_FEATURES; or OPINION_WORDS; or
    those and JUDGEMENT_WORDS."""
    if basis is not Basis.PLAIN:
        said = [getattr(evidence.opinion, name) for name in OPINION_WORDS]
        if basis is Basis.JUDGED:
            said += [getattr(evidence.judgement, name) for name in JUDGEMENT_WORDS]
        return np.array(said, dtype=float).T
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


def segment_features(evidence: Evidence, basis: Basis, judges: Sequence[Linear]) -> Array:
    """(features of the basis,) float64 for a segment that the models have read: SEGMENT_FEATURES; or OPINION_SEGMENT,
    in the best basis JUDGEMENT_SEGMENT, and OBJECTIONS of the `judges` of words.

    The objections are there because what is fitted on the news of some campaigns hears by the whole sentence how hard
    it was to translate; what the words add up to holds for other texts, too."""
    if basis is not Basis.PLAIN:
        said = _said(evidence.opinion, OPINION_SEGMENT)
        if basis is Basis.JUDGED:
            said += _said(evidence.judgement, JUDGEMENT_SEGMENT)
        logits = of_any(judges, word_features("", evidence, basis))
        wrong = probabilities(logits)
        expected, sure = (math.log1p((wrong**power).sum()) for power in (1, SURE))
        return np.array([*said, expected, logits.max(), wrong.mean(), math.log(len(wrong)), sure])
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


def _said(by: Opinion | Judgement | None, names: Sequence[str]) -> list[float]:
    """The figures of these names; what is told of words ("serious") as the logarithm of how many are expected."""
    figures = [getattr(by, name) for name in names]
    return [math.log1p(probabilities(np.array(one)).sum()) if isinstance(one, tuple) else one for one in figures]


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


def grammar_doubt(opinion: Opinion) -> float:
    """How much of a sentence's grammar is in doubt, in nats: minus the log-probability that no word breaks it."""
    return float(np.logaddexp(0.0, np.array(opinion.ungrammatical)).sum())


def fluency(evidence: Evidence, kind: Kind, calibration: Calibration) -> float | None:
    """0-100: how usual the German is, against edited news. Its mean lies at 90, two deviations below at 45. Doubts of
    its grammar beyond those in edited news lower it, the more the greater they are: one nat by 1.4 deviations.

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
    if evidence.opinion is not None:
        excess = grammar_doubt(evidence.opinion) - calibration.doubt * len(alone)
        distance -= 2 * math.log1p(max(0.0, excess))
    if title:
        distance /= 2
    return 100 * probability(2.2 + 1.2 * distance)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the regressions make of a segment.

    penalty   log(1 + MQM penalty points) to be expected
    critical  log odds of an error that changes meaning dangerously
    machine   log odds that a machine made it"""

    penalty: float
    critical: float
    machine: float


def whole(evidence: Evidence, head: Head) -> Whole | None:
    """The figures of a segment; None where the models did not read both sides."""
    return figures(evidence, head.of(evidence)) if readable(evidence) else None


def figures(evidence: Evidence, regressions: Regressions) -> Whole:
    """The figures of a segment by the regressions of its basis."""
    features = segment_features(evidence, regressions.basis, regressions.words)[None, :]
    named = regressions.penalty, regressions.critical, regressions.machine
    penalty, critical, machine = (float(regression(features)[0]) for regression in named)
    if regressions.contrast is not None and evidence.retold is not None:
        machine = float(regressions.contrast(np.array([[machine, evidence.retold]]))[0])
    return Whole(penalty, critical, machine)
