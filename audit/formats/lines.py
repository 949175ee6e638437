"""The lines of plain text, and which of them are one paragraph: in text that was wrapped at a width (mails, books, what
was copied out of a PDF) line breaks stand inside sentences.

Lines belong together where no sign parts them and the line breaks look like a program's: nearly every line could not
have taken the next one's first word, too. Whether such lines are wrapped at all, the whole text says: some of them must
go on with a small letter. A blank line, an item of a list, an indented line after the end of a sentence, and a line
that ends before its time part them; so does another depth of quotation (> > in mails). The signs of quotation are no
text, and a word that was divided at the end of a line is one word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.formats.blocks import BULLET, CLOSED, Block
from audit.languages.tables import is_known

_WIDTHS = range(50, 111)  # characters: the line widths that people and mail programs wrap at
_COLUMNS = range(25, 111)  # and of columns of print, in which words are divided
_QUOTED = re.compile(r"(?:>[ \t]?)+")
_SPEAKS = re.compile(r"(?m)^(?:>[ \t]?)+[^\w\s>]?[^\W\d_]")  # "> Ja", but not "> 5 %"
_SAYS = re.compile(r"[^\W_]")
_ENDED = re.compile(r"[.!?…:–—][\"'”’“‘»«›‹)\]*_]*$")
# A word that goes on in the next line, and the rest of it there; "Bus-" before "und" is no such word.
_DIVIDED = re.compile(
    r"(?P<begun>[^\W\d_]+)(?P<mark>[-\u2010\u00ad])\n[ \t]*"
    r"(?!(?:und|oder|bzw|bis|sowie|wie|als|noch|statt|and|or|to|nor)\b)(?P<rest>[^\W\d_]+)(?P<more>\S*)"
)
_GAP = re.compile(r"(?<=[^\s.!?:])  +(?=\S)")  # within a sentence


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: what it says (its indent is kept), its number (from 1) and how deep it is quoted (0: not at all)."""

    text: str
    number: int
    depth: int

    @property
    def indent(self) -> int:
        """Characters of white space before its first word."""
        return len(self.text) - len(self.text.lstrip())


def blocks(text: str, language: str) -> list[Block]:
    """The blocks of plain text in that language: paragraphs where the lines are wrapped, else every line."""
    pieces = [piece for stretch in _stretches(_lines(text)) for piece in _pieces(stretch)]
    breaks = [_divided(line, after) for piece in pieces for line, after in pairwise(piece)]
    divides = sum(breaks) >= max(2, 0.03 * len(breaks))  # fewer may be hyphens that belong to their words (well-known)
    filled = [_filled(piece, _COLUMNS if divides else _WIDTHS) for piece in pieces]
    wrapped = _wrapped([piece for piece, fills in zip(pieces, filled, strict=True) if fills])
    found: list[Block] = []
    for piece, fills in zip(pieces, filled, strict=True):
        if fills and wrapped:
            found.append(Block(_in_whole_words(piece, language, divides=divides), piece[0].number))
        else:
            found += [Block(line.text, line.number) for line in piece]
    return found


def _lines(text: str) -> Iterator[_Line]:
    """The lines, without the signs of quotation where the text has any."""
    quotes = _SPEAKS.search(text) is not None
    for number, line in enumerate(text.split("\n"), 1):
        marks = _QUOTED.match(line) if quotes else None
        yield _Line(line[marks.end() if marks else 0 :].rstrip(), number, marks.group().count(">") if marks else 0)


def _stretches(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    """Lines between which there is no blank one, as deep in quotation as each other; items of lists by themselves, and
    so are rows of marks."""
    stretch: list[_Line] = []
    for line in lines:
        if stretch and (
            not (_SAYS.search(line.text) and _SAYS.search(stretch[-1].text))
            or line.depth != stretch[0].depth
            or BULLET.match(line.text)
        ):
            yield stretch
            stretch = []
        if line.text.strip():
            stretch.append(line)
    if stretch:
        yield stretch


def _pieces(stretch: Sequence[_Line]) -> Iterator[list[_Line]]:
    """What may be paragraphs: a stretch, cut behind lines that end before their time and before indented ones."""
    width = _width(stretch)
    margin = min(line.indent for line in stretch)
    item = BULLET.match(stretch[0].text) is not None
    piece = [stretch[0]]
    for line, after in pairwise(stretch):
        ended = _ENDED.search(line.text[-8:]) is not None
        begins = ended and after.indent > margin and not item  # an item's further lines are indented all
        short = len(line.text) < width / 2 and (CLOSED.search(line.text[-8:]) or not _goes_on(line, after))
        early = ended and not (_fills(line, after, width) and len(line.text) in _COLUMNS)
        if begins or short or early:
            yield piece
            piece = []
        piece.append(after)
    yield piece


def _filled(piece: Sequence[_Line], widths: range) -> bool:
    """Whether the lines of a piece were filled up to one of these widths: nearly every one, but for the last. Somebody
    may have mended the text later: of lines that plainly go on, some may be shorter."""
    width = _width(piece)
    fills = [_fills(line, after, width) for line, after in pairwise(piece)]
    sound = sum(fill or _goes_on(line, after) for fill, (line, after) in zip(fills, pairwise(piece), strict=True))
    return width in widths and sum(fills) >= max(1, 0.5 * len(fills)) and sound >= 0.8 * len(fills)


def _width(lines: Sequence[_Line]) -> int:
    """Characters of the longest line, but for those that nobody wrapped; 0 where there are only such."""
    return max((len(line.text) for line in lines if len(line.text) < _WIDTHS.stop), default=0)


def _fills(line: _Line, after: _Line, width: int) -> bool:
    """Whether a line could not have taken the first word of the line after it; lines may end a little earlier."""
    return len(line.text) + 1 + len(after.text.split(maxsplit=1)[0]) > width - min(12, width // 5)


def _wrapped(pieces: Sequence[Sequence[_Line]]) -> bool:
    """Whether breaks stand inside sentences: some lines go on with a small letter."""
    inside = [_goes_on(line, after) for piece in pieces for line, after in pairwise(piece)]
    return sum(inside) >= max(1, 0.2 * len(inside))


def _goes_on(line: _Line, after: _Line) -> bool:
    """Whether the sentence of a line plainly goes on in the line after it, with a small letter."""
    return after.text.lstrip()[0].islower() and not CLOSED.search(line.text[-8:].rstrip(",;"))


def _divided(line: _Line, after: _Line) -> bool:
    """Whether a word is divided between two lines."""
    found = _DIVIDED.search(f"{line.text[-2:]}\n{after.text}")
    return found is not None and found["rest"][0].islower()


def _in_whole_words(piece: Sequence[_Line], language: str, *, divides: bool) -> str:
    """The text of a paragraph; the break in a word that was divided stands behind that word, so that lines can still be
    counted. divides: whether hyphens at line ends divide words in this text; else they belong to them, but for those in
    words that the dictionary has. Spaces that only made the lines equally long become single ones."""
    gaps = sum(_GAP.search(line.text) is not None for line in piece)
    text = "\n".join(_GAP.sub(" ", line.text) if gaps > max(1, 0.5 * (len(piece) - 1)) else line.text for line in piece)

    def whole(match: re.Match[str]) -> str:
        begun, rest = match["begun"], match["rest"]
        divided = rest[0].islower() and (divides or is_known(begun + rest, language))
        mark = "" if divided or match["mark"] == "\u00ad" else "-"
        return f"{begun}{mark}{rest}{match['more']}\n"

    return _DIVIDED.sub(whole, text)
