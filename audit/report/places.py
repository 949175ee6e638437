"""Where a finding stands in its file: line and column, as far as the segment's text can be found there as it is."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from audit.formats.common import INVISIBLE, composed_from

_UNSEEN = f"[{INVISIBLE}]*"
# Where lines are wrapped: a word that is divided between two of them, and the signs of quotation before each in a mail.
_DIVIDED = rf"(?:[{INVISIBLE}]|[-\u2010]\n[ \t>]*+|(?<=[-\u2010\u00ad])\n[ \t>]*+)*"
_SPACES, _QUOTED = re.compile(r"\s+"), re.compile(r"(?:\n[ \t>]*+|\s)++")
LONGEST = 40  # lines over which a segment is looked for; no sentence is wrapped over more


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a file and what stands in it. Lines and columns count from 1, columns in characters; the end column
    is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def located(
    lines: Sequence[str], line: int, segment: str, start: int, end: int, *, after: int | None = None
) -> Region | None:
    """segment[start:end] in the file's lines, where the segment begins in that line (from 1). Line ends, indents and
    signs of quotation (>) count as any white space, what prints nothing for nothing, as does the hyphen of a word that
    was divided between lines, a letter with its accent behind it for one letter. None where the segment does not stand
    there once as it is: markup, escapes, joined sentences of several places. after: how many characters of that line
    stand before it; then its first place from there on counts."""
    written = "\n".join(lines[line - 1 : line - 1 + LONGEST])
    as_read = unicodedata.is_normalized("NFC", segment)  # one that no reader made stays as it is
    window, origin = composed_from(written) if as_read else (written, range(len(written) + 1))
    # Only where there is such a character: the longer patterns take their time.
    unseen = _UNSEEN if any(character in window for character in INVISIBLE) else ""
    if any(f"{hyphen}\n" in window for hyphen in "-\u2010\u00ad"):
        unseen = _DIVIDED
    spaces = _QUOTED if "\n>" in window else _SPACES
    text = re.sub(_UNSEEN, "", segment)
    parts = (unseen.join(map(re.escape, part)) for part in re.split(r"\s+", text))
    pattern = re.compile(f"{unseen}{spaces.pattern}{unseen}".join(parts))
    begun = bisect_left(origin, after or 0)
    first = window.find("\n") if "\n" in window else len(window)
    matches = (match for match in pattern.finditer(window, begun) if match.start() <= first)
    found = list(islice(matches, 2 if after is None else 1)) if text.strip() else []
    if len(found) != 1:
        return None
    places = _places(segment, window, found[0].start(), spaces)
    begin, stop = origin[places[start]], origin[max(places[start], places[end])]
    (row, column), (end_row, end_column) = _position(written, begin), _position(written, stop)
    return Region(line + row, column + 1, line + end_row, end_column + 1, written[begin:stop])


def whole_line(lines: Sequence[str], line: int) -> Region | None:
    """A whole line of the file; None where it has no such line."""
    if not 0 < line <= len(lines):
        return None
    return Region(line, 1, line, len(lines[line - 1]) + 1, lines[line - 1])


def _places(segment: str, window: str, at: int, spaces: re.Pattern[str]) -> list[int]:
    """Where each character of the segment stands in the window, and its end; it begins there at `at`. spaces: the
    pattern of what stands between words."""
    places: list[int] = []
    for part in re.split(r"(\s+)", segment):
        if part.isspace():
            there = spaces.match(window, at)  # the file may have more spaces, or fewer
            length = there.end() - at if there else 0
            places += [at + min(k, length) for k in range(len(part))]
            at += length
            continue
        for character in part:
            if character not in INVISIBLE:
                at = window.index(character, at)  # over what prints nothing
            places.append(at)
            at += window.startswith(character, at)
    return [*places, at]


def _position(window: str, place: int) -> tuple[int, int]:
    """Line and column of a place, both from 0."""
    return window.count("\n", 0, place), place - (window.rfind("\n", 0, place) + 1)
