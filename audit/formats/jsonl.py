"""JSON Lines: {"id", "source" (may be null), "target"} per line, each already one segment; or an array of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.document import Kind, Segment, Written
from audit.errors import AuditError
from audit.formats.common import clean, name_of, nothing_in, read_text

NO_OBJECT = 'not a JSON object; give {"id", "source", "target"} per line'


def read_jsonl(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank. Texts are kept to the character (offsets of findings count in them); only
    control characters become spaces and unpaired surrogates U+FFFD, one for one. A row without an id gets its number,
    or "row-2" where the file gives that number to another.
    Raises AuditError, naming the line, for anything that is not such an object, and for an id given twice."""
    return from_rows(objects(path), path)


def objects(path: Path, otherwise: str = NO_OBJECT) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """The object on each line that is not blank, with the line's number and its place for errors. Raises AuditError for
    what is no JSON, and saying `otherwise` for what is no object."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            where = f"{name_of(path)}, line {number}"
            yield number, where, _checked(_parsed(line, where, "give one object per line"), where, otherwise)


def read_json(path: Path) -> tuple[Segment, ...]:
    """The same objects in one JSON array, or as JSON Lines. Raises AuditError likewise."""
    text = read_text(path)
    if not text.lstrip().startswith("["):
        return read_jsonl(path)
    _parsed(text, name_of(path), "give an array of objects")
    return from_rows(_elements(text, path), path)


def _elements(text: str, path: Path) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """The elements of a valid JSON array, each with the line where it begins and its place for errors."""
    decoder, at, line, counted = json.JSONDecoder(), text.index("[") + 1, 1, 0
    while True:
        while text[at] in ", \t\n":
            at += 1
        if text[at] == "]":
            return
        line, counted = line + text.count("\n", counted, at), at
        value, at = decoder.raw_decode(text, at)
        where = f"{name_of(path)}, line {line}"
        yield line, where, _checked(value, where)


def from_rows(rows: Iterable[tuple[int, str, Mapping[str, Any]]], path: Path) -> tuple[Segment, ...]:
    """The segments of rows: line number, place for errors, {"id", "source", "target"}. Raises AuditError for an id
    given twice, and where there are none."""
    made: list[Segment] = []
    unnamed: list[int] = []
    first: dict[str, str] = {}  # id -> place
    for number, where, row in rows:
        segment = read_row(row, where, number, len(made))
        if not _named(row):
            unnamed.append(len(made))
        elif segment.id in first:
            raise AuditError(
                f"{where}: id {segment.id!r} stands in {first[segment.id]} already; give every row an id of its own"
            )
        else:
            first[segment.id] = within(where, path)
        made.append(segment)
    if not made:
        raise nothing_in(path)
    for k in unnamed:
        while made[k].id in first:
            made[k] = replace(made[k], id=f"row-{made[k].id}")
    return tuple(made)


def within(where: str, path: Path) -> str:
    """A place for errors without the file's name: "line 7"."""
    return where.removeprefix(f"{name_of(path)}, ")


def _parsed(text: str, where: str, advice: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise AuditError(f"{where}: JSON nested too deep; give one flat object per line") from None
    except ValueError as error:
        reason = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) and error.lineno > 1 else ""
        raise AuditError(f"{where}{line}: not valid JSON ({reason}); {advice}") from None


def _checked(row: Any, where: str, otherwise: str = NO_OBJECT) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise AuditError(f"{where}: {otherwise}")
    return row


def read_row(row: Mapping[str, Any], where: str, number: int, paragraph: int) -> Segment:
    """The segment in a row that is an object already; `where` names its place in errors."""
    if "target" not in row:
        raise AuditError(f'{where}: no "target"; give the text to audit under "target"')
    target, source = row["target"], row.get("source")
    if not isinstance(target, str):
        raise AuditError(f'{where}: "target" is not a string; put the text in quotes')
    if source is not None and not isinstance(source, str):
        raise AuditError(f'{where}: "source" is neither a string nor null; put the text in quotes')
    source = source if source and source.strip() else None  # nothing given to compare with
    read = Written(clean(target), None if source is None else clean(source))
    written = Written(target, source)
    return Segment(
        id=_id(row, where, paragraph + 1),
        text=read.target,
        kind=Kind.ROW,
        paragraph=paragraph,
        line=number,
        source=read.source,
        written=None if written == read else written,
    )


def _named(row: Mapping[str, Any]) -> bool:
    return row.get("id") not in (None, "")


def _id(row: Mapping[str, Any], where: str, number: int) -> str:
    """The id as a string; the number of the row where none is given."""
    if not _named(row):
        return str(number)
    given = row["id"]
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise AuditError(f'{where}: "id" is neither a string nor a number; give a plain id')
    return clean(str(given))
