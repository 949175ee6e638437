"""Other sentence aligners beside ours, in one run: time and strict F1.

    pip install galechurch sentalign          # both from PyPI; only for this comparison
    python models/recipe/compare_aligners.py --bench BENCH

galechurch   Gale & Church 1993, by length alone
sentalign    the dynamic programme of Vecalign (Thompson & Koehn 2019), here over the mean states of our own encoder:
             its usual encoders, and those of Bertalign, must be fetched from a hub
What models say (states, back-translations) comes from the cache and is not timed.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evaluate_alignment import EMPTY, Pair, nothing, scores, segments
from labels import rows

from audit import lexicon
from audit.align import align
from audit.align.states import States
from audit.cache import Cache, default_path
from audit.gather import Interpreter
from audit.models import resolve

LONGEST = 5  # sentences of both sides together in one bead, for sentalign
Aligner = Callable[[Sequence[str], Sequence[str]], list[Pair]]


class Encoder:
    """A document and its translation in the form that sentalign asks for: every run of up to LONGEST sentences as the
    sum of the states of its sentences (audit.align.states)."""

    def __init__(self, texts: tuple[Sequence[str], Sequence[str]], states: States) -> None:
        self.known = {"PAD": np.full(states.source.shape[1], 1e-3, np.float32)}
        for side, vectors in zip(texts, (states.source, states.target), strict=True):
            for size in range(1, LONGEST + 1):
                for i in range(len(side) - size + 1):
                    run = " ".join(text.strip() for text in side[i : i + size])
                    self.known[run] = vectors[i : i + size].sum(0)

    def encode(self, runs: Sequence[str]) -> Any:
        return np.array([self.known[run] for run in runs])


def galechurch() -> Aligner:
    from galechurch import align as theirs

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        beads = theirs(list(source), list(target)).beads
        return [(tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end))) for b in beads]

    return run


def sentalign() -> Aligner:
    from sentalign import sentalign as theirs

    _, interpreter = _models()

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        means = interpreter.states(source, target)
        assert means is not None  # the embedded model reads both languages
        lengths = np.array([len(text) for text in source], float), np.array([len(text) for text in target], float)
        encoder = Encoder((source, target), States.of(means, lengths))
        found = theirs(list(source), list(target), encoder=encoder, alignment_max_size=LONGEST)
        return [(tuple(a.src_indices), tuple(a.tgt_indices)) for a in found.alignments]

    return run


def _models() -> tuple[lexicon.Lexicon, Interpreter]:
    pair = resolve("embedded", source_language="en", target_language="de")
    words = lexicon.of(pair, source_language="en", target_language="de")
    return words, Interpreter(pair, words, Cache(default_path()))


def ours(*, known: bool, near: bool, translate: bool) -> Aligner:
    words, interpreter = _models()

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        back = interpreter.back_translate(target) if translate else nothing(target)
        states = interpreter.states(source, target) if near else None
        beads = align(segments(source), segments(target), back, words if known else EMPTY, states)
        return [(bead.source, bead.target) for bead in beads]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="only so many documents of each set")
    given = parser.parse_args()
    aligners: dict[str, Callable[[], Aligner]] = {
        "galechurch": galechurch,
        "sentalign, our encoder": sentalign,
        "ours, lengths and common words": lambda: ours(known=False, near=False, translate=False),
        "ours, lexicon": lambda: ours(known=True, near=False, translate=False),
        "ours, lexicon, our encoder": lambda: ours(known=True, near=True, translate=False),
        "ours, all": lambda: ours(known=True, near=True, translate=True),
    }
    for name, make in aligners.items():
        try:
            run = make()
        except ImportError as error:
            print(f"{name:32} not installed ({error.name})")
            continue
        for data_set in ("derived_ende", "derived_ende_perturbed"):
            data = rows(given.bench / "doc_alignment" / f"{data_set}.jsonl.xz")[: given.limit]
            for row in data if "ours" in name or "encoder" in name else ():  # what models say is not timed
                run(row["en"], row["de"])
            started = time.perf_counter()
            found = [run(row["en"], row["de"]) for row in data]
            seconds = time.perf_counter() - started
            print(f"{name:32} {data_set:24} {scores(data, found)}  {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
