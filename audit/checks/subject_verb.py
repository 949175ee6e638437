"""The number of the verb against that of its subject. German only.

In a clause with one finite verb, "der Lehrer" or "er" can only be the subject, and the verb must have its number; and
where nothing in the clause can be the subject in the verb's number, but something could in the other, one of the two is
wrong. Clauses that are read: the one that opens a sentence (also past a relative clause: "Der Lehrer, den wir kennen,
lacht"), its continuation after "und", and those that a subordinator or relative pronoun opens. A clause with anything
that is not understood gives no doubt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.checks.agreement import DETERMINERS, word_set
from audit.checks.clauses import LINKS, RELATIVES, Chunk, chunks, is_quantity
from audit.checks.fragments import Fragment, by_sentence, fragments, opener, unsafe, verb_final
from audit.checks.nouns import letters_of
from audit.checks.verb_forms import AUXILIARIES, COPULAS, ambiguous, in_number, infinitive, persons
from audit.languages.tables import is_known
from audit.words import Token

LONGEST = 100  # words of a sentence that is read
SURE, LIKELY, WEAK = 0.8, 0.6, 0.1
PERSON = {"ich": "1", "du": "2", "er": "3", "man": "3", "wir": "p"}
_COPULAR = ("sein", "werden", "bleiben", "gewesen", "geworden", "geblieben")
_INFINITIVES = ("haben", "werden", "können", "müssen", "sollen", "wollen", "dürfen", "mögen", "sein")
_WITH_INFINITIVE = word_set(
    "können müssen sollen wollen dürfen mögen werden lassen helfen gehen kommen sehen hören fühlen lernen lehren "
    "bleiben brauchen heißen haben schicken"
)
_NOMINAL = ("np", "pronoun", "zu")
# Verbs of saying, thinking and showing have a clause as their object, not as their subject ("Die Zeugen sagt, dass …").
_TELLING = word_set(
    "sagen meinen glauben behaupten vermuten hoffen denken wissen fürchten befürchten fordern berichten betonen "
    "erwarten schätzen ergeben zeigen argumentieren finden beklagen kritisieren warnen erzählen schreiben antworten "
    "fragen melden beobachten verlangen versprechen planen versuchen verstehen erfahren"
)
_TELLING_WITH = {
    ("nehmen", "an"), ("geben", "an"), ("geben", "zu"), ("geben", "bekannt"), ("stellen", "fest"), ("teilen", "mit"),
    ("kündigen", "an"), ("weisen", "hin"), ("räumen", "ein"), ("gehen", "aus"), ("sehen", "vor"), ("sagen", "voraus"),
}  # fmt: skip
_WITHOUT_SUBJECT = ("wie", "was", "wo", "wann", "warum", "wohin", "womit", "wen", "wem")
_OBJECTS = ("dass", "daß", "ob", "wie", "warum", "wo", "wann")  # "Die Antwort weiß, wer …": that one is a subject
_SENTENCES = ("dass", "daß", "ob", "wie", "wer", "was", "wenn", "warum", "wo", "wann", "zu", "um")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """subject and verb as spans (start, end) in the text; correction: the verb in the subject's number, or None.

    confidence  SURE where the subject can be nothing else, LIKELY where nothing else can be the subject, WEAK where
                another reading is open: only a language model can tell"""

    subject: tuple[int, int]
    verb: tuple[int, int]
    correction: str | None
    confidence: float


def mismatches(text: str, words: Sequence[Token]) -> Iterator[Mismatch]:
    """All clauses whose verb has a number that its subject cannot have, in the order of the text."""
    for start, end, inside in by_sentence(text, words):
        own = [Token(word.start - start, word.end - start, word.text) for word in inside]
        for found in _in_sentence(text[start:end], own):
            subject, verb = ((a + start, b + start) for a, b in (found.subject, found.verb))
            yield replace(found, subject=subject, verb=verb)


def _in_sentence(text: str, words: Sequence[Token]) -> Iterator[Mismatch]:
    parts = fragments(text, words)
    if not parts or len(words) > LONGEST:
        return
    lowered = [word.text.lower() for word in words]
    for n, part in enumerate(parts):
        if unsafe(lowered, part, n):
            continue
        if verb_final(words, part, n) is not None:
            yield from _subordinate(words, parts, n)
        elif n == 0 or (part.before.rstrip('„“"»') == ":" and words[part.first].text[0].isupper()):
            yield from _main(words, parts[n:])
        else:
            yield from _pronoun_first(words, part)


def _subordinate(words: Sequence[Token], parts: Sequence[Fragment], n: int) -> Iterator[Mismatch]:
    if infinitives_go_on(words, parts, n) or _has_no_subject(words, parts[n], n):
        return
    part, kind = parts[n], opener(words, parts[n], n)
    word = words[part.first].text.lower()
    pronoun = None
    start = part.first + (2 if kind == "governed" else 1)
    if kind == "relative":
        pronoun = Chunk("pronoun", part.first, part.first, _relative(words, parts, n, word))
    elif word in ("wer", "was", "welche", "welcher", "welches"):
        pronoun = Chunk("pronoun", part.first, part.first, "3p")
    if start >= part.last:
        return
    inner = chunks(words, start, part.last - 1, opens=False)
    if any(c.kind == "link" for c in inner):
        return
    others = [words[c.first].text for c in inner if c.kind == "verb"]
    if any((form in AUXILIARIES and form not in _INFINITIVES) or not ambiguous(form) for form in others):
        return  # another finite verb: no plain clause
    if words[part.last].text not in AUXILIARIES and others:
        return
    verb = Chunk("verb", part.last, part.last, persons(words[part.last].text))
    clause = [c for c in inner if c.kind != "verb"] + ([pronoun] if pronoun else [])
    yield from _verdict(words, clause, verb, parts, n)


def infinitives_go_on(words: Sequence[Token], parts: Sequence[Fragment], n: int) -> bool:
    """Whether a clause ends in the first of several infinitives: "was man sehen, hören und riechen kann". The finite
    verb of them all stands at the end; "wenn Kinder schlafen, gehen wir" has none there."""
    if not _is_infinitive(words[parts[n].last].text):
        return False
    for part in parts[n + 1 :]:
        if part.before != "," or not _is_infinitive(words[part.first].text):
            return False
        if part.first < part.last:
            return words[part.last].text in AUXILIARIES
    return False


def _has_no_subject(words: Sequence[Token], part: Fragment, n: int) -> bool:
    """Whether an infinitive without a subject may close a question or comparison: "Wie ein Buch aus dem Regal nehmen",
    "Töne, wie nur Musik klingen"; inside a sentence that has no article."""
    opening = words[part.first].text.lower()
    if n and any(word.text in DETERMINERS for word in words[part.first : part.last]):
        return False
    return (
        opening in _WITHOUT_SUBJECT
        and _is_infinitive(words[part.last].text)
        and not any(word.text in PERSON for word in words[part.first : part.last])
    )


def _is_infinitive(form: str) -> bool:
    return infinitive(form) == form


def _relative(words: Sequence[Token], parts: Sequence[Fragment], n: int, word: str) -> str:
    """The persons of a relative pronoun; "die" takes its number from the phrases before it."""
    if word in ("den", "dem", "denen", "dessen", "deren"):
        return ""
    if word != "die":
        return "3"
    if n == 0 or parts[n].before != ",":
        return "3p"
    before = chunks(words, parts[n - 1].first, parts[n - 1].last, opens=n == 1)
    heads = [c for c in before if c.kind in ("np", "pp")]
    if not heads or before[-1].kind == "pronoun" or not all(_is_known_head(words, c) for c in heads):
        return "3p"
    return ("3" if any(cell[0] == "f" for c in heads for cell in c.cells) else "") + (
        "p" if any(cell[0] == "p" for c in heads for cell in c.cells) else ""
    ) or "3p"


def _is_known_head(words: Sequence[Token], phrase: Chunk) -> bool:
    """Whether it is known what a phrase is about: no measure, and no name or unknown word behind its noun."""
    last = words[phrase.last].text
    return bool(phrase.cells) and not is_quantity(last) and bool(letters_of(last)[0])


def _main(words: Sequence[Token], parts: Sequence[Fragment]) -> Iterator[Mismatch]:
    """The clause that opens the sentence, its verb in the second place."""
    part = parts[0]
    front = chunks(words, part.first, part.last, opens=True)
    at = _second_place(words, front)
    if at is None:
        yield from _resumed(words, parts, front)
        return
    verb, rest = front[at], front[at + 1 :]
    link = next((i for i, c in enumerate(rest) if c.kind == "link"), len(rest))
    clause = front[:at] + rest[:link]
    may_be_subject = "p" not in verb.persons and not _has_clause_as_object(words, parts, front[0], verb, rest)
    if link == len(rest) and parts[1:] and _goes_on(words, parts[1], singular=may_be_subject):
        return
    if not _plain(words, front[:at], verb, rest):
        return
    yield from _verdict(words, clause, verb, parts, 0, whole=link == len(rest))
    alone = not any(c.kind in _NOMINAL and set(c.persons) & set(verb.persons) for c in rest[:link])
    yield from _continued(words, front[:at], verb, rest[link:], alone=alone)


def _pronoun_first(words: Sequence[Token], part: Fragment) -> Iterator[Mismatch]:
    """ "…, er haben": a pronoun that can only be a subject, directly before its verb."""
    pronoun, verb = words[part.first], words[min(part.first + 1, part.last)]
    person = PERSON.get(pronoun.text, "")
    if part.before == "," and person and person not in (found := persons(verb.text)) and found and (
        verb.text in AUXILIARIES or not ambiguous(verb.text)
    ):  # fmt: skip
        subject = Chunk("pronoun", part.first, part.first, person, sure=True)
        yield _mismatch(words, subject, Chunk("verb", part.first + 1, part.first + 1, found), SURE)


def _second_place(words: Sequence[Token], front: Sequence[Chunk]) -> int | None:
    """The index of the finite verb after the first constituent (with its attributes), None where there is none."""
    verb = next((i for i, c in enumerate(front) if c.kind == "verb"), None)
    if not verb or any(c.kind in ("link", "zu") for c in front[:verb]):
        return None
    first, more = front[0], front[1:verb]
    if first.sure and first.kind == "np":  # nothing else can come before the verb
        return None if any(c.kind == "pronoun" or (c.kind == "np" and not c.cells) for c in more) else verb
    if first.kind == "np":
        return verb if all(c.kind == "pp" or (c.kind == "np" and c.cells) for c in more) else None
    return verb if not any(c.kind in ("np", "pronoun") and c.persons for c in more) else None


def _plain(words: Sequence[Token], front: Sequence[Chunk], verb: Chunk, rest: Sequence[Chunk]) -> bool:
    """Whether the verb is surely the finite one: no infinitive before it ("Das Auto waschen will …")."""
    form = words[verb.first].text
    following = words[rest[0].first].text if rest and rest[0].kind == "verb" else ""
    if following and (form not in AUXILIARIES or (following in AUXILIARIES and not ambiguous(following))):
        return False
    if ambiguous(form) and any(c.kind == "other" for c in front[1:]):
        return False
    if words[0].text == "Wie" and verb.first == 1 and ambiguous(form) and infinitive(form) != form:
        return False  # "Wie besprochen sende ich …": a participle
    if form in AUXILIARIES:
        return True
    link = next((i for i, c in enumerate(rest) if c.kind == "link"), len(rest))
    if any(c.kind == "verb" and words[c.first].text in AUXILIARIES for c in rest[:link]):
        return False
    if not ambiguous(form) or front[0].sure or not rest:
        return not ambiguous(form) or front[0].sure
    if rest[0].kind == "link":  # "Die Gäste lachen und sind froh"
        return len(rest) > 1 and rest[1].kind == "verb" and not ambiguous(words[rest[1].first].text)
    return rest[0].kind != "pp"


def _has_clause_as_object(
    words: Sequence[Token], parts: Sequence[Fragment], first: Chunk, verb: Chunk, rest: Sequence[Chunk]
) -> bool:
    """Whether the clause that follows is what somebody says, thinks or shows, and nothing between verb and comma could
    be either. first: the phrase that opens the sentence; more than a bare word, which may be a name, and ending in a
    noun."""
    if len(parts) < 2 or parts[1].before != "," or words[parts[1].first].text not in _OBJECTS:
        return False
    if any(chunk.kind not in ("other", "pp") for chunk in rest):
        return False
    if first.first == first.last or not letters_of(words[first.last].text)[0]:
        return False
    base = infinitive(words[verb.first].text)
    return base in _TELLING or (base, words[parts[0].last].text) in _TELLING_WITH


def _goes_on(words: Sequence[Token], following: Fragment, *, singular: bool) -> bool:
    """Whether the next fragment may hold the subject: a clause as subject, or further members of a list."""
    opener = words[following.first].text
    second = words[following.first + 1].text if following.first < following.last else ""
    if singular and (opener in _SENTENCES or second == "zu" or words[following.last - 1].text == "zu"):
        return True
    return opener[0].isupper() or (opener in RELATIVES and second[:1].isupper()) or opener in LINKS


def _resumed(words: Sequence[Token], parts: Sequence[Fragment], front: Sequence[Chunk]) -> Iterator[Mismatch]:
    """ "Der Lehrer, den wir kennen, lacht": subject, relative clause, verb."""
    if (
        len(parts) < 3
        or verb_final(words, parts[1], 1) is None
        or parts[2].before != ","
        or infinitives_go_on(words, parts, 1)
    ):
        return
    if words[parts[1].first].text not in RELATIVES and words[parts[1].first + 1].text not in RELATIVES:
        return
    after = chunks(words, parts[2].first, parts[2].last, opens=False)
    if after[0].kind != "verb" or any(c.kind in ("link", "verb", "zu", "other") for c in front):
        return
    verb, rest = after[0], after[1:]
    link = next((i for i, c in enumerate(rest) if c.kind == "link"), len(rest))
    if not _plain(words, front, verb, rest) and rest:
        return
    yield from _verdict(words, [*front, *rest[:link]], verb, parts, 2, whole=link == len(rest))
    yield from _continued(words, front, verb, rest[link:], alone=False)


def _continued(
    words: Sequence[Token], front: Sequence[Chunk], verb: Chunk, rest: Sequence[Chunk], *, alone: bool
) -> Iterator[Mismatch]:
    """ "Der Lehrer lacht und singt": after a subject in the first place, "und" with a verb goes on with it.
    alone: nothing else in the clause can be the subject of its verb."""
    if len(rest) < 2 or rest[1].kind != "verb" or not front or front[0].kind not in _NOMINAL:
        return
    second, behind = rest[1], rest[2:]
    form = words[second.first].text
    agreed = set(front[0].persons) & set(verb.persons)
    if not agreed or not (front[0].sure or front[0].persons == "p" or alone):
        return
    if any(c.kind in ("link", "zu") or (c.kind in _NOMINAL and c.sure) for c in behind):
        return
    if behind and words[behind[0].first].text == "Sie":
        return  # a request: "und fragen Sie mich nicht"
    follows = bool(behind) and behind[0].kind in ("np", "other", "pronoun")
    if form not in AUXILIARIES and ambiguous(form) and not follows and not _finite_here(words, verb, second):
        return
    if not set(second.persons) & agreed:
        subject = replace(front[0], persons="".join(agreed))
        certain = front[0].sure or front[0].persons == "p"  # its first verb has confirmed it
        yield _mismatch(words, subject, second, SURE if certain else LIKELY)


def _finite_here(words: Sequence[Token], verb: Chunk, second: Chunk) -> bool:
    """Whether an infinitive after "und" can only be a finite plural: nothing before it asks for an infinitive."""
    form = words[second.first].text
    asks = infinitive(words[verb.first].text) in _WITH_INFINITIVE
    zu = any(word.text == "zu" or "zu" in word.text[2:6] for word in words[verb.last + 1 : second.first])
    return infinitive(form) == form and not asks and not zu


def _verdict(
    words: Sequence[Token],
    clause: Sequence[Chunk],
    verb: Chunk,
    parts: Sequence[Fragment],
    n: int,
    *,
    whole: bool = True,
) -> Iterator[Mismatch]:
    """The mismatch of a clause, if there is one: its chunks but the verb, the subject most likely first."""
    nominals = [c for c in clause if c.kind in _NOMINAL and c.persons]
    able = [c for c in nominals if set(c.persons) & set(verb.persons)]
    sure = [c for c in nominals if c.sure and not set(c.persons) & set(verb.persons)]
    open_end = parts[n].behind[:1] == ","  # further subjects may follow: "Es kamen der Chef, seine Frau und …"
    listed = [c for c in nominals if open_end and (c.last == parts[n].last or c.first > verb.first)]
    copula = (
        words[verb.first].text in COPULAS
        or words[verb.first - 1].text in _COPULAR
        or words[parts[n].last].text in _COPULAR
    )
    if sure and not listed and (not able or not copula):
        yield _mismatch(words, sure[0], verb, SURE)
    elif nominals and not able and whole and not (listed and (listed[0].sure or "p" in verb.persons)):
        yield _mismatch(words, nominals[0], verb, LIKELY)
    elif nominals and not listed and _may_clash(words, nominals[0], verb):
        yield _mismatch(words, nominals[0], verb, WEAK)


def _may_clash(words: Sequence[Token], first: Chunk, verb: Chunk) -> bool:
    """Whether the phrase before the verb is the subject in all likelihood, in the wrong number: a noun ("Die Preise
    bestimmt der Markt" is right all the same) or a bare name before a plural."""
    if first.kind != "np" or first.last != verb.first - 1 or words[verb.first].text in COPULAS - AUXILIARIES.keys():
        return False
    bare = words[first.first].text
    name = first.persons == "3p" and bare.lower() not in DETERMINERS and first.last - first.first < 2
    name = name and not bare.isupper() and not is_known(bare.lower(), "de")
    return not set(first.persons) & set(verb.persons) or (name and verb.persons == "p")


def _mismatch(words: Sequence[Token], subject: Chunk, verb: Chunk, confidence: float) -> Mismatch:
    form = words[verb.first].text
    plural = subject.persons == "p" if subject.persons in ("3", "p") else verb.persons != "p"
    known = set(verb.persons) <= set("13p") and subject.persons in ("3", "p", "3p")
    return Mismatch(
        (words[subject.first].start, words[subject.last].end),
        (words[verb.first].start, words[verb.last].end),
        in_number(form, plural) if known else None,
        confidence,
    )
