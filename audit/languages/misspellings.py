"""Common German misspellings, which frequency lists take for words: "entgültig", "vorraus"; and participles that kept
the ending of their infinitive: "ausgewählen"."""

import re
from functools import lru_cache

from audit.languages.tables import is_known, tsv_table

SHORTEST = 3  # letters of a beginning in the table
_ENDING = re.compile(r"(?<=e[lr])n$|en$")  # of infinitives
_WITH_E = re.compile(r".*(?:[dt]|(?:ch|[^aeiouäöülrhmn])[mn])")  # stems after which a participle ends in "et"


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return {row[0]: row[1] for row in tsv_table("de", "misspellings")}


@lru_cache(maxsize=20_000)
def misspelled(word: str) -> str | None:
    """The right form of a word that is commonly misspelled, written with its capital or without; None for others."""
    for form in dict.fromkeys((word, word.lower())):  # entries with a capital are nouns alone
        right = _table().get(form) or _beginning(form)
        if right:
            return right[0].upper() + right[1:] if word[0].isupper() else right
    return None


def _beginning(form: str) -> str | None:
    """As misspelled, by the longest beginning of the word that the table has: what follows is kept."""
    sizes = range(len(form), SHORTEST - 1, -1)
    return next((_table()[f"{form[:n]}*"] + form[n:] for n in sizes if f"{form[:n]}*" in _table()), None)


@lru_cache(maxsize=20_000)
def participle(word: str) -> str | None:
    """The participle that was meant by one with the ending of its infinitive, where the dictionary has both verb and
    participle: "ausgewählt" for "ausgewählen"."""
    for match in re.finditer("ge", word):
        before, after = word[: match.start()], word[match.start() :]
        infinitive = after.removeprefix("ge")
        stem = _ENDING.sub("", infinitive)
        made = f"ge{stem}et" if _WITH_E.fullmatch(stem) else f"ge{stem}t"
        if stem == infinitive or any(is_known(one, "de") for one in (word, after, word.removesuffix("en"))):
            continue  # no verb, a participle that is such ("ausgegraben"), an adjective ("gestrengen")
        if is_known(before + infinitive, "de") and is_known(made, "de"):
            return before + made
    return None
