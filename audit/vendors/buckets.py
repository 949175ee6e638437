"""Kinds of segments (long ones, with numbers, names, terms), and how each vendor does on them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from audit.vendors.statistics import interval
from audit.vendors.units import Unit, column, scored
from audit.words import tokens

LONG = 25  # source words from which a sentence counts as long
TERM_LENGTH, TERM_USES = 7, 3  # letters and segments from which a repeated source word counts as a term


@dataclass(frozen=True, slots=True)
class Bucket:
    """A kind of segment: how many there are, and vendor -> (mean score weighted by words, its 95 % interval, MQM points
    per 1,000 words)."""

    name: str
    segments: int
    figures: Mapping[str, tuple[float, float, float, float]]


def buckets(judged: Mapping[str, Sequence[Unit]]) -> list[Bucket]:
    """vendor -> units that were judged for all, in the same order."""
    first = next(iter(judged.values()))
    texts = [unit.main.source or unit.main.segment.text for unit in first]
    terms, sourced = _terms(texts), any(unit.main.source for unit in first)
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        (f"long sentences ({LONG} words or more)", lambda text: len(list(tokens(text))) >= LONG),
        ("with numbers", lambda text: any(c.isdigit() for c in text)),
        ("with names", lambda text: sourced and has_name(text)),  # German writes every noun with a capital
        ("with terms (long words that recur)", lambda text: bool(terms & _long_words(text))),
    )
    out = []
    for name, belongs in kinds:
        chosen = [k for k, text in enumerate(texts) if belongs(text)]
        figures = {vendor: _figures([units[k] for k in chosen]) for vendor, units in judged.items() if chosen}
        out.append(Bucket(name, len(chosen), figures))
    return out


def _figures(units: Sequence[Unit]) -> tuple[float, float, float, float]:
    summary, weights = scored(units), column(units, "weight")
    return (summary.score, *interval(column(units, "score"), weights), summary.penalty_per_1000)


def has_name(text: str) -> bool:
    """Whether an English text seems to hold a name: a word with a capital that does not begin a sentence."""
    return bool(re.search(r"(?<=[\w,;] )(?!I\b)[A-Z][a-z]+", text))


def _long_words(text: str) -> set[str]:
    return {word for t in tokens(text) if len(word := t.text) >= TERM_LENGTH and word.islower()}


def _terms(texts: Sequence[str]) -> set[str]:
    """Long words that recur, without those that half of all segments have."""
    uses = Counter(word for text in texts for word in _long_words(text))
    return {word for word, n in uses.items() if n >= TERM_USES and n <= max(TERM_USES, len(texts) // 2)}
