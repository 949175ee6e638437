"""Doubled words and phrases (needs no source).

Flags a word that stands twice in a row ("dass dass") and a phrase of two to six words that does ("in der in der"),
unless the given source has as many doublings of that length: names ("Wagga Wagga") and what the author himself wrote
twice are no errors of the translation. German doubles some words rightly: relative and demonstrative pronouns ("die,
die", "das das"), "sehr sehr", "nach und nach", "Tag für Tag", "sie sie". Neighbouring equal sentences are not judged
here.

Flags a word, too, that an "und" joins with itself: two English words became one. Without a source only an adjective
tells that ("ruhig und ruhig"); with one, nouns and verbs do, where nothing in the source is said again.

Wrong:  Er sagte, dass dass der Plan gut sei. Sie blieb ruhig und ruhig.
Right:  Die, die die Wahl gewonnen haben, feiern.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from audit.checks.nouns import is_adjective, nouns
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.tables import is_known, word_list
from audit.words import Token, tokens

_LONGEST = 6
_PAIRING = frozenset({"an", "auf", "für", "in", "nach", "über", "um", "zu"})  # between a noun and itself
_ONLY_SPACE = re.compile(r"\s+")
_JOINING = frozenset({"und", "oder", "sowie", "beziehungsweise", "noch"})
_JOINED = 4  # letters of a word that is judged when joined with itself
_GROWING = re.compile(r"\w+er(?:e[nmrs]?)?")  # "größer und größer"
_VERB = re.compile(r"\w+en|ge\w+t")
_GOING_ON = re.compile(
    r"\b(?:ke(?:ep|pt)\w*\s(?:on\s)?\w+ing|still|endless|forever|again|increasing|on and on|more and more)",
    re.IGNORECASE,
)
_STEM, _SHORTEST, _NEAR = 5, 3, 8  # letters by which a word of the source is known again, and that it has; words


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
    yield from _joined_with_itself(text, words, evidence)


def _joined_with_itself(text: str, words: list[Token], evidence: Evidence) -> Iterator[Finding]:
    """One finding for each "ruhig und ruhig"; what was meant by the second word the source alone tells."""
    given = evidence.source_given
    places = [
        (one, other)
        for one, joining, other, after in zip(words, words[1:], words[2:], [*words[3:], None], strict=False)
        if one.text == other.text
        and joining.text in _JOINING
        and _telling(one.text, given=given)
        # no "Marine und Marine Corps"
        and not (one.text[0].isupper() and after is not None and after.text[0].isupper())
        and _ONLY_SPACE.fullmatch(text, one.end, joining.start)
    ]
    if not places or (given and (_GOING_ON.search(evidence.source) or _again(evidence.source))):
        return
    for one, other in places:
        english = evidence.quoted(one.start, other.end) if given else ""
        said = f'; the source says "{english}"' if english else ""
        yield found(
            text,
            one.start,
            other.end,
            category=Category.MISTRANSLATION,
            severity=Severity.MAJOR,
            confidence=0.8 if given else 0.6,
            message=f"„{text[one.start : other.end]}“ says the same twice{said}.",
            check="duplication",
        )


def _telling(word: str, *, given: bool) -> bool:
    """Whether a word that is joined with itself renders two others. given: whether the source is known, and nothing in
    it is said again."""
    if len(word) < _JOINED or not word.isalpha() or (not given and _GROWING.fullmatch(word)):
        return False
    if word in word_list("de", "function_words") or word in word_list("de", "doubled_rightly"):
        return False
    if word.islower() and (is_adjective(word) or is_adjective(f"{word}e")):
        return True
    return given and (word in nouns() if word[0].isupper() else bool(_VERB.fullmatch(word)))


def _again(source: str) -> bool:
    """Whether the source has two words near each other that begin alike."""
    words = [word.text.lower() for word in tokens(source)]
    said = [w[:_STEM] if len(w) >= _SHORTEST and w not in word_list("en", "function_words") else "" for w in words]
    return any(stem and stem in said[k + 1 : k + 1 + _NEAR] for k, stem in enumerate(said))


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
