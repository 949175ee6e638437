"""Words in another sense, planted by the sense inventory (audit/languages/de/senses): pairs of a right German sentence
and one in which a word renders another sense of its English word.

From the parallel corpus: where the German has a rendering of some senses of an English word, but not of all, it gives
way to a rendering of another sense, in the same form. Of our own English sentences (the examples of the inventory and
sense_sentences.tsv), whose sense is known, the model's translations are taken: one that hits the sense gets a word in
another one, and one that misses it, a rendering of the right one. Every rendering is taken about as often where it is
wrong as where it is right, so that only what stands around can tell.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exchanges import Exchange, form_like
from planting import Corpus

from audit.checks.nouns import nouns
from audit.checks.sense_choice import rendered
from audit.senses import Entry, entries_of, renderings
from audit.words import Word, lemma, words_of

Name = tuple[str, str]  # English lemma and part of speech

EACH = 24  # uses of a sense at most
LENGTHS = 16, 330  # characters of both sides
BY_SENTENCE = 2  # exchanges in a sentence at most
SOUGHT, TRIED = 5, 6  # renderings of a sense that may take a word's place, and how many of all are tried
UNLIKE = 0.7  # share of nouns of another gender in their base form that are left out: the article would betray them
ADJECTIVE = ("e", "en", "er", "es", "em")
UNFIT = frozenset({"kde_ui", "ui_short", "yast", "php_manual"})  # origins without sentences


@dataclass(slots=True)
class Planter:
    """forms: German lemma -> its forms and how often they stand in the corpus."""

    entries: Mapping[str, tuple[Entry, ...]]
    forms: Mapping[str, Counter[str]]
    rng: random.Random
    used: Counter[tuple[Name, int]] = field(default_factory=Counter)
    right: Counter[tuple[Name, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[Name, str]] = field(default_factory=Counter)

    def of_corpus(self, corpus: Corpus) -> Iterator[tuple[Name, Exchange]]:
        """The exchanges that the corpus has room for, with the entry that each is about."""
        rows = list(corpus.pairs)
        self.rng.shuffle(rows)
        for source, german, origin in rows:
            if origin not in UNFIT and all(LENGTHS[0] <= len(side) < LENGTHS[1] for side in (source, german)):
                yield from self._of_pair(source, german)

    def _of_pair(self, source: str, german: str) -> Iterator[tuple[Name, Exchange]]:
        found = [entry for word in words_of(source, "en") for entry in entries_of(word, self.entries)]
        if not found:
            return
        self.rng.shuffle(found)
        words, count = words_of(german, "de"), 0
        for entry in found:
            name = entry.english, entry.part
            hit = only(words, entry, german)
            if hit is None:
                continue
            place, own = hit
            sense = min(own, key=lambda k: self.used[name, k])
            # Of a verb whose particle stands elsewhere one word cannot be exchanged.
            whole = {words[place].lower, words[place].lemma} & renderings(entry.senses[sense])
            if self.used[name, sense] >= EACH or (entry.part == "verb" and not whole):
                continue
            for other in self._others(entry, own, words[place])[:TRIED]:
                form = self.form(words[place], other, entry.part)
                if form and form != words[place].text:
                    self.used[name, sense] += 1
                    self.right[name, words[place].text] += 1
                    self.wrong[name, other] += 1
                    yield name, Exchange(source, german, put(german, words[place], form), place)
                    count += 1
                    break
            if count == BY_SENTENCE:
                return

    def _others(self, entry: Entry, own: set[int], word: Word) -> list[str]:
        """Renderings of other senses, those first that have been wrong less often than right."""
        name, mine = (entry.english, entry.part), {form for k in own for form in renderings(entry.senses[k])}
        others = [g for k, sense in enumerate(entry.senses) if k not in own for g in sense.german[:SOUGHT]]
        fitting = [g for g in others if not {g.lower(), lemma(g, "de")} & mine and apart(g, word)]
        return sorted(fitting, key=lambda g: self.wrong[name, g] - self.right[name, g] + self.rng.random())

    def of_own(
        self, name: Name, sense: int, english: str, hypotheses: Sequence[str]
    ) -> Iterator[tuple[Name, Exchange]]:
        """What the translations of a sentence of our own give: one pair at most from those that hit the sense, and one
        from those that miss it."""
        entry = next(one for one in self.entries[name[0]] if one.part == name[1])
        mine, got = renderings(entry.senses[sense]), set[bool]()
        for text in dict.fromkeys(hypotheses):
            words = words_of(text, "de")
            hit = only(words, entry, text)
            if hit is None or (sense in hit[1]) in got:
                continue
            place, own = hit
            if sense in own:
                others = [
                    g for k, one in enumerate(entry.senses) if k not in own for g in one.german[:SOUGHT]
                    if g.lower() not in mine
                ]  # fmt: skip
            else:
                others = list(entry.senses[sense].german[:SOUGHT])
            self.rng.shuffle(others)
            for other in others:
                form = self.form(words[place], other, entry.part) if apart(other, words[place]) else None
                if form and form != words[place].text:
                    pair = text, put(text, words[place], form)
                    yield name, Exchange(english, *(pair if sense in own else pair[::-1]), place)
                    got.add(sense in own)
                    break

    def form(self, word: Word, other: str, part: str) -> str | None:
        """`other`, a base form, in the form of the word; None where none is known."""
        if " " in other:
            return None
        kind = nouns().get(word.text, ("", 0))[0]
        if word.lower == word.lemma:
            if other[0].isupper() != word.text[0].isupper():
                return None
            theirs = nouns().get(other, ("", 0))[0]
            unlike = 0 < len(kind) < 3 and bool(theirs) and not set(theirs) & set(kind)
            return None if part == "noun" and unlike and self.rng.random() < UNLIKE else other
        if part == "adjective":
            for ending in ADJECTIVE:
                if word.lower == word.lemma + ending:
                    return other.removesuffix("e") + ending
        known = self.forms.get(lemma(other, "de")) or self.forms.get(other.lower()) or Counter()
        return form_like(word.text, known, kind if part == "noun" else "")


def only(words: Sequence[Word], entry: Entry, text: str) -> tuple[int, set[int]] | None:
    """The one word of a German text that renders some senses of an entry, but not all, and which; None where there is
    no such word, or more than one."""
    hits = [(place, own) for place in range(len(words)) if (own := rendered(words, place, entry, text))]
    return hits[0] if len(hits) == 1 and len(hits[0][1]) < len(entry.senses) else None


def apart(other: str, word: Word) -> bool:
    """Whether a rendering has another stem than the word: Bank, Bankhaus are hardly two senses."""
    return other[:4].lower() != word.lower[:4] and not other.lower().endswith(word.lower)


def put(text: str, word: Word, form: str) -> str:
    return text[: word.start] + form + text[word.end :]
