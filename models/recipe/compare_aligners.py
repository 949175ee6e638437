"""Other sentence aligners beside ours, in one run: time and strict F1.

    pip install galechurch sentalign          # both from PyPI; only for this comparison
    python models/recipe/compare_aligners.py --bench BENCH

galechurch   Gale & Church 1993, by length alone
sentalign    the dynamic programme of Vecalign (Thompson & Koehn 2019), here over the mean states of our own encoder:
             its usual encoders, and those of Bertalign, must be fetched from a hub
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evaluate_alignment import EMPTY, Pair, nothing, rows, scores, segments
from transformers import MarianTokenizer

from audit import lexicon
from audit.align import align
from audit.cache import Cache, default_path
from audit.gather import Interpreter
from audit.models import embedded_folder, resolve
from audit.network import load

Aligner = Callable[[Sequence[str], Sequence[str]], list[Pair]]


class Encoder:
    """Sentences as the mean states of the embedded model's encoder, in the form that sentalign asks for."""

    def __init__(self, folder: Path) -> None:
        self.model, self.tokenizer = load(folder), MarianTokenizer.from_pretrained(folder)
        self.known: dict[str, Any] = {}

    def encode(self, sentences: Sequence[str]) -> Any:
        import torch

        for text in sentences:
            if text not in self.known:
                ids = torch.tensor([self.tokenizer(text, truncation=True, max_length=250)["input_ids"]])
                with torch.inference_mode():
                    states = self.model.get_encoder()(input_ids=ids).last_hidden_state[0]
                self.known[text] = states.mean(0).numpy()
        return np.array([self.known[text] for text in sentences])


def galechurch() -> Aligner:
    from galechurch import align as theirs

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        beads = theirs(list(source), list(target)).beads
        return [(tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end))) for b in beads]

    return run


def sentalign() -> Aligner:
    from sentalign import sentalign as theirs

    encoder = Encoder(embedded_folder())

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        found = theirs(list(source), list(target), encoder=encoder, alignment_max_size=5)
        return [(tuple(a.src_indices), tuple(a.tgt_indices)) for a in found.alignments]

    return run


def ours(*, translate: bool, known: bool) -> Aligner:
    pair = resolve("embedded", source_language="en", target_language="de")
    words = lexicon.of(pair, source_language="en", target_language="de")
    interpreter = Interpreter(pair, words, Cache(default_path()))

    def run(source: Sequence[str], target: Sequence[str]) -> list[Pair]:
        back = interpreter.back_translate(target) if translate else nothing(target)
        states = interpreter.states(source, target) if translate else None
        beads = align(segments(source), segments(target), back, words if known else EMPTY, states)
        return [(bead.source, bead.target) for bead in beads]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    bench = parser.parse_args().bench / "doc_alignment"
    aligners: dict[str, Callable[[], Aligner]] = {
        "galechurch": galechurch,
        "sentalign, our encoder": sentalign,
        "ours, lengths and common words": lambda: ours(translate=False, known=False),
        "ours, lexicon": lambda: ours(translate=False, known=True),
        "ours, back-translation": lambda: ours(translate=True, known=False),
        "ours, both": lambda: ours(translate=True, known=True),
    }
    for name, make in aligners.items():
        try:
            run = make()
        except ImportError as error:
            print(f"{name:32} not installed ({error.name})")
            continue
        for data_set in ("derived_ende", "derived_ende_perturbed"):
            data = rows(bench / f"{data_set}.jsonl.xz")
            for row in data if "ours" in name or "encoder" in name else ():  # what models say is not timed twice
                run(row["en"][:2], row["de"])
            started = time.perf_counter()
            found = [run(row["en"], row["de"]) for row in data]
            seconds = time.perf_counter() - started
            print(f"{name:32} {data_set:24} {scores(data, found)}  {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    main()
