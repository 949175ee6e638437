"""German verbs: person and number beside a pronoun, and the verb's place after "weil" and "dass". German only.

Only forms whose person is known from parallel text (languages/de/finite_verbs.txt) and subjects that cannot be
anything else ("ich", "du", "er", "wir", "man"; "sie" and "ihr" are several people) are judged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.checks.agreement import word_set
from audit.checks.fragments import fragments
from audit.checks.nouns import finite_verbs, is_adjective
from audit.checks.subject_verb import PERSON, WEAK, infinitives_go_on, mismatches
from audit.checks.verb_forms import persons as finite
from audit.checks.verb_place import misplaced
from audit.document import Segment
from audit.words import Token, adjacent, tokens

LONGEST = 40  # words of a clause that are looked at
_SUBORDINATORS = word_set("dass weil obwohl nachdem falls sodass wenn ob bevor während als damit")
# After these a verb in second place is wrong; "als", "während", "damit" and "ob" also begin other things.
_STRICT = word_set("dass weil obwohl nachdem falls sodass wenn bevor")
_AFTER_VERB = word_set(
    "und oder aber sowie als wie dass ob was wo wer wen wem warum wann woher wohin weil wenn zu denn sondern bis"
)
_DOUBLE_INFINITIVE = word_set("können müssen sollen dürfen wollen lassen sehen hören brauchen")
_LINKS = word_set("und oder sowie noch")


@dataclass(frozen=True, slots=True)
class VerbDoubt:
    """As grammar.Doubt, with the severity by name."""

    start: int
    end: int
    suggestion: str | None
    message: str
    rule: str
    severity: str
    confidence: float


def verb_doubts(segment: Segment) -> Iterator[VerbDoubt]:
    """All doubts about verbs in a segment, by rule."""
    text = segment.text
    words = list(tokens(text))
    for i, word in enumerate(words):
        person = PERSON.get(word.text.lower())
        if not person or (word.text[0].isupper() and i and word.text != "Du"):
            continue
        if (doubt := _beside(text, words, i, person)) is not None:
            yield doubt
        elif i and words[i - 1].text.lower() in _SUBORDINATORS and _joined(text, words, i - 1):
            yield from _subordinate(text, words, i, person)
    yield from _numbers(text, words)
    for found in misplaced(text, words):
        yield VerbDoubt(found.start, found.end, found.correction, found.message, "place", "major", 0.7)


def _joined(text: str, words: list[Token], i: int) -> bool:
    """Whether words i and i + 1 stand next to each other with one space between."""
    return i + 1 < len(words) and adjacent(text, words[i], words[i + 1])


def _person_doubt(start: int, end: int, subject: str, verb: str, confidence: float) -> VerbDoubt:
    message = f'The verb form "{verb}" does not go with the subject "{subject}".'
    return VerbDoubt(start, end, None, message, "person", "major", confidence)


def _beside(text: str, words: list[Token], i: int, person: str) -> VerbDoubt | None:
    """ "Wir geht" at the start of a sentence, "gehen er" with the subject after the verb."""
    subject = words[i]
    verbs = finite_verbs()
    if i == 0 and _joined(text, words, 0):
        persons = verbs.get(words[1].text, "") + finite(words[1].text) if finite(words[1].text) else ""
        called = person == "2" and is_adjective(words[1].text) and len(words) > 2 and words[2].text[0].isupper()
        if persons and person not in persons and not called:  # "Du liebe Zeit"
            return _person_doubt(subject.start, words[1].end, subject.text, words[1].text, 0.8)
    if i == 0 or not _joined(text, words, i - 1) or text[subject.end : subject.end + 1] == ",":
        return None
    verb = words[i - 1]
    form = verb.text.lower() if i == 1 else verb.text
    persons = (verbs.get(form, "") + finite(form)) if form in verbs and finite(form) else ""
    following = words[i + 1].text if i + 1 < len(words) else ""
    before = words[i - 2].text if i > 1 else ""
    if not persons or person in persons or following in _LINKS or before in ("zu", "und", "oder"):
        return None
    return _person_doubt(verb.start, subject.end, subject.text, verb.text, 0.75)


def _clause_end(text: str, words: list[Token], i: int) -> int:
    """Index of the last word of the clause that word i stands in: up to the next punctuation, LONGEST words at most."""
    last = i
    while last < i + LONGEST and last + 1 < len(words) and adjacent(text, words[last], words[last + 1]):
        last += 1
    return last


def _subordinate(text: str, words: list[Token], i: int, person: str) -> Iterator[VerbDoubt]:
    """Verb of the clause "weil er … .": in the wrong place, or in the wrong person at its end."""
    forms = finite_verbs()
    last = _clause_end(text, words, i)
    clause = [word.text for word in words[i + 1 : last + 1]]
    if len(clause) < 1:
        return
    ends = bool(re.match(r"\s?[,.;:!?–]", text[words[last].end : words[last].end + 2])) or last == len(words) - 1
    second, final = clause[0], clause[-1]
    strict = words[i - 1].text.lower() in _STRICT
    agrees = [k for k, word in enumerate(clause) if person in forms.get(word, "")]
    if strict and len(clause) > 1 and agrees == [0] and ends and clause[1] not in _AFTER_VERB and second.islower():
        if final in _DOUBLE_INFINITIVE or any(word in _AFTER_VERB for word in clause[1:]):
            return
        moved = " ".join([words[i].text, *clause[1:], second])
        message = f'After "{words[i - 1].text}" the finite verb "{second}" belongs at the end of the clause.'
        yield VerbDoubt(words[i].start, words[last].end, moved, message, "order", "minor", 0.6)
    elif not agrees and ends and len(clause) > 1 and final in forms and not any(word in _LINKS for word in clause):
        parts = fragments(text, words)
        if any(part.last == last and infinitives_go_on(words, parts, n) for n, part in enumerate(parts)):
            return
        yield _person_doubt(words[last].start, words[last].end, words[i].text, final, 0.6)


def _numbers(text: str, words: list[Token]) -> Iterator[VerbDoubt]:
    """Verbs in another number than their subject, see subject_verb.py."""
    for found in mismatches(text, words):
        subject, verb = text[slice(*found.subject)], text[slice(*found.verb)]
        message = f'The verb form "{verb}" does not go with the subject "{subject}".'
        severity = "minor" if found.confidence == WEAK else "major"
        yield VerbDoubt(*found.verb, found.correction, message, "number", severity, found.confidence)
