"""What words go together: vectors of German words, and of the German and English words around them.

Learned from parallel text (models/recipe/contexts.py): the product of a word's vector with the vector of a word of its
surroundings is about the pointwise mutual information of the two, smoothed by a low rank (Levy & Goldberg 2014). A word
in the wrong sense is a word that does not go with those around it, in either language.

Lemmas in lower case, as audit.words.lemma gives them. For language pairs without a table there is the empty one.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audit.errors import ModelError
from audit.models import ModelPair, embedded_folder, file_digest

FILE = "contexts.npz"  # lies in the model's folder
LANGUAGES = ("en", "de")  # source and target that it knows
WEIGHTS = ("given", "heard")  # see models/recipe/sense.py
SHORTEST = 4  # letters of the last part of a compound

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows of a matrix by lemma. Stored as bytes with one scale for each row."""

    rows: Mapping[str, int]
    values: npt.NDArray[np.int8]
    scale: Floats

    def of(self, lemma: str) -> Floats | None:
        """The vector of a lemma, or None where it is unknown."""
        row = self.rows.get(lemma)
        return None if row is None else self.values[row].astype(np.float32) * self.scale[row]


_NONE = Vectors({}, np.zeros((0, 1), np.int8), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Contexts:
    """The table.

    words    German lemmas; near: language -> lemmas that stand around them
    capital  share of a German lemma's uses with a capital letter
    weights  what models/recipe/sense.py fitted on top of it, by name
    digest   SHA-256 of the file, "" for the empty table"""

    words: Vectors = _NONE
    near: Mapping[str, Vectors] = field(default_factory=dict, repr=False)
    capital: Floats = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    digest: str = ""

    def __bool__(self) -> bool:
        return bool(self.words.rows)

    def word(self, lemma: str) -> Floats | None:
        """The vector of a German lemma; that of an unknown compound is made of its parts. None where unknown."""
        vectors = [vector for part in self._parts(lemma) if (vector := self.words.of(part)) is not None]
        return np.asarray(sum(vectors) / len(vectors) ** 0.5, np.float32) if vectors else None

    def is_noun(self, lemma: str) -> bool | None:
        """Whether a German lemma, or the last part of it, is mostly written with a capital letter; None where it is
        unknown."""
        parts = self._parts(lemma)
        return bool(self.capital[self.words.rows[parts[-1]]] > 0.5) if parts else None

    def _parts(self, lemma: str) -> tuple[str, ...]:
        """The lemma, or the two known parts of an unknown compound; () where there are none."""
        rows = self.words.rows
        if lemma in rows:
            return (lemma,)
        for cut in range(3, len(lemma) - SHORTEST + 1):
            first, tail = lemma[:cut], lemma[cut:]
            if tail in rows:
                for form in (first, first.removesuffix("s"), first + "e", first + "en"):
                    if form in rows:
                        return form, tail
        return ()


def of(pair: ModelPair, *, source_language: str, target_language: str) -> Contexts:
    """The table that a pair of models brings, or else the embedded model's, or else the empty one."""
    for folder in (pair.reading.folder, pair.writing.folder, embedded_folder()):
        found = load(folder, source_language=source_language, target_language=target_language)
        if found:
            return found
    return Contexts()


@lru_cache(maxsize=4)
def load(folder: Path, *, source_language: str, target_language: str) -> Contexts:
    """The table in a model's folder; the empty one where there is none for these languages.
    Raises ModelError where the file is damaged."""
    path = folder / FILE
    if (source_language, target_language) != LANGUAGES or not path.is_file():
        return Contexts()
    try:
        with np.load(path, allow_pickle=False) as file:
            words, near_german, near_english = (_vectors(file, name) for name in ("words", "german", "english"))
            capital = file["capital"].astype(np.float32) / 255
            weights = {name: tuple(float(w) for w in file[name]) for name in WEIGHTS if name in file}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: damaged, these are no context vectors; install again") from error
    return Contexts(words, {"de": near_german, "en": near_english}, capital, weights, file_digest(path))


def _vectors(file: Mapping[str, npt.NDArray[np.generic]], name: str) -> Vectors:
    lemmas = file[f"{name}_lemmas"].tobytes().decode("utf-8").split("\n")
    values, scale = np.asarray(file[name], np.int8), np.asarray(file[f"{name}_scale"], np.float32)
    if not len(lemmas) == len(values) == len(scale):
        raise ValueError(name)
    return Vectors({lemma: row for row, lemma in enumerate(lemmas)}, values, scale)
