"""Sentence alignment on small documents; the "back-translations" are given, so no model is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.align import _Table, align
from audit.errors import AuditError

SOURCE = [
    "The harbour was closed on Monday.",
    "Nobody knows when the ships will sail again.",
    "The mayor called for calm.",
    "She will meet the workers tomorrow and listen to them.",
    "Rain is expected for the weekend.",
]


def beads(source, back):
    # The translation is as long as its back-translation here, which is what the length prior expects.
    return [(bead.source, bead.target) for bead in align(source, back, back, language="en")]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (SOURCE, [((i,), (i,)) for i in range(5)]),
        (
            [*SOURCE[:1], *SOURCE[2:]],
            [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,)), ((4,), (3,))],
        ),
        (
            [SOURCE[0], f"{SOURCE[1]} {SOURCE[2]}", SOURCE[3], SOURCE[4]],
            [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))],
        ),
        (
            [*SOURCE[:3], "She will meet the workers tomorrow.", "She will listen to them.", SOURCE[4]],
            [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3, 4)), ((4,), (5,))],
        ),
        (
            [*SOURCE[:4], "Our newsletter comes out every Thursday evening.", SOURCE[4]],
            [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,)), ((), (4,)), ((4,), (5,))],
        ),
    ],
    ids=["1-1", "dropped", "merged", "split", "added"],
)
def test_beads(back, expected):
    assert beads(SOURCE, back) == expected


def test_memory_follows_the_length_not_its_square():
    many = [f"Sentence number {i} of this report." for i in range(400)]
    found = beads(many, many)
    assert found == [((i,), (i,)) for i in range(400)]
    with pytest.raises(AuditError, match="chapter by chapter"):
        _Table(30_000, 2_000)


def test_empty_sides():
    assert beads([], ["a"]) == [((), (0,))]
    assert beads(["a"], []) == [((0,), ())]
    assert beads([], []) == []


@given(
    st.lists(st.sampled_from([*SOURCE, "", "…", "x" * 500]), max_size=7), st.lists(st.sampled_from(SOURCE), max_size=7)
)
def test_every_sentence_once_and_in_order(source, back):
    found = beads(source, back)
    assert [i for left, _ in found for i in left] == list(range(len(source)))
    assert [j for _, right in found for j in right] == list(range(len(back)))
