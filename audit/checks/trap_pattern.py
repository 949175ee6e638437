"""The pattern language of the trap tables: words by lemma, compounds by their ending, gaps, and a few placeholders.

A pattern is a row of elements with spaces between them; an element is one word of the text or several choices with `|`:

    kraft           a word whose lemma or lower-cased form is "kraft"; write several forms where the lemmatiser fails
    =Tank           exactly this form, case and all
    ~streitkraft    ends with it (Luftstreitkräfte);  luft~ begins with it;  ~ermittl~ contains it
    …               a gap of up to four words (separable verbs, brackets)
    <year> <number> <name>   1500-2099; digits; a capitalised word that does not begin the segment

Words that follow one another without a gap have only white space, hyphens or quotation marks between them, and no match
crosses the end of a sentence. A comma may stand in a gap only right before its end ("merkte gestern, dass").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.words import Word, words_of

__all__ = ["Element", "Pattern", "Word", "anchor", "find", "fits", "match_at", "occurs", "parse", "words_of"]

GAP = 4  # words; enough for an object or an adverbial between the two parts of a German verb
_JOINED = re.compile(r"[\s\-–„“”\"»«'’‚‘]*")
_SENTENCE_END = re.compile(r"[.;:!?]")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_NUMBER = re.compile(r"\d[\d.,]*")
_PLAIN = re.compile(r"\\b([A-Za-z]{2,})")
_ESCAPED = re.compile(r"\\.|\[[^\]]*\]")
_PLACEHOLDERS = ("<year>", "<number>", "<name>")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern. choices: words or lemmas, lower case; exact: forms with case; the others are affixes.
    gap: up to GAP further words may stand before it."""

    choices: frozenset[str]
    exact: frozenset[str]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]
    inner: tuple[str, ...]
    placeholders: tuple[str, ...]
    gap: bool
    literal: bool  # all its choices are whole words, so that it can be looked up

    def keys(self) -> frozenset[str]:
        """The lower-cased words under which a literal element is looked up."""
        return self.choices | {form.lower() for form in self.exact}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as written, and its elements in order."""

    written: str
    elements: tuple[Element, ...]


def parse(written: str) -> Pattern:
    """Reads one pattern. Raises ValueError, with the reason, where it is not well formed."""
    elements: list[Element] = []
    gap = False
    for part in written.split():
        if part == "…":
            if gap or not elements:
                raise ValueError("a gap … must stand between two words")
            gap = True
            continue
        elements.append(_element(part, gap))
        gap = False
    if gap or not elements:
        raise ValueError("a pattern needs a word, and a gap … must stand between two words")
    return Pattern(written, tuple(elements))


def _element(part: str, gap: bool) -> Element:
    choices, exact, endings, beginnings, inner, placeholders = set(), set(), [], [], [], []
    for choice in part.split("|"):
        bare = choice.strip("~").removeprefix("=")
        if not bare:
            raise ValueError(f"an empty choice in {part!r}")
        if choice.startswith("<"):
            if choice not in _PLACEHOLDERS:
                raise ValueError(f"unknown placeholder {choice!r} (known: {', '.join(_PLACEHOLDERS)})")
            placeholders.append(choice)
        elif choice.startswith("="):
            exact.add(bare)
        elif choice.startswith("~") and choice.endswith("~"):
            inner.append(bare.lower())
        elif choice.startswith("~"):
            endings.append(bare.lower())
        elif choice.endswith("~"):
            beginnings.append(bare.lower())
        else:
            choices.add(choice.lower())
    return Element(
        choices=frozenset(choices),
        exact=frozenset(exact),
        endings=tuple(endings),
        beginnings=tuple(beginnings),
        inner=tuple(inner),
        placeholders=tuple(placeholders),
        gap=gap,
        literal=not (endings or beginnings or inner or placeholders),
    )


def anchor(regex: str) -> str:
    """Letters that stand in every match of a regular expression that begins with a plain word ("Lavrov" for
    `\\bLavrov(s?)\\b`), so that most texts need not be searched; "" where it begins otherwise."""
    plain = _PLAIN.match(regex)
    if plain is None:
        return ""
    depth = 0
    for sign in _ESCAPED.sub("", regex):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:  # an alternative that may begin otherwise
            return ""
    return plain.group(1)[:-1] if regex[plain.end() :][:1] in ("?", "*", "{") else plain.group(1)


def fits(element: Element, word: Word) -> bool:
    """Whether a word of the text stands at this place of the pattern."""
    if word.lemma in element.choices or word.lower in element.choices or word.text in element.exact:
        return True
    if element.literal:
        return False
    if element.endings and (word.lemma.endswith(element.endings) or word.lower.endswith(element.endings)):
        return True
    if element.beginnings and (word.lemma.startswith(element.beginnings) or word.lower.startswith(element.beginnings)):
        return True
    if element.inner and any(part in word.lower or part in word.lemma for part in element.inner):
        return True
    return bool(element.placeholders) and any(_holds(placeholder, word) for placeholder in element.placeholders)


def _holds(placeholder: str, word: Word) -> bool:
    if placeholder == "<year>":
        return _YEAR.fullmatch(word.text) is not None
    if placeholder == "<number>":
        return _NUMBER.fullmatch(word.text) is not None
    return word.text[0].isupper() and not word.first


def match_at(pattern: Pattern, text: str, words: Sequence[Word], at: int) -> int | None:
    """Index of the last word of a match that begins at words[at], or None. The nearest word closes a gap."""
    if not fits(pattern.elements[0], words[at]):
        return None
    return _rest(pattern.elements, 1, text, words, at)


def _rest(elements: tuple[Element, ...], k: int, text: str, words: Sequence[Word], last: int) -> int | None:
    if k == len(elements):
        return last
    reach = GAP if elements[k].gap else 0
    for nxt in range(last + 1, min(last + 2 + reach, len(words))):
        between = text[words[nxt - 1].end : words[nxt].start]
        joined = _JOINED.fullmatch(between) is not None
        if _SENTENCE_END.search(between) or not (joined or elements[k].gap):
            return None
        if fits(elements[k], words[nxt]) and (end := _rest(elements, k + 1, text, words, nxt)) is not None:
            return end
        if not joined:
            return None
    return None


def find(pattern: Pattern, text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Matches of a pattern as (first, last) word indices, from left to right, without overlap."""
    first, after = pattern.elements[0], 0
    for at, word in enumerate(words):
        if at >= after and fits(first, word):
            last = _rest(pattern.elements, 1, text, words, at)
            if last is not None:
                yield at, last
                after = last + 1


def occurs(patterns: Sequence[Pattern], text: str, words: Sequence[Word]) -> Pattern | None:
    """The first of the patterns that stands among these words of the text, or None."""
    for pattern in patterns:
        if next(find(pattern, text, words), None) is not None:
            return pattern
    return None
