"""German declension as sets of cells. German only: nothing here means anything for another language.

A cell is gender and case in two characters: "m1" masculine nominative … "n3" neuter dative, "p2" plural genitive
(genders m f n, p for the plural; cases 1-4 in the order nominative, genitive, dative, accusative).
Words agree where the intersection of their cells is not empty.
"""

from collections.abc import Mapping

Cells = frozenset[str]

CASES: Mapping[str, str] = {"1": "nominative", "2": "genitive", "3": "dative", "4": "accusative"}


def word_set(text: str) -> frozenset[str]:
    """The words of a written list."""
    return frozenset(text.split())


def cells(text: str) -> Cells:
    """A set of cells from its written form: "m1 f23" is {m1, f2, f3}."""
    return frozenset(part[0] + case for part in text.split() for case in part[1:])


ALL = cells("m1234 f1234 n1234 p1234")
SINGULAR = cells("m1234 f1234 n1234")
ENDINGS = ("e", "en", "er", "es", "em")

_ARTICLE = {"der": "m1 f23 p2", "die": "f14 p14", "das": "n14", "dem": "m3 n3", "den": "m4 p3", "des": "m2 n2"}
# "diesen Jahres" is so common in print that "diesen" and "jeden" are let through as genitives too.
_DIES = {"er": "m1 f23 p2", "e": "f14 p14", "es": "n14 m2 n2", "em": "m3 n3", "en": "m4 p3 m2 n2"}
_EIN = {"": "m1 n14", "e": "f14 p14", "em": "m3 n3", "en": "m4 p3", "er": "f23 p2", "es": "m2 n2"}
_JOINED = {"im": "m3 n3", "am": "m3 n3", "zum": "m3 n3", "beim": "m3 n3", "vom": "m3 n3", "zur": "f3"}
_JOINED_ACCUSATIVE = ("ins", "ans", "aufs", "fürs", "durchs", "ums")

# Determiner families, each {form: cells}; adjectives after "ein" words are mixed, after all others weak.
_EIN_STEMS = ("ein", "kein", "mein", "dein", "sein", "unser", "ihr")


def _families() -> dict[str, dict[str, Cells]]:
    families = {"der": {form: cells(where) for form, where in _ARTICLE.items()}}
    for stem in ("dies", "jen", "jed", "welch"):
        kept = SINGULAR if stem == "jed" else ALL
        families[stem] = {stem + ending: cells(where) & kept for ending, where in _DIES.items()}
    for stem in _EIN_STEMS:
        kept = SINGULAR if stem == "ein" else ALL
        families[stem] = {stem + ending: cells(where) & kept for ending, where in _EIN.items()}
    families["euer"] = {("eur" + e if e else "euer"): cells(where) for e, where in _EIN.items()}
    for form, where in _JOINED.items():
        families[form] = {form: cells(where)}
    for form in _JOINED_ACCUSATIVE:
        preposition = form[:-1]
        families[form] = {form: cells("n4"), f"{preposition} den": cells("m4"), f"{preposition} die": cells("f4")}
    # A contraction that does not fit is replaced by its feminine or masculine sister.
    for form, sister in (("zum", "zur"), ("zur", "zum")):
        families[form][sister] = cells(_JOINED[sister])
    extra = {"im": "in der", "am": "an der", "beim": "bei der", "vom": "von der"}
    for form, sister in extra.items():
        families[form][sister] = cells("f3")
    return families


FAMILIES = _families()
FAMILY: Mapping[str, str] = {form: name for name, forms in FAMILIES.items() for form in forms if " " not in form} | {
    "zum": "zum",
    "zur": "zur",
}
DETERMINERS: Mapping[str, Cells] = {form: FAMILIES[name][form] for form, name in FAMILY.items()}
_MIXED = frozenset((*_EIN_STEMS, "euer"))


def ending_at(family: str, cell: str) -> str:
    """The adjective ending that this determiner family demands in this cell."""
    if family in _MIXED and cell in ("m1", "n1", "n4"):
        return "er" if cell == "m1" else "es"
    return "e" if cell in ("m1", "f1", "n1", "f4", "n4") else "en"


# family -> ending -> cells where an adjective after that family has this ending
AFTER: Mapping[str, Mapping[str, Cells]] = {
    name: {ending: frozenset(cell for cell in ALL if ending_at(name, cell) == ending) for ending in ENDINGS}
    for name in FAMILIES
}
# ending -> cells where an adjective without a determiner has it; "en" may follow one that stands further off
BARE: Mapping[str, Cells] = {ending: cells(_DIES[ending]) for ending in ("e", "er", "es", "em")}
# ending -> cells directly after a preposition, where nothing stands further off
STRONG: Mapping[str, Cells] = {ending: cells(_DIES[ending]) for ending in ENDINGS}


def determiner_at(family: str, cell: str) -> str | None:
    """The form of a determiner family in a cell ("ein", "f1" -> "eine"); None where there is none ("ein", "p1")."""
    for form, where in FAMILIES[family].items():
        # the tolerated "diesen Jahres" is never proposed
        if cell in where and not (form.endswith("en") and family in ("dies", "jen", "jed", "welch") and cell[1] == "2"):
            return form
    return None


def ending_of(word: str) -> str:
    """The adjective ending that a word shows ("russischer" -> "er"), "" where it shows none."""
    if word[-2:] in ENDINGS:
        return word[-2:]
    return "e" if word.endswith("e") else ""


def noun_cells(form: str, letters: str) -> Cells:
    """The cells of a noun form from its letters in the table.

    m f n singular · p plural · w oblique singular of a weak masculine ("Studenten") · g genitive singular ("Hauses") ·
    d dative plural only ("Häusern"). A plural in -e, -er, -el is no dative; a singular in -s, -ß, -x, -z may be its own
    genitive ("des Virus", "des Euro").
    """
    here: Cells = frozenset()
    for letter in letters:
        if letter in "mn":
            here |= cells(f"{letter}134")
            if form[-1] in "sßxzaiouy":
                here |= cells(f"{letter}2")
        elif letter == "f":
            here |= cells("f1234")
        elif letter == "p":
            here |= cells("p124" if form.endswith(("e", "er", "el")) else "p1234")
        else:
            here |= {"w": cells("m234"), "g": cells("m2 n2"), "d": cells("p3")}[letter]
    return here
