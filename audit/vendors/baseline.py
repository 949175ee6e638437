"""A baseline: what an earlier run found and scored, small enough to commit beside the text.

Findings are keyed by content (text of the segment, text of the span, category): moved lines are not new, a changed
sentence is. Segments keep the SHA-256 of their texts, not the texts.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audit.checks import DOUBTS, coverage
from audit.errors import AuditError
from audit.files import put
from audit.finding import PENALTY, Finding, Severity
from audit.result import Audit, SegmentResult

FORMAT = "mt-audit baseline 1"
UNSURE = (coverage.NAME, *DOUBTS)  # checks whose findings rest on the models' alignment or doubt alone


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding of the earlier run: its key, and enough for a person to know it again."""

    key: str
    severity: str
    category: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A segment as a regression test sees it.

    source, target  short hashes of its texts, "" for none
    score           0-100
    penalty         MQM points of its findings
    severe          how many of its findings are major or critical
    sure            how many of those rest on rules, not on what the models align or doubt
    """

    source: str
    target: str
    score: float
    penalty: float
    severe: int
    sure: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run: its signature, findings and segments (those that were judged), in document order."""

    signature: str
    findings: tuple[KnownFinding, ...]
    segments: tuple[Scored, ...]


def baseline_of(audit: Audit) -> Baseline:
    """What to remember of an audit."""
    known = tuple(
        KnownFinding(key(result, f), f.severity.value, f.category.value, f.text, f.message)
        for result in audit.segments
        for f in result.findings
    )
    return Baseline(audit.signature, known, scored(audit.segments))


def scored(segments: Sequence[SegmentResult]) -> tuple[Scored, ...]:
    """The segments that were judged, as a regression test sees them."""
    return tuple(_seen(result) for result in segments if result.judged)


def _seen(result: SegmentResult) -> Scored:
    severe = [finding for finding in result.findings if finding.severity is not Severity.MINOR]
    return Scored(
        source=_short_hash(result.source or ""),
        target=_short_hash(result.segment.text),
        score=round(result.score, 4),
        penalty=sum(PENALTY[f.severity] for f in result.findings),
        severe=len(severe),
        sure=sum(f.check not in UNSURE for f in severe),
    )


def key(result: SegmentResult, finding: Finding) -> str:
    """A finding's key (16 hexadecimal digits): segment text, span text and category; of a finding in the source, the
    source's text."""
    text = (result.source or "") if finding.side == "source" else result.segment.text
    parts = (finding.side, text, finding.text, finding.category.value)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def new_findings(audit: Audit, baseline: Baseline) -> tuple[set[tuple[str, str]], list[KnownFinding]]:
    """(segment id, finding id) of the findings that the baseline does not have, and those that went away. Where a key
    occurs n times in the baseline, its first n occurrences are known."""
    left = Counter(finding.key for finding in baseline.findings)
    new: set[tuple[str, str]] = set()
    for result in audit.segments:
        for finding in result.findings:
            name = key(result, finding)
            if left[name] > 0:
                left[name] -= 1
            else:
                new.add((result.segment.id, finding.id))
    gone = []
    for known in reversed(baseline.findings):  # of several alike the last ones are those that went away
        if left[known.key] > 0:
            left[known.key] -= 1
            gone.append(known)
    return new, gone[::-1]


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write the file in one step. Raises AuditError where that is impossible."""
    value = {"format": FORMAT} | asdict(baseline)
    lines = json.dumps(value, ensure_ascii=False, indent=0, allow_nan=False) + "\n"
    put(path.parent, {path.name: lines.encode("utf-8", "backslashreplace")})


def read_baseline(path: Path) -> Baseline:
    """Read the file. Raises AuditError, with the next step, where it is missing or no baseline."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["format"] != FORMAT:
            raise ValueError(f"its format is {value['format']!r}")
        return Baseline(
            signature=str(value["signature"]),
            findings=tuple(KnownFinding(**{k: str(v) for k, v in row.items()}) for row in value["findings"]),
            segments=tuple(_scored(row) for row in value["segments"]),
        )
    except FileNotFoundError:
        raise AuditError(f"{path}: no such baseline; make it with --update-baseline") from None
    except OSError as error:
        raise AuditError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AuditError(f"{path}: not a baseline ({error}); make a new one with --update-baseline") from None


def _scored(row: dict[str, Any]) -> Scored:
    score, penalty = float(row["score"]), float(row["penalty"])
    made = Scored(str(row["source"]), str(row["target"]), score, penalty, int(row["severe"]), int(row["sure"]))
    if not (math.isfinite(made.score) and math.isfinite(made.penalty)):
        raise ValueError("a score is not a number")
    return made


def _short_hash(text: str) -> str:
    normal = " ".join(text.split())
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:16] if normal else ""
