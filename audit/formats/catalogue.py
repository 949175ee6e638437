"""Gettext catalogues (.po): what a program says, each entry one segment with its source.

An entry's id is its context and the beginning of its msgid. Fuzzy entries are read, for somebody has to revise them;
obsolete ones and the header are not. Of plural forms each is a segment of its own. A segment's line is that on which
its text begins, behind msgstr; white space and line ends written as escapes are one space.

A form that is said of one thing and nothing else may do without the number ("Eine Datei" for "%d file"), as msgfmt has
it: its source reads then as the program would say it, with 1 for the placeholder.

The mark of a keyboard accelerator ("&File", "Sch_ließen") is no text and is left out, but only where source and target
have just one such mark: "R&D", "file_name" and "&amp;" stay.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from gettext import c2py
from itertools import islice
from pathlib import Path
from typing import Any

from audit.document import Segment
from audit.errors import AuditError
from audit.formats.common import clean, name_of, read_text, shown
from audit.formats.jsonl import from_rows

LONGEST_ID = 60  # characters of context and msgid
MOST_FORMS = 10  # plural forms of an entry; no language has more than six
COUNTED = 201  # numbers that a header's formula is tried with; one that is not said of one alone repeats by the hundred
_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))  # lines end there for polib, but not in the file
_TEXT = re.compile(r"""\s*msgstr(?:\[(?P<form>\d+)\])?\s*(?P<empty>""\s*$)?""")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_@][\w@.-]*)?", re.IGNORECASE)
_PLURAL = re.compile(r"plural\s*=([^;]+)")
# A placeholder that a number fills, or is likely to: %d, %(n)d, {}, {0}, {count}.
_NUMBER = re.compile(
    r"(?<!%)%(?:\(\w+\)|\d+\$)?(?:ll?|z)?[diu](?![^\W\d_])|(?<![{$#])\{(?:\d|n|num|number|count)?\}(?!\})"
)
# A mark before the first letter of a word or inside it, in a word of letters only.
_KEY = r"""(?<![^\s([„“‚»«"'-])(?<!%\()(?P<before>[^\W\d_]*)MARK(?P<after>[^\W\d_]+)(?![\w;=&@%/\\])"""
_KEYS = tuple(re.compile(_KEY.replace("MARK", mark)) for mark in "&_")


def read_po(path: Path, language: str) -> tuple[Segment, ...]:
    """One segment per entry or plural form; an empty msgstr is a segment without text. A form that says one thing has
    msgid as its source, the others msgid_plural.
    Raises AuditError, naming the line, for what is no such file, and for a header of another language than `language`
    (ISO 639-1)."""
    import polib

    text = read_text(path)
    try:
        # polib takes the name of a file for the file, which no text is that ends in a line end.
        catalogue = polib.pofile(text.translate(_ENDS) + "\n", encoding="utf-8")
    except (OSError, ValueError, IndexError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f", line {line[1]}" if line else ""
        raise AuditError(f"{name_of(path)}{where}: is no entry of a .po file; run msgfmt --check on it") from None
    given = _CODE.fullmatch(catalogue.metadata.get("Language", "").strip())
    if given and given[1].lower() != language:
        raise AuditError(f"{name_of(path)}: its target language is {clean(given[0])}, not {language}; say --language")
    return from_rows(_rows(catalogue, text.split("\n"), path), path)


def _rows(catalogue: Any, lines: list[str], path: Path) -> Iterator[tuple[int, str, dict[str, str]]]:
    begin = _beginnings(lines)
    one, alone = _one(catalogue.metadata.get("Plural-Forms", ""))
    uses: Counter[str] = Counter()
    for entry in catalogue:
        if entry.obsolete or not entry.msgid:
            continue
        forms: dict[int | None, str] = entry.msgstr_plural or {None: entry.msgstr}
        name = _name(entry, uses)
        for form, msgstr in sorted(forms.items()):
            # Where a language has one form only, it is said of many, too.
            many = form is not None and (form != one or len(forms) == 1)
            source, target = without_keys(_seen(entry.msgid_plural if many else entry.msgid), _seen(msgstr))
            if form == one and alone and not many and target:
                source = _of_one(source, target)
            line = begin(entry.linenum, form)
            row = {"id": name if form is None else f"{name}[{form}]", "source": source, "target": target}
            yield line, f"{name_of(path)}, line {line}", row


def without_keys(source: str, target: str) -> tuple[str, str]:
    """Both without the marks of a keyboard accelerator, where each has one."""
    for pattern in _KEYS:
        found = [[match for match in pattern.finditer(side) if _is_key(match)] for side in (source, target)]
        if [len(matches) for matches in found] == [1, 1] and not _is_name(*(matches[0] for matches in found)):
            source, target = (_without(matches[0]) for matches in found)
    return source, target


def _is_key(match: re.Match[str]) -> bool:
    """Not of "R&D": inside a word stands a small letter."""
    return not match["before"] or match["after"][0].islower()


def _is_name(own: re.Match[str], other: re.Match[str]) -> bool:
    """Whether the words are more likely names in a program: "_blank", which stays the same in every language, or
    "file_name", which somebody may have translated."""
    if own[0] == other[0]:
        return own["after"][0].islower()
    return "_" in own[0] and min(len(part) for match in (own, other) for part in match.groups()) > 1


def _without(match: re.Match[str]) -> str:
    at = match.end("before")
    return match.string[:at] + match.string[at + 1 :]


def _seen(text: str) -> str:
    return " ".join(shown(clean(text)).split())


def _name(entry: Any, uses: Counter[str]) -> str:
    """An id that no other entry has."""
    said = _seen(f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid)
    name = said if len(said) <= LONGEST_ID else f"{said[: LONGEST_ID - 1]}…"
    uses[name] += 1
    return name if uses[name] == 1 else f"{name} #{uses[name]}"


def _of_one(source: str, target: str) -> str:
    """The source with 1 for its one number, where the translation has no place for that and no other placeholder in
    its stead."""
    held = [sum(map(side.count, "%{")) for side in (source, target)]
    if len(_NUMBER.findall(source)) == 1 and not _NUMBER.search(target) and held[1] < held[0]:
        return _NUMBER.sub("1", source)
    return source


def _one(header: str) -> tuple[int, bool]:
    """The form that is said of one thing, by the header's formula, and whether of nothing else; as in German where none
    can be worked out."""
    formula = _PLURAL.search(header)
    try:
        form = c2py(formula[1].strip()) if formula else lambda n: int(n != 1)
        forms = [form(n) for n in range(COUNTED)]
    except (ValueError, ArithmeticError, RecursionError):
        return 0, True
    return forms[1], forms.count(forms[1]) == 1


def _beginnings(lines: list[str]) -> Callable[[int, int | None], int]:
    """A function from the line where an entry begins and its plural form, None for none, to the line where the text of
    that form begins."""
    found = []
    for number, line in enumerate(lines, 1):
        if match := _TEXT.match(line):
            broken = match["empty"] and number < len(lines) and lines[number].lstrip().startswith('"')
            form = None if match["form"] is None else int(match["form"])
            found.append((number, form, number + 1 if broken else number))

    def begin(line: int, form: int | None) -> int:
        at = bisect_left(found, line, key=lambda one: one[0])
        return next((start for _, own, start in islice(found, at, at + MOST_FORMS) if own == form), line)

    return begin
