"""English left standing in the German.

A segment that is English (or French, Spanish …) as a whole, and one that repeats its source word by word, is critical;
so is a label left in English (Settings, Delete files) where the source is given; a run of English words within German
is major. Names, titles in capitals (Game of Thrones), quoted titles, addresses, code and established loan phrases (made
in, state of the art) are no errors. With a given source, a single lower-case English word copied from it is flagged,
too, where no German dictionary has it.

Wrong:  Die Regierung said that the talks will go on.
Right:  Die Serie „The Walking Dead“ läuft weiter.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.guess import language_share, looks_english, other_language, rather_other
from audit.languages.quotes import quotations
from audit.languages.tables import is_english_alone, is_known, word_list
from audit.words import Token, tokens

_THE = re.compile(r"(?<!\w)the $")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S{1,80}@\S+|[@#]\w+|`[^`]*`|</?\w[^>]{0,200}>")


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """A finding on the whole segment, or one per run of English words."""
    text = segment.text
    if not text.strip():
        return
    whole = _whole(text, evidence)
    if whole:
        yield _finding(text, 0, len(text), Severity.CRITICAL, whole, confidence=0.9)
        return
    spared = bytearray(len(text) + 1)
    for start, end in (*(m.span() for m in _ADDRESS.finditer(text)), *((p.start, p.end) for p in quotations(text))):
        if end - start <= 80 or text[start] not in '„»«“"':
            spared[start:end] = b"\x01" * (end - start)
    words = [w for w in tokens(text) if not spared[w.start]]
    runs: list[tuple[int, int]] = []
    for run in _runs(text, words):
        start, end = run[0].start, run[-1].end
        start -= len("the ") if _THE.search(text[max(0, start - 5) : start]) else 0  # it is in loan phrases, too
        runs.append((start, end))
        is_what = "not German" if rather_other(text[start:end]) else "English"
        yield _finding(text, start, end, Severity.MAJOR, f"„{text[start:end]}“ is {is_what}.", confidence=0.8)
    if evidence.source_given and not _code(text):
        for word in _copies(words, evidence.source):
            if not any(start <= word.start < end for start, end in runs):
                message = f"„{word.text}“ is copied from the source."
                yield _finding(text, word.start, word.end, Severity.MAJOR, message, confidence=0.6)


def _finding(text: str, start: int, end: int, severity: Severity, message: str, *, confidence: float) -> Finding:
    return found(
        text,
        start,
        end,
        category=Category.UNTRANSLATED,
        severity=severity,
        confidence=confidence,
        message=message,
        check="untranslated",
    )


def _whole(text: str, evidence: Evidence) -> str:
    """Why the segment as a whole is untranslated; "" where it is not."""
    if evidence.source_given and " ".join(text.split()) == " ".join(evidence.source.split()):
        plain = [
            w for w in tokens(_ADDRESS.sub(" ", text)) if w.text.isalpha() and w.text.islower() and len(w.text) > 1
        ]
        english = [w for w in plain if is_known(w.text, "en")]
        german = language_share(text)[0]
        if len(list(tokens(text))) >= 3 and len(english) >= 2 and german < 0.3 and not _code(text):
            return "The target repeats the source word by word."
        if _label(text):
            return "This label is left in English."
    if other := other_language(text):
        return f"The segment is {other}, not German."
    if looks_english(text) and not (_code(text) or _title(text) or _partly_german(text)):
        return "The segment is English."
    return ""


def _label(text: str) -> bool:
    """Whether the text is a label of a program that German words name: "Save", "Delete settings". They are listed, for
    the dictionaries tell neither "Settings" from a loan nor "Baker" from a name. Capitals (DELETE) may be code."""
    words = text.rstrip(" .:…!").lower().split()
    return 0 < len(words) <= 3 and not text.isupper() and word_list("en", "labels").issuperset(words)


def _partly_german(text: str) -> bool:
    """Whether a quarter of the words are German and not English: then only the English runs are untranslated."""
    words = [w.text for w in tokens(text)]
    return sum(is_known(w, "de") and not is_known(w, "en") for w in words) >= len(words) / 4


def _code(text: str) -> bool:
    return sum(c in "{}=<>;_\\|`$()[]" for c in text) > max(3, len(text) // 20)


def _title(text: str) -> bool:
    """A short text with a capital on every longer word: the title of a book or a film."""
    long = [w.text for w in tokens(text) if len(w.text) > 3]
    return not text.isupper() and len(long) <= 8 and all(w[0].isupper() or w[0].isdigit() for w in long)


def _english(word: str) -> bool:
    """A lower-case English word that no German text needs."""
    if not word.islower() or word in word_list("en", "loanwords") or word in word_list("de", "function_words"):
        return False
    if word in word_list("en", "function_words") or word in word_list("de", "english"):
        return True
    return word.isalpha() and is_english_alone(word)


def _doubtful(word: str) -> bool:
    """A lower-case word of both languages: it may go on a run, but neither begins nor proves one."""
    return word.islower() and word not in word_list("de", "function_words") and is_known(word, "en")


def _runs(text: str, words: list[Token]) -> Iterator[list[Token]]:
    """Maximal runs of English words with only white space between; capitalised words may stand within a run."""
    run: list[Token] = []
    for word in words:
        apart = bool(run) and bool(text[run[-1].end : word.start].strip(" ,;–-"))
        name = word.text[0].isupper() and not is_known(word.text, "de")
        if apart or not (_english(word.text) or (run and (name or _doubtful(word.text)))):
            yield from _worthy(run)
            run = []
        if _english(word.text) or (run and not apart):
            run.append(word)
    yield from _worthy(run)


def _worthy(run: list[Token]) -> Iterator[list[Token]]:
    """The run without capitalised words at its end, where it is long enough to be no name or loan phrase."""
    while run and run[-1].text[0].isupper():
        run = run[:-1]
    small = [w.text for w in run if w.text.islower()]
    functions = sum(w in word_list("en", "function_words") for w in small)
    contents = sum(_english(w) for w in small) - functions
    # "of the" within a title or name ("House of the Dragon") is no English sentence
    enough = contents >= 2 or (functions and contents) or (functions and len(small) >= 3)
    if len(small) >= 2 and any(w in word_list("en", "function_words") and not is_known(w, "de") for w in small):
        enough = True  # "very nice": no German dictionary has "very", however usual "nice" is
    if enough and len(small) * 2 >= len(run):
        yield run


def _copies(words: list[Token], source: str) -> Iterator[Token]:
    """Lower-case English words that stand in the source, too, and in no German text or dictionary."""
    copied = {w.text for w in tokens(source) if w.text.islower()}
    for word in words:
        if word.text in copied:
            parts = [part for part in re.split(r"['’]s$|-", word.text) if part]  # "airline's", "one-week"
            if any(_alien(part) for part in parts) and all(is_known(part, "en") for part in parts):
                yield word


@lru_cache(maxsize=20_000)
def _alien(word: str) -> bool:
    """Whether German neither has the word nor, in its adjectives, one that looks the same (invasive, miserable)."""
    stems = {word.removesuffix("e"), re.sub("le$", "el", word)} - {word}
    if len(word) < 4 or any(is_known(stem, "de") for stem in stems):
        return False
    return word in word_list("de", "english") or (_english(word) and not is_known(word.capitalize(), "de"))
