"""From bytes to text: encodings, control characters, and clear words for what cannot be read."""

import codecs
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from audit.errors import AuditError

STDIN = "-"  # the path that stands for standard input
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!\x1a", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")) + b"\x7f"
_STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
CLOSING = ".,;:!?…)"  # no space stands before them, nor does one where what stood between is left out
INVISIBLE = "\u00ad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark inside a text
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_HIGH = re.compile(rb"[\x80-\xff]")
# The header of a Gettext catalogue, which is its first entry, and the encoding that it declares.
_PO_HEADER = re.compile(rb'(?s).*?^msgid[ \t]+""[ \t\r]*\n(?P<inside>.*?)(?=^msgid|\Z)', re.MULTILINE)
_PO_CHARSET = re.compile(rb'(?im)^[^#\n]*"(?:[^"\n]*\\n)?Content-Type:[^"\n]*?charset=(?P<name>[\w.:+-]+)')
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 by their byte order mark, or Windows-1252 where it reads as such; a
    Gettext catalogue (.po) in the encoding that its header declares. The path "-" is standard input.
    Line ends become "\\n"; stray control characters become spaces, so lines and offsets stay.
    Raises AuditError for what is missing, empty, binary or in an unknown encoding."""
    text = clean(_decoded(read_bytes(path), path).replace("\r\n", "\n").replace("\r", "\n"))
    if not shown(text).strip():
        raise nothing_in(path)
    return text


def notes_on(path: Path) -> tuple[str, ...]:
    """What the reader of a report should know of how a file that was read is encoded; nothing for Unicode."""
    if str(path) == STDIN:
        return ()
    data = read_bytes(path)
    if any(data.startswith(bom) for bom, _ in _BOMS) or _declared(data, path):
        return ()
    if _is_utf8(data):
        return ()
    return (f"{name_of(Path(path.name))} is not UTF-8 and was read as Windows-1252; save it as UTF-8 to be sure.",)


def clean(text: str) -> str:
    """Text that nothing later can trip over, of the same length: control characters (not tab and line feed) become
    spaces, unpaired surrogates U+FFFD."""
    return _SURROGATE.sub("\ufffd", _STRAY.sub(" ", text))


def shown(text: str) -> str:
    """Text without the characters that only say where a line may break, its letters composed. They print nothing, but
    cut a word in pieces for every check and model. Joiners stay: emoji and some scripts are written with them."""
    return composed(text.translate(_UNSEEN))


def shown_from(written: str) -> tuple[str, Sequence[int]]:
    """The text as shown() makes it, and where each of its characters, and its end, stands in what is written."""
    if shown(written) == written:
        return written, range(len(written) + 1)
    seen = [place for place, character in enumerate(written) if character not in INVISIBLE]
    text, origin = composed_from("".join(written[place] for place in seen))
    return text, [seen[at] if at < len(seen) else len(written) for at in origin]


def composed_from(written: str) -> tuple[str, Sequence[int]]:
    """The text as composed() makes it, and where each of its characters, and its end, stands in what is written."""
    if unicodedata.is_normalized("NFC", written):
        return written, range(len(written) + 1)
    text, origin, begin = "", list[int](), 0
    for end in range(1, len(written) + 1):
        if end == len(written) or not unicodedata.combining(written[end]):  # a letter ends with the last of its accents
            letter = composed(written[begin:end])
            text += letter
            origin += [begin, *(max(begin, end - left) for left in range(len(letter) - 1, 0, -1))]
            begin = end
    return text, [*origin, len(written)]


def composed(text: str) -> str:
    """Text whose accents are one with their letters (Unicode's NFC). macOS and many PDFs write ü as u and two dots
    behind it; it prints alike, but every check and model takes it for the end of a word."""
    return unicodedata.normalize("NFC", text)


def name_of(path: Path) -> str:
    """The path as printable text on one line, whatever bytes the file system holds."""
    return clean(str(path)).replace("\n", " ")


def nothing_in(path: Path) -> AuditError:
    """The error for a file without any text."""
    return AuditError(f"{name_of(path)}: nothing to audit, there is no text in it; give a file with text")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or of standard input. Raises AuditError for what is missing or may not be read."""
    if str(path) == STDIN:
        return sys.stdin.buffer.read()
    try:
        if path.is_dir():
            raise AuditError(f"{name_of(path)}: is a folder; give one file")
        return path.read_bytes()
    except FileNotFoundError:
        raise AuditError(f"{name_of(path)}: no such file; check the path") from None
    except PermissionError:
        raise AuditError(f"{name_of(path)}: may not be read; check its permissions") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise AuditError(f"{name_of(path)}: cannot be read ({reason}); check the path") from None


def _decoded(data: bytes, path: Path) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(path, encoding.upper(), len(bom) + error.start, data) from None
    _refuse_binary(data, path)
    if declared := _declared(data, path):
        return _as_declared(data, declared, path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        old = _windows_1252(data)
        if old is None:
            raise _damaged(path, "UTF-8", error.start, data) from None
        return old


def _declared(data: bytes, path: Path) -> str:
    """The encoding that the header of a .po file declares; "" where it says nothing or UTF-8, and for other files."""
    header = _PO_HEADER.match(data) if path.suffix.lower() == ".po" else None
    found = _PO_CHARSET.search(header["inside"]) if header else None
    name = found["name"].decode("ascii", "replace") if found else ""
    return "" if re.fullmatch(r"(?i)utf-?8|charset", name) else name  # "CHARSET" stands there till somebody fills it in


def _as_declared(data: bytes, name: str, path: Path) -> str:
    """The text of a .po file in the encoding that its header declares. Raises AuditError where that cannot be."""
    said = f"{name_of(path)}: its header says charset={name}"
    way_out = "correct the header, or save the file as UTF-8 and say so there"
    try:
        known = codecs.lookup(name).name
        text = data.decode(known)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AuditError(f"{said}, but byte {error.start} (line {line}) is none of it; {way_out}") from None
    except (LookupError, ValueError):  # no encoding, or one that is not of text
        raise AuditError(f"{said}, which is no known encoding; {way_out}") from None
    if known.startswith(("iso8859", "cp125")) and not data.isascii() and _is_utf8(data):
        raise AuditError(f"{said}, but the file is UTF-8; correct the header")  # any bytes are valid in those
    return text


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(data: bytes, path: Path) -> None:
    """Raises where the bytes are no text: a known beginning, or more control characters than stray ones."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise AuditError(f"{name_of(path)}: is {what}, not text; save it as plain text (UTF-8) and try again")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls < 4 or controls < 0.05 * len(data):
        return
    nulls = data.count(0)
    if nulls > 0.3 * len(data) and max(data[0::2].count(0), data[1::2].count(0)) >= 0.95 * nulls and nulls < len(data):
        raise AuditError(
            f"{name_of(path)}: looks like UTF-16 without a byte order mark; save it as UTF-8 and try again"
        )
    raise AuditError(f"{name_of(path)}: is a binary file, not text; save it as plain text (UTF-8) and try again")


def _windows_1252(data: bytes) -> str | None:
    """The text where the bytes read as Windows-1252; None where they are damaged UTF-8, another alphabet or no text."""
    high = len(_HIGH.findall(data))
    in_utf8 = sum(len(found) for found in _UTF8.findall(data))
    if in_utf8 > 0.5 * high or high > 0.25 * len(data):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    usual = sum(c.isalnum() or c.isspace() or c in "„“”‚‘’»«›‹–—…€§°·®©" or "!" <= c <= "~" for c in text)
    return text if usual >= 0.97 * len(text) else None


def _damaged(path: Path, encoding: str, at: int, data: bytes) -> AuditError:
    line = data.count(b"\n", 0, at) + 1
    where = f"byte {at} (0x{data[at]:02x}, line {line})" if at < len(data) else "the end of the file"
    return AuditError(f"{name_of(path)}: is not valid {encoding} at {where}; save it as UTF-8 and try again")
