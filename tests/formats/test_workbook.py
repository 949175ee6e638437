"""Excel workbooks: which sheets, rows and cells are read, and every kind of broken file in one line."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import BY_ROW, read
from audit.formats.systems import read_systems

Rows = Sequence[Sequence[Any]]
HEAD = ("ID", "Source", "Note", "TARGET")


def book(path: Path, **sheets: Rows) -> Path:
    made = Workbook()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The workbook with other bytes in one of its parts."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def rows(path: Path) -> list[tuple[str, str | None, str, int]]:
    return [(s.id, s.source, s.text, s.line) for s in read(path, language="de").segments]


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        Texte=[
            (),
            HEAD,
            ("a1", "The dog.", "me", "Der Hund."),
            (),
            (7, "The\ncat.", None, " Die\r\nKat\u00adze. ", "x"),
            (None, None, "Chapter 2"),
            (None, "Rain."),
        ],
        Hinweise=[("Please mind the glossary.",)],
    )
    document = read(path, language="de")
    assert [(s.id, s.source, s.text, s.line) for s in document.segments] == [
        ("a1", "The dog.", "Der Hund.", 3),
        ("7", "The cat.", "Die Katze.", 5),
        ("3", "Rain.", "", 7),
    ]
    assert {s.kind for s in document.segments} == {Kind.ROW}
    assert document.notes == (BY_ROW.format(document.name),)


def test_sheets_that_may_be_tables_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Texte": [("source", "target"), ("Yes.", "Ja.")],
        "Menü": [("Englisch", "Deutsch"), ("No.", "Nein.")],
        "Hinweise": [("Please mind the glossary.",), ("Thanks!",)],
    }
    assert read(book(tmp_path / "a.xlsx", **sheets), language="de").notes[1:] == (
        "Sheet Menü was passed over: no row there names the columns source and target.",
    )
    both = read(book(tmp_path / "b.xlsx", **sheets, Knopf=[(1, "OK")]), language="de").notes[1:]
    assert both == ("Sheets Menü, Knopf were passed over: no row there names the columns source and target.",)


def test_titles_may_stand_above_the_names_of_the_columns(tmp_path: Path) -> None:
    titles = [("Projekt Hafen",), ("Stand", "12.03."), ()]
    text = [("id", "source", "note", "target"), ("a", "Target", None, "target"), ("b", "Yes.", "x", "Ja.")]
    assert rows(book(tmp_path / "a.xlsx", A=[*titles, *text])) == [
        ("a", "Target", "target", 5),
        ("b", "Yes.", "Ja.", 6),
    ]
    plain = [("Goal", "Ziel"), ("Target", "target")]
    assert [row[2] for row in rows(book(tmp_path / "b.xlsx", A=plain))] == ["Ziel", "target"]


def test_target_alone_suffices(tmp_path: Path) -> None:
    assert rows(book(tmp_path / "a.xlsx", A=[("Target",), ("Der Hund.",)])) == [("1", None, "Der Hund.", 2)]


def test_several_sheets_are_named(tmp_path: Path) -> None:
    sheet = [("id", "target"), ("x", "Ja."), (None, "Nein.")]
    path = book(tmp_path / "a.xlsx", Eins=sheet, Leer=[], Zwei=sheet)
    assert [row[0] for row in rows(path)] == ["Eins, x", "Eins, row 3", "Zwei, x", "Zwei, row 3"]
    twice = book(tmp_path / "b.xlsx", Eins=sheet, Zwei=[*sheet, ("x", "Doch.")])
    with pytest.raises(AuditError, match=r"b\.xlsx, Zwei, row 4: id 'Zwei, x' stands in Zwei, row 2 already"):
        rows(twice)


def test_hidden_rows_are_read_and_hidden_sheets_are_not(tmp_path: Path) -> None:
    made = Workbook()
    for name in ("Menue", "Intern"):
        made.create_sheet(name).append(("target",))
        made[name].append(("Geheim.",))
    made["Menue"].sheet_state, made["Intern"].sheet_state = "hidden", "veryHidden"
    sheet = made.worksheets[0]
    for row in (("source", "target"), ("One.", "Eins."), ("Two.", "Zwei.")):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    made.save(tmp_path / "a.xlsx")
    assert [row[2] for row in rows(tmp_path / "a.xlsx")] == ["Eins.", "Zwei."]


def test_two_columns_without_names(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", A=[(None, "One.", None, "Eins."), (), (None, "Two.")])
    assert rows(path) == [("1", "One.", "Eins.", 1), ("2", "Two.", "", 3)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (2.5, "2.5"),
        (True, "TRUE"),
        (date(2024, 3, 5), "2024-03-05"),
        (datetime(2024, 3, 5, 14, 30), "2024-03-05 14:30:00"),
        (CellRichText("Der ", TextBlock(InlineFont(b=True), "Hund"), "."), "Der Hund."),
        ("Eins_x000D_\nzwei", "Eins  zwei"),
        ("#N/A", "#N/A"),
    ],
)
def test_cells(tmp_path: Path, value: object, text: str) -> None:
    assert rows(book(tmp_path / "a.xlsx", A=[("source", "target"), ("x", value)]))[0][2] == text


def test_a_formula_is_its_last_result(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", A=[("source", "target"), ("Yes.", '="Ja"&"."'), ("No.", "=A1")])
    part = "xl/worksheets/sheet1.xml"
    changed(path, part, b'<c r="B2"><f>"Ja"&amp;"."</f><v', b'<c r="B2" t="str"><f>"Ja"&amp;"."</f><v>Ja.</v><v')
    assert [row[2] for row in rows(path)] == ["Ja.", ""]


def test_merged_cells_have_the_text_of_the_first(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (("source", "target"), ("Yes.", "Ja."), ("No.", "Nein.")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    made.save(tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx") == [("1", "Yes.", "Ja.", 2), ("2", None, "Nein.", 3)]


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    for wrong in (b'ref="A1"', b'ref="A1:XFD1048576"'):
        path = book(tmp_path / "a.xlsx", A=[("source", "target"), ("Yes.", "Ja.")])
        assert len(rows(changed(path, "xl/worksheets/sheet1.xml", b'ref="A1:B2"', wrong))) == 1


def test_several_systems_in_a_sheet(tmp_path: Path) -> None:
    head = ("system", "source", "target", "reference")
    sheet = [head, ("A", "Yes.", "Ja.", "Ja!"), ("B", "Yes.", "Jawohl.", None)]
    documents, references = read_systems(book(tmp_path / "a.xlsx", A=sheet, B=[("x",)]), language="de")
    assert {name: document.segments[0].text for name, document in documents.items()} == {"A": "Ja.", "B": "Jawohl."}
    assert references == ["Ja!"]
    for sheets, message in (
        ({"A": sheet, "B": sheet}, "several sheets name the columns system, source, target"),
        ({"A": [("source", "target"), ("Yes.", "Ja.")]}, "no sheet names in its first row the columns system"),
        ({"A": [*sheet[:2], ("B", "Yes.", "Ja.", "Doch!")]}, r"row 3: another reference than row 2's"),
    ):
        with pytest.raises(AuditError, match=message):
            read_systems(book(tmp_path / "b.xlsx", **sheets), language="de")


def broken(path: Path, kind: str) -> Path:
    book(path, A=[("source", "target"), ("Yes.", "Ja.")])
    sheet = "xl/worksheets/sheet1.xml"
    match kind:
        case "no columns":
            book(path, A=[("English", "German", "Note"), ("Yes.", "Ja.", "x")])
        case "two sheets":
            book(path, A=[("Yes.", "Ja.")], B=[("No.", "Nein.")])
        case "twice":
            book(path, A=[("target", "Target"), ("Ja.", "Nein.")])
        case "empty":
            book(path, A=[()])
        case "header":
            book(path, A=[("source", "target")])
        case "text":
            path.write_text("Ein Satz.", encoding="utf-8")
        case "cut":
            path.write_bytes(path.read_bytes()[:900])
        case "changed":
            data = bytearray(path.read_bytes())
            with zipfile.ZipFile(path) as package:
                at = package.getinfo(sheet).header_offset + 30 + len(sheet)
            data[at : at + 40] = b"\xff" * 40
            path.write_bytes(data)
        case "password":
            path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
        case "word":
            with zipfile.ZipFile(path, "w") as package:
                package.writestr("word/document.xml", "<a/>")
        case "xml":
            changed(path, sheet, b"</sheetData>", b"")
        case "entities":
            changed(path, sheet, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')
        case "bomb":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr("xl/workbook.xml", b" " * 200_000_001)
        case "many":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                for n in range(3):
                    package.writestr(f"xl/worksheets/sheet{n}.xml", b" " * 70_000_000)
        case "far":
            changed(path, sheet, b'<row r="2"', b'<row r="99999999999"')
        case "value":
            changed(path, sheet, b'<c r="B2" t="inlineStr"><is><t>Ja.</t></is>', b'<c r="B2" t="s"><v>99</v>')
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("no columns", "no sheet names a column target"),
        ("two sheets", "no sheet names a column target"),
        ("twice", r"a\.xlsx, row 1: a column is named twice"),
        ("empty", "nothing to audit"),
        ("header", "nothing to audit"),
        ("text", r"is no Excel file, whatever its name says; save it as \.xlsx from Excel"),
        ("cut", r"is a damaged \.xlsx"),
        ("changed", r"is a damaged \.xlsx"),
        ("password", "is protected by a password or of an old Excel; save it as .xlsx"),
        ("word", r"is a damaged \.xlsx"),
        ("xml", r"is a damaged \.xlsx"),
        ("entities", "declares XML entities"),
        ("bomb", "xl/workbook.xml in it would take more than 200,000,000 bytes"),
        ("many", "what is in it would take more than 200,000,000 bytes"),
        ("far", "A has more than 1,048,576 rows"),
        ("value", r"is a damaged \.xlsx"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, kind: str, message: str) -> None:
    with pytest.raises(AuditError, match=message) as error:
        read(broken(tmp_path / "a.xlsx", kind), language="de")
    assert "\n" not in str(error.value)
    assert str(error.value).count("a.xlsx") == 1
