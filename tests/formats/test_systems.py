import json
import time

import pytest

from audit.document import Document, Kind, Segment
from audit.errors import AuditError
from audit.formats.systems import paired, read_parallel, read_systems


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def rows(path, *given):
    return write(path, "".join(json.dumps(row) + "\n" for row in given))


def test_jsonl_by_id_in_the_first_systems_order(tmp_path):
    path = rows(
        tmp_path / "a.jsonl",
        {"system": "A", "id": 1, "source": "One.", "target": "Eins.", "reference": "Eins!"},
        {"system": "A", "id": 2, "source": "Two.", "target": "Zwei.", "reference": "Zwei!"},
        {"system": "B", "id": 2, "source": "Two.", "target": "Zwo."},
        {"system": "B", "id": 1, "source": "One.", "target": ""},
    )
    documents, references = read_systems(path, language="de")
    assert {name: [s.text for s in d.segments] for name, d in documents.items()} == {
        "A": ["Eins.", "Zwei."],
        "B": ["", "Zwo."],
    }
    assert references == ["Eins!", "Zwei!"]


def test_tsv_by_source_where_there_is_no_id(tmp_path):
    text = "System\tSource\tTarget\nA\tYes.\tJa.\nA\tYes.\tJawohl.\nB\tYes.\tDoch.\nB\tYes.\tSicher.\n"
    documents, references = read_systems(write(tmp_path / "a.tsv", text), language="de")
    assert [s.text for s in documents["B"].segments] == ["Doch.", "Sicher."]
    assert [s.id for s in documents["A"].segments] == [s.id for s in documents["B"].segments]
    assert references == [None, None]


@pytest.mark.parametrize("given", [{}, {"id": "1"}])
def test_a_source_spaced_otherwise_is_the_same_source(tmp_path, given):
    path = rows(
        tmp_path / "r.jsonl",
        {"system": "A", "source": "The house is big.", "target": "Das Haus ist groß.", **given},
        {"system": "B", "source": " The  house is\u00a0big. ", "target": "Das Haus ist klein.", **given},
    )
    systems, _ = read_systems(path, language="de")
    assert [s.source for document in systems.values() for s in document.segments] == ["The house is big."] * 2


def test_a_missing_or_empty_reference_is_none(tmp_path):
    text = "system\tsource\ttarget\treference\nA\tOne.\tEins.\tEins!\nA\tTwo.\tZwei.\t\n"
    _, references = read_systems(write(tmp_path / "a.tsv", text), language="de")
    assert references == ["Eins!", None]


def test_csv_as_spreadsheets_write_it(tmp_path):
    text = (
        '\ufeffSystem;ID;Source;Target;Reference\r\nA;1;One, two.;"Eins; zwei.";Eins.\r\nB;1;One, two.;"Ei\r\nns";\r\n'
    )
    documents, references = read_systems(write(tmp_path / "a.csv", text), language="de")
    assert {name: [s.text for s in document.segments] for name, document in documents.items()} == {
        "A": ["Eins; zwei."],
        "B": ["Ei ns"],
    }
    assert (documents["B"].segments[0].source, references) == ("One, two.", ["Eins."])


@pytest.mark.parametrize(("name", "mark"), [("a.tsv", "\t"), ("a.csv", ";")])
def test_empty_columns_behind_the_table_are_none(tmp_path, name, mark):
    rows = (("system", "source", "target", "", ""), ("A", "One.", "Eins.", "", ""))
    path = write(tmp_path / name, "".join(mark.join(row) + "\n" for row in rows))
    documents, _ = read_systems(path, language="de")
    assert [s.text for s in documents["A"].segments] == ["Eins."]


def test_many_rows_with_neither_id_nor_source_are_read_in_no_time(tmp_path):
    text = "".join(f'{{"system": "A", "target": "Zeile {k}."}}\n' for k in range(20_000))
    path = write(tmp_path / "a.jsonl", text)
    begun = time.process_time()
    documents, _ = read_systems(path, language="de")
    assert len(documents["A"].segments) == 20_000
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.tsv", "source\ttarget\nA\tB\n", "line 1: name the columns"),
        ("a.tsv", "system\tsource\ttarget\nA\tB\n", "line 2: 2 columns"),
        ("a.tsv", "system\tsource\ttarget\ttarget\nA\tOne.\tEins.\tZwei.\n", "line 1: a column is named twice"),
        ("a.csv", "source,target\nA,B\n", "line 1: name the columns there: system"),
        ("a.csv", '""\n', "line 1: name the columns there: system"),
        ("a.csv", 'system,source,target\nA,"One\n.",Eins.\nB,One.\n', "line 4: 2 columns"),
        ("a.csv", 'system,source,target\nA,One.,"Eins.\n', "line 2: is not valid CSV"),
        ("a.tsv", "system\tsource\ttarget\n\tOne.\tEins.\n", 'line 2: no "system"'),
        ("a.tsv", "system\tsource\ttarget\n", "no rows"),
        ("a.tsv", "system\tsource\ttarget\nA\tOne.\tEins.\nB\tTwo.\tZwei.\n", "system B has no translation of 'One.'"),
        ("a.jsonl", '{"system": "A"', "line 1: not valid JSON"),
        ("a.jsonl", "[1]", "line 1: not an object"),
        ("a.jsonl", '{"system": "A", "target": 3}', 'line 1: "target" is not a string'),
        (
            "a.jsonl",
            '{"system":"A","id":1,"target":"a"}\n{"system":"A","id":1,"target":"b"}',
            "line 2: A has '1' twice",
        ),
        (
            "a.jsonl",
            '{"system":"A","id":1,"source":"x","target":"a"}\n{"system":"B","id":1,"source":"y","target":"b"}',
            "line 2: another source than line 1's; give all",
        ),
        (
            "a.jsonl",
            '{"system":"A","id":1,"target":"a","reference":"r"}\n{"system":"B","id":1,"target":"b","reference":"s"}',
            "line 2: another reference than line 1's",
        ),
        ("a.jsonl", '{"system":"A","id":1,"target":"a","reference":3}', 'line 1: "reference" is neither'),
    ],
)
def test_bad_rows_are_named(tmp_path, name, text, said):
    with pytest.raises(AuditError) as error:
        read_systems(write(tmp_path / name, text), language="de")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_parallel_lines_keep_blank_ones(tmp_path):
    source = write(tmp_path / "s.txt", "One.\n\nTwo.\nThree.\n")
    target = write(tmp_path / "t.txt", "Eins.\n\n\nDrei.\n")
    (document,) = read_parallel(source, [target], language="de")
    assert [(s.id, s.source, s.text) for s in document.segments] == [
        ("1", "One.", "Eins."),
        ("3", "Two.", ""),
        ("4", "Three.", "Drei."),
    ]
    late = write(tmp_path / "late.txt", "Eins.\nNeu.\nZwei.\nDrei.\n")
    (document,) = read_parallel(source, [late], language="de")
    assert [s.source for s in document.segments] == ["One.", "", "Two.", "Three."]  # put in, not without a source
    short = write(tmp_path / "short.txt", "Eins.\n")
    with pytest.raises(AuditError, match=r"short.txt: 1 lines, but .*s.txt has 4"):
        read_parallel(source, [short], language="de")


def test_accents_behind_their_letters_are_read_as_one_with_them(tmp_path):
    row = {"id": 1, "source": "Cafe\u0301.", "reference": "Ku\u0308che."}
    path = rows(tmp_path / "a.jsonl", *({"system": name, "target": "Mu\u0308he."} | row for name in "AB"))
    documents, references = read_systems(path, language="de")
    assert [(s.text, s.source) for s in documents["B"].segments] == [("Mühe.", "Café.")]
    assert references == ["Küche."]
    source, target = write(tmp_path / "s.txt", "Cafe\u0301.\n"), write(tmp_path / "t.txt", "Mu\u0308he.\n")
    (document,) = read_parallel(source, [target], language="de")
    assert [(s.text, s.source) for s in document.segments] == [("Mühe.", "Café.")]


def of(*given):
    """A bilingual document of (id, source, target)."""
    return Document("a", "de", tuple(Segment(k, t, Kind.ROW, source=s) for k, s, t in given))


FIRST = of(("1", "Yes.", "Ja."), ("2", "No.", "Nein."), ("3", "Yes.", "Doch."))


@pytest.mark.parametrize(
    ("other", "texts"),
    [
        (of(("3", "Yes.", "c"), ("1", "\u00a0Yes. ", "a"), ("2", "No.", "b")), ["a", "b", "c"]),  # by id
        (of(("x", "No.", "b"), ("y", "Yes.", "a"), ("z", "Yes.", "c")), ["a", "b", "c"]),  # by source
        (of(("1", "No.", "b"), ("2", "Yes.", "a"), ("3", "Yes.", "")), ["a", "b", ""]),  # ids that only count rows
    ],
)
def test_rows_of_bilingual_files_are_paired_by_id_or_else_by_source(other, texts):
    first, second = paired([FIRST, other], ["a", "b"])
    assert first == FIRST
    assert [(s.id, s.source, s.text) for s in second.segments] == [
        (row.id, row.source, text) for row, text in zip(FIRST.segments, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            of(("1", "Yes.", ""), ("2", "Never.", ""), ("3", "Yes.", "")),
            "b, segment 2: another source ('Never.') than in a ('No.'); give",
        ),
        (of(("1", "Yes.", ""), ("2", "No.", "")), "b: has no row for 'Yes.', segment 3 of a; give every"),
        (of(*((f"{k}", f"{k}.", "") for k in range(3))), "b: has no source in common with a; give"),
        (
            of(("1", "Yes.", ""), ("2", "No.", ""), ("3", "Yes.", ""), ("4", "So.", "")),
            "a: has no row for 'So.', segment 4 of b",
        ),
    ],
)
def test_rows_that_do_not_belong_together_are_named(other, said):
    with pytest.raises(AuditError) as error:
        paired([FIRST, other], ["a", "b"])
    assert str(error.value).startswith(said)
