"""Sentence splitting by rule, for German and English news text; other languages get the same rules without tables.

A candidate is a mark (. ! ? …) with the closing quotes and brackets after it, followed by white space. It ends a
sentence unless what stands before it (abbreviation, initial, ordinal, list number) or what follows (a small letter)
says otherwise.
Colons, semicolons and dashes never end a sentence, nor does a mark without white space after it.

Where German is ambiguous, these readings are taken:
- number with a full stop before a capital: an ordinal ("der 2. Weltkrieg"), unless a word that opens sentences follows
  ("Er wurde 3. Danach ging er."), or a word of count stands before ("Sie ist 25. Peter ist 30."). Three digits and more
  ("seit 2020.") end the sentence unless an article stands before ("die 100. Sitzung").
- abbreviation, initial or Roman numeral before a capital: goes on, unless a word that opens sentences follows and the
  abbreviation may end a sentence at all ("Dr." may not, "Mio." may).
- ellipsis before a capital: ends the sentence if that word opens sentences or a small letter follows it.
- a bracket without a mark of its own after the full stop, "… am Abend. (Bild: dpa)", belongs to the sentence before.

The tables (audit/languages/*/*.txt) are our own; the classes follow what Unicode UAX 29 leaves to tailoring.
Linear in the length of the text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u200d"
_MARK = re.compile(
    r"(?:\.(?:\s\.){2,3}|[.!?…])"  # ". . ." is an ellipsis
    r"[.!?…\"'”’“‘»«›‹)\]}*_]*"  # closing quotes and brackets, further marks
    r"(?:\[\d{1,3}\])*"  # footnotes: so.[1]
    r"(?:\s[»«›‹](?!\S))?"  # a spaced closing quote: « Ja. »
    rf"(?:\s?[{_EMOJI}]+|\s[:;]-?[)(DP](?!\S))*"  # emoji and emoticons go with the sentence before
)
_AHEAD = re.compile(r"[^\w\s]*\s?[^\w\s]*(?P<word>[^\W_][\w'’]*)?(?P<dot>\.?)(?P<small>\s[a-zäöüß])?")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")  # U.S, a.D, Ph.D
_CONSONANTS = re.compile(r"[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xzß]{1,4}")  # no vowel: abbreviation
_LIST_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[^\W\d_]|[IVX]+)")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])")  # 3.5 as in "am 3.5. Richtfest"
_LAW = re.compile(r"§|\b(?:Abs|Arts?|paras?|Secs?)\.")  # a law is cited
_LAW_NAME = re.compile(r"[A-ZÄÖÜ][a-zäöü]{0,4}[A-Z]\w*")  # BGB, StPO, GmbHG
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_BRACKET = re.compile(r"(?<![:;])[(\[](?=\S)|[)\]]")
_ASIDE_LENGTH = 300  # characters: a longer "bracket" is a stray one


@dataclass(frozen=True, slots=True)
class _Tables:
    """The word lists of one language; all empty for a language without any."""

    abbreviations: dict[str, str]  # "Dr." -> class: "" (never ends a sentence), "final" or "number"
    suffixes: tuple[str, ...]  # "str." for Hauptstr.
    starters: frozenset[str]
    ordinals: frozenset[str]
    counts: frozenset[str]
    ages: frozenset[str]
    speech: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What follows a mark: its first word ("" where there is none), and how that word goes on."""

    word: str
    small: bool  # it begins with a small letter (and is no web address or iPhone)
    dotted: bool  # a full stop follows it: an initial or abbreviation, no sentence opener
    small_next: bool  # a word with a small letter follows it
    ampersand: bool  # "&" stands before it: Co. & Sons


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of one block of text (a paragraph; it may hold line breaks) as (start, end) in characters,
    end exclusive, in order. Outside the spans there is only white space; no span begins or ends with white space.
    language: ISO 639-1, "de" or "en"; a region ("de-AT") is ignored, other codes get no tables."""
    tables = _tables(re.split(r"[-_]", language.lower())[0])
    ends = _ends(text, tables)
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*ends, len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right and not _LETTER_OR_DIGIT.search(text, left, right) and spans:
            spans[-1] = (spans[-1][0], right)  # stray marks at the end go with the last sentence
        elif left < right:
            spans.append((left, right))
        start = end
    return spans


def _ends(text: str, tables: _Tables) -> list[int]:
    """Where sentences end, in order; the end of the text is left out."""
    pairs = _brackets(text)
    outer = iter([*_outermost(pairs), (len(text), len(text))])
    aside = next(outer)
    caseless = text.islower()  # chat without capitals: small letters say nothing
    ends: list[int] = []
    first = _first_word(text, 0)
    for match in _MARK.finditer(text):
        at, end = match.span()
        if at < first or end >= len(text) or not text[end].isspace() or (ends and at < ends[-1]):
            continue
        while aside[1] < at:
            aside = next(outer)
        starter_needed = False
        if first < aside[0] < at:  # in a bracket that began inside this sentence
            if aside[1] >= end:
                continue
            starter_needed = not re.search(r"[.!?…]", text[aside[1] : end])
        end = _with_bracket(text, end, pairs)
        ahead = _ahead(text, end, caseless)
        if (starter_needed and not _opens(ahead, tables)) or not _closes(text, first, match, ahead, tables):
            continue
        ends.append(end)
        first = _first_word(text, end)
    return ends


def _closes(text: str, first: int, match: re.Match[str], ahead: _Ahead, tables: _Tables) -> bool:
    """Whether this mark closes the sentence whose first word begins at `first`."""
    at, mark = match.start(), match.group()
    if ahead.small or ahead.ampersand:
        return False
    if text[at - 1] in "([" and not re.search(r"[)\]][.!?…]", mark):
        return False  # (!) and […] are remarks inside a sentence
    if "!" in mark or "?" in mark:
        return not _tags_speech(text, match, tables)
    if "…" in mark or mark.count(".") > 1:
        quoted = bool(re.search(r"[\"”“’»«]", mark))
        plain = ahead.word != "I" and not ahead.word[:1].isdigit()
        return quoted or (plain and (ahead.small_next or ahead.word == "" or _opens(ahead, tables)))
    return _stop_closes(text, first, at, ahead, tables)


def _stop_closes(text: str, first: int, at: int, ahead: _Ahead, tables: _Tables) -> bool:
    """The same for a single full stop at `at`."""
    window = text[max(first, at - 40) : at]
    pieces = window.split()
    if not pieces or window[-1].isspace():
        return True
    token = re.split(r"[(\[/„“”\"»«–—‚‘]", pieces[-1])[-1]
    before = pieces[-2].lower().strip('„“"»«(,') if len(pieces) > 1 else ""
    if len(pieces) == 1 and at - first < 40 and _LIST_NUMBER.fullmatch(token):
        return False  # "1. Erstens …": the number stands first in its sentence
    if token[:1].isdigit():
        return _number_closes(token, before, ahead, tables)
    match _abbreviation([*pieces[:-1], token], tables):
        case "":
            return False
        case "number":
            return not (ahead.word[:1].isdigit() or re.fullmatch(r"[IVXLC]+", ahead.word))
        case "final":
            return _opens(ahead, tables)
    if before[-1:].isdigit() and _LAW.search(text, max(0, first - 3, at - 40), at):
        if token in ("S", "s") and ahead.word[:1].isdigit():  # § 3 Abs. 2 S. 1
            return False
        if token in ("f", "ff") and _LAW_NAME.fullmatch(ahead.word):  # §§ 12 ff. BGB
            return False
    if before[-1:].isdigit() and len(token) <= 3:  # a unit: "5 m.", "20 km."
        return not (len(token) == 1 and ahead.dotted)
    roman = bool(tables.ordinals) and re.fullmatch(r"[IVX]{2,}", token)  # a dot makes ordinals: Ludwig XIV.
    if roman or re.fullmatch(r"[^\W\d_]", token) or _ACRONYM.fullmatch(token) or _CONSONANTS.fullmatch(token):
        return _opens(ahead, tables)
    return True


def _number_closes(token: str, before: str, ahead: _Ahead, tables: _Tables) -> bool:
    """The same for a full stop after a number. Only languages with a table of ordinals write ordinals with a dot."""
    if not tables.ordinals:
        return True
    ordinal = before in tables.ordinals
    if not token.isdigit():  # 3,5 and 20:15 and 1.000 end here; 3.5. after "am" is a date
        return not (ordinal and _DATE.fullmatch(token)) or _opens(ahead, tables)
    if before in tables.counts or (len(token) == 2 and before in tables.ages):
        return True
    if len(token) > 2:
        return not ordinal or _opens(ahead, tables)
    if ahead.word[:1].isdigit():  # 3. 5. 2021
        return not (ahead.dotted or re.fullmatch(r"\d{4}", ahead.word))
    return _opens(ahead, tables)


def _abbreviation(pieces: list[str], tables: _Tables) -> str | None:
    """The class of the abbreviation that ends here ("z." "B" is looked up as "z.B."); None where it is none."""
    last = re.split(r"[-.]", pieces[-1])[-1]
    for key in ("".join(pieces[-4:]), "".join(pieces[-3:]), "".join(pieces[-2:]), pieces[-1], last):
        dotted = key.lstrip('(„“"»«') + "."
        # One capital is an initial: the P. of a name is no page.
        opening = dotted[:1].lower() + dotted[1:] if len(dotted) > 2 else dotted
        for form in (dotted, opening, dotted.title() if dotted.isupper() else dotted):
            if form in tables.abbreviations:
                return tables.abbreviations[form]
    return "final" if tables.suffixes and (pieces[-1] + ".").endswith(tables.suffixes) else None


def _opens(ahead: _Ahead, tables: _Tables) -> bool:
    """Whether the next word is one that opens sentences."""
    return re.split(r"['’]", ahead.word.lower())[0] in tables.starters and not ahead.dotted


def _tags_speech(text: str, match: re.Match[str], tables: _Tables) -> bool:
    """Whether the speaker follows a closed question or exclamation: "Are you there?" Mary asked."""
    if not tables.speech or not re.search(r"[\"”’]", match.group()):
        return False
    name = re.match(r"\s+((?:[A-Z][\w.'’-]*\s+){1,3})([a-z]+)", text[match.end() : match.end() + 80])
    pronouns = {"He", "She", "They", "We", "It", "You"}  # with a capital these open a new sentence
    return name is not None and name[2] in tables.speech and name[1].split()[0] not in pronouns


def _ahead(text: str, end: int, caseless: bool) -> _Ahead:
    """What follows the mark that ends at `end`."""
    at = end
    while at < len(text) and text[at].isspace():
        at += 1
    match = _AHEAD.match(text, at, at + 80)
    if match is None or match["word"] is None:
        return _Ahead("", False, False, False, False)
    word = match["word"]
    address = text.startswith(("http://", "https://", "www."), match.start("word"))
    small = word[0].islower() and not word[1:2].isupper() and not address and not caseless
    return _Ahead(word, small, bool(match["dot"]), bool(match["small"]), text[at] == "&")


def _first_word(text: str, start: int) -> int:
    """Where the first letter or digit from `start` on stands; the end of the text where there is none."""
    found = _LETTER_OR_DIGIT.search(text, start)
    return found.start() if found else len(text)


def _brackets(text: str) -> dict[int, int]:
    """Opening bracket -> its closing bracket, for asides of at most _ASIDE_LENGTH characters."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match.group() in "([":
            opened.append(match.start())
        elif opened and match.start() - (begin := opened.pop()) <= _ASIDE_LENGTH:
            pairs[begin] = match.start()
    return pairs


def _outermost(pairs: dict[int, int]) -> list[tuple[int, int]]:
    """The pairs that stand in no other, in order."""
    kept: list[tuple[int, int]] = []
    for begin, end in sorted(pairs.items()):
        if not kept or begin > kept[-1][1]:
            kept.append((begin, end))
    return kept


def _with_bracket(text: str, end: int, pairs: dict[int, int]) -> int:
    """The end of the sentence with a bracket after its mark that is no sentence: "… am Abend. (Bild: dpa)"."""
    at = end
    while at < len(text) and text[at].isspace():
        at += 1
    close = pairs.get(at)
    if close is None:
        return end
    inner = text[at + 1 : close]
    sentence = inner[-1:] in ".!?…" and ":" not in inner[:20]
    item = text[at] == "(" and len(inner) <= 2  # (a) and (2) number what follows
    if sentence or item or len(inner) > 80:
        return end
    if text[close + 1 : close + 2].strip() or _ahead(text, close + 1, False).small:
        return end  # the bracket opens the next sentence: (Fast) alle blieben.
    return close + 1


@lru_cache(maxsize=16)
def _tables(code: str) -> _Tables:
    entries = {key: kind for key, _, kind in (line.partition(" ") for line in _lines(code, "abbreviations.txt"))}
    whole = {key: kind for key, kind in entries.items() if not key.startswith("-")}
    suffixes = tuple(key[1:] for key in entries if key.startswith("-"))
    words = (frozenset(_lines(code, f"{name}.txt")) for name in ("starters", "ordinals", "counts", "ages", "speech"))
    return _Tables(whole, suffixes, *words)


def _lines(code: str, name: str) -> list[str]:
    """The entries of a table: one per line, "#" begins a comment line; none where the language has no such table."""
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return []
    table = resources.files("audit") / "languages" / code / name
    if not table.is_file():
        return []
    return [line.strip() for line in table.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
