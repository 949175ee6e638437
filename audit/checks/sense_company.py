"""Words in the wrong sense, told by the company they keep: one of the two ways of the sense check.

It works for words in no table: what goes with what was learned from parallel text (audit/contexts.py), the renderings
of a word from the same (audit/lexicon.py).

  1. The English word is the one linked with the German word in the given source or, without one, in the
     back-translation; without a source also what the German word mostly stands for.
  2. Another rendering of that English word is common enough, of the same part of speech, and no synonym: renderings
     that share a part, that stand for the same further English words, or that keep the same company are one sense.
  3. Both are compared: how well each goes with the English words, how well with the German words around it, and
     how often it is the rendering at all. The logistic model of the three was fitted on human translations in which one
     word was exchanged (models/recipe/contexts.py).

How far it reaches: it knows the renderings and the company that its parallel text showed. A rare sense that is in no
lexicon ("Gaspedal" for "accelerator") is not proposed. Without a source it hardly ever speaks up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np

from audit.checks.doubt import COMPANY, TELLING, Doubt
from audit.contexts import Contexts, Floats
from audit.estimate import probability
from audit.evidence import Evidence, partners
from audit.languages.tables import word_list
from audit.lexicon import Lexicon
from audit.words import Word, lemma, related, words_of

RENDERING, BACK = 0.008, 0.03  # p(German | English) and p(English | German) that another rendering has at least
READING = 0.08  # p(English | German) of what a German word is taken to stand for where no source says so
UNSEEN = 0.002  # p(German | English) of a pair that the lexicon does not have
SAME_COMPANY = 0.75  # cosine of two renderings' vectors from which on they are one sense
SAME_ENGLISH = 0.35  # the same for the other English words that they stand for
CONTRAST = ("heard", "given")  # weights without and with a given source
FARTHEST = 60  # words to each side that are company: more than any sentence, far less than a pasted page


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known of words: which go together, and which translate which."""

    contexts: Contexts
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Other:
    """Another rendering of the English word `heard`.

    step   from the vector of the text's own rendering to that of the other
    usual  log(p(the other | heard) / p(the text's own | heard))"""

    written: str
    heard: str
    step: Floats
    usual: float


@dataclass(frozen=True, slots=True)
class Around:
    """The words of one side that have a vector: places, lemmas, and the vectors as rows."""

    places: tuple[int, ...]
    words: tuple[str, ...]
    vectors: Floats

    def without(self, places: Collection[int], near: int | None = None) -> "Around":
        """The same without the words at these places, and without those farther than FARTHEST from the place `near`."""
        first, last = 0, len(self.places)
        if near is not None:
            first, last = bisect_left(self.places, near - FARTHEST), bisect_right(self.places, near + FARTHEST)
        kept = [n for n in range(first, last) if self.places[n] not in places]
        return Around(tuple(self.places[n] for n in kept), tuple(self.words[n] for n in kept), self.vectors[kept])

    def gains(self, step: Floats) -> Floats:
        """What each word says for a change of vector by `step`; they are added over the root of their number, so that a
        long sentence does not shout."""
        return np.asarray(self.vectors @ step / max(1, len(self.places)) ** 0.5, np.float32)


def doubts(text: str, evidence: Evidence, known: Knowledge) -> tuple[Doubt, ...]:
    """What speaks against the nouns and verbs of a German text, by place: for those whose English has other renderings
    the strongest of these. evidence may be empty: then the German alone decides."""
    if not known.contexts.weights:
        return ()
    words, english = words_of(text, "de"), words_of(evidence.source, "en")
    german, foreign = (around(side, known, language) for side, language in ((words, "de"), (english, "en")))
    linked = partners(evidence.links)
    out = []
    for i, word in enumerate(words):
        if vector_of(word, known) is None:
            continue
        heard = dict.fromkeys(english[j].lemma for j in linked.get(i, ()))
        if not evidence.source_given:
            heard |= dict.fromkeys(readings(word.lemma, known.lexicon))
        rivals = list(others(word, words[max(0, i - FARTHEST) : i + FARTHEST + 1], heard, known))
        if rivals:
            sides = german.without((i,), near=i), foreign.without(linked.get(i, ()))
            weights = known.contexts.weights[CONTRAST[evidence.source_given]]
            out.append(max((_doubt(word, other, sides, weights) for other in rivals), key=_surest))
    return tuple(out)


def _surest(doubt: Doubt) -> tuple[float, str]:
    return doubt.probability, doubt.better


def _is_content(word: Word, language: str) -> bool:
    return len(word.lemma) > 2 and word.lemma.isalpha() and not {word.lower, word.lemma} & _frame(language)


def vector_of(word: Word, known: Knowledge) -> Floats | None:
    """The vector of a German noun or verb; None for other words, which have too many renderings that nobody would call
    wrong, and for unknown ones."""
    noun = known.contexts.is_noun(word.lemma) if _is_content(word, "de") else None
    told = noun is True or (noun is False and word.lemma.endswith("n"))
    return known.contexts.word(word.lemma) if told else None


@lru_cache(maxsize=2)
def _frame(language: str) -> frozenset[str]:
    return frozenset(word.lower() for word in word_list(language, "function_words"))


def around(words: Sequence[Word], known: Knowledge, language: str) -> Around:
    """The content words of a text that the table has."""
    near = known.contexts.near[language]
    there = [
        (n, word.text, vector)
        for n, word in enumerate(words)
        if _is_content(word, language) and (vector := near.of(word.lemma)) is not None
    ]
    vectors = np.array([vector for *_, vector in there], np.float32).reshape(len(there), near.values.shape[1])
    return Around(tuple(n for n, *_ in there), tuple(text for _, text, _ in there), vectors)


def readings(german: str, lexicon: Lexicon) -> Iterator[str]:
    """What a German word mostly stands for in English."""
    return (english for english, p in lexicon.to_source.get(german, {}).items() if p >= READING)


def others(word: Word, words: Sequence[Word], heard: Iterable[str], known: Knowledge) -> Iterator[Other]:
    """The other renderings of what is heard in a word: no forms, relatives or synonyms of it, and none that stands in
    the text already. words: those of the text around it; heard: English lemmas."""
    lexicon, contexts = known.lexicon, known.contexts
    vector = vector_of(word, known)
    if vector is None:
        return
    noun = contexts.is_noun(word.lemma)
    there = {each.lemma for each in words}
    for english in heard:
        if english in word.lower or lemma(word.text, "en") == english:
            continue  # a name, title or loan word that was kept is no choice of sense
        renderings = lexicon.to_target.get(english, {})
        own = max(renderings.get(word.lemma, 0.0), UNSEEN)
        for form, share in renderings.items():
            if share < RENDERING or lexicon.to_source.get(form, {}).get(english, 0.0) < BACK or form in there:
                continue
            if form == english or contexts.is_noun(form) is not noun or related(form, word.lemma):
                continue  # an English word that stands in German, too, is no better one
            other = contexts.word(form)
            if other is not None and not _one_sense(english, (word.lemma, vector), (form, other), lexicon):
                written = form.capitalize() if noun else form
                yield Other(written, english, other - vector, log(share / own))


def _one_sense(heard: str, one: tuple[str, Floats], other: tuple[str, Floats], lexicon: Lexicon) -> bool:
    """Whether two renderings mean the same: they keep the same company, or stand for the same further English words."""
    if _cosine(one[1], other[1]) >= SAME_COMPANY:
        return True
    first, second = ({e: p for e, p in lexicon.to_source.get(w, {}).items() if e != heard} for w, _ in (one, other))
    english = sorted(first.keys() | second.keys())
    if not first or not second:
        return False
    rows = (np.array([words.get(e, 0.0) for e in english], np.float32) for words in (first, second))
    return _cosine(*rows) >= SAME_ENGLISH


def _cosine(a: Floats, b: Floats) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))


def _doubt(word: Word, other: Other, sides: tuple[Around, Around], weights: Sequence[float]) -> Doubt:
    """The doubt that another rendering raises. sides: the German and the English words around; weights: bias, of the
    English words, of the German words, of how usual the other is."""
    native, foreign = (side.gains(other.step) for side in sides)
    bias, english, german, usual = weights
    logit = bias + english * float(foreign.sum()) + german * float(native.sum()) + usual * other.usual
    said = sorted(
        (
            (float(gain), text)
            for side, gains in zip(sides, (native, foreign), strict=True)
            for gain, text in zip(gains, side.words, strict=True)
        ),
        reverse=True,
    )
    company = tuple(text for gain, text in said[:TELLING] if gain > 0)
    return Doubt(word.start, word.end, other.heard, other.written, probability(logit), company, COMPANY)
