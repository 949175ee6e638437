"""From what was found to scores: of a segment; of a document, its means and the MQM scorecard."""

from collections import Counter
from collections.abc import Sequence
from math import exp

from audit import checks
from audit.checks import coverage, sense
from audit.checks.doubt import Doubt
from audit.estimate import Whole, log_odds, probability
from audit.finding import PENALTY, Category, Finding, Severity
from audit.hand import machine_made
from audit.result import SegmentResult, Summary
from audit.words import tokens

UNREAD = 50.0  # the score of a segment that no model could read and no rule found fault with: nothing is known
# Factor on the score for each finding made by a rule, where it is sure. With .97, .8 and .4, or without the rules,
# scores agree less with people's on sets that no regression was fitted on (WMT22 QE dev: Spearman .364, .354, .344;
# MLQE-PE dev .488, .482, .470).
RULE_DISCOUNT = {"minor": 0.93, "major": 0.5, "critical": 0.25}
# Checks whose findings come from the very figures that the score comes from, or are added to it as points: not twice.
SCORED_ALREADY = (*checks.DOUBTS, coverage.NAME, sense.NAME)


# What a certain language error takes from the log odds of sound German. A deviation of the language model's figure is
# worth 1.2 (estimate.fluency): an error that editors would call major weighs as much as two and a half of them.
WEIGHT = {Severity.MINOR: 1.0, Severity.MAJOR: 3.0, Severity.CRITICAL: 3.0}
_NAMING = frozenset({Category.INCONSISTENT_ENTITIES, Category.TERMINOLOGY})
LANGUAGE = frozenset({Category.GRAMMAR, Category.MISSPELLING, Category.DUPLICATION, Category.UNTRANSLATED})


def of_segment(whole: Whole | None, findings: Sequence[Finding], doubted: Sequence[Doubt]) -> tuple[float, float]:
    """The score of a segment, 0-100, and the probability that it is dangerously wrong: what the models expect of it,
    lowered and raised by what the checks found. No penalty is 100, one major error (5 points) about 17."""
    score = UNREAD if whole is None else 100 * exp(-max(0.0, whole.penalty))
    points = sum(PENALTY[f.severity] * f.confidence for f in findings if f.check == coverage.NAME)
    score = _lowered(score, points + sense.points(doubted))
    critical = 0.0 if whole is None else probability(whole.critical)
    for finding in findings:
        if finding.check not in SCORED_ALREADY:
            score *= 1 - (1 - RULE_DISCOUNT[finding.severity.value]) * finding.confidence
        if finding.severity is Severity.CRITICAL:
            critical = max(critical, finding.confidence)
    return score, critical


def _lowered(score: float, points: float) -> float:
    """The score with more penalty points to be expected."""
    return 100 / (100 / score + points) if score else 0.0


def with_flaws(fluency: float, findings: Sequence[Finding]) -> float:
    """The fluency, 0-100, of a segment that the models give `fluency`, with the language errors that rules
    found in it: each is there with its confidence and takes that part of its WEIGHT from the log odds. Doubts of the
    cross-encoder (check "suspicion") are in the figure already."""
    flaws = [f for f in findings if f.side == "target" and f.category in LANGUAGE and f.check != "suspicion"]
    if not flaws:
        return fluency
    return 100 * probability(log_odds(fluency / 100) - sum(WEIGHT[f.severity] * f.confidence for f in flaws))


def summarise(segments: Sequence[SegmentResult]) -> Summary:
    """The document's figures."""
    weights = [weight(result.segment.text, result.source) for result in segments]
    findings = [finding for result in segments for finding in result.findings]
    words = sum(len(list(tokens(result.segment.text))) for result in segments)
    penalty = sum(PENALTY[finding.severity] for finding in findings)
    by_category: dict[str, dict[str, int]] = {}
    for finding in findings:
        row = by_category.setdefault(finding.category.value, {severity.value: 0 for severity in Severity})
        row[finding.severity.value] += 1
    severities = Counter(finding.severity for finding in findings)
    machine = machine_made(segments)
    return Summary(
        segments=len(segments),
        words=words,
        score=_known([(r.score, r.judged) for r in segments], weights),
        fluency=_known([(r.fluency, bool(r.words)) for r in segments], weights),
        adequacy=mean([result.adequacy for result in segments], weights),
        machine=machine,
        machine_reasons=() if machine is None else _reasons(findings, words),
        penalty=penalty,
        penalty_per_1000=1000 * penalty / words if words else 0.0,
        by_severity={severity.value: severities[severity] for severity in Severity},
        by_category={category.value: by_category[category.value] for category in Category if category in by_category},
    )


def weight(text: str, source: str | None) -> int:
    """What a segment weighs in a mean: its words, 1 at least. A source sentence that was left out weighs as much as it
    says; it has no words in the target."""
    return len(list(tokens(text))) or len(list(tokens(source or ""))) or 1


def halved(source: str | None, text: str) -> bool:
    """Whether one side stands without the other: that is the whole error, whatever models could say of half a pair.
    source: None where none was given."""
    return source is not None and bool(text.strip()) != bool(source.strip())


def mean(values: Sequence[float | None], weights: Sequence[int]) -> float | None:
    """Mean weighted by words; segments about which nothing can be said do not count. None where none is left."""
    pairs = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None]
    return sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs) if pairs else None


def _known(values: Sequence[tuple[float, bool]], weights: Sequence[int]) -> float:
    """Mean of the values that are known; where none is, of what all segments say (UNREAD, less what rules found)."""
    none = not any(known for _, known in values)
    found = mean([value if known or none else None for value, known in values], weights)
    return UNREAD if found is None else found


def _reasons(findings: Sequence[Finding], words: int) -> tuple[str, ...]:
    """What in the findings speaks for machine translation, strongest first, in plain words."""
    kinds = (
        ("traps", "typical traps of translation from English (wrong senses, calques, English names)"),
        ("grammar", "breaks of agreement that a writer of German would not leave"),
        ("consistency", "the same name or term written in several ways"),
        ("untranslated", "English left standing"),
    )
    # Quotation marks and numbers in two styles are what people leave, too.
    telling = [f for f in findings if f.check != "consistency" or f.category in _NAMING]
    counts = Counter(finding.check for finding in telling)
    named = sorted(((counts[check], text) for check, text in kinds if counts[check]), reverse=True)
    return tuple(f"{count} × {text}" for count, text in named)
