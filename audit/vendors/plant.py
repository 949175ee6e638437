"""Plants errors of ten kinds in translations that are held to be right, to see what an audit makes of them.

The kinds follow the critical-error classes of the WMT 2021 and 2023 quality-estimation tasks. Everything is drawn from
a seeded generator: the same texts and seed give the same errors. For German targets.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from audit.checks.trap_pattern import occurs, words_of
from audit.checks.trap_table import Trap, TrapKind, builtin
from audit.languages.tables import tsv_table
from audit.words import Token, tokens


class Kind(StrEnum):
    """What is done to the text."""

    NEGATION = "negation"  # dropped where there is one, put in elsewhere
    NUMBER = "number"  # a number in figures becomes another
    NAME = "name"  # a name becomes another segment's name
    SENSE = "sense"  # an antonym, or a word of another sense
    OMISSION = "omission"  # a clause is left out
    SWAP = "swap"  # the translation of another sentence
    UNTRANSLATED = "untranslated"  # an English word stands in place of the German
    DOUBLING = "doubling"  # a phrase stands twice
    FALSE_FRIEND = "false friend"  # a word that looks like the English one, from the table of traps
    REGISTER = "register"  # du in place of Sie


# Those that change the meaning dangerously; the others are planted by `selftest` only.
DANGEROUS = tuple(kind for kind in Kind if kind not in (Kind.FALSE_FRIEND, Kind.REGISTER))


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its translation."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted: in which pair (its index), of which kind, and the text with the error in it."""

    index: int
    kind: Kind
    text: str


def degrade(pairs: Sequence[Pair], count: int, seed: int, kinds: Sequence[Kind] = DANGEROUS) -> list[Planted]:
    """`count` errors in as many different pairs, the kinds taking turns as far as the texts offer a place for them.
    Fewer than count where the texts run out."""
    rng = random.Random(seed)
    free = list(range(len(pairs)))
    rng.shuffle(free)
    left = list(kinds)
    planted: list[Planted] = []
    while len(planted) < count and free and left:
        for kind in tuple(left):
            if len(planted) == count:
                break
            for index in free:
                text = plant(pairs, index, kind, rng)
                if text is not None:
                    planted.append(Planted(index, kind, text))
                    free.remove(index)
                    break
            else:
                left.remove(kind)
    return planted


def plant(pairs: Sequence[Pair], index: int, kind: Kind, rng: random.Random) -> str | None:
    """pairs[index].target with one error of the kind; None where the text offers no place for it."""
    pair = pairs[index]
    if kind is Kind.NAME:
        others = [name for k in _neighbours(pairs, index, rng) for name in names(pairs[k])]
        return _name(pair, others, rng)
    if kind is Kind.SWAP:
        return _swap(pair, [pairs[k] for k in _neighbours(pairs, index, rng)], rng)
    text = _WITHIN[kind](pair, rng)
    return text if text != pair.target else None


def names(pair: Pair) -> list[str]:
    """Words with a capital that stand in source and target alike, not at the beginning of the target: mostly names."""
    ours = [token.text for token in tokens(pair.target)][1:]
    theirs = {token.text for token in tokens(pair.source)}
    return [word for word in ours if len(word) > 2 and word[0].isupper() and word.isalpha() and word in theirs]


def _neighbours(pairs: Sequence[Pair], index: int, rng: random.Random) -> list[int]:
    """Up to 40 other pairs."""
    return rng.sample([k for k in range(len(pairs)) if k != index], min(40, len(pairs) - 1))


def _name(pair: Pair, others: Sequence[str], rng: random.Random) -> str | None:
    own = names(pair)
    # Several words of one text may make up one name; a stranger must not be another part of it.
    strange = [name for name in others if name not in pair.target and name not in pair.source]
    if not own or not strange:
        return None
    return _replaced(pair.target, [t for t in tokens(pair.target) if t.text in own], rng, lambda _: rng.choice(strange))


def _swap(pair: Pair, others: Sequence[Pair], rng: random.Random) -> str | None:
    size = len(pair.target)
    fitting = [p.target for p in others if p.target != pair.target and 0.6 * size <= len(p.target) <= 1.6 * size]
    return rng.choice(fitting) if fitting else None


def _negation(pair: Pair, rng: random.Random) -> str | None:
    text = pair.target
    negated = re.sub(r"\bnicht |\b([kK])(?=ein(?:e[mnrs]?)?\b)", lambda m: "", text, count=1)
    if negated != text:
        return negated[:1].upper() + negated[1:] if text[:1].isupper() else negated
    articles = [m.start() for m in re.finditer(r"\bein(?:e[mnrs]?)?\b(?! (?:paar|wenig|bisschen))", text)]
    if articles:
        at = rng.choice(articles)
        return f"{text[:at]}k{text[at:]}"
    verbs = [m.end() for m in re.finditer(rf"\b(?:{_AUXILIARIES})\b", text)]
    if not verbs:
        return None
    at = rng.choice(verbs)
    return f"{text[:at]} nicht{text[at:]}"


_AUXILIARIES = "ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|soll|muss|müssen|will"


def _number(pair: Pair, rng: random.Random) -> str | None:
    figures = [token for token in tokens(pair.target) if re.fullmatch(r"\d+(?:[.,]\d+)*", token.text)]

    def other(token: Token) -> str:
        at = rng.choice([i for i, c in enumerate(token.text) if c.isdigit()])
        least = 1 if at == 0 and len(token.text) > 1 else 0
        digits = [d for d in range(least, 10) if str(d) != token.text[at]]
        return f"{token.text[:at]}{rng.choice(digits)}{token.text[at + 1 :]}"

    return _replaced(pair.target, figures, rng, other)


@lru_cache(maxsize=1)
def opposites() -> Mapping[str, str]:
    """Word -> word of another sense, both ways, adjectives with their endings; from languages/de/antonyms.tsv."""
    out: dict[str, str] = {}
    for left, right, sort in tsv_table("de", "antonyms"):
        for ending in ("", "e", "em", "en", "er", "es") if sort == "a" else ("",):
            out.setdefault(left + ending, right + ending)
            out.setdefault(right + ending, left + ending)
    return out


def _sense(pair: Pair, rng: random.Random) -> str | None:
    table = opposites()

    def other(token: Token) -> str:
        word = table.get(token.text) or table[token.text.lower()]
        return word[0].upper() + word[1:] if token.text[0].isupper() else word

    # A capital inside the sentence is a noun: "Morgen" is not "morgen". Only the first word may have lost its case.
    listed = [
        token
        for token in tokens(pair.target)
        if token.text in table or (token.start == 0 and token.text.lower() in table)
    ]
    return _replaced(pair.target, listed, rng, other)


def _omission(pair: Pair, rng: random.Random) -> str | None:
    """Leaves out what stands between two commas, or between the last comma and the end, four words or more."""
    text = pair.target
    clauses = []
    for match in re.finditer(r",(?= )[^,]+(?:,(?= )|(?=[.!?]?[“\"»)]*$))", text):
        size = len(list(tokens(match.group())))
        if size >= 4 and size <= 0.6 * len(list(tokens(text))):
            clauses.append(match)
    if not clauses:
        return None
    clause = rng.choice(clauses)
    return text[: clause.start()] + text[clause.end() :]


def _untranslated(pair: Pair, rng: random.Random) -> str | None:
    """An English content word in place of the German one at about the same place of the sentence."""
    source, target = list(tokens(pair.source)), list(tokens(pair.target))
    english = [
        (i, t.text) for i, t in enumerate(source) if len(t.text) > 5 and t.text.islower() and t.text not in pair.target
    ]
    if not english:
        return None
    place, word = rng.choice(english)
    wanted = (place + 0.5) / len(source) * len(target)
    content = [(abs(i + 0.5 - wanted), token) for i, token in enumerate(target) if len(token.text) > 4]
    if not content:
        return None
    token = min(content, key=lambda pair: pair[0])[1]
    return pair.target[: token.start] + word + pair.target[token.end :]


def _doubling(pair: Pair, rng: random.Random) -> str | None:
    words = list(tokens(pair.target))
    size = rng.choice((2, 3))
    starts = [i for i in range(len(words) - size + 1) if len(words) > size + 2]
    if not starts:
        return None
    at = rng.choice(starts)
    start, end = words[at].start, words[at + size - 1].end
    return f"{pair.target[:end]} {pair.target[start:end]}{pair.target[end:]}"


def _replaced(text: str, places: Sequence[Token], rng: random.Random, other: Callable[[Token], str]) -> str | None:
    if not places:
        return None
    token = rng.choice(places)
    return text[: token.start] + other(token) + text[token.end :]


@lru_cache(maxsize=1)
def false_friends() -> Mapping[str, tuple[tuple[Trap, str], ...]]:
    """Right German form -> (trap, wrong form), from the table of traps."""
    out: dict[str, list[tuple[Trap, str]]] = {}
    for trap in builtin("de"):
        for wrong, right in trap.forms.items():
            if trap.kind in (TrapKind.FALSE_FRIEND, TrapKind.SENSE) and trap.cue and " " not in wrong + right:
                out.setdefault(right, []).append((trap, wrong))
    return {right: tuple(ways) for right, ways in out.items()}


def _false_friend(pair: Pair, rng: random.Random) -> str | None:
    """Only where an English word stands in the source that the trap speaks of."""
    table, english = false_friends(), words_of(pair.source, "en")
    ways = [
        (token, wrong)
        for token in tokens(pair.target)
        for trap, wrong in table.get(token.text, ())
        if occurs(trap.cue, pair.source, english)
    ]
    if not ways:
        return None
    token, wrong = rng.choice(ways)
    return pair.target[: token.start] + wrong + pair.target[token.end :]


_INFORMAL = {"Sie": "du", "Ihnen": "dir", "Ihr": "dein", "Ihre": "deine", "Ihren": "deinen", "Ihrem": "deinem"}


def _register(pair: Pair, rng: random.Random) -> str | None:
    """Only where the capital does not merely begin a sentence: there "Sie" may be "she" or "they"."""
    text = pair.target
    polite = [
        token
        for token in tokens(text)
        if token.text in _INFORMAL and re.search(r"[\w,;] $", text[max(0, token.start - 2) : token.start])
    ]
    return _replaced(text, polite, rng, lambda token: _INFORMAL[token.text])


def reword(text: str, rng: random.Random) -> str | None:
    """The text with one harmless change, the control beside the errors: a synonym, a dash or German quotation marks.
    None where it offers no place for one."""
    changed = [text.replace(" - ", " – ", 1), re.sub(r'"([^"]+)"', "„\\1“", text)]
    table = {word: other for a, b in tsv_table("de", "synonyms") for word, other in ((a, b), (b, a))}
    changed += [re.sub(rf"\b{re.escape(word)}\b", table[word], text, count=1) for word in sorted(table)]
    changed = [other for other in changed if other != text]
    return rng.choice(changed) if changed else None


_WITHIN: Mapping[Kind, Callable[[Pair, random.Random], str | None]] = {
    Kind.NEGATION: _negation,
    Kind.NUMBER: _number,
    Kind.SENSE: _sense,
    Kind.OMISSION: _omission,
    Kind.UNTRANSLATED: _untranslated,
    Kind.DOUBLING: _doubling,
    Kind.FALSE_FRIEND: _false_friend,
    Kind.REGISTER: _register,
}
