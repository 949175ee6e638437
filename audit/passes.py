"""A source and a target as the models read them: three forced decodings, brought from pieces to words.

The target given the source, the source given the target, and the target given nothing. From these come the words of the
evidence, their links, and what the estimator sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.align.links import links
from audit.evidence import Word
from audit.features import Pair, bag, by_word, features, figures, members
from audit.lexicon import Lexicon
from audit.reading import Reading, SourceReading
from audit.source_features import source_features
from audit.words import Token, tokens

if TYPE_CHECKING:
    from audit.marian import Floats, Forced


@dataclass(frozen=True, slots=True)
class Passes:
    """One pair of texts with its words, their links (target word, source word), and the three decodings."""

    source: str
    target: str
    source_words: tuple[Token, ...]
    target_words: tuple[Token, ...]
    links: tuple[tuple[int, int], ...]
    given: "Forced"
    reverse: "Forced"
    alone: "Forced"
    lexicon: Lexicon

    def words(self) -> tuple[Word, ...]:
        """What the models say of each target word."""
        return _words(self.target, self.target_words, self.given, self.alone)

    def words_of_source(self) -> tuple[Word, ...]:
        """What the models say of each source word, given the target."""
        return _words(self.source, self.source_words, self.reverse, None)

    def closing(self) -> float:
        """How well the language model takes it that the sentence ends at its full stop; 0.0 for texts without one."""
        return _closing(self.target, self.alone)

    def reading(self) -> Reading:
        """The pair as the estimator reads it."""
        pair = Pair(
            source=self.source,
            target=self.target,
            source_words=self.source_words,
            target_words=self.target_words,
            links=self.links,
            given=figures(self.target_words, self.given),
            reverse=figures(self.source_words, self.reverse),
            alone=figures(self.target_words, self.alone),
            source_language=self.lexicon.source_language,
            target_language=self.lexicon.target_language,
        )
        words, segment = features(pair, self.lexicon)
        return Reading(
            words=words,
            segment=segment,
            decoder=by_word(self.given.states, self.target_words, self.given.pieces),
            encoder=by_word(self.reverse.source_states, self.target_words, self.reverse.source_pieces),
            bag=bag(self.source_words, self.target_words),
            source=SourceReading(
                words=source_features(pair),
                decoder=by_word(self.reverse.states, self.source_words, self.reverse.pieces),
                encoder=by_word(self.given.source_states, self.source_words, self.given.source_pieces),
            ),
        )


def passes(pair: tuple[str, str], given: "Forced", reverse: "Forced", alone: "Forced", lexicon: Lexicon) -> Passes:
    """The pair (source, target) with its words cut and linked."""
    source, target = pair
    target_words, source_words = tuple(tokens(target)), tuple(tokens(source))
    found = _links(target_words, source_words, given, reverse, lexicon)
    return Passes(source, target, source_words, target_words, found, given, reverse, alone, lexicon)


def _closing(text: str, alone: "Forced") -> float:
    """How well a language model takes it that the sentence ends at its full stop; 0.0 for texts without one."""
    for piece, logprob in zip(reversed(alone.pieces), reversed(alone.logprob.tolist()), strict=True):
        if text[piece.start : piece.end].strip() in {".", "!", "?"}:
            return round(float(logprob), 4)
        if any(c.isalnum() for c in text[piece.start : piece.end]):
            break
    return 0.0


def _words(text: str, words: Sequence[Token], forced: "Forced", alone: "Forced | None") -> tuple[Word, ...]:
    """The worst piece speaks for its word."""
    out = []
    for word, inside in zip(words, members(words, forced.pieces), strict=True):
        if not inside:  # only characters that SentencePiece drops, e.g. zero-width ones
            out.append(Word(word.start, word.end, 0.0, 1.0, 0.0, 0, text[word.start : word.end]))
            continue
        worst = min(inside, key=lambda i: float(forced.logprob[i]))
        # The alternative keeps what the word has before its worst piece: "Streit" + "macht" -> "Streitmacht". A piece
        # that begins a word is no continuation: there the model would rather end the word than change it.
        kept = text[word.start : max(word.start, forced.pieces[worst].start)] if worst != inside[0] else ""
        best = "" if kept and forced.best[worst].startswith("▁") else forced.best[worst].replace("▁", "")
        out.append(
            Word(
                start=word.start,
                end=word.end,
                logprob=round(float(forced.logprob[worst]), 4),
                boosted=round(float(min(forced.boosted[i] for i in inside)), 4),
                entropy=round(float(forced.entropy[worst]), 4),
                rank=int(forced.rank[worst]),
                alternative=kept + best if best else "",
                lm_logprob=0.0 if alone is None else round(float(min(alone.logprob[i] for i in inside)), 4),
            )
        )
    return tuple(out)


def _links(
    target: Sequence[Token], source: Sequence[Token], given: "Forced", reverse: "Forced", lexicon: Lexicon
) -> tuple[tuple[int, int], ...]:
    """Word links from the attention of both directions and the lexicon, see audit.align.links."""
    forward = _word_attention(given.attention, members(target, given.pieces), members(source, given.source_pieces))
    backward = _word_attention(
        reverse.attention, members(source, reverse.pieces), members(target, reverse.source_pieces)
    )
    return links(forward, backward, [token.text for token in target], [token.text for token in source], lexicon)


def _word_attention(attention: "Floats", rows: list[list[int]], columns: list[list[int]]) -> "Floats":
    """Piece attention (T, S) as word attention: mean over a row word's pieces, sum over a column word's pieces."""
    mean = np.zeros((len(rows), attention.shape[0]), dtype=np.float32)
    for row, pieces in zip(mean, rows, strict=True):
        row[pieces] = 1 / max(1, len(pieces))
    total = np.zeros((attention.shape[1], len(columns)), dtype=np.float32)
    for j, inside in enumerate(columns):
        total[inside, j] = 1
    words: Floats = (mean @ attention @ total).astype(np.float32)
    return words
