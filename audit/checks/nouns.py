"""German nouns, adjectives and finite verbs as the tables know them: gender, number, case by form. German only.

The tables (languages/de/noun_gender.tsv, adjectives.txt, finite_verbs.txt) are learned from parallel text; what they
lack is derived by suffix, by the end of a compound, or by the ending of the form. Where nothing is known, nothing is
claimed.
"""

import re
from functools import lru_cache
from importlib.resources import files

from audit.checks.agreement import DETERMINERS, ending_of, word_set
from audit.checks.verb_forms import infinitive
from audit.languages.tables import is_known
from audit.words import lemma

_DERIVED = re.compile(r"(?:isch|lich|ig|bar|sam|los|haft|iert|ierend|[^aeiou]end|voll|frei|mäßig|ell|iv)$")
PARTICIPLE = re.compile(r"^(?:\w{0,6})ge\w{2,}(?:t|en)$|^(?:be|ver|zer|ent|er)\w{3,}(?:t|en)$|\w{3,}end$")
_NOT_ADJECTIVES = word_set(
    "alles "
    "weiter lieber früher später länger leider eher aller alle allen allem viele vielen vieler mehrere einige einigen "
    "einiger bisschen beide beiden wenige wenigen haben sein werden sollen wollen können müssen dürfen mögen lassen "
    "machen gegen neben wegen gerade gestern morgen selber seiner ihrer meiner gerne heute beste besten meisten "
    "etliche solche solchen solcher manche beider unter zwischen"
)
# Words that may stand before an adjective within the phrase; plain adjectives in adverbial use ("politisch") do so too.
ADVERBS = word_set(
    "lange inzwischen unterdessen gerade sehr besonders ganz noch nicht fast relativ ziemlich recht äußerst weitgehend "
    "zunehmend immer"
)
_WEAK = re.compile(
    r"(?:agent|assistent|absolvent|architekt|athlet|demonstrant|dirigent|dozent|emigrant|fabrikant|gitarrist|immigrant|"
    r"informant|intendant|journalist|jurist|kandidat|klient|kommandant|komponist|konsument|korrespondent|lieferant|"
    r"mandant|mensch|patient|philosoph|pianist|polizist|praktikant|präsident|produzent|prophet|soldat|spezialist|"
    r"student|terrorist|tourist|zivilist)$",
    re.IGNORECASE,
)
_RARE = 60  # contexts that a noun was learned from
SEEN = 15  # of these: from here on a noun's letters are sure
# Adjectives that end in -e by themselves: predicates ("müde ist") and adverbs ("ein leise gesprochenes Wort"), too.
IN_E = word_set("müde leise böse feige träge öde rege prüde mürbe solide weise spröde vage trübe irre nahe")
_DECADES = re.compile(r"(?:zwan|drei|vier|fünf|sech|sieb|acht|neun)(?:z|ß)iger$")  # "den neunziger Jahren"
_COLLECTIVE = re.compile(r"ge\w{3,}e$", re.IGNORECASE)
_VOWEL = re.compile("[aeiouyäöü]", re.IGNORECASE)  # "Pkw" and its like follow no rule
_SUFFIXES: tuple[tuple[str, str], ...] = (
    (r"(?:heit|keit|schaft|tion|sion|tät|erin|(?<!spr)(?<!chw)(?<![dj])ung)$", "f"),
    (r"(?:heiten|keiten|schaften|tionen|sionen|täten|innen|(?<!j)ungen|[ts]oren)$", "p"),
    (r"(?:ismus)$", "m"),
    (r"(?:lein|[^aou]{2}chen)$", "np"),
)
# Nouns with two genders, of which parallel text shows one: der Militär and das Militär, die "Bild" (a newspaper).
_BOTH = {
    "Militär": "mn", "Grad": "mn", "Bild": "fn", "Teil": "mn", "Verdienst": "mn", "Kunde": "fm", "Leiter": "fmp",
    "See": "fm", "Band": "fmn", "Steuer": "fn", "Moment": "mn", "Tor": "mn", "Gehalt": "mn", "Ansinnen": "n",
    "Korpus": "mn", "Labors": "gp", "Iran": "gmn", "Irak": "gmn", "Sudan": "gmn", "Jemen": "gmn", "Libanon": "gmn",
    "Kongo": "gmn", "Tschad": "gmn", "Niger": "gmn", "Kosovo": "gmn", "Cola": "fn", "Joghurt": "mn", "Ketchup": "mn",
    "Keks": "mn", "Blog": "mn", "Virus": "mn", "Laptop": "mn", "Mail": "fn", "Curry": "mn", "Gummi": "mn",
    "Filter": "mnp", "Radar": "mn", "Bonbon": "mn", "Hut": "fm", "Taliban": "fmp",
}  # fmt: skip
# Compounds with another gender than their last part.
_OWN_GENDER = {"Mitgift": "f", "Heirat": "f", "Gegenteil": "n"} | dict.fromkeys(
    ("Anmut", "Armut", "Demut", "Großmut", "Langmut", "Sanftmut", "Schwermut", "Wehmut"), "f"
)
# Countries with the ending of a plural: "das alte Ungarn"; some are peoples, too ("die Ungarn").
COUNTRIES = word_set("Bayern Franken Hessen Italien Norwegen Polen Preußen Sachsen Schwaben Schweden "
                     "Spanien Thüringen Ungarn USA")  # fmt: skip
_UMLAUTS = (("au", "äu"), ("a", "ä"), ("o", "ö"), ("u", "ü"))
_LATIN = ("um", "us", "a", "is", "on")  # endings that a plural in -en replaces: "Universen", "Themen", "Basen"
# Nouns that may go without the -s of the genitive: months, days, titles of magazines ("des Spiegel"), loans.
_BARE_GENITIVES = word_set(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember Montag Dienstag Mittwoch "
    "Donnerstag Freitag Samstag Sonntag Spiegel Stern Focus Kicker Dollar Islam Barock Biedermeier Balkan Orient Kanon"
)
_PREFIXES = word_set(
    "hoch groß klein alt neu vor nach über unter haupt mit ober innen außen zwischen gegen sonder rück ein aus"
)


def _lines(name: str) -> list[str]:
    return (files("audit.languages") / "de" / name).read_text(encoding="utf-8").splitlines()


@lru_cache(maxsize=1)
def nouns() -> dict[str, tuple[str, int]]:
    """noun form -> (letters, how many contexts it was learned from)."""
    rows = (line.split("\t") for line in _lines("noun_gender.tsv"))
    return {form: (letters, int(count)) for form, letters, count in rows}


@lru_cache(maxsize=1)
def adjective_stems() -> frozenset[str]:
    """Adjectives without their endings."""
    return frozenset(_lines("adjectives.txt"))


@lru_cache(maxsize=1)
def finite_verbs() -> dict[str, str]:
    """finite verb form -> persons: 1, 2, 3 singular, p plural."""
    rows = (line.split("\t") for line in _lines("finite_verbs.txt"))
    return {row[0]: row[1] for row in rows}


def _known_stem(stem: str) -> bool:
    if stem in adjective_stems() or _DERIVED.search(stem):
        return True
    shorter = stem.removesuffix("st").removesuffix("e") if stem.endswith("st") else stem.removesuffix("er")
    return len(shorter) > 2 and shorter != stem and shorter in adjective_stems()


def is_adjective(word: str) -> bool:
    """Whether a lower-case word is an inflected adjective, as far as its form tells."""
    ending = ending_of(word)
    if not ending or not word.islower() or len(word) < 4 or _DECADES.search(word):
        return False
    if word in _NOT_ADJECTIVES or word in ADVERBS or word in DETERMINERS:
        return False
    stem = word.removesuffix(ending)
    if ending == "en" and "p" in finite_verbs().get(word, ""):
        return stem in adjective_stems() and word.startswith("ge")
    return _known_stem(stem) or (len(stem) > 4 and bool(PARTICIPLE.search(stem)) and word not in finite_verbs())


@lru_cache(maxsize=50_000)
def letters_of(noun: str) -> tuple[str, bool]:
    """(letters, sure) of a capitalised word; ("", False) where nothing is known: then nothing may be claimed."""
    noun = noun.rsplit("-", 1)[-1]
    if (
        (len(noun) < 4 and nouns().get(noun, ("", 0))[1] < 100)
        or not noun[0].isupper()
        or not noun[1:].islower()
        or not noun.isalpha()
        or not _VOWEL.search(noun)
        or _nominalised(noun.lower())
    ):
        return "", False
    if noun in _BOTH:
        return "".join(sorted({*_filled(noun, _BOTH[noun]), *_BOTH[noun]})), True  # "die Leiter" beside "Leiterin"
    if noun in _OWN_GENDER:
        return _OWN_GENDER[noun], True
    letters, sure = _by_suffix(noun), True
    if not letters:
        letters, count = _entry(noun)
        sure = count >= SEEN
    if not letters:
        letters, sure = _by_compound(noun), False
    return (_filled(noun, letters) if letters else ""), sure


def _filled(noun: str, letters: str) -> str:
    """The letters with all that a form can be by its ending, whether or not the corpus happened to show it."""
    more = set(letters)
    table = nouns()
    if more & set("mn") and noun.endswith(("er", "el", "en")):
        more.add("p")  # der Lehrer, die Lehrer; das Rennen, die Rennen
    if "p" in more and noun.endswith("er") and is_known(noun + "in", "de"):
        more = more - {"f"} | {"m"}  # "Anwohner", "Schriftsteller": persons
    rare = table.get(noun, ("", 0))[1] < (SEEN if noun.endswith("er") else _RARE)
    if "p" in more and noun.endswith(("er", "el")) and (rare or "f" not in more) and lemma(noun, "de") == noun.lower():
        more.add("m")  # "Anwohner": the table may have seen the plural only
    if "d" in more and noun.endswith("en") and "f" in table.get(noun[:-1], ("",))[0]:
        more.add("p")  # "Laternen"
    if noun.endswith("en") and "p" in more and _feminine(noun[:-1]):
        more.discard("f")  # "Familien": a feminine noun takes -n in the plural alone
    if noun.endswith("n") and "p" in table.get(noun[:-1], ("",))[0]:
        more.add("d")
    if noun.endswith("en") and ("m" in table.get(noun[:-2], ("",))[0] or "m" in table.get(noun[:-1], ("",))[0]):
        more.add("w")  # des Demonstranten, des Löwen
    if "p" in more and noun.endswith("en") and _may_be_weak(noun):
        more.add("w")
    if noun in COUNTRIES or ("d" in more and infinitive(noun.lower()) == noun.lower()):
        more.add("n")
    if "n" in more and _COLLECTIVE.search(noun):
        more.add("p")  # das Gebäude, die Gebäude
    if noun.endswith("s") and set(table.get(noun[:-1], ("",))[0]) & set("mn"):
        more.add("g")
    if noun.endswith(("ern", "eln")) and "d" in more:
        more.add("n")  # "das Lagern" beside "den Lagern"
    if noun.endswith("n") and infinitive(noun.lower()) == noun.lower():
        more.add("n")  # every infinitive is a neuter noun too: "das Folgen"
    if {"f", "p"} <= more and not more & set("mn"):
        more.discard(_slip(noun))
    return "".join(sorted(more))


def _slip(noun: str) -> str:
    """Which of feminine and plural the table has of a form by a slip of its text, as "die" is both: "Ergebnisse" is the
    plural of a neuter, so no feminine; "Antwort" a feminine, and none of these is alike in both numbers. "" where it is
    not clear ("Jeans", "Niederlande")."""
    base, count = lemma(noun, "de"), nouns().get(noun, ("", 0))[1]
    if base != noun.lower():
        singular = set(nouns().get(base.capitalize(), ("", 0))[0]) & set("mn")
        return "f" if singular and count >= SEEN else ""
    own_plural = "p" in nouns().get(noun + ("n" if noun.endswith("e") else "en"), ("", 0))[0]
    return "p" if own_plural and count >= _RARE else ""


def _may_be_weak(noun: str) -> bool:
    """Whether a plural in -en may be the singular of a weak masculine, too: "Kameraden", of a noun that is masculine or
    unknown; not "Betten"."""
    if re.search(r"(?:ent|ant|ist|oge|at|it)en$", noun):
        return True
    base = lemma(noun, "de").capitalize()
    known = letters_of(base)[0] if base in (noun[:-1], noun[:-2]) else "f"
    return not known or "m" in known


def _feminine(noun: str) -> bool:
    """Whether a noun in -e is surely feminine, by the table."""
    letters, count = nouns().get(noun, ("", 0))
    return noun.endswith("e") and "f" in letters and not set(letters) & set("mn") and count >= 60


def _nominalised(word: str) -> bool:
    """ "Deutscher", "Angestellte", "Gute": adjectives in capitals follow other rules."""
    ending = ending_of(word)
    if not ending:
        return False
    stem = word.removesuffix(ending)
    own = nouns().get(word.capitalize(), ("", 0))
    if stem in adjective_stems():
        return True
    if own[1] < 200 and ending != "er" and _DERIVED.search(stem) and not _feminine(stem.capitalize() + "e"):
        return True  # "Verantwortlichen", but not "Quellen"
    participle = bool(PARTICIPLE.search(stem)) and ending != "er"
    return participle and (own[1] < 30 or lemma(stem, "de").endswith("n"))  # "Abgeordneten", of abordnen


def _entry(noun: str) -> tuple[str, int]:
    """A form's own entry, or what its base says of it as genitive ("Hauses") or dative plural ("Häusern")."""
    here = nouns().get(noun)
    if here:
        return here
    for suffix in ("es", "s"):
        base = nouns().get(noun.removesuffix(suffix)) if noun.endswith(suffix) and noun[-2] not in "sßxz" else None
        if base and set(base[0]) & set("mn"):
            return ("gp" if suffix == "s" and _plural_in_s(noun[:-1]) else "g"), base[1]
    base = nouns().get(noun[:-1]) if noun.endswith(("en", "eln", "ern")) else None
    if base and "p" in base[0]:
        return "d", base[1]
    latin = (nouns().get(noun[:-2] + ending) for ending in _LATIN if noun.endswith("en") and len(noun) > 4)
    singular = next((entry for entry in latin if entry and set(entry[0]) & set("mfn")), None)
    return ("p", singular[1]) if singular else ("", 0)


def _plural_in_s(noun: str) -> bool:
    """Whether a noun may have its plural in -s: "Slots", "Studios", "Upgrades". Those have none that have another
    ("Projekte") or end as German nouns do ("Lehrer")."""
    if len(noun) <= 4 or noun[-1] in "aiouy":
        return True
    others = (
        stem + ending for stem in plural_stems(noun) for ending in ("", "e", "er", "en", "n") if stem + ending != noun
    )
    if any("p" in nouns().get(form, ("",))[0] for form in others):
        return False
    native = re.search(r"(?:er|el|en|em|ling|ich|ig|tum|nis)$", noun)
    return not native or is_known(noun.lower(), "en")


def plural_stems(noun: str) -> set[str]:
    """What a plural may begin with: the noun, and the noun with a vowel changed ("Haus", "Häus")."""
    return {noun, *(_umlaut(noun, old, new) for old, new in _UMLAUTS)}


def _umlaut(noun: str, old: str, new: str) -> str:
    """The noun with the last of such vowels changed: "Haus", "Häus"; itself where it has none."""
    at = noun.lower().rfind(old)
    if at < 0:
        return noun
    changed = noun[:at] + new + noun[at + len(old) :]
    return changed[0].upper() + changed[1:]


def is_weak(noun: str) -> bool:
    """Whether a noun is a person that takes -en in all cases but the nominative: "Präsident", "Polizist"."""
    return bool(_WEAK.search(noun))


def has_bare_genitive(noun: str) -> bool:
    """Whether a noun has a genitive without -s: rarely seen ("des Louvre", "des Yen"), or one that is known for it."""
    return noun in _BARE_GENITIVES or nouns().get(noun, ("", 0))[1] < _RARE


def has_old_dative(noun: str) -> bool:
    """Whether a form in -e is the old dative of a masculine or neuter noun: "(im) Jahre", "(zum) Wohle"."""
    return noun.endswith("e") and bool(set(letters_of(noun[:-1])[0]) & set("mn"))


def _by_suffix(noun: str) -> str:
    if noun.endswith("innen") and is_known(noun.lower(), "de"):
        return "n"  # "das Gewinnen": an infinitive
    return next((letters for pattern, letters in _SUFFIXES if re.search(pattern, noun) and len(noun) > 6), "")


def _by_compound(noun: str) -> str:
    """The letters of the longest known noun that a compound ends in, if what stands before it is known too."""
    for cut in range(2, len(noun) - 3):
        tail = noun[cut:].capitalize()
        letters, count = _entry(tail)
        if count >= 10 and not _nominalised(tail.lower()) and _can_begin(noun[:cut]) and _has_head(noun, tail):
            return _filled(tail, letters)
    return ""


def _has_head(noun: str, tail: str) -> bool:
    """Whether the dictionary lets a noun end in this one: "Plantage" is no plural of "Plantag", though "Tage" is."""
    return not is_known(noun.lower(), "de") or lemma(noun, "de").endswith(lemma(tail, "de"))


def _can_begin(head: str) -> bool:
    if head.lower() in _PREFIXES or head.lower() in adjective_stems() or head.lower() + "en" in finite_verbs():
        return True
    return (
        any(head.removesuffix(link) in nouns() for link in ("", "s", "es", "n", "en", "er", "e"))
        or head + "e" in nouns()
    )
