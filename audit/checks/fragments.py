"""A German sentence cut at its punctuation, and which of the pieces are subordinate clauses. German only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.checks.agreement import DETERMINERS
from audit.checks.clauses import PREPOSITIONS, RELATIVES, SUBORDINATORS, UNSAFE
from audit.checks.nouns import is_adjective
from audit.checks.verb_forms import persons
from audit.segment import sentences
from audit.words import Token

_NEVER_INSIDE = ("dass", "daß", "weil", "wenn", "ob", "obwohl", "nachdem")  # without a comma: all is open


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words first … last without punctuation between, and the gaps around them."""

    first: int
    last: int
    before: str
    behind: str


def by_sentence(text: str, words: Sequence[Token]) -> Iterator[tuple[int, int, Sequence[Token]]]:
    """Each sentence of a German text, text[start:end], with those of the text's words that begin in it: start, end,
    words."""
    at = 0
    for start, end in sentences(text, "de"):
        first = at
        while at < len(words) and words[at].start < end:
            at += 1
        yield start, end, words[first:at]


def fragments(text: str, words: Sequence[Token], end: int | None = None) -> list[Fragment]:
    """text[:end] cut at everything that is not a single space."""
    out: list[Fragment] = []
    first = 0
    for at in range(1, len(words) + 1):
        gap = text[words[at - 1].end : words[at].start] if at < len(words) else text[words[at - 1].end : end]
        if at == len(words) or gap != " ":
            before = text[words[first - 1].end : words[first].start] if first else ""
            out.append(Fragment(first, at - 1, before.strip(), gap.strip()))
            first = at
    return out


def unsafe(lowered: Sequence[str], part: Fragment, n: int) -> bool:
    """Whether a fragment holds what the chunks cannot tell: "sowohl … als auch", "die von ihm gesetzte Frist"."""
    here = lowered[part.first : part.last + 1]
    extended = any(
        one in DETERMINERS and two in PREPOSITIONS and (at or n == 0) for at, (one, two) in enumerate(pairwise(here))
    )
    if ("nicht", "nur") in pairwise(here):
        return True
    return extended or any(word in UNSAFE for word in here) or any(word in _NEVER_INSIDE for word in here[1:])


def opener(words: Sequence[Token], part: Fragment, n: int) -> str:
    """What opens a fragment: "relative" ("den wir"), "governed" ("mit denen"), "subordinator" or ""."""
    word, second = words[part.first].text, words[part.first + 1].text
    governed = word in PREPOSITIONS and second in RELATIVES
    following = words[part.first + 2].text if governed and part.first + 2 <= part.last else second
    if n and (governed or word in RELATIVES) and not (following[0].isupper() or is_adjective(following)):
        return "governed" if governed else "relative"
    return "subordinator" if (word if n else word.lower()) in SUBORDINATORS else ""


def verb_final(words: Sequence[Token], part: Fragment, n: int) -> int | None:
    """The index of the finite verb that closes a subordinate clause, None where the fragment is none."""
    if (
        part.last - part.first < 2
        or not opener(words, part, n)
        or words[part.last - 1].text == "zu"
        or words[part.last - 2].text == "zu"
    ):
        return None
    if part.before not in ("", ",") or not (part.behind == "" or part.behind[0] in ",.!?;:"):
        return None
    return part.last if persons(words[part.last].text) else None
