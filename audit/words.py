"""Words and lemmas: the one place that says what a word is, so that offsets agree everywhere."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Letters and digits, joined by inner hyphens, apostrophes, points and commas (EU-Grenze, 100.000, 3,5, don't, U.N).
WORD = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*", re.UNICODE)
_WHITE = re.compile(r"\s+")
_TOO_MUCH = re.compile(r"\A\s+|(?<=\s)\s+")
SHARED = 5  # letters at the beginning or the end that make two words relatives


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text: text[start:end]."""

    start: int
    end: int
    text: str


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order; punctuation is not a word."""
    for match in WORD.finditer(text):
        yield Token(match.start(), match.end(), match.group())


def adjacent(text: str, one: Token, other: Token) -> bool:
    """Whether nothing but a space stands between a word and the next one."""
    return text[one.end : other.start] == " "


@lru_cache(maxsize=1024)
def spaced(text: str) -> str:
    """The text with one space for any white space, at its ends, too."""
    return _WHITE.sub(" ", text)


def place_in_spaced(text: str, place: int) -> int:
    """Where the character text[place] stands in spaced(text) without white space at its beginning."""
    return place - bisect_left(_too_much(text), place)


@lru_cache(maxsize=1024)  # a text may have thousands of findings
def _too_much(text: str) -> tuple[int, ...]:
    """The places of white space at the beginning of a text, and of all behind other white space."""
    return tuple(place for found in _TOO_MUCH.finditer(text) for place in range(*found.span()))


@lru_cache(maxsize=100_000)
def lemma(word: str, language: str) -> str:
    """The lemma of a word in lower case ("Streitkräften" -> "streitkraft"); the word itself where it is unknown.
    language: ISO 639-1, "de" or "en"."""
    import simplemma  # its tables take a second: loaded at the first lemma, not at import

    try:
        return str(simplemma.lemmatize(word, lang=language, low_memory=True)).lower()
    except ValueError:  # a language without a table
        return word.lower()


def related(one: str, other: str) -> bool:
    """Whether two lemmas share a part: one root, or a compound and its head."""
    return one[:SHARED] == other[:SHARED] or one[-SHARED:] == other[-SHARED:] or one in other or other in one


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, text[start:end], with what is compared: its lower-cased form and its lemma."""

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    first: bool  # of the segment


@lru_cache(maxsize=1024)
def words_of(text: str, language: str) -> tuple[Word, ...]:
    """The words of a text with their lemmas, in order. language: ISO 639-1, "de" or "en"."""
    return tuple(
        Word(t.start, t.end, t.text, t.text.lower(), lemma(t.text, language), first=n == 0)
        for n, t in enumerate(tokens(text))
    )


def has_words(text: str) -> bool:
    """Whether a text is worth a model: it has a word with a letter. (Marian turns " " into a sentence.)"""
    return any(any(c.isalpha() for c in token.text) for token in tokens(text))
