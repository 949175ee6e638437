"""Several translations of one source: one JSON Lines, TSV, CSV or Excel file with a system column, a bilingual file
of each system, or files parallel line by line.

All give one document for each system, with one row per source segment, in the same order with the same ids and sources,
so that segment k of one system stands beside segment k of another.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.document import Document, Kind, Segment
from audit.errors import AuditError
from audit.formats import as_shown
from audit.formats.common import clean, composed, name_of, read_text
from audit.formats.jsonl import objects, read_row, within
from audit.formats.table import by_name, comma_separated, lowered, refuse_twins, tab_separated

COLUMNS = ("system", "source", "target")
NO_OBJECT = 'not an object; give {"system", "source", "target"}'


def read_systems(path: Path, *, language: str) -> tuple[dict[str, Document], list[str | None]]:
    """Documents by system, and each segment's reference ("reference", one text per segment; None where it has none).

    JSON Lines: {"system", "id", "source", "target", "reference"?} per line. TSV, CSV and Excel: the same as columns
    named in a first line, id and reference optional. Rows belong together by id, or else by source, however it
    is spaced; the first system's stands for all. Raises AuditError with the line."""
    places: dict[tuple[str, str], str] = {}
    systems: dict[str, dict[str, Segment]] = {}
    references: dict[str, tuple[str, str]] = {}
    uses: Counter[tuple[str, str]] = Counter()
    for number, where, row in _rows(path):
        given = row.get("system")
        if not isinstance(given, str) or not given.strip():
            raise AuditError(f'{where}: no "system"; say in every row whose translation it is')
        system = clean(given.strip())
        segment = as_shown(read_row(row, where, number, number - 1))
        own, key = systems.setdefault(system, {}), segment.id
        if row.get("id") in (None, ""):  # then its source, and the how-manieth row with that source it is
            text = _spaced(segment.source) or ""
            uses[system, text] += 1
            key = f"{text}\x1f{uses[system, text]}"
        if key in own:
            raise AuditError(f"{where}: {system} has {key[:60]!r} twice; give every segment one row per system")
        own[key], places[system, key] = segment, within(where, path)
        if reference := _reference(row, where):
            first, place = references.setdefault(key, (reference, within(where, path)))
            if first != reference:
                raise AuditError(f"{where}: another reference than {place}'s; give each segment one reference")
    documents = _parallel(path, systems, places, language)
    order = next(iter(systems.values()))
    return documents, [references[key][0] if key in references else None for key in order]


def _reference(row: Mapping[str, object], where: str) -> str:
    """The row's reference, "" for none."""
    given = row.get("reference")
    if given is not None and not isinstance(given, str):
        raise AuditError(f'{where}: "reference" is neither a string nor null; put the text in quotes')
    return composed(clean(given)).strip() if given else ""


def bilingual(document: Document) -> bool:
    """Whether the file itself holds sources beside its translations."""
    return any(row.source for row in document.segments)


def paired(documents: Sequence[Document], names: Sequence[str]) -> list[Document]:
    """The systems' documents with the rows, ids and sources of the first one. Rows belong together by id where all ids
    have the same source there, or else by source, however it is spaced. names: of the files, for errors.
    Raises AuditError where rows do not belong together."""
    first = documents[0]
    ours, by_id = _by_source(first), {row.id: _spaced(row.source) for row in first.segments}
    out = [first]
    for document, name in zip(documents[1:], names[1:], strict=True):
        own = {row.id: row for row in document.segments}
        if {row.id: _spaced(row.source) for row in document.segments} != by_id:
            theirs = _by_source(document)
            if theirs.keys() != ours.keys():
                raise _unpaired((names[0], first), (name, document))
            own = {row.id: theirs[key] for key, row in ours.items()}
        rows = (replace(own[row.id], id=row.id, source=row.source) for row in first.segments)
        out.append(replace(document, segments=tuple(rows)))
    return out


def _by_source(document: Document) -> dict[tuple[str, int], Segment]:
    """The rows by their sources, and the how-manieth row with that source each is."""
    uses: Counter[str] = Counter()
    rows = {}
    for row in document.segments:
        text = _spaced(row.source) or ""
        uses[text] += 1
        rows[text, uses[text]] = row
    return rows


def _unpaired(one: tuple[str, Document], other: tuple[str, Document]) -> AuditError:
    """Why the rows of two files do not belong together, by the first row that shows it."""
    (name, first), (name_other, second) = one, other
    by_id = {row.id: row for row in second.segments}
    if by_id.keys() == {row.id for row in first.segments}:
        row = next(row for row in first.segments if _spaced(by_id[row.id].source) != _spaced(row.source))
        found, wanted = _quoted(by_id[row.id]), _quoted(row)
        return AuditError(
            f"{name_other}, segment {row.id}: another source ({found}) than in {name} ({wanted}); "
            "give translations of the same source"
        )
    ours, theirs = _by_source(first), _by_source(second)
    if not ours.keys() & theirs.keys():
        return AuditError(f"{name_other}: has no source in common with {name}; give translations of the same source")
    lacking = next((row for key, row in ours.items() if key not in theirs), None)
    having, without = (name, name_other) if lacking else (name_other, name)
    row = lacking or next(row for key, row in theirs.items() if key not in ours)
    return AuditError(
        f"{without}: has no row for {_quoted(row)}, segment {row.id} of {having}; "
        "give every system's translation of every segment (an empty one where there is none)"
    )


def _quoted(row: Segment) -> str:
    """The beginning of a row's source, for errors."""
    return repr((_spaced(row.source) or "")[:60]) if row.source else "none"


def read_parallel(source: Path, targets: Sequence[Path], *, language: str) -> list[Document]:
    """One document per target file, line n of each belonging to line n of source; blank lines are empty segments
    (text where the source is blank was put in), except where all files have them. Raises AuditError where the numbers
    of lines differ."""
    lines = {path: _lines(path) for path in (source, *targets)}
    for path in targets:
        if len(lines[path]) != len(lines[source]):
            raise AuditError(
                f"{name_of(path)}: {len(lines[path])} lines, but {name_of(source)} has {len(lines[source])}; "
                "give files parallel line by line, or leave out --sentences to have them aligned"
            )
    kept = [i for i in range(len(lines[source])) if any(column[i].strip() for column in lines.values())]

    def document(path: Path) -> Document:
        rows = [Segment(str(i + 1), lines[path][i].strip(), Kind.ROW, i, i + 1, lines[source][i].strip()) for i in kept]
        return Document(name_of(Path(path.name)), language, tuple(rows))

    return [document(path) for path in targets]


def _lines(path: Path) -> list[str]:
    return composed(read_text(path)).removesuffix("\n").split("\n")


def _parallel(
    path: Path, systems: Mapping[str, Mapping[str, Segment]], places: Mapping[tuple[str, str], str], language: str
) -> dict[str, Document]:
    """The systems' documents, in the order of the first system's rows. Every system must have every segment. places: of
    each system's segments, for errors."""
    if not systems:
        raise AuditError(f"{name_of(path)}: no rows in it; give one row per segment and system")
    first, order = next(iter(systems.items()))
    out = {}
    for system, own in systems.items():
        missing = next((key for key in (*order, *own) if key not in own or key not in order), None)
        if missing is not None:
            which = system if missing not in own else first
            raise AuditError(
                f"{name_of(path)}: system {which} has no translation of {missing.partition(chr(31))[0][:60]!r}; "
                "give every system's translation of every segment (an empty one where there is none)"
            )
        for key, segment in own.items():
            if _spaced(segment.source) != _spaced(order[key].source):
                raise AuditError(
                    f"{name_of(path)}, {places[system, key]}: another source than {places[first, key]}'s; "
                    "give all systems' rows of a segment the same source, or other segments another id"
                )
        rows = tuple(replace(own[key], id=order[key].id, source=order[key].source) for key in order)
        out[system] = Document(name_of(Path(path.name)), language, rows)
    return out


def _spaced(source: str | None) -> str | None:
    """A source with one space wherever it has any: tools that vendors export from put in others."""
    return None if source is None else " ".join(source.split())


def _rows(path: Path) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    match path.suffix.lower():
        case ".xlsx":
            from audit.formats.workbook import system_rows

            return system_rows(path, COLUMNS)
        case ".tsv":
            return _named(tab_separated(path), path, "tab")
        case ".csv":
            return _named(comma_separated(path), path, "comma, semicolon or tab")
        case _:
            return objects(path, NO_OBJECT)


def _named(
    rows: Iterator[tuple[int, list[str]]], path: Path, between: str
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """The rows beneath the first one, by the names that it gives; between: what parts the cells."""
    number, header = next(rows, (1, []))  # of a CSV with nothing but quotes there is no row
    names, place = lowered(header), f"{name_of(path)}, line"
    if not set(COLUMNS) <= set(names):
        raise AuditError(f"{place} {number}: name the columns there: {', '.join(COLUMNS)} ({between} between them)")
    refuse_twins(names, f"{place} {number}")
    return by_name(rows, names, place, f"the first row names {len(names)}")
