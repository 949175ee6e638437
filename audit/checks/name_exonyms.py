"""German names of places, peoples, months and weekdays that stand for another one than the source names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from audit.languages.dates import MONTHS, WEEKDAYS
from audit.languages.tables import is_known, tsv_table

_GERMAN = MONTHS | WEEKDAYS
_ENGLISH = {german: english for english, german in _GERMAN.items()} | {"Sonnabend": "Saturday", "Jänner": "January"}
DATES = frozenset(_GERMAN)
# Names for one land, or for a part in place of the whole.
_KIN = (
    frozenset({"Britain", "British", "Britons", "England", "English", "Scotland", "Scottish", "Wales", "Welsh"}),
    frozenset({"America", "American", "Americans", "States", "Washington"}),
    frozenset({"France", "French"}),
    frozenset({"Russia", "Russian", "Russians", "Moscow"}),
    frozenset({"China", "Chinese", "Beijing"}),
)
# Capitals that stand for the government of their land, and the beginnings of its German names in lower case.
_SEATS = {
    "Washington": ("us-", "usa", "amerika", "vereinigte staaten", "vereinigten staaten"), "Moscow": ("russ",),
    "Kremlin": ("russ",), "Beijing": ("chin",), "Tehran": ("iran",), "Ankara": ("türk",), "Kyiv": ("ukrain",),
    "Kiev": ("ukrain",), "Pyongyang": ("nordkorea",), "Seoul": ("südkorea",), "Tokyo": ("japan",), "Delhi": ("indi",),
    "Riyadh": ("saudi",), "Brussels": ("eu", "europäische union"), "Paris": ("franz", "frankreich"),
}  # fmt: skip
_LAND = re.compile(r"(?:istan|ien|enland|land|ei|en|a)$")
_WORD = re.compile(r"[^\W\d_]+")
_TAIL = re.compile(
    r"(?:e[nrms]?|er(?:in|innen|n|s)?|n|s|ns|a|as|en?s|ien|iens|i?er(?:n|s|in|innen)?|i?(?:sch|ch|nisch|anisch|isch)\w{0,2}"
    r"|ig|igs|ei|eich|eichs|eichisch\w{0,2}|land|lands|reich|reichs)?"
)
_DATE = re.compile(rf"({'|'.join(_ENGLISH)})(s|morgen|vormittag|mittag|nachmittag|abend|nacht)?")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """text[start:end] names something else than the source's word `written`; better: the right German, if known."""

    start: int
    end: int
    written: str
    better: str | None


@lru_cache(maxsize=1)
def exonyms() -> dict[str, tuple[str, ...]]:
    """English name -> beginnings of its German forms."""
    return {row[0]: row[1:] for row in tsv_table("de", "exonyms")}


def described(name: str, low: str) -> bool:
    """Whether a German text in lower case has the name's land in another word: Spain in "spanischem Festland", Beijing
    in "chinesische Regierung"."""
    return (pattern := _described(name)) is not None and pattern.search(low) is not None


@lru_cache(maxsize=1000)
def _described(name: str) -> re.Pattern[str] | None:
    stems = [re.escape(seat) for seat in _SEATS.get(name, ())]
    if name in _places():
        bases = {_LAND.sub("", stem) for stem in exonyms()[name] if _LAND.search(stem)}
        stems += [rf"{re.escape(base.lower())}\w{{0,3}}isch" for base in bases if len(base) > 2]
    return re.compile(rf"\b(?:{'|'.join(sorted(stems))})") if stems else None


@lru_cache(maxsize=32)
def shortened(date: str) -> re.Pattern[str]:
    """How German may write the month or weekday (in English) short: "Jan.", "5.1.", "Fr.", "Mo–Fr"."""
    german = _GERMAN[date]
    if date in WEEKDAYS:
        return re.compile(rf"\b{german[:2]}(?=\s?[.,:/–-]|\s\d|$)|[–-]\s?{german[:2]}\b")
    number = list(MONTHS).index(date) + 1
    return re.compile(rf"\b{german[:3]}[rt]?(?:\.|(?=\s\d))|\d\.\s?0?{number}\.|\d-{number:02}-\d")


def exchanged(source: str, text: str, lost: Sequence[str]) -> Iterator[Exchanged]:
    """For the lost words of the source the German names that stand in their place: of one kind (months, weekdays,
    others), as many as were lost, in the same order."""
    named = set(_WORD.findall(source))
    for kind in (frozenset(MONTHS), frozenset(WEEKDAYS), _places()):
        gone = [word for word in lost if word in kind]
        strangers = [match for match in _WORD.finditer(text) if gone and _names_other(match.group(), kind, named)]
        if len(gone) == len(strangers):
            for word, stranger in zip(gone, strangers, strict=True):
                if word in DATES or not _kin(word, stranger.group()):
                    yield Exchanged(*stranger.span(), word, _better(word, stranger.group()))


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """The places and peoples, which the table has before all others."""
    return frozenset(takewhile(lambda english: english != "Christmas", exonyms())) - DATES


def _kin(english: str, word: str) -> bool:
    """Whether the German word may name the same land or people after all (French, Frankreich)."""
    alike = any(word[:4].lower() == stem[:4].lower() for stem in exonyms()[english])
    if alike and any(owner[:3] == english[:3] for owner in _owners(word)):
        return True
    return any(english in kin and not _owners(word).isdisjoint(kin) for kin in _KIN)


def _names_other(word: str, kind: frozenset[str], named: set[str]) -> bool:
    """Whether the German word names something of this kind, and nothing that the source names."""
    owners = _owners(word)
    if word.isupper() or word == "Franken":  # the EU, and money more often than the region
        return False
    return not owners.isdisjoint(kind) and owners.isdisjoint(named)


@lru_cache(maxsize=20_000)
def _owners(word: str) -> frozenset[str]:
    """The English names whose German form the word may be; words that merely begin alike (Polemik) are not."""
    if date := _DATE.fullmatch(word):
        return frozenset({_ENGLISH[date[1]]})
    low = word.lower()
    return frozenset(
        english
        for english, stems in exonyms().items()
        for stem in stems
        if english not in DATES and low.startswith(stem.lower()) and _fits(low[len(stem) :], stem)
    )


def _fits(tail: str, stem: str) -> bool:
    return not tail or (len(stem) > 3 and _TAIL.fullmatch(tail) is not None)


def _better(english: str, wrong: str) -> str | None:
    """The right German in the form of the wrong word, where a dictionary knows it."""
    if english in DATES:
        date = _DATE.fullmatch(wrong)
        return _GERMAN[english] + (date[2] or "" if date else "")
    stem = exonyms()[english][0]
    if wrong[0].isupper():
        return stem if is_known(stem, "de") and not wrong.endswith(("er", "ern", "in")) else None
    if stem == "Schweiz":
        return "Schweizer"
    if adjective := re.search(r"ch(e[nrms]?)?$", wrong):
        ending = adjective[1] or ""
        forms = (stem.lower() + middle for middle in ("", "isch", "nisch", "ösisch", "anisch", "ch"))
        return next((form + ending for form in forms if form.endswith("ch") and is_known(form, "de")), None)
    return None
