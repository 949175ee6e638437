"""Numbers, dates, times, amounts and measures.

With a given source every number of the source must have its counterpart in the target: the same value however written
(1,234.5 = 1.234,5; twelve = 12; 3 p.m. = 15 Uhr; March 5 = 5. März; the 1990s = 1990er), or rightly converted (5
miles = 8 Kilometer, within 3 %; 30 minutes = eine halbe Stunde; size 10 = Größe 40). "billion" is "Milliarde". A
changed number, unit or sign (Buchstabe b, Anhang IV, F5, 4.10.2; > 5, −20) is critical; a missing or an added number,
a comparison (≥ 18) that only one side has and Prozent for percentage points are major.
Without a source only the form is judged: English number, date, time and currency formats in German.

Wrong:  The loan is worth $2 billion. -> Der Kredit beläuft sich auf 2 Billionen Dollar.
Right:  The loan is worth $2 billion. -> Der Kredit beläuft sich auf 2 Milliarden Dollar.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from audit.checks.designations import changed_designations, roman_numbers
from audit.checks.number_finding import number_finding
from audit.checks.number_format import english_formats
from audit.checks.signs import changed_signs
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.dates import MONTHS
from audit.languages.numerals import numbers_table
from audit.languages.quantities import quantities
from audit.languages.quantity import AFTER, SIZE, Quantity

_TOLERANCE, _ROUND = 0.03, 0.05  # of a conversion: translators round; to a multiple of ten
_KM = 1000  # metres
_HOURS = 12
_FOREIGN_SIZE, _GERMAN_SIZES = 20, (30, 60)  # the largest one; from, to
_SMALL = range(2, 13)  # what German usually writes as words
_MOST_PAIRS = 250_000  # beyond, it is a table of figures, no sentence: pairing all with all would take minutes
_ENGLISH_MONTHS = tuple(MONTHS)
_CURRENCIES = frozenset({"usd", "eur", "gbp", "jpy"})
_OUNCE, _FLUID_OUNCE = ("mass", 0.0283495), ("volume", 0.0295735)
_UNIT = r"(?:[ -][^\W\d_]{1,12}|\s?[%°$€£¥][CF]?)?"
_SPAN = re.compile(rf"{_UNIT}\s(?:to|up to|through|until)\s[$€£]?|\s?[-–]\s?")
_BOUNDS = re.compile(rf"{_UNIT}\s(?P<word>bis|bis zu|auf)\s[$€£]?")
_FROM = re.compile(r"\bvon\s[$€£]?\Z", re.IGNORECASE)
_AGO = re.compile(r"\bvor\s(?:\w+\s)?\Z", re.IGNORECASE)  # of times ago, the earlier one is the larger number
_POINTS = {"percent", "points"}  # from 4 % to 5 % is a percentage point, but 25 per cent
_CONFUSED = {("percent", 1.0), ("points", 1.0)}  # everyday writing says one for the other
_NEAR = 0.1  # of one another: yards and metres, quarts and litres
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|over|more than|less than|up to|within|etwa|rund|circa"
    r"|ca\.|zirka|ungefähr|knapp|gut|fast|über|mehr als|weniger als|bis zu|an die)\s$",
    re.IGNORECASE,
)
_YEARS = range(1900, 2100)
# A year as the reader of its time calls it.
_CALLED = re.compile(
    r"\b(?:diese|gleiche|selbe|desselbe|laufende|letzte|vergangene|vorige|kommende|nächste|folgende|aktuelle)[nmrs]? "
    r"Jahr|\bVorjahr",
    re.IGNORECASE,
)
_HALF_OF_DAY, _O_CLOCK = re.compile(r"\s?[ap](?:m\b|\.m\b\.?)", re.IGNORECASE), re.compile(r"\s?Uhr\b")
# Beside these, German counts twelve hours: "um 8 Uhr abends".
_DAYTIME = re.compile(r"mittag|abend|nacht", re.IGNORECASE)
_POUND = ("mass", 0.45359237)
# Kinds that may stand for one another when a number was changed.
_POINTED = frozenset({"ordinal", "date"})  # in German figures with a point
_PLAIN = ("digits", "word")
_FAMILY = {"digits": "cardinal", "word": "cardinal", "time": "time", "date": "date", "ordinal": "ordinal"}


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Findings on the numbers of one segment, see the manual entry above."""
    spans: list[tuple[int, int]] = []
    if evidence.source_given and evidence.source:
        for finding in _compare(segment.text, evidence):
            if finding.side == "target":
                spans.append((finding.start, finding.end))
            yield finding
    others = [*english_formats(segment.text)]
    if evidence.source_given:
        others = [*changed_designations(segment.text, evidence), *changed_signs(segment.text, evidence), *others]
    for finding in others:
        if not any(finding.start < end and start < finding.end for start, end in spans):
            yield finding


def figures(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Whole numbers in digits that a source in any language has and the target has not. Those up to twelve may be
    hours; those with separators or a number word after them are read differently from language to language."""
    if not evidence.source_given:
        return
    source, target = quantities(evidence.source, "en"), quantities(segment.text, "de")
    if len(source) * len(target) > _MOST_PAIRS:
        return
    runs = {run for t in target for run in t.parts}
    for s in source:
        plain = s.kind == "digits" and s.value > _HOURS and evidence.source[s.start : s.end].isdigit()
        if plain and not s.parts <= runs and not any(match(s, t) for t in target):
            yield _missing(evidence.source, s)


def _compare(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Numbers without counterpart on either side, paired where one looks like the other's changed form."""
    source, target = quantities(evidence.source, "en"), quantities(text, "de")
    if len(source) * len(target) > _MOST_PAIRS:
        return
    matched = [[match(s, t) for t in target] for s in source]
    source_runs = {run for s in source for run in s.parts}
    target_runs = {run for t in target for run in t.parts}
    extra = [
        t
        for j, t in enumerate(target)
        if t.kind != "hint" and not any(row[j] for row in matched) and not (_bare(t) and t.parts <= source_runs)
    ]
    if any(t.kind == "ordinal" for t in extra):
        romans = roman_numbers(evidence.source)
        extra = [t for t in extra if t.kind != "ordinal" or t.value not in romans]
    yield from _turned(text, evidence.source, source, target, matched)
    missing: list[Quantity] = []
    for i, s in enumerate(source):
        if not any(matched[i]) and (apart := _apart(evidence.source[s.start : s.end], text)):
            extra = [t for t in extra if not apart.start() <= t.start < apart.end()]
            continue
        if s.kind == "hint" or any(matched[i]):
            partners = [t for t, matches in zip(target, matched[i], strict=True) if matches]
            if s.kind == "digits" and s.value <= 1 and any(t.kind == "digits" for t in extra) and _hinted(partners):
                missing.append(s)  # "eine" may be 1, but another number came in
            elif s.kind == "date":
                yield from _either_day(text, evidence.source, s, partners)
            elif s.kind == "time":
                yield from _other_half(text, evidence.source, s, partners)
            elif s.kind != "hint":
                yield from _unit_changed(text, evidence.source, s, partners)
        elif not (_bare(s) and s.parts <= target_runs and s.kind in ("date", "time", "digits") and not _scaled(s)):
            missing.append(s)
        elif s.kind == "time" and any(t.kind == "time" for t in extra):
            missing.append(s)  # its hour and its minutes stand there, but in other times
    for s in missing:
        changed = _counterpart(s, extra, evidence, text)
        if changed is not None:
            extra.remove(changed)
            yield _changed(text, evidence, s, changed)
        elif same := _same_digits(s, target):
            yield _changed(text, evidence, s, same)
        elif s.value in _YEARS and s.unit is None and _CALLED.search(text):
            continue
        elif s.kind == "digits" or (s.kind == "word" and s.value >= 13):
            yield _missing(evidence.source, s)
    if not missing and not any(s.kind == "hint" for s in source):
        yield from (_added(text, t) for t in extra if t.kind == "digits" and t.value >= 13)


def _turned(
    text: str, source: str, english: list[Quantity], german: list[Quantity], matched: list[list[bool]]
) -> Iterator[Finding]:
    """The two numbers of a span in the wrong order: 6 to 12 years -> 12 bis 6 Jahre, from 4 to 9 -> von 9 auf 4."""
    spans = [i for i, (s, r) in enumerate(pairwise(english)) if _SPAN.fullmatch(source, s.end, r.start)]
    for j, (t, u) in enumerate(pairwise(german) if spans else ()):
        bounds = _BOUNDS.fullmatch(text, t.end, u.start)
        if bounds is None or t.kind not in _PLAIN or u.kind not in _PLAIN:
            continue
        before = text[max(0, t.start - 20) : t.start]
        change = bounds["word"] == "auf" and _FROM.search(before)
        if not change and (t.value < u.value or bounds["word"] == "auf" or _AGO.search(before)):
            continue
        for i in spans:
            s, r = english[i], english[i + 1]
            crossed = matched[i][j + 1] and matched[i + 1][j] and not (matched[i][j] or matched[i + 1][j + 1])
            if crossed and (s.value < r.value or change):
                written = source[s.start : r.end]
                yield number_finding(
                    text,
                    t.start,
                    u.end,
                    written,
                    severity=Severity.CRITICAL,
                    confidence=0.8,
                    message=f"The source says {written}, the target has the two in the other order.",
                )
                break


def _apart(written: str, text: str) -> re.Match[str] | None:
    """Where the number stands with spaces around its separators ("3 . 000"), as tokenised text has it."""
    groups = re.split(r"(?<=\d)[.,](?=\d)", written)
    if len(groups) < 2 or not all(group.isdigit() for group in groups):
        return None
    return re.search(rf"(?<!\d){' [.,] '.join(groups)}(?!\d)", text)


def _hinted(partners: list[Quantity]) -> bool:
    """Whether only words such as "eine" and "keine" stand for a number."""
    return all(t.kind == "hint" for t in partners)


def _bare(quantity: Quantity) -> bool:
    """Whether its digits stand for themselves (21 in 21:15), not for a part of a number with separators."""
    return bool(quantity.parts) and all(p.isdigit() for p in quantity.parts)


def _scaled(quantity: Quantity) -> bool:
    """Whether the value is not what the digits alone say: then equal digits are no sign of an equal number."""
    return bool(quantity.parts) and quantity.value >= 1e5


def match(source: Quantity, target: Quantity) -> bool:
    """Whether the two may stand for the same number, conversions of units included."""
    if source.keys & target.keys:
        return True
    values = [(float(a), float(b)) for k, a in source.keys if k == "n" for m, b in target.keys if m == "n"]
    if any(abs(a - b) <= 1e-6 * max(abs(a), abs(b)) for a, b in values):
        return True
    # 1990-95 = 1990-1995
    if any(1900 <= max(a, b) < 2100 and min(a, b) < 100 and max(a, b) % 100 == min(a, b) for a, b in values):
        return True
    return any(_converted(a, source.unit, b, target.unit) for a, b in values)


def _converted(a: float, a_unit: tuple[str, float] | None, b: float, b_unit: tuple[str, float] | None) -> bool:
    if a_unit == _OUNCE and b_unit is not None and b_unit[0] == "volume":
        a_unit = _FLUID_OUNCE  # a bottle of 16 oz
    if a_unit is None or b_unit is None or {a_unit[0], b_unit[0]} not in ({a_unit[0]}, {"length", "speed"}, _POINTS):
        return False
    if a_unit == SIZE:  # 10 may be 40 in Germany, but no 12
        small, large = sorted((a, b))
        return small <= _FOREIGN_SIZE and _GERMAN_SIZES[0] <= large <= _GERMAN_SIZES[1]
    if a_unit[0] == "temperature":
        celsius = (a - 32) * 5 / 9 if a_unit[1] < 0 < b_unit[1] else a
        return abs(celsius - b) <= max(2.5, abs(b) * _TOLERANCE)  # "above 90 degrees" becomes 30 Grad
    # "8 Zentimeter Regen in der Stunde": the hour may stand further on.
    size, other = (unit[1] * (_KM if unit[0] == "speed" else 1) for unit in (a_unit, b_unit))
    exact = a * size / other
    # 3 inches are 7.62 cm, or 8; 130 miles are 209 kilometres, or 200; but 9 months are no year.
    rounded = 0.5 if b == round(b) and (b > 1 or a_unit[0] != "time") else 0.0
    tolerance = _ROUND if b % 10 == 0 else _TOLERANCE
    return size != other and abs(exact - b) <= max(rounded, tolerance * max(exact, b))


def _counterpart(s: Quantity, extra: list[Quantity], evidence: Evidence, text: str) -> Quantity | None:
    """The left-over target number that most looks like s changed: aligned to it, same unit, similar digits."""
    family = [t for t in extra if _FAMILY[t.kind] == _FAMILY[s.kind] or (s.kind in _POINTED and _pointed(text, t))]
    written = evidence.source[s.start : s.end]

    def likeness(t: Quantity) -> tuple[bool, bool, float]:
        aligned = bool(written) and written in evidence.aligned(t.start, t.end)
        ratio = min(s.value, t.value) / max(s.value, t.value) if min(s.value, t.value) > 0 else 0.0
        return aligned, s.unit is not None and s.unit == t.unit, ratio

    return max(family, key=likeness, default=None)


def _pointed(text: str, t: Quantity) -> bool:
    """Whether the figures may be an ordinal ("25. Minute"), or the day of a month that has no such day ("54. Juli")."""
    return t.kind == "digits" and bool(re.match(r"\. \w", text[t.end : t.end + 3]))


def _same_digits(s: Quantity, target: list[Quantity]) -> Quantity | None:
    """A target number with the same digits but another value: the scale word was changed or dropped."""
    if s.kind != "digits":
        return None
    return next((t for t in target if t.kind == "digits" and t.parts == s.parts and not s.keys & t.keys), None)


def _changed(text: str, evidence: Evidence, s: Quantity, t: Quantity) -> Finding:
    written = evidence.source[s.start : s.end]
    bare = [c for c in written if c.isdigit()] == [c for c in text[t.start : t.end] if c.isdigit()]
    right = _as_word(s, text, t) or german_form(s, written)
    shared = {"confidence": 0.85, "check": "numbers", "suggestion": right, "evidence": {"source": written}}
    if bare and s.kind == t.kind == "digits" and written.isascii() and _only_separators(written, text[t.start : t.end]):
        message = f"The separators of {written} were kept: in German they mean another number."
        category, severity = Category.LOCALE_VIOLATION, Severity.MINOR
    else:
        message = f"The source says {written}, the target {text[t.start : t.end]}."
        category, severity = Category.NUMBERS, Severity.CRITICAL
    return found(text, t.start, t.end, category=category, severity=severity, message=message, **shared)


def _only_separators(written: str, target: str) -> bool:
    return not any(c.isalpha() for c in written + target) and any(c in ",." for c in written)


def _unit_changed(text: str, source: str, s: Quantity, partners: list[Quantity]) -> Iterator[Finding]:
    """The number was kept but its unit replaced: 5 miles -> 5 Kilometer, $5 -> 5 Euro. partners: what matches s."""
    # Beside a number, a word such as "ein" or "beide" says nothing of its unit.
    partners = [t for t in partners if t.kind != "hint"] or partners
    if s.unit is None or any(not _conflict(s, t, text) for t in partners):
        return
    t = partners[0]
    near = _nearly_equal(s, t)
    if near and (_about(source, s) or _about(text, t)):
        return  # "about 30 yards" are about 30 metres
    yield number_finding(
        text,
        t.start,
        t.end,
        source[s.start : s.end],
        severity=Severity.MAJOR if near or {s.unit, t.unit} == _CONFUSED else Severity.CRITICAL,
        confidence=0.8,
        message=f"The unit was replaced but the number kept: {_with_unit(source, s)} is another amount.",
    )


def _nearly_equal(s: Quantity, t: Quantity) -> bool:
    """Whether one unit is nearly as much as the other: the figure is off by less than translators round."""
    if s.unit is None or t.unit is None or s.unit[0] != t.unit[0] or s.unit[0] == "temperature":
        return False
    return abs(s.unit[1] - t.unit[1]) <= _NEAR * max(s.unit[1], t.unit[1])


def _about(text: str, quantity: Quantity) -> bool:
    """Whether the text says that the figure is approximate."""
    return _ABOUT.search(text, max(0, quantity.start - 20), quantity.start) is not None


def _either_day(text: str, source: str, s: Quantity, partners: list[Quantity]) -> Iterator[Finding]:
    """05/06 is 6 May in America, 5 June elsewhere: nothing says which the target should have."""
    written = re.fullmatch(r"0?(\d{1,2})/0?(\d{1,2})/\d{2,4}", source[s.start : s.end])
    t = next((t for t in partners if t.kind == "date"), None)
    if written is None or t is None or not text[t.start : t.end].isdigit():  # figures on both sides are as open
        return
    first, second = int(written[1]), int(written[2])
    if first == second or max(first, second) > 12:
        return
    yield number_finding(
        text,
        t.start,
        t.end,
        written.group(),
        severity=Severity.MINOR,
        confidence=0.3,
        message=f"{written.group()} is {second} {_ENGLISH_MONTHS[first - 1]} in American English, "
        f"{first} {_ENGLISH_MONTHS[second - 1]} in British: see which is meant.",
    )


def _other_half(text: str, source: str, s: Quantity, partners: list[Quantity]) -> Iterator[Finding]:
    """The figures of a time were kept but not the half of its day: 2:30 p.m. -> 2:30 Uhr."""
    times = {key for key in s.keys if key[0] == "t"}
    half = _HALF_OF_DAY.match(source, s.end)
    if half is None or _DAYTIME.search(text) or any(t.keys & times for t in partners):
        return
    clocks = (t for t in partners if t.kind == "time" and _O_CLOCK.match(text, t.end))  # "2 Uhr", no "zwei" beside it
    if t := next(clocks, None):
        written, right = source[s.start : half.end()], german_form(s, "")
        yield number_finding(
            text,
            t.start,
            t.end,
            written,
            severity=Severity.CRITICAL,
            confidence=0.85,
            message=f"{written} is {right} Uhr in German: {text[t.start : t.end]} Uhr is twelve hours off.",
            suggestion=right,
        )


def _with_unit(source: str, s: Quantity) -> str:
    """The number as it is written, with the sign before it or the word after it."""
    before = re.search(r"[$€£¥]\s?$", source[: s.start])
    after = AFTER.match(source, s.end)
    sign, word = before.group() if before else "", after.group() if after and not before else ""
    return f"{sign}{source[s.start : s.end]}{word}"


def _conflict(s: Quantity, t: Quantity, text: str) -> bool:
    if (
        t.kind == "hint"
        or s.unit is None
        or t.unit is None
        or s.unit == t.unit
        or _converted(s.value, s.unit, t.value, t.unit)
    ):
        return False
    if s.unit[0] == t.unit[0] == "temperature" and 2.0 in (abs(s.unit[1]), t.unit[1]):
        # "degrees" alone does not say which, and "Grad" alone is Celsius.
        return s.unit[1] == -1.0 and not re.search(r"fahrenheit|°\s?F\b", text, re.IGNORECASE)
    if s.unit == _POUND and t.unit[0] in _CURRENCIES:
        return True  # pounds are money or a weight, but neither euros nor dollars
    return s.unit[0] == t.unit[0] or {s.unit[0], t.unit[0]} == _POINTS or {s.unit[0], t.unit[0]} <= _CURRENCIES


def _missing(source: str, s: Quantity) -> Finding:
    return number_finding(
        source,
        s.start,
        s.end,
        source[s.start : s.end],
        side="source",
        severity=Severity.MAJOR,
        confidence=0.6,
        message=f"The target has no counterpart of {source[s.start : s.end]}.",
    )


def _added(text: str, t: Quantity) -> Finding:
    return found(
        text,
        t.start,
        t.end,
        category=Category.NUMBERS,
        severity=Severity.MAJOR,
        confidence=0.5,
        message=f"The source has no counterpart of {text[t.start : t.end]}.",
        check="numbers",
    )


def german_form(quantity: Quantity, written: str) -> str | None:
    """How German writes the number: 2e9 -> "2 Milliarden", 1234.5 -> "1.234,5", a year without separators; times
    without "Uhr". None where it is a date or an ordinal word, whose form depends on the sentence."""
    if quantity.kind in ("date", "ordinal", "hint"):
        return None
    if quantity.kind == "time":
        hour, minute = divmod(int(quantity.value), 60)
        return f"{hour}.{minute:02}" if minute else str(hour)
    value = quantity.value
    for size, one, many in (
        (1e12, "Billion", "Billionen"),
        (1e9, "Milliarde", "Milliarden"),
        (1e6, "Million", "Millionen"),
    ):
        if value >= size and any(c.isalpha() for c in written):
            return f"{_decimal(value / size)} {one if value == size else many}"
    grouped = "," in written or value >= 10_000
    return _decimal(value, grouped)


def _as_word(right: Quantity, text: str, wrong: Quantity) -> str | None:
    """The word for a small number, where the German has one in its place, too: *zwei* becomes *zwölf*, not 12. None for
    others, and for one, whose form depends on its noun."""
    if right.kind not in _PLAIN or not text[wrong.start : wrong.end].isalpha() or right.value not in _SMALL:
        return None
    word = next(word for word, value in numbers_table("de", "units").items() if value == right.value)
    return word.capitalize() if text[wrong.start].isupper() else word


def _decimal(value: float, grouped: bool = False) -> str:
    digits = f"{value:,.6f}" if grouped else f"{value:.6f}"
    return digits.rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
