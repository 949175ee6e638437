"""terminology: a glossary of the user's own

What it flags
  - With a given source: a source term whose wanted rendering is nowhere in the segment. The place is what stands
    aligned with the term; without an alignment, the term in the source.
  - A rendering that the glossary forbids. With a given source only where the source term stands in it; an entry
    without a source term forbids its wordings everywhere.
  - Without a source, the source term is sought in the back-translation: it may only mirror the German, so a missing
    rendering counts for little (confidence 0.3), a forbidden wording for more (0.6).

How words are compared: by lemma, by stem without umlauts and endings, and as a part of a compound ("Vertrag" is in
"Kaufverträgen"); separable verbs also with their prefix at the end ("schließt … ab"). Words of a phrase stand in order
with at most two others between them. Acronyms of the source must stand in capitals.

What helps: use the wanted term, or add the rendering that is right as well to the glossary.
"""

from collections.abc import Iterator, Sequence

from audit.checks.nouns import letters_of
from audit.checks.trap_wording import fitted, inflected
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.glossary import Glossary, Hit, Term
from audit.inflection import SHORTEST, Place, letters, places
from audit.words import words_of

NAME = "terminology"
MISSING, MISSING_HEARD = 0.75, 0.3
FORBIDDEN, FORBIDDEN_HEARD, FORBIDDEN_ALONE = 0.9, 0.6, 0.45
IN_COMPOUND = 0.2  # less sure: "Handy" is forbidden, but "Handyspiel"?


def check(segment: Segment, evidence: Evidence, glossary: Glossary) -> Iterator[Finding]:
    """What a segment does against the glossary. evidence may be empty: then nothing is known of places and, without a
    source, only wordings that are always forbidden are found."""
    given = (evidence.source if evidence.source_given else segment.source) or ""
    heard = given or evidence.back_translation
    hits = glossary.hits(heard) if heard else []
    yield from _bans(segment.text, glossary, given, hits)
    reported: set[tuple[str, tuple[str, ...]]] = set()  # one entry may stand twice: "value added tax (VAT)"
    for hit in hits:
        ours = (*hit.term.wanted, *hit.term.forbidden)  # what is forbidden is reported already
        entry = hit.term.where, hit.term.wanted
        if hit.term.wanted and entry not in reported and not _found(ours, segment.text, glossary.language):
            reported.add(entry)
            yield _missing(segment, evidence, hit, heard, given=bool(given))


def _bans(text: str, glossary: Glossary, given: str, hits: Sequence[Hit]) -> Iterator[Finding]:
    """The forbidden wordings of a text, but for those inside a longer one that is wanted."""
    language, present = glossary.language, {hit.term for hit in hits}
    seen: set[tuple[int, int]] = set()
    for term in _suspects(glossary, text, given, present):
        wanted = _found([wording for other in {term, *present} for wording in other.wanted], text, language)
        for wording, place in _found(term.forbidden, text, language):
            excused = any(_excuses(one, (wording, place), text, language) for one in wanted)
            if not excused and (place.start, place.end) not in seen:
                seen.add((place.start, place.end))
                yield _forbidden(text, term, place, language, given=bool(given), heard=term in present)


def _excuses(wanted: tuple[str, Place], forbidden: tuple[str, Place], text: str, language: str) -> bool:
    """Whether a wanted wording that stands in a text is what was taken for a forbidden one there: a longer one around
    it ("Kraftstofftank" for "Tank", but not "Nutzer" for "Benutzer"), or the right spelling of the same letters."""
    (better, around), (wording, place) = wanted, forbidden
    if (around.start, around.end) != (place.start, place.end):
        return around.start <= place.start and place.end <= around.end
    wrong, right = letters(wording, language), letters(better, language)
    if wrong == right:
        return wording[: max(SHORTEST, len(wording) - 1)] not in text[place.start : place.end]
    return wrong in right


def _suspects(glossary: Glossary, text: str, given: str, present: set[Term]) -> Iterator[Term]:
    """The terms whose forbidden wordings count: with a source those that stand in it or have no source term."""
    for term in glossary.suspects(text):
        if not given or not term.source or term in present:
            yield term


def _found(wordings: Sequence[str], text: str, language: str) -> list[tuple[str, Place]]:
    return [(wording, place) for wording in wordings for place in places(wording, text, language)]


def _evidence(term: Term) -> dict[str, str]:
    said = {"term": term.source, "wanted": " / ".join(term.wanted), "note": term.note, "glossary": term.where}
    return {key: value for key, value in said.items() if value}


def _note(term: Term) -> str:
    return f" Note: {term.note}" if term.note else ""


def _forbidden(text: str, term: Term, place: Place, language: str, *, given: bool, heard: bool) -> Finding:
    sure = FORBIDDEN if given or not term.source else FORBIDDEN_HEARD if heard else FORBIDDEN_ALONE
    span = text[place.start : place.end]
    better = f" Better: {' / '.join(term.wanted[:2])}." if term.wanted else ""
    new = None
    if place.whole and term.wanted and " " not in term.wanted[0] + span:
        new = inflected(span, words_of(span, language)[0].lemma, term.wanted[0]) or _plain(span, term)
        new = fitted(text, place.start, place.end, new)
    return found(
        text,
        place.start,
        place.end,
        category=Category.TERMINOLOGY,
        severity=Severity.MAJOR if sure >= FORBIDDEN else Severity.MINOR,
        confidence=round(sure - (0 if place.whole else IN_COMPOUND), 3),
        message=f"The glossary forbids '{span}'{f' for {term.source!r}' if term.source else ''}.{better}{_note(term)}",
        check=NAME,
        suggestion=None if new == span else new,
        evidence=_evidence(term),
    )


def _plain(span: str, term: Term) -> str | None:
    """The wanted wording as the glossary has it, where the text has the forbidden one so; none of another gender."""
    own, new = (set(letters_of(word)[0]) for word in (span, term.wanted[0]))
    same = span in term.forbidden and span[0].isupper() == term.wanted[0][0].isupper()
    return term.wanted[0] if same and (not own or not new or own & new & set("mfn")) else None


def _missing(segment: Segment, evidence: Evidence, hit: Hit, heard: str, *, given: bool) -> Finding:
    term = hit.term
    place = _aligned(evidence, hit) if evidence.source == heard else None
    aligned = f" Here stands '{segment.text[place[0] : place[1]]}'." if place else ""
    start, end = place or ((hit.start, hit.end) if given else (0, len(segment.text)))
    message = (
        f"The glossary renders '{heard[hit.start : hit.end]}' as '{' / '.join(term.wanted)}'.{aligned}{_note(term)}"
    )
    return found(
        segment.text if place or not given else heard,
        start,
        end,
        side="target" if place or not given else "source",
        category=Category.TERMINOLOGY,
        severity=Severity.MAJOR if given else Severity.MINOR,
        confidence=MISSING if given else MISSING_HEARD,
        message=message,
        check=NAME,
        evidence=_evidence(term),
    )


def _aligned(evidence: Evidence, hit: Hit) -> tuple[int, int] | None:
    """The longest run of target words that are linked with the term, as offsets; None where none is."""
    source = {j for j, word in enumerate(evidence.source_words) if word.start < hit.end and word.end > hit.start}
    linked = sorted({i for i, j in evidence.links if j in source})
    runs: list[list[int]] = []
    for i in linked:
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    if not runs:
        return None
    best = max(runs, key=lambda run: sum(evidence.words[i].end - evidence.words[i].start for i in run))
    return evidence.words[best[0]].start, evidence.words[best[-1]].end
