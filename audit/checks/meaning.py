"""Words that the models hold to be mistranslated, where no rule or trap explains them.

With a given source only: each target word has a calibrated probability of being wrong (see audit.estimate). Words above
the threshold become a finding; neighbours above half of it join the span. The proposal is the model's own favourite at
that place, shown only where the model is sure of it. Without a source the back-translation comes from the very word
that is in doubt, so this check keeps silent; the traps, grammar and consistency checks speak there.
"""

from collections.abc import Iterator, Sequence

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import is_known
from audit.result import WordError

SHOWN = 0.45  # lowest probability that opens a finding
JOINED = 0.3  # lowest probability that widens it
MAJOR = 0.6  # from here on the error is taken to hurt the meaning
SURE = -0.7  # log-probability that the model's favourite must beat (ln 0.5)


def check(segment: Segment, evidence: Evidence, words: Sequence[WordError]) -> Iterator[Finding]:
    """Findings for runs of words that are probably wrong."""
    if not evidence.source_given:
        return
    for first, last in _runs(words):
        run = words[first : last + 1]
        worst = max(run, key=lambda word: word.error)
        start, end = run[0].start, run[-1].end
        aligned = evidence.aligned(start, end)
        against = f' for "{aligned}"' if aligned else ""
        yield found(
            segment.text,
            start,
            end,
            category=Category.MISTRANSLATION,
            severity=Severity.MAJOR if worst.error >= MAJOR else Severity.MINOR,
            confidence=round(worst.error, 4),
            message=f'The translation model does not expect "{segment.text[start:end]}"{against} here.',
            check="meaning",
            suggestion=_proposal(evidence, first, last, segment.text[start:end]),
        )


def _runs(words: Sequence[WordError]) -> Iterator[tuple[int, int]]:
    """(first, last) word indices of the runs to show."""
    at = 0
    while at < len(words):
        if words[at].error < JOINED:
            at += 1
            continue
        last = at
        while last + 1 < len(words) and words[last + 1].error >= JOINED:
            last += 1
        if max(word.error for word in words[at : last + 1]) >= SHOWN:
            yield at, last
        at = last + 1


def _proposal(evidence: Evidence, first: int, last: int, text: str) -> str | None:
    """The model's favourite for a single word, where it is a whole word and the model is nearly sure of it."""
    if first != last:
        return None
    word = evidence.words[first]
    if word.rank == 0 or word.entropy > -SURE or word.alternative == text:
        return None
    proposal = word.alternative
    return proposal if len(proposal) > 2 and proposal.isalpha() and is_known(proposal, "de") else None
