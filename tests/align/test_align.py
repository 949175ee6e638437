"""Sentence alignment on small documents; the "back-translations" are given, so no model is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.align import align
from audit.document import Kind, Segment
from audit.lexicon import Lexicon

EMPTY = Lexicon("en", "de")
SOURCE = [
    "The harbour was closed on Monday.",
    "Nobody knows when the ships will sail again.",
    "The mayor called for calm.",
    "She will meet the workers tomorrow and listen to them.",
    "Rain is expected for the weekend.",
]


def segments(texts, kind=Kind.SENTENCE, paragraphs=None):
    numbers = paragraphs or [0] * len(texts)
    return [Segment(str(i), text, kind, number) for i, (text, number) in enumerate(zip(texts, numbers, strict=True))]


def beads(source, back, **kinds):
    # The translation is as long as its back-translation here, which is what the length prior expects.
    return align(segments(source), segments(back), back, EMPTY)


def pairs(found):
    return [(bead.source, bead.target) for bead in found]


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
    assert pairs(beads(SOURCE, back)) == expected


def test_a_sentence_split_in_three():
    long = "The council met on Tuesday, it heard four engineers, and after a long night it voted for the bridge."
    parts = ["The council met on Tuesday.", "It heard four engineers.", "After a long night it voted for the bridge."]
    assert ((1,), (1, 2, 3)) in pairs(beads([SOURCE[0], long, SOURCE[4]], [SOURCE[0], *parts, SOURCE[4]]))
    assert ((1, 2, 3), (1,)) in pairs(beads([SOURCE[0], *parts, SOURCE[4]], [SOURCE[0], long, SOURCE[4]]))


ITEMS = [
    "A warm jumper",
    "Two litres of water",
    "A torch with batteries",
    "A map of the valley",
    "Some bread and cheese",
]
GATHERED = (
    "Bring a warm jumper, two litres of water, a torch with batteries, a map of the valley, some bread and cheese."
)


def test_a_list_that_became_a_sentence():
    listed, told = [*SOURCE[:2], *ITEMS, *SOURCE[2:]], [*SOURCE[:2], GATHERED, *SOURCE[2:]]
    whole = (2, 3, 4, 5, 6)
    expected = [((0,), (0,)), ((1,), (1,)), (whole, (2,)), ((7,), (3,)), ((8,), (4,)), ((9,), (5,))]
    assert pairs(beads(listed, told)) == expected
    assert pairs(beads(told, listed)) == [(right, left) for left, right in expected]


def test_a_list_that_was_left_out_is_nobodys():
    listed = [*SOURCE[:2], *ITEMS, *SOURCE[2:]]
    assert [bead.source for bead in beads(listed, SOURCE) if not bead.target] == [(2,), (3,), (4,), (5,), (6,)]
    assert [bead.target for bead in beads(SOURCE, listed) if not bead.source] == [(2,), (3,), (4,), (5,), (6,)]


def test_a_line_that_was_moved_is_not_gathered():
    """Beside the list stands a caption that the translation has at its end."""
    listed, told = [*SOURCE[:2], *ITEMS, *SOURCE[2:]], [*SOURCE[:2], GATHERED, *SOURCE[2:]]
    caption = "Donkeys carry the sacks of the miller's daughter"
    found = pairs(beads([*listed[:7], caption, *listed[7:]], [*told, caption]))
    assert {((2, 3, 4, 5, 6), (2,)), ((7,), (6,))} <= set(found)


def test_two_swapped_sentences_are_moved_not_lost():
    found = beads(SOURCE, [SOURCE[0], SOURCE[2], SOURCE[1], *SOURCE[3:]])
    assert {((1,), (2,)), ((2,), (1,))} <= set(pairs(found))
    assert any(bead.moved for bead in found)
    assert not any(bead.moved for bead in found if bead.source[0] in (0, 3, 4))


def test_a_moved_paragraph_is_found_where_it_stands():
    more = [
        "The old lighthouse will become a museum for children.",
        "Tickets cost three euros and can be bought at the pier.",
        "A baker from the north offers bread and coffee there.",
    ]
    found = beads([*more, *SOURCE], [*SOURCE, *more])
    assert [bead.source for bead in found] == [(3,), (4,), (5,), (6,), (7,), (0,), (1,), (2,)]
    assert [bead.moved for bead in found] == [False] * 5 + [True] * 3


def test_a_dropped_paragraph_is_left_out_and_nothing_else():
    lost = [
        "The old lighthouse will become a museum for children.",
        "Tickets cost three euros and can be bought at the pier.",
        "A baker from the north offers bread and coffee there.",
    ]
    source = [*SOURCE[:2], *lost, *SOURCE[2:]]
    found = align(
        segments(source, paragraphs=[0, 0, 1, 1, 1, 2, 2, 2]),
        segments(SOURCE, paragraphs=[0, 0, 1, 1, 1]),
        SOURCE,
        EMPTY,
    )
    expected = [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2,), ()),
        ((3,), ()),
        ((4,), ()),
        ((5,), (2,)),
        ((6,), (3,)),
        ((7,), (4,)),
    ]
    assert pairs(found) == expected


def test_numbers_are_the_same_however_a_language_points_them():
    source, target = ["8.50", "1,250,000", "11.75"], ["11,75", "8,50", "1.250.000"]
    found = align(segments(source, Kind.ROW), segments(target, Kind.ROW), [""] * 3, EMPTY)
    assert set(pairs(found)) == {((2,), (0,)), ((0,), (1,)), ((1,), (2,))}


def test_a_table_goes_by_its_numbers():
    source = [f"Row {name}\t{n}\t{n * 7 + 3}" for n, name in enumerate(("north", "south", "east", "west"), start=811)]
    target = [row.replace("Row", "Zeile") for row in source]
    del target[1]
    found = align(segments(source, Kind.ROW), segments(target, Kind.ROW), [""] * 3, EMPTY)
    assert pairs(found) == [((0,), (0,)), ((1,), ()), ((2,), (1,)), ((3,), (2,))]


def test_verse_line_by_line():
    source = ["O sea, o sea,", "what have you done", "with all the ships", "that left the sun?"]
    back = ["Oh sea, oh sea,", "with all the ships,", "what did you do", "that left the sun?"]
    found = set(pairs(beads(source, back)))
    assert {((0,), (0,)), ((3,), (3,))} <= found
    assert {((1,), (2,)), ((2,), (1,))} <= found or ((1, 2), (1, 2)) in found


def test_no_bead_reaches_over_paragraphs_without_need():
    """Without common words, three short source sentences stand against two: the border says which two are one."""
    source, target = ["Aa bb cc dd.", "Ee ff gg hh.", "Ii kk ll mm."], ["Nn oo pp qq rr ss tt uu.", "Vv ww xx yy."]
    assert pairs(
        align(segments(source, paragraphs=[0, 0, 1]), segments(target, paragraphs=[0, 1]), ["", ""], EMPTY)
    ) == [
        ((0, 1), (0,)),
        ((2,), (1,)),
    ]
    target.reverse()
    assert pairs(
        align(segments(source, paragraphs=[0, 1, 1]), segments(target, paragraphs=[0, 1]), ["", ""], EMPTY)
    ) == [
        ((0,), (0,)),
        ((1, 2), (1,)),
    ]


@pytest.mark.parametrize("kind", [Kind.HEADING, Kind.CAPTION])
def test_a_label_goes_with_its_like(kind):
    """Nothing in common and equal lengths: of two short lines in a row, the one that is a label matches the label."""
    texts = ["Aa bb cc dd", "Ee ff gg hh"]
    for at in (0, 1):
        source = [Segment(str(i), text, kind if i == at else Kind.SENTENCE) for i, text in enumerate(texts)]
        assert ((at,), (0,)) in pairs(align(source, [Segment("0", "Ii kk ll mm", kind)], [""], EMPTY))


def test_the_lexicon_speaks_where_there_is_no_back_translation():
    known = Lexicon(
        "en", "de",
        to_target={"harbour": {"hafen": 0.9}, "ship": {"schiff": 0.9}},
        to_source={"hafen": {"harbour": 0.9}, "schiff": {"ship": 0.9}},
    )  # fmt: skip
    source = segments(["The harbour is closed.", "The ships are here."])
    target = segments(["Schiffe sind da."])
    assert pairs(align(source, target, [""], known)) == [((0,), ()), ((1,), (0,))]


def test_confidence_is_high_where_all_fits_and_low_where_nothing_does():
    sure = beads(SOURCE, SOURCE)
    assert min(bead.confidence for bead in sure) > 0.8
    doubtful = beads(SOURCE, ["Word.", "Another word.", "More words."])
    assert max(bead.confidence for bead in doubtful if bead.source and bead.target) < 0.8


def test_long_documents_take_the_coarse_way_and_bridge_a_lost_chapter():
    many = [f"Sentence {i} tells of item {i * 37 % 1009} and of place {i * 91 % 2003}." for i in range(900)]
    kept = many[:200] + many[500:]
    found = beads(many, kept)
    right = sum(
        bead.source == (i,) for bead in found for i in bead.source if bead.target == (i if i < 200 else i - 300,)
    )
    assert right >= 595
    assert sum(not bead.target for bead in found) >= 295


def test_empty_sides():
    assert pairs(align([], segments(["a"]), ["a"], EMPTY)) == [((), (0,))]
    assert pairs(align(segments(["a"]), [], [], EMPTY)) == [((0,), ())]
    assert align([], [], [], EMPTY) == []


@given(
    st.lists(st.sampled_from([*SOURCE, "", "…", "x" * 500]), max_size=7), st.lists(st.sampled_from(SOURCE), max_size=7)
)
def test_every_sentence_once(source, back):
    found = beads(source, back)
    assert sorted(i for bead in found for i in bead.source) == list(range(len(source)))
    assert [j for bead in found for j in bead.target] == list(range(len(back)))  # in the target's order
    in_order = [i for bead in found if not bead.moved for i in bead.source]
    assert in_order == sorted(in_order)
    assert all(0 <= bead.confidence <= 1 and 0 <= bead.overlap <= 1 for bead in found)
