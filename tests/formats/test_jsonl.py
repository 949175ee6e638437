"""JSON Lines to a document: the contract, and every row that breaks it named with file and line."""

import json
from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import read


def write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "paare.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '{"id": "a", "source": "He left. She stayed.", "target": "Er ging. Sie blieb."}',
        "",
        '{"id": 7, "source": null, "target": ""}',
        '{"target": " Rand "}',
    )
    assert [(s.id, s.text, s.kind, s.paragraph, s.line, s.source) for s in read(path, language="de").segments] == [
        ("a", "Er ging. Sie blieb.", Kind.ROW, 0, 1, "He left. She stayed."),
        ("7", "", Kind.ROW, 1, 3, None),
        ("3", " Rand ", Kind.ROW, 2, 4, None),
    ]


def test_line_separators_inside_a_string_end_no_line(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({"id": "1", "target": "a\u2028b\x85c\nd"}, ensure_ascii=False))
    assert [s.text for s in read(path, language="de").segments] == ["a\u2028b\x85c\nd"]


def test_surrogates_and_controls_are_made_harmless(tmp_path: Path) -> None:
    path = write(tmp_path, r'{"id": "\ud800", "source": "\udfff", "target": "a\ud800b\u0000c \ud83d\ude00"}')
    (segment,) = read(path, language="de").segments
    assert (segment.id, segment.source, segment.text) == ("\ufffd", "\ufffd", "a\ufffdb c 😀")
    segment.text.encode()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "b", "target": "x"', "not valid JSON"),
        ("Er ging.", "not valid JSON"),
        ('["x"]', "not a JSON object"),
        ("[" * 200_000, "nested too deep"),
        ('{"id": ' + "1" * 10_000 + ', "target": "x"}', "not valid JSON"),
        ('{"id": "b"}', 'no "target"'),
        ('{"id": "b", "target": null}', '"target" is not a string'),
        ('{"id": "b", "target": ["x"]}', '"target" is not a string'),
        ('{"id": "b", "target": "x", "source": 5}', '"source" is neither'),
        ('{"id": ["b"], "target": "x"}', '"id" is neither'),
        ('{"id": true, "target": "x"}', '"id" is neither'),
        ('{"id": "a", "target": "x"}', "stands in line 1 already"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path, '{"id": "a", "target": "Gut."}', "", line)
    with pytest.raises(AuditError) as caught:
        read(path, language="de")
    message = str(caught.value)
    assert reason in message and "paare.jsonl, line 3" in message and "\n" not in message and len(message) < 400


def test_an_id_of_ours_gives_way_to_one_of_the_file(tmp_path: Path) -> None:
    rows = ({"id": "2"}, {}, {"id": ""}, {"id": 3}, {"id": "row-3"})
    path = write(tmp_path, *(json.dumps(row | {"target": "Gut."}) for row in rows))
    assert [s.id for s in read(path, language="de").segments] == ["2", "row-2", "row-row-3", "3", "row-3"]
