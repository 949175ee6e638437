"""Grammar suspicion: words that break a sentence, as the cross-encoder hears it.

The cross-encoder learned from planted slips (models/recipe/slips.py) which words do not fit the grammar around them.
A word above the limit is a suspect; the limit is measured on edited German news: about one alarm in 2,000 words there.
Then its other forms are tried in its place, and where one of them calms the sentence it is the better wording. Headings
and captions are no sentences and are let alone. German only.

Wrong:  Die Berater, die der Minister schätzt, ist alt.
Right:  Die Berater, die der Minister schätzt, sind alt.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.forms import forms
from audit.document import Kind, Segment
from audit.estimate import probability
from audit.evidence import Evidence, Probe
from audit.finding import Category, Finding, Severity, found

NAME = "suspicion"
MOST = 3  # suspects of a segment whose other forms are tried
GAIN = 1.0  # nats of doubt that another form must take away to be proposed
SHORTEST = 3  # words of a sentence that can be judged
# "Es sind 70 Grad": the verb goes with what is counted, though the sentence begins with "es".
_COUNTED = re.compile(
    r"\b(?:[Ee]s|[Dd]as) (?:sind|waren)(?= (?:(?:nur|noch|etwa|rund|ungefähr|fast|gut|knapp|über|mehr als|schon) "
    r")*(?!1 )(?:\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|viele|einige|mehrere|wenige))"
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word, text[start:end], the probability that it breaks the grammar, and the form that fits better, if known."""

    start: int
    end: int
    probability: float
    better: str | None = None


def suspects(segment: Segment, evidence: Evidence, limit: float) -> list[Suspect]:
    """The words above the limit (a logit), in order; neighbours give way to the worst among them."""
    opinion, words = evidence.opinion, evidence.words
    if opinion is None or not words or segment.kind in (Kind.HEADING, Kind.CAPTION):
        return []
    logits = opinion.ungrammatical
    right = {match.end() for match in _COUNTED.finditer(segment.text)}
    return [
        Suspect(words[k].start, words[k].end, round(probability(logits[k]), 4))
        for k in broken(logits, limit)
        if words[k].end not in right
    ]


def broken(logits: Sequence[float], limit: float) -> list[int]:
    """The numbers of the words above the limit, but for those beside a worse one; none where there are too few words to
    judge by."""
    return [
        k
        for k, logit in enumerate(logits)
        if len(logits) >= SHORTEST and logit >= limit and logit == max(logits[max(0, k - 1) : k + 2])
    ]


def probes(text: str, suspected: Sequence[Suspect]) -> tuple[Probe, ...]:
    """The other forms of the worst suspects."""
    worst = sorted(suspected, key=lambda suspect: -suspect.probability)[:MOST]
    return tuple(Probe(s.start, s.end, form) for s in worst for form in forms(text[s.start : s.end]))


def check(segment: Segment, suspected: Sequence[Suspect]) -> Iterator[Finding]:
    """A finding for each suspect."""
    for suspect in suspected:
        quoted = segment.text[suspect.start : suspect.end]
        advice = f': "{suspect.better}" would' if suspect.better else ""
        yield found(
            segment.text,
            suspect.start,
            suspect.end,
            category=Category.GRAMMAR,
            severity=Severity.MINOR,
            confidence=suspect.probability,
            message=f'"{quoted}" does not seem to fit the grammar of the sentence{advice}.',
            check=NAME,
            suggestion=suspect.better,
        )
