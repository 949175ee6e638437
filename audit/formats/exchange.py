"""XLIFF 1.2 and 2.x, and TMX: the files that translation tools exchange, each unit one segment with its source.

Read without any entity of the file's own, as TBX is. Codes of inline elements are no text and are left out,
but for what a reader sees of them: a line break is a space, a placeholder that they show ("{{name}}") stands as it is.
"""

import re
from collections.abc import Iterator, Mapping
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
CODES = frozenset({"bpt", "ept", "ph", "it", "ut", "x"})  # what they hold is markup
LINE_BREAK = frozenset({"lb", "xlf:lb"})  # as XLIFF 1.2 and TMX name its kind, and 2.x
_BREAK = re.compile(r"\s*<\s*br\b[^<>]*>\s*", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{\{[^{}]+\}\}|[$%#]?\{[\w.$-]+\}|%[\w.$-]+%?")  # {{name}}, ${n}, {0}, %1$s
_OPENING = re.compile(r"<(?:[\w.-]+:)?(trans-unit|segment|tu)(?=[\s>/])")


def read_xliff(path: Path, language: str) -> tuple[Segment, ...]:
    """The translation units of an XLIFF file; a unit without <target> is a segment without text, one that is
    not to be translated is none. Units of several <file>s are named "2/17" from the second file on, where an id stands
    in several.
    Raises AuditError for broken XML, entities, other XML, and a target language that is not `language` (ISO 639-1)."""
    root, text = _parsed(path, "xliff")
    for element in root.iter():
        given = element.get("target-language") or element.get("trgLang")
        if given and re.split("[-_]", given.lower())[0] != language:
            raise AuditError(f"{name_of(path)}: its target language is {clean(given)}, not {language}; say --language")
    return from_rows(_placed(_units(root), text, path), path)


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


def _placed(rows: Iterator[Row | None], text: str, path: Path) -> Iterator[tuple[int, str, Row]]:
    """Each row with the line where its unit opens, as far as that can be told. None stands for a unit left out."""
    lines, line, at = [], 1, 0
    for opening in _OPENING.finditer(text):
        line, at = line + text.count("\n", at, opening.start()), opening.start()
        lines.append(line)
    found = list(rows)
    sure = len(lines) == len(found)
    for number, row in enumerate(found):
        if row is not None:
            place = f"line {lines[number]}" if sure else f"unit {number + 1}"
            yield lines[number] if sure else 1, f"{name_of(path)}, {place}", row


def units(root: "Element") -> Iterator[tuple[str, "Element", "Element | None"]]:
    """The units of XLIFF, a trans-unit of 1.2 or a segment of 2.x: the name of each, the element that notes of it
    belong to, and the one that holds its source and target; None where it says translate="no", or what it is in."""
    taken: set[str] = set()
    for number, file in enumerate((element for element in root.iter() if local(element) == "file"), 1):
        for unit, meant in _inherited(file):
            parts = [unit] if local(unit) == "trans-unit" else _children(unit, "segment")
            for n, part in enumerate(parts, 1):
                own = unit.get("id", "") + (f".{part.get('id') or n}" if len(parts) > 1 else "")
                name = f"{number}/{own}" if own in taken else own
                taken.add(name)
                yield name, unit, part if meant else None


def _inherited(file: "Element") -> Iterator[tuple["Element", bool]]:
    """All elements of a file in their order, and whether each is meant to be translated. Without recursion: nobody says
    how deep groups may lie in one another."""
    left = [(file, True)]
    while left:
        element, meant = left.pop()
        meant = {"yes": True, "no": False}.get(element.get("translate", ""), meant)
        yield element, meant
        left += [(child, meant) for child in reversed(element)]


def _units(root: "Element") -> Iterator[Row | None]:
    for name, _, part in units(root):
        yield None if part is None else {"id": name, "source": _text(part, "source"), "target": _text(part, "target")}


def _pairs(root: "Element", language: str) -> Iterator[Row | None]:
    header = next((element for element in root.iter() if local(element) == "header"), None)
    preferred = "" if header is None else header.get("srclang", "").lower().split("-")[0]
    for unit in (element for element in root.iter() if local(element) == "tu"):
        texts: dict[str, str] = {}
        for variant in _children(unit, "tuv"):
            tag = variant.get(XML_LANG) or variant.get("lang") or ""
            texts.setdefault(re.split("[-_]", tag.lower())[0], _text(variant, "seg"))
        target = texts.pop(language, None)
        source = texts.get(preferred) or next(iter(texts.values()), None)
        yield None if target is None else {"id": unit.get("tuid", ""), "source": source, "target": target}


def _text(parent: "Element", name: str) -> str:
    """What a reader sees of a child element, on one line; "" where there is none."""
    return " ".join(shown("".join(_visible(child) for child in _children(parent, name)[:1])).split())


def _visible(element: "Element") -> str:
    parts = [element.text or ""]
    for child in element:
        parts += [_visible(child) if local(child) not in CODES else _standing(child), child.tail or ""]
    return "".join(parts)


def _standing(code: "Element") -> str:
    """What stands in the text where a code is; nothing for tags and what else only a program understands. Without it
    words would grow together around a break, and a comma stand alone where a name comes before it."""
    if local(code) not in ("x", "ph"):  # the others come in pairs, as tags do
        return ""
    if LINE_BREAK.intersection(map(code.get, ("ctype", "type", "subType"))):
        return " "
    said = code.get("equiv-text") or code.get("disp") or code.text or ""
    if _BREAK.fullmatch(said):
        return " "
    return said.strip() if _PLACEHOLDER.fullmatch(said.strip()) else ""


def _children(element: "Element", name: str) -> list["Element"]:
    return [child for child in element if local(child) == name]
