"""What the estimator sees of a segment: figures of words and of the whole, from three forced decodings and the lexicon.

Glass-box features in the sense of Fomicheva et al. 2020 (log-probabilities, their spread, entropy) and of Dinh and
Niehues 2025 (BoostedProb), taken in both directions and from an empty source; beside them the classical ones of QuEst
(lengths, punctuation, lexical translation probabilities), which stay strong where the neural model is weak; and the
states of both networks at each word, as in the predictor-estimator of Kim et al. 2017.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from audit.evidence import partners
from audit.languages.tables import is_known, word_list
from audit.lexicon import Lexicon
from audit.words import Token, lemma

if TYPE_CHECKING:
    from audit.marian import Forced, Piece

Floats = npt.NDArray[np.float32]

FLOOR = -12.0  # nats; below this the log-probability of a piece says no more
FLOOR_SUM = -25.0  # the same for all pieces of a word
UNLINKED = FLOOR / 2  # stands for the source's view of a word that is linked to nothing
MANY = 150  # source words; in a longer segment only linked words are looked up
ODD, VERY_ODD = -4.0, -6.0  # nats: words that are counted as surprising
CONTENT = 4  # letters of a source word that is taken to carry content
BUCKETS = 1 << 16  # that words and their parts are hashed into
PARTS = (3, 4, 5)  # letters of a word's parts, its edges included

WORD_NAMES = (
    "logprob", "sum", "boosted", "lm", "lm_sum", "gain", "rank", "lm_rank", "entropy", "lm_entropy", "pieces", "length",
    "capital", "digit", "function", "known", "lexicon_link", "lexicon_best", "lexicon_share", "listed", "copied",
    "links", "reverse_worst", "reverse_mean", "source_length", "place", "rest", "before", "after",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """One forced decoding by words: (n,) float32 each, for the words of the text that was decoded.

    worst    log-probability of the word's worst piece, its entropy and rank (nats; how many pieces were liked better)
    total    log-probability of all its pieces
    boosted  smallest BoostedProb of its pieces, 0-1
    top_rank largest rank of its pieces; first_entropy: entropy before its first piece
    pieces   how many pieces it has; 0 for a word of characters that the tokeniser drops
    end      log-probability that the text ends where it does
    """

    worst: Floats
    entropy: Floats
    rank: Floats
    total: Floats
    boosted: Floats
    top_rank: Floats
    first_entropy: Floats
    pieces: Floats
    end: float


FIGURES = ("worst", "entropy", "rank", "total", "boosted", "top_rank", "first_entropy", "pieces")


def members(words: Sequence[Token], pieces: Sequence["Piece"]) -> list[list[int]]:
    """For each word the indices of the pieces that share a character with it; one pass over both."""
    out: list[list[int]] = [[] for _ in words]
    at = 0
    for index, piece in enumerate(pieces):
        while at < len(words) and words[at].end <= piece.start:
            at += 1
        k = at
        while k < len(words) and words[k].start < piece.end:
            out[k].append(index)
            k += 1
    return out


def by_word(states: Floats, words: Sequence[Token], pieces: Sequence["Piece"]) -> Floats:
    """Piece states (T, d) as word states (n, d): the mean over a word's pieces, zero for a word without."""
    out = np.zeros((len(words), states.shape[1]), dtype=np.float32)
    for row, inside in zip(out, members(words, pieces), strict=True):
        if inside:
            row[:] = states[inside].mean(axis=0)
    return out


def figures(words: Sequence[Token], forced: "Forced") -> Figures:
    """The figures of a decoding by words; a word without pieces counts as certain."""
    rows = np.zeros((len(words), len(FIGURES)), dtype=np.float32)
    for row, inside in zip(rows, members(words, forced.pieces), strict=True):
        row[4] = 1.0
        if inside:
            worst = min(inside, key=lambda i: float(forced.logprob[i]))
            row[:] = (
                forced.logprob[worst],
                forced.entropy[worst],
                forced.rank[worst],
                forced.logprob[inside].sum(),
                forced.boosted[inside].min(),
                forced.rank[inside].max(),
                forced.entropy[inside[0]],
                len(inside),
            )
    return Figures(**dict(zip(FIGURES, rows.T, strict=True)), end=forced.end_logprob)


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and a target with their words, the links (target word, source word), the figures of the three decodings
    (target given source, source given target, target given nothing), and the languages of both (ISO 639-1)."""

    source: str
    target: str
    source_words: Sequence[Token]
    target_words: Sequence[Token]
    links: Sequence[tuple[int, int]]
    given: Figures
    reverse: Figures
    alone: Figures
    source_language: str
    target_language: str

    def partners(self) -> list[list[int]]:
        """For each target word the source words that it is linked to."""
        linked = partners(self.links)
        return [linked.get(i, []) for i in range(len(self.target_words))]


def features(pair: Pair, lexicon: Lexicon) -> tuple[Floats, Floats]:
    """(n, len(WORD_NAMES)) features of the target's words and (len(SEGMENT_NAMES),) of the segment. Both sides must
    have words."""
    fits = _fits(pair, lexicon)
    words = _word_features(pair, fits, lexicon)
    return words, _segment_features(pair, words, fits)


def _fits(pair: Pair, lexicon: Lexicon) -> Floats:
    """(target words, source words): how well the lexicon lets them stand for each other, 0-1; only for linked words
    where the segment is very long."""
    out = np.zeros((len(pair.target_words), len(pair.source_words)), dtype=np.float32)
    every = range(len(pair.source_words))
    for i, linked in enumerate(pair.partners()):
        for j in every if len(every) < MANY else linked:
            out[i, j] = lexicon.probability(pair.source_words[j].text, pair.target_words[i].text)
    return out


def _word_features(pair: Pair, fits: Floats, lexicon: Lexicon) -> Floats:
    target, linked_to = pair.target_words, pair.partners()
    worst, lm = np.maximum(FLOOR, pair.given.worst), np.maximum(FLOOR, pair.alone.worst)
    reverse = np.maximum(FLOOR, pair.reverse.worst)
    here = {word.text.lower() for word in pair.source_words}
    lemmas = frozenset(lemma(word.text, pair.source_language) for word in pair.source_words)
    common = function_words(pair.target_language)
    rows = []
    for i, word in enumerate(target):
        linked = linked_to[i]
        known = lexicon.translations(word.text, pair.target_language)
        rows.append(
            (
                worst[i],
                max(FLOOR_SUM, pair.given.total[i]),
                math.log(max(1e-4, pair.given.boosted[i])),
                lm[i],
                max(FLOOR_SUM, pair.alone.total[i]),
                worst[i] - lm[i],
                math.log1p(pair.given.rank[i]),
                math.log1p(pair.alone.top_rank[i]),
                pair.given.entropy[i],
                pair.alone.first_entropy[i],
                pair.given.pieces[i],
                len(word.text),
                word.text[0].isupper(),
                any(c.isdigit() for c in word.text),
                word.text in common,
                is_known(word.text, pair.target_language),
                fits[i, linked].max(initial=0.0),
                fits[i].max(initial=0.0),
                sum(p for other, p in known.items() if other in lemmas) if known else -0.1,
                bool(known),
                word.text.lower() in here,
                len(linked),
                min((reverse[j] for j in linked), default=UNLINKED),
                float(np.mean(reverse[linked])) if linked else UNLINKED,
                float(np.mean([len(pair.source_words[j].text) for j in linked])) if linked else 0.0,
                i / len(target),
                len(target) - i,
                _before(pair.target[target[i - 1].end : word.start] if i else None),
                _after(pair.target[word.end : target[i + 1].start if i + 1 < len(target) else None]),
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(target), len(WORD_NAMES))


def _before(gap: str | None) -> int:
    """What stands before a word: 0 a space, 1 nothing (it is the first), 2 anything else."""
    return 1 if gap is None else 0 if gap == " " else 2


def _after(gap: str) -> int:
    """What stands after a word: 0 a space, 1 a comma, 2 a full stop, 3 anything else."""
    return 0 if gap == " " else {",": 1, ".": 2}.get(gap[:1], 3)


SEGMENT_NAMES = (
    "words", "source_words", "ratio", "characters", "mean", "spread", "worst", "median", "sum_mean", "boosted",
    "lm_mean", "lm_spread", "lm_worst", "gain", "reverse_mean", "reverse_spread", "reverse_worst", "unlinked",
    "uncovered", "uncovered_content", "uncovered_count", "covered", "unexplained", "lexicon_link", "lexicon_best",
    "lexicon_share", "entropy", "lm_entropy", "pieces", "unknown", "copied", "digits", "capitals", "end", "lm_end",
    "reverse_end", "odd", "very_odd", "odd_count", "very_odd_count", "reverse_odd", "reverse_odd_count", "commas",
    "source_commas", "quotes", "total", "reverse_total", "lm_total", "gain_total",
)  # fmt: skip


def _segment_features(pair: Pair, words: Floats, fits: Floats) -> Floats:
    column = dict(zip(WORD_NAMES, words.T, strict=True))
    worst, lm = column["logprob"], column["lm"]
    reverse = np.maximum(FLOOR, pair.reverse.worst)
    n, m = len(pair.target_words), len(pair.source_words)
    linked_targets, linked_sources = {i for i, _ in pair.links}, {j for _, j in pair.links}
    content = [j for j, word in enumerate(pair.source_words) if len(word.text) >= CONTENT]
    uncovered = sum(j not in linked_sources for j in content)
    explained = fits.max(axis=0)  # how well the lexicon's best partner in the target explains each source word
    values = (
        n, m, math.log(n / m), math.log(len(pair.target) / len(pair.source)),
        worst.mean(), worst.std(), worst.min(), np.median(worst), column["sum"].mean(), column["boosted"].mean(),
        lm.mean(), lm.std(), lm.min(), (worst - lm).mean(), reverse.mean(), reverse.std(), reverse.min(),
        1 - len(linked_targets) / n, 1 - len(linked_sources) / m, uncovered / max(1, len(content)), uncovered,
        explained.mean(), (explained < 0.01).mean(),
        column["lexicon_link"].mean(), column["lexicon_best"].mean(), column["lexicon_share"].mean(),
        column["entropy"].mean(), column["lm_entropy"].mean(), column["pieces"].mean(), (column["known"] == 0).mean(),
        column["copied"].mean(), column["digit"].sum(), column["capital"].mean(),
        pair.given.end, pair.alone.end, pair.reverse.end,
        (worst < ODD).mean(), (worst < VERY_ODD).mean(), (worst < ODD).sum(), (worst < VERY_ODD).sum(),
        (reverse < ODD).mean(), (reverse < ODD).sum(),
        pair.target.count(","), pair.source.count(","), pair.target.count('"') + pair.target.count("„"),
        worst.sum(), reverse.sum(), lm.sum(), worst.sum() - lm.sum(),
    )  # fmt: skip
    return np.array(values, dtype=np.float32)


def bag(source: Sequence[Token], target: Sequence[Token]) -> npt.NDArray[np.int64]:
    """The words of both sides in lower case, and their parts, hashed (CRC-32): different numbers below BUCKETS, rising.

    Parts of words bring the forms of a word and the compounds with it together, in either language without a lemma."""
    out = set()
    for side, words in (("s", source), ("t", target)):
        for word in {f"<{token.text.lower()}>" for token in words}:
            parts = {word[at : at + n] for n in PARTS for at in range(len(word) - n + 1)}
            out |= {zlib.crc32(f"{side}{part}".encode()) % BUCKETS for part in (*parts, word[1:-1])}
    return np.array(sorted(out), dtype=np.int64)


def function_words(language: str) -> frozenset[str]:
    """The language's function words; none for a language without a table."""
    return word_list(language, "function_words") if language in ("de", "en") else frozenset()
