"""Terms in running text: inflected, in compounds, with a separable prefix at the end.

Words are the same by lemma, or by stem: without umlauts, hyphens and endings ("Verträge" and "Vertrag"). A single word
is also found as a part of a compound ("Vertrag" in "Kaufverträgen"), a short noun beside a known word ("Öl" in
"Ölpreis"), and an acronym with the -s of a plural ("AGBs"). The words of a phrase stand in order, with at most two
others between them ("künstliche und menschliche Intelligenz").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audit.languages.tables import is_known
from audit.words import Word, lemma, words_of

BETWEEN = 2  # other words within a phrase
SHORTEST = 4  # letters that are sought inside a compound
LONGEST = 60  # letters of a word that are looked at; no German word is longer, a pasted one may be
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "-": None, "’": None, "'": None})
_ENDINGS = ("ern", "em", "en", "er", "es", "e", "n", "s")
_PREFIXES = ("ab", "an", "auf", "aus", "bei", "durch", "ein", "fest", "her", "hin", "los", "mit", "nach", "um", "vor",
             "weg", "weiter", "zu", "zurück", "zusammen")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wording stands, text[start:end]; whole is False where it is only a part of a compound."""

    start: int
    end: int
    whole: bool


def keys(wording: str, language: str) -> frozenset[str]:
    """What a wording of a glossary is looked up by; one of them is among the clues of every text that holds it."""
    first = next(iter(words_of(wording, language)), None)
    if first is None:
        return frozenset()
    verbs = {first.lower.removeprefix(prefix) for prefix in _PREFIXES if first.lower.endswith("n")}
    return frozenset({first.lower, first.lemma, _stem(first.lemma), _singular(first.text).lower(), *verbs})


def clues(text: str, language: str) -> frozenset[str]:
    """All keys that a text offers: its words, their lemmas, and every part of a word that could stand in a compound."""
    result: set[str] = set()
    for word in words_of(text, language):
        folded = _fold(word.lower)[:LONGEST]
        result |= {word.lower, word.lemma, _singular(word.text).lower()}
        if word.first:
            result.add(lemma(word.lower, language))
        result.update(folded[i:j] for i in range(len(folded)) for j in range(i + SHORTEST, len(folded) + 1))
    return frozenset(result)


def places(wording: str, text: str, language: str) -> list[Place]:
    """Where a wording of the glossary stands in a text, inflected or in a compound, from left to right."""
    parts, words = words_of(wording, language), words_of(text, language)
    result: list[Place] = []
    for at in range(len(words)):
        last, whole = _match(parts, words, at)
        if last is not None and (not result or words[at].start >= result[-1].end):
            result.append(Place(words[at].start, words[last].end, whole))
    if not result and len(parts) == 1:
        result = list(_split_verb(parts[0], words, language)) or list(_short_in_compound(parts[0], words, language))
    return result


def letters(wording: str, language: str) -> str:
    """The stems of a wording, as it is written: "E-Mail" and "Email", "Straße" and "Strasse" share them."""
    return " ".join(_stem(word.lower) for word in words_of(wording, language))


def _match(parts: Sequence[Word], words: Sequence[Word], at: int) -> tuple[int | None, bool]:
    """Index of the last word of a match that begins at words[at], or None, and whether all are whole words."""
    place, whole = at - 1, True
    for n, part in enumerate(parts):
        for nxt in range(place + 1, min(len(words), place + 2 + (BETWEEN if n else 0))):
            same, inside = _same(part, words[nxt], joined=len(parts) == 1)
            if same or inside:
                place, whole = nxt, whole and same
                break
        else:
            return None, False
    return place, whole


def _same(part: Word, word: Word, *, joined: bool) -> tuple[bool, bool]:
    """Whether a word of the text is this word of a term, and whether it holds it as a part of a compound."""
    if part.lemma == word.lemma or part.lower == word.lower:
        return True, False
    if _singular(part.text) == _singular(word.text):
        return True, False
    stem, other = _stem(part.lemma), _stem(word.lower)
    if stem == other and len(stem) >= SHORTEST and part.text[0].isupper() == word.text[0].isupper():
        return True, False
    return False, joined and len(stem) >= SHORTEST and stem in _fold(word.lower)


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return word.translate(_FOLDED)


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    folded = _fold(word)
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= SHORTEST:
            return folded[: -len(ending)]
    return folded


def _singular(word: str) -> str:
    """An acronym without the -s of its plural or genitive ("AGBs", "LKWs"); any other word as it is."""
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else word


def _short_in_compound(part: Word, words: Sequence[Word], language: str) -> Iterator[Place]:
    """Compounds of a noun that is too short to be sought within words and a known one: "Öl" in "Ölpreis", but "Not" not
    in "Notizen". Only sought where no whole word is found, so that nothing is forbidden for it."""
    if not 1 < len(part.text) < SHORTEST or not part.text[0].isupper():
        return
    for word in words:
        whole, short = (word.text, part.text) if part.text.isupper() else (word.lower, part.lower)
        rests = {whole.removeprefix(short), whole.removesuffix(short)} - {whole}
        if word.text[0].isupper() and any(_is_word(rest.strip("-"), language) for rest in rests):
            yield Place(word.start, word.end, False)


def _is_word(rest: str, language: str) -> bool:
    return len(rest) >= SHORTEST - 1 and is_known(rest.capitalize(), language)


def _split_verb(part: Word, words: Sequence[Word], language: str) -> Iterator[Place]:
    """A separable verb whose prefix stands at the end of its clause: "schließt … ab"; at the beginning of a text its
    capital letter says nothing ("Stellen Sie das Gerät ab")."""
    for prefix in _PREFIXES:
        verb = part.lower.removeprefix(prefix)
        if verb == part.lower or not part.lower.endswith("n"):
            continue
        ends = [n for n, word in enumerate(words) if word.lower == prefix]
        for n, word in enumerate(words):
            same = word.lemma == verb or (word.first and lemma(word.lower, language) == verb)
            if same and any(end > n for end in ends):
                yield Place(word.start, word.end, True)
