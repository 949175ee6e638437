"""Word alignment: which words of a segment stand for which of its source.

Attention says where the model looks while it writes a word; the lexicon says what the word can mean at all. Each alone
is wrong about every third link, both together about every sixth (models/recipe/evaluate_alignment.py). The attention of
both directions and the lexicon's are multiplied, and a link is kept where it is the best of one of its words.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.lexicon import Lexicon

Floats = npt.NDArray[np.float32]

UNSEEN = 0.005  # attention that any two words are granted
UNKNOWN = 0.02  # probability that any two words are granted
SAME = 0.8  # lexical probability of a word that stands on both sides as it is
STRONG = 0.006  # product of attention and lexical probability that a link must reach
STRONG_ALONE = 0.12  # attention that it must reach where there is no lexicon


def links(
    forward: Floats, backward: Floats, target: Sequence[str], source: Sequence[str], lexicon: Lexicon
) -> tuple[tuple[int, int], ...]:
    """(target word, source word) pairs, sorted.

    forward   attention from target to source words, (T, S), while the target is written
    backward  attention from source to target words, (S, T), while the source is written"""
    if not target or not source:
        return ()
    strength = np.sqrt(forward * backward.T)
    floor = STRONG_ALONE
    if lexicon:
        strength, floor = (strength + UNSEEN) * (_lexical(target, source, lexicon) + UNKNOWN), STRONG
    best = (strength >= strength.max(1, keepdims=True)) | (strength >= strength.max(0, keepdims=True))
    return tuple((int(i), int(j)) for i, j in zip(*np.nonzero(best & (strength >= floor)), strict=True))


def phrases(found: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The links as phrases: words of the target and of the source that hang together, in the target's order.
    Each word is in one phrase at most."""
    partners: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for i, j in found:
        partners.setdefault(("target", i), set()).add(("source", j))
        partners.setdefault(("source", j), set()).add(("target", i))
    out, seen = [], set[tuple[str, int]]()
    for i in sorted({i for i, _ in found}):
        if ("target", i) not in seen:
            waiting, group = [("target", i)], set[tuple[str, int]]()
            while waiting:
                word = waiting.pop()
                if word not in group:
                    group.add(word)
                    waiting += partners[word]
            seen |= group
            sides = (tuple(sorted(k for side, k in group if side == name)) for name in ("target", "source"))
            out.append((next(sides), next(sides)))
    return out


def _lexical(target: Sequence[str], source: Sequence[str], lexicon: Lexicon) -> Floats:
    """Probability (0-1) that two words stand for each other whatever the sentence; (T, S)."""
    rows = []
    for word in target:
        rows.append([SAME if word.lower() == other.lower() else lexicon.probability(other, word) for other in source])
    return np.array(rows, np.float32)
