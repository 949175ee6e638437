"""Omissions and additions: what of the source is missing in the target, and what was put in.

Whole sentences come from the alignment: a source sentence without a partner is an omission, a target sentence without
one an addition. Inside a sentence a run of source words is an omission where none of them is linked to the target and
the model, decoding the source from the target, does not expect them. Additions inside a sentence are not reported: the
published precision of such flags is 8 % (Vamvas & Sennrich 2022, EN-DE).
Needs a given source.
"""

from collections.abc import Iterator
from dataclasses import replace

from audit.document import Kind, Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.words import tokens

UNEXPECTED = -7.0  # nats: log-probability of a source word given the target, below which it counts as not covered
FEW = 3  # words: a sentence, heading or caption of no more is a small loss, unless there is a number in it
# Share of sentences without a partner that people would mark where the alignment is sure; how sure an unknown one is.
LEFT_OUT, PUT_IN, UNKNOWN = 0.9, 0.8, 0.65
SHORTEST = 3  # words with at least 4 letters that a run must hold: shorter runs are mostly free translation


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Omission findings stand on the source side, a whole-sentence addition on the target side."""
    if not evidence.source_given:
        return
    source, target = evidence.source.strip(), segment.text.strip()
    sure = segment.pairing.confidence if segment.pairing else UNKNOWN
    if target and not source:
        yield found(
            segment.text,
            0,
            len(segment.text),
            category=Category.ADDITION,
            severity=_severity(target, segment.kind),
            confidence=PUT_IN * sure,
            message="No sentence of the source corresponds to this one.",
            check="coverage",
        )
    elif source and not target:
        lost = "This sentence of the source has no translation."
        whole = _omission(evidence, 0, len(evidence.source), LEFT_OUT * sure, lost)
        yield replace(whole, severity=_severity(source, segment.kind))
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


def _severity(text: str, kind: Kind) -> Severity:
    """Major, but minor for what carries little: a caption, a few words without a number."""
    number = any(c.isdigit() for c in text)
    small = kind is Kind.CAPTION or len(list(tokens(text))) <= FEW
    return Severity.MINOR if small and not number else Severity.MAJOR


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
