"""Excel workbooks (.xlsx, ISO/IEC 29500): tables of segments, read as TSV and CSV are.

Read is every sheet whose first filled row names a column "target", or in which a row beneath titles names "source" and
"target"; "id" is read beside them, other columns and sheets are passed over. Sheets that may be tables all the same are
told of. A workbook without such a row, and with just two filled columns in one sheet, is source and target. A line is a
row. A cell is the text or value that was saved in it: of a formula its last result (nothing where a program wrote the
formula and no Excel has opened it since), of merged cells what stands in the first, and of numbers what they are, not
how they are shown.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from audit.document import Segment
from audit.errors import AuditError
from audit.formats.common import clean, name_of, read_bytes
from audit.formats.jsonl import from_rows
from audit.formats.package import LARGEST, check_sizes, damaged, opened
from audit.formats.table import lowered, named, on_one_line

Row = tuple[int, list[str]]  # its number and its cells
READ = frozenset({"id", "source", "target", "system", "reference"})
MOST_ROWS = 1_048_576  # of a sheet, as Excel has it
_BREAK = re.compile(r"_x00(?:09|0[AaDd])_")  # how Excel writes a tab or line end that XML would change


def read_workbook(path: Path) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """One segment per row that has a source or a target; of several sheets, ids begin with the sheet's name. And what
    the reader of a report should know of the sheets that were passed over.

    Raises AuditError, naming sheet and row, for a workbook without such columns, with an id or column given twice, and
    for what is damaged, protected by a password, unreasonably large or empty."""
    sheets = _sheets(path)
    tables = _headed(sheets)
    if not tables and len(sheets) > 1:
        raise _no_columns(path)
    tables = tables or {sheet: _two_columns(rows, path) for sheet, rows in sheets.items()}
    return from_rows(_rows(tables, path), path), _passed_over(
        {name: rows for name, rows in sheets.items() if name not in tables}
    )


def _passed_over(sheets: Mapping[str, Sequence[Row]]) -> tuple[str, ...]:
    """A note on those sheets that have cells side by side, as a table of segments has; others are remarks."""
    tables = [name for name, rows in sheets.items() if any(sum(map(bool, cells)) > 1 for _, cells in rows)]
    if not tables:
        return ()
    which = f"Sheet {tables[0]} was" if len(tables) == 1 else f"Sheets {', '.join(tables)} were"
    return (f"{which} passed over: no row there names the columns source and target.",)


def system_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, str, Mapping[str, str]]]:
    """The rows of the one sheet that names these columns: number, place for errors, cells by name. Raises AuditError as
    read_workbook does, and where no sheet names them, or several do: nobody knows then which rows belong together."""
    tables = {sheet: rows for sheet, rows in _headed(_sheets(path)).items() if {*columns} <= {*lowered(rows[0][1])}}
    if len(tables) != 1:
        count = "several sheets name" if tables else "no sheet names in its first row"
        raise AuditError(f"{name_of(path)}: {count} the columns {', '.join(columns)}; give one sheet that does")
    return named(next(iter(tables.values())), f"{name_of(path)}, row")


def _rows(tables: Mapping[str, Sequence[Row]], path: Path) -> Iterator[tuple[int, str, Mapping[str, str]]]:
    for sheet, rows in tables.items():
        within = f"{sheet}, " if len(tables) > 1 else ""
        for number, where, row in named(rows, f"{name_of(path)}, {within}row", alone=True):
            if row.get("source") or row["target"]:  # else a heading or a note that is not for the translator
                name = row.get("id") or (within and f"row {number}")
                yield number, where, {**row, "id": name and within + name}


def _headed(sheets: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Those sheets in which a row names the columns, by their names: from that row on, with the columns that are read.
    It is the first row if it names "target", or else, beneath titles and remarks, the first that names "source", too:
    "target" alone may be a word of the text there."""
    out = {}
    for sheet, rows in sheets.items():
        for at, (_, cells) in enumerate(rows):
            names = lowered(cells)
            if "target" in names and (at == 0 or "source" in names):
                out[sheet] = _columns(rows[at:], [k for k, name in enumerate(names) if name in READ])
                break
    return out


def _two_columns(rows: Sequence[Row], path: Path) -> list[Row]:
    """Rows of just two filled columns, wherever these are."""
    filled = sorted({k for _, cells in rows for k, cell in enumerate(cells) if cell})
    if len(filled) != 2:
        raise _no_columns(path)
    return _columns(rows, filled)


def _no_columns(path: Path) -> AuditError:
    said = "no sheet names a column target in its first filled row, or source and target in a later one"
    return AuditError(f"{name_of(path)}: {said}; name the columns there, source and target (and id, if you like)")


def _columns(rows: Sequence[Row], chosen: Sequence[int]) -> list[Row]:
    """These columns of the rows that have anything in them."""
    picked = ((number, [cells[k] if k < len(cells) else "" for k in chosen]) for number, cells in rows)
    return [(number, cells) for number, cells in picked if any(cells)]


def _sheets(path: Path) -> dict[str, list[Row]]:
    """The filled rows of each sheet that has any. Hidden rows are read, for a filter hides rows that are part of the
    job all the same; hidden sheets are not: they hold lists for menus and what tools store."""
    data, name = read_bytes(path), name_of(path)
    with opened(data, name, program="Excel", suffix=".xlsx") as package:
        check_sizes(package, name)
        if sum(part.file_size for part in package.infolist() if part.filename.endswith((".xml", ".rels"))) > LARGEST:
            raise AuditError(f"{name}: what is in it would take more than {LARGEST:,} bytes; give smaller files")
    return _filled(data, name)


def _filled(data: bytes, name: str) -> dict[str, list[Row]]:
    from defusedxml import DefusedXmlException
    from openpyxl import load_workbook

    sheets: dict[str, list[Row]] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl cannot keep: nothing is written back
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible" and (rows := list(_filled_rows(sheet, name))):
                    sheets[on_one_line(clean(sheet.title))] = rows
    except AuditError:
        raise
    except Exception as error:  # openpyxl takes files as they should be, and fails in any way where they are not
        reason = error.__cause__ if isinstance(error.__cause__, Exception) else error
        if isinstance(reason, DefusedXmlException):
            raise AuditError(f"{name}: declares XML entities, which are not read; save it again") from None
        raise damaged(name, ".xlsx", reason) from None
    return sheets


def _filled_rows(sheet: Any, name: str) -> Iterator[Row]:
    sheet.reset_dimensions()  # what it says of its size is often wrong: too small, or a million empty rows
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:
            raise AuditError(f"{name}: {clean(sheet.title)} has more than {MOST_ROWS:,} rows; give smaller files")
        if any(value is not None for value in values):
            cells = [_text(value) for value in values]
            if any(cells):
                yield number, cells


def _text(value: object) -> str:
    """What a cell says, on one line."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case _:
            return on_one_line(clean(_BREAK.sub(" ", str(value)).replace("\r\n", "\n")))
