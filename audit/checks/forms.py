"""Other forms of a German word, as the tables and the rules of inflection know them. German only.

They are what a slip of grammar may have stood for: another ending of an article or adjective, another number of a verb,
another form of a noun.
"""

from collections.abc import Iterator
from functools import lru_cache

from audit.checks.agreement import ENDINGS, FAMILIES, FAMILY, ending_of
from audit.checks.nouns import adjective_stems
from audit.checks.verb_forms import other_number
from audit.languages.tables import is_known
from audit.words import lemma

NOUN_ENDINGS = ("", "e", "en", "er", "ern", "es", "n", "s")


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """The other forms of a word, written as it is (capital or not), without repeats; () where none is known."""
    lower = word.lower()
    if lower in FAMILY:
        found = [form for form in FAMILIES[FAMILY[lower]] if " " not in form]
    elif word[:1].isupper() and word[1:].islower():
        found = list(_of_noun(word))
    elif word.isalpha() and word.islower():
        verb = other_number(word)
        found = [*([verb] if verb else ()), *_of_adjective(word)]
    else:
        found = []
    written = [form.capitalize() if word[0].isupper() else form for form in found]
    return tuple(form for form in dict.fromkeys(written) if form != word)


def _of_adjective(word: str) -> Iterator[str]:
    stem = word.removesuffix(ending_of(word))
    if stem in adjective_stems():
        yield from (stem + ending for ending in ENDINGS)


def _of_noun(word: str) -> Iterator[str]:
    """Known words that share its lemma and its stem; umlauts stay as they are."""
    base = lemma(word, "de")
    for ending in NOUN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word.removesuffix(ending)
            for other in NOUN_ENDINGS:
                form = stem + other
                if form != word and is_known(form, "de") and lemma(form, "de") == base:
                    yield form
