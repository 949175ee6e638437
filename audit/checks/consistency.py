"""One thing, one form, throughout a document (needs no source).

Flags a name in two spellings (Lukaschenko/Lukashenko), two names of one place or term (Weißrussland/Belarus,
IWF/IMF), an address that changes between Sie and du (euch, "Wähle eine Datei aus"; no sayings), two German styles of
quotation marks, two ways to write numbers (10.000/10 000, 14.30/14:30 Uhr, 5 Prozent/5 %), old and new spelling
(daß/dass) or ß and the Swiss ss, an abbreviation that is spelled out in two ways, and, where there is a source, two
nouns for one term of it. One finding per pair, at the first place of the rarer form; all are minor, and the evidence
lists the places.

Wrong:  Tokajew sprach mit Putin. … Am Abend reiste Tokayev ab.
Right:  Tokajew sprach mit Putin. … Am Abend reiste Tokajew ab.
"""

from collections.abc import Iterator, Mapping, Sequence

from audit.checks.consistency_forms import (
    Place,
    acronyms,
    address,
    doublets,
    number_styles,
    quotation_styles,
    spelling_styles,
    spellings,
)
from audit.checks.consistency_terms import renderings
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.names import folded

_MOST_PLACES = 20  # listed in a finding


def check(segments: Sequence[Segment], evidences: Sequence[Evidence]) -> Iterator[tuple[int, Finding]]:
    """Pairs of a segment's index and a finding in it. The text itself decides; evidences are only asked which words of
    the source a noun stands for."""
    texts = [s.text for s in segments]
    for variants, preferred in doublets(texts):
        message = "{rare} and {usual} name the same in one document."
        yield from _pair(segments, variants, Category.TERMINOLOGY, message, confidence=0.8, preferred=preferred)
    for variants in spellings(texts):
        message = "{rare} is spelled {usual} elsewhere in the document."
        yield from _pair(segments, variants, Category.INCONSISTENT_ENTITIES, message, confidence=0.8)
    for variants in acronyms(texts):
        message = "The abbreviation is spelled out in two ways: {rare} and {usual}."
        yield from _pair(segments, variants, Category.TERMINOLOGY, message, confidence=0.7)
    message = "The reader is addressed here with {rare}, elsewhere with {usual}."
    yield from _pair(segments, address(texts), Category.REGISTER, message, confidence=0.6, replace=False)
    styles, preferred = quotation_styles(texts)
    message = "Quotation marks here {rare}, elsewhere {usual}."
    yield from _pair(
        segments, styles, Category.TYPOGRAPHICAL, message, confidence=0.8, preferred=preferred, replace=False
    )
    for variants in number_styles(texts):
        message = "Numbers of this kind are written here as {rare}, elsewhere as {usual}."
        yield from _pair(segments, variants, Category.LOCALE_VIOLATION, message, confidence=0.5, replace=False)
    for variants in spelling_styles(texts):
        message = "This word has {rare}, others in the document have {usual}."
        yield from _pair(segments, variants, Category.MISSPELLING, message, confidence=0.7, replace=False)
    for variants in renderings(segments, evidences):
        message = "{rare} and {usual} stand for the same word of the source."
        yield from _pair(segments, variants, Category.TERMINOLOGY, message, confidence=0.3)


def _pair(
    segments: Sequence[Segment],
    variants: Mapping[str, list[Place]],
    category: Category,
    message: str,
    *,
    confidence: float,
    preferred: str = "",
    replace: bool = True,
) -> Iterator[tuple[int, Finding]]:
    """The finding at the first place of each form but the usual one; nothing where there is one form only."""
    if len(variants) < 2:
        return
    # ties go to the form that came first
    usual = (
        preferred if preferred in variants else max(variants, key=lambda v: (len(variants[v]), -min(variants[v])[0]))
    )
    places = sorted(p for found_at in variants.values() for p in found_at)[:_MOST_PLACES]
    evidence = {
        "places": [{"segment": segments[i].id, "text": segments[i].text[start:end]} for i, start, end in places],
        "variants": {form: len(found_at) for form, found_at in variants.items()},
    }
    for form, found_at in variants.items():
        if form == usual:
            continue
        index, start, end = min(found_at)
        said = message.format(rare=form, usual=usual)
        yield (
            index,
            found(
                segments[index].text,
                start,
                end,
                category=category,
                severity=Severity.MINOR,
                confidence=confidence,
                message=said,
                check="consistency",
                suggestion=_in_place(segments[index].text[start:end], form, usual) if replace else None,
                evidence={**evidence, "throughout": said},
            ),
        )


def _in_place(written: str, form: str, usual: str) -> str | None:
    """The usual form inflected as the written one, None where that is no plain or genitive form (weißrussisch)."""
    if written.endswith("s") and (written == f"{form}s" or folded(written[:-1]) == folded(usual)):
        return usual if usual.endswith(("s", "x", "z", "ß")) else f"{usual}s"
    return usual if written == form else None
