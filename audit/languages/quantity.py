"""What a number in a text is, and which unit stands after it."""

import re
from dataclasses import dataclass

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
    parts       digit runs inside, as written without leading zeros; "~" and all digits for a number with separators
    """

    start: int
    end: int
    keys: frozenset[Key]
    kind: str
    value: float
    unit: tuple[str, float] | None = None
    parts: frozenset[str] = frozenset()


SIZE = ("size", 1.0)  # of clothes and shoes: each country has numbers of its own
SPACE = r"[ \u00a0\u202f\u2009]"
AFTER = re.compile(
    rf"(?:{SPACE}|-)?((?:(?:square|sq|degrees?|grad|per|fluid|fl\.?|percentage|basis){SPACE})?"
    r"(?:%-p(?:unkte?n?|oints?)\b|[%°$€£¥][a-z]?|[^\W\d_][\w/$²-]*))",
    re.IGNORECASE,
)


def unit_of(word: str, units: dict[str, list[str | float]]) -> tuple[str, float] | None:
    """The unit that a word names, or that its first part names ("mile-long", "Kilometer-Lauf", "mg/kg")."""
    degrees, _, scale = word.partition(" ")
    entry = units.get(word) or units.get(re.split("[-/]", word, maxsplit=1)[0])
    if entry is None and degrees in ("degree", "degrees", "grad"):
        entry = units.get(scale if scale in ("fahrenheit", "celsius", "c", "f") else degrees)
    return (str(entry[0]), float(entry[1])) if entry else None
