"""XLIFF 1.2 and 2.x, and TMX: the files that translation tools exchange, each unit one segment with its source.

Of XLIFF 1.2 the dialects of Trados (.sdlxliff), memoQ (.mqxliff) and Phrase (.mxliff) are read, too. Where a tool cut
the text of a unit into segments (<mrk mtype="seg"> in seg-source and target), each of them is one.

Read without any entity of the file's own, as TBX is. Codes of inline elements are no text and are left out,
but for what a reader sees of them: a line break is a space, a placeholder that they show ("{{name}}") stands as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.document import Segment
from audit.errors import AuditError
from audit.formats.common import clean, name_of, read_text, shown
from audit.formats.jsonl import from_rows
from audit.formats.xml import XML_LANG, local, parsed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Row = Mapping[str, Any]
Part = tuple["Element", str, "Element | None", "Element | None"]  # what it stands in, its id, source and target
CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "x"})  # what they hold is markup
LINE_BREAK = frozenset({"lb", "xlf:lb"})  # as XLIFF 1.2 and TMX name its kind, and 2.x
_BREAK = re.compile(r"\s*<\s*br\b[^<>]*>\s*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{[^{}]+\}\}|[$%#]?\{[\w.$-]+\}|%[\w.$-]+%?")  # {{name}}, ${n}, {0}, %1$s
DELETED = frozenset({"x-sdl-deleted", "x-sdl-feedback-deleted"})  # marks of tracked changes whose text is gone
EVERY, UNLOCKED = "*", frozenset({"", "false", "no", "unlocked"})
_SHOWN_BY_MEMOQ = re.compile(r"<mq:[\w-]+\s[^<>]{0,300}?\b(?:displaytext|val)=([\"'])(.{0,300}?)\1", re.DOTALL)
_PHRASE, _PHRASE_TAG = "{http://www.memsource.com/", re.compile(r"\{\w{1,4}>|<\w{1,4}\}")  # {1>bold<1}, {b>bold<b}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OPENING = re.compile(r"<(?:[\w.-]+:)?(trans-unit|segment|tu)(?=[\s>/])")


@dataclass(frozen=True, slots=True)
class Unit:
    """One segment of an XLIFF file.

    name            of its own within the file: the id of its unit; "unit.segment" where that has several; where the id
                    is a GUID, which no editor shows, the segment's own, as Trados counts them
    opening         the trans-unit of 1.2 or the segment of 2.x that it is, or is a part of
    beside          the element that notes of it belong to
    source, target  what holds its texts; None where there is no such element
    meant           whether it is to be translated: neither it nor what it is in says translate="no" or is locked
    """

    name: str
    opening: "Element"
    beside: "Element"
    source: "Element | None"
    target: "Element | None"
    meant: bool


def read_xliff(path: Path, language: str) -> tuple[Segment, ...]:
    """The translation units of an XLIFF file, or the segments in them; one without <target> is a segment without text,
    one that is locked or not to be translated is none. Units of several <file>s are named "2/17" from the second file
    on, where an id stands in several.
    Raises AuditError for broken XML, entities, other XML, and a target language that is not `language` (ISO 639-1)."""
    root, text = _parsed(path, "xliff")
    for element in root.iter():
        given = element.get("target-language") or element.get("trgLang")
        if given and re.split("[-_]", given.lower())[0] != language:
            raise AuditError(f"{name_of(path)}: its target language is {clean(given)}, not {language}; say --language")
    _show_placeholders(root)
    return from_rows(_placed(_rows(root), text, path), path)


def read_tmx(path: Path, language: str) -> tuple[Segment, ...]:
    """The translation units of a TMX file that have a text in `language` (ISO 639-1); the source is the text in the
    header's source language, or else the first in another. Raises AuditError as read_xliff does."""
    root, text = _parsed(path, "tmx")
    return from_rows(_placed(_pairs(root, language), text, path), path)


def _parsed(path: Path, name: str) -> tuple["Element", str]:
    text = read_text(path)
    root = parsed(text, name_of(path))
    if local(root) != name:
        raise AuditError(f"{name_of(path)}: is no {name.upper()} file, its root is <{clean(local(root))}>")
    return root, text


def _placed(rows: Iterable[tuple["Element", Row | None]], text: str, path: Path) -> Iterator[tuple[int, str, Row]]:
    """Each row with the line where its unit opens, as far as that can be told. The rows of one unit come one behind the
    other, each with the element of the unit; None stands for one that is left out."""
    lines, line, at = [], 1, 0
    for opening in _OPENING.finditer(text):
        line, at = line + text.count("\n", at, opening.start()), opening.start()
        lines.append(line)
    found = [[row for _, row in group] for _, group in groupby(rows, key=itemgetter(0))]
    sure = len(lines) == len(found)
    for number, group in enumerate(found):
        place = f"line {lines[number]}" if sure else f"unit {number + 1}"
        for row in group:
            if row is not None:
                yield lines[number] if sure else 1, f"{name_of(path)}, {place}", row


def units(root: "Element") -> Iterator[Unit]:
    """The segments of XLIFF in their order: segments of 2.x, marked segments of 1.2, or else its whole units."""
    taken: set[str] = set()
    for number, file in enumerate((element for element in root.iter() if local(element) == "file"), 1):
        counted: set[str] = set()  # a program may count anew in every unit
        for unit, meant in _inherited(file):
            locked = _locked(unit)
            old = local(unit) == "trans-unit"
            parts = _marked(unit) if old else _segments(unit)
            for n, (opening, given, source, target) in enumerate(parts, 1):
                own = unit.get("id", "") + (f".{given or n}" if len(parts) > 1 else "")
                if old and given and _GUID.fullmatch(unit.get("id", "")) and given not in counted:
                    counted.add(given)
                    own = given
                name = f"{number}/{own}" if own in taken else own
                taken.add(name)
                yield Unit(name, opening, unit, source, target, meant and not locked & {EVERY, given})


def _segments(unit: "Element") -> list[Part]:
    """The segments of a unit of XLIFF 2; none of any other element."""
    found = _children(unit, "segment")
    return [(one, one.get("id", ""), _child(one, "source"), _child(one, "target")) for one in found]


def _marked(unit: "Element") -> list[Part]:
    """The segments that are marked in a trans-unit, in the order of the source, then those of the target alone; the
    whole unit where there are none, or where the marks do not tell which belong together."""
    source, target = _child(unit, "source"), _child(unit, "target")
    whole: list[Part] = [(unit, "", source, target)]
    sources, targets = _marks(_child(unit, "seg-source")), _marks(target)
    if not sources or targets is None or (not targets and target is not None and _visible(target).strip()):
        return whole
    return [(unit, mid, sources.get(mid), targets.get(mid)) for mid in sources | targets]


def _marks(parent: "Element | None") -> dict[str, "Element"] | None:
    """The marks of segments in an element by their ids; None where one has none, or the same as another."""
    found = (
        [] if parent is None else [one for one in parent.iter() if local(one) == "mrk" and one.get("mtype") == "seg"]
    )
    named = {mark.get("mid", ""): mark for mark in found}
    return named if len(named) == len(found) and "" not in named else None


def _locked(unit: "Element") -> set[str]:
    """The ids of the segments that a tool keeps the translator from changing, as Trados lists them
    (<sdl:seg id="mid" locked="true">); EVERY where the unit says so itself, in memoQ and Phrase."""
    said = ((EVERY, value) for name, value in unit.items() if name.endswith("}locked"))
    listed = ((one.get("id", ""), one.get("locked", "")) for defs in _children(unit, "seg-defs") for one in defs)
    return {which for which, value in chain(said, listed) if value not in UNLOCKED}


def _inherited(file: "Element") -> Iterator[tuple["Element", bool]]:
    """All elements of a file in their order, and whether each is meant to be translated. Without recursion: nobody says
    how deep groups may lie in one another."""
    left = [(file, True)]
    while left:
        element, meant = left.pop()
        meant = {"yes": True, "no": False}.get(element.get("translate", ""), meant)
        yield element, meant
        left += [(child, meant) for child in reversed(element)]


def _rows(root: "Element") -> Iterator[tuple["Element", Row | None]]:
    for unit in units(root):
        row = {"id": unit.name, "source": _text(unit.source), "target": _text(unit.target)}
        if any(name.startswith(_PHRASE) for name in unit.beside.attrib):
            row |= {side: " ".join(_PHRASE_TAG.sub("", row[side]).split()) for side in ("source", "target")}
        yield unit.opening, row if unit.meant else None


def _show_placeholders(root: "Element") -> None:
    """Write into the codes of Trados what its list of tags says that they hold: <x id="5"/> says nothing by itself."""
    for file in (element for element in root.iter() if local(element) == "file"):
        held = {tag.get("id"): _child(tag, "ph") for tag in file.iter() if local(tag) == "tag"}
        for code in file.iter():
            holder = held.get(code.get("id")) if local(code) == "x" else None
            if holder is not None and holder.text:
                code.set("equiv-text", code.get("equiv-text", holder.text))


def _pairs(root: "Element", language: str) -> Iterator[tuple["Element", Row | None]]:
    header = next((element for element in root.iter() if local(element) == "header"), None)
    preferred = "" if header is None else header.get("srclang", "").lower().split("-")[0]
    for unit in (element for element in root.iter() if local(element) == "tu"):
        texts: dict[str, str] = {}
        for variant in _children(unit, "tuv"):
            tag = variant.get(XML_LANG) or variant.get("lang") or ""
            texts.setdefault(re.split("[-_]", tag.lower())[0], _text(_child(variant, "seg")))
        target = texts.pop(language, None)
        source = texts.get(preferred) or next(iter(texts.values()), None)
        yield unit, None if target is None else {"id": unit.get("tuid", ""), "source": source, "target": target}


def _text(element: "Element | None") -> str:
    """What a reader sees of an element, on one line; "" where there is none."""
    return "" if element is None else " ".join(shown(_visible(element)).split())


def _visible(element: "Element") -> str:
    """Without recursion, as nobody says how deep elements may lie in one another."""
    parts: list[str] = []
    left: list[Element | str] = [element]
    while left:
        one = left.pop()
        if isinstance(one, str):
            parts.append(one)
        elif local(one) in CODES:
            parts.append(_standing(one))
        elif local(one) and one.get("mtype") not in DELETED:
            left += [part for child in reversed(one) for part in (child.tail or "", child)]
            left.append(one.text or "")
    return "".join(parts)


def _standing(code: "Element") -> str:
    """What stands in the text where a code is; nothing for tags and what else only a program understands. Without it
    words would grow together around a break, and a comma stand alone where a name comes before it."""
    if local(code) not in ("x", "ph"):  # the others come in pairs, as tags do
        return ""
    if LINE_BREAK.intersection(map(code.get, ("ctype", "type", "subType"))):
        return " "
    said = code.get("equiv-text") or code.get("disp") or code.text or ""
    in_memoq = _SHOWN_BY_MEMOQ.search(said)
    said = unescape(in_memoq[2]) if in_memoq else said
    if _BREAK.fullmatch(said) or (in_memoq and not said.strip()):
        return " "
    return said.strip() if _PLACEHOLDER.fullmatch(said.strip()) else ""


def _children(element: "Element", name: str) -> list["Element"]:
    return [child for child in element if local(child) == name]


def _child(element: "Element", name: str) -> "Element | None":
    return next(iter(_children(element, name)), None)
