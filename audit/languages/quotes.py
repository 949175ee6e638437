"""Quotation marks in German text: which pairs there are, in which style."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A quotation with its marks: text[start:end]. style: german („“), guillemets (»« or «»), straight (""), english
    (“”),
    mixed (unlike marks), single-german (‚‘), single-english (‘’), single-straight ('')."""

    start: int
    end: int
    style: str


# opening mark -> closing mark -> style
_STYLES = {
    "„": {"“": "german", "”": "mixed", '"': "mixed"},
    "»": {"«": "guillemets"},
    "«": {"»": "guillemets"},
    "“": {"”": "english", '"': "mixed", "“": "mixed"},
    "”": {"”": "english"},
    "‚": {"‘": "single-german", "’": "mixed"},
    "‘": {"’": "single-english"},
    "'": {"'": "single-straight"},
    '"': {'"': "straight", "“": "mixed", "”": "mixed"},
}
_MARK = re.compile("[„“”»«\"‚‘’']")
_INCHES = re.compile(r"\d[ \u00a0]?$")


def _opens(text: str, i: int) -> bool:
    """Whether a mark at i may open a quotation: nothing or no letter before it, something after it."""
    before, after = text[i - 1 : i] if i else "", text[i + 1 : i + 2]
    return bool(after) and not after.isspace() and (not before or not (before.isalnum() or before in ".,!?%"))


def _may_open(text: str, i: int, mark: str) -> bool:
    """As _opens, but a short form ('s) and inches (27") begin no quotation; »„« stand where they like."""
    if mark == '"' and _INCHES.search(text[max(0, i - 2) : i]):
        return False
    return (_opens(text, i) or mark in "„»«‚") and not (mark == "'" and not _quote_like(text, i))


def _closes(text: str, i: int) -> bool:
    after = text[i + 1 : i + 2]
    return i > 0 and not text[i - 1].isspace() and not after.isalnum()


def quotations(text: str) -> list[Pair]:
    """The quotations of a text by the place of their opening marks; nested ones included. Linear in the length."""
    stack: list[int] = []
    pairs: list[Pair] = []
    for match in _MARK.finditer(text):
        i, mark = match.start(), match.group()
        opener = _partner(text, stack, mark) if _closes(text, i) or mark in "“«»" else -1
        if opener >= 0 and text[stack[opener]] == mark and (mark in "»«" or not _closes(text, i)):
            opener = -1  # another one opens
        if opener >= 0:
            start = stack[opener]
            del stack[opener:]
            pairs.append(Pair(start, i + 1, _STYLES[text[start]][mark]))
        elif mark in _STYLES and _may_open(text, i, mark):
            stack.append(i)
    return sorted(pairs, key=lambda p: p.start)


def _quote_like(text: str, i: int) -> bool:
    """'s and 'ne are short forms, 'Wort' is a quotation."""
    return re.match(r"'(?:s|n|ne|nen|ner|nem|ran|rein|raus|\d)\b", text[i : i + 6]) is None


def _partner(text: str, stack: list[int], mark: str) -> int:
    """Index in the stack of the opening mark that this mark closes: one of the four innermost; -1 if there is none."""
    for place in range(len(stack) - 1, max(-1, len(stack) - 5), -1):
        if mark in _STYLES[text[stack[place]]]:
            return place
    return -1


def unpaired(text: str, pairs: list[Pair]) -> list[int]:
    """Places of double quotation marks that belong to no pair. Inches (3.5") are none."""
    inside = {p.start for p in pairs} | {p.end - 1 for p in pairs}
    marks = [m.start() for m in _MARK.finditer(text) if m.group() in '„“”»«"']
    return [i for i in marks if i not in inside and not (text[i] == '"' and _INCHES.search(text[max(0, i - 2) : i]))]
