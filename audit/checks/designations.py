"""Signs that name a place, a thing or a version: Buchstabe b, Anhang IV, Q3, C-311/18, F5, 4.10.2, 0x80070005 (part of
the check "numbers").

A sign stands in the translation as it does in the source, or something else stands for it (Q3: drittes Quartal, World
War II: Zweiter Weltkrieg). So one of the target is wrong only where the source has neither it nor its number, but has
another of the same make that the target lacks in the same way.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from audit.checks.number_finding import number_finding
from audit.evidence import Evidence
from audit.finding import Finding, Severity
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
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_CODE = re.compile(
    r"(?<![\w.,:/-])(?:0[xX][0-9A-Fa-f]{2,16}"
    r"|(?:[A-Za-z]{1,5}|[A-Z]{1,5}-)\d{1,12}(?:\.\d{1,6}){0,6}[A-Za-z\d]{0,8}"
    r"|\d{1,4}(?:\.\d{1,5}){2,8})(?![\w-]|[.,:]\d)"
)
# Dotted figures that are a date (03.05.22) or a large number (1.250.000).
_DATE_OR_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d|\d{4})|\d{1,3}(?:\.\d{3})+")
_COUNTING = re.compile(r"[a-z]+(\d+)")


@dataclass(frozen=True, slots=True)
class _Sign:
    """text[start:end]; make: what is compared with one another, "(a)", "IV", or a code with "#" for its figures; value:
    what tells it from others of its make; number: what it counts, if anything."""

    start: int
    end: int
    make: str
    value: str
    number: float | None = None


def changed_designations(text: str, evidence: Evidence) -> Iterator[Finding]:
    """The signs of the target that stand for another one of the source; each of the source explains one."""
    source = evidence.source
    there, here = _signs(source), _signs(text)
    if not (there and here):
        return
    lost: dict[str, list[str]] = defaultdict(list)
    for sign in _unexplained(there, here, text, "de"):
        lost[sign.make].append(source[sign.start : sign.end])
    for sign in _unexplained(here, there, source, "en"):
        if lost[sign.make]:
            right = lost[sign.make].pop(0)
            yield number_finding(
                text,
                sign.start,
                sign.end,
                right,
                severity=Severity.CRITICAL,
                confidence=0.8,
                message=f"The source says {right}, the target {text[sign.start : sign.end]}.",
                suggestion=right,
            )


def _unexplained(signs: list[_Sign], others: list[_Sign], other: str, language: str) -> list[_Sign]:
    """The first of each sign that the other text has neither as it is nor as a number."""
    same = {(sign.make, sign.value) for sign in others}
    left = {(sign.make, sign.value): sign for sign in reversed(signs) if (sign.make, sign.value) not in same}
    if not left:
        return []
    numbers = {value for q in quantities(other, language) for key, value in q.keys if key == "n"}
    return sorted((sign for sign in left.values() if sign.number not in numbers), key=lambda sign: sign.start)


def roman_numbers(text: str) -> set[float]:
    """What the Roman numerals of the text count: an ordinal may stand for one (World War II, Zweiter Weltkrieg)."""
    return {_counted(match["roman"]) for match in _romans(text)}


def _romans(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _ROMAN.finditer(text) if match["numbered"] or len(match["roman"]) > 1)


def _signs(text: str) -> list[_Sign]:
    signs = [
        _Sign(*letter.span(), "(a)", letter.group())
        for match in _LETTERED.finditer(text)
        for letter in _LETTER.finditer(text, *match.span(match.lastindex or 0))
    ]
    signs += [_Sign(*m.span("roman"), "IV", m["roman"], _counted(m["roman"])) for m in _romans(text)]
    return signs + [_code(m) for m in _CODE.finditer(text) if not _DATE_OR_NUMBER.fullmatch(m.group())]


def _counted(roman: str) -> float:
    digits = [_ROMAN_VALUES[c] for c in roman]
    return float(sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)))


def _code(match: re.Match[str]) -> _Sign:
    """A code; a hyphen in it is no part of it (F-22, F22), nor are points: "EUR1000" may be "EUR1.000". Between figures
    alone the points tell one version from another (1.12.3, 11.2.3)."""
    code = match.group().lower().replace("-", "")
    if code.startswith("0x"):
        return _Sign(*match.span(), "0x", code)
    make = re.sub(r"\d+(?:\.\d+)*", "#", code)
    value = code.replace(".", "") if code[0].isalpha() else code
    counting = _COUNTING.fullmatch(value)
    return _Sign(*match.span(), make, value, float(counting[1]) if counting else None)
