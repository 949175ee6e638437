"""Where the finite verb stands, and how often. German only.

A German main clause has its finite verb in the second place: "Gestern der Minister sprach" keeps the order of the
English. And a clause has one finite verb: "Der Minister hat gestern hat gesprochen".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.agreement import DETERMINERS, word_set
from audit.checks.clauses import LINKS, SUBORDINATORS, chunks
from audit.checks.subject_verb import Fragment, fragments
from audit.checks.verb_forms import AUXILIARIES, ambiguous
from audit.segment import sentences
from audit.words import Token

# Adverbs that fill the first place by themselves; "auch", "nur", "gerade" can go with the noun after them.
ALONE = word_set(
    "gestern heute vorgestern übermorgen danach dann daraufhin deshalb deswegen daher dennoch trotzdem anschließend "
    "inzwischen mittlerweile plötzlich damals seitdem manchmal nun jetzt leider natürlich vielleicht bald folglich "
    "infolgedessen gleichzeitig hoffentlich glücklicherweise"
)
_OPEN = LINKS | SUBORDINATORS | word_set("der die das den dem denen deren dessen sondern denn aber doch so je")


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A span (start, end) of the text, its right wording or None, and why it is wrong."""

    start: int
    end: int
    correction: str | None
    message: str


def misplaced(text: str, words: Sequence[Token]) -> Iterator[Misplaced]:
    """All clauses whose finite verb stands in the wrong place or twice, in the order of the text."""
    at = 0
    for start, end in sentences(text, "de"):
        first = at
        while at < len(words) and words[at].start < end:
            at += 1
        own = words[first:at]
        if own and len(own) <= 100:
            yield from _third_place(text, own, start)
            for part in fragments(text, own):
                yield from _twice(text, own, part)


def _third_place(text: str, words: Sequence[Token], start: int) -> Iterator[Misplaced]:
    """ "Gestern der Minister sprach": adverb, subject, verb."""
    part = fragments(text, words)[0]
    if words[0].text.lower() not in ALONE or part.last < 2 or text[start : words[0].start].strip():
        return
    parsed = chunks(words, part.first, part.last, opens=True)
    if len(parsed) < 3 or parsed[0].last or parsed[1].kind not in ("np", "pronoun") or parsed[2].kind != "verb":
        return
    subject, verb = parsed[1], parsed[2]
    form = words[verb.first].text
    if not set(subject.persons) & set(verb.persons) or (ambiguous(form) and form not in AUXILIARIES):
        return
    if subject.kind == "np" and words[subject.first].text not in DETERMINERS:
        return  # "Gestern Abend kam …"
    if any(chunk.kind == "verb" and words[chunk.first].text in AUXILIARIES for chunk in parsed[3:]):
        return
    begin, end = words[0].end + 1, words[verb.last].end
    moved = f"{form} {text[words[subject.first].start : words[subject.last].end]}"
    message = f'The finite verb "{form}" belongs in the second place, directly after "{words[0].text}".'
    yield Misplaced(begin, end, moved, message)


def _twice(text: str, words: Sequence[Token], part: Fragment) -> Iterator[Misplaced]:
    """ "Er hat gestern hat gesprochen": one auxiliary twice in a stretch that nothing divides."""
    seen: dict[str, int] = {}
    for i in range(part.first, part.last + 1):
        word = words[i].text
        if word.lower() in _OPEN and i > part.first:
            seen = {}
        elif word in AUXILIARIES and not ambiguous(word):
            if word in seen and i - seen[word] > 1:
                message = f'The finite verb "{word}" stands twice in one clause.'
                yield Misplaced(words[i].start, words[i].end, None, message)
                return
            seen[word] = i
