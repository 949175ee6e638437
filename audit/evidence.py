"""All that the models say of one segment, as checks read it. gather.py fills these records in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Word:
    """What the models say of one word. Where a word has several pieces, its worst piece speaks for it (HalOmi's rule).

    start, end   characters in the segment (target words) or in the source text (source words), end exclusive
    logprob      log p(word | other side and words before), natural log
    boosted      BoostedProb of Dinh & Niehues 2025: mass of the dominant cluster it belongs to, else its own, 0-1
    entropy      of the distribution at that place, nats
    rank         how many pieces the model likes better there (0 = it is the favourite)
    alternative  what the model likes best there, a word or the beginning of one; "" where it would end the word before
    lm_logprob   log p(word | empty source and words before): fluency alone; 0.0 for source words
    """

    start: int
    end: int
    logprob: float
    boosted: float
    entropy: float
    rank: int
    alternative: str
    lm_logprob: float = 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the models: would `replacement` fit better than text[start:end]?"""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Log-probability (nats, whole sentence) gained by the replacement: given the source, and as German alone.
    Above 0 the models prefer the replacement."""

    probe: Probe
    given_source: float
    alone: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the estimator says of a segment; raw figures, of which audit.estimate makes probabilities.

    edited, marked, serious   logits, one per target word: a post-editor would change it; a rater would mark it; a rater
                              would mark it as a serious error
    penalty   log(1 + MQM penalty points) expected of raters
    adequacy  direct assessment expected, in deviations from a rater's mean; higher is better
    critical  logit that the meaning is changed dangerously
    machine   logit that a machine translated it
    topic     logit that such words stand in a dangerous error, whatever the translation made of them
    uncovered   logits, one per source word, that nothing in the target stands for it; () without a given source
    """

    edited: tuple[float, ...]
    marked: tuple[float, ...]
    serious: tuple[float, ...]
    penalty: float
    adequacy: float
    critical: float
    machine: float
    topic: float
    uncovered: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the cross-encoder says of a segment, having read it together with its source, or alone where none was given.

    The figures are those of Judgement, from other eyes; further logits, one per target word, are

    exchanged      that the word says something else than the source word it stands for (alone: than what fits there)
    ungrammatical  that it breaks the grammar of the sentence
    sense          that it has another sense than fits there, by a judge who saw no rater's marks; () where he was not
                   asked
    """

    edited: tuple[float, ...]
    marked: tuple[float, ...]
    serious: tuple[float, ...]
    exchanged: tuple[float, ...]
    ungrammatical: tuple[float, ...]
    penalty: float
    adequacy: float
    critical: float
    machine: float
    sense: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one segment.

    source            the English compared with: the given source, or else the back-translation
    source_given      whether a person gave it
    back_translation  the model's English for the target ("" where the segment never went to a model)
    words             one per target word; empty where no model ran
    source_words      one per source word, scored given the target
    links             (target word, source word) index pairs, sorted
    answers           one per probe that fits the model, in the order asked
    judgement         what the estimator makes of it; None where the model brings no estimator or nothing was read
    opinion           what the cross-encoder makes of it; None where there is none for these languages
    surroundings      what stands around each source word (n, k), see audit.surroundings; None where that is not known
    closing           log-probability (nats) that the language model gives the final . ! or ?; 0.0 where there is none
    retold            how like the target is to the German that the model itself makes of the back-translation (chrF,
                      0-1); None where a source was given or nobody asked
    """

    source: str = ""
    source_given: bool = False
    back_translation: str = ""
    words: tuple[Word, ...] = ()
    source_words: tuple[Word, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    answers: tuple[Answer, ...] = ()
    judgement: Judgement | None = None
    opinion: Opinion | None = None
    surroundings: npt.NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    closing: float = 0.0
    retold: float | None = None

    def aligned(self, start: int, end: int) -> str:
        """The source words linked to target[start:end], in their own order; "" where none are linked."""
        words = (self.source_words[j] for j in self._linked(start, end))
        return " ".join(self.source[word.start : word.end] for word in words)

    def quoted(self, start: int, end: int) -> str:
        """The same as a reader finds it there: neighbours with what stands between them, " … " for words left out."""
        stretches: list[list[int]] = []
        for j in self._linked(start, end):
            if stretches and j == stretches[-1][-1] + 1:
                stretches[-1].append(j)
            else:
                stretches.append([j])
        ends = [(self.source_words[own[0]].start, self.source_words[own[-1]].end) for own in stretches]
        return " … ".join(self.source[first:last] for first, last in ends)

    def _linked(self, start: int, end: int) -> list[int]:
        inside = {i for i, w in enumerate(self.words) if w.start < end and w.end > start}
        return sorted({j for i, j in self.links if i in inside})


def partners(links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """For each target word that is linked the source words that it is linked to, in the order of the links."""
    out: dict[int, list[int]] = {}
    for i, j in links:
        out.setdefault(i, []).append(j)
    return out
