"""eflomal (Östling & Tiedemann 2016) beside our word links, in one run: time and alignment error rate.

    pip install eflomal          # from PyPI; only for this comparison, it is under the GPL
    python models/recipe/compare_word_aligners.py --bench BENCH --corpus TRAIN.tsv.xz [--pairs 100000]

eflomal learns from the test sentences and the first so many of the corpus (English, tab, German on each line), as it is
meant to be used; both its directions are joined by intersection and by grow-diag (Koehn et al. 2003). Ours is as in
evaluate_alignment.py, without a cache.
"""

import argparse
import lzma
import re
import tempfile
import time
from itertools import islice
from pathlib import Path

from evaluate_alignment import print_aer, words
from labels import rows

from audit import lexicon
from audit.cache import Cache
from audit.gather import Interpreter
from audit.models import embedded_folder, resolve

Links = set[tuple[int, int]]
TOKEN = re.compile(r"\w+|[^\w\s]")
NEIGHBOURS = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]


def pairs(corpus: Path, count: int) -> list[tuple[str, str]]:
    """German and English, in lower case, tokens apart by spaces, as the test sentences are."""
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        lines = (line.rstrip("\n").lower().split("\t") for line in islice(file, count))
        cut = ((" ".join(TOKEN.findall(line[1])), " ".join(TOKEN.findall(line[0]))) for line in lines)
        return [pair for pair in cut if all(pair)]


def eflomal(texts: list[tuple[str, str]], wanted: int) -> tuple[list[Links], list[Links]]:
    """Links of the first `wanted` pairs, from German to English and the other way; (German, English) each."""
    from eflomal import Aligner

    with tempfile.TemporaryDirectory() as folder:
        forward, backward = (str(Path(folder) / name) for name in ("forward", "backward"))
        german, english = zip(*texts, strict=True)
        Aligner().align(german, english, links_filename_fwd=forward, links_filename_rev=backward)
        return _read(forward, wanted), _read(backward, wanted)


def _read(path: str, wanted: int) -> list[Links]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()[:wanted]
    return [{(int(a), int(b)) for a, b in (link.split("-") for link in line.split())} for line in lines]


def grown(forward: Links, backward: Links) -> Links:
    """The intersection, and what of the union touches it and links a word that has none."""
    found, union = forward & backward, forward | backward
    while True:
        left, right = {i for i, _ in found}, {j for _, j in found}
        more = {
            (i, j)
            for i, j in union - found
            if (i not in left or j not in right) and any((i + a, j + b) in found for a, b in NEIGHBOURS)
        }
        if not more:
            return found
        found = found | {min(more)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=100_000)
    given = parser.parse_args()
    data = rows(given.bench / "word_align_deen" / "bicici_europarl100.jsonl.xz")
    texts = [(row["de"], row["en"]) for row in data] + pairs(given.corpus, given.pairs)
    started = time.perf_counter()
    forward, backward = eflomal(texts, len(data))
    both = list(zip(forward, backward, strict=True))
    print(f"eflomal, {len(texts)} pairs: {time.perf_counter() - started:.0f} s")
    print_aer("eflomal, intersection", data, [f & b for f, b in both])
    print_aer("eflomal, grow-diag", data, [grown(f, b) for f, b in both])
    models = resolve(str(embedded_folder()), source_language="en", target_language="de")
    known = lexicon.of(models, source_language="en", target_language="de")
    started = time.perf_counter()
    words(given.bench, Interpreter(models, known, Cache(None)))
    print(f"ours: {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
