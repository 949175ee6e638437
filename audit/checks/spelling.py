"""Spelling: words that no German dictionary has, one slip away from a word that it has (needs no source). German only.

The dictionary is simplemma's, with the noun and adjective tables of the grammar check; compounds are taken apart
(Streitkräfte + abzug), endings and prefixes taken off. A word is flagged only where dropping, adding, changing or
swapping one letter makes a known word of it, or a compound with a part that is surely known; pyspellchecker's German
frequencies choose among several. What the given source has as well is a name or a term.
Common misspellings that frequency lists take for words ("entgültig", "vorraus") are in a table of their own,
languages/de/misspellings.tsv; participles with the ending of their infinitive ("ausgewählen") are told by the verb.
Names and foreign words are left alone: words in short quotations, in capitals, with letters that German has not, beside
another unknown word, or that the text uses twice; and words with a capital count as nouns only after a determiner or an
adjective. Real words in the wrong place ("den" for "denn") are not seen; old and Swiss spelling are no errors here (see
consistency for texts that mix them).

Wrong:  Die Regirung hat den Vorschlag veschoben.
Right:  Die Regierung hat den Vorschlag verschoben.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from audit.checks.agreement import DETERMINERS, ENDINGS, word_set
from audit.checks.nouns import adjective_stems, is_adjective, nouns
from audit.document import Segment
from audit.finding import Category, Finding, Severity, found
from audit.languages.misspellings import misspelled, participle
from audit.languages.orthography import accepted
from audit.languages.quotes import quotations
from audit.languages.tables import is_known, word_list
from audit.words import Token, adjacent, tokens

CHECK = "spelling"
CONFIDENCE = 0.8
SHORTEST = {True: 7, False: 4}  # letters of a word that is judged, with and without a capital
TITLE = 3  # spaces in a quotation that is likely a title or a foreign phrase, not speech
COMPOUND = 11  # letters of a compound whose parts are corrected
LONGEST = 45  # letters; longer words are left alone
LONGEST_WORD = 80  # letters of any German word
RARE = 50  # pyspellchecker's figure for words that are in its dictionary, but not in the texts it was counted on
PART = 4  # letters of a part of a compound
LONG_PART = 7  # letters of a part that is no name's syllable, whatever dictionary has it
_GERMAN = re.compile(r"[A-Za-zÄÖÜäöüß][a-zäöüß]+")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
# Endings of learned words, which are made anew at any time: Protonation, Mineralisierungen, Mesmeristin.
_LEARNED = tuple(
    stem + end
    for stem, ends in {
        "ation": ("", "en"),
        "ierung": ("", "en"),
        "isierung": ("", "en"),
        "ator": ("", "s", "en", "in", "innen"),
        "ismus": ("",),
        "ist": ("", "en", "in", "innen"),
    }.items()
    for end in ends
)
_WEAK = re.compile(r"ge.+t(?:e[nmrs]?)?")  # participles: "gesickerte"
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
_LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
_HEADS = word_set(
    "audio video auto bio geo öko euro mikro makro mini multi neuro psycho turbo foto tele thermo elektro anti super "
    "hyper inter trans post pseudo semi corona covid internet online offline"
)
_SHORT_HEADS = word_set("öl ei see tee eis uhr hut not tat tür bad rad rat zug tag weg ohr arm bus abi akw pkw lkw")
_PREFIXES = word_set(
    "ab an auf aus be bei da dar dazu durch ein ent er fehl fest fort frei ge gegen gut halb her herum heraus "
    "hervor hin hinaus hinter hoch los miss mit mittel nach neben neu nicht nieder quer rück schwer tief über um "
    "un unter ur ver voll vor voran voraus vorbei weg weit weiter wieder wider zer zu zurück zusammen zwischen"
)


def check(segments: Sequence[Segment]) -> Iterator[tuple[int, Finding]]:
    """Pairs of a segment's index and a finding in it, in order of place."""
    words = [list(tokens(segment.text)) for segment in segments]
    uses = Counter(part.text for own in words for token in own for part in _parts(token))
    for index, segment in enumerate(segments):
        given = frozenset(match.group().lower() for match in _LETTER_RUN.finditer(segment.source or ""))
        named = [pair for pair in quotations(segment.text) if segment.text[pair.start : pair.end].count(" ") <= TITLE]
        for n, token in enumerate(words[index]):
            for part in _parts(token):
                if any(pair.start <= part.start < pair.end for pair in named):
                    continue
                before = words[index][n - 1].text if n else ""
                noun = before.lower() in DETERMINERS or is_adjective(before)
                name = part.text[0].isupper() and before[:1].isupper() and n > 1 and not noun
                if name or not _apart(segment.text, words[index], n, part):
                    continue
                after = words[index][n + 1].text if n + 1 < len(words[index]) else ""
                if usual := misspelled(part.text):
                    german = noun and not after[:1].isupper()  # "ein Packet", but not "der Packet Sniffer"
                    if german or not is_known(part.text.lower(), "en"):
                        message = f'"{part.text}" is a common misspelling of "{usual}".'
                        yield index, _finding(segment.text, part, usual, message)
                elif len(part.text) <= LONGEST and (made := participle(part.text)) and not is_adjective(part.text):
                    form = f"{made}en" if after[:1].isupper() else made  # "die ausgewählten Orte"
                    message = f'"{part.text}" is no German participle; "{form}" is.'
                    yield index, _finding(segment.text, part, form, message)
                elif (
                    uses[part.text] == 1
                    and not _taken_over(part.text, given)
                    and _doubtful(segment.text, words[index], n, part)
                    and (better := correction(part.text, noun=noun))
                ):
                    message = f'"{part.text}" is in no German dictionary; "{better}" is one letter away.'
                    yield index, _finding(segment.text, part, better, message)


def _taken_over(word: str, given: AbstractSet[str]) -> bool:
    """Whether the source has the word, too: a name or a term, with a German ending in place of an English one, if any
    (Foramen, Remonstranten for Remonstrants)."""
    small = word.lower()
    stems = {small} | {small.removesuffix(end) for end in (*ENDINGS, "n", "s", "in", "innen") if small.endswith(end)}
    return any(
        form in given for stem in stems if len(stem) >= PART for form in (stem, f"{stem}s", f"{stem}e", f"{stem}es")
    )


def _finding(text: str, part: Token, better: str, message: str) -> Finding:
    return found(
        text,
        part.start,
        part.end,
        category=Category.MISSPELLING,
        severity=Severity.MINOR,
        confidence=CONFIDENCE,
        message=message,
        check=CHECK,
        suggestion=better,
    )


def _parts(token: Token) -> Iterator[Token]:
    """The parts of a word between hyphens; nothing of one with digits, apostrophes or points."""
    if re.search(r"[\d.,'’/]", token.text):
        return
    at = token.start
    for part in token.text.split("-"):
        yield Token(at, at + len(part), part)
        at += len(part) + 1


def _apart(text: str, words: Sequence[Token], n: int, part: Token) -> bool:
    """Whether a part of a word n is a word in German letters that nothing is joined to: no combining accent, asterisk,
    "gewerbs-"."""
    if not _GERMAN.fullmatch(part.text) or (part.text != words[n].text and not part.text[0].isupper()):
        return False
    around = text[max(0, part.start - 1) : part.start] + text[part.end : part.end + 1]
    cut = part.text.endswith("s") and text[part.end : part.end + 3] == " - "  # "Neutralitäts - Debatte"
    return not re.search(r"[^\s.,;:!?()–-]", around) and text[part.end : part.end + 1] != "-" and not cut


def _doubtful(text: str, words: Sequence[Token], n: int, part: Token) -> bool:
    """Whether a word should be in the dictionary and is not."""
    capital = part.text[0].isupper()
    if not SHORTEST[capital] <= len(part.text) <= LONGEST or is_word(part.text):
        return False
    if text[part.end : part.end + 1] == "." and f"{part.text}." in word_list("de", "abbreviations"):
        return False
    before = words[n - 1].text if n and adjacent(text, words[n - 1], words[n]) else ""
    after = words[n + 1].text if n + 1 < len(words) and adjacent(text, words[n], words[n + 1]) else ""
    if any(near.isalpha() and (near.islower() or capital) and not is_word(near) for near in (before, after)):
        return False  # a foreign phrase or a name
    if not capital and (part.text in word_list("de", "english") or is_known(part.text, "en")):
        return False  # "150 pounds": a word of English is no slip
    return not capital or (part.text == words[n].text and not after[:1].isupper())


def is_word(word: str) -> bool:
    """Whether a word is German as far as is known: in a table, or made of such words. None is longer than LONGEST_WORD:
    a pasted one would take half a gigabyte to look at all its parts."""
    return len(word) <= LONGEST_WORD and _is_word(word)


@lru_cache(maxsize=100_000)
def _is_word(word: str) -> bool:
    small = word.lower()
    if is_known(word, "de") or is_known(small, "de") or word.capitalize() in nouns() or accepted(small):
        return True
    if small in word_list("de", "old_words") or (small.endswith("et") and is_known(f"{small[:-1]}n", "de")):
        return True  # "frug"; "postet": the dictionary may have the infinitive alone
    bare = {small.removesuffix(end) for end in ENDINGS if small.endswith(end)}
    bare |= {stem.removesuffix("st") for stem in bare if stem.endswith(("ndst", "igst", "lichst"))}  # "dringendste"
    if small.endswith("ien") and is_known(small[:-1], "de"):
        return True  # "Lithologien"
    if any(stem in adjective_stems() or is_known(stem, "de") for stem in bare if len(stem) > 3):
        return True
    if any(small.startswith(p) and _stands(small[len(p) :]) for p in _PREFIXES):
        return True
    return _learned(small) or _compound(small)


def _learned(word: str) -> bool:
    """Whether a word is a known one with the ending of learned words."""
    stems = (word.removesuffix(end) for end in _LEARNED if word.endswith(end))
    return any(len(stem) >= PART and (is_known(stem, "de") or is_known(stem, "en")) for stem in stems)


def _stands(word: str) -> bool:
    """Whether a word without its prefix is known, with or without an adjective's ending, or "zu" and "ge" in it; what
    "ge" makes of a verb that the dictionary has only without it ends in "t"."""
    forms = {word, word.removeprefix("zu")}
    if _WEAK.fullmatch(word):
        forms.add(word.removeprefix("ge"))
    forms |= {form.removesuffix(end) for form in forms for end in ENDINGS if form.endswith(end)}
    return any(len(form) > 2 and (is_known(form, "de") or is_known(form.capitalize(), "de")) for form in forms)


@lru_cache(maxsize=100_000)
def _compound(word: str) -> bool:
    """Whether a word is two or more known words, joined with or without a linking letter."""
    if any(word[:cut] in _SHORT_HEADS and _tail(word[cut:]) for cut in (2, 3) if len(word) - cut > PART):
        return True  # "Öleinrichtung"
    for cut in range(PART, len(word) - PART + 2):
        head, tail = word[:cut], word[cut:]
        heads = [head.removesuffix(link) for link in _LINKS if head.endswith(link)]
        if any(_part(h) for h in heads if len(h) >= PART - 1) and (_tail(tail) or _compound(tail)):
            return True
    return False


@lru_cache(maxsize=100_000)
def _part(word: str) -> bool:
    forms = (word, word.capitalize(), word + "en", word.capitalize() + "e")
    return word in _HEADS or any(is_known(form, "de") for form in forms)


@lru_cache(maxsize=100_000)
def _tail(word: str) -> bool:
    forms = {word} | {word.removesuffix(end) for end in (*ENDINGS, "s", "n") if word.endswith(end)}
    if (word.capitalize() in nouns() and len(word) > 2) or _learned(word):
        return True
    return any(
        len(form) >= PART and (is_known(form, "de") or is_known(form.capitalize(), "de") or form in adjective_stems())
        for form in forms
    )


def correction(word: str, *, noun: bool = True) -> str | None:
    """The most frequent known word that is one letter, or two swapped ones, away; None where there is none.
    noun: whether the words before it say that a word with a capital is a noun; else it could be a name, and only a
    slip that leaves its letters the same, or a compound with a known part, counts."""
    small, capital = word.lower(), word[0].isupper()
    edits = _edits(small)
    near = [edit for edit in edits if _listed(edit, capital=capital) and (_usual(edit) or _germanised(small, edit))]
    if capital and not noun:
        near = [edit for edit in near if _likeness(small, edit) > 0 and edit.capitalize() in nouns()]
    if not near and capital and len(word) >= COMPOUND:
        near = [edit for edit in edits if is_known(edit, "de")] or _compounds_near(small)
    if not near:
        return None
    best = max(near, key=lambda edit: (_frequency(edit), _likeness(small, edit), edit)) if len(near) > 1 else near[0]
    return best.capitalize() if capital else best


def _compounds_near(word: str) -> list[str]:
    """The compounds one slip away that share a part of five letters or more with the word: its longest known one."""
    for size in range(len(word) - PART, PART, -1):
        head, tail = word[:size], word[size:]
        heads = [head.removesuffix(link) for link in _LINKS if head.endswith(link)]
        if any(len(h) > PART and _noun(h) for h in heads):
            near = [head + edit for edit in _edits(tail) if len(edit) > PART and _noun(edit) and _usual(edit)]
            if near:
                return near
        head, tail = word[:-size], word[-size:]
        if _noun(tail):
            bare = [(head.removesuffix(link), link) for link in ("", "s", "n", "en") if head.endswith(link)]
            near = [e + link + tail for h, link in bare for e in _edits(h) if len(e) > PART and _noun(e) and _usual(e)]
            if near:
                return near
    return []


def _noun(word: str) -> bool:
    """Whether a word is surely part of a compound: a noun of the table, or a long word. The dictionary alone has so
    many short ones that any name would be two of them (Hallt-burton, Christ-essen)."""
    return word.capitalize() in nouns() or (len(word) >= LONG_PART and is_known(word, "de"))


def _listed(word: str, *, capital: bool) -> bool:
    """Whether a word is in a table in this case: a noun with a capital, any other word without."""
    if capital:
        return word.capitalize() in nouns() or is_known(word.capitalize(), "de")
    return is_known(word, "de")


def _usual(word: str) -> bool:
    """Whether a word is common enough to be what was meant."""
    return nouns().get(word.capitalize(), ("", 0))[1] >= 10 or _frequency(word) > RARE


def _germanised(word: str, edit: str) -> bool:
    """Whether the edit only writes the "c" of an English word as German does: "sozialisieren", rare as it is."""
    return any(word[:i] + letter + word[i + 1 :] == edit for i, c in enumerate(word) if c == "c" for letter in "kz")


def _edits(word: str) -> set[str]:
    """All strings one slip away: a letter swapped with the next, left out, put in or changed (Damerau 1964)."""
    pairs = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in pairs if len(b) > 1}
    dropped = {a + b[1:] for a, b in pairs if b}
    changed = {a + c + b[1:] for a, b in pairs if b for c in _LETTERS}
    added = {a + c + b for a, b in pairs for c in _LETTERS}
    return (swapped | dropped | changed | added) - {word}


def _likeness(word: str, edit: str) -> int:
    """How common the slip is: swapped or doubled letters and umlauts before others."""
    same = sorted(word) == sorted(edit)
    plain = str.maketrans("äöüß", "aous")
    return 2 * same + (word.translate(plain) == edit.translate(plain)) + (set(word) == set(edit))


@lru_cache(maxsize=1)
def _speller() -> dict[str, int]:
    from spellchecker import SpellChecker  # its table is read only where a word has several corrections

    return dict(SpellChecker(language="de").word_frequency.dictionary)


def _frequency(word: str) -> int:
    return _speller().get(word, 0)
