"""The whole way: documents -> alignment -> evidence -> findings -> scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from audit import __version__, calibration, checks, contexts, estimate, lexicon, mending, pair
from audit.align import Bead
from audit.align.links import phrases
from audit.cache import Cache
from audit.checks import sense
from audit.checks.doubt import Doubt
from audit.checks.sense_company import Knowledge
from audit.checks.suspicion import Suspect
from audit.checks.trap_own import extended
from audit.document import Document, Segment
from audit.errors import AuditError, ModelError
from audit.evidence import Evidence
from audit.finding import Finding
from audit.gather import Interpreter, Progress
from audit.glossary import Glossary
from audit.glossary import load as load_glossary
from audit.hand import believed
from audit.models import EMBEDDED, ModelPair, resolve
from audit.result import Audit, Link, SegmentResult, WordError
from audit.score import UNREAD, halved, of_segment, summarise, with_flaws
from audit.senses import Chooser
from audit.senses import load as inventory
from audit.words import has_words

WordLink = tuple[tuple[int, int], tuple[int, int]]
TIERS = ("quick", "standard")
_HELD_BACK = (
    "Held back, as the text reads as if a person had written it: doubts about its meaning ({}). "
    "What each word was held for stays in audit.jsonl (words)."
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an audit depends on besides its input.

    model   see audit.models; tier "quick" (forced decoding and rules) or "standard" (also asks the models about
            candidates, always shows a back-translation, and without a source makes a round trip)
    traps   trap tables of one's own (TOML); glossary: termbases (CSV, TSV, TBX)
    calibration  a file that `mt-audit calibrate` wrote, in place of the model's own"""

    model: str = EMBEDDED
    tier: str = "standard"
    language: str = "de"
    source_language: str = "en"
    traps: tuple[Path, ...] = ()
    glossary: tuple[Path, ...] = ()
    calibration: Path | None = None

    def __post_init__(self) -> None:
        """Raises AuditError for an unknown tier."""
        if self.tier not in TIERS:
            raise AuditError(f"tier {self.tier!r} is unknown; give one of: {', '.join(TIERS)}")


class Auditor:
    """Audits documents with one pair of models. Raises ModelError (models) and AuditError (input)."""

    def __init__(self, settings: Settings, cache: Cache, progress: Progress = lambda *_: None) -> None:
        self.settings = settings
        self.traps, self.traps_digest = extended(settings.language, settings.traps)
        self.glossary = self._glossary()
        self.pair: ModelPair = resolve(
            settings.model, source_language=settings.source_language, target_language=settings.language
        )
        known = lexicon.of(self.pair, source_language=settings.source_language, target_language=settings.language)
        self.interpreter = Interpreter(self.pair, known, cache, progress)
        reading, writing = self.pair.reading.folder, self.pair.writing.folder
        self.calibration_file = settings.calibration or calibration.path_of(reading, writing)
        languages = f"{settings.source_language}-{settings.language}"
        try:
            self.calibration = calibration.load(reading, writing, languages, settings.calibration)
        except ModelError as error:
            if settings.calibration is None:
                raise
            raise AuditError(str(error)) from error  # a file of the user's: wrong input, no missing model

    @cached_property
    def senses(self) -> Knowledge:
        """What the sense check knows, loaded at the first audit: aligning does without."""
        languages = {"source_language": self.settings.source_language, "target_language": self.settings.language}
        return Knowledge(contexts.of(self.pair, **languages), self.interpreter.lexicon)

    @cached_property
    def chooser(self) -> Chooser:
        """The sense inventory, likewise."""
        english = self.settings.source_language == "en"
        entries = inventory(self.settings.language) if english else {}
        return Chooser(entries, self.senses.contexts, self.interpreter.around)

    def audit(self, document: Document, source: Document | None = None) -> Audit:
        """The audit of a document; `source` is the document it was translated from, where one is given."""
        return self.audit_with_evidence(document, source)[0]

    def audit_with_evidence(
        self, document: Document, source: Document | None = None
    ) -> tuple[Audit, tuple[Evidence, ...]]:
        """The audit, and what it rests on: the evidence of each of its segments."""
        has_sources = any(segment.source is not None for segment in document.segments)
        if source is not None and has_sources:
            raise AuditError(f"{document.name}: its rows have their sources already; leave out --source")
        paired = source is not None or has_sources
        pair.guard_languages(document, source, (self.settings.source_language, self.settings.language))
        signature = self.signature(paired=paired)  # first: it loads the tables, and a damaged one must not wait
        segments = document.segments
        if source is not None:
            segments = pair.joined(source, document, self.beads(document, source))
        evidences = self._evidence(segments)
        results, held_back = self._results(segments, evidences), 0
        if not paired:
            results, held_back = believed(results, self.calibration.head(given=False).reliability)
        audit = Audit(
            name=document.name,
            language=document.language,
            source_given=paired,
            signature=signature,
            summary=summarise(results),
            segments=results,
            notes=(
                *document.notes,
                *(source.notes if source else ()),
                *self._notes(segments, evidences),
                *([_HELD_BACK.format(held_back)] if held_back else []),
            ),
        )
        return audit, tuple(evidences)

    def signature(self, *, paired: bool) -> str:
        """What makes a result repeatable, in the manner of sacreBLEU's signatures."""
        return "|".join(
            (
                "mt-audit",
                f"lang:{self.settings.source_language}-{self.settings.language}",
                f"source:{'given' if paired else 'none'}",
                f"model:{self.pair.name}:{self.pair.digest[:10]}",
                f"lexicon:{self.interpreter.lexicon.digest[:10] or 'none'}",
                f"contexts:{self.senses.contexts.digest[:10] or 'none'}",
                f"reader:{self.interpreter.cross_encoder_digest[:10] or 'none'}",
                f"senses:{self.interpreter.around.digest[:10] or 'none'}",
                f"calibration:{self.calibration.digest[:10]}",
                f"tier:{self.settings.tier}",
                *([f"traps:{self.traps_digest[:10]}"] if self.traps_digest else []),
                *([f"glossary:{self.glossary.digest[:10]}"] if self.glossary else []),
                f"rules:{checks.digest()[:10]}",
                f"v:{__version__}",
            )
        )

    def _glossary(self) -> Glossary | None:
        if not self.settings.glossary:
            return None
        return load_glossary(
            self.settings.glossary,
            language=self.settings.language,
            source_language=self.settings.source_language,
        )

    def beads(self, document: Document, source: Document) -> list[Bead]:
        """The sentence alignment of a document with its source; the quick tier translates back only what the
        lexicon leaves in doubt, and asks for no encoder states. Raises AuditError where the documents do not belong
        together."""
        interpreter, sparing = self.interpreter, self.settings.tier == "quick"
        return pair.beads(
            source,
            document,
            interpreter.back_translate,
            interpreter.lexicon,
            states=interpreter.states,
            sparing=sparing,
        )

    def word_links(self, document: Document, source: Document, beads: Sequence[Bead]) -> list[list[WordLink]]:
        """For each bead its word links: (start, end) in its source text and (start, end) in its target text, where
        several sentences are joined by a space."""
        segments = pair.joined(source, document, beads)
        evidences = self.interpreter.read(
            [segment.text for segment in segments],
            [segment.source for segment in segments],
            [""] * len(segments),
            [()] * len(segments),
        )
        return [
            [(span, (link.start, link.end)) for link in _links(evidence) for span in link.spans]
            for evidence in evidences
        ]

    def _evidence(self, segments: Sequence[Segment]) -> list[Evidence]:
        quick = self.settings.tier == "quick"
        targets = [segment.text for segment in segments]
        # The quick tier generates nothing for rows that have their source. Those of sentences that were translated back
        # for the alignment, and stayed whole, come from the cache.
        wanted = [text if not (quick and s.source) else "" for s, text in zip(segments, targets, strict=True)]
        backs = self.interpreter.back_translate(wanted)
        probes = [() if quick else checks.probes(segment, self.settings.language, self.traps) for segment in segments]
        read = self.interpreter.read(targets, [segment.source for segment in segments], backs, probes)
        return read if quick else self.interpreter.retold(targets, read)

    def _results(self, segments: Sequence[Segment], evidences: Sequence[Evidence]) -> tuple[SegmentResult, ...]:
        heads = [self._head(evidence) for evidence in evidences]
        words = [
            estimate.word_errors(segment.text, evidence, head)
            for segment, evidence, head in zip(segments, evidences, heads, strict=True)
        ]
        doubts = [
            sense.doubts(segment.text, evidence, self.senses, self.chooser)
            for segment, evidence in zip(segments, evidences, strict=True)
        ]
        findings = checks.run(
            segments,
            evidences,
            words,
            self.settings.language,
            source_language=self.settings.source_language,
            table=self.traps,
            glossary=self.glossary,
            doubts=doubts,
            suspected=self._suspects(segments, evidences),
            measure=lambda finding, evidence: estimate.measured(finding, self._head(evidence)),
        )
        rows = zip(segments, evidences, words, doubts, findings, strict=True)
        return tuple(self._result(*row) for row in rows)

    def _suspects(self, segments: Sequence[Segment], evidences: Sequence[Evidence]) -> list[list[Suspect]]:
        if self.settings.language != "de":
            return [[] for _ in segments]
        asking, limit = self.settings.tier != "quick", self.calibration.suspicion
        return mending.suspects(self.interpreter, segments, evidences, limit, asking=asking)

    def _result(
        self,
        segment: Segment,
        evidence: Evidence,
        words: tuple[WordError, ...],
        doubted: Sequence[Doubt],
        findings: Sequence[Finding],
    ) -> SegmentResult:
        whole = estimate.whole(evidence, self._head(evidence))
        score, critical = of_segment(whole, findings, doubted)
        half = halved(evidence.source if evidence.source_given else None, segment.text)
        score, judged = 0.0 if half else score, half or whole is not None
        fluent = estimate.fluency(evidence, segment.kind, self.calibration)
        return SegmentResult(
            segment=segment,
            source=segment.source,
            back_translation=evidence.back_translation,
            score=score,
            adequacy=score if evidence.source_given and judged else None,
            fluency=with_flaws(UNREAD if fluent is None else fluent, findings),
            critical=critical,
            machine=None if whole is None else estimate.probability(whole.machine),
            words=estimate.with_marks(segment.text, estimate.with_rules(words, findings), self.settings.language),
            links=_links(evidence),
            findings=tuple(pair.located(finding, segment.pairing) for finding in findings),
            judged=judged,
            source_words=estimate.missing(evidence),
            gaps=estimate.gaps(evidence),
        )

    def _head(self, evidence: Evidence) -> calibration.Head:
        return self.calibration.head(given=evidence.source_given)

    def _notes(self, segments: Sequence[Segment], evidences: Sequence[Evidence]) -> tuple[str, ...]:
        notes = []
        if self.settings.language != "de":
            notes.append("Traps, grammar, numbers, names and typography are checked for German targets only.")
        elif self.settings.source_language != "en":
            notes.append(
                "Names, negation, and numbers beyond plain figures are compared with English sources only; traps and "
                "senses, too, are those of English."
            )
        if self.glossary:
            notes.append(f"Terms read from the glossary: {len(self.glossary.terms)}.")
        if not self.calibration.native:
            notes.append(
                "This model has no calibration of its own: what rests on its figures uses the embedded model's and "
                "ranks better than it measures."
            )
        moved = [segment.id for segment in segments if segment.pairing and segment.pairing.moved]
        if moved:
            notes.append(f"In another place than in the source: segment {_listed(moved)}.")
        unread = [s.id for s, e in zip(segments, evidences, strict=True) if has_words(s.text) and not e.words]
        if unread:
            notes.append(
                f"Too long for the model or without a counterpart, checked by rules only: segment {_listed(unread)}."
            )
        return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def _links(evidence: Evidence) -> tuple[Link, ...]:
    """The aligned words of the target, in phrases; a phrase that stands apart in the target is a link for each part."""
    out = []
    for target, source in phrases(evidence.links):
        spans = tuple((evidence.source_words[j].start, evidence.source_words[j].end) for j in source)
        aligned = " ".join(evidence.source[start:end] for start, end in spans)
        for first, last in _stretches(target):
            out.append(Link(evidence.words[first].start, evidence.words[last].end, aligned, spans))
    return tuple(sorted(out, key=lambda link: link.start))


def _stretches(places: Sequence[int]) -> list[tuple[int, int]]:
    """Rising places as stretches of neighbours: (first, last)."""
    out: list[tuple[int, int]] = []
    for place in places:
        out = [*out[:-1], (out[-1][0], place)] if out and place == out[-1][1] + 1 else [*out, (place, place)]
    return out
