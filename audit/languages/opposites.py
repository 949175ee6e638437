"""Opposites across languages: where one side says something and the other its contrary ("at least", "höchstens")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from audit.languages.tables import tsv_table

_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|ten|a hundred|zwei|drei|vier|fünf|sechs|zehn|hundert)"
_GAP = r"(?:[^\s,.;:!?]+\s+){0,6}?"


@dataclass(frozen=True, slots=True)
class Opposite:
    """A row of opposites.tsv.

    english, wrong   what speaks: the English, and the German of its opposite
    right, contrary  what explains it: the German of the English, and English that may mean the opposite, too
    proposal         wrong German in lower case -> right German of the same form
    """

    english: re.Pattern[str]
    right: re.Pattern[str]
    contrary: re.Pattern[str]
    wrong: re.Pattern[str]
    proposal: tuple[str, str] | None


@lru_cache(maxsize=1)
def opposites() -> tuple[Opposite, ...]:
    """The table of opposites of English and German."""
    return tuple(_opposite(*row) for row in tsv_table("de", "opposites"))


def crossed(source: str, target: str) -> Iterator[tuple[re.Match[str], re.Match[str], Opposite]]:
    """Where the German has the opposite of the English and nothing explains it: both places and the pair."""
    for pair in opposites():
        said = pair.english.search(source)
        if said is None or (wrong := pair.wrong.search(target)) is None:
            continue
        # What explains is no part of the wrong: "zweimal so" is no "zwei".
        right = any(m.start() < wrong.start() or m.end() > wrong.end() for m in pair.right.finditer(target))
        if not right and not pair.contrary.search(source):
            yield said, wrong, pair


def _opposite(english: str, right: str, contrary: str, wrong: str) -> Opposite:
    plain = [alternatives.split("|")[0] for alternatives in (wrong, right)]
    proposal = None if any(c in "*#.~" for word in plain for c in word) else (plain[0].lower(), plain[1])
    return Opposite(
        english=_pattern([one for one in english.split("|") if one[0] != "~"]),
        right=_pattern([one.removeprefix("~") for one in right.split("|")]),
        contrary=_pattern([one.removeprefix("~") for one in contrary.split("|")]),
        wrong=_pattern(wrong.split("|")),
        proposal=proposal,
    )


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    """What stands between "|" in the table, as a pattern of whole words."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_regex, alternatives))})(?!\w)", re.IGNORECASE)


def _regex(written: str) -> str:
    words = written.replace("*", "\x00").replace("#", "\x01").split(" ")
    out = r"\s+".join(re.escape(word) for word in words).replace(r"\.\.\.\s+", _GAP)
    return out.replace("\x00", r"\w*").replace("\x01", _NUMBER)
