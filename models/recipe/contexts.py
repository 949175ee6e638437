"""Learn from the parallel corpus which words go together: models/marian-deen/contexts.npz (see audit/contexts.py).

    python models/recipe/contexts.py CORPUS.tsv.xz models/marian-deen

Counts how often a German word stands in a sentence pair with each other German and each English word, turns the counts
into positive pointwise mutual information (shifted, with smoothed contexts and a discount for rare pairs; Levy et al.
2015, Pantel & Lin 2002) and keeps its largest singular vectors. A word and its translations are no context of each
other: pairs of the lexicon are left out, or every word would fit itself. Takes 5 minutes on a slow core and 6 GB.
"""

import argparse
import lzma
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from audit import lexicon
from audit.contexts import FILE
from audit.words import WORD, lemma

RAREST = 5  # sentences that a lemma stands in
COMMONEST = 0.03  # share of sentences above which a lemma says nothing about another
RANK = 64
SHIFT = 0.7  # nats; less mutual information than this is taken for chance
SMOOTHED = 0.75  # exponent of the context's frequency (Levy et al. 2015)
HELD_OUT = 50  # every so many sentences one is kept for sense.py
ROUNDS = 3  # power iterations of the randomised decomposition (Halko et al. 2011)
SPARE = 12  # further dimensions that it works with

Matrix = sparse.csr_matrix
Floats = npt.NDArray[np.float32]


class Side:
    """One language of the corpus: its lemmas, commonest first, and which stand in which sentence.

    there    (sentences, lemmas), 1 where the lemma stands in the sentence
    capital  share of a lemma's uses with a capital letter"""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        forms: dict[str, int] = {}
        uses = [[forms.setdefault(word, len(forms)) for word in WORD.findall(text)] for text in texts]
        lemmas: dict[str, int] = {}
        of_form = np.array([lemmas.setdefault(lemma(form, language), len(lemmas)) for form in forms], np.int64)
        upper = np.array([form[0].isupper() for form in forms])
        flat = np.fromiter((form for row in uses for form in row), np.int64)
        sentence = np.repeat(np.arange(len(texts)), [len(row) for row in uses])
        there = sparse.csr_matrix(
            (np.ones(len(flat), np.float32), (sentence, of_form[flat])), shape=(len(texts), len(lemmas))
        )
        there.data[:] = 1
        seen = np.asarray(there.sum(0)).ravel()
        names = list(lemmas)
        telling = np.array([len(name) > 1 and not name[0].isdigit() for name in names])
        kept = np.nonzero(telling & (seen >= RAREST) & (seen < COMMONEST * len(texts)))[0]
        kept = np.array(sorted(kept.tolist(), key=lambda n: (-seen[n], names[n])))
        self.there, self.lemmas = there[:, kept].tocsr(), [names[n] for n in kept]
        total = np.bincount(of_form[flat], minlength=len(lemmas))
        self.capital = (np.bincount(of_form[flat], upper[flat], minlength=len(lemmas)) / np.maximum(1, total))[kept]


def informative(counts: Matrix) -> Matrix:
    """Counts (word, context) as positive pointwise mutual information."""
    pairs = counts.tocoo()
    words = np.bincount(pairs.row, pairs.data, minlength=counts.shape[0])
    contexts = np.bincount(pairs.col, pairs.data, minlength=counts.shape[1]) ** SMOOTHED
    contexts /= contexts.sum()
    value = np.log(pairs.data / words[pairs.row] / contexts[pairs.col]) - SHIFT
    value *= pairs.data / (pairs.data + 1)
    kept = value > 0
    return sparse.csr_matrix((value[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept])), shape=counts.shape)


def decomposed(matrix: Matrix) -> tuple[Floats, Floats]:
    """The best factors (rows, RANK) and (columns, RANK) of a matrix. The singular values stay out, so that a rare topic
    counts as much as a common one; the rows have the length 1 on average."""
    turned = matrix.T.tocsr()
    start = np.random.default_rng(1).standard_normal((matrix.shape[1], RANK + SPARE)).astype(np.float32)
    basis = np.linalg.qr(matrix @ start)[0]
    for _ in range(ROUNDS):
        basis = np.linalg.qr(matrix @ np.linalg.qr(turned @ basis)[0])[0]
    left, _, right = np.linalg.svd((turned @ basis).T, full_matrices=False)
    words, near = (basis @ left)[:, :RANK], right[:RANK].T
    return words * (len(words) / RANK) ** 0.5, near * (len(near) / RANK) ** 0.5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("model", type=Path, help="folder with the lexicon; the table goes there, too")
    given = arguments.parse_args()
    english, german = (Side(texts, language) for texts, language in zip(read(given.corpus), ("en", "de"), strict=True))
    print(f"{len(german.lemmas)} German and {len(english.lemmas)} English lemmas", flush=True)
    across = (german.there.T @ english.there).tocsr()
    across = across - across.multiply(translations(given.model, german.lemmas, english.lemmas))
    within = (german.there.T @ german.there).tocsr()
    within = within - sparse.diags(within.diagonal())
    across.eliminate_zeros(), within.eliminate_zeros()
    words, near = decomposed(sparse.hstack([informative(across), informative(within)]).tocsr())
    near_english, near_german = near[: len(english.lemmas)], near[len(english.lemmas) :]
    parts = {"words": (words, german), "german": (near_german, german), "english": (near_english, english)}
    save(given.model / FILE, parts, german.capital)
    print(f"{(given.model / FILE).stat().st_size} bytes")


def read(path: Path) -> tuple[list[str], list[str]]:
    """English and German sentences of the corpus, without those that sense.py fits its weights on."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line.split("\t") for n, line in enumerate(file) if n % HELD_OUT]
    return [row[0] for row in rows], [row[1] for row in rows]


def translations(folder: Path, german: Sequence[str], english: Sequence[str]) -> Matrix:
    """1 where the lexicon has the pair; (German lemmas, English lemmas)."""
    known = lexicon.load(folder, source_language="en", target_language="de")
    columns = {name: n for n, name in enumerate(english)}
    pairs = [
        (row, columns[other])
        for row, name in enumerate(german)
        for other in known.to_source.get(name, {})
        if other in columns
    ]
    rows, cols = zip(*pairs, strict=True)
    return sparse.csr_matrix((np.ones(len(pairs), np.float32), (rows, cols)), shape=(len(german), len(english)))


def save(path: Path, parts: Mapping[str, tuple[Floats, Side]], capital: npt.NDArray[np.float64]) -> None:
    """Write the table: every row as bytes with its scale."""
    arrays: dict[str, npt.NDArray[np.generic]] = {"capital": np.round(255 * capital).astype(np.uint8)}
    for name, (matrix, side) in parts.items():
        scale = np.abs(matrix).max(1) / 127 + 1e-9
        arrays[name] = np.round(matrix / scale[:, None]).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(np.float16)
        arrays[f"{name}_lemmas"] = np.frombuffer("\n".join(side.lemmas).encode(), np.uint8)
    np.savez_compressed(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
