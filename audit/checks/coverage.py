"""Omissions and additions: what of the source is missing in the target, and what was put in.

Whole sentences come from the alignment: a source sentence without a partner is an omission, a target sentence without
one an addition. Inside a sentence a run of source words is an omission where none of them is linked to the target and
the model, decoding the source from the target, does not expect them. Additions inside a sentence are not reported: the
published precision of such flags is 8 % (Vamvas & Sennrich 2022, EN-DE).
Needs a given source.
"""

from collections.abc import Iterator

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found

UNEXPECTED = -7.0  # nats: log-probability of a source word given the target, below which it counts as not covered
SHORTEST = 3  # words with at least 4 letters that a run must hold: shorter runs are mostly free translation


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Omission findings stand on the source side, a whole-sentence addition on the target side."""
    if not evidence.source_given:
        return
    source, target = evidence.source.strip(), segment.text.strip()
    if target and not source:
        yield found(
            segment.text,
            0,
            len(segment.text),
            category=Category.ADDITION,
            severity=Severity.MAJOR,
            confidence=0.5,
            message="No sentence of the source corresponds to this one.",
            check="coverage",
        )
    elif source and not target:
        yield _omission(evidence, 0, len(evidence.source), 0.6, "This sentence of the source has no translation.")
    elif source:
        yield from _runs(evidence)


def _runs(evidence: Evidence) -> Iterator[Finding]:
    linked = {j for _, j in evidence.links}
    run: list[int] = []
    for j, word in enumerate(evidence.source_words):
        long = word.end - word.start >= 4
        if j not in linked and (word.logprob < UNEXPECTED or not long):
            run.append(j)
            continue
        yield from _run(evidence, run)
        run = []
    yield from _run(evidence, run)


def _run(evidence: Evidence, run: list[int]) -> Iterator[Finding]:
    content = [j for j in run if evidence.source_words[j].end - evidence.source_words[j].start >= 4]
    if len(content) >= SHORTEST:
        start, end = evidence.source_words[content[0]].start, evidence.source_words[content[-1]].end
        yield _omission(evidence, start, end, 0.4, "Nothing in the translation seems to stand for these words.")


def _omission(evidence: Evidence, start: int, end: int, confidence: float, message: str) -> Finding:
    return found(
        evidence.source,
        start,
        end,
        side="source",
        category=Category.OMISSION,
        severity=Severity.MAJOR,
        confidence=confidence,
        message=message,
        check="coverage",
    )
