"""The alignment's forms, read back by a parser."""

import json
from xml.etree import ElementTree as ET

import pytest

from audit.align import Bead
from audit.document import Document, Segment
from audit.report.alignment import Alignment, render, summary

SOURCE = ["One & <two>.", "Lost.", "Three\tfour."]
TARGET = ["Eins.", "Und „zwei“.", "Drei \x0b vier. ]]>", "Neu."]
BEADS = [
    Bead((0,), (0, 1), 0.5, 0.91),
    Bead((1,), (), 0.0, 0.8),
    Bead((2,), (2,), 0.7, 0.4, moved=True),
    Bead((), (3,)),
]


@pytest.fixture
def alignment():
    sides = [
        Document(name, language, tuple(Segment(str(i), text, line=i + 1) for i, text in enumerate(texts)))
        for name, language, texts in (("a", "en", SOURCE), ("b", "de", TARGET))
    ]
    return Alignment(*sides, BEADS)


def test_json_holds_indices_details_and_the_sentences(alignment):
    value = json.loads(render(alignment, "json"))
    assert value["beads"] == [[[0], [0, 1]], [[1], []], [[2], [2]], [[], [3]]]
    assert value["details"][2] == {"confidence": 0.4, "overlap": 0.7, "moved": True}
    assert [sentence["text"] for sentence in value["target"]] == TARGET
    assert value["source"][1] == {"id": "1", "line": 2, "paragraph": 0, "kind": "sentence", "text": "Lost."}


def test_json_has_words_where_they_were_asked_for(alignment):
    links = [[((0, 3), (0, 4))], [], [], []]
    value = json.loads(render(Alignment(alignment.source, alignment.target, BEADS, links), "json"))
    assert value["details"][0]["words"] == [[[0, 3], [0, 4]]]
    assert value["details"][1]["words"] == []


def test_tsv_has_a_line_of_five_cells_for_each_bead(alignment):
    rows = [line.split("\t") for line in render(alignment, "tsv").splitlines()]
    assert [len(row) for row in rows] == [5] * 4
    assert rows[0] == ["One & <two>.", "Eins. Und „zwei“.", "0.50", "0.91", ""]
    assert rows[2][4] == "moved"


def test_tmx_is_well_formed_and_says_what_stands_in_the_files(alignment):
    root = ET.fromstring(render(alignment, "tmx").encode())
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = root.find("header")
    needed = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert set(header.attrib) == needed
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    units = [[(v.get(language), v.find("seg").text) for v in unit.findall("tuv")] for unit in root.iter("tu")]
    assert units == [
        [("en", "One & <two>."), ("de", "Eins. Und „zwei“.")],
        [("en", "Three\tfour."), ("de", "Drei \ufffd vier. ]]>")],
    ]


def test_summary_counts_what_needs_a_look(alignment):
    assert summary(alignment) == "2 pairs, 1 without translation, 1 without source, 1 moved, 1 unsure"
