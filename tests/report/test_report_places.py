"""Places in a file: exact where the segment stands there as it is, else unknown."""

import pytest

from audit.report.places import located, whole_line

WRAPPED = ["# Kopf", "Vorher. Der alte", "  Hafen  liegt im", "Norden. Danach."]
SEGMENT = "Der alte Hafen liegt im Norden."


def stood(lines, line, segment, span):
    start = segment.index(span)
    region = located(lines, line, segment, start, start + len(span))
    return region and (region.line, region.column, region.end_line, region.end_column, region.text)


def test_a_segment_is_found_over_line_ends_and_indents():
    assert stood(WRAPPED, 2, SEGMENT, "Der") == (2, 9, 2, 12, "Der")
    assert stood(WRAPPED, 2, SEGMENT, "Hafen liegt") == (3, 3, 3, 15, "Hafen  liegt")
    assert stood(WRAPPED, 2, SEGMENT, "im Norden.") == (3, 16, 4, 8, "im\nNorden.")
    assert located(WRAPPED, 2, SEGMENT, 4, 4).text == ""


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["Der **alte** Hafen liegt im Norden."], 1),  # markup
        ([SEGMENT + " " + SEGMENT], 1),  # which of the two?
        (["", SEGMENT], 1),  # begins in another line
        ([], 1),
        ([SEGMENT], 7),
    ],
)
def test_what_is_not_there_once_as_it_is_has_no_place(lines, line):
    assert stood(lines, line, SEGMENT, "alte") is None


def test_no_text_has_no_place():
    assert located(["Text"], 1, "", 0, 0) is None


def test_a_whole_line():
    assert (whole_line(WRAPPED, 1).text, whole_line(WRAPPED, 1).end_column) == ("# Kopf", 7)
    assert whole_line(WRAPPED, 0) is whole_line(WRAPPED, 5) is None


def test_what_prints_nothing_may_stand_in_the_file_or_in_both():
    lines = ["Am Ab\u00adend\u200b legt der\ufeff Kutter an."]
    assert stood(lines, 1, "Am Abend legt der Kutter an.", "Abend") == (1, 4, 1, 10, "Ab\u00adend")
    assert stood(lines, 1, "Am Abend legt der Kutter an.", "Kutter") == (1, 22, 1, 28, "Kutter")
    assert stood(lines, 1, lines[0], "Ab\u00adend") == (1, 4, 1, 10, "Ab\u00adend")


def test_accents_behind_their_letters_count_as_they_are_written():
    lines = ["O\u0308l fu\u0308r die Ku\u0308che, fu\u0308r die Bru\u0308cke."]
    text = "Öl für die Küche, für die Brücke."
    assert stood(lines, 1, text, "Küche") == (1, 14, 1, 20, "Ku\u0308che")
    assert stood(lines, 1, text, "Brücke.") == (1, 31, 1, 39, "Bru\u0308cke.")
    after = lines[0].index("fu", 8)
    found = located(lines, 1, "für", 0, 3, after=after)
    assert found is not None
    assert (found.column, found.text) == (after + 1, "fu\u0308r")
    assert stood(lines, 1, lines[0], "Ku\u0308che") == (1, 14, 1, 20, "Ku\u0308che")
