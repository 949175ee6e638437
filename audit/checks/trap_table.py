"""Trap tables: reading and checking the TOML files. The format is described in audit/languages/de/traps/README.md."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from audit.checks.trap_pattern import Pattern, parse
from audit.errors import AuditError
from audit.finding import Category, Severity

E = TypeVar("E", bound=StrEnum)


class TrapKind(StrEnum):
    """What goes wrong. The kind sets the confidence that a match begins with."""

    SENSE = "sense"
    FALSE_FRIEND = "false-friend"
    CALQUE = "calque"
    ANGLICISM = "anglicism"
    TITLE = "title"
    INSTITUTION = "institution"
    TRANSLITERATION = "transliteration"
    CAPTION = "caption"
    LOCALE = "locale"


# Kinds that speak of an English word: without that word they have no ground to stand on.
NEED_CUE = frozenset({TrapKind.SENSE, TrapKind.FALSE_FRIEND, TrapKind.CALQUE})


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: a table is a key of caches and is never copied
class Trap:
    """One known way in which English turns into wrong German. Field by field as in the README of the tables.

    wrong is empty exactly where regex is set; window is a number of words to each side, None for the whole segment.
    """

    id: str
    kind: TrapKind
    category: Category
    severity: Severity
    why: str
    cue: tuple[Pattern, ...]
    other_cue: tuple[Pattern, ...]
    wrong: tuple[Pattern, ...]
    regex: re.Pattern[str] | None
    right: tuple[str, ...]
    forms: Mapping[str, str]
    wrong_if: tuple[Pattern, ...]
    right_if: tuple[Pattern, ...]
    window: int | None
    ambiguous: bool
    once: bool
    heard: bool
    news: bool
    positive: str
    negative: str


_NO_SYNTAX = re.compile(r"\\.|\[\^?\]?[^\]]*\]")  # escaped characters and classes
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|P?<\w+>))?([^()]*)\)")  # one that holds no other
_UNLIMITED = re.compile(r"[*+]|\{\d*,\}")
_LISTS = ("cue", "other_cue", "wrong", "right", "wrong_if", "right_if")
_STRINGS = ("id", "kind", "category", "severity", "why", "regex", "positive", "negative")
_REQUIRED = ("id", "kind", "category", "severity", "why")
_FLAGS = ("ambiguous", "once", "heard", "news")
_KEYS = frozenset((*_LISTS, *_STRINGS, *_FLAGS, "forms", "window"))


def load(path: Path) -> tuple[Trap, ...]:
    """Reads one table. Raises AuditError that names file, entry and key where anything in it is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before it
    except FileNotFoundError:
        raise AuditError(f"{path}: no such file; check the path of --traps") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{path}: cannot be read as UTF-8 text ({error}); give a TOML trap table") from error
    return read(text, str(path))


def read(text: str, name: str) -> tuple[Trap, ...]:
    """The traps of a table given as text; name is the file's, for errors. Raises AuditError as load does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{name}: is not valid TOML: {error}") from error
    entries = data.pop("trap", None)
    if data:
        raise AuditError(f"{name}: unknown key {sorted(data)[0]!r} at the top; a table holds only [[trap]] entries")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise AuditError(f"{name}: has no [[trap]] entries")
    traps = tuple(_trap(entry, n, name) for n, entry in enumerate(entries, 1))
    unique(traps, name)
    return traps


def unique(traps: tuple[Trap, ...], name: str) -> None:
    """Raises AuditError where two traps have one id."""
    seen: set[str] = set()
    for trap in traps:
        if trap.id in seen:
            raise AuditError(f"{name}: trap {trap.id!r}: key 'id': is used twice; give every entry its own")
        seen.add(trap.id)


@lru_cache(maxsize=8)
def builtin(language: str) -> tuple[Trap, ...]:
    """The tables that come with the package for a target language (ISO 639-1): "de" has them, any other gives ()."""
    if language != "de":
        return ()
    folder = files("audit.languages") / "de" / "traps"
    tables = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    traps = tuple(trap for table in tables for trap in read(table.read_text(encoding="utf-8"), table.name))
    unique(traps, "traps")
    return traps


def _trap(entry: dict[str, Any], number: int, name: str) -> Trap:
    where = f"{name}: trap {entry.get('id', f'number {number}')!r}"

    def wrong(key: str, reason: str) -> AuditError:
        return AuditError(f"{where}: key {key!r}: {reason}")

    _check_types(entry, wrong)
    if ("wrong" in entry) == ("regex" in entry):
        raise wrong("wrong", "give either 'wrong' or 'regex'")
    kind = _member(TrapKind, entry, "kind", wrong)
    if kind in NEED_CUE and not entry.get("cue"):
        raise wrong("cue", f"a trap of kind {kind.value!r} needs the English words it comes from")
    if entry.get("heard") and not entry.get("cue"):
        raise wrong("heard", "needs the English words that are to be heard, as 'cue'")
    regex = _regex(entry, wrong)
    patterns = {key: _patterns(entry, key, wrong) for key in ("cue", "other_cue", "wrong", "wrong_if", "right_if")}
    return Trap(
        id=entry["id"],
        kind=kind,
        category=_member(Category, entry, "category", wrong),
        severity=_member(Severity, entry, "severity", wrong),
        why=entry["why"],
        regex=regex,
        right=tuple(entry.get("right", ())),
        forms=dict(entry.get("forms", {})),
        window=entry.get("window"),
        ambiguous=entry.get("ambiguous", kind is TrapKind.SENSE),
        once=entry.get("once", False),
        heard=entry.get("heard", False),
        news=entry.get("news", False),
        positive=entry.get("positive", ""),
        negative=entry.get("negative", ""),
        **patterns,
    )


def _check_types(entry: dict[str, Any], wrong: Callable[[str, str], AuditError]) -> None:
    for key in entry:
        if key not in _KEYS:
            raise wrong(key, f"is unknown (known: {', '.join(sorted(_KEYS))})")
    for key in _REQUIRED:
        if key not in entry:
            raise wrong(key, "is missing")
    for key in _STRINGS:
        if key in entry and not (isinstance(entry[key], str) and entry[key].strip()):
            raise wrong(key, "must be a string with something in it")
    for key in _LISTS:
        value = entry.get(key, ["x"])
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v.strip() for v in value):
            raise wrong(key, "must be a list of strings, none of them empty")
    forms = entry.get("forms", {})
    if not isinstance(forms, dict) or not all(isinstance(v, str) for v in forms.values()):
        raise wrong("forms", "must be a table of strings: wrong form = right form")
    window = entry.get("window", 1)
    if isinstance(window, bool) or not isinstance(window, int) or window < 1:
        raise wrong("window", "must be a whole number of words, 1 or more")
    for key in _FLAGS:
        if not isinstance(entry.get(key, False), bool):
            raise wrong(key, "must be true or false")


def _member(kind: type[E], entry: dict[str, Any], key: str, wrong: Callable[[str, str], AuditError]) -> E:
    try:
        return kind(entry[key])
    except ValueError:
        raise wrong(key, f"{entry[key]!r} is not one of {', '.join(m.value for m in kind)}") from None


def _patterns(entry: dict[str, Any], key: str, wrong: Callable[[str, str], AuditError]) -> tuple[Pattern, ...]:
    try:
        return tuple(parse(written) for written in entry.get(key, ()))
    except ValueError as error:
        raise wrong(key, str(error)) from None


def _regex(entry: dict[str, Any], wrong: Callable[[str, str], AuditError]) -> re.Pattern[str] | None:
    if "regex" not in entry:
        return None
    try:
        compiled = re.compile(entry["regex"])
    except re.error as error:
        raise wrong("regex", f"is not a regular expression: {error}") from None
    if _runs_wild(entry["regex"]):
        raise wrong("regex", "repeats a group that holds a repeat, as (a+)+ does, and may take forever; write it flat")
    if compiled.match(""):
        raise wrong("regex", "matches nothing at all; let it match at least one character")
    try:
        compiled.sub(entry.get("right", [""])[0], "")  # reads the template, though there is nothing to replace
    except (re.error, IndexError) as error:
        raise wrong("right", f"does not go with the groups of 'regex': {error}") from None
    return compiled


def _runs_wild(regex: str) -> bool:
    """Whether a group that is repeated without limit holds another repeat without limit."""
    plain = _NO_SYNTAX.sub("x", regex)
    while group := _GROUP.search(plain):
        held = bool(_UNLIMITED.search(group[1]))
        if held and _UNLIMITED.match(plain, group.end()):
            return True
        plain = plain[: group.start()] + ("x+" if held else "x") + plain[group.end() :]
    return False
