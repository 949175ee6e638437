"""Names (needs a given source).

A name of the source must stand in the target: as it is, in German spelling (Lukashenko/Lukaschenko), by its German
name (Munich/München), as acronym (UN/Vereinte Nationen), or within a compound (Merkel-Regierung). A missing name is
major and is shown in the source. Where a name stands in the target that the source has not, and one of the source is
gone from about the same place, it was exchanged, which is critical. Only what is clearly a name is judged: capitals in
the middle of a sentence, no word that German would translate (Supreme Court), no headline written all in capitals.
A month, a weekday, or a place or people with a German name of its own (Venedig for Vienna) is marked where the wrong
one stands. Where another name has come in, a first word that no dictionary has and a part of a name count, too.

Wrong:  Talks with Merkel go on. -> Die Gespräche mit Macron gehen weiter.
Right:  He flew to Munich. -> Er flog nach München.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from audit.checks.name_exonyms import DATES, Exchanged, described, exchanged, exonyms, shortened
from audit.checks.nouns import nouns
from audit.checks.spelling import is_word
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.names import alike, folded
from audit.languages.tables import is_known, toml_table, word_list

_WORD = re.compile(r"[^\W\d_][\w&]*(?:[-'’.][^\W_][\w&]*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…•|*()\[\]/]|[\"“”„‘’'»«–—-])\s*[\"“”„‘’'»«(\[–—-]*\s*$")
# Endings of peoples, lands and learned words in either language: Chelonians/Chelonier, Istria/Istrien.
_INHABITANT = re.compile(r"(?:i?ans?|i?ern?|ia|ien|ies?|s|e?n|ese|esern?|es?)$")
_FIGURE = re.compile(r"\d\s?\Z")
_MOST = 4000  # characters: beyond, a "segment" is a page; comparing every name with every word is slow and says little
_NEAR = 0.25  # share of the text by which two names may stand apart of which one stands for the other


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a name, and the words of the name beside it ("" where it begins or ends)."""

    start: int
    end: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Name:
    """parts: its words; clear: whether it is surely a name; it is missed only then."""

    parts: tuple[_Part, ...]
    clear: bool

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Names of the source without counterpart in the target."""
    source, text = evidence.source, segment.text
    if not (evidence.source_given and source and text.strip()) or len(source) > _MOST or len(text) > _MOST:
        return
    target = [match.group() for match in _WORD.finditer(text)]
    names = _names(source)
    if len(names) * len(target) > 20_000:
        return
    words = {part.text for name in names for part in name.parts}
    kept = {word for word in words if _kept(word, target, text)}
    missing = [name for name in names if not _stands(name, kept, text)]
    parts = [part for name in names for part in name.parts if _exchangeable(part.text)]
    lost = [part for part in parts if part.text not in kept]
    wrong = list(exchanged(source, text, [part.text for name in missing for part in name.parts]))
    for one in wrong:
        yield _wrong(text, one)
    known = {one.written for one in wrong}
    missing = [name for name in missing if known.isdisjoint(part.text for part in name.parts)]
    lost = [part for part in lost if part.text not in known]
    gone = [name.parts[-1] for name in missing if name.parts[-1] in lost] or _fewer(parts, target)
    stay = [part.text for part in parts if part.text in kept]
    replaced = list(_replaced(source, text, lost, gone, stay)) if lost or gone else []
    for stranger, part in replaced:
        yield _other(text, stranger, part.text)
    for name in missing:
        if name.clear and not any(part in name.parts for _, part in replaced):
            yield _missing(source, name, source[name.start : name.end])


def _names(source: str) -> list[_Name]:
    """Runs of capitalised words with a part that may be a name."""
    words = list(_WORD.finditer(source))
    long = [word.group() for word in words if len(word.group()) > 3]
    if len(long) >= 4 and not any(word[0].islower() and word not in word_list("en", "function_words") for word in long):
        return []  # a headline
    names: list[_Name] = []
    run: list[re.Match[str]] = []
    for word in [*words, None]:
        follows = run and word is not None and source[run[-1].end() : word.start()] == " "
        if word is not None and word.group()[0].isupper() and (follows or not run):
            run.append(word)
            continue
        names += _name_of(source, run)
        run = [word] if word is not None and word.group()[0].isupper() else []
    return names


def _name_of(source: str, run: list[re.Match[str]]) -> list[_Name]:
    """The name in a run of capitals, without a first word that only begins the sentence; [] if none is left."""
    if len(run) == 1 and _measures(source, run[0]):
        return []
    begins = bool(run) and bool(_SENTENCE_START.search(source[max(0, run[0].start() - 6) : run[0].start()]))
    if begins and not _clear(run[0].group()):
        run, begins = run[1:], False
    texts = [re.sub(r"['’]s?$", "", m.group()) for m in run]
    if not any(_clear(text) or _maybe(text) for text in texts):
        return []
    sides = zip(run, texts, ["", *texts], [*texts[1:], ""], strict=False)
    parts = tuple(_Part(m.start(), m.start() + len(text), text, before, after) for m, text, before, after in sides)
    return [
        _Name(
            parts,
            clear=any(
                _clear(text) and (text in exonyms() or not is_known(text.lower(), "en")) for text in texts[begins:]
            ),
        )
    ]


def _measures(source: str, word: re.Match[str]) -> bool:
    """Whether the word is the unit of a figure, which German may write in another way (1 Gbps, 1 Gbit/s)."""
    before = _FIGURE.search(source, max(0, word.start() - 2), word.start())
    return before is not None and word.group().lower() in toml_table("en", "units")["units"]


def _maybe(word: str) -> bool:
    """Whether the word may be a name although the dictionary knows it (Bush, Rice), or an acronym: judged only where
    another stands."""
    if not word.isalpha() or word in word_list("en", "title_words"):
        return False
    return len(word) > 1 if word.isupper() else len(word) >= 4


def _clear(word: str) -> bool:
    """Whether the word is surely a name that German keeps or has its own form for."""
    if word in exonyms():
        return True
    if len(word) < 4 or word.isupper() or word in word_list("en", "title_words") or any(c in word for c in "-&.'’"):
        return False
    if word in word_list("de", "names"):
        return True
    # Words that begin like common ones are translated; names are unknown to the dictionary or only known with a
    # capital.
    return not is_known(word.lower(), "en") and not is_known(word.lower().removesuffix("s"), "en")


def _stands(name: _Name, kept: AbstractSet[str], text: str) -> bool:
    """Whether any part of the name has its counterpart: German often keeps the last name only."""
    initials = "".join(part.text[0] for part in name.parts)
    return any(part.text in kept for part in name.parts) or (len(initials) >= 2 and initials in text)


def _kept(word: str, target: list[str], text: str) -> bool:
    """Whether a word of a name has its counterpart."""
    low = text.lower()
    if (
        any(_written(stem, text, low) for stem in exonyms().get(word, ()))
        or described(word, low)
        or (word in DATES and shortened(word).search(text))
    ):
        return True
    names = (
        {stem for english, stems in exonyms().items() if english != word for stem in stems} if word in exonyms() else ()
    )
    return _written(word, text, low) or any(_like(word, other) for other in target if other not in names)


def _written(word: str, text: str, low: str) -> bool:
    """Whether the text, in lower case low, has the word. UN only as it is: "un" is in many a word. (So is "us", but who
    says where people are from need not say that it is the US.)"""
    return re.search(r"(?<!\w)UN", text) is not None if word == "UN" else word.lower() in low


def _like(part: str, word: str) -> bool:
    if alike(part, word) or (len(part) > 4 and part.endswith("s") and alike(part[:-1], word)):
        return True
    stem = _INHABITANT.sub("", part)
    if len(stem) > 3 and stem != part and folded(stem) == folded(_INHABITANT.sub("", word)):
        return True
    pieces = re.split(r"[-'’.]", word)
    return len(pieces) > 1 and any(alike(part, piece) for piece in pieces if len(piece) > 2)


def _replaced(
    source: str, text: str, lost: list[_Part], gone: list[_Part], stay: list[str]
) -> Iterator[tuple[re.Match[str], _Part]]:
    """Names of the target that the source has not, each with what the source has in its place: a lost word of a name
    whose neighbour stands beside the stranger, or a name that is gone. Beside a name that stays (stay) the stranger
    completes it: "Greta Thunberg" for "Thunberg"."""
    strangers = _strangers(text, source)
    for stranger in strangers:
        before, after = _beside(text, stranger)
        own = [part for part in lost if _same(part.before, before) or _same(part.after, after)]
        if not own and not any(_same(name, before) or _same(name, after) for name in stay):
            place, only = stranger.start() / len(text), len(strangers) == len(gone) == 1
            own = [part for part in gone if only or abs(part.start / len(source) - place) < _NEAR]
        if len(own) == 1 and not (own[0].text.isupper() and _spells_out(own[0].text, stranger.group())):
            yield stranger, own[0]


def _exchangeable(word: str) -> bool:
    return word not in DATES and (_clear(word) or _maybe(word))


def _spells_out(acronym: str, word: str) -> bool:
    """Whether the word may be one of those that the acronym stands for, or is no name at all: German writes many an
    acronym out (LNG, Flüssigerdgas), so that one is gone tells nothing of a noun that no dictionary has."""
    return word[0] in acronym or word not in word_list("de", "names")


def _fewer(parts: list[_Part], target: list[str]) -> list[_Part]:
    """Names that stand in the target, but fewer times than in the source: the last of each."""
    out = []
    for text, times in Counter(part.text for part in parts).items():
        if times > 1 and times > sum(_like(text, other) for other in target) > 0:
            out.append([part for part in parts if part.text == text][-1])
    return out


def _beside(text: str, word: re.Match[str]) -> tuple[str, str]:
    """The words that are joined to this one by a space."""
    before = re.search(r"([\w&'’-]+) $", text[: word.start()])
    after = re.match(r" ([\w&'’-]+)", text[word.end() :])
    return before.group(1) if before else "", after.group(1) if after else ""


def _same(part: str, word: str) -> bool:
    """Whether both are there and one stands for the other."""
    return bool(part and word) and word[0].isupper() and (alike(part, word) or word in exonyms().get(part, ()))


def _strangers(text: str, source: str) -> list[re.Match[str]]:
    """Names in the target out of nowhere: capitals that are no German word, or known as a name, and not in the
    source."""
    english = [match.group() for match in _WORD.finditer(source)]
    keys = {folded(word) for word in english}
    result = []
    for match in _WORD.finditer(text):
        word = match.group()
        acronym = word.isupper() or sum(letter.isupper() for letter in word) > 2  # German has its own: KPCh, IWF
        if word in word_list("en", "title_words"):
            continue  # "Mrs" for "Madam"
        if not word[0].isupper() or acronym or not word.isalpha() or folded(word) in keys or not _foreign(word):
            continue
        if not any(_like(other, word) for other in english) and not _translated(word, english):
            result.append(match)
    return result


def _foreign(word: str) -> bool:
    """Whether a German text has the word from elsewhere."""
    return word in word_list("de", "names") or (len(word) > 3 and not _german(word))


def _german(word: str) -> bool:
    """Whether the word is German, in the genitive, too, or ends with a German noun."""
    if any(is_word(form) for form in (word, word.removesuffix("s"), word.removesuffix("es"))):
        return True
    tails = (word[cut:].capitalize() for cut in range(3, len(word) - 4))
    return any(tail in nouns() or is_known(tail, "de") for tail in tails)


def _translated(word: str, english: Sequence[str]) -> bool:
    """Whether a name in the source has this word as German form."""
    low, stems = word.lower(), [stem.lower() for other in english for stem in exonyms().get(other, ())]
    return any(low.startswith(stem) or (len(stem) > 3 and stem in low) for stem in stems)


def _other(text: str, stranger: re.Match[str], written: str) -> Finding:
    return found(
        text,
        stranger.start(),
        stranger.end(),
        category=Category.INCONSISTENT_ENTITIES,
        severity=Severity.CRITICAL,
        confidence=0.6,
        message=f"The source names {written} here, the target {stranger.group()}.",
        check="names",
        suggestion=written,
        evidence={"source": written},
    )


def _wrong(text: str, one: Exchanged) -> Finding:
    return found(
        text,
        one.start,
        one.end,
        category=Category.MISTRANSLATION if one.written in DATES else Category.INCONSISTENT_ENTITIES,
        severity=Severity.CRITICAL,
        confidence=0.7,
        message=f"The source names {one.written} here, the target {text[one.start : one.end]}.",
        check="names",
        suggestion=one.better,
        evidence={"source": one.written},
    )


def _missing(source: str, name: _Name, written: str) -> Finding:
    return found(
        source,
        name.start,
        name.end,
        side="source",
        category=Category.INCONSISTENT_ENTITIES,
        severity=Severity.MAJOR,
        confidence=0.5,
        message=f"The target does not name {written}.",
        check="names",
        evidence={"source": written},
    )
