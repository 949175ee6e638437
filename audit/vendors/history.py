"""The history of runs: one row per audit in an SQLite file, by project and vendor.

The file is in WAL mode and every write is one immediate transaction, so that several processes may record at once and
lose nothing. Its tables come from small functions, MIGRATIONS; a table says which of them were applied.
"""

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from audit.errors import AuditError
from audit.result import Audit

PATIENCE = 60.0  # seconds to wait for other writers
PAUSE = 0.01  # seconds between two attempts


@dataclass(frozen=True, slots=True)
class Run:
    """One audit. at: UTC, ISO 8601 to the second; key: unique over all machines, so that no import counts twice;
    figures as in audit.result.Summary, minor, major and critical: numbers of findings."""

    key: str
    at: str
    project: str
    vendor: str
    document: str
    signature: str
    segments: int
    words: int
    score: float
    fluency: float
    adequacy: float | None
    machine: float | None
    penalty: float
    penalty_per_1000: float
    minor: int
    major: int
    critical: int


COLUMNS = tuple(field.name for field in fields(Run))


def default_path() -> Path:
    """$MT_AUDIT_HISTORY, or mt-audit/history.sqlite in the user's data folder."""
    if given := os.environ.get("MT_AUDIT_HISTORY"):
        return Path(given)
    root = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(root) / "mt-audit" / "history.sqlite"


def run_of(audit: Audit, *, project: str, vendor: str, at: datetime | None = None) -> Run:
    """The row of an audit, made now unless another time is given."""
    summary = audit.summary
    return Run(
        key=uuid.uuid4().hex,
        at=(at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
        project=project,
        vendor=vendor,
        document=audit.name,
        signature=audit.signature,
        segments=summary.segments,
        words=summary.words,
        score=summary.score,
        fluency=summary.fluency,
        adequacy=summary.adequacy,
        machine=summary.machine,
        penalty=summary.penalty,
        penalty_per_1000=summary.penalty_per_1000,
        **{severity: summary.by_severity.get(severity, 0) for severity in ("minor", "major", "critical")},
    )


def record(path: Path, runs: Sequence[Run]) -> int:
    """Write the runs, all or none, and return how many were new. Raises AuditError where the file cannot be written."""
    marks = ", ".join("?" * len(COLUMNS))
    with _opened(path) as db, _transaction(db):
        before = db.total_changes
        insert = f"INSERT INTO run ({', '.join(COLUMNS)}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING"
        db.executemany(insert, map(astuple, runs))
        return db.total_changes - before


def runs(path: Path, *, project: str | None = None, vendor: str | None = None, since: str | None = None) -> list[Run]:
    """The recorded runs in order of time; since: ISO 8601, UTC. [] where there is no file yet."""
    if not path.is_file():
        return []
    wanted = [("project = ?", project), ("vendor = ?", vendor), ("at >= ?", since)]
    given = [(clause, value) for clause, value in wanted if value is not None]
    where = f" WHERE {' AND '.join(clause for clause, _ in given)}" if given else ""
    with _opened(path) as db:
        query = f"SELECT {', '.join(COLUMNS)} FROM run{where} ORDER BY at, id"
        return [Run(*row) for row in db.execute(query, [value for _, value in given])]


@dataclass(frozen=True, slots=True)
class Trend:
    """One project and vendor: its runs in order of time. change: score of the last less that of the one before, None
    with one run, or where the two were made with another model, tier or version and do not compare."""

    project: str
    vendor: str
    runs: tuple[Run, ...]
    change: float | None


def trends(runs: Sequence[Run]) -> list[Trend]:
    """The runs by project and vendor, in order of name."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.project, run.vendor), []).append(run)
    return [Trend(project, vendor, tuple(own), _change(own)) for (project, vendor), own in sorted(groups.items())]


def _change(runs: Sequence[Run]) -> float | None:
    if len(runs) < 2 or runs[-1].signature != runs[-2].signature:
        return None
    return runs[-1].score - runs[-2].score


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # isolation_level None: transactions begin where we say so, not where the module guesses.
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
            _use_wal(db)
            migrate(db)
            yield db
    except (OSError, sqlite3.Error) as error:
        raise AuditError(
            f"{path}: the history cannot be used ({error}); set MT_AUDIT_HISTORY to another file, or leave it out with "
            "--no-history"
        ) from error


def _use_wal(db: sqlite3.Connection) -> None:
    """SQLite does not wait here, whatever the timeout: while another connection makes the file, or as the last one
    folds up its log, the mode is "locked". So we wait."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(PAUSE)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One immediate transaction: it waits for its turn before it reads, so nothing changes under it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def migrate(db: sqlite3.Connection) -> None:
    """Apply the migrations that this file has not seen."""
    if _applied(db) == [name.__name__ for name in MIGRATIONS]:
        return
    with _transaction(db):
        db.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied TEXT NOT NULL)")
        done = set(_applied(db))
        for change in MIGRATIONS:
            if change.__name__ not in done:
                change(db)
                now = datetime.now(UTC).isoformat(timespec="seconds")
                db.execute("INSERT INTO migration VALUES (?, ?)", (change.__name__, now))


def _applied(db: sqlite3.Connection) -> list[str]:
    known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone()
    return [name for (name,) in db.execute("SELECT name FROM migration ORDER BY rowid")] if known else []


def m001_runs(db: sqlite3.Connection) -> None:
    """The table of runs."""
    db.execute(
        "CREATE TABLE run (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at TEXT NOT NULL, project TEXT NOT NULL, "
        "vendor TEXT NOT NULL, document TEXT NOT NULL, signature TEXT NOT NULL, segments INTEGER NOT NULL, "
        "words INTEGER NOT NULL, score REAL NOT NULL, fluency REAL NOT NULL, adequacy REAL, machine REAL, "
        "penalty REAL NOT NULL, penalty_per_1000 REAL NOT NULL, minor INTEGER NOT NULL, major INTEGER NOT NULL, "
        "critical INTEGER NOT NULL)"
    )


def m002_by_time(db: sqlite3.Connection) -> None:
    """Trends are read by project, vendor and time."""
    db.execute("CREATE INDEX run_by_time ON run (project, vendor, at)")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (m001_runs, m002_by_time)
