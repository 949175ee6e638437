"""Grammar suspicion: places where the German language model stumbles over the frame of the sentence.

Content words surprise a language model in any good text; articles, pronouns, prepositions and conjunctions hardly
ever do. A function word that the model holds to be very improbable where it stands hints at broken word order or
agreement; a full stop that it does not expect hints at a missing verb. The limits are measured on edited German news
for the model at hand: about one alarm in 2,000 words there. So such a finding says "look here", no more.

Wrong:  Der Minister hat gestern den Vertrag.
Right:  Der Minister hat gestern den Vertrag unterzeichnet.
"""

from collections.abc import Iterator

from audit.document import Kind, Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import word_list

CONFIDENCE = 0.35
SHORTEST = 6  # words; the beginning of a text surprises any language model


def check(segment: Segment, evidence: Evidence, odd_word: float, odd_end: float) -> Iterator[Finding]:
    """At most two findings: the oddest function word, and the sentence's end. Limits as in calibration.Calibration."""
    if len(evidence.words) < SHORTEST or segment.kind in (Kind.HEADING, Kind.CAPTION):
        return
    frame = word_list("de", "function_words")
    odd = [
        word
        for word in evidence.words[1:]
        if word.lm_logprob < odd_word and segment.text[word.start : word.end] in frame
    ]
    if odd:
        word = min(odd, key=lambda each: each.lm_logprob)
        quoted = segment.text[word.start : word.end]
        yield _finding(segment.text, word.start, word.end, f'"{quoted}" is unusual here: is the word order right?')
    if evidence.closing < odd_end:
        last = evidence.words[-1]
        yield _finding(segment.text, last.start, last.end, "The sentence seems to stop too early: is a verb missing?")


def _finding(text: str, start: int, end: int, message: str) -> Finding:
    return found(
        text,
        start,
        end,
        category=Category.GRAMMAR,
        severity=Severity.MINOR,
        confidence=CONFIDENCE,
        message=message,
        check="suspicion",
    )
