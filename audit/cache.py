"""What the models said before, kept on disk: a second run touches changed segments only, and a stopped run resumes.

One SQLite table of key -> JSON. The key is SHA-256 over the model's digest, the question, the text, and a number that
is raised when answers are made in another way. The versions of libraries (ctranslate2, sentencepiece, simplemma) are no
part of it: after an update of those a new cache may answer a little otherwise; delete the file to have it so. A damaged
or locked file only costs speed.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def default_path() -> Path:
    """$MT_AUDIT_CACHE, or mt-audit/evidence.sqlite in the user's cache folder."""
    if given := os.environ.get("MT_AUDIT_CACHE"):
        return Path(given)
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "mt-audit" / "evidence.sqlite"


class Cache:
    """A persistent dictionary of JSON values; path None keeps nothing.

    models  the folder beside it where converted models are kept, None for nowhere"""

    def __init__(self, path: Path | None) -> None:
        self.models = None if path is None else path.parent / "models"
        self._db: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=10)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        except (OSError, sqlite3.Error):  # read-only home, damaged file: work without
            self._db = None

    def get(self, key: str) -> Any:
        """The stored value, or None."""
        if self._db is None:
            return None
        try:
            row = self._db.execute("SELECT value FROM answer WHERE key = ?", (key,)).fetchone()
            return json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError):
            return None

    def put(self, items: Sequence[tuple[str, Any]]) -> None:
        """Store (key, value) pairs at once."""
        if self._db is None or not items:
            return
        try:
            with self._db:
                self._db.executemany(
                    "INSERT OR REPLACE INTO answer VALUES (?, ?)",
                    [(key, json.dumps(value, ensure_ascii=True)) for key, value in items],
                )
        except sqlite3.Error:  # a full disk must not end the audit
            return

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()


def key_of(*parts: object) -> str:
    """SHA-256 of the parts, 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


def remembered(
    cache: Cache,
    questions: Sequence[Any],
    *,
    key: Callable[[Any], str],
    ask: Callable[[Sequence[Any]], Sequence[Any]],
    progress: Callable[[int, int], None] = lambda *_: None,
    chunk: int = 64,
) -> list[Any]:
    """Answers to the questions, in order: from the cache where known, else asked in chunks, stored as they come.

    Equal questions are asked once. Answers must be plain JSON values. progress hears (asked, to be asked)."""
    keys = [key(question) for question in questions]
    known: dict[str, Any] = {}
    todo: dict[str, Any] = {}
    for name, question in zip(keys, questions, strict=True):
        if name in known or name in todo:
            continue
        if (value := cache.get(name)) is not None:
            known[name] = value
        else:
            todo[name] = question
    names = list(todo)
    for at in range(0, len(names), chunk):
        part = names[at : at + chunk]
        answers = list(zip(part, ask([todo[name] for name in part]), strict=True))
        cache.put(answers)
        known.update(answers)
        progress(min(at + chunk, len(names)), len(names))
    return [known[name] for name in keys]
