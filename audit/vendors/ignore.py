"""Findings that somebody has looked at and accepted, with the reason: a TOML file.

    [[ignore]]
    finding = "3f9c2a711234"     # the finding's id, as in every report
    reason = "The customer's house style wants it so."
    until = 2027-01-31           # optional

The id is a fingerprint of segment, span, category and check: when the text changes, the entry fits nothing any more;
other white space between the words is no change. What is so throughout the document has one id wherever it is told.
"""

import tomllib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from audit.errors import AuditError


@dataclass(frozen=True, slots=True)
class Ignored:
    """An accepted finding: its id, why, and the last day on which that holds (None for ever)."""

    finding: str
    reason: str
    until: date | None = None


def read_ignored(path: Path) -> tuple[Ignored, ...]:
    """The entries of the file. Raises AuditError, naming the entry, for one without id or reason."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AuditError(f"{path}: no such ignore file; check the path") from None
    except OSError as error:
        raise AuditError(f"{path}: cannot be read ({error.strerror or error}); check the path") from None
    except ValueError as error:
        raise AuditError(f"{path}: not valid TOML ({error})") from None
    rows = table.get("ignore", [])
    if not isinstance(rows, list) or set(table) - {"ignore"}:
        raise AuditError(f"{path}: give entries as [[ignore]] with finding and reason")
    return tuple(_entry(row, f"{path}, entry {number}") for number, row in enumerate(rows, 1))


def _entry(row: object, where: str) -> Ignored:
    if not isinstance(row, dict):
        raise AuditError(f"{where}: give [[ignore]] with finding and reason")
    unknown = sorted(set(row) - {"finding", "reason", "until"})
    if unknown:
        raise AuditError(f"{where}: {unknown[0]!r} is not one of finding, reason, until")
    finding, reason, until = row.get("finding"), row.get("reason"), row.get("until")
    if not isinstance(finding, str) or not finding.strip():
        raise AuditError(f"{where}: no finding; give its id, as the reports show it")
    if not isinstance(reason, str) or not reason.strip():
        raise AuditError(f"{where}: no reason; say why the finding is accepted")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise AuditError(f"{where}: until is not a date; write it as 2027-01-31, without quotes")
    return Ignored(finding.strip(), reason.strip(), until)


def in_force(entries: Sequence[Ignored], found: Set[str], today: date) -> tuple[dict[str, str], list[Ignored]]:
    """id -> reason of the entries that fit a finding and have not run out; and the others, which have expired."""
    live = {e.finding: e.reason for e in entries if e.finding in found and (e.until is None or today <= e.until)}
    return live, [e for e in entries if e.finding not in live]
