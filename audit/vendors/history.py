"""The history of runs: one row per audit in an SQLite file, by project, vendor and document.

The file is in WAL mode and every write is one immediate transaction, so that several processes may record at once and
lose nothing. Its tables come from small functions, MIGRATIONS; a table says which of them were applied.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from audit.errors import AuditError
from audit.report import jsonl
from audit.result import Audit

PATIENCE = 60.0  # seconds to wait for other writers
PAUSE = 0.01  # seconds between two attempts


@dataclass(frozen=True, slots=True)
class Run:
    """One audit. at: UTC, ISO 8601 to the second; key: the same on all machines, so that no import counts twice (see
    content_key); figures as in audit.result.Summary, minor, major and critical: numbers of findings."""

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
DAY = len("0" * 32 + "-2030-01-31")  # characters of a key that say what was audited and on which day


def content_key(report: bytes, project: str, vendor: str) -> str:
    """What was audited for whom, 32 hexadecimal digits; report: the audit.jsonl.

    A run's key is this and its time and document. Its audit.jsonl knows neither, but its file knows the day: such a key
    is this and the day, the beginning of the run's key."""
    names = f"\x1f{project}\x1f{vendor}".encode("utf-8", "surrogatepass")
    return sha256(report + names).hexdigest()[:32]


def utc(given: str) -> str:
    """A time in ISO 8601 as UTC to the second; without a zone it is UTC already. Raises ValueError for what is no time
    or lies outside the years 1 to 9999."""
    at = datetime.fromisoformat(given)
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
    except OverflowError as error:
        raise ValueError(str(error)) from None


def default_path() -> Path:
    """$MT_AUDIT_HISTORY, or mt-audit/history.sqlite in the user's data folder."""
    if given := os.environ.get("MT_AUDIT_HISTORY"):
        return Path(given)
    root = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(root) / "mt-audit" / "history.sqlite"


def run_of(audit: Audit, *, project: str, vendor: str, at: datetime | None = None) -> Run:
    """The row of an audit, made now unless another time is given."""
    summary, when = audit.summary, utc((at or datetime.now(UTC)).isoformat())
    content = content_key(jsonl.render(audit), project, vendor)
    document = sha256(audit.name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Run(
        key=f"{content}-{when}-{document}",
        at=when,
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
    """Write the runs, all or none, and return how many were new: one whose key is there, or the same with the day only
    (see content_key), is known already. Raises AuditError where the file cannot be written."""
    known = (
        "SELECT 1 FROM run WHERE key = :day OR (key >= :key AND key < :key || '~')"  # "~" follows all that keys hold
    )
    values = ", ".join(f":{name}" for name in COLUMNS)
    with _told(path), _opened(path) as db, _transaction(db):
        before = db.total_changes
        insert = f"INSERT INTO run ({', '.join(COLUMNS)}) SELECT {values} WHERE NOT EXISTS ({known})"
        db.executemany(insert, [asdict(run) | {"day": run.key[:DAY]} for run in runs])
        return db.total_changes - before


def runs(
    path: Path,
    *,
    project: str | None = None,
    vendor: str | None = None,
    document: str | None = None,
    since: str | None = None,
) -> list[Run]:
    """The recorded runs in order of time; since: ISO 8601, UTC. [] where there is no file yet, or nothing in it. The
    file is only read. Raises AuditError where it is no history."""
    wanted = [("project = ?", project), ("vendor = ?", vendor), ("document = ?", document), ("at >= ?", since)]
    given = [(clause, value) for clause, value in wanted if value is not None]
    where = f" WHERE {' AND '.join(clause for clause, _ in given)}" if given else ""
    with _told(path):
        if not path.exists():
            return []
        return _read(path, where, [value for _, value in given])


def _read(path: Path, where: str, values: Sequence[str]) -> list[Run]:
    with closing(_reader(path)) as db:
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return []
        query = f"SELECT {', '.join(COLUMNS)} FROM run{where} ORDER BY at, id"
        return [Run(*row) for row in db.execute(query, values)]


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, for a file or a folder that may not be written."""
    uri = path.absolute().as_uri()
    db = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        db.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError:  # it needs a log beside the file that may not be made: then nobody writes there
        db.close()
        db = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
    return db


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, UnicodeError, OverflowError) as error:
        raise AuditError(
            f"{path}: the history cannot be used ({error}); name another file with MT_AUDIT_HISTORY or `history --db`"
        ) from error


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir(parents=True, exist_ok=True)
    # isolation_level None: transactions begin where we say so, not where the module guesses.
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
        _use_wal(db)
        migrate(db)
        yield db


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
