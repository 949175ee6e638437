"""Gathers the evidence: back-translations and forced decodings of a document, batched and cached.

    Interpreter.back_translate(targets)          G   English for every target
    Interpreter.states(sources, targets)         E   encoder states of every source and every target
    Interpreter.read(targets, sources, probes)   3F  target given source, source given target, target given nothing,
                                                 and 2F for each probe
Texts that are trivial (no word) or too long for the model never reach it; they get an empty Evidence.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.align.links import links
from audit.cache import Cache, key_of, remembered
from audit.evidence import Answer, Evidence, Probe, Word
from audit.lexicon import Lexicon
from audit.models import ModelPair
from audit.words import Token, tokens

if TYPE_CHECKING:
    from audit.marian import Floats, Forced, Marian, Piece

METHOD = 4  # part of every cache key: raise it when the records below are computed in another way
MAX_CHUNKS = 16  # a text longer than this many model lengths is no sentence: rules only

Progress = Callable[[str, int, int], None]  # step, done, total


class Interpreter:
    """The two directions of a model pair with their cache. A model loads when the cache first has no answer."""

    def __init__(self, pair: ModelPair, lexicon: Lexicon, cache: Cache, progress: Progress = lambda *_: None) -> None:
        self.pair, self.lexicon, self.cache, self.progress = pair, lexicon, cache, progress

    @cached_property
    def reader(self) -> "Marian":
        """Target language to source language (German to English)."""
        from audit.marian import Marian

        return Marian(self.pair.reading, converted=self.cache.models)

    @cached_property
    def writer(self) -> "Marian":
        """Source language to target language (English to German)."""
        from audit.marian import Marian

        return Marian(self.pair.writing, converted=self.cache.models)

    def back_translate(self, targets: Sequence[str]) -> list[str]:
        """English for each target; "" for one without words or far too long. Long texts go in parts, none is cut."""

        def ask(texts: Sequence[str]) -> list[str]:
            parts = [chunks(text, self.reader) for text in texts]
            flat = iter(self.reader.translate([part for text in parts for part in text]))
            return [" ".join(next(flat) for _ in text) for text in parts]

        answers = remembered(
            self.cache,
            targets,
            key=lambda text: key_of(METHOD, self.pair.digest, "translate", text),
            ask=ask,
            progress=lambda done, total: self.progress("back-translation", done, total),
        )
        return [str(answer) for answer in answers]

    def states(self, sources: Sequence[str], targets: Sequence[str]) -> "tuple[Floats, Floats] | None":
        """Mean encoder states of sources and of targets, (texts, d) each; zeros for a text without words or far too
        long. None where the two directions are two models: each has an encoder of its own then, and nothing compares
        them."""
        if self.pair.reading.folder != self.pair.writing.folder or not sources or not targets:
            return None
        return self._states(sources, self.writer, "source"), self._states(targets, self.reader, "target")

    def _states(self, texts: Sequence[str], model: "Marian", side: str) -> "Floats":
        def ask(part: Sequence[str]) -> list[str]:
            parts = [chunks(text, model) for text in part]
            found = iter(model.states([one for text in parts for one in text]))
            nothing = np.zeros(model.form.width)
            means = [np.mean([next(found) for _ in text], axis=0) if text else nothing for text in parts]
            return [base64.b64encode(mean.astype("<f2").tobytes()).decode() for mean in means]

        answers = remembered(
            self.cache,
            texts,
            key=lambda text: key_of(METHOD, self.pair.digest, "states", side, text),
            ask=ask,
            progress=lambda done, total: self.progress("encoder states", done, total),
        )
        return np.stack([np.frombuffer(base64.b64decode(answer), "<f2") for answer in answers]).astype(np.float32)

    def read(
        self,
        targets: Sequence[str],
        sources: Sequence[str | None],
        back_translations: Sequence[str],
        probes: Sequence[Sequence[Probe]],
    ) -> list[Evidence]:
        """The evidence of each target. A source of None is replaced by the back-translation."""
        questions = [
            (target, back if source is None else source, source is not None, back, tuple(asked))
            for target, source, back, asked in zip(targets, sources, back_translations, probes, strict=True)
        ]
        answers = remembered(
            self.cache,
            questions,
            key=lambda question: key_of(METHOD, self.pair.digest, self.lexicon.digest, "read", *question),
            ask=lambda part: [asdict(evidence) for evidence in self._read(part)],
            progress=lambda done, total: self.progress("evidence", done, total),
        )
        return [from_json(answer) for answer in answers]

    def _read(self, questions: Sequence[tuple[str, str, bool, str, tuple[Probe, ...]]]) -> list[Evidence]:
        fits = [i for i, q in enumerate(questions) if self._fits(q[0], q[1])]
        asked = [questions[i] for i in fits]
        probes = [[probe for probe in q[4] if self._askable(q[0], probe)] for q in asked]
        given = self.writer.score([(source, target) for target, source, *_ in asked])
        reverse = self.reader.score([(target, source) for target, source, *_ in asked])
        alone = self.writer.score([(None, target) for target, *_ in asked])
        variants = [(q[1], replaced(q[0], probe)) for q, own in zip(asked, probes, strict=True) for probe in own]
        variant_given = iter(self.writer.score(variants))
        variant_alone = iter(self.writer.score([(None, variant) for _, variant in variants]))
        out = [Evidence(source=q[1], source_given=q[2], back_translation=q[3]) for q in questions]
        for k, i in enumerate(fits):
            target, source, source_given, back, _ = questions[i]
            answers = tuple(
                Answer(probe, next(variant_given).total - given[k].total, next(variant_alone).total - alone[k].total)
                for probe in probes[k]
            )
            target_words, source_words = list(tokens(target)), list(tokens(source))
            out[i] = Evidence(
                source=source,
                source_given=source_given,
                back_translation=back,
                words=_words(target, target_words, given[k], alone[k]),
                source_words=_words(source, source_words, reverse[k], None),
                links=_links(target_words, source_words, given[k], reverse[k], self.lexicon),
                answers=answers,
                closing=_closing(target, alone[k]),
            )
        return out

    def _askable(self, target: str, probe: Probe) -> bool:
        """Whether the target with the replacement in place still fits one pass."""
        return len(self.writer.pieces(replaced(target, probe), side="target")) <= self.writer.longest

    def _fits(self, target: str, source: str) -> bool:
        """Whether both sides have words and are short enough for one pass; the longest probe adds a few pieces."""
        if not (has_words(target) and has_words(source)):
            return False
        limit = self.writer.longest - 8
        if len(target) > 20 * limit or len(source) > 20 * limit:  # no need to cut 1 MB into pieces to know
            return False
        return (
            len(self.writer.pieces(target, side="target")) <= limit
            and len(self.writer.pieces(source, side="source")) <= limit
            and len(self.reader.pieces(target, side="source")) <= limit
            and len(self.reader.pieces(source, side="target")) <= limit
        )


def has_words(text: str) -> bool:
    """Whether a text is worth a model: it has a word with a letter. (Marian turns " " into a sentence.)"""
    return any(any(c.isalpha() for c in token.text) for token in tokens(text))


def replaced(text: str, probe: Probe) -> str:
    """The text with the probe's replacement in place."""
    return text[: probe.start] + probe.replacement + text[probe.end :]


def chunks(text: str, model: "Marian") -> list[str]:
    """The text in parts that fit the model, split at spaces; [] where it has no words or is far too long."""
    if not has_words(text) or len(text) > 20 * MAX_CHUNKS * model.longest:
        return []
    parts, limit = [text], model.longest - 2
    while any(len(model.pieces(part, side="source")) > limit for part in parts):
        if len(parts) >= MAX_CHUNKS:
            return []
        parts = [half for part in parts for half in _halves(part, len(model.pieces(part, side="source")) > limit)]
    return [part for part in parts if has_words(part)]


def _halves(part: str, split: bool) -> list[str]:
    if not split:
        return [part]
    middle = len(part) // 2
    # Prefer the break after a clause, then any space, near the middle; a text without spaces is cut where it is.
    for mark in ("; ", ", ", " "):
        at = part.find(mark, middle)
        if 0 <= at < len(part) * 3 // 4:
            return [part[: at + len(mark)].strip(), part[at + len(mark) :].strip()]
    return [part[:middle], part[middle:]]


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
    for word, members in zip(words, _members(words, forced.pieces), strict=True):
        if not members:  # only characters that SentencePiece drops, e.g. zero-width ones
            out.append(Word(word.start, word.end, 0.0, 1.0, 0.0, 0, text[word.start : word.end]))
            continue
        worst = min(members, key=lambda i: float(forced.logprob[i]))
        # The alternative keeps what the word has before its worst piece: "Streit" + "macht" -> "Streitmacht". A piece
        # that begins a word is no continuation: there the model would rather end the word than change it.
        kept = text[word.start : max(word.start, forced.pieces[worst].start)] if worst != members[0] else ""
        best = "" if kept and forced.best[worst].startswith("▁") else forced.best[worst].replace("▁", "")
        out.append(
            Word(
                start=word.start,
                end=word.end,
                logprob=round(float(forced.logprob[worst]), 4),
                boosted=round(float(min(forced.boosted[i] for i in members)), 4),
                entropy=round(float(forced.entropy[worst]), 4),
                rank=int(forced.rank[worst]),
                alternative=kept + best if best else "",
                lm_logprob=0.0 if alone is None else round(float(min(alone.logprob[i] for i in members)), 4),
            )
        )
    return tuple(out)


def _members(words: Sequence[Token], pieces: Sequence["Piece"]) -> list[list[int]]:
    """For each word the indices of the pieces that share a character with it; one pass over both."""
    out: list[list[int]] = [[] for _ in words]
    at = 0
    for index, piece in enumerate(pieces):
        while at < len(words) and words[at].end <= piece.start:
            at += 1
        k = at
        while k < len(words) and words[k].start < piece.end:
            if piece.end > words[k].start:
                out[k].append(index)
            k += 1
    return out


def _links(
    target: Sequence[Token], source: Sequence[Token], given: "Forced", reverse: "Forced", lexicon: Lexicon
) -> tuple[tuple[int, int], ...]:
    """Word links from the attention of both directions and the lexicon, see audit.align.links."""
    forward = _word_attention(given.attention, _members(target, given.pieces), _members(source, given.source_pieces))
    backward = _word_attention(
        reverse.attention, _members(source, reverse.pieces), _members(target, reverse.source_pieces)
    )
    return links(forward, backward, [token.text for token in target], [token.text for token in source], lexicon)


def _word_attention(attention: "Floats", rows: list[list[int]], columns: list[list[int]]) -> "Floats":
    """Piece attention (T, S) as word attention: mean over a row word's pieces, sum over a column word's pieces."""
    out = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for j, members in enumerate(columns):
        if members:
            column = attention[:, members].sum(axis=1)
            for i, pieces in enumerate(rows):
                if pieces:
                    out[i, j] = column[pieces].mean()
    return out


def from_json(value: dict[str, Any]) -> Evidence:
    """An Evidence from its JSON form (the inverse of dataclasses.asdict)."""
    return Evidence(
        source=value["source"],
        source_given=value["source_given"],
        back_translation=value["back_translation"],
        words=tuple(Word(**word) for word in value["words"]),
        source_words=tuple(Word(**word) for word in value["source_words"]),
        links=tuple((int(i), int(j)) for i, j in value["links"]),
        answers=tuple(
            Answer(Probe(**answer["probe"]), answer["given_source"], answer["alone"]) for answer in value["answers"]
        ),
        closing=value["closing"],
    )
