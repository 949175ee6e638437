"""Words in the wrong sense, told by the sense inventory (audit/senses.py): one of the two ways of the sense check.

The English word that a German word renders has an entry in the inventory; the German word is a rendering of some of its
senses; and the English words around speak for another sense. A German word that is in none of the entry's senses says
nothing: no inventory is complete.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from audit.checks.doubt import INVENTORY, TELLING, Doubt
from audit.estimate import probability
from audit.evidence import Evidence, partners
from audit.senses import Chooser, Entry, Sense, entries_of, holds, lemmas_of, renderings
from audit.surroundings import Floats
from audit.words import Word, words_of

PARTICLES = frozenset(
    ("ab", "an", "auf", "aus", "bei", "durch", "ein", "fest", "frei", "her", "hin", "los", "mit", "nach", "nieder",
     "statt", "teil", "um", "unter", "vor", "vorbei", "weg", "weiter", "wieder", "zu", "zurück", "zusammen")
)  # fmt: skip
TAIL = 5  # letters of a rendering that may be the last part of a compound
CLAUSE_END = frozenset(",.;:!?")


@dataclass(frozen=True, slots=True)
class Pair:
    """The words of a German text, the lemmas of its English, and what stands around each of these."""

    text: str
    words: tuple[Word, ...]
    english: tuple[str, ...]
    around: Floats | None


def doubts(text: str, evidence: Evidence, chooser: Chooser) -> tuple[Doubt, ...]:
    """The words of a German text that render an English word in another sense than its surroundings have, by place,
    each with the probability that it is wrong."""
    english = words_of(evidence.source, "en")
    pair = Pair(text, words_of(text, "de"), tuple(word.lemma for word in english), evidence.surroundings)
    out = []
    for i, linked in sorted(partners(evidence.links).items()):
        found = [
            doubt
            for j in linked
            for entry in entries_of(english[j], chooser.entries)
            if (doubt := _doubt(pair, (i, j), entry, chooser)) is not None
        ]
        if found:
            # An entry under which the word is fine excuses it: a noun and a verb may share their renderings.
            out.append(min(found, key=lambda doubt: doubt.probability))
    return tuple(out)


def _doubt(pair: Pair, at: tuple[int, int], entry: Entry, chooser: Chooser) -> Doubt | None:
    i, j = at
    own = rendered(pair.words, i, entry, pair.text)
    if not own or len(own) == len(entry.senses):
        return None
    shares = chooser.probabilities(entry, pair.english, j, None if pair.around is None else pair.around[j])
    sense = entry.senses[max((k for k in range(len(shares)) if k not in own), key=lambda k: float(shares[k]))]
    return Doubt(
        start=pair.words[i].start,
        end=pair.words[i].end,
        heard=entry.english,
        better=sense.german[0],
        probability=probability(chooser.offset + chooser.slope * against(float(sum(shares[k] for k in own)))),
        company=_company(pair.english, j, sense),
        told_by=INVENTORY,
    )


def against(right: float) -> float:
    """Log odds against a sense of that probability."""
    return log(max(1e-6, 1 - right) / max(1e-6, right))


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
