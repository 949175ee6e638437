"""Clean, weigh and encode the parallel corpus into one compressed file of token ids.

    python models/recipe/pack.py CORPUS.tsv.xz PACK.npz [--spm models/marian-deen/source.spm] [--settings settings.toml]

The corpus has english<TAB>german<TAB>source name per line. The pack holds, for either language, all ids end to end
(uint16) with the length of each sentence (uint16). It is what train.py reads, here or on a machine without the corpus.
"""

import argparse
import lzma
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece

HERE = Path(__file__).resolve().parent


def is_clean(english: str, german: str, max_ratio: float) -> bool:
    """Whether the two sides can be a translation: alike in length, not copied, and text rather than tables."""
    longer, shorter = max(len(english), len(german)), min(len(english), len(german))
    if not shorter or (longer > 25 and longer > max_ratio * shorter):
        return False
    if english == german and longer > 12:
        return False
    return sum(c.isalpha() for c in german) >= 0.5 * len(german)


def dressed(english: str, german: str, dress: dict[str, float], rng: random.Random) -> tuple[str, str]:
    """The pair, now and then in capitals, without its full stop, or with the other quotation marks."""
    if "„" in german or '"' in german:
        if rng.random() < dress["quotes"]:
            straight = '"' in german
            german = _curled(german) if straight else german.replace("„", '"').replace("“", '"')
        if "“" in english and rng.random() < dress["quotes"]:
            english = english.replace("“", '"').replace("”", '"')
    if english.endswith(".") and german.endswith(".") and rng.random() < dress["no_stop"]:
        english, german = english[:-1], german[:-1]
    if rng.random() < dress["upper"]:
        english, german = english.upper(), german.upper()
    return english, german


def _curled(text: str) -> str:
    parts = text.split('"')
    return "".join(part + ("" if i == len(parts) - 1 else "„“"[i % 2]) for i, part in enumerate(parts))


def pairs(path: Path, data: dict[str, Any], rng: random.Random) -> Iterator[tuple[str, str]]:
    """The pairs of the corpus, cleaned, each as often as its source's weight says."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, german, source = line.rstrip("\n").split("\t")
            if not is_clean(english, german, data["max_ratio"]):
                continue
            weight = data["weight"].get(source, 1)
            for _ in range(int(weight) + (rng.random() < weight - int(weight))):
                yield dressed(english, german, data["dress"], rng)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("pack", type=Path)
    parser.add_argument("--spm", type=Path, default=HERE.parent / "marian-deen" / "source.spm")
    parser.add_argument("--settings", type=Path, default=HERE / "settings.toml")
    a = parser.parse_args()
    data = tomllib.loads(a.settings.read_text(encoding="utf-8"))["data"]
    spm = sentencepiece.SentencePieceProcessor(model_file=str(a.spm))
    english, german = zip(*pairs(a.corpus, data, random.Random(1)), strict=True)
    arrays: dict[str, Any] = {}
    encoded = [spm.encode(list(side), num_threads=2) for side in (english, german)]
    kept = [i for i in range(len(english)) if all(1 <= len(side[i]) <= data["max_pieces"] for side in encoded)]
    for name, side in zip(("en", "de"), encoded, strict=True):
        arrays[name] = np.concatenate([np.array(side[i], dtype=np.uint16) for i in kept])
        arrays[f"{name}_length"] = np.array([len(side[i]) for i in kept], dtype=np.uint16)
    np.savez_compressed(a.pack, **arrays)
    size = a.pack.stat().st_size >> 20
    print(f"{len(kept)} pairs, {len(arrays['de'])} German and {len(arrays['en'])} English pieces, {size} MiB")


if __name__ == "__main__":
    main()
