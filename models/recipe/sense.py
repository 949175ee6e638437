"""Fit the weights of the sense check (audit/checks/sense.py) and write them into its table, contexts.npz.

    python models/recipe/sense.py CORPUS.tsv.xz models/marian-deen

The sentences that contexts.py kept out: in human translations each word that has another rendering, as it stands
(right) and exchanged for one of its other renderings (wrong). Logistic regression, and in the end the odds of a world
in which one such word in twenty is wrong. Without a source the English words around are not known, so only the German
ones count.
"""

import argparse
import lzma
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from contexts import HELD_OUT

from audit import contexts, lexicon
from audit.checks import sense_company as company
from audit.words import Word, words_of

SENTENCES = 1000
SHORTEST, LONGEST = 40, 250  # characters
LINKED = 0.01  # product of lexical probability and nearness that a link has at least
TENSION = 4.0  # as in lexicon.py
WRONG = 0.05  # share of words in the wrong sense, in the end
RIDGE = 1.0
ROUNDS = 3  # which rendering is the strongest rival depends on the weights

Floats = npt.NDArray[np.float64]
Rivals = list[tuple[float, float, float]]  # English gain, German gain, log of how usual


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("model", type=Path, help="folder with the lexicon and the table")
    given = arguments.parse_args()
    languages = {"source_language": "en", "target_language": "de"}
    known = company.Knowledge(contexts.load(given.model, **languages), lexicon.load(given.model, **languages))
    texts = sentences(given.corpus)
    rivals = [row for pair in texts for row in exchanged(*pair, known)]
    path = given.model / contexts.FILE
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    for english, kind in enumerate(company.CONTRAST):
        arrays[kind] = contrasted([row[1:] for row in rivals if row[0] == kind], english=bool(english))
    for kind in contexts.WEIGHTS:
        print(kind, np.round(arrays[kind], 3))
    np.savez_compressed(path, allow_pickle=False, **arrays)


def sentences(corpus: Path) -> list[tuple[str, str]]:
    """(German, English) sentences that the table has not seen."""
    with lzma.open(corpus, "rt", encoding="utf-8") as file:
        rows = [line.split("\t") for n, line in enumerate(file) if n % HELD_OUT == 0]
    random.seed(3)
    random.shuffle(rows)
    return [(row[1], row[0]) for row in rows if SHORTEST < len(row[1]) < LONGEST][:SENTENCES]


def sides_of(
    german: str, english: str, known: company.Knowledge
) -> Iterator[tuple[tuple[Word, ...], int, list[Word], tuple[company.Around, company.Around]]]:
    """Each noun and verb: the words of the text, its place among them, its English word, and the words around."""
    words, source = words_of(german, "de"), words_of(english, "en")
    links = linked(words, source, known.lexicon)
    native, foreign = company.around(words, known, "de"), company.around(source, known, "en")
    for i, word in enumerate(words):
        if company.vector_of(word, known) is not None:
            own = [links[i]] if i in links else []
            yield words, i, [source[j] for j in own], (native.without((i,)), foreign.without(own))


def exchanged(german: str, english: str, known: company.Knowledge) -> Iterator[tuple[str, Rivals, Rivals]]:
    """For each word with other renderings: which weights it is for, its rivals, and the rivals of one of them in its
    place."""
    for words, i, source, sides in sides_of(german, english, known):
        for kind in company.CONTRAST:
            word, given = words[i], [each.lemma for each in source]
            heard = given if kind == company.CONTRAST[1] else list(company.readings(word.lemma, known.lexicon))
            rivals = list(company.others(word, words, heard, known))
            if not rivals:
                continue
            form = random.choice(rivals).written
            other = replace(word, text=form, lower=form.lower(), lemma=form.lower())
            heard = given if kind == company.CONTRAST[1] else list(company.readings(other.lemma, known.lexicon))
            counter = list(company.others(other, (*words[:i], other, *words[i + 1 :]), heard, known))
            if counter:
                yield kind, compared(rivals, sides), compared(counter, sides)


def compared(rivals: Sequence[company.Other], sides: tuple[company.Around, company.Around]) -> Rivals:
    """What speaks for each rival among the words around."""
    german, english = sides
    return [(float(english.gains(o.step).sum()), float(german.gains(o.step).sum()), o.usual) for o in rivals]


def linked(words: Sequence[Word], source: Sequence[Word], known: lexicon.Lexicon) -> dict[int, int]:
    """Each German word's English one, by lexicon and place, one to one."""
    strength = {
        (i, j): known.probability(e.text, w.text)
        * math.exp(-TENSION * abs((i + 0.5) / len(words) - (j + 0.5) / len(source)))
        for i, w in enumerate(words)
        for j, e in enumerate(source)
    }
    links: dict[int, int] = {}
    for i, j in sorted(strength, key=lambda pair: (-strength[pair], pair)):
        if strength[i, j] >= LINKED and i not in links and j not in links.values():
            links[i] = j
    return links


def contrasted(rows: Sequence[tuple[Rivals, Rivals]], *, english: bool) -> Floats:
    """bias, english, german, usual; the strongest rival speaks for each word."""
    weights = np.array([0.0, 0.3 if english else 0.0, 0.3, 0.5])
    for _ in range(ROUNDS):
        right, wrong = (
            np.array([max(row[k], key=lambda rival: float(np.dot(weights[1:], rival))) for row in rows]) for k in (0, 1)
        )
        weights = logistic(right, wrong, english=english)
    return weights


def logistic(right: Floats, wrong: Floats, *, english: bool) -> Floats:
    """Logistic regression by Newton's method with a ridge that spares the bias; the first feature only with `english`.
    In the end the odds are those of a world where a word in twenty is wrong."""
    features = np.column_stack([np.ones(len(right) + len(wrong)), np.vstack([right, wrong])])
    features[:, 1] *= english
    label = np.repeat([0.0, 1.0], [len(right), len(wrong)])
    weights = np.zeros(features.shape[1])
    ridge = RIDGE * np.array([1e-9, *[1.0] * (len(weights) - 1)])
    for _ in range(30):
        p = 1 / (1 + np.exp(-features @ weights))
        curvature = (features * (p * (1 - p))[:, None]).T @ features + np.diag(ridge)
        weights -= np.linalg.solve(curvature, features.T @ (p - label) + ridge * weights)
    good, bad = np.split(features @ weights, [len(right)])
    print(f"{len(right)} words, right before wrong {np.mean(bad > good):.3f}, ", end="")
    print(f"wrong found where one right in a hundred is blamed {np.mean(bad > np.quantile(good, 0.99)):.3f}")
    return weights + np.array([math.log(WRONG / (1 - WRONG)), *[0.0] * (len(weights) - 1)])


if __name__ == "__main__":
    main()
