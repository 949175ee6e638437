"""How right the audit is on labels that people made: precision, recall, calibration and rank, each beside its floor.

A finding is right where it touches a place that a person marked. Its floor is what a span of the same length at a
random place of the same segment would reach. Spans are scored as in WMT 2023's quality estimation task 2 (micro F1 over
characters, right place with another severity counts half). Word probabilities: area under the ROC curve, Matthews
correlation, Brier score. Segments: Spearman's rank correlation of our score with theirs; its floor is sentence length.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import PENALTY, Category, Finding, Severity
from audit.result import SegmentResult
from audit.words import tokens

BINS = 10  # of the reliability table


@dataclass(frozen=True, slots=True)
class Label:
    """A place of the target that a person marked. start, end: characters, end exclusive; equal where something is
    missing there. category is None where the person gave none that ITS 2.0 or MQM knows."""

    start: int
    end: int
    severity: Severity
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person said of one segment: the marked places, and a score (higher is better) or None."""

    errors: tuple[Label, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Precision:
    """One kind of findings. right: share that touch a marked place; floor: the same for random places; stated: mean
    confidence. recall: share of the marked places that any finding of the audit touches, None where that has no sense
    (labels do not name our checks)."""

    name: str
    findings: int
    right: float
    floor: float
    stated: float
    labels: int = 0
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions between two probabilities: how many, what they said on average, and how often it was so."""

    low: float
    high: float
    count: int
    stated: float
    observed: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of probabilities. error: expected calibration error (mean |stated - observed| weighted by count);
    brier: mean squared error; base: the Brier score of always saying the mean."""

    bins: tuple[Bin, ...]
    error: float
    brier: float
    base: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. Those that cannot be had from the given labels are None."""

    segments: int
    labels: int
    overall: Precision
    by_check: tuple[Precision, ...]
    by_category: tuple[Precision, ...]
    by_severity: tuple[Precision, ...]
    findings: Calibration | None
    words: Calibration | None
    span_precision: float
    span_recall: float
    span_f1: float
    mark_all_f1: float
    word_auc: float | None
    word_mcc: float | None
    word_best_mcc: float | None
    spearman: float | None
    spearman_length: float | None
    signature: str


def evaluate(results: Sequence[SegmentResult], labels: Sequence[Labels], signature: str) -> Evaluation:
    """Compare the audit's results with people's labels, segment by segment."""
    rows = [
        (finding, touches(finding.start, finding.end, own.errors), chance(finding, result.segment.text, own.errors))
        for result, own in zip(results, labels, strict=True)
        for finding in result.findings
        if finding.side == "target"
    ]
    found = [[f for f in result.findings if f.side == "target"] for result in results]
    marked = [(error, _reached(error, own)) for own, given in zip(found, labels, strict=True) for error in given.errors]
    spans = [
        (len(result.segment.text), given.errors, own) for result, given, own in zip(results, labels, found, strict=True)
    ]
    precision, recall, f1 = span_f1(spans)
    everything = [(n, given, [Label(0, n, Severity.MAJOR)] if n else []) for n, given, _ in spans]
    words, gold = _words(results, labels)
    scores = _scores(results, labels)
    return Evaluation(
        segments=len(results),
        labels=len(marked),
        overall=_precision("all findings", rows, [reached for _, reached in marked]),
        by_check=_grouped(rows, lambda f: f.check),
        by_category=_grouped(rows, lambda f: f.category.value, _recalls(marked, lambda e: e.category)),
        by_severity=_grouped(rows, lambda f: f.severity.value, _recalls(marked, lambda e: e.severity)),
        findings=calibration([f.confidence for f, *_ in rows], [right for _, right, _ in rows]),
        words=calibration(words, gold),
        span_precision=precision,
        span_recall=recall,
        span_f1=f1,
        mark_all_f1=span_f1(everything)[2],
        word_auc=auc(words, gold),
        word_mcc=mcc(gold, [p >= 0.5 for p in words]) if gold else None,
        word_best_mcc=_best_mcc(words, gold),
        spearman=_spearman(scores, 1),
        spearman_length=_spearman(scores, 2),
        signature=signature,
    )


def touches(start: int, end: int, errors: Iterable[Label]) -> bool:
    """Whether [start, end) shares a character with a marked place, or holds the place where something is missing."""
    return any(
        (start < error.end and error.start < end) or (error.start == error.end and start <= error.start <= end)
        for error in errors
    )


def chance(finding: Finding, text: str, errors: Sequence[Label]) -> float:
    """The share of all places of the finding's length in the text that touch a marked one."""
    length = finding.end - finding.start
    places = len(text) - length + 1
    if places <= 0 or not errors:
        return 0.0
    starts = np.zeros(places, bool)
    for error in errors:
        reach = 1 if error.start < error.end else 0  # an empty mark is touched by a span that ends right before it, too
        starts[max(0, error.start - length + reach) : max(0, error.end + 1 - reach)] = True
    return float(starts.mean())


def span_f1(items: Iterable[tuple[int, Sequence[Label], Sequence[Label | Finding]]]) -> tuple[float, float, float]:
    """(precision, recall, F1) over characters of (length of the text, marked, found). Kocmi et al. 2023, WMT23 QE."""
    right = marked = said = 0.0
    for length, gold, found in items:
        gold_major, gold_minor = _painted(length, gold)
        our_major, our_minor = _painted(length, found)
        gold_any, our_any = gold_major | gold_minor, our_major | our_minor
        same = (gold_major & our_major) | (gold_minor & our_minor)
        right += float((same).sum() + 0.5 * (gold_any & our_any & ~same).sum())
        marked += float(gold_any.sum())
        said += float(our_any.sum())
    precision, recall = right / said if said else 0.0, right / marked if marked else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def _painted(length: int, spans: Iterable[Label | Finding]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Characters under major (or critical) and under minor spans; an empty span paints the character it stands before,
    or the place behind the last one."""
    major, minor = np.zeros(length + 1, bool), np.zeros(length + 1, bool)
    for span in spans:
        painted = minor if span.severity is Severity.MINOR else major
        painted[span.start : min(max(span.end, span.start + 1), length + 1)] = True
    return major, minor


def calibration(stated: Sequence[float], right: Sequence[bool]) -> Calibration | None:
    """The reliability of probabilities in bins of equal width; None without predictions."""
    if not stated:
        return None
    p, y = np.asarray(stated), np.asarray(right, float)
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(k / BINS, (k + 1) / BINS, int(inside.sum()), float(p[inside].mean()), float(y[inside].mean()))
        for k in range(BINS)
        if (inside := place == k).any()
    )
    error = sum(b.count * abs(b.stated - b.observed) for b in bins) / len(p)
    return Calibration(bins, error, float(((p - y) ** 2).mean()), float(((y.mean() - y) ** 2).mean()))


def auc(stated: Sequence[float], right: Sequence[bool]) -> float | None:
    """Probability that a wrong word is held more likely wrong than a right one (ties half); None without both."""
    from scipy.stats import rankdata

    positive = int(sum(right))
    negative = len(right) - positive
    if not positive or not negative:
        return None
    ranks = rankdata(stated)[np.asarray(right, bool)].sum()
    return float((ranks - positive * (positive + 1) / 2) / positive / negative)


def mcc(gold: Sequence[bool], said: Sequence[bool]) -> float:
    """Matthews correlation, -1 to 1; 0 where a side is constant."""
    g, s = np.asarray(gold, bool), np.asarray(said, bool)
    tp, tn, fp, fn = (float(x.sum()) for x in (g & s, ~g & ~s, ~g & s, g & ~s))
    under = ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) ** 0.5
    return (tp * tn - fp * fn) / under if under else 0.0


def _best_mcc(stated: Sequence[float], gold: Sequence[bool]) -> float | None:
    """With the best threshold in hindsight, .5 among them: an upper bound."""
    if not stated:
        return None
    cuts = np.unique(np.quantile(np.asarray(stated), np.linspace(0.5, 0.995, 60)))
    return max(mcc(gold, [p >= cut for p in stated]) for cut in (0.5, *cuts))


def _reached(error: Label, found: Sequence[Finding]) -> bool:
    return any(touches(finding.start, finding.end, (error,)) for finding in found)


Row = tuple[Finding, bool, float]  # finding, whether it is right, its floor


def _precision(name: str, rows: Sequence[Row], reached: Sequence[bool] | None) -> Precision:
    count = max(1, len(rows))
    return Precision(
        name,
        findings=len(rows),
        right=sum(right for _, right, _ in rows) / count,
        floor=sum(floor for *_, floor in rows) / count,
        stated=sum(finding.confidence for finding, *_ in rows) / count,
        labels=0 if reached is None else len(reached),
        recall=sum(reached) / len(reached) if reached else None,
    )


def _grouped(
    rows: Sequence[Row], key: Callable[[Finding], str], recalls: Mapping[str, list[bool]] | None = None
) -> tuple[Precision, ...]:
    """One line per value of the key, most findings first; labels that nothing was found for come last."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row[0]), []).append(row)
    names = sorted({*groups, *(recalls or {})}, key=lambda name: (-len(groups.get(name, ())), name))
    return tuple(
        _precision(name, groups.get(name, []), None if recalls is None else recalls.get(name, [])) for name in names
    )


def _recalls(
    marked: Iterable[tuple[Label, bool]], key: Callable[[Label], Category | Severity | None]
) -> dict[str, list[bool]]:
    out: dict[str, list[bool]] = {}
    for error, reached in marked:
        if (value := key(error)) is not None:
            out.setdefault(value.value, []).append(reached)
    return out


def _words(results: Sequence[SegmentResult], labels: Sequence[Labels]) -> tuple[list[float], list[bool]]:
    stated: list[float] = []
    gold: list[bool] = []
    for result, own in zip(results, labels, strict=True):
        marked = [error for error in own.errors if error.start < error.end]
        stated += [word.error for word in result.words]
        gold += [touches(word.start, word.end, marked) for word in result.words]
    return stated, gold


def _scores(results: Sequence[SegmentResult], labels: Sequence[Labels]) -> list[tuple[float, float, int]]:
    """(people's score, our score, words) of each judged segment. People's score is the one given, or else minus the
    penalty points of what they marked."""
    given = any(own.score is not None for own in labels)
    out = []
    for result, own in zip(results, labels, strict=True):
        theirs = own.score if given else -sum(PENALTY[error.severity] for error in own.errors)
        if theirs is not None and result.judged:
            out.append((theirs, result.score, -len(list(tokens(result.segment.text)))))
    return out


def _spearman(scores: Sequence[tuple[float, float, int]], column: int) -> float | None:
    from scipy.stats import spearmanr

    theirs, ours = [row[0] for row in scores], [row[column] for row in scores]
    if len(set(theirs)) < 2 or len(set(ours)) < 2:
        return None
    return float(spearmanr(theirs, ours).statistic)
