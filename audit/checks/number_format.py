"""English number, date, time and currency formats in German text (part of the check "numbers"; needs no source)."""

import re
from collections.abc import Iterator

from audit.finding import Category, Finding, Severity, found
from audit.languages.dates import MONTHS

_MEASURES = (
    r"(?:Prozent|%|Mio\b|Mrd\b|Millionen|Milliarden|Billionen|Grad|Dollar|Euro|€|Kilometern?|Metern?|Zentimetern?|km\b|kg\b|"
    r"cm\b|Kilogramm|Tonnen|Litern?|Stunden|Sekunden|Jahren?|Punkte)"
)
_NO_NUMBER_BEFORE = r"(?<![\w.,:/$£€-])"
_MONTHS = "|".join([*MONTHS.values(), "Jänner"])

_THOUSANDS = re.compile(
    r"(?<![\w.,:/$£-])(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|[1-9]\d{0,2},000)(?![\d,]|\.\d)"
)
# 1,000 may be a decimal number where it is measured to the gram or the thousandth of a second.
_MEASURED = re.compile(r"\s?(?:kg|g|m|km|l|s|t|mm|Sekunden|Kilogramm|Gramm|Liter|Meter|Promille|Volt)\b")
_DECIMAL = re.compile(rf"{_NO_NUMBER_BEFORE}(\d{{1,6}}\.\d{{1,2}})(?=[ \u00a0\u202f-]?{_MEASURES})")
_CURRENCY = re.compile(
    r"(?<![\w$£])([$£])[ \u00a0]?(\d[\d.,]*(?<![.,]))"
    r"((?: |\u00a0)?(?:Million(?:en)?\b|Milliarden?\b|Billion(?:en)?\b|Mio\.|Mrd\.|"
    r"(?:million|billion|trillion|mn|bn|m)\b))?"
)
# English scale -> one and many of the German one.
_SCALES = {
    "million": ("Million", "Millionen"),
    "m": ("Million", "Millionen"),
    "mn": ("Million", "Millionen"),
    "billion": ("Milliarde", "Milliarden"),
    "bn": ("Milliarde", "Milliarden"),
    "trillion": ("Billion", "Billionen"),
}
_TWELVE_HOURS = re.compile(
    r"(?<![\d.:,])(\d{1,2})(?:[.:](\d\d))?[ \u00a0]?(?:Uhr[ \u00a0])?(p\.m\.|a\.m\.|pm\b|[AP]M\b|P\.M\.|A\.M\.)"
    r"(?: Uhr\b)?"
)
_MONTH_FIRST = re.compile(rf"\b({_MONTHS})[ \u00a0](\d{{1,2}})(?:st|nd|rd|th)?,[ \u00a0](\d{{4}})\b")
_ENGLISH_MONTHS = {english: german for english, german in MONTHS.items() if english != german}
_ENGLISH_DATE = re.compile(
    rf"\b(?P<first>{'|'.join(_ENGLISH_MONTHS)}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:, (?P<year>\d{{4}})\b)?"
    rf"|\b(?P<before>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{'|'.join(_ENGLISH_MONTHS)})\b"
)
_SLASHES = re.compile(r"(?<![\w./-])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?![\w/-])")
_DECADE = re.compile(r"(?<!\w)(\d{3}0)['’]?s\b")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.(?!\d{3}$)\d+")
_SWAPPED = str.maketrans(",.", ".,")
_CURRENCY_NAME = {"$": "Dollar", "£": "Pfund"}


def english_formats(text: str) -> Iterator[Finding]:
    """One minor finding per number that is written as English writes it, with its German form."""
    for match in _THOUSANDS.finditer(text):
        if match.group().count(",") == 1 and "." not in match.group() and _MEASURED.match(text, match.end()):
            continue
        swapped = match.group().translate(_SWAPPED)
        yield _format(text, match, swapped, "German groups thousands with points and writes decimals with a comma.")
    for match in _DECIMAL.finditer(text):
        yield _format(text, match, match[1].replace(".", ","), "German writes decimals with a comma.")
    for match in _CURRENCY.finditer(text):
        amount = f"{_german_digits(match[2])}{_scale(match)} {_CURRENCY_NAME[match[1]]}"
        yield _format(text, match, amount, "German puts the currency after the amount.")
    for match in _TWELVE_HOURS.finditer(text):
        yield _format(text, match, _clock(match), "German counts the hours of the day to 24.")
    for match in _MONTH_FIRST.finditer(text):
        yield _format(text, match, f"{match[2]}. {match[1]} {match[3]}", "German puts the day before the month.")
    for match in _ENGLISH_DATE.finditer(text):
        yield _format(text, match, _date(match), "The date is in English.")
    for match in _SLASHES.finditer(text):
        yield from _slashes(text, match)
    for match in _DECADE.finditer(text):
        yield _format(text, match, f"{match[1]}er", "German writes decades with -er.")


def _german_digits(written: str) -> str:
    """The figures with German separators, whether they have English ones (1,000.50) or German ones already."""
    return written.translate(_SWAPPED) if _ENGLISH.fullmatch(written) else written


def _clock(match: re.Match[str]) -> str | None:
    hour, afternoon = int(match[1]), match[3].lower().startswith("p")
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if afternoon else 0)
    return f"{hour}.{match[2]} Uhr" if match[2] and match[2] != "00" else f"{hour} Uhr"


def _scale(match: re.Match[str]) -> str:
    """The scale word of an amount, in German, with the space before it; "" where there is none."""
    written = (match[3] or "").strip()
    one_and_many = _SCALES.get(written)
    if one_and_many is None:
        return match[3] or ""
    return f" {one_and_many[match[2] != '1']}"


def _date(match: re.Match[str]) -> str:
    day, month = match["day"] or match["before"], _ENGLISH_MONTHS[match["first"] or match["month"]]
    year = f" {match['year']}" if match["year"] else ""
    return f"{int(day)}. {month}{year}"


def _slashes(text: str, match: re.Match[str]) -> Iterator[Finding]:
    """12/25/2024: 25.12.2024. 05/06/2024 may be both, so nothing is proposed."""
    first, second = int(match[1]), int(match[2])
    if not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return
    if first != second and max(first, second) <= 12:
        yield _format(text, match, None, "German writes dates with points, the day first: see which is the day here.")
        return
    day, month = (match[2], match[1]) if second > 12 else (match[1], match[2])
    yield _format(text, match, f"{day}.{month}.{match[3]}", "German writes dates with points, the day first.")


def _format(text: str, match: re.Match[str], suggestion: str | None, message: str) -> Finding:
    return found(
        text,
        match.start(),
        match.end(),
        category=Category.LOCALE_VIOLATION,
        severity=Severity.MINOR,
        confidence=0.8,
        message=message,
        check="numbers",
        suggestion=suggestion,
    )
