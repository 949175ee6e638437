"""Words in the wrong sense, told by the sense inventory (audit/senses.py): one of the two ways of the sense check.

The English word that a German word renders has an entry in the inventory; the German word is a rendering of some of its
senses; and the English words around speak for another sense. A German word that is in none of the entry's senses says
nothing: no inventory is complete.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.doubt import INVENTORY, TELLING, Doubt
from audit.evidence import Evidence, partners
from audit.senses import Chooser, Entry, Sense, entries_of, holds, lemmas_of, renderings
from audit.words import Word, tokens, words_of

PARTICLES = frozenset(
    ("ab", "an", "auf", "aus", "bei", "durch", "ein", "fest", "frei", "her", "hin", "los", "mit", "nach", "nieder",
     "statt", "teil", "um", "unter", "vor", "vorbei", "weg", "weiter", "wieder", "zu", "zurück", "zusammen")
)  # fmt: skip
TAIL = 5  # letters of a rendering that may be the last part of a compound
CLAUSE_END = frozenset(",.;:!?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A German word text[start:end] as a rendering of an English word of the inventory.

    right    probability of the senses that it renders, 0-1
    better   the likeliest of the others; company: what in the text speaks for that
    heard    what the cross-encoder's judge of senses says of the word (logit); None where it has not read it"""

    start: int
    end: int
    entry: Entry
    right: float
    better: Sense
    company: tuple[str, ...]
    heard: float | None


def doubts(text: str, evidence: Evidence, chooser: Chooser) -> tuple[Doubt, ...]:
    """The words of a German text that render an English word in another sense than its surroundings have, by place,
    each with the probability that it is wrong."""
    out = []
    for found in choices(text, evidence, chooser):
        told = [(chooser.wrong(one.right, one.heard, given=evidence.source_given), one) for one in found]
        # An entry under which the word is fine excuses it: a noun and a verb may share their renderings.
        wrong, one = min(told, key=lambda pair: pair[0])
        better = one.better.german[0]
        judged = one.heard is not None
        out.append(Doubt(one.start, one.end, one.entry.english, better, wrong, one.company, INVENTORY, judged))
    return tuple(out)


def strangeness(text: str, evidence: Evidence) -> dict[int, float]:
    """What the cross-encoder's judge of senses says of the words of a text (logits), by where they start; {} where it
    has not read them."""
    if not (evidence.opinion and evidence.opinion.sense):
        return {}
    return {word.start: logit for word, logit in zip(tokens(text), evidence.opinion.sense, strict=True)}


def choices(text: str, evidence: Evidence, chooser: Chooser) -> Iterator[list[Choice]]:
    """For each German word that renders some senses of an English one, but not all, the entries that this may be."""
    english, german = words_of(evidence.source, "en"), words_of(text, "de")
    lemmas = tuple(word.lemma for word in english)
    heard = strangeness(text, evidence)
    for i, linked in sorted(partners(evidence.links).items()):
        found = []
        named = [(j, entry) for j in linked for entry in entries_of(english[j], chooser.entries)]
        for j, entry in named:
            own = rendered(german, i, entry, text)
            if own and len(own) < len(entry.senses):
                seen = None if evidence.surroundings is None else evidence.surroundings[j]
                shares = [float(share) for share in chooser.probabilities(entry, lemmas, j, seen)]
                _, other = max((share, -k) for k, share in enumerate(shares) if k not in own)
                better = entry.senses[-other]
                right, company = sum(shares[k] for k in own), _company(lemmas, j, better)
                found.append(
                    Choice(german[i].start, german[i].end, entry, right, better, company, heard.get(german[i].start))
                )
        if found:
            yield found


def _company(lemmas: Sequence[str], at: int, sense: Sense) -> tuple[str, ...]:
    """What in the text speaks for a sense by name: its phrases, then its cues, nearest first; () where none does, and
    only likeness and the sense's share have decided."""
    phrases = [phrase for phrase in sense.phrases if holds(lemmas, at, lemmas_of(phrase))]
    there = sorted((abs(k - at), word) for k, word in enumerate(lemmas) if word in sense.cues)
    return tuple(dict.fromkeys([*phrases, *(word for _, word in there)]))[:TELLING]


def rendered(words: Sequence[Word], i: int, entry: Entry, text: str) -> set[int]:
    """The senses of an entry that the word at place i of a German text is a rendering of."""
    forms = set(_forms(words, i, entry.part, text))
    exact = {k for k, sense in enumerate(entry.senses) if forms & renderings(sense)}
    if exact or entry.part != "noun":
        return exact
    return {
        k
        for k, sense in enumerate(entry.senses)
        if any(len(r) >= TAIL and form.endswith(r) for r in renderings(sense) for form in forms)
    }


def _forms(words: Sequence[Word], i: int, part: str, text: str) -> Iterator[str]:
    """The word as it stands and its lemma; of a verb with a particle at the end of its clause the whole verb only."""
    word = words[i]
    if part == "verb":
        for other in words[i + 1 :]:
            rest = text[other.end : other.end + 1]
            if other.lower in PARTICLES and (not rest or rest in CLAUSE_END):
                yield other.lower + word.lemma
                return
            if rest in CLAUSE_END:
                break
    yield word.lower
    yield word.lemma
