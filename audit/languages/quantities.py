"""Numbers in running German or English text, normalised so that both languages' numbers can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audit.languages.numerals import english_ordinal, english_value, german_glued, german_value, numbers_table
from audit.languages.tables import toml_table

Key = tuple[str, float | str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    start, end  characters of the number with its scale word ("5 Millionen"), without its unit
    keys        what it may mean: ("n", 5e6) a number, ("t", 930) minutes after midnight, ("d", 305) 5 March,
                ("o", "10.0.0.1") digits that are no number (versions, addresses)
    kind        digits, word, ordinal, time, date, or hint (may explain a number, never causes a finding: "both", "G20")
    value       the likeliest value
    unit        (dimension, factor to the dimension's base unit), or None
    parts       digit runs inside, as written without leading zeros
    """

    start: int
    end: int
    keys: frozenset[Key]
    kind: str
    value: float
    unit: tuple[str, float] | None = None
    parts: frozenset[str] = frozenset()


_SPACE = r"[ \u00a0\u202f\u2009]"
_NUMERIC = re.compile(
    rf"""(?<!\d)(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
    | (?P<date>\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d\d))(?![\d.])
    | (?P<indian>\d{{1,2}}(?:[.,]\d\d){{1,4}}[.,]\d{{3}})(?![\d])
    | (?P<opaque>\d{{1,4}}(?:\.\d{{1,4}}){{2,8}}(?<!\.\d\d\d)|\d{{1,4}}:\d\d[.,:]\d+)(?!\.?\d)
    | (?P<slash>\d{{1,2}}/\d{{1,2}})(?![\d/])
    | (?P<daymonth>\d{{1,2}}\.\d{{1,2}}\.)(?!\d)
    | (?P<feet>\d{{1,2}})(?:[ -]?(?:foot|feet|ft)[ -]?|['′’][ ]?)(?P<inch>\d{{1,2}})(?:["″”]|\b)(?!%)
    | (?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?{_SPACE}?(?P<half>[ap]\.?m\b\.?|[AP]\.?M\b\.?|Uhr\b|h\b|o['’]clock)
    | (?P<clock>[012]?\d:[0-5]\d)(?![\d:])
    | (?P<number>\d{{1,3}}(?:[.,'’\u00a0\u202f\u2009 ]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)
    )""",
    re.VERBOSE,
)
_MONTH_NAMES = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|O[ck]t|Nov|De[cz]|January|February|March|April|May|June|July|August|September|October|November|December|Januar|Jänner|Februar|Feber|März|Mai|Juni|Juli|Oktober|Dezember"  # noqa: E501
_TEXT_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)?{_SPACE}{{0,2}}(?P<month>{_MONTH_NAMES})\b"
    rf"|\b(?P<month2>{_MONTH_NAMES})\.?{_SPACE}(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|[.,]\d|{_SPACE}?(?:[AaPp]\.?[Mm]|Uhr))"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_AFTERNOON = re.compile(r"nachmittag|abend|nachts|mittag", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:{_SPACE}|-)?((?:(?:square|sq|degrees?|grad){_SPACE})?(?:[%°$€£¥][a-z]?|[^\W\d_][\w/$²-]*))", re.IGNORECASE
)
_RANGE = re.compile(rf"{_SPACE}?(?:-|–|to|bis|and|und|or|oder){_SPACE}?[$€£]?")
_LOOSE_PREFIX = frozenset("mid late early post pre under over sub ab um ca bis vor mitte ende anfang us a c".split())


def quantities(text: str, language: str) -> list[Quantity]:
    """All numbers of a text in order of their place. language: "de" or "en". Linear in the length of the text."""
    result: list[Quantity] = list(_dates(text, language))
    taken = _mask(len(text), result)
    for match in _NUMERIC.finditer(text):
        if not taken[match.start()]:
            result.append(_numeric(text, match, language))
    taken = _mask(len(text), result)
    words = _english_words(text) if language == "en" else _german_words(text)
    result.extend(q for q in words if not taken[q.start])
    result.sort(key=lambda q: q.start)
    return [_multiplied(text, q, language) for q in _ranges(text, result)]


def _ranges(text: str, ordered: list[Quantity]) -> list[Quantity]:
    """3 to 8 million dollars: the first number shares the second one's unit, and maybe its scale."""
    for i in range(len(ordered) - 2, -1, -1):
        q, after = ordered[i], ordered[i + 1]
        if q.unit is None and after.start - q.end <= 8 and _RANGE.fullmatch(text, q.end, after.start):
            last = re.match(r"[\d.,]*\d", text[after.start : after.end])
            scale = after.value / (parse_digits(last.group(), "en") or 1.0) if last else 1.0
            keys = q.keys | {("n", q.value * scale)} if scale in (1e3, 1e6, 1e9, 1e12) else q.keys
            ordered[i] = replace(q, unit=after.unit, keys=keys)
    return ordered


def _multiplied(text: str, q: Quantity, language: str) -> Quantity:
    """two decades = 20 (years), two dozen = 24: such a number may also be meant multiplied."""
    after = _AFTER.match(text, q.end)
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


def _day_month(text: str) -> tuple[int, int]:
    first, second = re.findall(r"\d+", text)[:2]
    return int(second), int(first)


def _time(text: str, match: re.Match[str], language: str, digits: Key, runs: frozenset[str]) -> Quantity:
    """3 p.m., 15.30 Uhr, 15:30. German "3 Uhr" may be the afternoon only where the text says so near by."""
    hour, minute = (int(n) for n in (match["clock"].split(":") if match["clock"] else (match["hour"], match["minute"] or 0)))
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
        keys |= {("n", float(int(match["hour"] or hour))), ("n", float(hour))} if language == "en" else {("n", float(hour))}
    end = match.end("clock") if match["clock"] else match.end("minute") if match["minute"] else match.end("hour")
    return Quantity(match.start(), end, frozenset(keys), "time", float(hour * 60 + minute), None, runs)


def parse_digits(text: str, language: str) -> float:
    """The value of "1.234,5" (de) or "1,234.5" (en). Where the separators do not fit the locale, the likeliest reading."""
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
    kind, unit, keys = "digits", _unit_before(text, start, language), set[Key]()
    before = re.search(r"[^\W\d_]+-?$", text[max(0, start - 20) : start])
    if before and before.group().rstrip("-").lower() not in _LOOSE_PREFIX:
        kind = "hint"  # COVID-19, G20, MH17
    suffix = re.compile(r"[^\W\d_]{1,20}").match(text, end)
    scales, units = numbers_table(language, "scales"), toml_table(language, "units")["units"]
    after = _AFTER.match(text, end)
    if after and (after[1].lower().split("-")[0] in scales) and not (suffix is None and after[1] in ("m", "k", "K")):
        word = after[1].split("-")[0].lower()
        if word == "m":  # 5m: million or metres
            keys.add(("n", value))
        value, end = value * scales[word], after.start(1) + len(word)
        after = _AFTER.match(text, end + (text[end : end + 1] == "."))
    elif suffix and suffix.group().lower() not in units and suffix.group() not in ("st", "nd", "rd", "th", "s", "er", "ern"):
        kind = "hint"  # 5G, 4x4
    elif suffix and suffix.group() in ("st", "nd", "rd", "th"):
        kind = "ordinal"
    elif suffix and suffix.group() in ("s", "er", "ern"):
        if value >= 1000 and value % 100 == 0:
            keys.add(("n", value / 100 + 1))  # the 1800s are the 19th century
        keys |= {("n", value % 100), ("n", 1900 + value % 100)}
    if after and unit is None:
        unit = _unit(after[1].lower(), units)
    keys.add(("n", value))
    if unit and unit[0] == "percent":
        keys.add(("n", value / 100))
    return Quantity(start, end, frozenset(keys), kind, value, unit, runs)


def _unit(word: str, units: dict[str, list[str | float]]) -> tuple[str, float] | None:
    """The unit that a word names, or that its first part names ("mile-long", "Kilometer-Lauf", "year-old")."""
    degrees, _, scale = word.partition(" ")
    entry = units.get(word) or units.get(word.split("-")[0])
    if entry is None and degrees in ("degree", "degrees", "grad"):
        entry = units.get(scale if scale in ("fahrenheit", "celsius", "c", "f") else degrees)
    return (str(entry[0]), float(entry[1])) if entry else None


def _unit_before(text: str, start: int, language: str) -> tuple[str, float] | None:
    match = re.search(r"([$€£¥]|EUR|USD)[ \u00a0]?$", text[max(0, start - 5) : start])
    return _unit(match[1].lower(), toml_table(language, "units")["units"]) if match else None


def _german_words(text: str) -> Iterator[Quantity]:
    hints, scales = numbers_table("de", "hints"), numbers_table("de", "scales")
    units = toml_table("de", "units")["units"]
    matches = list(_WORD.finditer(text))
    for i, match in enumerate(matches):
        word = match.group().lower()
        value = german_value(word.split("-")[0])
        follower = matches[i + 1].group() if i + 1 < len(matches) else ""
        if value is not None and value > 1:
            quantity = Quantity(match.start(), match.end(), frozenset({("n", value)}), "word", value)
            if "-" in word:
                quantity = replace(quantity, kind="hint")
            elif follower.lower() in scales and scales[follower.lower()] >= 1e6:
                value *= scales[follower.lower()]
                quantity = replace(quantity, end=matches[i + 1].end(), keys=frozenset({("n", value)}), value=value)
            elif follower == "Uhr":
                free: set[Key] = {("n", value), ("t", value * 60), ("t", (value + 12) % 24 * 60)}
                quantity = replace(quantity, keys=frozenset(free), kind="time")
            else:
                quantity = replace(quantity, unit=_unit(follower.lower(), units))
            yield quantity
        elif word in hints or (word in scales and word.startswith(("hundert", "tausend"))):
            value = hints.get(word, scales.get(word, 0.0))
            yield Quantity(match.start(), match.end(), frozenset({("n", value)}), "hint", value)
        elif (value := german_glued(word.split("-")[0])) is not None and value > 1:
            kind = "ordinal" if re.search(r"(?:t|st)(?:e|en|er|es|em)$", word) and not word.startswith("acht") else "hint"
            yield Quantity(match.start(), match.end(), frozenset({("n", value)}), kind, value)
        elif found := next((v for stem, v in numbers_table("de", "stems").items() if word.startswith(stem)), None):
            yield Quantity(match.start(), match.end(), frozenset({("n", found)}), "hint", found)


def _english_words(text: str) -> Iterator[Quantity]:
    names = {*numbers_table("en", "units"), *numbers_table("en", "tens"), "hundred", "thousand", "million", "billion", "trillion"}
    hints, units = numbers_table("en", "hints"), toml_table("en", "units")["units"]
    words = [(m.start() + p.start(), p.group().lower()) for m in _WORD.finditer(text) for p in re.finditer(r"[^\W\d_]+", m[0])]
    i = 0
    while i < len(words):
        start, word = words[i]
        if word in names:
            j = i + 1
            while j < len(words) and _joined(text, words, j, names, i):
                j += 1
            run = [w for _, w in words[i:j]]
            ordinal = english_ordinal(words[j][1]) if j < len(words) and run[-1] in numbers_table("en", "tens") else None
            value, end = english_value(run), words[j - 1][0] + len(words[j - 1][1])
            if value is not None and ordinal is not None and ordinal < 10 and text[end] == "-":
                yield Quantity(start, end, frozenset({("n", value + ordinal)}), "ordinal", value + ordinal)
            elif value is not None:
                after = _AFTER.match(text, end)
                unit = _unit(after[1].lower(), units) if after else None
                kind = "hint" if value <= 1 or run[0] in ("hundred", "million", "thousand", "billion") else "word"
                yield Quantity(start, end, frozenset({("n", value)}), kind, value, unit)
            i = j
            continue
        if word in hints:
            yield Quantity(start, start + len(word), frozenset({("n", hints[word])}), "hint", hints[word])
        elif (value := english_ordinal(word)) is not None:
            kind = "hint" if word == "second" else "ordinal"
            keys: set[Key] = {("n", value), ("n", 1 / value)}
            yield Quantity(start, start + len(word), frozenset(keys), kind, value)
        i += 1


def _joined(text: str, words: list[tuple[int, str]], j: int, names: set[str], i: int) -> bool:
    """Whether word j goes on the number word run that began at word i."""
    start, word = words[j]
    before = words[j - 1]
    gap = text[before[0] + len(before[1]) : start]
    if gap not in (" ", "-", "\u00a0"):
        return False
    if word == "and":
        return before[1] in ("hundred", "thousand") and j + 1 < len(words) and words[j + 1][1] in names
    return word in names and english_value([w for _, w in words[max(i, j - 12) : j + 1]]) is not None
