"""The wording that may stand for exactly the span of a trap, inflected; None where a table cannot know it."""

import re
from collections.abc import Sequence

from audit.checks.agreement import DETERMINERS, cells
from audit.checks.grammar import agrees
from audit.checks.nouns import is_adjective, letters_of
from audit.checks.trap_pattern import Word
from audit.checks.trap_table import Trap
from audit.words import lemma, tokens

NEAR = 120  # characters on either side in which the phrase of a word stands
_ADJECTIVE = re.compile(r"(?:e|en|er|es|em)$")
_WEAK = re.compile(r"(?:ist|ent|ant|at|oge)(?:en)?$")  # Polizist, Präsident: -en in all cases but the first
_DATIVE = frozenset(("mit", "von", "bei", "aus", "nach", "seit", "zu", "gegenüber"))
_TWO_WAY = frozenset(("in", "auf", "an", "über", "unter", "vor", "zwischen", "hinter", "neben"))
_NOMINATIVE, _DATIVES = cells("m1"), cells("p3")


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


def fitted(text: str, start: int, end: int, new: str | None) -> str | None:
    """`new` as it must stand for text[start:end]: with the -n of a dative plural, the -en of a weak noun; None where
    the case cannot be told, or where the words before would not agree with it. One wrong form stands for several cases
    ("die Drogen, mit Drogen", "die Chefs, des Chefs") of which a table can name one only."""
    if new is None:
        return None
    before, span, after = text[max(0, start - NEAR) : start], text[start:end], text[end : end + NEAR]
    if span[0].isupper() and new[0].isupper() and (" " in span) == (" " in new):
        # Of several words the first is the one that the words before govern: "einen Elefanten im Porzellanladen".
        head, *rest = new.split(" ", 1)
        cased = _cased(before, span.split(" ", 1)[0], head)
        new = None if cased is None else " ".join([cased, *rest])
    if new is None or (_fits(before, span, after) and not _fits(before, new, after)):
        return None
    return new


def _fits(before: str, span: str, after: str) -> bool:
    return agrees(before + span + after, len(before), len(before) + len(span))


def _cased(before: str, span: str, new: str) -> str | None:
    """A noun for another one in the case that the words before ask for; None where they leave it open."""
    words = [token.text.lower() for token in tokens(before)] if before.endswith(" ") else []
    bare = True
    while words and words[-1].endswith("en") and is_adjective(words[-1]):
        words.pop()
        bare = False
    word = words[-1] if words else ""
    here = DETERMINERS.get(word, frozenset())
    if here and {cell[1] for cell in here} == {"2"} and span.endswith("s") and not new.endswith("s"):
        return None  # "des Chefs" has the form of "die Chefs"
    if span.endswith(("n", "s")) and new.endswith(("e", "er", "el")) and not _WEAK.search(span):
        if word in _DATIVE or here & _DATIVES or (word in _TWO_WAY and not bare):
            return new + "n"
        return None if word in _TWO_WAY else new
    weak = _WEAK.search(new) and "m" in letters_of(new)[0] and lemma(new + "en", "de") == new.lower()
    return new + "en" if weak and here and not here & _NOMINATIVE else new


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
        seam = len(right) - common  # there the letter keeps its case: "Kraftstofftank", "E-Mail"
        return right[:seam] + right[seam : seam + 1] + word[head + 1 :] if same else None
    if right[0].isupper() or base.endswith(("en", "ern", "eln", "e")) or right.endswith(("en", "ern", "eln", "e")):
        return None  # nouns for adjectives, and verbs
    if word.lower() == base:
        return right if word[0].islower() else right[0].upper() + right[1:]
    ending = _ADJECTIVE.search(word)
    return right + ending.group() if ending and word[0].islower() else None
