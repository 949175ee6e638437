"""Signs that name a place or a thing: Buchstabe b, Anhang IV, Q3, IP67, C-311/18 (part of the check "numbers").

A sign stands in the translation as it does in the source, or something else stands for it (Q3: drittes Quartal, World
War II: Zweiter Weltkrieg). So one of the target is wrong only where the source has neither it nor its number, but has
another of the same kind that the target lacks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.quantities import quantities

# "(n)" after a word is an ending that may be there or not.
_LETTERED = re.compile(
    r"(?:(?<=[\d)])|(?<=[\d)] ))\(([a-z])\)"
    r"|\b(?:[Pp]oints?|[Ll]etters?|[Bb]uchst(?:\.|aben?)|[Ll]it\.)"
    r"\s(\(?[a-z]\b\)?(?:(?:,|,? (?:and|or|to|und|oder|bis)) \(?[a-z]\b\)?)*)"
)
_LETTER = re.compile(r"\b[a-z]\b")
# I may be a pronoun, V volts and X anything: alone they count after a word that is numbered so.
_ROMAN = re.compile(
    r"(?P<numbered>\b(?i:annex|appendix|chapter|title|part|section|volume|schedule|phase|type|stage|grade|class|level"
    r"|anhang|anlage|kapitel|titel|teil|abschnitt|band|typ|stadium|grad|klasse|stufe)[ \u00a0-])?"
    r"(?<![\w.'’])(?=[IVX])(?P<roman>X{0,3}(?:IX|IV|V?I{0,3}))(?![\w'’])"
)
_LABEL = re.compile(r"(?<![\w.,/])([A-Z]{1,5})-?(\d{1,5})(?!\d)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class _Sign:
    """kind: what is compared with one another, the letters of a label, "(a)" or "IV"; value: what may be exchanged."""

    start: int
    kind: str
    value: str


def changed_designations(text: str, evidence: Evidence) -> Iterator[Finding]:
    """The signs of the target that stand for another one of the source."""
    source, target = _signs(evidence.source), _signs(text)
    if not (source and target):
        return
    lost = _unexplained(source, target, text, "de")
    for sign in _unexplained(target, source, evidence.source, "en"):
        there = sorted({s.value for s in lost if s.kind == sign.kind})
        if not there:
            continue
        yield found(
            text,
            sign.start,
            sign.start + len(sign.value),
            category=Category.NUMBERS,
            severity=Severity.CRITICAL,
            confidence=0.8,
            message=f"The source says {' and '.join(there)}, the target {sign.value}.",
            check="numbers",
            suggestion=there[0] if len(there) == 1 else None,
            evidence={"source": there[0]},
        )


def _unexplained(signs: list[_Sign], others: list[_Sign], other: str, language: str) -> list[_Sign]:
    """The signs that the other text has neither as they are nor as a number."""
    same = {(sign.kind, sign.value) for sign in others}
    left = [sign for sign in signs if (sign.kind, sign.value) not in same]
    if not left:
        return []
    numbers = {value for q in quantities(other, language) for key, value in q.keys if key == "n"}
    return [sign for sign in left if _number(sign) not in numbers]


def _number(sign: _Sign) -> float | None:
    """What a Roman numeral or a label counts; letters count nothing."""
    if sign.kind == "(a)":
        return None
    if sign.kind != "IV":
        return float(sign.value)
    digits = [_ROMAN_VALUES[c] for c in sign.value]
    return float(sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)))


def _signs(text: str) -> list[_Sign]:
    signs = [
        _Sign(letter.start(), "(a)", letter.group())
        for match in _LETTERED.finditer(text)
        for letter in _LETTER.finditer(text, *match.span(match.lastindex or 0))
    ]
    signs += [
        _Sign(match.start("roman"), "IV", match["roman"])
        for match in _ROMAN.finditer(text)
        if match["numbered"] or len(match["roman"]) > 1
    ]
    return signs + [_Sign(match.start(2), match[1], match[2]) for match in _LABEL.finditer(text)]
