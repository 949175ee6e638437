"""JSON Lines: {"id", "source" (may be null), "target"} per line, each already one segment."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.document import Kind, Segment
from audit.errors import AuditError
from audit.formats.common import clean, name_of, nothing_in, read_text


def read_jsonl(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank. Texts are kept to the character (offsets of findings count in them); only
    control characters become spaces and unpaired surrogates U+FFFD, one for one. A row without an id gets its number.
    Raises AuditError, naming the line, for anything that is not such an object, and for an id given twice."""
    made: list[Segment] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        segment = _segment(line, f"{name_of(path)}, line {number}", number, len(made))
        if segment.id in first_line:
            raise AuditError(
                f"{name_of(path)}, line {number}: id {segment.id!r} stands in line {first_line[segment.id]} already; "
                "give every row an id of its own"
            )
        first_line[segment.id] = number
        made.append(segment)
    if not made:
        raise nothing_in(path)
    return tuple(made)


def _segment(line: str, where: str, number: int, paragraph: int) -> Segment:
    try:
        row: Any = json.loads(line)
    except RecursionError:
        raise AuditError(f"{where}: JSON nested too deep; give one flat object per line") from None
    except ValueError as error:
        reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        raise AuditError(f"{where}: not valid JSON ({reason}); give one object per line") from None
    if not isinstance(row, dict):
        raise AuditError(f'{where}: not a JSON object; give {{"id", "source", "target"}} per line')
    return read_row(row, where, number, paragraph)


def read_row(row: Mapping[str, Any], where: str, number: int, paragraph: int) -> Segment:
    """The segment in a row that is an object already; `where` names its place in errors."""
    if "target" not in row:
        raise AuditError(f'{where}: no "target"; give the text to audit under "target"')
    target, source = row["target"], row.get("source")
    if not isinstance(target, str):
        raise AuditError(f'{where}: "target" is not a string; put the text in quotes')
    if source is not None and not isinstance(source, str):
        raise AuditError(f'{where}: "source" is neither a string nor null; put the text in quotes')
    return Segment(
        id=_id(row.get("id"), where, paragraph + 1),
        text=clean(target),
        kind=Kind.ROW,
        paragraph=paragraph,
        line=number,
        source=clean(source) if source and source.strip() else None,  # nothing given to compare with
    )


def _id(given: Any, where: str, row: int) -> str:
    """The id as a string; the number of the row where none is given."""
    if given is None or given == "":
        return str(row)
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise AuditError(f'{where}: "id" is neither a string nor a number; give a plain id')
    return clean(str(given))
