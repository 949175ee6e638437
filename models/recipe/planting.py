"""Sentences of the parallel corpus in which errors are planted, drawn by where they come from."""

import lzma
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from audit.words import lemma, tokens

Planted = TypeVar("Planted")

# How often a sentence of an origin is taken; 1 where it is not named.
WEIGHTS = {
    "wmt_newstest2008_2018": 6, "ud_pud": 4, "opennmt_sample_europarl_cc_nc": 3, "xquad_contexts": 3,
    "tatoeba_manythings2018": 0.5, "andors_trail": 0.5, "wmt_ape_it_keystrokes": 0.3, "php_manual": 0.1,
    "suttacentral_sujato_sabbamitta": 0.1, "suttacentral_ebt": 0.1, "suttacentral_site_blurbs": 0.1, "kde_ui": 0,
    "debian_web_security": 0, "ui_short": 0, "yast": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """pairs: (English, German, origin); forms: German lemma -> its forms and how often they stand in every second
    pair; weights: how often a sentence of an origin is taken, 1 where it is not named, at most 4."""

    pairs: list[tuple[str, str, str]]
    forms: Mapping[str, Counter[str]]
    weights: Mapping[str, float]

    @classmethod
    def of(cls, path: Path, weights: Mapping[str, float]) -> "Corpus":
        """The corpus of train.tsv.xz; the forms take half a minute."""
        found, forms = pairs(path), dict[str, Counter[str]]()
        for _, german, _ in found[::2]:
            for token in tokens(german):
                forms.setdefault(lemma(token.text, "de"), Counter())[token.text] += 1
        return cls(found, forms, weights)


def pairs(path: Path) -> list[tuple[str, str, str]]:
    """(English, German, origin) of the corpus."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [(english, german, origin) for english, german, origin in rows]


def planted(
    corpus: Corpus,
    count: int,
    rng: random.Random,
    plant: Callable[[str, str], Planted | None],
    lengths: tuple[int, int],
) -> Iterator[Planted]:
    """So many of what `plant` makes of an English and a German sentence, None where it cannot; lengths: of the German
    in characters."""
    order = list(corpus.pairs)
    rng.shuffle(order)
    for source, german, origin in order:
        if rng.random() < corpus.weights.get(origin, 1.0) / 4 and lengths[0] <= len(german) <= lengths[1]:
            found = plant(source, german)
            if found is not None:
                yield found
                count -= 1
                if not count:
                    return
