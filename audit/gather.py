"""Gathers the evidence: back-translations and forced decodings of a document, batched and cached.

    Interpreter.back_translate(targets)          G   English for every target
    Interpreter.states(sources, targets)         E   encoder states of every source and every target
    Interpreter.read(targets, sources, probes)   3F  target given source, source given target, target given nothing,
                                                 and 2F for each probe; the estimator's judgement on top, and the
                                                 cross-encoder's opinion and what it makes of the source's words,
                                                 1E of its own each
    Interpreter.retold(targets, evidences)       G   without a source: how like a target is to its round trip
Texts that are trivial (no word) or too long for the model never reach it; they get an empty Evidence.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from audit.cache import Cache, key_of, remembered
from audit.cores import spread
from audit.evidence import Answer, Evidence, Judgement, Opinion, Probe, Word
from audit.lexicon import Lexicon
from audit.models import ModelPair, embedded_folder, file_digest
from audit.parts import chunks, forced, translated
from audit.passes import Passes, passes
from audit.surroundings import FILE as SURROUNDINGS
from audit.surroundings import Surroundings
from audit.surroundings import load as surroundings
from audit.words import has_words

if TYPE_CHECKING:
    from audit.crossencoder import CrossEncoder
    from audit.estimator import Estimator
    from audit.marian import Floats, Forced, Marian

# Part of every cache key: raised when translations, encoder states, or the records below are made in another way.
TRANSLATING, ENCODING, READING, OPINING, SURROUNDING = 6, 5, 8, 3, 2
CROSS_PIECES = "crossencoder.json"  # the cross-encoder's tokenizer, beside its weights

Said = TypeVar("Said", Judgement, Opinion)
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

        if self.pair.reading.folder == self.pair.writing.folder:
            return self.reader.turned(self.pair.writing.tag)
        return Marian(self.pair.writing, converted=self.cache.models)

    @cached_property
    def estimator(self) -> "Estimator | None":
        """The estimator that the models bring for these languages."""
        if self.estimator_file is None:
            return None
        from audit.estimator import Estimator

        return Estimator(self.estimator_file)

    @cached_property
    def estimator_file(self) -> Path | None:
        """Its file; None where they bring none. It listens to both directions, so they must be one model."""
        folder, lexicon = self.pair.reading.folder, self.lexicon
        path = folder / f"estimator.{lexicon.source_language}-{lexicon.target_language}.safetensors"
        return path if folder == self.pair.writing.folder and path.is_file() else None

    @cached_property
    def cross_encoder(self) -> "CrossEncoder | None":
        """The embedded cross-encoder for these languages; it reads texts, so it serves beside any translation model."""
        if self.cross_encoder_file is None:
            return None
        from audit.crossencoder import CrossEncoder

        return CrossEncoder(self.cross_encoder_file, self.cross_encoder_file.with_name(CROSS_PIECES))

    @cached_property
    def cross_encoder_file(self) -> Path | None:
        """Its weights; None where there is none for these languages."""
        languages = f"{self.lexicon.source_language}-{self.lexicon.target_language}"
        path = embedded_folder() / f"crossencoder.{languages}.safetensors"
        return path if path.is_file() else None

    @cached_property
    def cross_encoder_digest(self) -> str:
        """SHA-256 of its weights; "" where there is none."""
        return "" if self.cross_encoder_file is None else file_digest(self.cross_encoder_file)

    @cached_property
    def around(self) -> Surroundings:
        """What stands around words in each of their senses; empty where there is no cross-encoder."""
        file = self.cross_encoder_file
        return Surroundings() if file is None else surroundings(file.with_name(SURROUNDINGS))

    def back_translate(self, targets: Sequence[str]) -> list[str]:
        """English for each target; "" for one without words or far too long. Nothing is cut off."""
        answers = remembered(
            self.cache,
            targets,
            key=lambda text: key_of(TRANSLATING, self.pair.digest, "translate", text),
            ask=lambda part: translated(part, self.reader, self.lexicon.target_language, back=self.writer),
            progress=lambda done, total: self.progress("back-translation", done, total),
        )
        return [str(answer) for answer in answers]

    def retold(self, targets: Sequence[str], evidences: Sequence[Evidence]) -> list[Evidence]:
        """The evidence of the targets, with what a round trip says of those that have no given source."""
        out = list(evidences)
        asked = [k for k, one in enumerate(out) if one.words and not one.source_given]
        alike = self.likeness([targets[k] for k in asked], [out[k].back_translation for k in asked])
        for k, share in zip(asked, alike, strict=True):
            out[k] = replace(out[k], retold=share)
        return out

    def likeness(self, targets: Sequence[str], back_translations: Sequence[str]) -> list[float]:
        """How like (chrF, 0-1) each target is to what the model makes of its back-translation. A round trip takes from
        a text what a person gave it, and leaves a machine's nearly as it was (Nguyen-Son et al. 2021, "Machine
        Translated Text Detection Through Text Similarity with Round-Trip Translation")."""
        from sacrebleu.metrics import CHRF

        made = remembered(
            self.cache,
            back_translations,
            key=lambda text: key_of(TRANSLATING, self.pair.digest, "retell", text),
            ask=lambda part: translated(part, self.writer, self.lexicon.source_language),
            progress=lambda done, total: self.progress("round trip", done, total),
        )
        alike = CHRF()
        pairs = zip(made, targets, strict=True)
        return [round(alike.sentence_score(str(again), [target]).score / 100, 4) for again, target in pairs]

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
            means = (np.mean([next(found) for _ in text], axis=0) if text else nothing for text in parts)
            return [_packed(np.asarray(mean, np.float32)) for mean in means]

        answers = remembered(
            self.cache,
            texts,
            key=lambda text: key_of(ENCODING, self.pair.digest, "states", side, text),
            ask=ask,
            progress=lambda done, total: self.progress("encoder states", done, total),
        )
        return np.stack([_unpacked(answer) for answer in answers])

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
        estimator = "" if self.estimator_file is None else file_digest(self.estimator_file)
        digests = (self.pair.digest, self.lexicon.digest, estimator)
        answers = remembered(
            self.cache,
            questions,
            key=lambda question: key_of(READING, *digests, "read", *question),
            ask=lambda part: [asdict(evidence) for evidence in self._read(part)],
            progress=lambda done, total: self.progress("evidence", done, total),
        )
        evidences = [from_json(answer) for answer in answers]
        read = [k for k, evidence in enumerate(evidences) if evidence.words]
        opinions = self.opinions([targets[k] for k in read], [sources[k] for k in read])
        around = self.surroundings([evidences[k].source for k in read])
        for k, opinion, words in zip(read, opinions, around, strict=True):
            evidences[k] = replace(evidences[k], opinion=opinion, surroundings=words)
        return evidences

    def surroundings(self, sources: Sequence[str]) -> "list[Floats | None]":
        """What stands around each word of each source (n, k); None where nothing can be known."""
        table = self.around
        if not table:
            return [None] * len(sources)

        def ask(part: Sequence[str]) -> list[str]:
            assert self.cross_encoder is not None
            states = spread(self.cross_encoder.states, part)
            return ["" if own is None else _packed(table.projected(own.numpy())) for own in states]

        answers = remembered(
            self.cache,
            sources,
            key=lambda source: key_of(SURROUNDING, self.cross_encoder_digest, table.basis, "surroundings", source),
            ask=ask,
            progress=lambda done, total: self.progress("senses", done, total),
        )
        width = table.projection.shape[1]
        return [_unpacked(answer).reshape(-1, width) if answer else None for answer in answers]

    def opinions(self, targets: Sequence[str], sources: Sequence[str | None]) -> list[Opinion | None]:
        """What the cross-encoder says of each target; all None where there is none for these languages."""
        if self.cross_encoder_file is None:
            return [None] * len(targets)

        def ask(part: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
            reader = self.cross_encoder
            assert reader is not None
            said = spread(lambda question: reader(*question), part)
            return [{} if one is None else asdict(one) for one in said]

        answers = remembered(
            self.cache,
            [(source or "", target) for source, target in zip(sources, targets, strict=True)],
            key=lambda question: key_of(OPINING, self.cross_encoder_digest, "opinion", *question),
            ask=ask,
            progress=lambda done, total: self.progress("second reading", done, total),
        )
        return [_restored(Opinion, answer) if answer else None for answer in answers]

    def _read(self, questions: Sequence[tuple[str, str, bool, str, tuple[Probe, ...]]]) -> list[Evidence]:
        fits = [i for i, q in enumerate(questions) if self.fits(q[0], q[1])]
        asked = [questions[i] for i in fits]
        probes = [[probe for probe in q[4] if self._askable(q[0], probe)] for q in asked]
        read = self.passes([(source, target) for target, source, *_ in asked])
        variants = [(q[1], replaced(q[0], probe)) for q, own in zip(asked, probes, strict=True) for probe in own]
        variant_given = iter(self._written(variants))
        variant_alone = iter(self._written([(None, variant) for _, variant in variants]))
        judgements = self._judged(read, [q[2] for q in asked])
        out = [Evidence(source=q[1], source_given=q[2], back_translation=q[3]) for q in questions]
        for i, one, own, judgement in zip(fits, read, probes, judgements, strict=True):
            out[i] = replace(
                out[i],
                words=one.words(),
                source_words=one.words_of_source(),
                links=one.links,
                answers=tuple(
                    Answer(
                        probe, next(variant_given).total - one.given.total, next(variant_alone).total - one.alone.total
                    )
                    for probe in own
                ),
                judgement=judgement,
                closing=one.closing(),
            )
        return out

    def _judged(self, read: Sequence[Passes], given: Sequence[bool]) -> list[Judgement | None]:
        """What the estimator says of each; given: whether its source is no back-translation."""
        estimator = self.estimator
        if estimator is None:
            return [None] * len(read)
        return spread(lambda one: estimator(one[0].reading(), given=one[1]), list(zip(read, given, strict=True)))

    def passes(self, pairs: Sequence[tuple[str, str]]) -> list[Passes]:
        """The three forced decodings of each (source, target), in order. Both sides must have words and fit the
        model."""
        given = self._written(pairs)
        languages = self.lexicon.target_language, self.lexicon.source_language
        reverse = forced(self.reader, [(target, source) for source, target in pairs], *languages)
        alone = self._written([(None, target) for _, target in pairs])
        return [
            passes(pair, one, other, free, self.lexicon)
            for pair, one, other, free in zip(pairs, given, reverse, alone, strict=True)
        ]

    def _written(self, pairs: Sequence[tuple[str | None, str]]) -> "list[Forced]":
        """Each target forced for its source, sentence by sentence."""
        return forced(self.writer, pairs, self.lexicon.source_language, self.lexicon.target_language)

    def _askable(self, target: str, probe: Probe) -> bool:
        """Whether the target with the replacement in place still fits one pass."""
        return len(self.writer.pieces(replaced(target, probe), side="target")) <= self.writer.longest

    def fits(self, target: str, source: str) -> bool:
        """Whether both sides have words and are short enough for one pass; the longest probe adds a few pieces."""
        if not (has_words(target) and has_words(source)):
            return False
        limit = min(self.writer.longest, self.reader.longest) - 8
        if len(target) > 20 * limit or len(source) > 20 * limit:  # no need to cut 1 MB into pieces to know
            return False
        return (
            len(self.writer.pieces(target, side="target")) <= limit
            and len(self.writer.pieces(source, side="source")) <= limit
            and len(self.reader.pieces(target, side="source")) <= limit
            and len(self.reader.pieces(source, side="target")) <= limit
        )


def _packed(values: "Floats") -> str:
    """Values as half floats, so that the cache can keep them."""
    return base64.b64encode(values.astype("<f2").tobytes()).decode()


def _unpacked(text: str) -> "Floats":
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32)


def replaced(text: str, probe: Probe) -> str:
    """The text with the probe's replacement in place."""
    return text[: probe.start] + probe.replacement + text[probe.end :]


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
        judgement=_restored(Judgement, value["judgement"]) if value["judgement"] else None,
        closing=value["closing"],
    )


def _restored(kind: type[Said], value: dict[str, Any]) -> Said:
    """A Judgement or an Opinion from its JSON form, where a tuple is a list."""
    fields: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in value.items()}
    return kind(**fields)
