"""Common German misspellings, which frequency lists take for words: "entgültig", "vorraus"."""

from functools import lru_cache

from audit.languages.tables import tsv_table

SHORTEST = 3  # letters of a beginning in the table


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
