"""Measure the alignment of words and of sentences on labelled data.

    python models/recipe/evaluate_alignment.py --bench BENCH [--only words|sentences|belonging|speed] [--model FOLDER]

words      alignment error rate (Och & Ney 2003; sure links only) on word_align_deen, by attention, lexicon, and both
sentences  strict F1 on doc_alignment by what the aligner is given, and how often beads of each confidence are right
belonging  what documents share that belong together, and that do not: the limit is audit.pair.BELONGING
speed      seconds and memory for two documents of 20,000 made-up sentences, back-translations and states given
"""

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from labels import rows

from audit import lexicon, pair
from audit.align import Bead, align
from audit.align import links as word_links
from audit.cache import Cache, default_path
from audit.document import Kind, Segment
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.models import embedded_folder, resolve

EMPTY = Lexicon("en", "de")
Pair = tuple[tuple[int, ...], tuple[int, ...]]


def segments(texts: Sequence[str]) -> list[Segment]:
    return [Segment(str(i), text, Kind.ROW) for i, text in enumerate(texts)]


# ------------------------------------------------------------------------------------------------------------ words


def words(bench: Path, interpreter: Interpreter) -> None:
    data = rows(bench / "word_align_deen" / "bicici_europarl100.jsonl.xz")
    known = interpreter.lexicon
    for name, own in (("attention", EMPTY), ("attention and lexicon", known)):
        asked = Interpreter(interpreter.pair, own, interpreter.cache)
        texts = [row["de"] for row in data], [row["en"] for row in data]
        evidences = asked.read(*texts, [""] * len(data), [()] * len(data))
        found = []
        for row, evidence in zip(data, evidences, strict=True):
            places = _places(row["de"], evidence.words), _places(row["en"], evidence.source_words)
            found.append({(i, j) for a, b in evidence.links for i in places[0][a] for j in places[1][b]})
        print_aer(name, data, found)
    print_aer("lexicon", data, [_by_lexicon(row, known) for row in data])


def _places(text: str, found: Sequence[Any]) -> list[list[int]]:
    """For each word of ours the numbers of the tokens, cut at spaces, that it covers."""
    starts = np.cumsum([0, *(len(token) + 1 for token in text.split(" "))])
    return [[k for k, (a, b) in enumerate(pairwise(starts)) if word.start < b - 1 and word.end > a] for word in found]


def _by_lexicon(row: dict[str, Any], known: Lexicon) -> set[tuple[int, int]]:
    target, source = row["de"].split(" "), row["en"].split(" ")
    even = np.full((len(target), len(source)), 0.2, np.float32)
    return set(word_links.links(even, even.T, target, source, known))


def print_aer(name: str, data: Sequence[dict[str, Any]], found: Sequence[set[tuple[int, int]]]) -> None:
    gold = [{(i, j) for i, j in row["sure"]} for row in data]
    hit, made, sure = (
        sum(len(a & b) for a, b in zip(found, gold, strict=True)), sum(map(len, found)), sum(map(len, gold))
    )  # fmt: skip
    print(f"{name:24} AER {1 - 2 * hit / (made + sure):.3f}  precision {hit / made:.3f}  recall {hit / sure:.3f}")


# -------------------------------------------------------------------------------------------------------- sentences


def sentences(bench: Path, interpreter: Interpreter, limit: int | None) -> None:
    for name in ("derived_ende", "derived_ende_perturbed"):
        data = rows(bench / "doc_alignment" / f"{name}.jsonl.xz")[:limit]
        for given, translate, known, states in _ways(interpreter):
            started = time.perf_counter()
            found = [_aligned(row, row, translate, known, states) for row in data]
            print(
                f"{name:24} {given:32} {scores(data, _pairs(found))}  {time.perf_counter() - started:.0f} s", flush=True
            )
        _print_confidence(data, found)


def nothing(texts: Sequence[str]) -> list[str]:
    """No back-translation of anything."""
    return [""] * len(texts)


def unasked(*_: Sequence[str]) -> None:
    """No encoder states of anything."""


def _ways(interpreter: Interpreter) -> Iterator[tuple[str, pair.Translate, Lexicon, pair.States]]:
    yield "common words and length only", nothing, EMPTY, unasked
    yield "lexicon", nothing, interpreter.lexicon, unasked
    yield "states", nothing, EMPTY, interpreter.states
    yield "lexicon and states", nothing, interpreter.lexicon, interpreter.states
    yield "back-translation", interpreter.back_translate, EMPTY, unasked
    yield "back-translation and lexicon", interpreter.back_translate, interpreter.lexicon, unasked
    yield "all of these", interpreter.back_translate, interpreter.lexicon, interpreter.states


def _aligned(
    row: dict[str, Any], other: dict[str, Any], translate: pair.Translate, known: Lexicon, states: pair.States
) -> list[Bead]:
    """The English of one row with the German of another."""
    source, target = row["en"], other["de"]
    return align(segments(source), segments(target), translate(target), known, states(source, target))


def _pairs(found: Sequence[Sequence[Bead]]) -> list[list[Pair]]:
    return [[(bead.source, bead.target) for bead in beads] for beads in found]


def scores(data: Sequence[dict[str, Any]], found: Sequence[Sequence[Pair]]) -> str:
    """Strict precision, recall and F1 as bench.py counts them: coarse groups count only where they are hit."""
    hit = made = wanted = 0
    for row, beads in zip(data, found, strict=True):
        gold, coarse = _gold(row)
        ours = {bead for bead in beads if all(bead) and (bead in gold or not _within(bead, coarse))}
        theirs = {bead for bead in gold if all(bead) and (bead not in coarse or bead in ours)}
        hit, made, wanted = hit + len(ours & theirs), made + len(ours), wanted + len(theirs)
    p, r = hit / made, hit / wanted
    return f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / (p + r):.3f}"


def _gold(row: dict[str, Any]) -> tuple[set[Pair], set[Pair]]:
    status = row.get("status") or ["certain"] * len(row["gold"])
    beads = [(tuple(a), tuple(b)) for a, b in row["gold"]]
    return set(beads), {bead for bead, kind in zip(beads, status, strict=True) if kind == "coarse"}


def _within(bead: Pair, coarse: set[Pair]) -> bool:
    return any(set(bead[0]) <= set(group[0]) and set(bead[1]) <= set(group[1]) for group in coarse)


def _print_confidence(data: Sequence[dict[str, Any]], found: Sequence[Sequence[Bead]]) -> None:
    seen: list[tuple[float, bool]] = []
    for row, beads in zip(data, found, strict=True):
        gold, coarse = _gold(row)
        ours = [
            bead for bead in beads if bead.source and bead.target and not _within((bead.source, bead.target), coarse)
        ]
        seen += [(bead.confidence, (bead.source, bead.target) in gold) for bead in ours]
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.98), (0.98, 1.01)):
        right = [ok for confidence, ok in seen if low <= confidence < high]
        if right:
            print(f"    confidence {low:.2f}-{min(high, 1.0):.2f}: {len(right):5} pairs, right {np.mean(right):.3f}")


def belonging(bench: Path, interpreter: Interpreter, limit: int | None) -> None:
    data = rows(bench / "doc_alignment" / "derived_ende_perturbed.jsonl.xz")[:limit]
    for given, *witnesses in _ways(interpreter):
        right, wrong = [], []
        for k, row in enumerate(data):
            other = data[(k + 61) % len(data)]
            right.append(_shared(row, row, *witnesses))
            if row["id"].split(":")[-1] != other["id"].split(":")[-1]:
                wrong.append(_shared(row, other, *witnesses))
        print(f"{given:32} own: least {min(right):.3f}  median {np.median(right):.3f}   "
              f"another's: most {max(wrong):.3f}  median {np.median(wrong):.3f}", flush=True)  # fmt: skip


def _shared(row: dict[str, Any], other: dict[str, Any], *witnesses: Any) -> float:
    return pair.shared(segments(row["en"]), segments(other["de"]), _aligned(row, other, *witnesses))


# ------------------------------------------------------------------------------------------------------------ speed


def speed(interpreter: Interpreter, count: int = 20_000) -> None:
    """Made-up sentences: words of the lexicon at random, some sentences lost, merged or put in."""
    rng = random.Random(7)
    vocabulary = sorted(interpreter.lexicon.to_target)
    source, target, back, gold = [], [], [], set[Pair]()
    for i in range(count):
        english = [rng.choice(vocabulary[:: rng.choice((1, 50, 500))]) for _ in range(rng.randint(4, 30))]
        german = [next(iter(interpreter.lexicon.to_target[word])) for word in english]
        said = [word if rng.random() < 0.5 else rng.choice(vocabulary) for word in english]
        source.append(" ".join(english))
        fate = rng.random()
        if fate < 0.03:
            continue
        if fate < 0.06 and ((i - 1,), (len(target) - 1,)) in gold:
            target[-1], back[-1] = f"{target[-1]} {' '.join(german)}", f"{back[-1]} {' '.join(said)}"
            gold.remove(((i - 1,), (len(target) - 1,)))
            gold.add(((i - 1, i), (len(target) - 1,)))
            continue
        gold.add(((i,), (len(target),)))
        target.append(" ".join(german))
        back.append(" ".join(said))
    started = time.perf_counter()
    beads = align(segments(source), segments(target), back, interpreter.lexicon, _made_up(gold, count, len(target)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    found = {(bead.source, bead.target) for bead in beads if bead.source and bead.target}
    print(f"{len(source)} x {len(target)} sentences in {time.perf_counter() - started:.0f} s, {memory:.2f} GB at most, "
          f"F1 {2 * len(found & gold) / (len(found) + len(gold)):.3f}")  # fmt: skip


def _made_up(gold: set[Pair], rows: int, columns: int, width: int = 384) -> tuple[Any, Any]:
    """States of which those that belong together have a cosine of about a half, as real ones do."""
    rng = np.random.default_rng(7)
    source = rng.standard_normal((rows, width), np.float32)
    target = rng.standard_normal((columns, width), np.float32)
    for left, right in gold:
        target[right[0]] += source[left[0]]
    return source, target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--only", choices=("words", "sentences", "belonging", "speed"))
    parser.add_argument("--model", type=Path, default=embedded_folder())
    parser.add_argument("--limit", type=int, help="only so many documents of each set")
    given = parser.parse_args()
    models = resolve(str(given.model), source_language="en", target_language="de")
    known = lexicon.of(models, source_language="en", target_language="de")
    interpreter = Interpreter(models, known, Cache(default_path()))
    steps: dict[str, Callable[[], None]] = {
        "words": lambda: words(given.bench, interpreter),
        "sentences": lambda: sentences(given.bench, interpreter, given.limit),
        "belonging": lambda: belonging(given.bench, interpreter, given.limit),
        "speed": lambda: speed(interpreter),
    }
    for name, step in steps.items():
        if given.only in (None, name):
            step()


if __name__ == "__main__":
    main()
