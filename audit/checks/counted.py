"""A number above one, or "mehrere", before a noun in the singular: "drei Auto", "mehrere Haus". German only.

A noun is judged where the table knows it as a singular alone and knows its plural as another form. German counts some
nouns rightly in the singular: measures ("zwei Kilo", "drei Glas"), the men of a crew ("zwei Mann"); and a number may be
an hour, an age or a name ("um drei Training", "mit zwanzig Vater", "Kapitel zwei"): these are passed over. So are
"viele" and "einige", which are people as well ("weil viele Angst haben") or go with a singular ("einige Erfahrung").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from audit.checks.agreement import DETERMINERS, word_set
from audit.checks.noun_phrases import behind_adjectives, unlike_noun
from audit.checks.nouns import SEEN, is_adjective, letters_of, nouns, plural_stems
from audit.checks.verb_forms import persons
from audit.languages.tables import is_known
from audit.words import Token, adjacent

_WORDS = word_set(
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn "
    "neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig mehrere mehreren"
)
_FIGURES = re.compile(r"[2-9]|[1-9]\d")
# Units and what is counted like them, by their ends: "Kilometer", "Bierglas", "Eurocent".
_MEASURES = re.compile(
    r"(?:meter|liter|gramm|kilo|pfund|tonne|euro|dollar|cent|franken|mark|rubel|schilling|krone|pfennig|groschen|prozent|"
    r"promille|grad|hektar|karat|barrel|byte|watt|volt|ampere|hertz|pixel|punkt|komma|mann|mal|stück|paar|dutzend|drittel|"
    r"viertel|fünftel|achtel|zehntel|hundert|tausend|glas|bier|kaffee|tee|wein|schnaps|wasser|blatt|schuss|schluck|"
    r"schritt|stock|stockwerk|fass|joule|newton|kelvin|knoten|rupie|gang)$"
    r"|^(?:yen|yuan|fuß|zoll|ar|bit|uhr|satz|sack|bund|korn|kopf|packung|stand|rand|real|lira|dinar|mach)$",
    re.IGNORECASE,
)
# After these a bare number may be an hour, an age or a year: "um drei Training", "mit zwanzig Vater", "auf zwei".
_HOURS = word_set("um bis gegen ab vor nach seit von zu zwischen auf halb kurz punkt an plus minus mal")
_AGES = word_set("mit unter über als")
_FEW = word_set("zwei drei vier 2 3 4")  # nobody is a mother at that age
# What people may have, show or seek without an article: "Bisher haben drei Interesse gezeigt."
_HAD = word_set("Interesse Hoffnung Zeit Erfahrung Kontakt Anspruch Protest Platz Antwort Klage Schuld Geld Familie")
_TIMES = word_set("Tag Woche Monat Jahr Stunde Minute Sekunde Jahrhundert Jahrzehnt")
_DATIVE = word_set("mit von bei aus zu nach seit")
_EITHER = word_set("in auf an über unter vor zwischen hinter neben")


@dataclass(frozen=True, slots=True)
class Counted:
    """A number and its noun, text[start:end], with the noun in the plural, or None where the case leaves it open."""

    start: int
    end: int
    correction: str | None


def miscounted(text: str, words: Sequence[Token]) -> Iterator[Counted]:
    """The counted nouns of a text that stand in the singular, in its order. Linear in its length."""
    for i, word in enumerate(words):
        number = word.text.lower() in _WORDS or (
            i and adjacent(text, words[i - 1], word) and _FIGURES.fullmatch(word.text)
        )
        if number and (found := _at(text, words, i)) is not None:
            yield found


def _at(text: str, words: Sequence[Token], i: int) -> Counted | None:
    j = behind_adjectives(text, words, i)
    if j is None:
        return None
    noun = words[j].text
    plural = _plural(noun)
    if not plural or unlike_noun(text, words[j]):
        return None
    before = words[i - 1].text if i and adjacent(text, words[i - 1], words[i]) else ""
    if before and not _counts(words[i].text, before, noun):
        return None
    if j == i + 1 and noun in _HAD and "p" in persons(before.lower()):
        return None
    if j + 1 < len(words) and adjacent(text, words[j], words[j + 1]):
        following = words[j + 1].text
        if not following[0].islower() or (is_adjective(following) and j + 2 < len(words)):
            return None  # "zwei Tasse Tee"; "zwei Vertrauen genießende Leute"
    if not plural.endswith(("n", "s")):
        if before.lower() in _EITHER:
            return Counted(words[i].start, words[j].end, None)
        plural += "n" if before.lower() in _DATIVE else ""
    return Counted(words[i].start, words[j].end, text[words[i].start : words[j].start] + plural)


def _counts(number: str, before: str, noun: str) -> bool:
    """Whether a number after this word counts the noun: it is no hour, age or place in a row, no sum ("eine 90 Euro
    Gebühr"), and "die zwei" may be people ("weil die zwei Hunger haben")."""
    small = before.lower()
    if small in _HOURS or (small in _AGES and number.lower() not in _FEW):
        return noun in _TIMES
    return before.islower() and small not in DETERMINERS and small not in _WORDS


@lru_cache(maxsize=20_000)
def _plural(noun: str) -> str:
    """The plural of a noun that is a singular alone; "" where the tables leave a doubt."""
    letters = set(letters_of(noun)[0])
    if not letters or not letters <= {*"mfn"} or nouns().get(noun, ("", 0))[1] < SEEN or _MEASURES.search(noun):
        return ""
    stems = plural_stems(noun)
    endings = ("", "e", "en", "n", "s", "nen") if "f" in letters else ("", "e", "er", "en", "n", "s")
    known = {stem + end for stem in stems for end in endings if stem + end != noun}
    plurals = [form for form in known if "p" in letters_of(form)[0] and nouns().get(form, ("", 0))[1] >= SEEN]
    # of "Besitz" and "Plan", "Besitzer" and "Planer" are no plurals, but people
    plurals = [form for form in plurals if not (form == noun + "er" and is_known(form + "in", "de"))]
    return plurals[0] if len(plurals) == 1 else ""
