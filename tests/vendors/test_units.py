from dataclasses import replace

from audit.align import Bead
from audit.document import Document, Segment
from audit.pair import joined
from audit.vendors.units import common_units, grouped, texts_of


def document(name, *texts):
    return Document(name, "de", tuple(Segment(str(i + 1), text) for i, text in enumerate(texts)))


def test_the_coarsest_alignment_makes_the_units():
    source = document("s", "S1", "S2", "S3", "S4")
    a = document("a", "A1", "A2", "A34")
    b = document("b", "B12", "neu", "B3")
    beads_a = [Bead((0,), (0,), 1), Bead((1,), (1,), 1), Bead((2, 3), (2,), 1)]
    beads_b = [Bead((0, 1), (0,), 1), Bead((), (1,), 0), Bead((2,), (2,), 1), Bead((3,), (), 0)]
    left, right = common_units(source, [a, b], [beads_a, beads_b])
    assert [(s.source, s.text) for s in left.segments] == [("S1 S2", "A1 A2"), ("S3 S4", "A34")]
    assert [(s.source, s.text) for s in right.segments] == [("S1 S2", "B12"), ("", "neu"), ("S3 S4", "B3")]
    assert [s.id for s in left.segments] == ["1", "2"]
    assert [s.id for s in right.segments] == ["1", "after-1", "2"]
    assert [list(rows) for rows in grouped(right.segments)] == [[0, 1], [2]]
    assert texts_of(right) == ["B12 neu", "B3"]


def test_a_unit_of_one_bead_is_what_an_audit_of_the_vendor_alone_makes_of_it():
    source, target = document("s", "S1", "S2", "S3"), document("a", "A1", "neu", "A3", "A2")
    beads = [Bead((0,), (0,), 1, 0.9), Bead((), (1,), 0, 0.8), Bead((2,), (2,), 1, 0.7, True), Bead((1,), (3,), 1)]
    (only,) = common_units(source, [target], [beads])
    alone = {s.text: s for s in joined(source, target, beads)}
    assert [s.text for s in only.segments] == ["A1", "neu", "A2", "A3"]
    assert all(replace(s, id="") == replace(alone[s.text], id="") for s in only.segments)


def test_what_one_vendor_left_out_is_an_empty_unit():
    source, target = document("s", "S1", "S2"), document("a", "A1")
    (only,) = common_units(source, [target], [[Bead((0,), (0,), 1), Bead((1,), (), 0)]])
    assert [s.text for s in only.segments] == ["A1", ""]


def test_an_addition_before_the_first_sentence_is_not_lost():
    source, target = document("s", "S1"), document("a", "neu", "A1")
    (only,) = common_units(source, [target], [[Bead((), (0,), 0), Bead((0,), (1,), 1)]])
    assert [(s.id, s.text) for s in only.segments] == [("after-0", "neu"), ("1", "A1")]
    assert texts_of(only) == ["neu A1"]
