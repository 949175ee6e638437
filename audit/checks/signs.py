"""Signs before a number: < 5, ≥ 18, −20 (part of the check "numbers").

A number that stands on both sides has the same sign on both, or a word says it (unter 5, fewer than 5, minus 20). Only
what is plainly a sign counts: a hyphen may join words, part a range or begin a line, and > may end a tag or an arrow.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit.checks.number_finding import number_finding
from audit.evidence import Evidence
from audit.finding import Finding, Severity
from audit.languages.quantities import parse_digits

_SIGN = re.compile(r"[<>≤≥⩽⩾≦≧−–‐‑-]|&[lg]t;")
_NUMBER = re.compile(r"(?<![\w.,])\.?\d{1,20}(?:[.,]\d{1,20}){0,8}(?!\d)")
_BEFORE = re.compile(
    r"(?P<sign>-?(?:&[lg]t;|[<>≤≥⩽⩾≦≧=→»›])+|)[ \u00a0\u202f\u2009]?(?P<minus>[-‐‑–−]?)(?P<money>[$€£]?)\Z"
)
_LONGEST = 12  # of what stands before a number, in characters
_COMPARISONS = {
    **dict.fromkeys(("", "="), ""),
    **dict.fromkeys(("<", "&lt;"), "<"),
    **dict.fromkeys((">", "&gt;"), ">"),
    **dict.fromkeys(("≤", "⩽", "≦", "<=", "=<", "&lt;="), "≤"),
    **dict.fromkeys(("≥", "⩾", "≧", ">=", "=>", "&gt;="), "≥"),
}
_TAG = re.compile(r"</?(?:[a-z][^<>]{0,80}|\d{1,4}/?)>\s?\Z", re.IGNORECASE)
# "Tools > 3D view"; in German, nouns have capitals: Alter > 30.
_PATH = re.compile(r"(?:[A-Z][a-z]+|[\"”’*_])\s>\s\Z")
_DEGREES = re.compile(r"\s?(?:°|degrees?\b|Grad\b)", re.IGNORECASE)
# What says a comparison or a minus in words, of either language.
_COMPARED = re.compile(
    r"\b(?:less|few|under|below|lower|small|young|short|up to|at most|at least|max|min|no more|not more|over|above|more"
    r"|great|high|old|larg|long|exceed|beyond|than|from|within|beneath|unter|wenig|klein|jünger|kürz|bis|höchst|maxim"
    r"|nicht mehr|über|mehr|größer|hoh|höh|älter|läng|ab|mindest|minim|vor|nach|seit|als|since|before|after)",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:minus|negativ|below|under|sub-?zero|freez|frost|cold|unter|kalt|kält|gefrier|eisig)", re.IGNORECASE
)
# A change may be a loss by its verb, a temperature is not.
_LOSS = re.compile(
    r"\b(?:down|f[ae]ll|drop|declin|decreas|reduc|los[est]|less|off|deficit|discount|cut|shr[aiu]nk"
    r"|verl|rückg|sink|sank|gesunk|fiel|gefall|nachg|wenig|minder|defizit|abzug|abzüg|rabatt|kürz|schrumpf|einbu)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Signed:
    """text[start:end] is a number; comparison: <, ≤, >, ≥ or nothing, None where it is not plain; minus likewise."""

    start: int
    end: int
    comparison: str | None
    minus: bool | None


def changed_signs(text: str, evidence: Evidence) -> Iterator[Finding]:
    """The numbers of the target whose sign is another than in the source."""
    source = evidence.source
    if not (_SIGN.search(source) or _SIGN.search(text)):
        return
    there, here = _signed(source, "en"), _signed(text, "de")
    for value, ours in here.items():
        theirs = there.get(value, [])
        for own, other in _changed(theirs, ours, lambda n: n.comparison):
            exchanged = bool(own.comparison and other.comparison)
            bare = _around(text, own, 50) if other.comparison else _around(source, other, 50)
            if exchanged or not _COMPARED.search(bare):
                yield _finding(text, source, own, other, Severity.CRITICAL if exchanged else Severity.MAJOR)
        for own, other in _changed(theirs, ours, lambda n: n.minus):
            bare = _around(text, own, 200) if other.minus else _around(source, other, 200)
            if not _NEGATIVE.search(bare) and (_DEGREES.match(text, own.end) or not _LOSS.search(bare)):
                yield _finding(text, source, own, other, Severity.CRITICAL)


def _around(text: str, number: _Signed, reach: int) -> str:
    """Where a word would stand that says the sign."""
    return text[max(0, number.start - reach) : number.end + reach // 2]


def _changed(
    source: list[_Signed], target: list[_Signed], state: Callable[[_Signed], str | bool | None]
) -> Iterator[tuple[_Signed, _Signed]]:
    """Each number of the target with a state that the same number nowhere has in the source, and one of the source."""
    there, here = {state(n) for n in source}, {state(n) for n in target}
    if None in there | here or (len(source) != len(target) and there & here):
        return
    lost = [n for n in source if state(n) not in here]
    yield from zip([n for n in target if state(n) not in there], lost, strict=False)


def _signed(text: str, language: str) -> dict[float, list[_Signed]]:
    """The numbers in digits by their value."""
    numbers: dict[float, list[_Signed]] = defaultdict(list)
    for match in _NUMBER.finditer(text):
        before = _BEFORE.search(text, max(0, match.start() - _LONGEST), match.start())
        if before is None:  # never, as it may be empty
            continue
        comparison = _COMPARISONS.get(before["sign"])
        start = before.start("sign") if comparison else before.start("minus") if before["minus"] else match.start()
        line_begins = not text[max(0, start - _LONGEST) : start].rpartition("\n")[2].strip()
        after = text[match.end() : match.end() + 1]
        if after == "+" or (comparison and (line_begins or after == ">" or _no_sign(text, start, before, language))):
            comparison = None  # 8+ is a comparison, too
        numbers[parse_digits(match.group().removeprefix("."), language)].append(
            _Signed(start, match.end(), comparison, _minus(text, before, match.end(), line_begins))
        )
    return numbers


def _no_sign(text: str, start: int, before: re.Match[str], language: str) -> bool:
    """Whether > ends a tag or parts the steps of a path."""
    if _TAG.search(text, max(0, start - 90), before.end("sign")):
        return True
    return language == "en" and _PATH.search(text, max(0, start - 30), before.end("sign") + 1) is not None


def _minus(text: str, before: re.Match[str], end: int, line_begins: bool) -> bool | None:
    """Whether the number has a minus; None where a hyphen may be something else."""
    dash = before.start("minus")
    earlier = text[max(0, dash - 2) : dash]
    if not before["minus"]:
        bracketed = earlier.endswith("(") and text[end : end + 1] == ")"  # in accounts (20) is −20
        return None if bracketed or earlier.rstrip()[-1:] in tuple("-‐‑–—−+±") else False
    joined = earlier[-1:].isalnum() or earlier[-1:] in tuple(")]}%°./-–+'’\"”“‘«»")
    ranged = earlier[:1].isdigit() and earlier[-1:].isspace()  # "10 -20"
    listed = line_begins and before["minus"] != "−" and not _DEGREES.match(text, end)
    return None if joined or ranged or listed else True


def _finding(text: str, source: str, own: _Signed, other: _Signed, severity: Severity) -> Finding:
    written, right = text[own.start : own.end], source[other.start : other.end]
    return number_finding(
        text,
        own.start,
        own.end,
        right,
        severity=severity,
        confidence=0.8,
        message=f"The source says {right}, the target {written}: the sign is another one.",
    )
