"""A lexicon of word translations with probabilities, learned from parallel text (models/recipe/lexicon.py).

It knows lemmas in lower case, as audit.words.lemma gives them. For language pairs without a lexicon there is the empty
one, which knows nothing and is asked in the same way.
"""

import lzma
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from audit.errors import ModelError
from audit.models import ModelPair, embedded_folder, file_digest
from audit.words import lemma

FILE = "lexicon.tsv.xz"  # lies in the model's folder
LANGUAGES = ("de", "en")  # of the file's first two columns

Table = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word translations between a source and a target language.

    to_target  source lemma -> {target lemma: probability of it given the source lemma}
    to_source  target lemma -> {source lemma: probability of it given the target lemma}
    Only the likely translations are listed, so the probabilities of a word sum to less than 1."""

    source_language: str
    target_language: str
    to_target: Table = field(default_factory=dict, repr=False)
    to_source: Table = field(default_factory=dict, repr=False)
    digest: str = ""  # SHA-256 of the file; "" for the empty lexicon

    def __bool__(self) -> bool:
        return bool(self.to_target)

    def translations(self, word: str, language: str) -> Mapping[str, float]:
        """The known translations of a word (any form) of the given language into the other: lemma -> probability,
        likeliest first; empty where none is known."""
        table = self.to_target if language == self.source_language else self.to_source
        return next((table[form] for form in _lemmas(word, language) if form in table), {})

    def probability(self, source_word: str, target_word: str) -> float:
        """How well two words (any forms) stand for each other, 0-1: geometric mean of both directions."""
        targets = _lemmas(target_word, self.target_language)
        best = 0.0
        for source in _lemmas(source_word, self.source_language):
            there = self.to_target.get(source, {})
            for target in targets:
                if target in there:
                    best = max(best, there[target] * self.to_source.get(target, {}).get(source, 0.0))
        return float(best**0.5)


@lru_cache(maxsize=100_000)
def _lemmas(word: str, language: str) -> tuple[str, ...]:
    """What a word may be a form of: as it stands, and as it would be written in another place or by another hand."""
    return tuple(dict.fromkeys(lemma(form, language) for form in (word, word.lower(), word.capitalize())))


def of(pair: ModelPair, *, source_language: str, target_language: str) -> Lexicon:
    """The lexicon that a pair of models brings, or else the embedded model's, or else the empty one."""
    for folder in (pair.reading.folder, pair.writing.folder, embedded_folder()):
        found = load(folder, source_language=source_language, target_language=target_language)
        if found:
            return found
    return Lexicon(source_language, target_language)


@lru_cache(maxsize=4)
def load(folder: Path, *, source_language: str, target_language: str) -> Lexicon:
    """The lexicon in a model's folder; the empty one where there is none for these languages.
    Raises ModelError where the file is damaged."""
    path = folder / FILE
    if {source_language, target_language} != set(LANGUAGES) or not path.is_file():
        return Lexicon(source_language, target_language)
    to_english: dict[str, dict[str, float]] = {}
    to_german: dict[str, dict[str, float]] = {}
    try:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                german, english, p, q = line.rstrip("\n").split("\t")
                to_english.setdefault(german, {})[english] = int(p) / 1000
                to_german.setdefault(english, {})[german] = int(q) / 1000
    except (OSError, ValueError, lzma.LZMAError, EOFError) as error:
        raise ModelError(f"{path}: damaged, this is no lexicon; install again") from error
    ordered = [
        {word: dict(sorted(others.items(), key=lambda item: (-item[1], item[0]))) for word, others in table.items()}
        for table in (to_english, to_german)
    ]
    tables = ordered if source_language == "de" else ordered[::-1]
    return Lexicon(source_language, target_language, to_target=tables[0], to_source=tables[1], digest=file_digest(path))
