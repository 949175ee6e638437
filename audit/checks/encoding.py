"""Characters that a wrong encoding garbled (needs no source): UTF-8 that somewhere was read as Windows-1252.

One finding per word, major, with the repaired word as suggestion.

Wrong:  Er ging Ã¼ber die StraÃŸe.
Right:  Er ging über die Straße.
"""

import re
from collections.abc import Iterator

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found

CHECK = "encoding"
CONFIDENCE = 0.95


def _shown(byte: int) -> str:
    """The character that a byte becomes in Windows-1252; its five empty places as in Latin-1."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {_shown(byte): byte for byte in range(0x80, 0x100)} | {chr(byte): byte for byte in range(0x80, 0x100)}
_SECOND = "".join(re.escape(c) for c, byte in _BYTES.items() if byte < 0xC0)
# Beginnings of letters of Western languages (Ã, Â, Å) and of marks such as „ and – (â).
_GARBLED = re.compile(f"[ÂÃÅ][{_SECOND}]|â[{_SECOND}]{{2}}")
_WORD = re.compile(rf"(?:{_GARBLED.pattern}|[^\W_])+")


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """A finding for each word that holds garbled characters."""
    if not _GARBLED.search(segment.text):
        return
    for word in _WORD.finditer(segment.text):
        repaired = _GARBLED.sub(_repaired, word.group())
        if repaired != word.group():
            yield found(
                segment.text,
                *word.span(),
                category=Category.CHARACTERS,
                severity=Severity.MAJOR,
                confidence=CONFIDENCE,
                message="Garbled characters: the text was read in the wrong encoding somewhere.",
                check=CHECK,
                suggestion=repaired,
            )


def _repaired(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[character] for character in match.group()).decode("utf-8")
    except UnicodeDecodeError:
        return match.group()
