"""What an audit yields and reports read: plain records, computed already. Reports take these and never compute."""

from collections.abc import Mapping
from dataclasses import dataclass

from audit.document import Segment
from audit.finding import Finding


@dataclass(frozen=True, slots=True)
class WordError:
    """A target word and the probability (0-1) that it is wrong. Offsets: characters, end exclusive."""

    start: int
    end: int
    error: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A place between two characters of the target, and the probability (0-1) that something is missing there."""

    at: int
    error: float


@dataclass(frozen=True, slots=True)
class Link:
    """Aligned words: target[start:end] stands for these words of the source (or back-translation, where none is given),
    `aligned` in one string and `spans` as their characters there. Words that hang together are one link (a phrase)."""

    start: int
    end: int
    aligned: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """One audited segment. source is None where none was given; scores are 0-100, higher is better;
    adequacy is None where nothing can be said; critical and machine are probabilities 0-1
    (machine: the segment reads like machine translation; None where it is too short to tell).
    words are those of the target with the marks between them, by place.
    judged is False where no model read it and no side is missing: its score says nothing and counts nowhere.
    source_words tells for each source word how probably nothing in the target stands for it; gaps, where it would."""

    segment: Segment
    source: str | None
    back_translation: str
    score: float
    adequacy: float | None
    fluency: float
    critical: float
    machine: float | None
    words: tuple[WordError, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]
    judged: bool = True
    source_words: tuple[WordError, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The document in figures.

    words                 words of the target
    score, fluency        0-100, word-weighted means of what was judged, of all segments where nothing was; adequacy
                          likewise or None without a source
    machine               probability 0-1 that the document is machine translation, None where it is too short to tell
    machine_reasons       why, in words, strongest first
    penalty               MQM penalty points, sum over all findings
    penalty_per_1000      the same per 1,000 target words
    by_severity           severity -> number of findings
    by_category           category -> severity -> number of findings
    """

    segments: int
    words: int
    score: float
    fluency: float
    adequacy: float | None
    machine: float | None
    machine_reasons: tuple[str, ...]
    penalty: float
    penalty_per_1000: float
    by_severity: Mapping[str, int]
    by_category: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Audit:
    """A whole audit: document name, language, whether a source was given, signature (as sacreBLEU's), summary,
    segments, and notes (plain sentences for the reader, e.g. that a segment was too long for one pass)."""

    name: str
    language: str
    source_given: bool
    signature: str
    summary: Summary
    segments: tuple[SegmentResult, ...]
    notes: tuple[str, ...] = ()

    @property
    def finding_ids(self) -> frozenset[str]:
        """The ids of all findings."""
        return frozenset(finding.id for result in self.segments for finding in result.findings)
