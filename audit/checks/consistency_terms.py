"""Where a document renders one term of its source in two ways (part of the check "consistency").

Only nouns that are linked to one source word and to no other, where that word is long enough to be a term, stands in
the source four times or more, and is rendered by one noun three times as often as by all others: a word that goes
one way here and another there ("people", "action") is no term. Words of one stem, and compounds of one another
(Ausschuss, Sonderausschuss), are one rendering.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from audit.checks.consistency_forms import Place, Variants
from audit.document import Segment
from audit.evidence import Evidence, partners
from audit.languages.tables import is_known
from audit.words import lemma, related

SHORTEST = 6  # letters of a source word that counts as a term
LEAST = 4  # times that it stands in the source
USUAL = 3  # times as often as all others together the first rendering must stand, or the word is none that has one


def renderings(segments: Sequence[Segment], evidences: Sequence[Evidence]) -> Iterator[Variants]:
    """German nouns by the source word that they stand for, where there are two of them; none without a given source."""
    found: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for index, (segment, evidence) in enumerate(zip(segments, evidences, strict=True)):
        if evidence.source_given:
            for term, noun, place in _terms(segment.text, evidence, index):
                found[term][noun].append(place)
    for nouns in found.values():
        if sum(map(len, nouns.values())) >= LEAST:
            variants = [places for _, places in sorted(_merged(nouns).items())]
            most, every = max(map(len, variants)), sum(map(len, variants))
            if len(variants) > 1 and most >= USUAL * (every - most):
                yield {_shortest(segments, places): places for places in variants}


def _terms(text: str, evidence: Evidence, index: int) -> Iterator[tuple[str, str, Place]]:
    """Source lemma, German lemma and place of every noun that is linked to one lower-case source word alone."""
    sources = partners((j, i) for i, j in evidence.links)
    for i, linked in partners(evidence.links).items():
        if len(linked) != 1 or len(sources[linked[0]]) != 1:
            continue
        word, other = evidence.words[i], evidence.source_words[linked[0]]
        noun, term = text[word.start : word.end], evidence.source[other.start : other.end]
        german = word.start and noun[0].isupper() and noun.isalpha() and is_known(noun, "de")
        if german and term.islower() and len(term) >= SHORTEST:
            yield lemma(term, "en"), lemma(noun, "de").replace("ß", "ss"), (index, word.start, word.end)


def _shortest(segments: Sequence[Segment], places: Sequence[Place]) -> str:
    """The shortest form in which a noun is written: the one without an ending, where it occurs."""
    return min((segments[i].text[start:end] for i, start, end in places), key=lambda form: (len(form), form))


def _merged(nouns: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    """The nouns without those that are a part or a derivation of another one, the more usual first."""
    out: dict[str, list[Place]] = {}
    for noun, places in sorted(nouns.items(), key=lambda item: (-len(item[1]), item[0])):
        same = next((other for other in out if related(noun, other)), noun)
        out.setdefault(same, [])
        out[same] = [*out[same], *places]
    return out
