"""Names (needs a given source).

A name of the source must stand in the target: as it is, in German spelling (Lukashenko/Lukaschenko), by its German
name (Munich/München), as acronym (UN/Vereinte Nationen), or within a compound (Merkel-Regierung). A missing name is
major and is shown in the source; a different name in its place is critical. Only what is clearly a name is judged:
capitals in the middle of a sentence, no word that German would translate (Supreme Court), no headline written all in
capitals.

Wrong:  Talks with Merkel go on. -> Die Gespräche mit Macron gehen weiter.
Right:  He flew to Munich. -> Er flog nach München.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.names import alike, folded
from audit.languages.tables import is_known, tsv_table, word_list

_WORD = re.compile(r"[^\W\d_][\w&]*(?:[-'’.][^\W_][\w&]*)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…•|*()\[\]/]|[\"“”„‘’'»«–—-])\s*[\"“”„‘’'»«(\[–—-]*\s*$")
_MOST = (
    4000  # characters: beyond, a "segment" is a page, and comparing every name with every word is slow and says little
)


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    parts: tuple[str, ...]
    clear: bool


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Names of the source without counterpart in the target."""
    source, text = evidence.source, segment.text
    if not (evidence.source_given and source and text.strip()) or len(source) > _MOST or len(text) > _MOST:
        return
    target = [m.group() for m in _WORD.finditer(text)]
    names = _names(source)
    if len(names) * len(target) > 20_000:
        return
    missing = [n for n in names if not _stands(n, target, text)]
    if not missing:
        return
    strangers = _strangers(text, source)
    if len(strangers) == 1 and len(missing) == 1:
        yield _replaced(text, strangers[0], source[missing[0].start : missing[0].end])
        return
    for name in missing:
        written = source[name.start : name.end]
        if name.clear:
            yield _missing(source, name, written)


def _names(source: str) -> list[_Name]:
    """Runs of capitalised words in mid-sentence with a part that is clearly a name."""
    words = list(_WORD.finditer(source))
    long = [w.group() for w in words if len(w.group()) > 3]
    if len(long) >= 4 and sum(w[0].isupper() for w in long) > 0.6 * len(long):
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
    if run and _SENTENCE_START.search(source[max(0, run[0].start() - 6) : run[0].start()]):
        run = run[1:]
    parts = tuple(re.sub(r"['’]s?$", "", m.group()) for m in run)
    clear = any(_clear(p) for p in parts)
    if not clear and not any(_maybe(p) for p in parts):
        return []
    return [_Name(run[0].start(), run[-1].start() + len(parts[-1]), parts, clear)]


def _maybe(word: str) -> bool:
    """Whether the word may be a name although the dictionary knows it (Obama, Trump): judged only where another
    stands."""
    return len(word) >= 4 and not word.isupper() and word not in word_list("en", "title_words") and word.isalpha()


def _clear(word: str) -> bool:
    """Whether the word is surely a name that German keeps or has its own form for."""
    if word in _exonyms():
        return True
    if len(word) < 4 or word.isupper() or word in word_list("en", "title_words") or any(c in word for c in "-&.'’"):
        return False
    # Words that begin like common ones are translated; names are unknown to the dictionary or only known with a
    # capital.
    return not is_known(word.lower(), "en") and not is_known(word.lower().removesuffix("s"), "en")


@lru_cache(maxsize=1)
def _exonyms() -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in tsv_table("de", "exonyms")}


def _stands(name: _Name, target: list[str], text: str) -> bool:
    """Whether any part of the name has its counterpart: German often keeps the last name only."""
    low = text.lower()
    for part in name.parts:
        stems = _exonyms().get(part, ())
        if any(stem.lower() in low for stem in stems):
            return True
        if part.lower() in low or any(_like(part, word) for word in target):
            return True
    initials = "".join(p[0] for p in name.parts)
    return len(initials) >= 2 and initials in text


def _like(part: str, word: str) -> bool:
    if alike(part, word):
        return True
    pieces = re.split(r"[-'’.]", word)
    return len(pieces) > 1 and any(alike(part, piece) for piece in pieces if len(piece) > 2)


def _strangers(text: str, source: str) -> list[re.Match[str]]:
    """Capitalised target words in mid-sentence that are neither German nor in the source: names out of nowhere."""
    keys = {folded(m.group()) for m in _WORD.finditer(source)}
    english = [m.group() for m in _WORD.finditer(source)]
    result = []
    for match in _WORD.finditer(text):
        word = match.group()
        if not word[0].isupper() or len(word) < 4 or word.isupper() or "-" in word or folded(word) in keys:
            continue
        if _SENTENCE_START.search(text[max(0, match.start() - 6) : match.start()]):
            continue
        if _german(word) or any(alike(word, w) for w in english) or _translated(word, english):
            continue
        result.append(match)
    return result


def _german(word: str) -> bool:
    """A dictionary word or a compound of two."""
    if is_known(word, "de"):
        return True
    return any(
        len(word[i:]) > 3 and is_known(word[i:].capitalize(), "de") and is_known(word[:i].rstrip("s"), "de")
        for i in range(3, len(word) - 3)
    )


def _translated(word: str, english: list[str]) -> bool:
    """Whether a name in the source has this word as German form."""
    return any(word.lower().startswith(stem.lower()) for e in english for stem in _exonyms().get(e, ()))


def _replaced(text: str, stranger: re.Match[str], written: str) -> Finding:
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
