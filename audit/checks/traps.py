"""traps: known ways in which English turns into wrong German

What it flags: a German wording from a trap table (audit/languages/de/traps) where something says that it is wrong here.
"The protesters hijacked the debate" as "entführten die Debatte", "eventually" as "eventuell", "Herr X" in news.

When it fires. A word alone is no evidence; most trap words are good German somewhere else.
  1. The wrong wording must stand in the segment.
  2. With a given source, one of the entry's English cues must stand in that source, and none of its other_cue.
     (Entries without a cue speak of form only, e.g. a date; they need no source.)
  3. If the entry has wrong_if, one of those words must stand in the neighbourhood. With a given source the cue itself
     is proof enough, unless the entry is ambiguous (all of kind "sense" are): there the German is right for some uses.
  4. An entry marked `heard` (good German that is a habit of translations) asks for its cue even without a source:
     it must stand in the back-translation then.
  5. right_if words excuse the wording, unless a cue stands among the source words aligned with it and wrong_if is met.
Confidence begins at a value for the entry's kind. A cue in the source or the back-translation raises it, a cue aligned
with the span raises it further; the models' answer, whether the proposed wording would fit better, moves it up or down.
Below MINIMUM nothing is shown. Without any model the check works on the text alone.

What helps: take the suggestion where it is given (it replaces exactly the span), else reword as the message says.
Entries of one's own go into a table of the same form: see the README beside the tables.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audit.checks.trap_pattern import Pattern, Word, anchor, find, match_at, occurs, words_of
from audit.checks.trap_table import Trap, TrapKind, builtin, load
from audit.checks.trap_wording import expanded, fitted, replacement
from audit.document import Segment
from audit.evidence import Evidence, Probe
from audit.finding import Finding, found

__all__ = ["NAME", "Candidate", "Trap", "builtin", "candidates", "check", "load", "once_only", "probes"]

NAME = "traps"
TARGET, SOURCE = "de", "en"
# Starting confidence: the share of raters who marked such a match in 23,700 machine translations (WMT MQM 2020, 2021
# and TED), whose source the check was not shown: senses 69 matches, calques 113, titles 191, locale 33,
# transliterations 94, institutions 9. Captions do not occur there, and false friends and anglicisms too seldom (11, 9)
# to say more than that they are marked less often than senses.
BASE: Mapping[TrapKind, float] = {
    TrapKind.SENSE: 0.7,
    TrapKind.FALSE_FRIEND: 0.55,
    TrapKind.CALQUE: 0.55,
    TrapKind.ANGLICISM: 0.4,
    TrapKind.TITLE: 0.5,
    TrapKind.INSTITUTION: 0.33,
    TrapKind.TRANSLITERATION: 0.2,
    TrapKind.CAPTION: 0.6,
    TrapKind.LOCALE: 0.6,
}
HABIT = 0.3  # less for entries marked `heard`: they are good German, too, and raters mostly let them pass
CUE_GIVEN = 0.05  # a person's source has the English word; not much, as the table mostly guesses it right
CUE_BACK = 0.05  # the model's back-translation has it
CUE_ALIGNED = 0.05  # more, where the words aligned with the span are the cue
PREFERRED = 0.15  # the models like the replacement better
REJECTED = 0.15  # the models clearly like the text's own word better; no more, for they also like frequent words
CLEAR = 2.0  # nats; a factor of seven in probability
MINIMUM = 0.2
FARTHEST = 60  # words to each side that can be neighbourhood: more than any sentence, far less than a pasted page


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wrong wording found in a text, text[start:end], with what its neighbourhood says.

    suspicious   a wrong_if word stands near (True where the entry asks for none)
    excused      a right_if word stands near
    replacement  wording for exactly the span, or None where one cannot be given safely
    """

    trap: Trap
    start: int
    end: int
    suspicious: bool
    excused: bool
    replacement: str | None


_Index = tuple[
    Mapping[str, tuple[tuple[Trap, Pattern], ...]], tuple[tuple[Trap, Pattern], ...], tuple[tuple[Trap, str], ...]
]


@lru_cache(maxsize=8)
def _index(traps: tuple[Trap, ...]) -> _Index:
    """Patterns by the words they can begin with, those that begin with an affix, and the traps with a regex, each with
    letters that stand in whatever it matches."""
    by_word: dict[str, list[tuple[Trap, Pattern]]] = {}
    others: list[tuple[Trap, Pattern]] = []
    for trap in traps:
        for pattern in trap.wrong:
            if pattern.elements[0].literal:
                for key in sorted(pattern.elements[0].keys()):
                    by_word.setdefault(key, []).append((trap, pattern))
            else:
                others.append((trap, pattern))
    forms = tuple((trap, anchor(trap.regex.pattern)) for trap in traps if trap.regex)
    return {k: tuple(v) for k, v in by_word.items()}, tuple(others), forms


def candidates(text: str, traps: tuple[Trap, ...]) -> list[Candidate]:
    """All wrong wordings in a text, by start and end; matches of one trap do not overlap."""
    words = words_of(text, TARGET)
    by_word, others, forms = _index(traps)
    result: dict[tuple[str, int, int], Candidate] = {}
    for at, word in enumerate(words):
        keys = dict.fromkeys((word.lower, word.lemma))
        for trap, pattern in (*(pair for key in keys for pair in by_word.get(key, ())), *others):
            last = match_at(pattern, text, words, at)
            if last is not None:
                start, end = word.start, words[last].end
                new = fitted(text, start, end, replacement(trap, text[start:end], words[at : last + 1]))
                result[trap.id, start, end] = _candidate(trap, text, words, (start, end), new)
    for trap, letters in forms:
        for hit in trap.regex.finditer(text) if trap.regex and letters in text else ():
            result[trap.id, hit.start(), hit.end()] = _candidate(trap, text, words, hit.span(), expanded(trap, hit))
    return sorted(_without_overlap(result.values()), key=lambda c: (c.start, c.end, c.trap.id))


def _without_overlap(found_all: Iterable[Candidate]) -> Iterator[Candidate]:
    """Of overlapping matches of one trap the longest, then the first, is kept."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for c in sorted(found_all, key=lambda c: (c.start - c.end, c.start, c.trap.id)):
        spans = taken.setdefault(c.trap.id, [])  # sorted and free of overlap, so only the neighbours matter
        at = bisect_left(spans, (c.start, c.end))
        if (at == 0 or spans[at - 1][1] <= c.start) and (at == len(spans) or spans[at][0] >= c.end):
            spans.insert(at, (c.start, c.end))
            yield c


def _candidate(trap: Trap, text: str, words: Sequence[Word], span: tuple[int, int], new: str | None) -> Candidate:
    start, end = span
    first = bisect_right(words, start, key=lambda word: word.end)
    last = bisect_left(words, end, key=lambda word: word.start)
    reach = FARTHEST if trap.window is None else trap.window
    near = words[max(0, first - reach) : last + reach]
    suspicious = not trap.wrong_if or occurs(trap.wrong_if, text, near) is not None
    return Candidate(trap, start, end, suspicious, occurs(trap.right_if, text, near) is not None, new)


@lru_cache(maxsize=4096)
def _cue(patterns: tuple[Pattern, ...], english: str) -> Pattern | None:
    return occurs(patterns, english, words_of(english, SOURCE)) if english else None


def _fires(candidate: Candidate, given: str | None, cue: Pattern | None, cue_aligned: bool) -> bool:
    """Rules 2 to 5 of the module's docstring. given: the source that a person gave; cue: the one found in it or, where
    none was given, in the back-translation."""
    trap = candidate.trap
    proof = False
    if given is not None and trap.cue:
        if cue is None or _cue(trap.other_cue, given) is not None:
            return False
        proof = not trap.ambiguous
    if trap.heard and cue is None:
        return False
    if candidate.excused:
        return bool(trap.wrong_if) and candidate.suspicious and cue_aligned
    return candidate.suspicious or proof


def probes(segment: Segment, source: str | None, traps: tuple[Trap, ...]) -> tuple[Probe, ...]:
    """The questions worth asking the models about a segment: would the proposed wording fit better?

    Only for wordings that would be reported anyway, and only where the number of words stays the same, as sentences of
    different length do not compare. source: what a person gave, or None.
    """
    given = source or segment.source or None  # an empty source is none: nothing was given to compare with
    result: dict[Probe, None] = {}
    for c in candidates(segment.text, traps):
        if c.replacement is None or len(c.replacement.split()) != len(segment.text[c.start : c.end].split()):
            continue
        cue = _cue(c.trap.cue, given or "")
        # What the back-translation will say is not known yet: an entry that waits for it asks all the same.
        heard = c.trap.cue[0] if c.trap.heard and given is None else cue
        if _fires(c, given, heard, cue_aligned=cue is not None):
            result[Probe(c.start, c.end, c.replacement)] = None
    return tuple(result)


def check(segment: Segment, evidence: Evidence, traps: tuple[Trap, ...]) -> Iterator[Finding]:
    """The traps that a segment fell into, by offset. evidence may be empty: then the text alone decides."""
    given = (evidence.source if evidence.source_given else segment.source) or None
    for candidate in candidates(segment.text, traps):
        trap = candidate.trap
        cue = _cue(trap.cue, evidence.back_translation if given is None else given)
        aligned = evidence.aligned(candidate.start, candidate.end)
        cue_aligned = cue is not None and _shares(cue, aligned)
        if not _fires(candidate, given, cue, cue_aligned):
            continue
        preference = _preference(candidate, evidence)
        confidence = _confidence(trap, cue is not None, given is not None, cue_aligned, preference)
        if confidence >= MINIMUM:
            shown = cue or next(iter(trap.cue), None)
            rests_on: dict[str, str | float] = {"trap": trap.id}
            rests_on |= {"cue": shown.written} if shown else {}
            rests_on |= {"aligned": aligned} if aligned else {}
            rests_on |= {"preference": round(preference[0], 3)} if preference else {}
            yield _finding(segment.text, candidate, confidence, rests_on)


def _shares(cue: Pattern, aligned: str) -> bool:
    """Whether the aligned words are the cue: a link often holds only one word of a phrase."""
    words = words_of(aligned, SOURCE)
    if next(find(cue, aligned, words), None) is not None:
        return True
    telling = {part for element in cue.elements for part in element.choices if len(part) > 3}  # not "in", "of", "the"
    return any(word.lower in telling or word.lemma in telling for word in words)


def _preference(candidate: Candidate, evidence: Evidence) -> tuple[float, float] | None:
    """The models' answer to this candidate's probe: (given the source, as German alone), nats."""
    for answer in evidence.answers:
        asked = answer.probe
        if (asked.start, asked.end, asked.replacement) == (candidate.start, candidate.end, candidate.replacement):
            return answer.given_source, answer.alone
    return None


def _confidence(trap: Trap, cue: bool, given: bool, aligned: bool, preference: tuple[float, float] | None) -> float:
    value = BASE[trap.kind] - (HABIT if trap.heard else 0.0)
    if cue:
        value += (CUE_GIVEN if given else CUE_BACK) + (CUE_ALIGNED if aligned else 0.0)
    if preference is not None and max(preference) < -CLEAR:
        value -= REJECTED
    elif preference is not None and preference[0] > 0:
        value += PREFERRED
    return round(min(value, 0.95), 3)


def _finding(text: str, candidate: Candidate, confidence: float, rests_on: Mapping[str, str | float]) -> Finding:
    trap = candidate.trap
    better = " / ".join(trap.right[:2]) if candidate.replacement is None else ""
    return found(
        text,
        candidate.start,
        candidate.end,
        category=trap.category,
        severity=trap.severity,
        confidence=confidence,
        message=f"{trap.why} Better: {better}." if better else trap.why,
        check=NAME,
        suggestion=candidate.replacement,
        evidence=rests_on,
    ).identified(text)


def once_only(by_segment: Sequence[Sequence[Finding]], traps: tuple[Trap, ...]) -> list[list[Finding]]:
    """The findings of a document, segment by segment, with only the first of each trap that is marked `once`
    (habits such as "Herr X" that would fire in every other sentence). Findings of other checks pass unchanged."""
    once = {trap.id for trap in traps if trap.once}
    seen: set[str] = set()
    result: list[list[Finding]] = []
    for findings in by_segment:
        kept: list[Finding] = []
        for finding in findings:
            name = finding.evidence.get("trap") if finding.check == NAME else None
            if name not in once or name not in seen:
                kept.append(finding)
            if name in once:
                seen.add(str(name))
        result.append(kept)
    return result
