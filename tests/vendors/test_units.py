from audit.align import Bead
from audit.document import Document, Segment
from audit.vendors.units import common_units


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
    assert [(s.source, s.text) for s in right.segments] == [("S1 S2", "B12 neu"), ("S3 S4", "B3")]
    assert [s.id for s in left.segments] == [s.id for s in right.segments]


def test_what_one_vendor_left_out_is_an_empty_unit():
    source, target = document("s", "S1", "S2"), document("a", "A1")
    (only,) = common_units(source, [target], [[Bead((0,), (0,), 1), Bead((1,), (), 0)]])
    assert [s.text for s in only.segments] == ["A1", ""]


def test_an_addition_before_the_first_sentence_is_not_lost():
    source, target = document("s", "S1"), document("a", "neu", "A1")
    (only,) = common_units(source, [target], [[Bead((), (0,), 0), Bead((0,), (1,), 1)]])
    assert [s.text for s in only.segments] == ["neu A1"]
