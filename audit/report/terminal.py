"""A summary and the worst findings for a terminal. It promises nothing to programs: those read audit.jsonl."""

import textwrap
from collections.abc import Container, Sequence

from audit.finding import Finding, Severity
from audit.report import Standing
from audit.report.alike import frequent
from audit.report.text import adequacy, confidence, label, ordered, percent, plural, score, subtitle, visible, worst
from audit.result import Audit, SegmentResult
from audit.vendors.gate import BASELINE, Gate
from audit.vendors.ignore import Ignored

MOST_FINDINGS = 8
LEAST_WIDTH = 40
MOST_LISTED = 20  # findings of each kind that the gate lists

_RESET, _BOLD, _DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
_INK = {Severity.CRITICAL: "\x1b[1;31m", Severity.MAJOR: "\x1b[1;33m", Severity.MINOR: "\x1b[1;36m"}

# Stand around the flagged span while lines are wrapped. No text can hold them: visible() has replaced all controls.
_OPEN, _CLOSE = "\x01", "\x02"


def render(audit: Audit, *, width: int, colour: bool, standing: Standing | None = None) -> str:
    """The text to print, ending with a line end. width: columns of the terminal, at least 40 are used. colour: whether
    to write ANSI colours; the caller honours NO_COLOR and pipes. standing: findings that it knows or has accepted are
    counted only. Control characters of the document are made visible, so that no document can drive the terminal."""
    width, standing = max(width, LEAST_WIDTH), standing or Standing()
    ranked = worst(audit.segments)
    shown = [pair for pair in ranked if standing.is_open(*pair)]
    states = [standing.state(*pair) for pair in ranked]
    lines = _summary(audit, len(ranked), width, colour)
    counts = [f"{states.count(state)} {state}" for state in ("new", "known", "accepted") if state in states]
    if counts:
        hidden = "; only the new are shown" if "known" in states else "; the accepted are not shown"
        lines += _wrapped(f"of these {', '.join(counts)}{hidden if len(shown) < len(ranked) else ''}", "", width)
    for result, finding in shown[:MOST_FINDINGS]:
        lines += ["", *_finding(result, finding, width, colour)]
    if len(shown) > MOST_FINDINGS:
        lines += ["", f"… and {plural(len(shown) - MOST_FINDINGS, 'more finding')}"]
    lines += ["", *(_painted(line, _DIM, colour) for line in _wrapped(audit.signature, "", width))]
    return "\n".join(lines) + "\n"


def gate_lines(audit: Audit, gate: Gate, *, advisory: bool = False) -> list[str]:
    """What the gate says: its answers, the findings that fail with their ids, what went away, what is accepted or has
    expired. [] where nothing was asked. advisory: nothing fails for it."""
    word = _failed(advisory)
    lines = [f"{'pass' if check.passed else word}  {check.name}: {check.message}" for check in gate.checks]
    gone = [
        f"  {known.severity} {label(known.category).lower()}: “{known.text}” {known.message}" for known in gate.gone
    ]
    lines += _failing(audit, gate)
    lines += _listed("went away since the baseline", gone)
    lines += _listed("accepted", [f"  {name}  {reason}" for name, reason in gate.ignored.items()])
    return [visible(line) for line in [*lines, *_expired(audit, gate)]]


def trouble(audit: Audit, gate: Gate, *, advisory: bool = False) -> list[str]:
    """Of these only what a person must know who is shown no more: what fails, or would if it were not advisory, and
    what has expired. A baseline that does not compare is an error, which the caller tells."""
    failed = [check for check in gate.checks if not check.passed and check.name != BASELINE]
    lines = [f"{_failed(advisory)}  {check.name}: {check.message}" for check in failed]
    return [visible(line) for line in [*lines, *_failing(audit, gate), *_expired(audit, gate)]]


def _failed(advisory: bool) -> str:
    """What stands before a check that was not passed."""
    return "advisory, would FAIL" if advisory else "FAIL"


def _failing(audit: Audit, gate: Gate) -> list[str]:
    lines = [
        f"  {f.id}  segment {r.segment.id}, line {r.segment.line}  {f.severity.value} "
        f"{label(f.category.value).lower()}: “{f.text}” {f.message}"
        for r in audit.segments
        for f in ordered(r.findings)
        if (r.segment.id, f.id) in gate.failing
    ]
    return _listed("failing", lines)


def _expired(audit: Audit, gate: Gate) -> list[str]:
    return expired(gate.expired, audit.finding_ids)


def expired(entries: Sequence[Ignored], here: Container[str] = ()) -> list[str]:
    """What is said of entries of an ignore file that have expired; one whose finding is still here has by its date."""
    lines = []
    for entry in entries:
        why = f"its date, {entry.until}, has passed" if entry.finding in here else "there is no such finding any more"
        lines.append(f"  {entry.finding}  {why} ({entry.reason})")
    return [visible(line) for line in _listed("expired in the ignore file", lines)]


def _listed(heading: str, lines: list[str]) -> list[str]:
    more = [f"  … and {len(lines) - MOST_LISTED}"] if len(lines) > MOST_LISTED else []
    return [f"{len(lines)} {heading}:", *lines[:MOST_LISTED], *more] if lines else []


def _summary(audit: Audit, findings: int, width: int, colour: bool) -> list[str]:
    summary = audit.summary
    machine = "too short to tell" if summary.machine is None else percent(summary.machine)
    figures = f"score {score(summary.score)}   fluency {score(summary.fluency)}   adequacy {adequacy(audit)}"
    counts = [f"{summary.by_severity.get(s, 0)} {s.value}" for s in reversed(Severity)]
    penalty = f"MQM penalty {summary.penalty:,.0f} points, {summary.penalty_per_1000:,.1f} per 1,000 words"
    found = f"{plural(findings, 'finding')} ({', '.join(counts)})" if findings else "no findings"
    lines = [_painted(line, _BOLD, colour) for line in _wrapped(audit.name, "", width)]
    for text in (subtitle(audit), "", figures, f"reads like machine translation: {machine}"):
        lines += _wrapped(text, "", width)
    for reason in summary.machine_reasons:
        lines += _wrapped(reason, "- ", width)
    lines += _wrapped(f"{found}; {penalty}", "", width)
    for often in frequent(audit)[:1]:
        lines += _wrapped(f"most often: {often.count} × {often.message.rstrip('.')}", "", width)
    for note in audit.notes:
        lines += _wrapped(note, "note: ", width)
    return lines


def _finding(result: SegmentResult, finding: Finding, width: int, colour: bool) -> list[str]:
    """Head, the segment with its span, then reason, proposal and back-translation."""
    ink = _INK[finding.severity]
    place = f"segment {result.segment.id}, line {result.segment.line}"
    head = f"{finding.severity.value} · {label(finding.category.value)} · {place} · {finding.id}"
    lines = [_painted(line, ink, colour) for line in _wrapped(head, "", width)]
    lines += _context(result, finding, width, colour)
    lines += _wrapped(f"{finding.message} ({confidence(finding.confidence)})", "  why   ", width)
    if finding.suggestion is not None:
        lines += _wrapped(finding.suggestion or "(delete)", "  try   ", width)
    if result.back_translation:
        lines += _wrapped(result.back_translation, "  back  ", width)
    return lines


def _context(result: SegmentResult, finding: Finding, width: int, colour: bool) -> list[str]:
    """The segment with the span in brackets, or in colour. Long segments are cut to the span's surroundings."""
    text = visible((result.source or "") if finding.side == "source" else result.segment.text)
    start, end = min(finding.start, len(text)), min(finding.end, len(text))
    before, after = text[:start], text[end:]
    if len(before) > 160:
        before = "… " + before[-160:].partition(" ")[2]
    if len(after) > 160:
        after = after[:160].rpartition(" ")[0] + " …"
    wrapped = _wrapped(f"{before}{_OPEN}{text[start:end]}{_CLOSE}{after}", "  ", width, shown=True)
    begin, stop = (_INK[finding.severity], _RESET) if colour else ("[", "]")
    return [line.replace(_OPEN, begin).replace(_CLOSE, stop) for line in wrapped]


def _wrapped(text: str, lead: str, width: int, *, shown: bool = False) -> list[str]:
    """The text in lines of that width; lead stands before the first one, spaces of its length before the others."""
    clean = text if shown else visible(text)
    indent = " " * len(lead)
    return textwrap.wrap(clean, width, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False) or [""]


def _painted(text: str, code: str, colour: bool) -> str:
    return f"{code}{text}{_RESET}" if colour and text else text
