"""Sentence alignment n:m of a document with its translation, and word alignment (links.py).

The idea of Bleualign (Sennrich & Volk 2010): the back-translated target and the source are in one language, so common
words tell which sentences belong together. Here a lexicon and words that both languages share speak, too, the states of
the model's encoder, and a prior for the lengths (Gale & Church 1993). The way of the data:

    similarity.py  what two sentences have in common
    states.py      how near they are to each other in the model's encoder
    coarse.py      where in long documents to look at all
    worth.py       what each possible bead is worth
    path.py        the best beads in order, and how sure they are
    moved.py       sentences that the translation has in another place
    gathered.py    lists, verses and tables that one sentence stands for
"""

from collections.abc import Sequence
from dataclasses import replace

from audit.align import coarse, gathered, moved, worth
from audit.align.beads import Bead
from audit.align.path import Lattice
from audit.align.similarity import prepare
from audit.align.states import Floats, States
from audit.document import Segment
from audit.lexicon import Lexicon

__all__ = ["Bead", "align"]


def align(
    source: Sequence[Segment],
    target: Sequence[Segment],
    back_translations: Sequence[str],
    lexicon: Lexicon,
    states: tuple[Floats, Floats] | None = None,
) -> list[Bead]:
    """Beads that cover every sentence once, in the order of the target; source sentences without a partner stand behind
    what they follow in the source. Raises AuditError where long documents have nothing in common.

    back_translations[j] stands for target[j], "" where there is none; lexicon: may be the empty one
    states  mean encoder states of the source's and of the target's sentences, (sentences, dimensions)"""
    if not source or not target:
        return [Bead((i,), ()) for i in range(len(source))] + [Bead((), (j,)) for j in range(len(target))]
    texts = prepare([s.text for s in source], [t.text for t in target], back_translations, lexicon)
    band = coarse.band(texts)
    texts = texts.measured(band)
    sides = worth.Side.of(source), worth.Side.of(target)
    if states is not None:
        texts = replace(texts, states=States.of(states, (sides[0].length, sides[1].length)))
    lattice = Lattice(band, worth.gains(texts, texts.common(band), sides, band), worth.alone(len(target)))
    beads = [
        Bead(tuple(left), tuple(right), texts.overlap(left, right), confidence)
        for left, right, confidence in lattice.beads()
    ]
    return gathered.found(moved.found(beads, texts, sides), texts, sides)
