"""TBX (ISO 30042:2019, and martif as in ISO 30042:2008): termbases as most terminology tools export them.

Read without any entity of the file's own: neither a bomb of nested entities nor a link to another file gets through.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.formats.common import clean
from audit.formats.xml import XML_LANG, local, parsed
from audit.glossary import Term, checked

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENTRIES = frozenset({"conceptEntry", "termEntry"})
LANGUAGES = frozenset({"langSec", "langSet"})
TERMS = frozenset({"termSec", "tig", "ntig"})
STATUS = frozenset({"administrativeStatus", "normativeAuthorization"})
BANNED = ("deprecated", "superseded", "obsolete", "forbidden")


def read_tbx(text: str, name: str, language: str, source_language: str) -> list[Term]:
    """The terms of a TBX file: each term of an entry's source language with the terms of its target language.
    Deprecated and superseded target terms are forbidden. Languages: ISO 639-1; "de" takes "de-AT", too.
    Raises AuditError where the XML is broken or declares entities."""
    root = parsed(text, name)
    entries = [element for element in root.iter() if local(element) in ENTRIES]
    return [
        checked(term)
        for number, entry in enumerate(entries, 1)
        for term in _terms(entry, number, name, language, source_language)
    ]


def _terms(entry: "Element", number: int, name: str, language: str, source_language: str) -> Iterator[Term]:
    where = f"{name}, entry {clean(entry.get('id') or str(number))}"
    own = [(word, banned) for word, banned in _of(entry, language)]
    wanted = tuple(dict.fromkeys(word for word, banned in own if not banned))
    forbidden = tuple(dict.fromkeys(word for word, banned in own if banned and word not in wanted))
    if own:
        for source, _ in _of(entry, source_language):
            yield Term(source, wanted, forbidden, "", where)


def _of(entry: "Element", language: str) -> Iterator[tuple[str, bool]]:
    """The terms of one language in an entry, preferred ones first, and whether each is banned."""
    found: list[tuple[int, str, bool]] = []
    for section in entry.iter():
        tag = (section.get(XML_LANG) or section.get("lang") or "").lower().replace("_", "-")
        if local(section) not in LANGUAGES or tag.split("-")[0] != language:
            continue
        for group in section.iter():
            if local(group) in TERMS:
                status = _status(group)
                for element in group.iter():
                    word = " ".join(clean("".join(element.itertext())).split()) if local(element) == "term" else ""
                    if word:
                        found.append((0 if "preferred" in status else 1, word, status.startswith(BANNED)))
    yield from ((word, banned) for _, word, banned in sorted(found, key=lambda one: one[0]))


def _status(group: "Element") -> str:
    """The administrative status of a term, lower case, "" for none: in DCA style an attribute, in DCT a name."""
    for element in group.iter():
        if local(element) in STATUS or element.get("type") in STATUS:
            return (element.text or "").strip().lower()
    return ""
