"""The history on its way out (CSV, JSON Lines, Parquet) and in (the same JSON Lines, or the audit.jsonl of a run)."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from audit.errors import AuditError
from audit.files import put
from audit.finding import PENALTY, Severity
from audit.formats.common import read_text
from audit.report.csv import safe
from audit.vendors.history import COLUMNS, Run
from audit.words import tokens

SUFFIXES = (".csv", ".jsonl", ".parquet")


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


def read_runs(path: Path, *, project: str, vendor: str) -> list[Run]:
    """The runs of a file: runs as `export` writes them (JSON Lines, or one JSON object or list), each with its own
    project and vendor; or the audit.jsonl of one run, made at the file's time. Raises AuditError, naming the line."""
    rows = _rows(path)
    if all("findings" in row and "target" in row for _, row in rows):
        return [_from_audit(path, [row for _, row in rows], project, vendor)]
    return [_run(row, f"{path}, line {number}") for number, row in rows]


def _rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    text = read_text(path)
    try:
        whole = json.loads(text)
        values = list(enumerate(whole if isinstance(whole, list) else [whole], 1))
    except ValueError:
        values = [
            (number, _value(line, path, number)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
        ]
    for number, value in values:
        if not isinstance(value, dict):
            raise AuditError(f"{path}, line {number}: not a run; give what `history export` or `run` wrote as JSON")
    return values


def _value(line: str, path: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise AuditError(f"{path}, line {number}: not valid JSON ({error})") from None


def _run(row: Mapping[str, Any], where: str) -> Run:
    missing = next((name for name in COLUMNS if name not in row), None)
    if missing is not None:
        raise AuditError(f"{where}: no {missing!r}; give what `history export` or `run` wrote as JSON")
    kinds = {str: (str,), int: (int,), float: (int, float), float | None: (int, float, type(None))}
    for field in fields(Run):
        value = row[field.name]
        number = isinstance(value, float) and not math.isfinite(value)
        if not isinstance(value, kinds[field.type]) or isinstance(value, bool) or number:  # type: ignore[index]
            raise AuditError(f"{where}: {field.name} is {value!r}, which is not of its kind")
    try:
        at = datetime.fromisoformat(row["at"]).astimezone(UTC).isoformat(timespec="seconds")
    except ValueError:
        raise AuditError(f"{where}: at is {row['at']!r}, not a time like 2027-01-31T12:00:00+00:00") from None
    return Run(**{name: row[name] for name in COLUMNS} | {"at": at})


def _from_audit(path: Path, rows: Sequence[Mapping[str, Any]], project: str, vendor: str) -> Run:
    """One run from its audit.jsonl. The same file makes the same key, so importing it twice counts once. What the file
    does not hold of the document as a whole ("reads like machine translation") stays unknown."""
    try:
        lengths = [len(list(tokens(row["target"]))) or len(list(tokens(row["source"] or ""))) for row in rows]
        severities = [Severity(finding["severity"]) for row in rows for finding in row["findings"]]
        penalty = sum(PENALTY[severity] for severity in severities)
        words = sum(len(list(tokens(row["target"]))) for row in rows)
        columns = {
            "score": [row["score"] if row["words"] or _halved(row) else None for row in rows],
            "fluency": [row["fluency"] if row["words"] else None for row in rows],
            "adequacy": [row["adequacy"] for row in rows],
        }
        means = {name: _mean(column, lengths) for name, column in columns.items()}
        signature = str(rows[0].get("signature", ""))
    except (KeyError, TypeError, ValueError) as error:
        raise AuditError(f"{path}: not an audit.jsonl ({error!r}); give what `run --format jsonl` wrote") from None
    return Run(
        key=sha256(path.read_bytes() + f"\x1f{project}\x1f{vendor}".encode()).hexdigest()[:32],
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        project=project,
        vendor=vendor,
        document=path.parent.name or path.stem,
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


def _halved(row: Mapping[str, Any]) -> bool:
    """Whether a source was given and one side is missing: that is judged without a model."""
    return row["source"] is not None and bool(row["target"].strip()) != bool(row["source"].strip())


def _mean(values: Sequence[float | None], weights: Sequence[int]) -> float | None:
    """Weighted by words, as audit.score has it; None where nothing is known."""
    known = [(value, max(1, weight)) for value, weight in zip(values, weights, strict=True) if value is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known) if known else None
