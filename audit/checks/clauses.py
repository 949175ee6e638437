"""German clauses as chunks: noun and prepositional phrases, pronouns, verbs, and what each could be. German only.

A shallow parser for one question: what could be the subject here? Everything that could is a nominal with its persons
(3 singular, p plural); where the words leave it open, it has both, and nothing can be claimed from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audit.checks.agreement import AFTER, ALL, BARE, DETERMINERS, FAMILY, Cells, ending_of, noun_cells, word_set
from audit.checks.nouns import COUNTRIES, IN_E, adjective_stems, is_adjective, letters_of, nouns
from audit.checks.verb_forms import infinitive, persons
from audit.languages.tables import is_known, word_list
from audit.words import Token

CONTRACTED = word_set("im am zum zur beim vom ins ans aufs fürs durchs ums")
PREPOSITIONS = word_set(
    "mit von bei aus zu nach seit für gegen durch ohne um in auf an über unter vor zwischen hinter neben entlang wegen "
    "trotz während innerhalb außerhalb statt anstatt aufgrund bis ab gegenüber dank laut gemäß samt mitsamt außer "
    "anhand mittels mithilfe bezüglich hinsichtlich angesichts anlässlich infolge zugunsten oberhalb "
    "unterhalb jenseits diesseits entsprechend zufolge je pro per via als wie binnen nahe mangels unweit "
    "ungeachtet namens seitens"
)
SUBORDINATORS = word_set(
    "dass daß weil obwohl nachdem falls sodass wenn ob bevor während als damit da sobald solange bis indem seit "
    "seitdem wie wo wann warum weshalb wohin woher welche welcher welches welchen welchem wer was wen wem obgleich"
)
RELATIVES = word_set("der die das den dem denen dessen deren")
LINKS = word_set("und oder sowie bzw")
UNSAFE = word_set(
    "sowohl ebenso weder entweder beziehungsweise statt anstatt je desto samt mitsamt nebst plus minus mal"
)
_SURE_PRONOUNS = {"ich": "1", "du": "2", "er": "3", "man": "3", "wir": "p"}
_PRONOUNS = _SURE_PRONOUNS | {
    "sie": "3p", "ihr": "123p", "es": "3p", "das": "3p", "dies": "3p", "dieses": "3p", "alles": "3p", "was": "3p",
    "wer": "3p", "niemand": "3", "jemand": "3", "jeder": "3", "keiner": "3", "einer": "3", "eine": "3", "etwas": "3",
    "nichts": "3",
    "beide": "p", "viele": "p", "einige": "p", "mehrere": "p", "wenige": "p", "alle": "p", "manche": "3p",
    "andere": "3p", "viel": "3p", "wenig": "3p", "mehr": "3p", "weniger": "3p", "letztere": "3p", "erstere": "3p",
    "ihn": "", "ihm": "", "mich": "", "dich": "", "uns": "", "sich": "", "mir": "", "dir": "", "ihnen": "", "euch": "",
    "ihrer": "", "einander": "", "selbst": "", "dasselbe": "3p", "dieselbe": "3", "dieselben": "p", "derselbe": "3",
    "zwei": "p", "drei": "p", "vier": "p", "fünf": "p", "sechs": "p", "genug": "3p", "jene": "3p", "solche": "3p",
}  # fmt: skip
_MANY = word_set("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf viele einige mehrere wenige beide alle "
                 "etliche zahlreiche sämtliche verschiedene")  # fmt: skip
# Heads that go with either number ("Eine Reihe von Fragen ist/sind"), and measures ("Zehn Euro ist viel").
_QUANTITIES = re.compile(
    r"(?:zahl|reihe|mehrheit|minderheit|hälfte|menge|prozent|drittel|viertel|dutzend|hundert|tausend|million\w*|paar|"
    r"gruppe|teil|fülle|haufen|masse|milliarde\w*|serie|liste|anteil|rest|art|arten|sorte|bande|handvoll|"
    r"euro|dollar|mark|pfund|franken|uhr|meter|kilo\w*|gramm|liter|grad|jahre|jahren|tage|wochen|monate|stunden|minuten|"
    r"sekunden|mal|male|punkte|punkten|generation|schar|bündel|vielfalt|heer|rudel|volk|team|duo|trio|ehepaar)$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"(?:tag|woche|monat|jahr|mal|stunde|minute|abend|morgen|nacht|moment|weile|zeit|saison|sekunde)$", re.I
)
# Pronouns that have a capital wherever they stand: of letters ("wenn Du kommst") and the formal ones.
_LETTER = word_set("Du Dich Dir Euch")
_ADDRESS = _LETTER | {"Sie", "Ihnen"}
_DEGREES = word_set("sehr besonders ganz noch nicht fast relativ ziemlich recht äußerst immer so zu gerade neu")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words first … last (both included) of a text.

    kind     np, pp, pronoun, verb, zu (infinitive with zu), link ("und"), other
    persons  verb: what it can be; else: of what it can be the subject, "" where it cannot
    cells    np and pp: the readings of its head
    sure     it can be nothing but a subject (or a predicate): "der Lehrer", "er"
    """

    kind: str
    first: int
    last: int
    persons: str = ""
    cells: Cells = frozenset()
    sure: bool = False


def chunks(words: Sequence[Token], first: int, last: int, *, opens: bool) -> list[Chunk]:
    """The chunks of words[first … last], which stand together without punctuation. opens: the first word may have its
    capital because it opens a sentence. Linear."""
    out: list[Chunk] = []
    at = first
    while at <= last:
        chunk = _chunk(words, at, last, small=opens and at == first, after=out[-1] if out else None)
        out.append(chunk)
        at = chunk.last + 1
    return _joined(words, out)


def _chunk(words: Sequence[Token], at: int, last: int, *, small: bool, after: Chunk | None) -> Chunk:
    text = words[at].text
    word = text.lower() if text in _LETTER or (small and not _is_noun(text)) else text
    if small and word != text and not _may_open(word):
        return Chunk("np", at, at, "3p")  # "Maas", "Heil": a name or a word that is no usual beginning
    if word in LINKS:
        return Chunk("link", at, at)
    if small and word == "wie":
        return Chunk("other", at, at)
    if word in PREPOSITIONS or word in CONTRACTED:
        return _prepositional(words, at, last, word, small=small)
    if word == "zu" and at < last and words[at + 1].text.islower():
        return Chunk("zu", at, at + 1, "3")
    if word == "ein" and at < last and words[at + 1].text in ("paar", "bisschen"):
        return Chunk("np", at, at + 1, "3p")
    phrase = _noun_phrase(words, at, last, word, after)
    if phrase is not None:
        return phrase
    if word in DETERMINERS or word in _PRONOUNS:
        found = _PRONOUNS.get(word, _numbers(DETERMINERS.get(word, frozenset())))
        if after is not None and word in ("es", "das", "dies"):
            found = "3"  # only at the beginning: "Es kamen Leute", "Das sind Leute"
        return Chunk("pronoun", at, at, found, sure=word in _SURE_PRONOUNS)
    if text == "Sie":
        return Chunk("pronoun", at, at, "3p" if small else "p")
    found = persons(word)
    if found and not (is_adjective(word) and word not in ("werden",)):
        return Chunk("verb", at, at, found)
    if word in IN_E and (after is None or after.kind != "pronoun"):
        return Chunk("other", at, at)
    if is_adjective(word) or word[0].isdigit():
        return Chunk("np", at, at, "3p")  # "die deutschen", "2019": anything
    return Chunk("other", at, at)


def _may_open(word: str) -> bool:
    """Whether a small word is one that opens sentences."""
    if infinitive(word):  # "Geh nach Hause": then nothing is claimed of the clause
        return True
    closed = (word_list("de", "starters"), _PRONOUNS, DETERMINERS, PREPOSITIONS, LINKS, _MANY)
    return any(word in table for table in closed) or is_adjective(word)


def _is_noun(text: str) -> bool:
    """Whether a word at the start of a sentence is a noun or name rather than a capitalised small word."""
    small = text.lower()
    if small in DETERMINERS or small in _PRONOUNS or small in PREPOSITIONS or small in SUBORDINATORS:
        return False
    letters, sure = letters_of(text)
    return bool(letters and sure) or not is_known(small, "de")


def _prepositional(words: Sequence[Token], at: int, last: int, word: str, *, small: bool) -> Chunk:
    """A preposition with what it governs; alone at the end of a clause it is a particle of the verb."""
    if at == last:
        return Chunk("other", at, at)
    if word in CONTRACTED:
        phrase = _noun_phrase(words, at, last, word, None)
        return replace(phrase, kind="pp", persons="", sure=False) if phrase else Chunk("pp", at, at)
    inner = _chunk(words, at + 1, last, small=False, after=None)
    if any(w.text[0].isdigit() for w in words[at + 1 : min(at + 3, inner.last)]):  # "über 30.000", "bis zu 18 Züge"
        return Chunk("np", at, inner.last, "3p")
    if inner.kind in ("np", "pp", "pronoun"):
        return Chunk("pp", at, inner.last, "", inner.cells)
    return Chunk("pp" if small else "other", at, at)


def _noun_phrase(words: Sequence[Token], at: int, last: int, word: str, after: Chunk | None) -> Chunk | None:
    """Determiner, adjectives and nouns from words[at] on; None where no noun comes."""
    if word in ("letztere", "erstere"):
        return None  # of two named before: "damit letztere Unterstützung erhielten"
    determiner = word if word in DETERMINERS else ""
    bare = not determiner and (is_adjective(word) or word in ("einigen", "einiger"))
    if not (determiner or bare or word in _MANY) and word[0].islower():
        return None
    here = DETERMINERS[determiner] if determiner else BARE.get(ending_of(word), ALL) if bare else ALL
    many, adjective, noun = word in _MANY, "", at if word[0].isupper() else at + 1
    while noun <= last and noun < at + 8 and not _capital(words[noun].text):
        inner = words[noun].text
        if inner in _MANY or inner.replace(".", "").isdigit():
            many = many or (inner != "1" and "p1" in here)
        elif is_adjective(inner) or (determiner and _unknown_adjective(words, noun, last)):
            adjective = inner
            narrowed = here & AFTER[FAMILY[determiner]][ending_of(inner)] if determiner else here
            here = narrowed or here
        elif not _passes(words, noun, last):
            return None
        noun += 1
    if noun > last or noun >= at + 8 or not _capital(words[noun].text):
        return None
    end = noun
    while end < last and _capital(words[end + 1].text) and not letters_of(words[end + 1].text)[0]:
        end += 1  # names that go with the noun: "der Präsident Obama"
    head = words[noun].text
    letters = letters_of(head)[0] if end == noun or not head.endswith("er") else ""
    own = noun_cells(head, letters) if letters else ALL
    fits = here & own
    if determiner == "der" and head.endswith("e") and is_adjective(head.lower()):
        fits |= {"m1"}  # "der Verdächtige"
    numbers = _numbers(fits or ALL) if letters or determiner else "3p"
    if determiner == "der" and head.endswith("e") and letters and not letters_of(head)[1]:
        numbers = "3p"  # "der Polizeibeamte": the end of a compound has its plural, and may be a man's name, too
    if many:  # "alle Mühe ist", "dass alle Geld haben"
        numbers = "3p" if word == "alle" and letters and ("f" in letters or "p" not in letters) else "p"
    if (
        _QUANTITIES.search(head)
        or (head in COUNTRIES and not determiner)
        or (not determiner and (head.isupper() or _may_be_name(head)))
        or not fits
    ):
        numbers = "3p"
    if (
        not determiner
        and adjective.startswith(("nächst", "letzt", "kommend", "vergangen", "vorig", "ganz"))
        and _TIMES.search(head)
    ):
        numbers = ""
    free = after is None or after.kind in ("verb", "other") or (after.kind == "pronoun" and after.persons != "p")
    alone = end == last or not _capital(words[end + 1].text)
    sure = bool(determiner and letters and fits) and numbers == "3" and fits <= {"m1", "p2"} and alone
    sure = sure and (free or ("p2" not in fits and not head.endswith("s")))
    return Chunk("np", at, end, numbers, fits, sure)


def _may_be_name(head: str) -> bool:
    """Whether a noun without an article that only its -s makes a genitive or plural may be a name: "Helms" is no helm,
    "Deutschlands" belongs to the noun behind it."""
    return head.endswith("s") and head not in nouns()


def _unknown_adjective(words: Sequence[Token], at: int, last: int) -> bool:
    """Whether a word that is in no table stands as an adjective does: between determiner and noun, with an ending."""
    word = words[at].text
    closed = word in PREPOSITIONS or word in DETERMINERS or word in _PRONOUNS or word in SUBORDINATORS
    return at < last and _capital(words[at + 1].text) and bool(ending_of(word)) and not closed


def is_quantity(noun: str) -> bool:
    """Whether a noun goes with either number, or is a measure."""
    return bool(_QUANTITIES.search(noun))


def _capital(word: str) -> bool:
    """Whether a word has the capital of a noun or name."""
    return word[0].isupper() and word not in _ADDRESS


def _passes(words: Sequence[Token], at: int, last: int) -> bool:
    """Whether a word can stand between determiner and adjective: "sehr", "politisch", "und"."""
    word = words[at].text
    following = words[at + 1].text if at < last else ""
    return (
        bool(following)
        and (is_adjective(following) or _passes_too(following))
        and (word in _DEGREES or word in adjective_stems() or word in ("und", "oder") or word.endswith("er"))
    )


def _passes_too(word: str) -> bool:
    return word in _DEGREES or word in adjective_stems()


def _numbers(here: Cells) -> str:
    """ "3" where a nominative singular is among the cells, "p" for the plural."""
    return ("3" if here & {"m1", "f1", "n1"} else "") + ("p" if "p1" in here else "")


def _joined(words: Sequence[Token], found: Sequence[Chunk]) -> list[Chunk]:
    """Phrases joined by "und": together they go with either number; so do those after a preposition."""
    out: list[Chunk] = []
    for chunk in found:
        if (
            len(out) > 1
            and out[-1].kind == "link"
            and out[-2].kind in ("np", "pp", "pronoun")
            and chunk.kind in ("np", "pp", "pronoun")
            and not (out[-2].kind == "np" and chunk.kind == "pp")
        ):
            kind = "np" if chunk.kind == "pronoun" else chunk.kind
            both = "3p" if chunk.kind != "pp" else ""
            out[-2:] = [Chunk(kind if out[-2].kind != "pp" else "pp", out[-2].first, chunk.last, both)]
            at = len(out) - 2
            while at >= 0 and out[at].kind in ("np", "pp"):  # "der Chef der Firma und die Ministerin"
                out[at] = replace(out[at], persons="3p" if out[at].kind == "np" else "", sure=False)
                at -= 1
        else:
            out.append(chunk)
    return out
