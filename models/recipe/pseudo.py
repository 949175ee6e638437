"""Have the model translate the corpus, so that its translations can be held against what people wrote.

    python models/recipe/pseudo.py OUT.tsv --corpus TRAIN [--count 72000]           8 minutes

Writes english<TAB>german of people<TAB>german of the model per line; TRAIN is the corpus's train.tsv.xz. Half of the
sentences get what the model likes best, half what it draws by chance from the likeliest pieces at each place, so that
weaker systems are heard, too.

A word of the model's that the person's translation does without is wrong more often than another: the labels that
estimators of quality are pre-trained on where post-edits are few (Tuan et al. 2021).
"""

import argparse
import os
import random
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import ctranslate2
from planting import WEIGHTS, Corpus, pairs, planted

from audit.cache import Cache, default_path
from audit.files import put
from audit.generation import QUANTIZATION, conversion
from audit.marian import Marian
from audit.models import EMBEDDED, resolve
from audit.words import tokens

WORDS, LENGTHS = (7, 50), (1, 1000)  # of the English, and characters of the German: at least and at most
# What a drawn piece is drawn from, and by which temperature.
BY_CHANCE = {"beam_size": 1, "sampling_topk": 10, "sampling_temperature": 0.9}
PART = 1024  # sentences between two signs of life
BATCH = 2048  # pieces that are translated at a time


def drawn(corpus: Path, count: int) -> list[tuple[str, str]]:
    """(English, German) sentences, by what their origin is worth."""
    seen: set[str] = set()

    def fitting(english: str, german: str) -> tuple[str, str] | None:
        if english in seen or not WORDS[0] <= len(english.split()) <= WORDS[1]:
            return None
        seen.add(english)
        return english, german

    return list(planted(Corpus(pairs(corpus), {}, WEIGHTS), count, random.Random(3), fitting, LENGTHS))


def read(made: Path) -> list[tuple[str, str, str]]:
    """(English, German of people, German of the model) as written."""
    with made.open(encoding="utf-8") as file:  # splitlines() would cut at more than line breaks
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(english, german, hypothesis) for english, german, hypothesis in rows]


def unshared(hypothesis: str, reference: str) -> set[int]:
    """The words of a hypothesis that its reference does without, wherever they might stand there."""
    own, other = ([word.text.casefold() for word in tokens(text)] for text in (hypothesis, reference))
    found, left = set(range(len(own))), Counter(other)
    for at, _, length in SequenceMatcher(None, own, other, autojunk=False).get_matching_blocks():
        found -= set(range(at, at + length))
        left -= Counter(own[at : at + length])
    for place in sorted(found):
        if left[own[place]] > 0:
            left[own[place]] -= 1
            found.discard(place)
    return found


def translated(sentences: list[str], *, by_chance: bool) -> list[str]:
    """The model's translations of English sentences."""
    options = BY_CHANCE if by_chance else {"beam_size": 1}
    return [one for (one,) in _made(sentences, options)]


def hypotheses(sentences: list[str], likeliest: int, by_chance: int) -> list[list[str]]:
    """So many translations of each sentence: the likeliest ones, then some by chance."""
    best = _made(sentences, {"beam_size": likeliest, "num_hypotheses": likeliest})
    drawn = _made(sentences, BY_CHANCE | {"num_hypotheses": by_chance})
    return [one + other for one, other in zip(best, drawn, strict=True)]


def _made(sentences: list[str], options: dict[str, Any]) -> list[list[str]]:
    """The translations of each sentence that CTranslate2 makes with these options."""
    direction = resolve(EMBEDDED, source_language="en", target_language="de").writing
    marian, place = Marian(direction), conversion(direction.folder, Cache(default_path()).models)
    cores = os.cpu_count() or 1
    translator = ctranslate2.Translator(str(place), compute_type=QUANTIZATION, inter_threads=cores, intra_threads=1)
    form, out, began = marian.form, [], time.time()
    for at in range(0, len(sentences), PART):
        sources = [
            [direction.tag, *form.source.encode(text, out_type=str), marian.names[form.end]]
            for text in sentences[at : at + PART]
        ]
        found = translator.translate_batch(
            sources, disable_unk=True, max_batch_size=BATCH, batch_type="tokens", **options
        )  # fmt: skip
        out += [[str(form.target.decode(pieces)).strip() for pieces in one.hypotheses] for one in found]
        print(f"{len(out)} of {len(sentences)} minutes {(time.time() - began) / 60:.1f}", flush=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--count", type=int, default=72_000)
    a = parser.parse_args()
    rows = drawn(a.corpus, a.count)
    half = len(rows) // 2
    english = [one for one, _ in rows]
    made = translated(english[:half], by_chance=False) + translated(english[half:], by_chance=True)
    lines = ["\t".join((*row, one)) + "\n" for row, one in zip(rows, made, strict=True)]
    put(a.out.parent, {a.out.name: "".join(lines).encode()})


if __name__ == "__main__":
    main()
