"""Tables of segments: TSV and CSV, with or without the quotes that spreadsheets put around cells.

A first row that names "source" and "target" (or "Ausgangstext", "Übersetzung") orders the columns; "id" is read, others
are passed over. A TSV without
such a row is source<TAB>target. A CSV must have it: text is full of commas, and nothing else tells a table from prose.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from audit.document import Segment
from audit.errors import AuditError
from audit.formats.common import name_of, read_text, shown
from audit.formats.jsonl import from_rows

# What else people write above a column.
ALSO = dict.fromkeys(("source text", "quelle", "quelltext", "ausgangstext"), "source") | dict.fromkeys(
    ("target text", "translation", "ziel", "zieltext", "übersetzung"), "target"
)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_tsv(path: Path) -> tuple[Segment, ...]:
    """One segment per line that is not blank; an empty source means that none is given.
    Raises AuditError, naming the line, where a line has other columns than the first row names, or not two."""
    return from_rows(named(list(tab_separated(path)), f"{name_of(path)}, line"), path)


def read_csv(path: Path) -> tuple[Segment, ...]:
    """One segment per record; cells are parted by comma, semicolon or tab. Raises AuditError, naming the line, where
    there is no header with "target", or a record has other columns than the header."""
    rows = list(comma_separated(path))
    if not rows or "target" not in lowered(rows[0][1]):
        raise AuditError(
            f"{name_of(path)}, line 1: name the columns there, source and target (and id, if you like); "
            "or save running text as .txt"
        )
    return from_rows(named(rows, f"{name_of(path)}, line", alone=True), path)


def tab_separated(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a TSV that are not blank: line number and cells, without the spreadsheet's quotes."""
    lines = [(n, line.split("\t")) for n, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]
    every = all(_QUOTED.fullmatch(cell.strip()) for _, cells in lines for cell in cells if cell.strip())
    for number, cells in lines:
        yield number, [_bare(shown(cell).strip(), every=every) for cell in cells]


def _bare(cell: str, *, every: bool) -> str:
    """A cell without the quotes of a spreadsheet, which puts them around cells that hold quotes, and doubles those, or
    around every cell. A cell that is just a quotation ("So!") keeps its own."""
    if _QUOTED.fullmatch(cell) and (every or '""' in cell[1:-1]):
        return cell[1:-1].replace('""', '"').strip()
    return cell


def comma_separated(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV that are not blank: the line where each begins, and its cells; they are parted by what the
    first line has most of, comma, semicolon or tab. Raises AuditError where a quote is not closed."""
    text = read_text(path)
    first = next(line for line in text.split("\n") if line.strip())
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, [on_one_line(cell) for cell in cells]
            number = reader.line_num + 1
    except csv.Error as error:
        raise AuditError(f"{name_of(path)}, line {number}: is not valid CSV ({error}); check its quotes") from None


def on_one_line(cell: str) -> str:
    """What a reader sees of a cell, with a space for each line break."""
    return shown(cell).replace("\n", " ").strip()


def _listed(names: Sequence[str]) -> str:
    return f"{names[0]}, one tab, {names[1]}" if len(names) == 2 else ", ".join(names)


def lowered(cells: Sequence[str]) -> list[str]:
    """The names of columns as they are compared; those in ALSO count where both sides are named, for one may be text.
    Names of languages are none: which of them is the source, a table does not say."""
    plain = [cell.lower() for cell in cells]
    known = [ALSO.get(cell, cell) for cell in plain]
    return known if {"source", "target"} <= set(known) else plain


def named(
    rows: Sequence[tuple[int, list[str]]], place: str, *, alone: bool = False
) -> Iterator[tuple[int, str, Mapping[str, str]]]:
    """The rows as by_name gives them, by the first row's names where it is a header. alone: "target" suffices there,
    without "source". Raises AuditError for a name given twice."""
    names = lowered(rows[0][1])
    if "target" in names and ("source" in names or alone):
        refuse_twins(names, f"{place} {rows[0][0]}")
        return by_name(rows[1:], names, place, f"the first row names {len(names)}")
    return by_name(rows, ["source", "target"], place, "two are needed")


def refuse_twins(names: Sequence[str], where: str) -> None:
    """Raise AuditError where two columns have one name; those that spreadsheets leave behind a table have none."""
    given = [name for name in names if name]
    if len(set(given)) < len(given):
        raise AuditError(f"{where}: a column is named twice; give each a name of its own")


def by_name(
    rows: Iterable[tuple[int, list[str]]], names: Sequence[str], place: str, wanted: str
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Line number, place for errors, and the cells of each row by the names of their columns. place: what stands before
    the number there ("a.tsv, line"). Raises AuditError where a row has more or fewer; wanted: why as many are."""
    for number, cells in rows:
        where = f"{place} {number}"
        if len(cells) != len(names):
            count = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
            raise AuditError(f"{where}: {count} where {wanted}; give {_listed(names)} per line")
        yield number, where, dict(zip(names, cells, strict=True))
