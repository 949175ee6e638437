"""traps: known ways in which English turns into wrong German

What it flags: a German wording from a trap table (audit/languages/de/traps) where something says that it is wrong here.
"The protesters hijacked the debate" as "entführten die Debatte", "eventually" as "eventuell", "Herr X" in news.

When it fires. A word alone is no evidence; most trap words are good German somewhere else.
  1. The wrong wording must stand in the segment.
  2. With a given source, one of the entry's English cues must stand in that source, and none of its other_cue.
     (Entries without a cue speak of form only, e.g. a date; they need no source.)
  3. If the entry has wrong_if, one of those words must stand in the neighbourhood. With a given source the cue itself
     is proof enough, except for entries of kind "sense": there the English word has a right and a wrong German sense.
  4. right_if words excuse the wording, unless a cue stands among the source words aligned with it and wrong_if is met.
Confidence begins at a value for the entry's kind. A cue in the source or the back-translation raises it, a cue aligned
with the span raises it further; the models' answer, whether the proposed wording would fit better, moves it up or down.
Below MINIMUM nothing is shown. Without any model the check works on the text alone.

What helps: take the suggestion where it is given (it replaces exactly the span), else reword as the message says.
Entries of one's own go into a table of the same form: see the README beside the tables.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audit.checks.trap_pattern import Pattern, Word, find, match_at, occurs, words_of
from audit.checks.trap_table import Trap, TrapKind, builtin, load
from audit.document import Segment
from audit.evidence import Evidence, Probe
from audit.finding import Finding, found

__all__ = ["NAME", "Candidate", "Trap", "builtin", "candidates", "check", "load", "once_only", "probes"]

NAME = "traps"
TARGET, SOURCE = "de", "en"
# Starting confidence: how often a professional would also mark such a match. Estimates, to be replaced by measured
# shares. Form traps can hardly be wrong; a sense needs its neighbourhood read right, which a word list does less well.
BASE: Mapping[TrapKind, float] = {
    TrapKind.SENSE: 0.55,
    TrapKind.FALSE_FRIEND: 0.6,
    TrapKind.CALQUE: 0.65,
    TrapKind.ANGLICISM: 0.55,
    TrapKind.TITLE: 0.5,
    TrapKind.INSTITUTION: 0.75,
    TrapKind.TRANSLITERATION: 0.8,
    TrapKind.CAPTION: 0.8,
    TrapKind.LOCALE: 0.8,
}
CUE_GIVEN = 0.15  # a person's source has the English word
CUE_BACK = 0.05  # the model's back-translation has it: weaker, it may only mirror the German
CUE_ALIGNED = 0.1  # more, where the words aligned with the span are the cue
PREFERRED = 0.15  # the models like the replacement better
REJECTED = 0.25  # the models clearly like the text's own word better
CLEAR = 2.0  # nats; a factor of seven in probability
MINIMUM = 0.35
_ADJECTIVE = re.compile(r"(?:e|en|er|es|em)$")


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


_Index = tuple[Mapping[str, tuple[tuple[Trap, Pattern], ...]], tuple[tuple[Trap, Pattern], ...], tuple[Trap, ...]]


@lru_cache(maxsize=8)
def _index(traps: tuple[Trap, ...]) -> _Index:
    """Patterns by the words they can begin with, those that begin with an affix, and the traps with a regex."""
    by_word: dict[str, list[tuple[Trap, Pattern]]] = {}
    others: list[tuple[Trap, Pattern]] = []
    for trap in traps:
        for pattern in trap.wrong:
            if pattern.elements[0].literal:
                for key in sorted(pattern.elements[0].keys()):
                    by_word.setdefault(key, []).append((trap, pattern))
            else:
                others.append((trap, pattern))
    return {k: tuple(v) for k, v in by_word.items()}, tuple(others), tuple(t for t in traps if t.regex)


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
                new = _replacement(trap, text[start:end], words[at : last + 1])
                result[trap.id, start, end] = _candidate(trap, text, words, (start, end), new)
    for trap in forms:
        for hit in trap.regex.finditer(text) if trap.regex else ():
            result[trap.id, hit.start(), hit.end()] = _candidate(trap, text, words, hit.span(), _expanded(trap, hit))
    return sorted(_without_overlap(result.values()), key=lambda c: (c.start, c.end, c.trap.id))


def _without_overlap(found_all: Iterable[Candidate]) -> Iterator[Candidate]:
    """Of overlapping matches of one trap the longest, then the first, is kept."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for c in sorted(found_all, key=lambda c: (c.start - c.end, c.start, c.trap.id)):
        spans = taken.setdefault(c.trap.id, [])
        if all(c.end <= start or c.start >= end for start, end in spans):
            spans.append((c.start, c.end))
            yield c


def _candidate(trap: Trap, text: str, words: Sequence[Word], span: tuple[int, int], new: str | None) -> Candidate:
    start, end = span
    near = words
    if trap.window is not None:
        before = [w for w in words if w.end <= start][-trap.window :]
        inside = [w for w in words if w.start < end and w.end > start]
        near = [*before, *inside, *[w for w in words if w.start >= end][: trap.window]]
    suspicious = not trap.wrong_if or occurs(trap.wrong_if, text, near) is not None
    return Candidate(trap, start, end, suspicious, occurs(trap.right_if, text, near) is not None, new)


def _expanded(trap: Trap, hit: re.Match[str]) -> str | None:
    """The wording for a match of a regex: an explicit form, or the first `right` with its groups filled in."""
    if hit.group() in trap.forms:
        return trap.forms[hit.group()]
    return hit.expand(trap.right[0]) if trap.right else None


def _replacement(trap: Trap, span: str, words: Sequence[Word]) -> str | None:
    """The wording that may stand for exactly this span: an explicit form, or one word inflected like another."""
    if span in trap.forms:
        return trap.forms[span]
    lowered = span[0].lower() + span[1:]  # a verb or an adjective at the beginning of a sentence
    if words[0].first and lowered in trap.forms:
        new = trap.forms[lowered]
        return new[0].upper() + new[1:]
    if len(words) == 1 and trap.right and " " not in trap.right[0]:
        return inflected(span, words[0].lemma, trap.right[0])
    return None


def inflected(word: str, base: str, right: str) -> str | None:
    """`right` in the form in which `word` stands, where that is safe; None where a dictionary would be needed.

    Safe are compounds with the same last part ("Streitkräften", "Streitkraft" -> "Schreibkraft": "Schreibkräften"; same
    gender, same inflection), and adjectives, whose endings are regular. base: lemma of `word` in lower case.
    """
    common = 0
    while common < min(len(base), len(right)) and base[-1 - common] == right[-1 - common].lower():
        common += 1
    head = len(base) - common
    if word[0].isupper() and right[0].isupper():
        same = common >= 3 and word.lower().startswith(base[:head])
        new = right[: len(right) - common] + word[head:]
        return new[0].upper() + new[1:] if same else None
    if right[0].isupper() or base.endswith(("en", "ern", "eln", "e")) or right.endswith(("en", "ern", "eln", "e")):
        return None  # nouns for adjectives, and verbs
    if word.lower() == base:
        return right if word[0].islower() else right[0].upper() + right[1:]
    ending = _ADJECTIVE.search(word)
    return right + ending.group() if ending and word[0].islower() else None


def _cue(patterns: Sequence[Pattern], english: str) -> Pattern | None:
    return occurs(patterns, english, words_of(english, SOURCE)) if english else None


def _fires(candidate: Candidate, given: str | None, cue: Pattern | None, cue_aligned: bool) -> bool:
    """Rules 2 to 4 of the module's docstring. given: the source that a person gave; cue: the one found in it."""
    trap = candidate.trap
    proof = False
    if given is not None and trap.cue:
        if cue is None or _cue(trap.other_cue, given) is not None:
            return False
        proof = trap.kind is not TrapKind.SENSE
    if candidate.excused:
        return bool(trap.wrong_if) and candidate.suspicious and cue_aligned
    return candidate.suspicious or proof


def probes(segment: Segment, source: str | None, traps: tuple[Trap, ...]) -> tuple[Probe, ...]:
    """The questions worth asking the models about a segment: would the proposed wording fit better?

    Only for wordings that would be reported anyway, and only where the number of words stays the same, as sentences of
    different length do not compare. source: what a person gave, or None.
    """
    given = source if source is not None else segment.source
    result: dict[Probe, None] = {}
    for c in candidates(segment.text, traps):
        if c.replacement is None or len(c.replacement.split()) != len(segment.text[c.start : c.end].split()):
            continue
        cue = _cue(c.trap.cue, given or "")
        if _fires(c, given, cue, cue_aligned=cue is not None):
            result[Probe(c.start, c.end, c.replacement)] = None
    return tuple(result)


def check(segment: Segment, evidence: Evidence, traps: tuple[Trap, ...]) -> Iterator[Finding]:
    """The traps that a segment fell into, by offset. evidence may be empty: then the text alone decides."""
    given = evidence.source if evidence.source_given else segment.source
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
            yield _finding(segment, candidate, cue, aligned, preference, confidence)


def _shares(cue: Pattern, aligned: str) -> bool:
    """Whether the aligned words are the cue: a link often holds only one word of a phrase."""
    words = words_of(aligned, SOURCE)
    if next(find(cue, aligned, words), None) is not None:
        return True
    longest = max((word for element in cue.elements for word in element.choices), key=len, default="")
    return any(longest in (word.lower, word.lemma) for word in words)


def _preference(candidate: Candidate, evidence: Evidence) -> tuple[float, float] | None:
    """The models' answer to this candidate's probe: (given the source, as German alone), nats."""
    for answer in evidence.answers:
        asked = answer.probe
        if (asked.start, asked.end, asked.replacement) == (candidate.start, candidate.end, candidate.replacement):
            return answer.given_source, answer.alone
    return None


def _confidence(trap: Trap, cue: bool, given: bool, aligned: bool, preference: tuple[float, float] | None) -> float:
    value = BASE[trap.kind]
    if cue:
        value += (CUE_GIVEN if given else CUE_BACK) + (CUE_ALIGNED if aligned else 0.0)
    if preference is not None and max(preference) < -CLEAR:
        value -= REJECTED
    elif preference is not None and preference[0] > 0:
        value += PREFERRED
    return round(min(value, 0.95), 3)


def _finding(
    segment: Segment,
    candidate: Candidate,
    cue: Pattern | None,
    aligned: str,
    preference: tuple[float, float] | None,
    confidence: float,
) -> Finding:
    trap = candidate.trap
    evidence: dict[str, str | float] = {"trap": trap.id}
    if shown := cue or next(iter(trap.cue), None):
        evidence["cue"] = shown.written
    if aligned:
        evidence["aligned"] = aligned
    if preference is not None:
        evidence["preference"] = round(preference[0], 3)
    better = " / ".join(trap.right[:2]) if trap.right and candidate.replacement is None else ""
    return found(
        segment.text,
        candidate.start,
        candidate.end,
        category=trap.category,
        severity=trap.severity,
        confidence=confidence,
        message=f"{trap.why} Better: {better}." if better else trap.why,
        check=NAME,
        suggestion=candidate.replacement,
        evidence=evidence,
    ).identified(segment.text)


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
