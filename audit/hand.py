"""Whose hand a document is by, and what that says of doubts about its meaning.

A machine makes errors of meaning; who translates by hand makes half as many that raters mark, and who writes German
makes none. The readers' doubts do not know that: without a source they speak nearly as often in news that was written
in German as in a machine's. So there, in a document of sentences, they are believed as far as it reads like a
machine's, and so is the penalty that is expected of its segments. Rows of a table need not be by one hand, and a source
tells more than any hand: both stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.checks import meaning, sense, traps
from audit.document import Kind
from audit.estimate import log_odds, probability
from audit.finding import Category, Finding
from audit.result import SegmentResult

SHORTEST = 5  # segments that the models read, below which nothing is said about the whole document
GROWTH = 0.7  # how much of the summed log odds is believed: neighbouring segments are no independent witnesses
SUREST = 0.99  # probability: of the documents that it was measured on, too few to claim more
# Log odds for each known trap that changed the meaning, however often it did. In 1,000 words are 0.24 of them by WMT's
# machines, 0.40 by a weak one, 0.12 by people who translated the same, 0.01 by people who wrote German. Half of what
# machines against translators say (ln 2.4): who falls into one, falls into others.
TRAPPED = 0.45
# How often raters marked people's translations, for a machine's 1: .46 to .76 (WMT's MQM sets of news and talks).
PEOPLE = 0.5
SURE = 0.9  # from here on a document is a machine's: so do those read of which checks were measured, .96 in the mean
# The checks that doubt the meaning, with the probability that they speak from.
DOUBTING: Mapping[str, float] = {meaning.NAME: meaning.SHOWN, sense.NAME: min(sense.SHOWN.values())}


def machine_made(segments: Sequence[SegmentResult]) -> float | None:
    """Probability that the document is machine translation: segments vote with their log odds, damped, and so do the
    traps that it fell into. None where it is too short to tell."""
    logits = [log_odds(result.machine) for result in segments if result.machine is not None]
    if len(logits) < SHORTEST:
        return None
    voted = sum(logits) / len(logits) * (1 + GROWTH * (len(logits) - 1) ** 0.5)
    changed = (f for result in segments for f in result.findings if f.category is Category.MISTRANSLATION)
    trapped = {finding.evidence.get("trap") for finding in changed if finding.check == traps.NAME}
    return min(SUREST, max(1 - SUREST, probability(voted + TRAPPED * len(trapped))))


def believed(
    segments: Sequence[SegmentResult], reliability: Mapping[str, float]
) -> tuple[tuple[SegmentResult, ...], int]:
    """The segments of a document without its source, with its doubts of meaning and its scores as far as they are to be
    believed, and how many doubts were let go of: those that are less sure now than any that is shown of a machine's
    text. reliability: from a check's stated confidence to the measured one."""
    machine = machine_made(segments)
    if machine is None or any(result.segment.kind is Kind.ROW for result in segments):
        return tuple(segments), 0
    share = min(1.0, _share(machine) / _share(SURE))
    least = {check: round(shown * reliability.get(check, 1.0), 4) for check, shown in DOUBTING.items()}

    def kept(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        known = [replace(f, confidence=round(f.confidence * share, 4)) if f.check in least else f for f in findings]
        return tuple(finding for finding in known if finding.confidence >= least.get(finding.check, 0.0))

    out = tuple(
        replace(one, findings=kept(one.findings), score=_scored(one.score, share) if one.judged else one.score)
        for one in segments
    )
    return out, sum(len(old.findings) - len(new.findings) for old, new in zip(segments, out, strict=True))


def _share(machine: float) -> float:
    """How often raters mark a text that is a machine's with this probability, for a machine's 1."""
    return machine + (1 - machine) * PEOPLE


def _scored(score: float, share: float) -> float:
    """A segment's score where only this share of its penalty points (100 / score - 1) is to be expected."""
    return 100 / (1 + (100 / score - 1) * share) if score else score
