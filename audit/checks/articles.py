"""Two articles where one belongs: "im dem Garten", "zur der Schule", "ein eine Idee". German only.

"im" is "in dem" and takes no article after it, and "ein" takes none either. Only an attribute may begin with one there
("im dem Vater gehörenden Haus", "ein eine Woche altes Kind"): with an adjective behind the noun nothing is claimed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.agreement import AFTER, DETERMINERS, FAMILY, ending_of, word_set
from audit.checks.noun_phrases import behind_adjectives
from audit.checks.nouns import PARTICIPLE, is_adjective
from audit.words import Token, adjacent

# contraction -> its preposition, its own article, the articles that may stand after the preposition
_CONTRACTIONS = {
    "im": ("in", "dem", "dem den der"), "am": ("an", "dem", "dem den der"), "zum": ("zu", "dem", "dem den der"),
    "zur": ("zu", "der", "dem den der"), "beim": ("bei", "dem", "dem den der"), "vom": ("von", "dem", "dem den der"),
    "ins": ("in", "das", "das die den"), "ans": ("an", "das", "das die den"),
}  # fmt: skip
_ARTICLES = word_set("der die das dem den des")
_EIN = word_set("eine einen einem einer eines")
_SUBJECTS = word_set("er sie es man ich wir Sie der die das ein eine kein keine mein meine unser unsere")
_PRESENT = re.compile(r"nd(?:e|en|em|er|es)$")  # a participle: "ähnelndes", "gehörenden"
_AHEAD = 5  # words behind the noun in which an attribute would end


@dataclass(frozen=True, slots=True)
class Doubled:
    """Two articles, text[start:end], and the right wording, or None where it is open which one is meant."""

    start: int
    end: int
    correction: str | None


def doubled(text: str, words: Sequence[Token]) -> Iterator[Doubled]:
    """The places where a contraction or "ein" has another article behind it, in order. Linear."""
    for i in range(len(words) - 2):
        one, two = words[i].text.lower(), words[i + 1].text
        known = (one in _CONTRACTIONS and two in _ARTICLES) or (one == "ein" and two in _EIN)
        if (
            known
            and not words[i].text.isupper()
            and adjacent(text, words[i], words[i + 1])
            and adjacent(text, words[i + 1], words[i + 2])
        ):
            behind_comma = i > 0 and text[words[i - 1].end : words[i].start] == ", "
            relative = behind_comma and one != "ein" and words[i + 2].text in _SUBJECTS
            if relative or _opens_phrase(text, words, i + 1):
                yield Doubled(words[i].start, words[i + 1].end, _single(words[i].text, two, relative=relative))


def _opens_phrase(text: str, words: Sequence[Token], i: int) -> bool:
    """Whether the article at i goes with a noun, adjectives of its own between, and this noun is in no attribute."""
    j = behind_adjectives(text, words, i)
    if j is None or not words[j].text[0].isupper():
        return False
    here, family = DETERMINERS[words[i].text], FAMILY[words[i].text]
    for adjective in words[i + 1 : j]:
        here &= AFTER[family][ending_of(adjective.text)]
    if not here:
        return False  # "ein einen wärmender Tee"
    for k in range(j + 1, min(j + 1 + _AHEAD, len(words))):
        if not adjacent(text, words[k - 1], words[k]):
            break
        if _PRESENT.search(words[k].text) or (
            is_adjective(words[k].text) and (k == j + 1 or _ends_attribute(words, k))
        ):
            return False
    return True


def _ends_attribute(words: Sequence[Token], k: int) -> bool:
    """Whether the adjective at k is a participle with more before it than an article: "(dem Vater seit Jahren)
    gehörenden"; or is denied, as none is that begins a phrase of its own: "(der Stadt) nicht zugänglichen"."""
    if words[k - 1].text == "nicht":
        return True
    stem = words[k].text.removesuffix(ending_of(words[k].text))
    return bool(PARTICIPLE.search(stem)) and words[k - 1].text not in DETERMINERS


def _single(first: str, second: str, *, relative: bool) -> str | None:
    """The one article: "im" for "im dem", "bei den" for "beim den", "in dem" for a relative pronoun."""
    if first.lower() == "ein":
        return first[0] + second[1:]
    preposition, own, allowed = _CONTRACTIONS[first.lower()]
    if second == own and not relative:
        return first
    if first[0].isupper():
        preposition = preposition.capitalize()
    return f"{preposition} {second}" if second in allowed.split() else None
