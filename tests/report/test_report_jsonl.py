import json
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import flag, result
from report_samples import PORT

from audit.finding import Category, Severity
from audit.formats import as_shown
from audit.formats.common import clean, shown
from audit.formats.jsonl import read_row
from audit.report import jsonl
from audit.result import Audit, WordError
from audit.words import tokens

# Letters and accents that go behind them, what prints nothing, and what is no character of a text.
WRITTEN = st.text("au\u0308o\u030aßÄ \u00ad\u200b\ufeff\x00\t\x85🙂", min_size=1).filter(str.strip)

KEYS = [
    "id",
    "source",
    "target",
    "back_translation",
    "score",
    "adequacy",
    "fluency",
    "critical",
    "machine",
    "alignment",
    "links",
    "words",
    "source_words",
    "gaps",
    "findings",
    "signature",
]
FINDING = [
    "id",
    "side",
    "start",
    "end",
    "text",
    "category",
    "severity",
    "confidence",
    "message",
    "suggestion",
    "check",
    "evidence",
]


def test_one_object_per_segment_in_order_with_the_promised_keys(sample: Audit) -> None:
    rows = [json.loads(line) for line in jsonl.render(sample).decode().splitlines()]
    assert [row["id"] for row in rows] == [s.segment.id for s in sample.segments]
    assert all(list(row) == KEYS for row in rows)
    assert all(list(finding) == FINDING for row in rows for finding in row["findings"])


def test_offsets_hold_for_every_finding(sample: Audit) -> None:
    for line in jsonl.render(sample).splitlines():
        row = json.loads(line)
        for f in row["findings"]:
            assert row["source" if f["side"] == "source" else "target"][f["start"] : f["end"]] == f["text"]


@settings(max_examples=200)
@given(target=WRITTEN, source=WRITTEN)
def test_a_row_that_came_as_json_stands_and_is_counted_as_it_came(target: str, source: str) -> None:
    segment = as_shown(read_row({"id": "1", "target": target, "source": source}, "row 1", 1, 0))
    findings = [
        replace(flag(text, word.text, Category.STYLE, Severity.MINOR), side=side, start=word.start, end=word.end)
        for side, text in (("source", segment.source), ("target", segment.text))
        for word in tokens(text or "")
    ]
    words = tuple(WordError(word.start, word.end, 0.5) for word in tokens(segment.text))
    read = replace(result("1", segment.text, *findings, source=segment.source, words=words), segment=segment)
    row = jsonl.row(read)
    assert row["target"] == target
    assert row["source"] == (source if segment.source else None)
    assert [shown(clean(target[w["start"] : w["end"]])) for w in row["words"]] == [
        word.text for word in tokens(segment.text)
    ]
    for one, before in zip(row["findings"], findings, strict=True):
        assert row[one["side"]][one["start"] : one["end"]] == one["text"]
        assert shown(clean(one["text"])) == before.text


def test_rounding_and_unknown_values(make: Callable[..., Audit]) -> None:
    finding = flag(
        PORT, "dazu", Category.STYLE, Severity.MINOR, confidence=0.123456, evidence={"gain": [1.234567, True, 3]}
    )
    audit = make(
        result(
            "1", PORT, finding, score=12.3456, fluency=-0.0001, critical=0.98765432, words=(WordError(0, 3, 1 / 3),)
        ),
        result("2", PORT, score=float("nan"), machine=None),
    )
    first, second = (json.loads(line) for line in jsonl.render(audit).splitlines())
    assert (first["score"], first["critical"], first["words"]) == (
        12.35,
        0.9877,
        [{"start": 0, "end": 3, "error": 0.3333}],
    )
    assert str(first["fluency"]) == "0.0"
    assert first["findings"][0]["confidence"] == 0.1235
    assert first["findings"][0]["evidence"] == {"gain": [1.2346, True, 3]}
    assert (second["score"], second["machine"], second["adequacy"]) == (None, None, None)


def test_text_is_readable_and_any_character_comes_back(make: Callable[..., Audit]) -> None:
    hostile = "Übel: \ud83d allein, \u2028 Zeile, \x85, \x00, \\ud800, „Ende“ 🙂"
    content = jsonl.render(make(result("1", hostile), result("2", PORT)))
    assert "Übel" in content.decode()
    lines = content.decode().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["target"] == hostile


def test_nothing_audited_is_an_empty_file(make: Callable[..., Audit]) -> None:
    assert jsonl.render(make()) == b""
