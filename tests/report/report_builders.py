"""Short ways to make the records that reports read."""

from collections.abc import Mapping
from typing import Any

from audit.document import Kind, Segment
from audit.finding import PENALTY, Category, Finding, Severity, found
from audit.result import Audit, Link, SegmentResult, Summary, WordError

SIGNATURE = "mt-audit|v:0.1.0|model:marian-deen@3f9c2a71|tier:standard|seed:1"


def flag(text: str, span: str, category: Category, severity: Severity, **fields: Any) -> Finding:
    """A finding on the first place where the span stands in the text."""
    start = text.index(span)
    given = {"confidence": 0.7, "message": "Reason.", "check": "traps"} | fields
    return found(
        text, start, start + len(span), category=category, severity=severity, **{"id": f"{start:012x}"} | given
    )


def result(name: str, text: str, *findings: Finding, **fields: Any) -> SegmentResult:
    """A segment's result with unremarkable scores; fields override."""
    kind, line = fields.pop("kind", Kind.SENTENCE), fields.pop("line", int(name) if name.isdigit() else 1)
    pairs: Mapping[str, str] = fields.pop("pairs", {})
    source = fields.get("source")
    links = tuple(Link(text.index(w), text.index(w) + len(w), a) for w, a in pairs.items())
    given: dict[str, Any] = {
        "source": None,
        "back_translation": "",
        "score": 84.0 - 14 * len(findings),
        "adequacy": None if source is None else 80.0,
        "fluency": 82.0 - 9 * len(findings),
        "critical": 0.05,
        "machine": 0.62,
        "words": tuple(WordError(link.start, link.end, 0.123456) for link in links),
    }
    return SegmentResult(
        segment=Segment(id=name, text=text, kind=kind, line=line, source=source),
        links=links,
        findings=findings,
        **given | fields,
    )


def audit_of(*segments: SegmentResult, **fields: Any) -> Audit:
    """An audit of these segments; the summary counts what is there."""
    by_severity: dict[str, int] = {}
    by_category: dict[str, dict[str, int]] = {}
    for finding in (f for s in segments for f in s.findings):
        by_severity[finding.severity.value] = by_severity.get(finding.severity.value, 0) + 1
        row = by_category.setdefault(finding.category.value, {})
        row[finding.severity.value] = row.get(finding.severity.value, 0) + 1
    words = sum(len(s.segment.text.split()) for s in segments)
    penalty = sum(PENALTY[f.severity] for s in segments for f in s.findings)
    summary = Summary(
        segments=len(segments),
        words=words,
        score=63.4,
        fluency=58.9,
        adequacy=None,
        machine=0.87,
        machine_reasons=(
            "Idioms are carried over word for word (4 places).",
            "Sentences keep the English order of words far more often than German news does.",
            "A round trip into English and back changes almost nothing.",
        ),
        penalty=penalty,
        penalty_per_1000=1000 * penalty / max(words, 1),
        by_severity=by_severity,
        by_category=by_category,
    )
    given: dict[str, Any] = {
        "name": "hafenausbau.de.md",
        "language": "de",
        "source_given": False,
        "signature": SIGNATURE,
    }
    return Audit(summary=summary, segments=segments, **given | fields)
