"""HTML: the words that a reader of the page sees, as paragraphs. Scripts, code, menus and forms are left out; where the
page marks its main part or its article, all around it is. So are blocks that are links and nothing else, where several
links follow each other: menus, buttons to share, lists of other articles. What it hides at first (tabs, folded parts)
is read; what was deleted (<del>) and how a word is said (<rt>) is no part of the text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path

from audit.document import Kind, Segment
from audit.formats.blocks import Block, read_blocks
from audit.formats.common import CLOSING, read_text

HIDDEN = frozenset({
    "script", "style", "template", "noscript", "svg", "math", "pre", "textarea", "select", "button", "nav", "iframe",
    "del", "rt", "rp",
})  # fmt: skip
HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "legend"})
ITEMS, CAPTIONS = frozenset({"li", "td", "dd"}), frozenset({"figcaption", "caption"})
PLAIN = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "dl", "fieldset",
        "figure", "footer", "form", "head", "header", "hgroup", "hr", "html", "main", "menu", "ol", "p", "search",
        "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip
KINDS = {
    **dict.fromkeys(HEADINGS, Kind.HEADING), **dict.fromkeys(ITEMS, Kind.ITEM), **dict.fromkeys(CAPTIONS, Kind.CAPTION),
}  # fmt: skip
LINKED = 0.8  # of the letters: a block with as many of them in links is one of links
LINKS = 3  # so many links in a row are a menu; fewer may be a word to the reader ("Read the interview.")
PARTS = ("main", "article")  # what the page is about, the first of them that there is
_SENTENCE = re.compile(r"[.!?…][\"'”’“‘»«›‹)\]]*$")
HOLDERS = frozenset({"table", "ul", "ol", "dl", "figure", "ruby"})  # with them ends whatever is open in them
# One ends where the next begins.
ALIKE = frozenset({"td", "th"}), frozenset({"dt", "dd"}), frozenset({"li"}), frozenset({"rt", "rp"})


def read_page(path: Path, language: str) -> tuple[Segment, ...]:
    """The sentences of an HTML file. language: ISO 639-1. Raises AuditError for what cannot be read or is empty."""
    return read_blocks(page_blocks(read_text(path)), path, language)


def page_blocks(text: str) -> list[Block]:
    """Headings, paragraphs, list items, table cells and captions as blocks, each with the line where it begins."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.finish()
    for part in PARTS:
        inside = [one for one in reader.found if part in one.within]
        if inside:
            return _without_menus(inside)
    return _without_menus(reader.found)


def _without_menus(found: Sequence["_Found"]) -> list[Block]:
    """The blocks but for menus. All of them where hardly a sentence is left then: the page is one of links."""
    rows = [list(row) for _, row in groupby(found, lambda one: one.links > 0)]
    menus = [sum(one.links for one in row) >= LINKS for row in rows]
    left = [one.block for row, menu in zip(rows, menus, strict=True) if not menu for one in row]
    told = sum(len(block.text) for block in left if _SENTENCE.search(block.text[-8:]))
    links = sum(len(one.block.text) for row, menu in zip(rows, menus, strict=True) if menu for one in row)
    return left if told >= 0.1 * links else [one.block for one in found]


@dataclass(frozen=True, slots=True)
class _Found:
    """A block, which of PARTS it stands in, and how many links it is made of; 0 where it says anything else, too."""

    block: Block
    within: frozenset[str]
    links: int


class _Reader(HTMLParser):
    """Gathers text until an element begins or ends that a browser would put on a line of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Found] = []
        self._open: list[str] = []  # elements that hide, say what a block is, are a part or a holder
        self._uses = Counter[str]()  # how many of each are among them: a list that is nested deep is long
        self._text: list[str] = []
        self._line = 0
        self._linking = False  # in a link
        self._links = 0  # in this block
        self._letters = Counter[bool]()  # of this block, in links and outside
        self._behind_deleted = False
        self._in_deleted = 0  # blocks that began in what is deleted and are still open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in KINDS or tag in PLAIN:
            self.finish()
            self._close("ruby")
            self._in_deleted += self._uses["del"] > 0
        if tag == "a":
            self._linking = any(name == "href" for name, _ in attrs)
            self._links += self._linking
        if tag == "br":
            self._text.append(" ")
        if tag in HIDDEN or tag in KINDS or tag in PARTS or tag in HOLDERS:
            if self._open and any({tag, self._open[-1]} <= alike for alike in ALIKE):
                self._pop()
            self._open.append(tag)
            self._uses[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and whatever was left open in it."""
        if tag in KINDS or tag in PLAIN:
            self.finish()
            self._close("ruby")
            if self._in_deleted:
                self._in_deleted -= 1
            else:  # the block in which something was deleted
                self._close("del")
        if tag == "a":
            self._linking = False
        self._close(tag)

    def handle_data(self, data: str) -> None:
        """Text between two tags."""
        if any(self._uses[tag] for tag in HIDDEN):
            return
        if data.strip() and not any(part.strip() for part in self._text):
            before = data[: len(data) - len(data.lstrip())]
            self._text, self._line, data = [], self.getpos()[0] + before.count("\n"), data.lstrip()
        if self._behind_deleted and self._text and data[:1] in CLOSING:
            self._text[-1] = self._text[-1].rstrip(" ")
        self._behind_deleted = False
        self._letters[self._linking] += sum(map(str.isalnum, data))
        self._text.append(data)

    def _close(self, tag: str) -> None:
        """End an element, where it is open, and all that is open in it."""
        if self._uses[tag]:
            while self._pop() != tag:
                pass
            if not self._uses["del"]:
                self._in_deleted = 0

    def _pop(self) -> str:
        tag = self._open.pop()
        self._uses[tag] -= 1
        self._behind_deleted |= tag == "del"
        return tag

    def finish(self) -> None:
        """End the block."""
        lines = [" ".join(line.split()) for line in "".join(self._text).rstrip().split("\n")]
        if any(lines):
            tag = next((tag for tag in reversed(self._open) if tag in KINDS), "")
            within = frozenset(part for part in PARTS if self._uses[part])
            block = Block("\n".join(lines), self._line, KINDS.get(tag))
            # In the article a list of names may be one of links.
            linked = not tag or (tag == "li" and not within)
            linked &= self._letters[True] >= LINKED * self._letters.total() and not _SENTENCE.search(lines[-1][-8:])
            self.found.append(_Found(block, within, self._links if linked else 0))
        self._text, self._letters, self._links = [], Counter(), int(self._linking)
