"""JSON Lines with people's labels: {"id", "source", "target", "errors", "score"?} per line.

errors is a list of {"start", "end", "severity", "category"?}: characters of the target, end exclusive; severity minor,
major or critical; category an ITS 2.0 issue type or an MQM type ("mistranslation", "Accuracy/Mistranslation"). Errors
on the source ("side": "source") are passed over. score, where people gave one: higher is better, any scale.
"""

import math
from pathlib import Path
from typing import Any

from audit.document import Document, Segment
from audit.errors import AuditError
from audit.evaluation import Label, Labels
from audit.finding import MQM, Category, Severity
from audit.formats.common import name_of
from audit.formats.jsonl import objects, read_jsonl

CATEGORIES = {category.value: category for category in Category} | {mqm.lower(): c for c, mqm in MQM.items()}


def read_labelled(path: Path, *, language: str) -> tuple[Document, tuple[Labels, ...]]:
    """The document and its labels, segment by segment. Raises AuditError, naming the line, for what is no such row."""
    segments = read_jsonl(path)
    rows = {number: row for number, _, row in objects(path)}
    labels = tuple(
        _labels(rows[segment.line], segment, f"{name_of(path)}, line {segment.line}") for segment in segments
    )
    return Document(name_of(Path(path.name)), language, segments), labels


def _labels(row: dict[str, Any], segment: Segment, where: str) -> Labels:
    errors, score = row.get("errors"), row.get("score")
    if not isinstance(errors, list):
        raise AuditError(f'{where}: no "errors"; give the list of marked places, [] where nothing is wrong')
    if isinstance(score, bool) or not (score is None or (isinstance(score, int | float) and math.isfinite(score))):
        raise AuditError(f'{where}: "score" is not a number; give a number or leave it out')
    marked = [_label(error, segment, where) for error in errors if not _of_source(error)]
    return Labels(tuple(marked), None if score is None else float(score))


def _of_source(error: Any) -> bool:
    return isinstance(error, dict) and error.get("side") in ("source", "src")


def _label(error: Any, segment: Segment, where: str) -> Label:
    if not isinstance(error, dict):
        raise AuditError(f'{where}: an error is not an object; give {{"start", "end", "severity"}}')
    start, end, length = error.get("start"), error.get("end"), len(segment.text)
    if not (type(start) is int and type(end) is int and 0 <= start <= end <= length):
        raise AuditError(f"{where}: error at {start!r} to {end!r} is no place in a target of {length} characters")
    try:
        severity = Severity(str(error.get("severity")).lower())
    except ValueError:
        raise AuditError(f"{where}: severity {error.get('severity')!r} is not one of {', '.join(Severity)}") from None
    return Label(start, end, severity, CATEGORIES.get(str(error.get("category", "")).lower()))
