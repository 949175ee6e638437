"""Words in another sense, planted: in a pair of the parallel corpus one German word gives way to another translation of
its source word ("Ufer" where the bank is a "Bank"), in the same form, so that a network learns what sense fits.

The lexicon says what else the source word becomes; synonyms and words that mostly stand for the source word, too, are
left alone as far as the tables know them. The rest is silver: some exchanges do no harm.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planting import Corpus, planted

from audit.checks.nouns import nouns
from audit.languages.tables import tsv_table, word_list
from audit.lexicon import Lexicon
from audit.words import lemma, tokens

LENGTHS = 25, 260  # characters of a German sentence that is taken
LIKELY = 0.1  # how well the lexicon must let a word stand for its source word
RARE = 0.015  # probability of a translation below which it is an accident of the corpus
SAME = 0.25  # probability of the source word given the other translation, from which they are synonyms there
SHARED = 0.05  # probability of other source words that both have in common, from which they are synonyms anyway
NOUNS_FIRST = 0.6  # share of the sentences in which a noun is tried before other words
TRIED = 8  # words of a sentence
ENDINGS = ("ern", "en", "er", "es", "em", "te", "ten", "e", "n", "s", "t", "")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A source, its translation, the same with one word exchanged, and the number of that word."""

    source: str
    right: str
    wrong: str
    word: int


def exchanges(corpus: Corpus, lexicon: Lexicon, count: int, seed: int = 5) -> Iterator[Exchange]:
    """So many, drawn from the corpus."""
    rng = random.Random(seed)
    return planted(corpus, count, rng, _Planter(lexicon, corpus.forms, rng), LENGTHS)


class _Planter:
    def __init__(self, lexicon: Lexicon, forms: Mapping[str, Counter[str]], rng: random.Random) -> None:
        self._lexicon, self._forms, self._rng = lexicon, forms, rng
        self._common = {word.lower() for word in word_list("de", "function_words")}
        self._alike: dict[str, set[str]] = {}
        for one, other in tsv_table("de", "synonyms"):
            self._alike.setdefault(one, set()).add(other)
            self._alike.setdefault(other, set()).add(one)

    def __call__(self, source: str, german: str) -> Exchange | None:
        """The pair with a word exchanged; None where none can be."""
        words, others = list(tokens(german)), list(tokens(source))
        places = [k for k, word in enumerate(words) if len(word.text) > 3 and word.text.isalpha()]
        places = [k for k in places if words[k].text.lower() not in self._common]
        self._rng.shuffle(places)
        if self._rng.random() < NOUNS_FIRST:
            places.sort(key=lambda k: not words[k].text[0].isupper())
        for place in places[:TRIED]:
            word = words[place]
            fit = max(
                ((self._lexicon.probability(o.text, word.text), o.text) for o in others if len(o.text) > 2),
                default=(0.0, ""),
            )
            chosen = self._other(word.text, fit[1]) if fit[0] >= LIKELY else None
            if chosen:
                wrong = german[: word.start] + chosen + german[word.end :]
                return Exchange(source, german, wrong, place) if wrong != german else None
        return None

    def _other(self, word: str, source_word: str) -> str | None:
        """Another translation of the source word in the form of this one."""
        found = self._translations(word, source_word)
        if not found:
            return None
        other = self._rng.choices(list(found), [p**0.5 for p in found.values()])[0]
        # The article before it stays, so the gender should.
        return form_like(word, self._forms.get(other, Counter()), nouns().get(word, ("", 0))[0])

    def _translations(self, word: str, source_word: str) -> dict[str, float]:
        own, source = lemma(word, "de"), lemma(source_word, "en")
        back = self._lexicon.to_source.get(own, {})
        out = {}
        for other, p in self._lexicon.translations(source_word, "en").items():
            theirs = self._lexicon.to_source.get(other, {})
            likeliest = max(theirs, key=lambda w: theirs[w], default="")
            shared = sum(min(q, back.get(w, 0.0)) for w, q in theirs.items() if w != source)
            if (
                p >= RARE
                and len(other) > 2
                and other[0].isupper() == own[0].isupper()
                and other[:4].lower() != own[:4].lower()
                and not other.lower().endswith(own.lower())
                and not own.lower().endswith(other.lower())
                and other.lower() not in self._common
                and other not in self._alike.get(own, ())
                and theirs.get(source, 0.0) <= SAME
                and likeliest != source
                and shared <= SHARED
            ):
                out[other] = p
        return out


def form_like(word: str, forms: Mapping[str, int], gender: str) -> str | None:
    """The commonest of another word's forms with the ending and the capital of this one, of the same gender where that
    is known and one of them has it; None where none fits. forms: how often each stands; gender: letters of nouns()."""
    fitting = {
        form: count
        for form, count in forms.items()
        if ending_of(form) == ending_of(word) and form[0].isupper() == word[0].isupper()
    }
    if 0 < len(gender) < 3:
        same = {form: n for form, n in fitting.items() if set(nouns().get(form, ("", 0))[0]) & set(gender)}
        fitting = same or fitting
    return max(fitting, key=lambda form: fitting[form]) if fitting else None


def ending_of(word: str) -> str:
    return next(ending for ending in ENDINGS if word.endswith(ending))
