"""German spelling before 1996 ("daß") and Swiss spelling ("Strasse"): which words of a text show which."""

import re
from functools import lru_cache

from audit.languages.tables import toml_table


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = toml_table("de", "orthography")
    old, swiss = table["old"], table["swiss"]
    return (
        re.compile("|".join(old)),
        re.compile("|".join(word.replace("ß", "ss") for word in old)),
        re.compile("|".join(word.replace("ß", "ss") for word in swiss)),
        re.compile("|".join(swiss)),
    )


def accepted(word: str) -> bool:
    """Whether a lower-case word is written in the old or the Swiss way."""
    old, _, swiss, _ = _patterns()
    return bool(old.search(word) or swiss.search(word))


def style(word: str) -> str:
    """ "old" ("daß", "Schluß"), "new" ("dass"), "swiss" ("Strasse"), "eszett" ("Straße"), or "" for any other word."""
    if "ß" not in word and "ss" not in word:
        return ""
    names = ("old", "new", "swiss", "eszett")
    return next((name for name, pattern in zip(names, _patterns(), strict=True) if pattern.search(word.lower())), "")
