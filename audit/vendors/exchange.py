"""The history on its way out (CSV, JSON Lines, Parquet) and in (the same JSON Lines, or the audit.jsonl of a run)."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from audit.errors import AuditError
from audit.files import put
from audit.finding import PENALTY, Severity
from audit.formats.common import clean, read_text
from audit.report.csv import safe
from audit.score import halved, mean, weight
from audit.vendors.history import COLUMNS, Run, content_key, utc
from audit.words import tokens

SUFFIXES = (".csv", ".jsonl", ".parquet")
ASKED = "give what `history export` or `run` wrote as JSON"
HIGHEST = {"score": 100, "fluency": 100, "adequacy": 100, "machine": 1}
MOST = 10**12  # of anything else


def export(runs: Sequence[Run], path: Path) -> None:
    """Write the runs, in the format that the suffix names, in one step. Raises AuditError for another suffix, for a
    folder that cannot be written, and for Parquet without pyarrow."""
    writers = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise AuditError(f"{path}: name the file *{', *'.join(SUFFIXES)}")
    put(path.parent, {path.name: write(runs)})


def _csv(runs: Sequence[Run]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for run in runs:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in asdict(run).values()])
    return out.getvalue().encode("utf-8-sig")  # the mark that tells Excel the encoding


def _jsonl(runs: Sequence[Run]) -> bytes:
    return "".join(json.dumps(asdict(run), ensure_ascii=True) + "\n" for run in runs).encode()


def _parquet(runs: Sequence[Run]) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise AuditError(
            "Parquet needs pyarrow, which is not installed: pip install 'mt-audit[parquet]', or export *.csv"
        ) from None
    kinds = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), float | None: pyarrow.float64()}
    schema = pyarrow.schema([(field.name, kinds[field.type]) for field in fields(Run)])  # type: ignore[index]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist([asdict(run) for run in runs], schema=schema), out)
    return out.getvalue()


def read_runs(path: Path, *, project: str, vendor: str, document: str | None = None) -> list[Run]:
    """The runs of a file: runs as `export` writes them (JSON Lines, or one JSON object or list), each with its own
    project, vendor and document; or the audit.jsonl of one run, made at the file's time, of a document called as its
    folder unless another name is given. Raises AuditError, naming the line."""
    rows = _rows(path)
    if any({"vendors", "pairings"} <= row.keys() for _, row in rows):
        raise AuditError(
            f"{path}: is a comparison, which `compare` recorded where it was made; there write its runs with "
            "`mt-audit history export runs.jsonl` and import those"
        )
    if all("findings" in row and "target" in row for _, row in rows):
        named = path.absolute().parent.name if document is None else document
        return [_from_audit(path, [row for _, row in rows], project, vendor, named)]
    return [_run(row, f"{path}, line {number}") for number, row in rows]


def _rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    text = read_text(path)
    try:
        whole = json.loads(text)
        values = list(enumerate(whole if isinstance(whole, list) else [whole], 1))
    except RecursionError:
        raise AuditError(f"{path}: JSON nested too deep; {ASKED}") from None
    except ValueError:
        values = [
            (number, _value(line, path, number)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
        ]
    if not values:
        raise AuditError(f"{path}: no runs in it; {ASKED}")
    for number, value in values:
        if not isinstance(value, dict):
            raise AuditError(f"{path}, line {number}: not a run; {ASKED}")
    return values


def _value(line: str, path: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AuditError(f"{path}, line {number}: not valid JSON ({error}); {ASKED}") from None


def _run(row: Mapping[str, Any], where: str) -> Run:
    missing = next((name for name in COLUMNS if name not in row), None)
    if missing is not None:
        raise AuditError(f"{where}: no {missing!r}; {ASKED}")
    kinds = {str: (str,), int: (int,), float: (int, float), float | None: (int, float, type(None))}
    for field in fields(Run):
        value = row[field.name]
        if not isinstance(value, kinds[field.type]) or isinstance(value, bool):  # type: ignore[index]
            raise AuditError(f"{where}: {field.name} is {str(value)[:40]!r}, which is not of its kind; {ASKED}")
    try:
        at = utc(row["at"])
    except ValueError:
        raise AuditError(f"{where}: at is {row['at'][:40]!r}, not a time like 2027-01-31T12:00:00+00:00") from None
    texts = {name: clean(row[name]) for name in COLUMNS if isinstance(row[name], str)}
    return _checked(Run(**{name: row[name] for name in COLUMNS} | texts | {"at": at}), where)


def _checked(run: Run, where: str) -> Run:
    """The run, where its figures can be: none is negative or beyond its scale, infinite or NaN."""
    for name, value in asdict(run).items():
        most = HIGHEST.get(name, MOST)
        if isinstance(value, int | float) and not 0 <= value <= most:
            raise AuditError(f"{where}: {name} is {str(value)[:40]}, not from 0 to {most:,}; {ASKED}")
    return run


def _from_audit(path: Path, rows: Sequence[Mapping[str, Any]], project: str, vendor: str, document: str) -> Run:
    """One run from its audit.jsonl, known again by its content and day. What the file does not hold of the document as
    a whole ("reads like machine translation") stays unknown."""
    try:
        weights = [weight(row["target"], row["source"]) for row in rows]
        severities = [Severity(finding["severity"]) for row in rows for finding in row["findings"]]
        penalty = sum(PENALTY[severity] for severity in severities)
        words = sum(len(list(tokens(row["target"]))) for row in rows)
        judged = [bool(row["words"]) or halved(row["source"], row["target"]) for row in rows]
        columns = {
            "score": [row["score"] if known else None for row, known in zip(rows, judged, strict=True)],
            "fluency": [row["fluency"] if row["words"] else None for row in rows],
            "adequacy": [row["adequacy"] for row in rows],
        }
        means = {name: mean(column, weights) for name, column in columns.items()}
        signature = str(rows[0].get("signature", ""))
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise AuditError(f"{path}: not an audit.jsonl ({error!r}); {ASKED}") from None
    at = utc(datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat())
    run = Run(
        key=f"{content_key(path.read_bytes(), project, vendor)}-{at[:10]}",
        at=at,
        project=project,
        vendor=vendor,
        document=document,
        signature=signature,
        segments=len(rows),
        words=words,
        score=means["score"] or 0.0,
        fluency=means["fluency"] or 0.0,
        adequacy=means["adequacy"],
        machine=None,
        penalty=penalty,
        penalty_per_1000=1000 * penalty / max(words, 1),
        **{severity.value: severities.count(severity) for severity in Severity},
    )
    return _checked(run, str(path))
