"""Omissions and additions: what of the source is missing in the target, and what was put in.

Whole sentences come from the alignment: a source sentence without a partner is an omission, a target sentence without
one an addition; a row without any translation is a critical omission. Inside a sentence a network tells for each source
word whether anything stands for it (audit.uncovered); a run of such words is an omission. Where three words and more
had been deleted it found 76 %, and it spoke up in 6 of 1,000 good translations. A lost name or number in a short run
stands alone (once_only). Additions inside a sentence are not reported: the published precision of such flags is 8 %
(Vamvas & Sennrich 2022, EN-DE).
Needs a given source; inside a sentence also a model that brings an estimator.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from audit.document import Kind, Segment
from audit.estimate import missing
from audit.evidence import Evidence
from audit.features import function_words
from audit.finding import Category, Finding, Severity, found
from audit.result import WordError
from audit.words import has_words, tokens

NAME = "coverage"
JOINED, OPENS = 0.3, 0.8  # probability that widens a run of missing words; that its surest word must have
LEAST = 1.0  # missing content words (the sum of their probabilities) that are worth telling
CLAUSE = 1.5  # the same that are a major loss
SHORT = 3  # letters of a content word
# Of 14 such runs at a place that two linguists had looked at, 9 lacked something important; stated was .78. With ten
# imagined ones that keep what they state, it is .9 of that.
CONFIRMED = 0.9
FEW = 3  # words: a sentence, heading or caption of no more is a small loss, unless there is a number in it
# Share of sentences without a partner that people would mark where the alignment is sure; how sure an unknown one is.
LEFT_OUT, PUT_IN, UNKNOWN = 0.9, 0.8, 0.65
EMPTY = 0.95  # of a row without any translation
EXPLAINED = 3  # content words of a run that a finding on a name or a number in it explains


def check(segment: Segment, evidence: Evidence, source_language: str = "en") -> Iterator[Finding]:
    """Omission findings stand on the source side, a whole-sentence addition on the target side."""
    if not evidence.source_given:
        return
    source, target = evidence.source.strip(), segment.text.strip()
    sure = segment.pairing.confidence if segment.pairing else UNKNOWN
    if segment.pairing and not any(map(str.isalnum, source + target)):
        return  # an ornament, "* * *", that one side has between two scenes
    if target and not source:
        yield found(
            segment.text,
            0,
            len(segment.text),
            category=Category.ADDITION,
            severity=_severity(target, segment.kind),
            confidence=PUT_IN * sure,
            message="No sentence of the source corresponds to this one.",
            check=NAME,
        )
    elif source and not target:
        lost = "This sentence of the source has no translation."
        if segment.pairing is None:  # an empty row: nothing has to be aligned to see it
            whole = _omission(evidence, 0, len(evidence.source), EMPTY, lost)
            yield replace(whole, severity=Severity.CRITICAL if has_words(source) else Severity.MINOR)
            return
        whole = _omission(evidence, 0, len(evidence.source), LEFT_OUT * sure, lost)
        yield replace(whole, severity=_severity(source, segment.kind))
    elif source:
        yield from _runs(evidence, missing(evidence), function_words(source_language))


def once_only(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a segment, each loss told once: a name or number in the missing words explains a short run, and
    goes with a long one."""
    runs = [f for f in findings if f.check == NAME and f.side == "source"]
    named = [f for f in findings if f.check in ("names", "numbers")]
    gone: list[Finding] = []
    for run in runs:
        inside = [
            f
            for f in named
            if (
                run.start <= f.start and f.end <= run.end
                if f.side == "source"
                else _holds(run, f.evidence.get("source"))
            )
        ]
        short = sum(len(word.text) >= SHORT or word.text[0].isdigit() for word in tokens(run.text)) <= EXPLAINED
        gone += [run] if inside and short else [f for f in inside if f.side == "source"]
    return [f for f in findings if not any(f is other for other in gone)]


def _holds(run: Finding, written: object) -> bool:
    """Whether the run has what the finding is about, as words of its own."""
    return isinstance(written, str) and re.search(rf"(?<!\w){re.escape(written)}(?!\w)", run.text) is not None


def _runs(evidence: Evidence, words: Sequence[WordError], common: AbstractSet[str]) -> Iterator[Finding]:
    """A finding for each run of missing words that weighs enough. common: words that carry no content."""
    content = [len(w) >= SHORT and w.lower() not in common for w in (evidence.source[w.start : w.end] for w in words)]
    for run in _missing(words, content):
        own = [words[j].error for j in run if content[j]]
        if sum(own) < LEAST or max(own) < OPENS:
            continue
        while not content[run[-1]]:
            run.pop()
        first, last = words[run[0]], words[run[-1]]
        text = evidence.source[first.start : last.end]
        finding = _omission(
            evidence, first.start, last.end, CONFIRMED * max(own), f'Nothing in the translation stands for "{text}".'
        )
        yield finding if sum(own) >= CLAUSE else replace(finding, severity=Severity.MINOR)


def _missing(words: Sequence[WordError], content: Sequence[bool]) -> Iterator[list[int]]:
    """Runs of words that are probably missing; a function word between two of them belongs to the run."""
    run: list[int] = []
    for j, word in enumerate(words):
        between = bool(run) and not content[j] and j + 1 < len(words) and words[j + 1].error >= JOINED
        if word.error >= JOINED or between:
            run.append(j)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


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
        check=NAME,
    )
