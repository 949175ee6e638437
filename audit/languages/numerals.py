"""Number words of German and English, as values."""

import re
from collections.abc import Mapping
from functools import lru_cache

from audit.languages.tables import toml_table


def numbers_table(language: str, section: str) -> Mapping[str, float]:
    """A section of the language's numbers.toml: word in lower case -> value."""
    return toml_table(language, "numbers")[section]  # type: ignore[no-any-return]


@lru_cache(maxsize=20_000)
def german_value(word: str) -> float | None:
    """The value of a German cardinal below a million written as one word ("fünfundzwanzig" -> 25), else None."""
    word = word.lower()
    units, tens = numbers_table("de", "units"), numbers_table("de", "tens")
    if word in units:
        return units[word]
    if word in tens:
        return tens[word]
    if len(word) > 60:
        return None
    for part, size in (("tausend", 1000.0), ("hundert", 100.0)):
        before, found, after = word.partition(part)
        if found:
            after = after.removeprefix("und") if after.startswith("undein") else after
            left = german_value(before) if before else 1.0
            right = german_value(after) if after else 0.0
            return None if left is None or right is None else left * size + right
    one, found, ten = word.partition("und")
    if found and one in units and ten in tens and 1 <= units[one] <= 9:
        return tens[ten] + units[one]
    return None


_GLUED = re.compile(
    r"^(?P<number>.{2,40}?)(?:er|ers|ern|mal|fach\w*|jährig\w*|tägig\w*|stündig\w*|köpfig\w*|prozentig\w*|stellig\w*|wöchig\w*|"
    r"monatig\w*|minütig\w*|einhalb|teilig\w*|malig\w*|kampf\w*|spurig\w*|seitig\w*|stöckig\w*|zimmer\w*|sitzer\w*|"
    r"stel|tel|teln|jahres\w*|monats\w*|tages\w*|t|te|ten|ter|tes|tem|st|ste|sten|ster|stes|stem|tens|stens|tel\w*)$"
)


@lru_cache(maxsize=20_000)
def german_glued(word: str) -> float | None:
    """The number inside a German word built on one ("zwanzigjährige" -> 20, "dritter" -> 3, "Fünftel" -> 5), else
    None."""
    word = word.lower()
    match = _GLUED.match(word)
    stems = numbers_table("de", "ordinals")
    for ending in ("tplatzierten", "tplatzierte", "e", "en", "er", "es", "em", "ens", "tel", "teln", "el", "eln"):
        stem = word.removesuffix(ending)
        if stem != word and stem in stems and stem != "acht":
            return stems[stem]
    return german_value(match["number"]) if match else None


@lru_cache(maxsize=20_000)
def english_ordinal(word: str) -> float | None:
    """The value of an English ordinal word, hyphenated ones too ("twenty-fifth" -> 25), else None."""
    ordinals, tens = numbers_table("en", "ordinals"), numbers_table("en", "tens")
    ten, _, one = word.lower().rpartition("-")
    if ten and ten in tens and one in ordinals:
        return tens[ten] + ordinals[one]
    if ten and ten in tens and one == "first":
        return tens[ten] + 1
    return ordinals.get(word.lower())


def english_value(words: list[str]) -> float | None:
    """The value of English number words in order ("two", "hundred", "and", "five" -> 205), None if they are no
    number."""
    units, tens, scales = (numbers_table("en", s) for s in ("units", "tens", "scales"))
    total, current, previous = 0.0, 0.0, 0.0
    for word in words:
        value = units.get(word, tens.get(word))
        if word == "and":
            continue
        if value is not None:
            if previous and not (previous in tens.values() and value < 10) and previous < 100:
                return None  # "five six" is two numbers
            current += value
        elif word in scales and len(word) > 2:
            value = scales[word]
            current = (current or 1.0) * value
            if value >= 1000:
                total, current = total + current, 0.0
        else:
            return None
        previous = value
    return total + current
