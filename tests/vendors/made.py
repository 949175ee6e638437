"""Audits made by hand: what the comparison, the gate and the history work on, without a model."""

from audit.document import Segment
from audit.finding import Category, Finding, Severity, found
from audit.result import Audit, SegmentResult, WordError
from audit.score import summarise

SIGNATURE = "mt-audit|lang:en-de|source:given|model:made:0|calibration:0|tier:quick|v:0"


def flag(
    text: str,
    span: str,
    severity: Severity = Severity.MAJOR,
    category: Category = Category.NUMBERS,
    check: str = "numbers",
) -> Finding:
    """A finding on the first place of the span."""
    start = text.index(span)
    made = found(
        text,
        start,
        start + len(span),
        category=category,
        severity=severity,
        confidence=0.8,
        message="Reason.",
        check=check,
    )
    return made.identified(text)


def segment(
    name: str, text: str, *findings: Finding, source: str | None = "A source.", score: float = 50.0, judged: bool = True
) -> SegmentResult:
    return SegmentResult(
        segment=Segment(id=name, text=text, line=int(name), source=source),
        source=source,
        back_translation="",
        score=score,
        adequacy=score if source is not None and judged else None,
        fluency=80.0,
        critical=0.1,
        machine=0.5,
        words=(WordError(0, len(text), 0.2),) if judged else (),
        links=(),
        findings=findings,
        judged=judged,
    )


def audit(*segments: SegmentResult, name: str = "a.txt", signature: str = SIGNATURE) -> Audit:
    return Audit(name, "de", True, signature, summarise(segments), segments)
