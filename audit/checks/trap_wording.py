"""The wording that may stand for exactly the span of a trap, inflected; None where a table cannot know it."""

import re
from collections.abc import Sequence

from audit.checks.trap_pattern import Word
from audit.checks.trap_table import Trap

_ADJECTIVE = re.compile(r"(?:e|en|er|es|em)$")


def expanded(trap: Trap, hit: re.Match[str]) -> str | None:
    """The wording for a match of a regex: an explicit form, or the first `right` with its groups filled in."""
    if hit.group() in trap.forms:
        return trap.forms[hit.group()]
    return hit.expand(trap.right[0]) if trap.right else None


def replacement(trap: Trap, span: str, words: Sequence[Word]) -> str | None:
    """The wording that may stand for exactly this span: an explicit form, or one word inflected like another."""
    if span in trap.forms:
        return trap.forms[span]
    lowered = span[0].lower() + span[1:]  # a verb or an adjective at the beginning of a sentence
    if words[0].first and lowered in trap.forms:
        new = trap.forms[lowered]
        return new[0].upper() + new[1:]
    if len(words) == 1 and trap.right and " " not in trap.right[0]:
        return inflected(span, words[0].lemma, trap.right[0])
    return None


def inflected(word: str, base: str, right: str) -> str | None:
    """`right` in the form in which `word` stands, where that is safe; None where a dictionary would be needed.

    Safe are compounds with the same last part ("Streitkräften", "Streitkraft" -> "Schreibkraft": "Schreibkräften"; same
    gender, same inflection), and adjectives, whose endings are regular. base: lemma of `word` in lower case.
    """
    common = 0
    while common < min(len(base), len(right)) and base[-1 - common] == right[-1 - common].lower():
        common += 1
    head = len(base) - common
    if word[0].isupper() and right[0].isupper():
        same = common >= 3 and word.lower().startswith(base[:head])
        new = right[: len(right) - common] + word[head:]
        return new[0].upper() + new[1:] if same else None
    if right[0].isupper() or base.endswith(("en", "ern", "eln", "e")) or right.endswith(("en", "ern", "eln", "e")):
        return None  # nouns for adjectives, and verbs
    if word.lower() == base:
        return right if word[0].islower() else right[0].upper() + right[1:]
    ending = _ADJECTIVE.search(word)
    return right + ending.group() if ending and word[0].islower() else None
