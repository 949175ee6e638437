"""Keys to press together, "Ctrl+Shift+P", that became others: "Strg+Umschalt+F" (part of the check "markup").

German programs may have keys of their own (bold is Strg+Umschalt+F in some), so the finding is no certain one. Keys
that the table does not know are not compared, nor is what only one side writes as a combination.
"""

import re
from collections.abc import Iterator

from audit.finding import Category, Finding, Severity, found

# Name of a key in lower case -> what it is on either side.
_MODIFIERS = {
    **dict.fromkeys(["ctrl", "control", "strg", "steuerung"], "control"),
    **dict.fromkeys(["shift", "umschalt", "umsch", "hochstell"], "shift"),
    **dict.fromkeys(["alt", "option", "opt", "wahl"], "alt"),
    **dict.fromkeys(["cmd", "command", "befehl", "⌘"], "command"),
}
_KEYS = {
    **dict.fromkeys(["del", "delete", "entf"], "delete"),
    **dict.fromkeys(["ins", "insert", "einfg"], "insert"),
    **dict.fromkeys(["enter", "return", "eingabe"], "enter"),
    **dict.fromkeys(["esc", "escape"], "escape"),
    **dict.fromkeys(["tab", "tabulator"], "tab"),
    **dict.fromkeys(["space", "leer"], "space"),
    **dict.fromkeys(["home", "pos1"], "home"),
    **dict.fromkeys(["end", "ende"], "end"),
}
_JOINED = r"(?:s?-?taste)?(?:\s?\+\s?|-)"
_MODIFIER = rf"(?:{'|'.join(_MODIFIERS)}){_JOINED}"
_TOGETHER = re.compile(
    rf"(?<![\w+-])(?<!\+ )((?:{_MODIFIER}){{1,4}})((?:{'|'.join(_KEYS)})(?=taste|\b)|[^\W_])(?:taste)?(?![\w+]|-\w)",
    re.IGNORECASE,
)
_PARTS = re.compile("|".join(_MODIFIERS), re.IGNORECASE)
Combination = tuple[frozenset[str], str]


def changed_keys(source: str, text: str) -> Iterator[Finding]:
    """One finding for each combination that is not the source's, where as many of the source's are gone."""
    old, new = _combinations(source), _combinations(text)
    lost, extra = [key for key in old if key not in new], [key for key in new if key not in old]
    if len(lost) != len(extra):
        return
    for right, wrong in zip(lost, extra, strict=True):
        written, match = old[right].group(), new[wrong]
        letter = right[0] == wrong[0] and len(match[2]) == len(old[right][2]) == 1
        yield found(
            text,
            *match.span(),
            category=Category.MISTRANSLATION,
            severity=Severity.MAJOR,
            confidence=0.6,
            message=f"The source says {written}, the target {match.group()}: see whether these are the German keys.",
            check="markup",
            suggestion=f"{match[1]}{old[right][2]}" if letter else None,
            evidence={"source": written},
        )


def _combinations(text: str) -> dict[Combination, re.Match[str]]:
    """The first place of each combination."""
    combinations: dict[Combination, re.Match[str]] = {}
    for match in _TOGETHER.finditer(text):
        modifiers = frozenset(_MODIFIERS[part.lower()] for part in _PARTS.findall(match[1]))
        key = match[2].lower()
        combinations.setdefault((modifiers, _KEYS.get(key, key)), match)
    return combinations
