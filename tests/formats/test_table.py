"""TSV and CSV to a document."""

from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "paare.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("header", ["", "source\ttarget\n", "Source\tTarget\n"])
def test_rows(tmp_path: Path, header: str) -> None:
    path = write(tmp_path, header + "He left. She stayed.\tEr ging. Sie blieb.\n\n\tNur deutsch\nOnly English\t\n")
    first = 2 if header else 1
    assert [(s.id, s.text, s.kind, s.paragraph, s.line, s.source) for s in read(path, language="de").segments] == [
        ("1", "Er ging. Sie blieb.", Kind.ROW, 0, first, "He left. She stayed."),
        ("2", "Nur deutsch", Kind.ROW, 1, first + 2, None),
        ("3", "", Kind.ROW, 2, first + 3, "Only English"),
    ]


@pytest.mark.parametrize(("line", "count"), [("Nur eine Spalte", "1 column"), ("a\tb\tc", "3 columns")])
def test_other_numbers_of_columns_are_named(tmp_path: Path, line: str, count: str) -> None:
    with pytest.raises(AuditError, match=f"paare.tsv, line 2: {count}"):
        read(write(tmp_path, f"a\tb\n{line}\n"), language="de")


def test_a_header_alone_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="nothing to audit"):
        read(write(tmp_path, "source\ttarget\n"), language="de")


@pytest.mark.parametrize("header", ["target\tid\tsource", "\nTarget\tID\tSource", "Übersetzung\tID\tAusgangstext"])
def test_a_header_orders_the_columns(tmp_path: Path, header: str) -> None:
    (segment,) = read(write(tmp_path, f"{header}\nDer Hund.\t7\tThe dog.\n"), language="de").segments
    assert (segment.id, segment.text, segment.source) == ("7", "Der Hund.", "The dog.")


def test_ids_in_a_table_are_unique(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="line 3: id '7' stands in line 2 already"):
        read(write(tmp_path, "id\tsource\ttarget\n7\ta\tb\n7\tc\td\n"), language="de")


@pytest.mark.parametrize(
    ("cell", "text"),
    [('"Sie rief ""Halt""."', 'Sie rief "Halt".'), ('"Halt!"', '"Halt!"'), ('"Ja," rief sie.', '"Ja," rief sie.')],
)
def test_quotes_of_a_spreadsheet(tmp_path: Path, cell: str, text: str) -> None:
    assert read(write(tmp_path, f"She cried.\t{cell}\n"), language="de").segments[0].text == text


def test_every_cell_in_quotes(tmp_path: Path) -> None:
    (segment,) = read(write(tmp_path, '"source"\t"target"\n"The dog."\t"Der Hund."\n'), language="de").segments
    assert (segment.text, segment.source) == ("Der Hund.", "The dog.")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "paare.csv"
    path.write_text(mark.join(["id", "source", "target", "by"]) + "\n" + mark.join(
        ["a1", '"One, two;\nthree"', '"Er sagte: ""Eins, zwei; drei"""', "me"]) + "\n", encoding="utf-8")  # fmt: skip
    (segment,) = read(path, language="de").segments
    expected = ("a1", "One, two; three", 'Er sagte: "Eins, zwei; drei"', 2)
    assert (segment.id, segment.source, segment.text, segment.line) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("Ein Satz, noch einer.\n", "name the columns"), ("source,target\na,b,c\n", "line 2: 3 columns"),
     ('source,target\na,"b\n', "line 2: is not valid CSV")],
)  # fmt: skip
def test_what_is_no_csv(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "paare.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AuditError, match=message):
        read(path, language="de")


@pytest.mark.parametrize(("name", "mark"), [("a.tsv", "\t"), ("a.csv", ";")])
def test_empty_columns_behind_the_table_are_none(tmp_path: Path, name: str, mark: str) -> None:
    path = tmp_path / name
    path.write_text("source;target;;\nOne.;Eins.;;\n".replace(";", mark), encoding="utf-8")
    assert [(s.source, s.text) for s in read(path, language="de").segments] == [("One.", "Eins.")]


def test_what_prints_nothing_is_left_out(tmp_path: Path) -> None:
    (row,) = read(
        write(tmp_path, "The for\u00adces leave.\tDie Streit\u00adkräfte gehen.\u200b\n"), language="de"
    ).segments
    assert (row.source, row.text) == ("The forces leave.", "Die Streitkräfte gehen.")
