"""Slips of grammar, planted into good German: an ending, a number of a verb, a pronoun, a preposition that does not
fit, a word too few, too many or in a wrong place. What is learned from them is which words break a sentence, with no
person asked. The rest is silver: a few slips leave the sentence whole ("Bücher lesen", "Buch lesen").
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from planting import Corpus, planted

from audit.checks.agreement import FAMILIES, ending_of
from audit.checks.verb_forms import other_number, persons
from audit.languages.tables import word_list
from audit.words import lemma, tokens

LENGTHS = 15, 220  # characters of a sentence that is taken
SOUND = 0.25  # share of the sentences that are left whole
WORDS_A_SLIP = 14  # a sentence has one slip, and by chance one more for so many words
BARE = 0.12  # share of the sentences that lose their full stop, and of those that begin in lower case
TRIED = 12  # places for a slip
PREPOSITIONS = (
    "an", "auf", "aus", "bei", "durch", "für", "gegen", "in", "mit", "nach", "ohne", "über", "um", "unter",
    "von", "vor", "wegen", "zu", "zwischen", "im", "am", "zum", "zur", "beim", "vom",
)  # fmt: skip
PRONOUNS = (
    "er", "sie", "es", "ihn", "ihm", "ihr", "ihnen", "sich", "uns", "euch", "mich", "mir", "dich", "dir",
    "wir", "ihr", "ich", "man",
)  # fmt: skip
ARTICLES = tuple(FAMILIES["der"])
STEMS = (
    "ein", "kein", "mein", "dein", "sein", "ihr", "unser", "euer", "dies", "jed", "jen", "welch", "all",
    "viel", "einig", "manch", "solch", "beid",
)  # fmt: skip
ENDINGS = ("", "e", "en", "em", "er", "es")


@dataclass(frozen=True, slots=True)
class Slipped:
    """A source, a German text, and the numbers of its words that are wrong."""

    source: str
    text: str
    wrong: frozenset[int]


@dataclass(slots=True)
class Sentence:
    """A text in words and what stands between them (one more than words); wrong has a flag for each word."""

    words: list[str]
    between: list[str]
    wrong: list[bool]

    @classmethod
    def of(cls, text: str) -> "Sentence":
        found = list(tokens(text))
        edges = [0, *(edge for word in found for edge in (word.start, word.end)), len(text)]
        between = [text[edges[k] : edges[k + 1]] for k in range(0, len(edges), 2)]
        return cls([word.text for word in found], between, [False] * len(found))

    def __str__(self) -> str:
        return "".join(gap + word for gap, word in zip(self.between, [*self.words, ""], strict=True))

    def drop(self, k: int) -> None:
        """Without word k; what stood before it goes, too."""
        del self.words[k], self.wrong[k], self.between[k if k else 1]

    def put(self, k: int, word: str) -> None:
        """A word before word k, marked as wrong."""
        self.words.insert(k, word)
        self.wrong.insert(k, True)
        self.between.insert(k + 1 if k == 0 else k, " ")


def slips(corpus: Corpus, count: int, seed: int = 9) -> Iterator[Slipped]:
    """So many sentences, drawn from the corpus."""
    rng = random.Random(seed)
    return planted(corpus, count, rng, _Slip(corpus.forms, rng), LENGTHS)


class _Slip:
    def __init__(self, forms: Mapping[str, Counter[str]], rng: random.Random) -> None:
        self._forms, self._rng = forms, rng
        self._frame = {word.lower() for word in word_list("de", "function_words")}
        self._kinds: list[tuple[float, Callable[[Sentence, int], bool]]] = [
            (30, self._ending),
            (28, self._number),
            (8, self._noun),
            (6, partial(self._other, among=PREPOSITIONS)),
            (6, partial(self._other, among=PRONOUNS)),
            (8, self._missing),
            (3, self._doubled),
            (9, self._moved),
            (5, self._turned),
            (3, self._case),
        ]

    def __call__(self, source: str, german: str) -> Slipped | None:
        """The sentence with slips, or whole; None where it cannot be taken."""
        sentence = Sentence.of(german)
        if len(sentence.words) < 3 or "\n" in german:
            return None
        if self._rng.random() < BARE:
            sentence.between[-1] = sentence.between[-1].rstrip(".!")
        if self._rng.random() < BARE and sentence.words[0].lower() in self._frame:
            sentence.words[0] = sentence.words[0].lower()
        if self._rng.random() >= SOUND:
            wanted = 1 + self._rng.randint(0, len(sentence.words) // WORDS_A_SLIP)
            if not sum(self._plant(sentence) for _ in range(wanted)):
                return None
        text = str(sentence)
        if [word.text for word in tokens(text)] != sentence.words:
            return None
        return Slipped(source, text, frozenset(k for k, wrong in enumerate(sentence.wrong) if wrong))

    def _plant(self, sentence: Sentence) -> bool:
        kind = self._rng.choices([kind for _, kind in self._kinds], [share for share, _ in self._kinds])[0]
        places = list(range(len(sentence.words)))
        self._rng.shuffle(places)
        return any(not sentence.wrong[k] and kind(sentence, k) for k in places[:TRIED])

    def _replace(self, sentence: Sentence, k: int, other: str) -> bool:
        old = sentence.words[k]
        sentence.words[k] = other[0].upper() + other[1:] if old[0].isupper() else other
        sentence.wrong[k] = sentence.words[k] != old
        return sentence.wrong[k]

    def _ending(self, sentence: Sentence, k: int) -> bool:
        """Another ending of an article, a pronoun that goes like one, or an adjective."""
        word = sentence.words[k].lower()
        if word in ARTICLES:
            return self._replace(sentence, k, self._rng.choice([each for each in ARTICLES if each != word]))
        own = ending_of(word)
        stem = word.removesuffix(own)
        if stem in STEMS or word in STEMS:
            stem = stem if stem in STEMS else word
            bare = ENDINGS[0 if stem in STEMS[:8] else 1 :]
            others = [stem + ending for ending in bare if stem + ending != word]
            return self._replace(sentence, k, self._rng.choice(others))
        if not word.isalpha() or not own or sentence.words[k][0].isupper() or word in self._frame or persons(word):
            return False
        known = self._forms.get(lemma(word, "de"), Counter())
        others = [stem + ending for ending in ENDINGS[1:] if ending != own and stem + ending in known]
        return len(others) > 1 and self._replace(sentence, k, self._rng.choice(others))

    def _number(self, sentence: Sentence, k: int) -> bool:
        """A finite verb in the other number, or an infinitive as a finite verb."""
        word = sentence.words[k]
        other = other_number(word)
        return (
            other is not None and other in self._forms.get(lemma(word, "de"), ()) and self._replace(sentence, k, other)
        )

    def _noun(self, sentence: Sentence, k: int) -> bool:
        """A noun in another form."""
        word = sentence.words[k]
        if k == 0 or not word[0].isupper() or not word[1:].islower() or word.lower() in self._frame:
            return False
        known = self._forms.get(lemma(word, "de"), Counter())
        others = {
            form: n for form, n in known.items() if form != word and form.isalpha() and form[:3] == word[:3] and n > 1
        }
        return bool(others) and self._replace(
            sentence, k, self._rng.choices(list(others), [n**0.5 for n in others.values()])[0]
        )

    def _other(self, sentence: Sentence, k: int, among: tuple[str, ...]) -> bool:
        word = sentence.words[k].lower()
        return word in among and self._replace(sentence, k, self._rng.choice([w for w in among if w != word]))

    def _missing(self, sentence: Sentence, k: int) -> bool:
        """A word of the frame, or a verb, is left out; its neighbour to the right is marked, at the end that to the
        left."""
        word = sentence.words[k]
        if not (word.lower() in self._frame or (word.islower() and persons(word))):
            return False
        if k + 1 < len(sentence.words) and not sentence.between[k + 1].isspace():
            return False
        sentence.drop(k)
        sentence.wrong[min(k, len(sentence.words) - 1)] = True
        return True

    def _doubled(self, sentence: Sentence, k: int) -> bool:
        if sentence.words[k].lower() not in self._frame or sentence.wrong[k]:
            return False
        sentence.put(k + 1, sentence.words[k].lower())
        return True

    def _moved(self, sentence: Sentence, k: int) -> bool:
        """A verb or a word of the frame stands one to five words further to the left or right."""
        word = sentence.words[k]
        if k == 0 or not word.islower() or not (word in self._frame or persons(word)):
            return False
        to = k + self._rng.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
        if not 0 < to < len(sentence.words):
            return False
        sentence.drop(k)
        sentence.put(to, word)
        return True

    def _turned(self, sentence: Sentence, k: int) -> bool:
        """Two neighbours in the wrong order."""
        if k == 0 or k + 1 >= len(sentence.words) or not sentence.between[k + 1].isspace():
            return False
        words = sentence.words
        if words[k] == words[k + 1] or sentence.wrong[k + 1]:
            return False
        words[k], words[k + 1] = words[k + 1], words[k]
        sentence.wrong[k] = sentence.wrong[k + 1] = True
        return True

    def _case(self, sentence: Sentence, k: int) -> bool:
        """A noun in lower case, another word in upper case."""
        word = sentence.words[k]
        if k == 0 or not word.isalpha() or len(word) < 4 or not word[1:].islower():
            return False
        sentence.words[k] = word.lower() if word[0].isupper() else word.capitalize()
        sentence.wrong[k] = True
        return True
