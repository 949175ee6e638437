"""Word documents (.docx, ISO/IEC 29500): the text as it is printed, paragraph by paragraph, then foot- and endnotes.

Tracked insertions are read and deletions are not, as if all changes were accepted. Headers, footers, comments, tables
of contents and hidden text are left out. A line is a paragraph, counted from 1.
"""

import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from audit.document import Kind, Segment
from audit.errors import AuditError
from audit.formats.blocks import Block, read_blocks
from audit.formats.common import clean, name_of, read_bytes
from audit.formats.package import check_size, opened
from audit.formats.xml import local, parsed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAIN = "word/document.xml"
GONE = frozenset({"del", "moveFrom", "Fallback"})  # nobody sees it
DROPPED = frozenset({"drop", "margin"})  # letters that are the beginning of the next paragraph
BREAKS: Mapping[str, str] = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


def read_word(path: Path, language: str) -> tuple[Segment, ...]:
    """The sentences of a Word document. language: ISO 639-1. Raises AuditError for what is damaged, protected by a
    password, unreasonably large or empty."""
    return read_blocks(word_blocks(path), path, language)


def word_blocks(path: Path) -> list[Block]:
    """The paragraphs that have text."""
    styles, roots = parts(read_bytes(path), name_of(path))
    found = []
    everything = chain.from_iterable(map(paragraphs, roots))
    before, line = "", 0
    for number, (paragraph, in_table) in enumerate(everything, 1):
        style = styles.get(_value(paragraph, "pStyle"), "")
        line = line if before.strip() else number
        text = before + printed(paragraph)
        before = text if joined(paragraph) else ""
        if text.strip() and not before and not style.startswith("toc "):
            found.append(Block(text.strip(), line, _kind(paragraph, style, in_table=in_table)))
    if before.strip():
        found.append(Block(before.strip(), line))
    return found


def joined(paragraph: "Element") -> bool:
    """Whether the paragraph goes on in the next one: a tracked change deleted its end, or it is a drop cap, the large
    first letter of the next one in a frame of its own."""
    return any(
        (local(option) == "rPr" and any(local(one) in GONE for one in option))
        or (local(option) == "framePr" and _attribute(option, "dropCap") in DROPPED)
        for option in _options(paragraph)
    )


def parts(data: bytes, name: str) -> tuple[dict[str, str], list["Element"]]:
    """Of the bytes of a file of this name: the names of the styles by their ids, and the document with its notes."""
    with opened(data, name, program="Word", suffix=".docx") as package:
        main = _main(package, name)
        folder = main.rpartition("/")[0]
        further = [_part(package, f"{folder}/{part}.xml", name) for part in ("styles", "footnotes", "endnotes")]
        document = _part(package, main, name)
    if document is None:
        raise AuditError(f"{name}: is no Word document, there is no {MAIN} in it; save it as .docx")
    names: dict[str, str] = {}
    for style in _all(further[0], "style") if further[0] is not None else ():
        names[_attribute(style, "styleId")] = _value(style, "name").lower()
    return names, [document, *(part for part in further[1:] if part is not None)]


def _main(package: zipfile.ZipFile, file: str) -> str:
    """The name of the part that the document's text is in."""
    relations = _part(package, "_rels/.rels", file)
    for relation in relations if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return MAIN


def _part(package: zipfile.ZipFile, name: str, file: str) -> "Element | None":
    """A part of the package; None where it has none of this name."""
    if name not in package.namelist():
        return None
    check_size(package.getinfo(name), file)
    broken, again = f"{clean(name)} in it is no XML", "save it again"
    return parsed(package.read(name), file, broken=broken, again=again, without=again)


def paragraphs(element: "Element", *, in_table: bool = False) -> Iterator[tuple["Element", bool]]:
    """The paragraphs in reading order, and whether each stands in a table; text boxes come after the paragraph that
    they hang on."""
    for child in element:
        name = local(child)
        if name == "p":
            yield child, in_table
        if name not in GONE:
            yield from paragraphs(child, in_table=in_table or name == "tbl")


def printed(paragraph: "Element") -> str:
    """What is printed of a paragraph, without what stands in text boxes."""
    return "".join(text for _, text in runs(paragraph))


def runs(element: "Element") -> Iterator[tuple["Element", str]]:
    """The elements in a paragraph that print something, and what."""
    for child in element:
        name = local(child)
        if name == "t":
            yield child, clean(child.text or "").replace("\n", " ")  # which is how Word prints a line end of the XML
        elif name in BREAKS:
            yield child, BREAKS[name]
        elif name not in GONE and name != "txbxContent" and not (name == "r" and _hidden(child)):
            yield from runs(child)


def _hidden(run: "Element") -> bool:
    """Whether a run's own format hides it."""
    return any(
        local(option) == "vanish" and _attribute(option, "val") not in ("0", "false", "off")
        for options in run
        if local(options) == "rPr"
        for option in options
    )


def _kind(paragraph: "Element", style: str, *, in_table: bool) -> Kind | None:
    """What its style, whose built-in names are English in every language, says of a paragraph; None: to be told from
    its looks."""
    if style.startswith("heading") or style in ("title", "subtitle"):
        return Kind.HEADING
    if style == "caption":
        return Kind.CAPTION
    listed = style.startswith("list") or any(local(one) == "numPr" for one in _options(paragraph))
    return Kind.ITEM if listed or in_table else None


def _value(element: "Element", name: str) -> str:
    """What an option of a paragraph or style says; "" where it has none of this name."""
    return next((_attribute(one, "val") for one in (*_options(element), *element) if local(one) == name), "")


def _options(paragraph: "Element") -> list["Element"]:
    return [option for options in paragraph if local(options) == "pPr" for option in options]


def _all(root: "Element", name: str) -> Iterator["Element"]:
    return (element for element in root.iter() if local(element) == name)


def _attribute(element: "Element", name: str) -> str:
    """An attribute, whichever namespace it is in: transitional and strict documents differ there."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
