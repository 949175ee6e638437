"""Translations with labels of our own: what a translator of ours marked in machine translations, and right and wrong
translations that were written for the purpose. All sentences are our own writing.

own_labels/annotated.tsv   english, german of the embedded model, marks: items `severity:category:span` with " | "
                           between them, or "ok"; and "!" where a reader could be misled dangerously
own_labels/written.tsv     english, a right German, a wrong one with its errors as [[words|severity:category]]; and "!"

Severities are m (minor) and M (major), categories acc (mistranslation), om (omission), add, unt (left in English), gra
(grammar), sty (style), ter (term), pun (punctuation), nam (names and numbers), non (the whole is garbage). Of a span
that stands there twice the first is meant, or the second where "#2" follows it; "-" is an omission without a place, "*"
the whole.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audit.crossencoder import WORD_LOGITS
from audit.words import tokens

FOLDER = Path(__file__).parent / "own_labels"
POINTS = {"m": 1.0, "M": 5.0}  # MQM penalty (Freitag et al. 2021)
PUNCTUATION, GARBAGE = 0.1, 25.0
MEANING = frozenset({"acc", "ter", "nam", "add", "unt", "non"})  # what says something else than the source
MARK = re.compile(r"\[\[([^\]|]*)\|([mM]):(\w+)\]\]")
NOWHERE, WHOLE = "-", "*"


@dataclass(frozen=True, slots=True)
class Error:
    """severity "m" or "M"; start == end where the place is not known."""

    severity: str
    category: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A translation and its errors; origin: source sentence's number, to keep its translations together."""

    source: str
    target: str
    errors: tuple[Error, ...]
    critical: bool
    origin: str

    def words(self) -> np.ndarray:
        """(n, 5) of audit.crossencoder.WORD_LOGITS for the target's words; NaN where a mark says nothing of it."""
        spans = [(word.start, word.end) for word in tokens(self.target)]
        out = np.zeros((len(spans), len(WORD_LOGITS)), np.float32)
        edited, marked, serious, exchanged, ungrammatical = range(len(WORD_LOGITS))
        for error in self.errors:
            own = [k for k, (start, end) in enumerate(spans) if start < error.end and end > error.start]
            out[own, edited] = out[own, marked] = 1
            if error.severity == "M":
                out[own, serious] = 1
            out[own, exchanged] = 1 if error.category in MEANING else np.nan
            out[own, ungrammatical] = 1 if error.category == "gra" else np.nan
        return out

    def whole(self) -> np.ndarray:
        """(4,) as labels.Label has it; only penalty and critical are known."""
        points = sum(
            GARBAGE if e.category == "non" and e.end - e.start == len(self.target)
            else PUNCTUATION if e.category == "pun" and e.severity == "m"
            else POINTS[e.severity]
            for e in self.errors
        )  # fmt: skip
        return np.array([math.log1p(min(GARBAGE, points)), np.nan, self.critical, np.nan], np.float32)


def read(folder: Path = FOLDER) -> Iterator[Labelled]:
    """All of them. Raises ValueError where a line cannot be understood."""
    for source, target, marks, *rest in _rows(folder / "annotated.tsv"):
        yield Labelled(source, target, annotated(target, marks), "!" in rest, f"annotated/{source}")
    for source, good, marked, *rest in _rows(folder / "written.tsv"):
        bad, errors = written(marked)
        yield Labelled(source, good, (), False, f"written/{source}")
        yield Labelled(source, bad, errors, "!" in rest, f"written/{source}")


def annotated(target: str, marks: str) -> tuple[Error, ...]:
    """The errors that a line of marks names in a target."""
    out = []
    for item in [] if marks.strip() == "ok" else marks.split(" | "):
        severity, category, span = item.strip().split(":", 2)
        if span in (NOWHERE, WHOLE):
            start, end = 0, len(target) if span == WHOLE else 0
        else:
            again = re.fullmatch(r"(.+)#([2-9])", span)
            text, count = (again[1], int(again[2])) if again and span not in target else (span, 1)
            start = -1
            for _ in range(count):
                start = target.index(text, start + 1)
            end = start + len(text)
        out.append(Error(severity, category, start, end))
    return tuple(out)


def written(marked: str) -> tuple[str, tuple[Error, ...]]:
    """The text without its marks, and what they mark."""
    text, errors, at = "", [], 0
    for hit in MARK.finditer(marked):
        text += marked[at : hit.start()]
        errors.append(Error(hit[2], hit[3], len(text), len(text) + len(hit[1])))
        text, at = text + hit[1], hit.end()
    return text + marked[at:], tuple(errors)


def _rows(path: Path) -> Sequence[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
