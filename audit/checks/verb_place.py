"""Where the finite verb stands, and how often. German only.

A German main clause has its finite verb in the second place: "Gestern der Minister sprach" keeps the order of the
English, and so does "…, der Minister sagte" after what he said. And a clause has one finite verb: "Der Minister hat
gestern hat gesprochen".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.checks.agreement import DETERMINERS, word_set
from audit.checks.clauses import LINKS, RELATIVES, SUBORDINATORS, Chunk, chunks
from audit.checks.fragments import Fragment, by_sentence, fragments
from audit.checks.nouns import letters_of
from audit.checks.verb_forms import AUXILIARIES, ambiguous
from audit.words import Token

# Adverbs that fill the first place by themselves; "auch", "nur", "gerade" can go with the noun after them.
ALONE = word_set(
    "gestern heute vorgestern übermorgen danach dann daraufhin deshalb deswegen daher dennoch trotzdem anschließend "
    "inzwischen mittlerweile plötzlich damals seitdem manchmal nun jetzt leider natürlich vielleicht bald folglich "
    "infolgedessen gleichzeitig hoffentlich glücklicherweise"
)
SPEECH = word_set(
    "sagte sagten sagt sagen erklärte erklärten erklärt berichtete berichteten berichtet betonte betonten meinte "
    "meinten meint behauptete behaupteten behauptet fügte schrieb schrieben schreibt bestätigte kündigte warnte warnten"
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
    for start, end, own in by_sentence(text, words):
        if own and len(own) <= 100:
            parts = fragments(text, own, end)
            yield from _third_place(text, own, parts[0], start)
            yield from _attribution(text, own, parts)
            for part in parts:
                yield from _twice(text, own, part)


def _third_place(text: str, words: Sequence[Token], part: Fragment, start: int) -> Iterator[Misplaced]:
    """ "Gestern der Minister sprach": adverb, subject, verb. part: the first of a sentence that begins at `start`."""
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


def _attribution(text: str, words: Sequence[Token], parts: Sequence[Fragment]) -> Iterator[Misplaced]:
    """ "Das ist falsch, der Minister sagte": who speaks stands after the verb where the speech comes first."""
    last = parts[-1]
    if len(parts) < 2 or not 1 <= last.last - last.first <= 6 or not re.fullmatch(r"[“”\"»«]?,", last.before):
        return
    if not re.match(r"[.!?]|$", last.behind) or words[last.first].text.lower() in SUBORDINATORS | {"dem", "den"}:
        return
    parsed = chunks(words, last.first, last.last, opens=False)
    # "erklärte" could be an adjective, too
    verb = next((i for i, c in enumerate(parsed) if c.kind == "verb" or words[c.first].text in SPEECH), 0)
    form = words[parsed[verb].first].text
    if parts[-2].last - parts[-2].first < 3 or any(chunk.kind in ("np", "pronoun") for chunk in parsed[verb + 1 :]):
        return
    if (
        words[last.first].text[0].isdigit()
        or form not in SPEECH
        or any(chunk.kind != "np" for chunk in parsed[:verb])
        or not verb
    ):
        return
    if words[last.first].text in RELATIVES and not _speaker(words, parsed[0], parsed[verb]):
        return
    begin, end = words[last.first].start, words[parsed[verb].last].end
    moved = f"{form} {text[begin : words[parsed[verb - 1].last].end]}"
    yield Misplaced(begin, end, moved, f'After the speech, the verb "{form}" stands before the speaker.')


def _speaker(words: Sequence[Token], subject: Chunk, verb: Chunk) -> bool:
    """Whether "der …" before the verb is article and noun in the nominative, in the verb's number. A relative pronoun
    is followed by what it says and to whom ("…, die Reportern sagte"): by another case or number, or a bare name."""
    nouns = [w.text for w in words[subject.first + 1 : subject.last + 1] if w.text[0].isupper()]
    return bool(nouns and letters_of(nouns[0])[0] and subject.cells and set(subject.persons) & set(verb.persons))


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
