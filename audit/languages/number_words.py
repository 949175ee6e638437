"""Number words in running text: zwölf, zweihundert, dritter; twelve, two hundred, third."""

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.languages.numerals import english_ordinal, english_value, german_glued, german_value, numbers_table
from audit.languages.quantity import AFTER, Key, Quantity, unit_of
from audit.languages.tables import toml_table

_PART = re.compile(r"(halb|viertel|dreiviertel)(.{3,})")
_PARTS = {"halb": 0.5, "viertel": 0.25, "dreiviertel": 0.75}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def german_words(text: str) -> Iterator[Quantity]:
    hints, scales = numbers_table("de", "hints"), numbers_table("de", "scales")
    units = toml_table("de", "units")["units"]
    matches = list(_WORD.finditer(text))
    for i, match in enumerate(matches):
        word = match.group().lower()
        value = german_value(word.split("-")[0])
        follower = matches[i + 1].group() if i + 1 < len(matches) else ""
        scale = scales.get(follower.lower(), 0.0)
        if hints.get(word) == 1 and scale >= 1e6:
            value = 1.0  # "eine Million" is a number, "ein Haus" hardly
        if value is not None and (value > 1 or scale >= 1e6):
            quantity = Quantity(match.start(), match.end(), frozenset({("n", value)}), "word", value)
            if "-" in word:
                quantity = replace(quantity, kind="hint")
            elif scale >= 1e6:
                value *= scale
                quantity = replace(quantity, end=matches[i + 1].end(), keys=frozenset({("n", value)}), value=value)
            elif follower == "Uhr":
                free: set[Key] = {("n", value), ("t", value * 60), ("t", (value + 12) % 24 * 60)}
                quantity = replace(quantity, keys=frozenset(free), kind="time")
            else:
                quantity = replace(quantity, unit=unit_of(follower.lower(), units))
            yield quantity
        elif word in hints or (word in scales and word.startswith(("hundert", "tausend"))):
            value = hints.get(word, scales.get(word, 0.0))
            keys: set[Key] = {("n", value)}
            if scale and value % 1:  # "zweieinhalb Millionen", "eine halbe Million"
                keys.add(("n", value * scale))
            unit = unit_of(follower.lower(), units)  # "eine halbe Stunde" are 30 minutes
            yield Quantity(match.start(), match.end(), frozenset(keys), "hint", value, unit)
        elif (part := _PART.fullmatch(word)) and (unit := unit_of(part[2], units)):  # "Viertelstunde"
            value = _PARTS[part[1]]
            yield Quantity(match.start(), match.end(), frozenset({("n", value)}), "hint", value, unit)
        elif "einhalb" in word and (value := german_value(word.partition("einhalb")[0])) is not None:
            halved: set[Key] = {("n", value), ("n", value + 0.5)}  # "fünfeinhalbjährig"
            yield Quantity(match.start(), match.end(), frozenset(halved), "hint", value + 0.5)
        elif (value := german_glued(word.split("-")[0])) is not None and value >= 1:
            kind = (
                "ordinal"
                if value > 1 and re.search(r"(?:t|st)(?:e|en|er|es|em)$", word) and not word.startswith("acht")
                else "hint"
            )
            yield Quantity(match.start(), match.end(), frozenset({("n", value)}), kind, value)
        elif found := next((v for stem, v in numbers_table("de", "stems").items() if word.startswith(stem)), None):
            yield Quantity(match.start(), match.end(), frozenset({("n", found)}), "hint", found)


def english_words(text: str) -> Iterator[Quantity]:
    names = {
        *numbers_table("en", "units"),
        *numbers_table("en", "tens"),
        "hundred",
        "thousand",
        "million",
        "billion",
        "trillion",
    }
    hints, units = numbers_table("en", "hints"), toml_table("en", "units")["units"]
    words = [
        (m.start() + p.start(), p.group().lower())
        for m in _WORD.finditer(text)
        for p in re.finditer(r"[^\W\d_]+", m[0])
    ]
    i = 0
    while i < len(words):
        start, word = words[i]
        if word in names:
            j = i + 1
            while j < len(words) and _joined(text, words, j, names, i):
                j += 1
            run = [w for _, w in words[i:j]]
            ordinal = (
                english_ordinal(words[j][1]) if j < len(words) and run[-1] in numbers_table("en", "tens") else None
            )
            value, end = english_value(run), words[j - 1][0] + len(words[j - 1][1])
            if value is not None and ordinal is not None and ordinal < 10 and text[end] == "-":
                yield Quantity(start, end, frozenset({("n", value + ordinal)}), "ordinal", value + ordinal)
            elif value is not None:
                after = AFTER.match(text, end)
                unit = unit_of(after[1].lower(), units) if after else None
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
