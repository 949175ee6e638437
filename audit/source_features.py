"""What the estimator sees of a source's words: how well the target brings them back, and what they are linked to.

A word that nothing in the target stands for is not expected by the model that writes the source from the target, and no
word is linked to it. Nothing here knows a language beyond its function words.
"""

import math

import numpy as np

from audit.evidence import partners
from audit.features import FLOOR, FLOOR_SUM, UNLINKED, Floats, Pair, function_words

SOURCE_NAMES = (
    "logprob", "sum", "boosted", "rank", "entropy", "pieces", "length", "capital", "digit", "function", "copied",
    "links", "given_worst", "given_mean", "target_length", "target_links", "ratio", "characters", "words", "place",
    "rest", "end", "reverse_end", "mean", "reverse_mean",
)  # fmt: skip


def source_features(pair: Pair) -> Floats:
    """(m, len(SOURCE_NAMES)) features of the source's words. Both sides must have words."""
    count, common = len(pair.source_words), function_words(pair.source_language)
    worst, given = np.maximum(FLOOR, pair.reverse.worst), np.maximum(FLOOR, pair.given.worst)
    linked_to = partners((j, i) for i, j in pair.links)
    shared = [len(linked) for linked in pair.partners()]
    here = {word.text.lower() for word in pair.target_words}
    whole = (
        math.log(len(pair.target_words) / count), math.log(len(pair.target) / len(pair.source)), count,
        pair.given.end, pair.reverse.end, float(given.mean()), float(worst.mean()),
    )  # fmt: skip
    rows = []
    for j, word in enumerate(pair.source_words):
        linked = linked_to.get(j, [])
        rows.append(
            (
                worst[j],
                max(FLOOR_SUM, pair.reverse.total[j]),
                math.log(max(1e-4, pair.reverse.boosted[j])),
                math.log1p(pair.reverse.rank[j]),
                pair.reverse.entropy[j],
                pair.reverse.pieces[j],
                len(word.text),
                word.text[0].isupper(),
                any(c.isdigit() for c in word.text),
                word.text.lower() in common,
                word.text.lower() in here,
                len(linked),
                min((given[i] for i in linked), default=UNLINKED),
                float(np.mean(given[linked])) if linked else UNLINKED,
                float(np.mean([len(pair.target_words[i].text) for i in linked])) if linked else 0.0,
                min((shared[i] for i in linked), default=0),
                *whole[:3],
                j / count,
                count - j,
                *whole[3:],
            )
        )
    return np.array(rows, dtype=np.float32)
