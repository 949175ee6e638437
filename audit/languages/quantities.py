"""Numbers in running German or English text, normalised so that both languages' numbers can be compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from audit.languages.number_words import english_words, german_words
from audit.languages.numerals import numbers_table
from audit.languages.quantity import AFTER, SIZE, SPACE, Key, Quantity, unit_of
from audit.languages.tables import toml_table

_NUMERIC = re.compile(
    rf"""(?<!\d)(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?P<date>\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d\d))(?!\d|\.\d)
    | (?P<indian>\d{{1,2}}(?:[.,]\d\d){{1,4}}[.,]\d{{3}})(?![\d])
    | (?P<opaque>\d{{1,4}}(?:\.\d{{1,4}}){{2,8}}(?<!\.\d\d\d)|\d{{1,4}}:\d\d[.,:]\d+)(?!\.?\d)
    | (?P<mixed>\d{{1,3}}(?:{SPACE}?[½⅓⅔¼¾⅛⅜⅝⅞]|[ -](?:1/2|[12]/3|[13]/4|[1357]/8)(?![\d/])))
    | (?P<slash>\d{{1,2}}/\d{{1,2}})(?![\d/])
    | (?P<daymonth>\d{{1,2}}\.\d{{1,2}}\.)(?!\d)
    | (?P<feet>\d{{1,2}})
      (?:[ -]?(?:foot|feet|ft)(?:[ -]?|(?:,[ ]|[ ]and[ ]|,[ ]and[ ])(?=\d+[ -]?in))|['′’][ ]?)
      (?P<inch>\d{{1,2}})(?:["″”]|\b)(?!%)
    | (?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{SPACE}?(?P<half>[ap]\.?m\b\.?|[AP]\.?M\b\.?|Uhr\b|h\b|o['’]clock)
    | (?P<clock>[012]?\d:[0-5]\d)(?![\d:])
    | (?P<number>\d{{1,3}}(?:[.,'’\u00a0\u202f\u2009 ]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)
    | (?P<point>(?<![\w.,:;)\]])\.\d+)(?![\d.,]\d|\.\w)
    )""",
    re.VERBOSE,
)
_MONTH_NAMES = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|O[ck]t|Nov|De[cz]|January|February|March|April|May|June|July|August|September|October|November|December|Januar|Jänner|Februar|Feber|März|Mai|Juni|Juli|Oktober|Dezember"  # noqa: E501
_TEXT_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)?{SPACE}{{0,2}}(?P<month>{_MONTH_NAMES})\b"
    rf"|\b(?P<month2>{_MONTH_NAMES})\.?{SPACE}(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?![\d:]|[.,]\d|{SPACE}?(?:[AaPp]\.?[Mm]|Uhr))"
)
# "4 in." and "4 in x" are inches, "4 in Rome" are not; so is a mark of quotation after a figure (15.6").
_INCH = re.compile(rf"{SPACE}?(?:[\"″”]|in(?=\.|{SPACE}?(?:[,;:)x×/|\n]|\Z)))|-in\b")
_SIZE = re.compile(
    rf"\b(?:size|(?:schuh|kleider|konfektions)?größe|Gr\.){SPACE}(?:(?:US|UK|EU){SPACE})?\Z", re.IGNORECASE
)
_AND_A_HALF = re.compile(rf"{SPACE}and{SPACE}a{SPACE}half\b", re.IGNORECASE)
_AN_HOUR = re.compile(rf"{SPACE}?(?:per|an|/|pro|in der){SPACE}?(?:hour|Stunde)\b", re.IGNORECASE)
_AFTERNOON = re.compile(r"nachmittag|abend|nachts|mittag", re.IGNORECASE)
_RANGE = re.compile(rf"[\"″”]?{SPACE}?(?:-|–|to|bis|and|und|or|oder|by|mal|auf|x|×){SPACE}?[$€£]?")
_BEFORE_HOUR = re.compile(
    rf"\b(?:at|by|until|till|from|to|around|about|before|after|between|and|since){SPACE}$", re.IGNORECASE
)
_HALF_HOUR = re.compile(rf"\bhalb{SPACE}$", re.IGNORECASE)
_HALF_PAST = re.compile(rf"\bhalf[ -]past{SPACE}$|\b(?:at|till|until|is|by) half{SPACE}$", re.IGNORECASE)
_POINTED_TIME = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_PART_OF = re.compile(rf"{SPACE}(?:von|out of){SPACE}")
_LOOSE_PREFIX = frozenset(
    [
        "mid",
        "late",
        "early",
        "post",
        "pre",
        "under",
        "over",
        "sub",
        "ab",
        "um",
        "ca",
        "bis",
        "vor",
        "mitte",
        "ende",
        "anfang",
        "us",
        "a",
        "c",
    ]
)


def quantities(text: str, language: str) -> list[Quantity]:
    """All numbers of a text in order of their place. language: "de" or "en". Linear in the length of the text."""
    result: list[Quantity] = list(_dates(text, language))
    taken = _mask(len(text), result)
    for match in _NUMERIC.finditer(text):
        if not taken[match.start()]:
            result.append(_numeric(text, match, language))
    taken = _mask(len(text), result)
    words = english_words(text) if language == "en" else german_words(text)
    result.extend(q for q in words if not taken[q.start])
    result.sort(key=lambda q: q.start)
    return [_clocked(text, _multiplied(text, q, language), language) for q in _ranges(text, result, language)]


def _ranges(text: str, ordered: list[Quantity], language: str) -> list[Quantity]:
    """3 to 8 million dollars: the first number shares the second one's unit, and maybe its scale; or it is an hour, too
    (14 bis 16 Uhr)."""
    for i in range(len(ordered) - 2, -1, -1):
        q, after = ordered[i], ordered[i + 1]
        if q.unit is None and after.start - q.end <= 8 and _RANGE.fullmatch(text, q.end, after.start):
            last = re.match(r"[\d.,]*\d", text[after.start : after.end])
            scale = after.value / (parse_digits(last.group(), "en") or 1.0) if last else 1.0
            keys = q.keys | {("n", q.value * scale)} if scale in (1e3, 1e6, 1e9, 1e12) else q.keys
            if after.kind == "time" and q.kind == "digits" and q.value <= 24:
                keys |= _times(q.value, free=language == "en")
            ordered[i] = replace(q, unit=after.unit, keys=keys)
        elif 0 < q.value < after.value and _PART_OF.fullmatch(text, q.end, after.start):
            ordered[i] = replace(q, keys=q.keys | {("n", q.value / after.value)})  # nine out of ten are 90 per cent
    return ordered


def _times(hour: float, minute: float = 0.0, *, free: bool) -> set[Key]:
    """The time of day; with `free` also twelve hours later."""
    time = hour * 60 + minute
    return {("t", time), ("t", (time + 720) % 1440)} if free and hour <= 12 else {("t", time)}


def _clocked(text: str, q: Quantity, language: str) -> Quantity:
    """Hours without "o'clock" and "Uhr": "at 5" may be 17 Uhr, "at 8.30" 20.30 Uhr, and "halb acht" is half past seven.
    The English number is still a number (at 5 sites), and its keys match no German number but times."""
    near = text[max(0, q.start - 12) : q.start]
    if q.kind == "time" or q.unit is not None:
        return q
    if language == "en" and _POINTED_TIME.fullmatch(text, q.start, q.end):
        hour, minute = (float(n) for n in text[q.start : q.end].split("."))
        return replace(q, keys=q.keys | _times(hour, minute, free=True))
    if not (1 <= q.value <= 12 and q.value == int(q.value) and q.kind in ("digits", "word", "hint")):
        return q
    if language == "en" and _HALF_PAST.search(near):
        return replace(q, keys=q.keys | _times(q.value % 12, 30.0, free=True), kind="time", value=q.value * 60 + 30)
    if language == "en" and q.kind != "hint" and _BEFORE_HOUR.search(near):
        return replace(q, keys=q.keys | _times(q.value, free=True))
    half = _HALF_HOUR.search(near) if language == "de" else None
    if half is None:
        return q
    hour = (q.value - 2) % 12 + 1  # "half past seven", and in Britain "half seven"
    keys: set[Key] = {("n", hour)} | _times(hour % 12, 30.0, free=True)
    return replace(q, start=q.start - len(half.group()), keys=frozenset(keys), kind="time", value=hour * 60 + 30)


def _multiplied(text: str, q: Quantity, language: str) -> Quantity:
    """two decades = 20 (years), two dozen = 24: such a number may also be meant multiplied. So "two and a half"."""
    if language == "en" and _AND_A_HALF.match(text, q.end):
        return replace(q, keys=q.keys | {("n", q.value + 0.5)})
    after = AFTER.match(text, q.end)
    factor = numbers_table(language, "multiples").get(after[1].lower().split("-")[0]) if after else None
    return replace(q, keys=q.keys | {("n", q.value * factor)}) if factor else q


def _mask(length: int, spans: list[Quantity]) -> bytearray:
    mask = bytearray(length + 1)
    for span in spans:
        mask[span.start : span.end] = b"\x01" * (span.end - span.start)
    return mask


def _runs(text: str) -> frozenset[str]:
    return frozenset(run.lstrip("0") or "0" for run in re.findall(r"\d+", text))


def _dates(text: str, language: str) -> Iterator[Quantity]:
    months = numbers_table(language, "months")
    for match in _TEXT_DATE.finditer(text):
        day, name = match["day"] or match["day2"], (match["month"] or match["month2"]).lower()
        if name in months and 1 <= int(day) <= 31:
            start, end = match.span("day") if match["day"] else match.span("day2")
            key: Key = ("d", months[name] * 100 + int(day))
            yield Quantity(start, end, frozenset({key}), "date", float(day), None, frozenset({str(int(day))}))


def _numeric(text: str, match: re.Match[str], language: str) -> Quantity:
    """The quantity of one match of _NUMERIC."""
    start, end, runs = match.start(), match.end(), _runs(match.group())
    digits: Key = ("o", "-".join(re.findall(r"\d+", match.group())))
    if match["iso"] or match["date"] or match["daymonth"]:
        a, b = (int(n) for n in re.findall(r"\d+", match.group())[-2:]) if match["iso"] else _day_month(match.group())
        keys: set[Key] = {digits, ("d", float(a * 100 + b)), ("d", float(b * 100 + a))}
        return Quantity(start, end, frozenset(keys), "date", float(b), None, runs)
    if match["opaque"]:
        return Quantity(start, end, frozenset({digits}), "hint", 0.0, None, runs)
    if match["mixed"]:
        return _mixed(text, start, end, language, digits)
    if match["slash"]:  # 9/11, 2/3
        a, b = (int(n) for n in match.group().split("/"))
        either: set[Key] = {digits, ("d", float(a * 100 + b)), ("d", float(b * 100 + a)), ("n", a / (b or 1))}
        return Quantity(start, end, frozenset(either), "hint", 0.0, None, runs)
    if match["feet"]:
        feet = int(match["feet"]) + int(match["inch"]) / 12
        return Quantity(start, end, frozenset({("n", feet)}), "digits", feet, ("length", 0.3048), runs)
    if match["half"] or match["clock"]:
        return _time(text, match, language, digits, runs)
    return _plain(text, start, end, language, runs)


def _mixed(text: str, start: int, end: int, language: str, digits: Key) -> Quantity:
    """3 1/2 and 3½ are one number, not three and another one."""
    numbers = [int(n) for n in re.findall(r"\d+", text[start:end], re.ASCII)]
    part = numbers[1] / numbers[2] if len(numbers) == 3 else unicodedata.numeric(text[end - 1])
    value = numbers[0] + part
    after = AFTER.match(text, end)
    units = toml_table(language, "units")["units"]
    unit = unit_of(after[1].lower(), units) if after else None
    if unit is None and language == "en" and _INCH.match(text, end):
        unit = unit_of("inch", units)
    runs = frozenset({"~" + re.sub(r"\D", "", text[start:end])})
    return Quantity(start, end, frozenset({digits, ("n", value)}), "digits", value, unit, runs)


def _day_month(text: str) -> tuple[int, int]:
    first, second = re.findall(r"\d+", text)[:2]
    return int(second), int(first)


def _time(text: str, match: re.Match[str], language: str, digits: Key, runs: frozenset[str]) -> Quantity:
    """3 p.m., 15.30 Uhr, 15:30. German "3 Uhr" may be the afternoon only where the text says so near by."""
    hour, minute = (
        int(n) for n in (match["clock"].split(":") if match["clock"] else (match["hour"], match["minute"] or 0))
    )
    half = (match["half"] or "").lower().replace(".", "")
    keys: set[Key] = {digits}
    if half == "pm":
        hour = hour % 12 + 12
    elif half == "am":
        hour %= 12
    near = text[max(0, match.start() - 60) : match.end() + 40]
    free = language == "en" and half not in ("am", "pm")
    keys.add(("t", float(hour % 24 * 60 + minute)))
    if hour <= 12 and (free or (language == "de" and _AFTERNOON.search(near))):
        keys.add(("t", float((hour + 12) % 24 * 60 + minute)))
    if not minute:
        keys |= (
            {("n", float(int(match["hour"] or hour))), ("n", float(hour))} if language == "en" else {("n", float(hour))}
        )
    end = match.end("clock") if match["clock"] else match.end("minute") if match["minute"] else match.end("hour")
    return Quantity(match.start(), end, frozenset(keys), "time", float(hour * 60 + minute), None, runs)


def parse_digits(text: str, language: str) -> float:
    """The value of "1.234,5" (de) or "1,234.5" (en). Where the separators do not fit the locale, the likeliest
    reading."""
    text = re.sub(r"[^\d.,]", "", text)
    if re.fullmatch(r"\d{1,2}(?:[.,]\d\d)+[.,]\d{3}", text):
        return float(re.sub(r"[.,]", "", text))  # India: 2,06,737
    thousands, decimal = (".", ",") if language == "de" else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", text):
        text = text.replace(thousands, "").replace(decimal, ".")
    elif "." in text and "," in text:  # the other locale's habit: the last separator is the decimal one
        last = max(text.rfind("."), text.rfind(","))
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    elif text.count(".") + text.count(",") > 1:
        text = re.sub(r"[.,]", "", text)
    else:
        text = text.replace(",", ".")
    return float(text[:300])


def _plain(text: str, start: int, end: int, language: str, runs: frozenset[str]) -> Quantity:
    """A cardinal in digits with what stands around it: scale, unit, ordinal and decade endings, letters of a name."""
    value = parse_digits(text[start:end], language)
    if len(runs) > 1 or not text[start:end].isdigit():
        runs = frozenset({"~" + re.sub(r"\D", "", text[start:end])})  # 7.5 is no 7 and 5
    kind, unit, keys = "digits", _unit_before(text, start, language), set[Key]()
    if text[start] == ".":
        keys.add(("n", parse_digits(text[start + 1 : end], language)))  # p = .05 is 0,05, but calibre .45 may be 45
    before = re.search(r"[^\W\d_]+-?$", text[max(0, start - 20) : start])
    if before and before.group().rstrip("-").lower() not in _LOOSE_PREFIX:
        kind = "hint"  # COVID-19, G20, MH17
    suffix = re.compile(r"[^\W\d_]{1,20}").match(text, end)
    scales, units = numbers_table(language, "scales"), toml_table(language, "units")["units"]
    after = AFTER.match(text, end)
    if after and (after[1].lower().split("-")[0] in scales) and not (suffix is None and after[1] in ("m", "k", "K")):
        word = after[1].split("-")[0].lower()
        if word == "m":  # 5m: million or metres
            keys.add(("n", value))
        value, end = value * scales[word], after.start(1) + len(word)
        after = AFTER.match(text, end + (text[end : end + 1] == "."))
    elif (
        suffix
        and (suffix.group() == "G" or suffix.group().lower() not in units)  # generations of networks, no grams
        and suffix.group() not in ("st", "nd", "rd", "th", "s", "er", "ern")
    ):
        kind = "hint"  # 5G, 4x4
    elif suffix and suffix.group() in ("st", "nd", "rd", "th"):
        kind = "ordinal"
    elif suffix and suffix.group() in ("s", "er", "ern"):
        if value >= 1000 and value % 100 == 0:
            keys.add(("n", value / 100 + 1))  # the 1800s are the 19th century
        keys |= {("n", value % 100), ("n", 1900 + value % 100)}
    if after and unit is None:
        unit = unit_of(after[1].lower(), units)
        if unit and unit[0] == "length" and _AN_HOUR.match(text, after.end()):
            unit = "speed", unit[1] / 1000
    if unit is None and language == "en" and _INCH.match(text, end):
        unit = unit_of("inch", units)
    if unit is None and _SIZE.search(text[max(0, start - 16) : start]):
        unit = SIZE
    keys.add(("n", value))
    if unit and unit[0] == "percent":
        keys.add(("n", value / 100))
    return Quantity(start, end, frozenset(keys), kind, value, unit, runs)


def _unit_before(text: str, start: int, language: str) -> tuple[str, float] | None:
    match = re.search(r"([$€£¥]|EUR|USD)[ \u00a0]?$", text[max(0, start - 5) : start])
    return unit_of(match[1].lower(), toml_table(language, "units")["units"]) if match else None
