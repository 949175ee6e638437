"""What two documents have in common, sentence by sentence: the words of one that the other explains.

A word is explained by a sentence of the other language with the probability that the sentence's back-translation says
it, that the lexicon translates one of its words so, or that the same word, number or name stands there. Words are
weighed by idf, so that rare ones decide. Everything is a product of two sparse matrices; products are taken only where
they are wanted, in dense blocks along a band.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.align.path import Band, Doubles, Ints
from audit.align.states import Floats, States
from audit.lexicon import Lexicon, Table
from audit.words import lemma, tokens

Bag = Mapping[str, float]

SAID = 0.9  # probability that a word is explained where the back-translation says it
SAME = 0.8  # where the very same word, number or name stands on the other side
PREFIX = 5  # letters; names with their endings and words of one origin begin alike
ALIKE = 0.5  # share of a word's weight that goes to its beginning
USUAL_CHANCE, USUAL_PAIRS = 0.05, 5.0  # what strangers have in common, and how many pairs of a document outweigh this
SKETCH = 128  # places of a sentence's sketch, for each view
_NUMBER = re.compile(r"\d+(?:[.,'’]\d+)+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix. Row i has the words word[start[i]:start[i + 1]], each once, with their values."""

    start: Ints
    word: Ints
    value: Floats

    @classmethod
    def of(cls, bags: Sequence[Bag], numbers: dict[str, int]) -> "Rows":
        """A row per bag; `numbers` gives each word its number, and grows."""
        start = np.cumsum([0, *map(len, bags)])
        count = int(start[-1])
        word = np.fromiter((numbers.setdefault(w, len(numbers)) for bag in bags for w in bag), np.int64, count)
        value = np.fromiter((v for bag in bags for v in bag.values()), np.float32, count)
        return cls(start, word, value)

    def mass(self) -> Doubles:
        """The sum of each row."""
        total = np.concatenate([[0.0], np.cumsum(self.value, dtype=np.float64)])
        masses: Doubles = total[self.start[1:]] - total[self.start[:-1]]
        return masses

    def only(self, chosen: Ints) -> "Rows":
        """The chosen rows."""
        size = np.diff(self.start)[chosen]
        start = np.concatenate([[0], np.cumsum(size)])
        cells = np.arange(int(start[-1])) + np.repeat(self.start[chosen] - start[:-1], size)
        return Rows(start, self.word[cells], self.value[cells])

    def total(self, words: int) -> Doubles:
        """The sum of each column."""
        return np.bincount(self.word, weights=self.value, minlength=words).astype(np.float64)

    def words(self, part: slice) -> Ints:
        """The words that stand in a range of rows, each once, rising."""
        return np.unique(self.word[self.start[part.start] : self.start[part.stop]])

    def dense(self, part: slice, vocabulary: Ints) -> Floats:
        """A range of rows over the given words, which rise and are not none."""
        cells = slice(int(self.start[part.start]), int(self.start[part.stop]))
        word = self.word[cells]
        row = np.repeat(np.arange(part.stop - part.start), np.diff(self.start[part.start : part.stop + 1]))
        at = np.minimum(np.searchsorted(vocabulary, word), len(vocabulary) - 1)
        known = vocabulary[at] == word
        out = np.zeros((part.stop - part.start, len(vocabulary)), np.float32)
        out[row[known], at[known]] = self.value[cells][known]
        return out

    def sketch(self, signs: Floats) -> Floats:
        """Each row as a short dense vector, the sum of its words' signs: products of sketches are those of the rows,
        give or take some noise (Achlioptas 2003)."""
        out = np.zeros((len(self.start) - 1, signs.shape[1]), np.float32)
        for top in range(0, len(out), 1024):
            bottom = min(top + 1024, len(out))
            cells = slice(int(self.start[top]), int(self.start[bottom]))
            row = np.repeat(np.arange(bottom - top), np.diff(self.start[top : bottom + 1]))
            np.add.at(out[top:bottom], row, signs[self.word[cells]] * self.value[cells, None])
        return out


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at both documents: one side's words with their weights, and how far the other side's sentences
    explain them. The product of source row i and target row j is the weight that the two sentences share, in `usual`s
    (the weight of a usual sentence of the weighed side)."""

    source: Rows
    target: Rows
    usual: float


@dataclass(frozen=True, slots=True)
class Texts:
    """Both documents as the aligner sees them.

    views        what two sentences have in common is the mean over these
    source_mass  what each source sentence has to be explained, in usual sentences; target_mass likewise
    words        number of different words in all views
    chance       what two strangers of usual mass have in common
    usual        what a sentence and its best partner have in common beyond that, for each usual sentence
    states       what the model's encoder makes of the sentences, where it was asked"""

    views: tuple[View, ...]
    source_mass: Doubles
    target_mass: Doubles
    words: int
    chance: float = 0.0
    usual: float = 0.0
    states: States | None = None

    def block(self, source: slice, target: slice) -> Floats:
        """What each sentence of one range has in common with each of the other, beyond chance, in usual sentences."""
        out = np.zeros((source.stop - source.start, target.stop - target.start), np.float32)
        for view in self.views:
            vocabulary = view.source.words(source)
            if len(vocabulary):
                left, right = view.source.dense(source, vocabulary), view.target.dense(target, vocabulary)
                out += left @ right.T / (view.usual * len(self.views))
        strangers = np.outer(self.source_mass[source], self.target_mass[target])
        beyond: Floats = out - np.float32(self.chance) * strangers.astype(np.float32)
        return beyond

    def common(self, band: Band) -> Doubles:
        """What sentences i and j have in common at every cell (i, j) of the band, beyond what strangers would."""
        return band.filled(self.block)

    def overlap(self, source: Sequence[int], target: Sequence[int]) -> float:
        """Share of their weighted words that neighbouring sentences of both sides have in common beyond chance, 0-1;
        0 where a side is empty."""
        if not source or not target:
            return 0.0
        left, right = slice(source[0], source[-1] + 1), slice(target[0], target[-1] + 1)
        mass = float(self.source_mass[left].sum() + self.target_mass[right].sum())
        return float(np.clip(2 * self.block(left, right).sum() / max(mass, 1e-6), 0.0, 1.0))

    def measured(self, band: Band) -> "Texts":
        """The same texts with `chance` and `usual` set. Strangers: all with all, less the best partner of each source
        sentence in the band. Small documents fall back on what is usual."""
        plain = replace(self, chance=0.0)
        partners = float(np.maximum.reduceat(plain.common(band), band.start[:-1])[:-1].sum())
        everything = sum(
            float(view.source.total(self.words) @ view.target.total(self.words)) / (view.usual * len(self.views))
            for view in self.views
        )
        own = float(self.source_mass.sum())
        pairs = max(0.0, own * float(self.target_mass.sum()) - own)
        strangers = max(0.0, everything - partners) + USUAL_CHANCE * USUAL_PAIRS
        chance = strangers / (pairs + USUAL_PAIRS)
        return replace(self, chance=chance, usual=max(0.0, partners / max(own, 1e-6) - chance))

    def only(self, source: Ints, target: Ints) -> "Texts":
        """The chosen sentences of both sides, measured as before."""
        views = tuple(View(view.source.only(source), view.target.only(target), view.usual) for view in self.views)
        return replace(
            self,
            views=views,
            source_mass=self.source_mass[source],
            target_mass=self.target_mass[target],
            states=self.states and self.states.only(source, target),
        )

    def sketches(self) -> tuple[Floats, Floats]:
        """Source and target sentences as vectors whose products are about what the sentences have in common."""
        signs = np.random.default_rng(0).integers(0, 2, (self.words, SKETCH)).astype(np.float32) * 2 - 1
        sides = []
        for side in ("source", "target"):
            scale = [(view.usual * len(self.views) * SKETCH) ** -0.5 for view in self.views]
            parts = [getattr(v, side).sketch(signs) * s for v, s in zip(self.views, scale, strict=True)]
            sides.append(np.concatenate(parts, axis=1))
        return sides[0], sides[1]


def prepare(source: Sequence[str], target: Sequence[str], back_translations: Sequence[str], lexicon: Lexicon) -> Texts:
    """Both documents, ready to be compared. back_translations[j] stands for target[j], "" where there is none."""
    own = [bag(text, lexicon.source_language) for text in source]
    theirs = [bag(text, lexicon.target_language) for text in target]
    back = [bag(text, lexicon.source_language) for text in back_translations]
    # A measure of the target's own words must be one for all sentences: back-translations of some only speak for them.
    translated = all(said or not words for said, words in zip(back, theirs, strict=True))
    numbers: dict[str, int] = {}
    weights = idf([*own, *(back if translated else theirs)])
    explained = [_explained(words, said, lexicon.to_source) for words, said in zip(theirs, back, strict=True)]
    views = [_of_source([_weighed(words, weights) for words in own], explained, numbers)]
    if translated:
        present = [dict.fromkeys(_explained({}, words, {}), SAID) for words in own]
        views.append(_of_target([_weighed(words, weights) for words in back], present, numbers))
    if lexicon or not translated:
        weights = idf(theirs)
        explained = [_explained(words, {}, lexicon.to_target) for words in own]
        views.append(_of_target([_weighed(words, weights) for words in theirs], explained, numbers))
    masses = np.mean([view.target.mass() / view.usual for view in views[1:]], axis=0)
    return Texts(tuple(views), views[0].source.mass() / views[0].usual, masses, len(numbers))


def bag(text: str, language: str) -> Counter[str]:
    """The lemmas of a text with their counts; numbers without the points and commas that each language sets its own
    way (8.50 and 8,50)."""
    return Counter(
        re.sub(r"\D", "", token.text) if _NUMBER.fullmatch(token.text) else lemma(token.text, language)
        for token in tokens(text)
    )


def idf(bags: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Weight of each word: the rarer, the heavier."""
    seen = Counter(word for words in bags for word in words)
    return {word: math.log(1 + len(bags) / count) for word, count in seen.items()}


def _of_source(weighed: Sequence[Bag], explained: Sequence[Bag], numbers: dict[str, int]) -> View:
    rows = Rows.of(weighed, numbers)
    return View(rows, Rows.of(explained, numbers), _usual(rows))


def _of_target(weighed: Sequence[Bag], explained: Sequence[Bag], numbers: dict[str, int]) -> View:
    rows = Rows.of(weighed, numbers)
    return View(Rows.of(explained, numbers), rows, _usual(rows))


def _usual(rows: Rows) -> float:
    mass = rows.mass()
    return max(1e-6, float(mass.mean())) if len(mass) else 1.0


def _weighed(words: Mapping[str, int], weights: Bag) -> dict[str, float]:
    """Each word with its weight, part of which goes to its beginning."""
    out: dict[str, float] = {}
    for word, count in words.items():
        weight, beginning = weights[word] * count, _beginning(word)
        share = ALIKE if beginning else 0.0
        out[word] = (1 - share) * weight
        if beginning:
            out[beginning] = out.get(beginning, 0.0) + share * weight
    return out


def _explained(words: Mapping[str, int], said: Mapping[str, int], table: Table) -> dict[str, float]:
    """The other side's words, and their beginnings, with the probability that a sentence explains them.
    said: words of its back-translation; words: its own, which the table translates."""
    missing = dict.fromkeys(said, 1 - SAID)
    for word in words:
        missing[word] = missing.get(word, 1.0) * (1 - SAME)
        for other, probability in table.get(word, {}).items():
            missing[other] = missing.get(other, 1.0) * (1 - probability)
    for word in tuple(missing):
        beginning = _beginning(word)
        if beginning:
            missing[beginning] = missing.get(beginning, 1.0) * missing[word]
    return {word: 1 - rest for word, rest in missing.items()}


def _beginning(word: str) -> str:
    """The first letters of a word as a word of its own, "" for short ones."""
    return word[:PREFIX] + "…" if len(word) > PREFIX else ""
