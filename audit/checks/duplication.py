"""Doubled words and phrases (needs no source).

Flags a word that stands twice in a row ("dass dass") and a phrase of two to six words that does ("in der in der"),
unless the given source has as many doublings of that length: names ("Wagga Wagga") and what the author himself wrote
twice are no errors of the translation. German doubles some words rightly: relative and demonstrative pronouns ("die,
die", "das das"), "sehr sehr", "nach und nach", "Tag für Tag", "sie sie". Neighbouring equal sentences are not judged
here.

Wrong:  Er sagte, dass dass der Plan gut sei.
Right:  Die, die die Wahl gewonnen haben, feiern.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import is_known, word_list
from audit.words import Token, tokens

_LONGEST = 6
_PAIRING = frozenset({"an", "auf", "für", "in", "nach", "über", "um", "zu"})  # between a noun and itself
_ONLY_SPACE = re.compile(r"\s+")


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """One finding per doubling, on both of its occurrences; the suggestion is the single one."""
    text = segment.text
    words = list(tokens(text))
    lower = [w.text.lower() for w in words]
    given = _sizes(evidence.source) if evidence.source_given else Counter()
    for i, size in _doublings(text, words, lower):
        if _is_error(text, words, lower, i, size):
            if given[size]:
                given[size] -= 1
            else:
                yield _finding(text, words, i, size)


def _sizes(source: str) -> Counter[int]:
    """How many phrases of each length in words stand twice in a row in the source, but not as grammar has it."""
    words = list(tokens(source))
    lower = [word.text.lower() for word in words]
    return Counter(size for i, size in _doublings(source, words, lower) if lower[i] not in ("that", "had"))


def _doublings(text: str, words: list[Token], lower: list[str]) -> Iterator[tuple[int, int]]:
    """Where a phrase stands twice in a row, as the number of its first word, and its length in words."""
    # joined[i]: only white space between word i and word i + 1
    joined = [_ONLY_SPACE.fullmatch(text, a.end, b.start) is not None for a, b in pairwise(words)]
    i = 0
    while i < len(words) - 1:
        size = _doubled(lower, joined, i)
        if size:
            yield i, size
        i += 2 * size or 1


def _doubled(lower: list[str], joined: list[bool], i: int) -> int:
    """Length in words of the longest phrase at i that is repeated at once; 0 where there is none."""
    for size in range(min(_LONGEST, (len(lower) - i) // 2), 0, -1):
        if lower[i : i + size] == lower[i + size : i + 2 * size] and all(joined[i : i + 2 * size - 1]):
            return size
    return 0


def _is_error(text: str, words: list[Token], lower: list[str], i: int, size: int) -> bool:
    phrase = lower[i : i + size]
    if not any(any(c.isalpha() for c in w) for w in phrase) or (size == 1 and len(phrase[0]) == 1):
        return False  # figures, single letters
    if len(set(phrase)) == 1 and (size > 1 or lower[i + 2 * size : i + 2 * size + 1] == phrase):
        return False  # "ha ha ha ha": meant so
    if size == 1:
        allowed = word_list("de", "doubled_rightly")
        first, second = words[i].text, words[i + 1].text
        if first[0].isupper() and second[0].isupper():
            return is_known(first, "de")  # unknown ones are names: Duran Duran
        # a change of case within a sentence: a noun or a pronoun beside its namesake ("Sie sie", "Weg weg")
        return phrase[0] not in allowed and not (i and first[0].isupper() != second[0].isupper())
    if size == 2 and words[i].text[0].isupper() and phrase[1] in _PAIRING:
        return False  # "von Zeit zu Zeit zu reden", "Tag für Tag für andere da"
    return lower[i + 2 * size : i + 2 * size + 1] != phrase[:1]  # "kam und kam und kam" is meant so


def _finding(text: str, words: list[Token], i: int, size: int) -> Finding:
    start, end = words[i].start, words[i + 2 * size - 1].end
    single = text[start : words[i + size - 1].end]
    return found(
        text,
        start,
        end,
        category=Category.DUPLICATION,
        severity=Severity.MAJOR if size > 1 else Severity.MINOR,
        confidence=0.9 if size > 1 else 0.8,
        message=f"„{single}“ stands twice in a row.",
        check="duplication",
        suggestion=single,
    )
