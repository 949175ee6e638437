"""Spelling of names across languages: a rough key under which transliterations of one name fall together."""

import re
import unicodedata
from functools import lru_cache

# Applied in order to the lower-case name without accents: the usual transliterations of Slavic, Arabic and Asian names.
_FOLDS = (
    ("shch", "s"), ("schtsch", "s"), ("tsch", "c"), ("dsch", "j"), ("sch", "s"), ("tch", "c"), ("zh", "s"), ("sh", "s"),
    ("kh", "h"), ("ch", "h"), ("ts", "z"), ("tz", "z"), ("dj", "j"), ("ph", "f"), ("th", "t"), ("gh", "g"), ("ck", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ue", "u"), ("oe", "o"), ("ae", "a"), ("ij", "i"), ("yj", "i"), ("iy", "i"),
    ("ai", "ei"), ("ay", "ei"), ("aj", "ei"), ("ej", "ei"), ("oj", "oi"), ("oy", "oi"), ("ey", "ei"),
    ("ye", "e"), ("je", "e"), ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"),
    ("w", "v"), ("y", "i"), ("j", "i"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"),
    ("ff", "f"), ("ss", "s"), ("h", ""),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """The rough key: "Lukashenko" and "Lukaschenko" share it. Lower case ASCII letters, doubled letters once."""
    key = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]", "", key)
    for old, new in _FOLDS:
        key = key.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", key)


def distance(a: str, b: str, limit: int) -> int:
    """Levenshtein distance, cut off at limit + 1."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
        if min(row) > limit:
            return limit + 1
    return row[-1]


def alike(a: str, b: str) -> bool:
    """Whether two spellings may be one name: equal keys, one a part of the other, or one edit in five letters."""
    x, y = folded(a), folded(b)
    if not x or not y:
        return a == b
    if x == y or (min(len(x), len(y)) >= 4 and (x in y or y in x)):
        return True
    limit = min(max(len(x), len(y)) // 4, 3)
    return limit > 0 and distance(x[:40], y[:40], limit) <= limit
