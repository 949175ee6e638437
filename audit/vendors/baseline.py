"""A baseline: what an earlier run found and scored, small enough to commit beside the text.

Findings are keyed by content (text of the segment, text of the span, category; of what a check found in comparing with
the source, the source, too; of what is so throughout the document, by that alone): moved lines and other white space
between the words are not new, a changed sentence is, and so is what was said of a sentence in comparison with a source
that has changed since. Segments keep the SHA-256 of their texts, not the texts.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from audit.checks import DOUBTS, coverage, markup, meaning, opposites, sense, terminology
from audit.errors import AuditError
from audit.files import put
from audit.finding import PENALTY, Category, Finding, Severity
from audit.result import Audit, SegmentResult
from audit.words import spaced

FORMAT = "mt-audit baseline 2"
LARGEST = 1e12  # no score, penalty or count comes near it
DOUBTING = (sense.NAME, *DOUBTS)  # checks whose findings come and go when a sentence is reworded
UNSURE = (coverage.NAME, *DOUBTING)  # those that rest on the models' alignment or doubt alone
# Checks that hold the translation against its source, where there is one: what they say of a sentence is another thing
# once the source has changed. The others (grammar, spelling, typography, traps …) say the same whatever it says.
COMPARING = frozenset(
    {coverage.NAME, markup.NAME, meaning.NAME, opposites.NAME, sense.NAME, terminology.NAME}
    | {"names", "negation", "numbers"}
)


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
    severe          how many of its findings are major or critical, without doubts about single words (DOUBTING)
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
    """An earlier run: its signature, findings and segments (those that were judged), in document order; and the
    document's score (0-100), None where an older version wrote the file."""

    signature: str
    findings: tuple[KnownFinding, ...]
    segments: tuple[Scored, ...]
    score: float | None = None


def baseline_of(audit: Audit) -> Baseline:
    """What to remember of an audit."""
    known = tuple(
        KnownFinding(key(result, f), f.severity.value, f.category.value, f.text, f.message)
        for result in audit.segments
        for f in result.findings
    )
    return Baseline(audit.signature, known, scored(audit.segments), round(audit.summary.score, 4))


def scored(segments: Sequence[SegmentResult]) -> tuple[Scored, ...]:
    """The segments that were judged, as a regression test sees them."""
    return tuple(_seen(result) for result in segments if result.judged)


def _seen(result: SegmentResult) -> Scored:
    severe = [f for f in result.findings if f.severity is not Severity.MINOR and f.check not in DOUBTING]
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
    source's text; of one that rests on a comparison with the source (COMPARING), the source besides. Any white space
    counts as one space, but for a finding that is about white space. What is so throughout the document is known by
    that, for the place where it is told changes."""
    if "throughout" in finding.evidence:
        return _throughout(finding, str(finding.evidence["throughout"]))
    text = (result.source or "") if finding.side == "source" else result.segment.text
    texts = [text, finding.text]
    if finding.category is not Category.WHITESPACE:
        texts = [spaced(text).strip(), spaced(finding.text)]
    beside = [spaced(result.source or "").strip()] if _compares(finding) else []
    parts = (finding.side, *texts, finding.category.value, *filter(None, beside))  # as before where there is none
    return _digest(parts)


def _throughout(finding: Finding, said: str) -> str:
    """The key of what is said of the whole document."""
    return _digest((finding.side, said, finding.category.value))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _compares(finding: Finding) -> bool:
    """Whether it holds the translation against the source; not so of number formats, which are wrong in themselves."""
    about_form = finding.category is Category.LOCALE_VIOLATION
    return finding.side == "target" and finding.check in COMPARING and not about_form


def new_findings(audit: Audit, baseline: Baseline) -> tuple[set[tuple[str, str]], list[KnownFinding]]:
    """(segment id, finding id) of the findings that the baseline does not have, and those that went away. Where a key
    occurs n times in the baseline, its first n occurrences are known. Of a habit that the baseline knows, single places
    are known, too: they are told one by one when few are left."""
    keys = {finding.key for finding in baseline.findings}
    left = Counter(finding.key for finding in baseline.findings)
    new: set[tuple[str, str]] = set()
    for result in audit.segments:
        for finding in result.findings:
            name = key(result, finding)
            if left[name] > 0:
                left[name] -= 1
            elif (habit := _throughout(finding, finding.message)) in keys:
                left[habit] = 0
            else:
                new.add((result.segment.id, finding.id))
    gone = []
    for known in reversed(baseline.findings):  # of several alike the last ones are those that went away
        if left[known.key] > 0:
            left[known.key] -= 1
            gone.append(known)
    return new, gone[::-1]


def made_otherwise(now: str, before: str) -> str:
    """What differs between the signatures of a run and its baseline, in words; "" where nothing does."""
    if now == before:
        return ""
    old, new = (dict(field.partition(":")[::2] for field in signature.split("|")) for signature in (before, now))
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    had, has = (", ".join(f"{n}:{given[n]}" if n in given else f"no {n}" for n in names) for given in (old, new))
    return f"made with {had}, this run has {has}" if names else f"made with {before}, this run has {now}"


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write the file in one step. Raises AuditError where that is impossible."""
    value = {"format": FORMAT} | asdict(baseline)
    lines = json.dumps(value, ensure_ascii=False, indent=0, allow_nan=False) + "\n"
    put(path.parent, {path.name: lines.encode("utf-8", "backslashreplace")})


def check_renewable(path: Path) -> None:
    """Raise AuditError for a file that is there and never was a baseline: writing one would destroy it. A damaged
    baseline, or an empty file, may be renewed."""
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except FileNotFoundError:
        return
    except OSError as error:
        raise AuditError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    if start.strip() and not _is_ours(start):
        raise AuditError(f"{path}: is no baseline and stays as it is; give --baseline another path")


def read_baseline(path: Path) -> Baseline:
    """Read the file. Raises AuditError, with the next step, where it is missing or no baseline."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise AuditError(f"{path}: no such baseline; make it with --update-baseline") from None
    except OSError as error:
        raise AuditError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    if content.strip() and not _is_ours(content[:1024]):
        raise AuditError(f"{path}: is no baseline; give the file that --update-baseline wrote")
    try:
        return _parsed(content)
    except ValueError as error:
        why = "not valid UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise AuditError(f"{path}: damaged baseline ({why}); restore it or renew it with --update-baseline") from None


def _is_ours(start: bytes) -> bool:
    return b'"mt-audit baseline ' in start


def _parsed(content: bytes) -> Baseline:
    """Raises ValueError, in words for a user, for anything but a whole baseline."""
    value = _object(_json(content.decode("utf-8")), "the file")
    if value.get("format") != FORMAT:
        raise ValueError(f"its format is {value.get('format')!r}, not {FORMAT!r}")
    return Baseline(
        signature=_field(value, "signature", "the file"),
        findings=tuple(_known(row, f"finding {n}") for n, row in enumerate(_list(value, "findings"), 1)),
        segments=tuple(_scored(row, f"segment {n}") for n, row in enumerate(_list(value, "segments"), 1)),
        score=None if value.get("score") is None else _number(value, "score", "the file"),
    )


def _json(text: str) -> Any:
    lines = text.split("\n")
    conflict = next((n for n, line in enumerate(lines, 1) if line.startswith(("<<<<<<<", ">>>>>>>"))), 0)
    if conflict:
        raise ValueError(f"a merge conflict stands in line {conflict}")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not valid JSON") from None
    except RecursionError:
        raise ValueError("JSON nested too deep") from None


def _known(value: Any, where: str) -> KnownFinding:
    row = _object(value, where)
    return KnownFinding(**{field.name: _field(row, field.name, where) for field in fields(KnownFinding)})


def _scored(value: Any, where: str) -> Scored:
    row = _object(value, where)
    return Scored(
        source=_field(row, "source", where),
        target=_field(row, "target", where),
        score=_number(row, "score", where),
        penalty=_number(row, "penalty", where),
        severe=int(_number(row, "severe", where)),
        sure=int(_number(row, "sure", where)),
    )


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where} is no JSON object")
    return value


def _list(value: dict[str, Any], name: str) -> list[Any]:
    rows = value.get(name)
    if not isinstance(rows, list):
        raise ValueError(f"it has no list of {name}")
    return rows


def _field(row: dict[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{where} has no {name}")
    return value


def _number(row: dict[str, Any], name: str, where: str) -> float:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:  # nor is it nan
        raise ValueError(f"{name} of {where} is not a number")
    return float(value)


def _short_hash(text: str) -> str:
    normal = " ".join(text.split())
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:16] if normal else ""
