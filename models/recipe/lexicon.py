"""Learn the lexicon of word translations from the parallel corpus: models/marian-deen/lexicon.tsv.xz.

    python models/recipe/lexicon.py CORPUS.tsv.xz OUT.tsv.xz

IBM model 1 (Brown et al. 1993) over lemmas in both directions, with fast-align's prior for the diagonal (Dyer et al.
2013), which keeps words of neighbouring clauses apart. Written are the pairs that both directions believe in. It takes
25 minutes on a slow core and 6 GB. The file has german<TAB>english<TAB>p(english | german)<TAB>p(german |
english) in each line, both in per mille.
"""

import argparse
import lzma
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audit.words import lemma, tokens

LONGEST = 40  # words; pairs with a longer side are left out
RAREST = 2  # occurrences that a lemma needs
ROUNDS = 5
TENSION = 4.0  # fast-align's lambda: how strongly words keep to the diagonal
NULL = 0.08  # prior probability that a word stands for nothing on the other side
BELIEF = 0.02  # geometric mean of both probabilities that a written pair has at least
SEEN = 1.5  # expected count that it has at least, in the weaker direction

Ints = npt.NDArray[np.int32]
Pair = tuple[Ints, Ints]


def read(path: Path) -> tuple[list[Pair], list[str], list[str]]:
    """The corpus as pairs of (German, English) lemma numbers, and the two vocabularies; number 0 is no word."""
    texts: list[tuple[list[str], list[str]]] = []
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, german, _ = line.rstrip("\n").split("\t")
            sides = [lemma(t.text, "de") for t in tokens(german)], [lemma(t.text, "en") for t in tokens(english)]
            if all(0 < len(side) <= LONGEST for side in sides):
                texts.append(sides)
    numbers = []
    for side in (0, 1):
        count = Counter(word for text in texts for word in text[side])
        known = sorted(word for word, n in count.items() if n >= RAREST)
        numbers.append({word: i for i, word in enumerate(known, start=1)})
    pairs = [
        tuple(
            np.array([number.get(word, 0) for word in side], np.int32)
            for number, side in zip(numbers, text, strict=True)
        )
        for text in texts
    ]
    vocabularies = [["", *number] for number in numbers]
    return pairs, *vocabularies  # type: ignore[return-value]


class Links:
    """Every link that the corpus allows, grouped by the word that it explains.

    key    number of the link's distinct (given word, made word) pair
    prior  probability of the link by its place alone
    first  where each made word's links begin
    """

    def __init__(self, pairs: list[Pair], given: int, made_words: int) -> None:
        keys, priors, sizes = [], [], []
        for pair in pairs:
            g, m = pair[given], pair[1 - given]
            place = np.abs((np.arange(len(m)) + 0.5)[:, None] / len(m) - (np.arange(len(g)) + 0.5)[None, :] / len(g))
            weight = np.exp(-TENSION * place)
            weight = (1 - NULL) * weight / weight.sum(1, keepdims=True)
            with_null = np.concatenate([[0], g]).astype(np.int64)
            keys.append((with_null[None, :] * made_words + m[:, None]).ravel())
            priors.append(np.hstack([np.full((len(m), 1), NULL), weight]).ravel().astype(np.float32))
            sizes.append(np.full(len(m), len(g) + 1, np.int32))
        self.pairs, self.key = np.unique(np.concatenate(keys), return_inverse=True)
        self.key = self.key.astype(np.int32)
        self.prior = np.concatenate(priors)
        self.size = np.concatenate(sizes)
        self.first = np.concatenate([[0], np.cumsum(self.size[:-1], dtype=np.int64)])
        self.given, self.made = self.pairs // made_words, self.pairs % made_words

    def learn(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Probability of the made word given the given one, and expected count, of each distinct pair."""
        probability = np.full(len(self.pairs), 1e-3)
        for round_ in range(ROUNDS):
            share = (probability[self.key] * self.prior).astype(np.float32)
            share /= np.repeat(np.add.reduceat(share, self.first), self.size)
            count = np.bincount(self.key, weights=share, minlength=len(self.pairs))
            count[(self.made == 0) & (self.given != 0)] *= 0.1  # rare words must not pull known ones towards them
            probability = count / np.bincount(self.given, weights=count)[self.given]
            print(f"round {round_ + 1} of {ROUNDS}", flush=True)
        return probability, count


def learned(pairs: list[Pair], given: int, words: tuple[int, int]) -> dict[tuple[int, int], float]:
    """(German, English) -> probability given the word of side `given`, for pairs seen often enough."""
    links = Links(pairs, given, words[1 - given])
    probability, count = links.learn()
    worth = (probability > BELIEF**2) & (count > SEEN) & (links.given > 0) & (links.made > 0)
    german, english = (links.given, links.made) if given == 0 else (links.made, links.given)
    rows = zip(german[worth].tolist(), english[worth].tolist(), probability[worth].tolist(), strict=True)
    return {(g, e): p for g, e, p in rows}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("out", type=Path)
    given = arguments.parse_args()
    pairs, german, english = read(given.corpus)
    sizes = len(german), len(english)
    print(f"{len(pairs)} pairs, {sizes[0]} German and {sizes[1]} English lemmas", flush=True)
    to_english, to_german = learned(pairs, 0, sizes), learned(pairs, 1, sizes)
    rows = []
    for (g, e), p in to_english.items():
        q = to_german.get((g, e), 0.0)
        if (p * q) ** 0.5 >= BELIEF:
            rows.append(f"{german[g]}\t{english[e]}\t{round(1000 * p)}\t{round(1000 * q)}\n")
    with lzma.open(given.out, "wt", encoding="utf-8", preset=9) as file:
        file.write("".join(sorted(rows)))
    print(f"{len(rows)} pairs written, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
