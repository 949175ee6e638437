"""Words that people would probably object to, where no rule or trap explains them.

Each target word has a probability that somebody would object to it (see audit.estimate). Words above a limit become a
finding; neighbours above a lower one join the span. At that limit nearly three such spans in five touched a mark of one
of three professional raters, on news that was not fitted on, with a source and without. Without one, the
back-translation comes from the very word that is in doubt: there only the cross-encoder, which reads the German as it
stands, lets the check speak, and what it is less sure of is minor.
Where the sense inventory knows the word, and what stands around it speaks for the sense that the text has, the readers
must be certain: vendors' raters mark such words as often as others, but of ambiguous words that are right a quarter
fewer are flagged (MuCoW), of wrong ones hardly any fewer.
The proposal is the model's own favourite at that place, shown only where the model is sure of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.checks.doubt import INVENTORY, Doubt
from audit.document import Segment
from audit.estimate import probability
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import is_known
from audit.result import WordError

NAME = "meaning"
SHOWN, JOINED = 0.55, 0.3  # lowest probability that opens a finding, and that widens it
MAJOR_ALONE = 0.7  # without a source: from which it can be a major one
MAJOR = 0.6  # from here on the error is taken to hurt the meaning, where nobody tells severities
# Share of a word's marks that must be expected to be serious ones, where the cross-encoder tells. From .35 on most
# marks on a finding's place are serious (newstest2020, newstest2021, TED and WMT22 QE dev, each counted alike); from .4
# on there is one grave finding in 1,000 words that people translated, where there were five.
SERIOUS = 0.4
FITS, CERTAIN = 0.07, 0.65  # probability of a wrong sense up to which a word fits, and of an error told all the same
SURE = -0.7  # log-probability that the model's favourite must beat (ln 0.5)


def check(
    segment: Segment,
    evidence: Evidence,
    words: Sequence[WordError],
    doubted: Sequence[Doubt] = (),
    *,
    language: str = "de",
) -> Iterator[Finding]:
    """Findings for runs of words that are probably wrong. doubted: what the sense check says of them; language: of the
    target, for its dictionary."""
    if not evidence.source_given and evidence.opinion is None:
        return
    words = heard(words, doubted)
    if not evidence.source_given:
        words = _without_numbers(segment.text, words)
    for first, last in runs(words):
        worst = max(range(first, last + 1), key=lambda i: words[i].error)
        start, end = words[first].start, words[last].end
        yield found(
            segment.text,
            start,
            end,
            category=Category.MISTRANSLATION,
            severity=_severity(words[worst].error, evidence, worst),
            confidence=round(words[worst].error, 4),
            message=_message(segment.text, (start, end), words[worst], evidence),
            check=NAME,
            suggestion=_proposal(evidence, first, last, segment.text[start:end], language),
        )


def heard(words: Sequence[WordError], doubted: Sequence[Doubt]) -> list[WordError]:
    """The words, without the readers' doubts of those whose sense fits, where they are not certain."""
    fits = {doubt.start for doubt in doubted if doubt.told_by == INVENTORY and doubt.probability <= FITS}
    return [replace(w, error=0.0) if w.start in fits and w.error < CERTAIN else w for w in words]


def _without_numbers(text: str, words: Sequence[WordError]) -> list[WordError]:
    """The words, where what has no letter opens no finding: which number is right nobody can hear without the source
    (of a football match that ended 0:1)."""
    return [
        word if any(letter.isalpha() for letter in text[word.start : word.end])
        else replace(word, error=min(word.error, JOINED))
        for word in words
    ]  # fmt: skip


def runs(words: Sequence[WordError], shown: float = SHOWN) -> Iterator[tuple[int, int]]:
    """(first, last) word indices of the runs to show; shown: the lowest probability that opens one."""
    at = 0
    while at < len(words):
        if words[at].error < JOINED:
            at += 1
            continue
        last = at
        while last + 1 < len(words) and words[last + 1].error >= JOINED:
            last += 1
        if max(word.error for word in words[at : last + 1]) >= shown:
            yield at, last
        at = last + 1


def _message(text: str, span: tuple[int, int], worst: WordError, evidence: Evidence) -> str:
    """What is doubted, which of its words most of all, and the English that it stands for."""
    said, english = f'A reviewer may object to "{text[slice(*span)]}"', evidence.quoted(*span)
    if span != (worst.start, worst.end):
        said += f', most of all to "{text[worst.start : worst.end]}"'
    if not english:
        return f"{said}."
    if evidence.source_given:
        return f'{said}; the source says "{english}".'
    return f'{said}; back in English it says "{english}".'


def _severity(error: float, evidence: Evidence, word: int) -> Severity:
    opinion = evidence.opinion
    if opinion is None:
        return Severity.MAJOR if error >= MAJOR else Severity.MINOR
    if not evidence.source_given and error < MAJOR_ALONE:
        return Severity.MINOR
    marked, serious = (probability(logits[word]) for logits in (opinion.marked, opinion.serious))
    return Severity.MAJOR if serious > SERIOUS * marked else Severity.MINOR


def _proposal(evidence: Evidence, first: int, last: int, text: str, language: str) -> str | None:
    """The model's favourite for a single word, where it is a whole word and the model is nearly sure of it."""
    if first != last:
        return None
    word = evidence.words[first]
    if word.rank == 0 or word.entropy > -SURE or word.alternative == text:
        return None
    proposal = word.alternative
    return proposal if len(proposal) > 2 and proposal.isalpha() and is_known(proposal, language) else None
