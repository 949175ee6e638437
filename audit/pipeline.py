"""The whole way: documents -> alignment -> evidence -> findings -> scores."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from audit import __version__, checks, estimate
from audit.align import Bead, align
from audit.cache import Cache
from audit.document import Document, Kind, Segment
from audit.errors import AuditError
from audit.evidence import Evidence
from audit.finding import Finding, Severity
from audit.gather import Interpreter, Progress, has_words
from audit.languages.guess import looks_english
from audit.models import EMBEDDED, ModelPair, resolve
from audit.result import Audit, Link, SegmentResult, WordError
from audit.score import summarise

TIERS = ("quick", "standard")
UNREAD_SCORE = 50.0  # of a segment that no model could read and no rule found fault with: nothing is known
RULE_DISCOUNT = {"minor": 0.97, "major": 0.8, "critical": 0.4}  # factor on the score for each finding made by a rule
# Checks whose findings come from the very figures that the score comes from: they must not count twice.
SCORED_ALREADY = checks.DOUBTS


@dataclass(frozen=True, slots=True)
class Settings:
    """What an audit depends on besides its input.

    model   see audit.models; tier "quick" (forced decoding and rules) or "standard" (also asks the models about
            candidates and always shows a back-translation)"""

    model: str = EMBEDDED
    tier: str = "standard"
    language: str = "de"
    source_language: str = "en"


class Auditor:
    """Audits documents with one pair of models. Raises ModelError (models) and AuditError (input)."""

    def __init__(self, settings: Settings, cache: Cache, progress: Progress = lambda *_: None) -> None:
        self.settings = settings
        self.pair: ModelPair = resolve(
            settings.model, source_language=settings.source_language, target_language=settings.language
        )
        self.interpreter = Interpreter(self.pair, cache, progress)
        self.calibration = estimate.load(
            self.pair.reading.folder, self.pair.writing.folder, f"{settings.source_language}-{settings.language}"
        )

    def audit(self, document: Document, source: Document | None = None) -> Audit:
        """The audit of a document; `source` is the document it was translated from, where one is given."""
        has_sources = any(segment.source is not None for segment in document.segments)
        if source is not None and has_sources:
            raise AuditError(f"{document.name}: its rows have their sources already; leave out --source")
        paired = source is not None or has_sources
        if not paired:
            self._guard_language(document)
        segments = document.segments if source is None else self._paired(document, source)
        evidences = self._evidence(segments)
        results, logits = self._results(segments, evidences)
        return Audit(
            name=document.name,
            language=document.language,
            source_given=paired,
            signature=self.signature(paired=paired),
            summary=summarise(results, logits),
            segments=results,
            notes=self._notes(segments, evidences),
        )

    def signature(self, *, paired: bool) -> str:
        """What makes a result repeatable, in the manner of sacreBLEU's signatures."""
        return "|".join(
            (
                "mt-audit",
                f"lang:{self.settings.source_language}-{self.settings.language}",
                f"source:{'given' if paired else 'none'}",
                f"model:{self.pair.name}:{self.pair.digest[:10]}",
                f"calibration:{self.calibration.digest[:10]}",
                f"tier:{self.settings.tier}",
                f"v:{__version__}",
            )
        )

    def beads(self, document: Document, source: Document) -> list[Bead]:
        """The sentence alignment of a document with its source."""
        targets = [segment.text for segment in document.segments]
        return align(
            [segment.text for segment in source.segments],
            targets,
            self.interpreter.back_translate(targets),
            language=self.settings.source_language,
        )

    def _guard_language(self, document: Document) -> None:
        """Refuse a text that is in the source language already, before a model makes nonsense of it."""
        if (self.settings.language, self.settings.source_language) != ("de", "en"):
            return
        if looks_english(" ".join(segment.text for segment in document.segments)):
            raise AuditError(
                f"{document.name}: this text is English, not German; give the German translation, "
                "and the English as --source"
            )

    def _paired(self, document: Document, source: Document) -> tuple[Segment, ...]:
        """The document's segments, merged where the alignment says so, each with its source text ("" for none)."""
        out: list[Segment] = []
        for bead in self.beads(document, source):
            text = " ".join(source.segments[i].text for i in bead.source)
            if not bead.target:
                first = source.segments[bead.source[0]]
                out.append(replace(first, id=f"source-{first.id}", text="", source=text))
                continue
            parts = [document.segments[j] for j in bead.target]
            merged = " ".join(part.text for part in parts)
            kind = Kind.SENTENCE if any(part.kind is Kind.SENTENCE for part in parts) else parts[0].kind
            out.append(replace(parts[0], id="+".join(part.id for part in parts), text=merged, kind=kind, source=text))
        return tuple(out)

    def _evidence(self, segments: Sequence[Segment]) -> list[Evidence]:
        quick = self.settings.tier == "quick"
        targets = [segment.text for segment in segments]
        # The quick tier generates nothing for rows that have their source. (Aligning two documents takes
        # back-translations all the same; those of sentences that stayed whole come from the cache.)
        wanted = [text if not (quick and s.source) else "" for s, text in zip(segments, targets, strict=True)]
        backs = self.interpreter.back_translate(wanted)
        probes = [() if quick else checks.probes(segment, self.settings.language) for segment in segments]
        return self.interpreter.read(targets, [segment.source for segment in segments], backs, probes)

    def _results(
        self, segments: Sequence[Segment], evidences: Sequence[Evidence]
    ) -> tuple[tuple[SegmentResult, ...], list[float]]:
        heads = [self._head(evidence) for evidence in evidences]
        words = [
            estimate.word_errors(segment.text, evidence, head)
            for segment, evidence, head in zip(segments, evidences, heads, strict=True)
        ]
        findings = checks.run(
            segments,
            evidences,
            words,
            self.settings.language,
            odd=(self.calibration.odd_word, self.calibration.odd_end),
            measure=lambda finding, evidence: estimate.measured(finding, self._head(evidence)),
        )
        results = [
            self._result(segment, evidence, errors, own)
            for segment, evidence, errors, own in zip(segments, evidences, words, findings, strict=True)
        ]
        read = [evidence for evidence in evidences if estimate.readable(evidence)]
        logits = [estimate.machine_logit(evidence, self._head(evidence)) for evidence in read]
        return tuple(results), logits

    def _result(
        self, segment: Segment, evidence: Evidence, words: tuple[WordError, ...], findings: Sequence[Finding]
    ) -> SegmentResult:
        head, read = self._head(evidence), estimate.readable(evidence)
        # One side without the other is the whole error, whatever models could say of half a pair.
        halved = evidence.source_given and bool(segment.text.strip()) != bool(evidence.source.strip())
        score = 0.0 if halved else estimate.score(evidence, head) if read else UNREAD_SCORE
        critical = estimate.critical(evidence, head) if read else 0.0
        for finding in findings:
            if finding.check not in SCORED_ALREADY:
                score *= 1 - (1 - RULE_DISCOUNT[finding.severity.value]) * finding.confidence
            if finding.severity is Severity.CRITICAL:
                critical = max(critical, finding.confidence)
        fluent = estimate.fluency(evidence, segment.kind, self.calibration)
        return SegmentResult(
            segment=segment,
            source=segment.source,
            back_translation=evidence.back_translation,
            score=score,
            adequacy=score if evidence.source_given and (read or halved) else None,
            fluency=UNREAD_SCORE if fluent is None else fluent,
            critical=critical,
            machine=estimate.probability(estimate.machine_logit(evidence, head)) if read else None,
            words=words,
            links=_links(evidence),
            findings=tuple(findings),
            judged=read or halved,
        )

    def _head(self, evidence: Evidence) -> estimate.Head:
        return self.calibration.with_source if evidence.source_given else self.calibration.without_source

    def _notes(self, segments: Sequence[Segment], evidences: Sequence[Evidence]) -> tuple[str, ...]:
        notes = []
        if self.settings.language != "de":
            notes.append("Traps, grammar, numbers, names and typography are checked for German targets only.")
        if not self.calibration.native:
            notes.append(
                "This model has no calibration of its own: probabilities and scores use the embedded model's and rank "
                "better than they measure."
            )
        unread = [s.id for s, e in zip(segments, evidences, strict=True) if has_words(s.text) and not e.words]
        if unread:
            shown = ", ".join(unread[:5]) + (" …" if len(unread) > 5 else "")
            notes.append(f"Too long for the model or without a counterpart, checked by rules only: segment {shown}.")
        return tuple(notes)


def _links(evidence: Evidence) -> tuple[Link, ...]:
    """The aligned words of each target word, for display."""
    return tuple(
        Link(
            start=evidence.words[i].start,
            end=evidence.words[i].end,
            aligned=" ".join(
                evidence.source[evidence.source_words[j].start : evidence.source_words[j].end] for _, j in group
            ),
        )
        for i, group in groupby(evidence.links, key=lambda link: link[0])
    )
