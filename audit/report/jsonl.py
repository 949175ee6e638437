"""audit.jsonl: one JSON object per segment, in document order; the format that programs and evaluations read."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audit.document import Pairing
from audit.finding import Finding
from audit.formats.common import clean, shown_from
from audit.result import Audit, SegmentResult, WordError

# Line ends to str.splitlines and to some editors, though not to JSON: escaped, or one object would become two lines.
_LINE_ENDS = {ord(character): f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}


def render(audit: Audit) -> bytes:
    """The whole file. UTF-8; a lone surrogate stands as its JSON escape, so that every offset survives the way back."""
    rows = (row(result) | {"signature": audit.signature} for result in audit.segments)
    lines = (json.dumps(each, ensure_ascii=False, allow_nan=False) for each in rows)
    text = "".join(line.translate(_LINE_ENDS) + "\n" for line in lines)
    return text.encode("utf-8", "backslashreplace")  # Python writes a surrogate just as JSON does: \udXXX


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a segment as its file has it. places: where each character of what was read of it, and its end,
    stands there; None where it was read as it is."""

    text: str | None
    places: Sequence[int] | None = None

    def at(self, place: int) -> int:
        return place if self.places is None else self.places[place]

    def span(self, start: int, end: int) -> dict[str, Any]:
        return {"start": self.at(start), "end": self.at(end)}

    def word(self, word: WordError) -> dict[str, Any]:
        return self.span(word.start, word.end) | {"error": _rounded(word.error, 4)}

    def finding(self, finding: Finding) -> dict[str, Any]:
        span = self.span(finding.start, finding.end)
        text = finding.text if self.places is None or self.text is None else self.text[span["start"] : span["end"]]
        return {
            "id": finding.id,
            "side": finding.side,
            **span,
            "text": text,
            "category": str(finding.category),
            "severity": str(finding.severity),
            "confidence": _rounded(finding.confidence, 4),
            "message": finding.message,
            "suggestion": finding.suggestion,
            "check": finding.check,
            "evidence": plain(finding.evidence),
        }


def _side(read: str | None, written: str | None) -> _Side:
    """What was read, or what it was read from, where that is known."""
    if read is not None and written is not None:
        text, places = shown_from(clean(written))
        if text == read:
            return _Side(written, places)
    return _Side(read)


def row(result: SegmentResult) -> dict[str, Any]:
    """One segment as plain JSON values: scores 0-100 to 2 decimals, probabilities 0-1 to 4; unknown is null. A row that
    came as JSON stands as it came and is counted so, to the character."""
    written = result.segment.written
    target = _side(result.segment.text, written.target if written else None)
    source = _side(result.source, written.source if written else None)
    return {
        "id": result.segment.id,
        "source": source.text,
        "target": target.text,
        "back_translation": result.back_translation,
        "score": _rounded(result.score, 2),
        "adequacy": _rounded(result.adequacy, 2),
        "fluency": _rounded(result.fluency, 2),
        "critical": _rounded(result.critical, 4),
        "machine": _rounded(result.machine, 4),
        "alignment": _alignment(result.segment.pairing),
        "links": [
            target.span(k.start, k.end)
            | {"aligned": k.aligned, "spans": [[source.at(start), source.at(end)] for start, end in k.spans]}
            for k in result.links
        ],
        "words": [target.word(word) for word in result.words],
        "source_words": [source.word(word) for word in result.source_words],
        "gaps": [{"at": target.at(gap.at), "error": _rounded(gap.error, 4)} for gap in result.gaps],
        "findings": [(source if one.side == "source" else target).finding(one) for one in result.findings],
    }


def _alignment(pairing: Pairing | None) -> dict[str, Any] | None:
    """The sentences that a segment was made of, with their places in its source and target; null without alignment."""
    if pairing is None:
        return None
    sides = {"source": pairing.source, "target": pairing.target}
    pieces = {side: [asdict(piece) for piece in those] for side, those in sides.items()}
    return {"confidence": _rounded(pairing.confidence, 4), "moved": pairing.moved, **pieces}


def _rounded(value: float | None, digits: int) -> float | None:
    """NaN and infinity are no JSON and become null; adding 0.0 turns -0.0 into 0.0."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0


def plain(value: Any, digits: int = 4) -> Any:
    """Plain JSON values with floats rounded, so that the last digits of two machines do not show."""
    if isinstance(value, Mapping):
        return {str(key): plain(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, digits) for item in value]
    return _rounded(value, digits) if isinstance(value, float) else value
