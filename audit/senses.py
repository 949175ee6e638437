"""A sense inventory: English words with several senses, the German renderings of each, and what stands near it.

Our own writing, as tables under audit/languages/de/senses (README.md there). Which sense a word has in a sentence is
decided by the words around it (Lesk 1986): the cue words of each sense, whether themselves there or by words that keep
their company (audit.contexts), fixed phrases, the cross-encoder's view of the place (audit.surroundings), and how often
parallel text has each sense.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log

import numpy as np

from audit.contexts import Contexts, Floats
from audit.errors import AuditError
from audit.estimate import probability
from audit.features import function_words
from audit.languages.tables import tsv_table
from audit.surroundings import Sure, Surroundings
from audit.words import Word, lemma

FOLDER = "senses"  # below audit/languages/<language>
COLUMNS = ("english", "part", "german", "cues", "phrases", "share", "example")
FEATURES = ("phrase", "cue", "like a cue", "like all cues", "rendering", "best rendering", "surroundings", "share")
NEAR = 6.0  # words of distance at which a word of the context counts half
RENDERINGS = 6  # of a sense whose vectors are asked
CUES, ALIKE = 3.0, 3  # cues that count at most; words of the context that are compared with the cues
SEEN = 0.01  # share of a sense that was never seen


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense: German renderings (as they are written), English cue words, phrases that decide it, and its share of
    the word's uses in parallel text, 0-1."""

    german: tuple[str, ...]
    cues: tuple[str, ...]
    phrases: tuple[str, ...]
    share: float
    example: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An English word (lemma) as one part of speech: "noun", "verb" or "adjective"."""

    english: str
    part: str
    senses: tuple[Sense, ...]


@lru_cache(maxsize=2)
def load(language: str) -> Mapping[str, tuple[Entry, ...]]:
    """The inventory for translations from English into a language, by English lemma; empty where there is none."""
    folder = files("audit.languages") / language / FOLDER
    names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    rows: dict[tuple[str, str], list[Sense]] = {}
    for name in names:
        if name.endswith(".tsv"):
            _add(tsv_table(language, f"{FOLDER}/{name.removesuffix('.tsv')}"), name, rows)
    out: dict[str, tuple[Entry, ...]] = {}
    for (english, part), senses in rows.items():
        out[english] = (*out.get(english, ()), Entry(english, part, tuple(senses)))
    return out


def _add(table: Sequence[tuple[str, ...]], name: str, rows: dict[tuple[str, str], list[Sense]]) -> None:
    if table[:1] != (COLUMNS,):
        raise AuditError(f"{name}: the first line must name the columns {', '.join(COLUMNS)}")
    for english, part, german, cues, phrases, share, example in table[1:]:
        sense = Sense(
            german=tuple(german.split("|")),
            cues=tuple(cues.split()),
            phrases=tuple(phrase for phrase in phrases.split("|") if phrase),
            share=float(share),
            example=example,
        )
        rows.setdefault((english, part), []).append(sense)


def entries_of(word: Word, entries: Mapping[str, tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """The entries that an English word may be: under its form ("odds", "wicked") and under its lemma."""
    return tuple(entry for name in dict.fromkeys((word.lower, word.lemma)) for entry in entries.get(name, ()))


@lru_cache(maxsize=20_000)
def renderings(sense: Sense) -> frozenset[str]:
    """The renderings in lower case, and their lemmas."""
    return frozenset(form for german in sense.german for form in (german.lower(), lemma(german, "de")))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A sense's cues, its phrases as lemmas, and vectors as rows: its cues' (unit length), their mean's, its
    renderings'."""

    cues: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    vectors: Floats
    centre: Floats
    german: Floats


class Chooser:
    """Tells the senses of words by the words around.

    weights: one for each of FEATURES. Without the tables of contexts and surroundings it knows no word."""

    def __init__(self, entries: Mapping[str, tuple[Entry, ...]], contexts: Contexts, around: Surroundings) -> None:
        self.contexts, self.around = contexts, around
        self.entries = entries if contexts and around else {}
        self.weights = np.array(around.weights or (0.0,) * len(FEATURES), dtype=np.float32)
        self._known: dict[tuple[str, str], tuple[_Prepared, ...]] = {}

    def wrong(self, right: float, heard: float | None, *, given: bool) -> float:
        """The probability (0-1) that a word has the wrong sense. right: that of the senses that it renders; heard: what
        the cross-encoder's judge of senses says of it (logit), None where it has not read it; given: whether it read a
        source, too."""
        odds = against(right)
        if heard is None:
            offset, slope = self.around.sure
            return probability(offset + slope * odds)
        return _together(self.around.heard[given], odds, heard)

    def stranger(self, wrong: float, heard: float, *, given: bool) -> float:
        """The same of a word that its company speaks against with the probability `wrong`."""
        return _together(self.around.company[given], against(1 - wrong), heard)

    def probabilities(self, entry: Entry, lemmas: Sequence[str], at: int, seen: Floats | None = None) -> Floats:
        """(senses,) probabilities of the senses of lemmas[at] in an English text, given by its lemmas and, where they
        are known, the surroundings `seen` (k,) of that word."""
        logits = self.features(entry, lemmas, at, seen) @ self.weights
        odds = np.exp(logits - logits.max())
        return np.asarray(odds / odds.sum(), np.float32)

    def features(self, entry: Entry, lemmas: Sequence[str], at: int, seen: Floats | None = None) -> Floats:
        """(senses, len(FEATURES)) features."""
        near = self.around.nearness((entry.english, entry.part), seen, len(entry.senses))
        own, common = lemmas[at], function_words("en")
        around = [(k, w) for k, w in enumerate(lemmas) if w != own and len(w) > 2 and w not in common]
        nearness = {k: 1 / (1 + abs(k - at) / NEAR) for k, _ in around}
        known = [(nearness[k], vector) for k, w in around if (vector := self.contexts.near["en"].of(w)) is not None]
        weight = np.array([each for each, _ in known], np.float32)
        vectors = np.array([vector for _, vector in known], np.float32)
        units = _units(vectors)
        rows = []
        for sense, ready, close in zip(entry.senses, self._prepared(entry), near, strict=True):
            cue = sum(nearness[k] for k, w in around if w in ready.cues)
            alike = _alike((vectors, units), weight, ready) if known else (0.0, 0.0, 0.0, 0.0)
            share = np.log(max(SEEN, sense.share))
            whole = any(holds(lemmas, at, phrase) for phrase in ready.phrases)
            rows.append((whole, min(cue, CUES), *alike, close, share))
        return np.array(rows, dtype=np.float32)

    def _prepared(self, entry: Entry) -> tuple[_Prepared, ...]:
        name = entry.english, entry.part
        if name not in self._known:
            self._known[name] = tuple(self._of(sense) for sense in entry.senses)
        return self._known[name]

    def _of(self, sense: Sense) -> _Prepared:
        cues = sorted({form for cue in sense.cues for form in (cue, lemma(cue, "en"))})
        vectors = [_unit(v) for cue in cues if (v := self.contexts.near["en"].of(cue)) is not None]
        german = [self.contexts.word(lemma(word, "de")) for word in sense.german[:RENDERINGS]]
        rows = np.array(vectors, np.float32) if vectors else np.zeros((1, self._width), np.float32)
        own = [vector for vector in german if vector is not None]
        return _Prepared(
            cues=frozenset(cues),
            phrases=tuple(lemmas_of(phrase) for phrase in sense.phrases),
            vectors=rows,
            centre=_unit(rows.mean(axis=0)),
            german=np.array(own, np.float32) if own else np.zeros((1, self._width), np.float32),
        )

    @property
    def _width(self) -> int:
        return int(self.contexts.words.values.shape[1])


def _together(weights: Sure, odds: float, heard: float) -> float:
    offset, slope, other = weights
    return probability(offset + slope * odds + other * heard)


def against(right: float) -> float:
    """Log odds against a sense of that probability."""
    return log(max(1e-6, 1 - right) / max(1e-6, right))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / (np.linalg.norm(vector) + 1e-6), np.float32)


def _units(vectors: Floats) -> Floats:
    return vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-6) if len(vectors) else vectors


def _alike(around: tuple[Floats, Floats], weight: Floats, ready: _Prepared) -> tuple[float, float, float, float]:
    """How alike the words around (rows, as they are and of unit length) are to the cues: the best ones, and all; and
    what they say for the renderings: on average, and for the best one each."""
    vectors, units = around
    root = float(weight.sum() + 1) ** 0.5
    best = np.sort((units @ ready.vectors.T).max(axis=1) * np.minimum(1, 1.5 * weight))[::-1]
    company = vectors @ ready.german.T
    return (
        float(best[:ALIKE].sum()),
        float(units @ ready.centre @ weight) / root,
        float(company.mean(axis=1) @ weight) / root,
        float(company.max(axis=1) @ weight) / root,
    )


@lru_cache(maxsize=20_000)
def lemmas_of(phrase: str) -> tuple[str, ...]:
    """An English phrase as its lemmas."""
    return tuple(lemma(word, "en") for word in phrase.split())


def holds(lemmas: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    """Whether a phrase stands in a text, given by its lemmas, so that it holds the word at this place."""
    return any(
        tuple(lemmas[first : first + len(phrase)]) == phrase for first in range(max(0, at - len(phrase) + 1), at + 1)
    )
