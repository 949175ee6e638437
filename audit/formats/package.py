"""Packages of Office programs (.docx, .xlsx): ZIP files of XML parts, and what is said of those that cannot be read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from audit.errors import AuditError
from audit.formats.common import clean

LARGEST = 200_000_000  # bytes of one part; a novel has three million
ZIP = b"PK"  # what every package begins with
OLD = b"\xd0\xcf\x11\xe0"  # what files of old Office versions begin with, and encrypted ones


@contextmanager
def opened(data: bytes, name: str, *, program: str, suffix: str) -> Iterator[zipfile.ZipFile]:
    """The package in the bytes of a file of this name. program, suffix: what it should be ("Word", ".docx").

    Raises AuditError where it is protected by a password or of an old version, empty or another kind of file, and for
    damage that shows while it is open."""
    if data.startswith(OLD):
        raise AuditError(f"{name}: is protected by a password or of an old {program}; save it as {suffix} without one")
    if not data.startswith(ZIP):
        what = f"is no {program} file, whatever its name says" if data else "is empty"
        raise AuditError(f"{name}: {what}; save it as {suffix} from {program}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise damaged(name, suffix, error) from None


def damaged(name: str, suffix: str, error: Exception) -> AuditError:
    """The error for a package that breaks off or holds other things than it should."""
    reason = " ".join(clean(str(error)).split())
    return AuditError(f"{name}: is a damaged {suffix} ({reason[:200]}); save it again")


def check_sizes(package: zipfile.ZipFile, file: str) -> None:
    """As check_size, of all parts, for a library that unpacks whatever it finds."""
    for part in package.infolist():
        check_size(part, file)


def check_size(part: zipfile.ZipInfo, file: str) -> None:
    """Raises AuditError for a part that would fill the memory. What a package says of its sizes can be believed here:
    no more than that is ever unpacked."""
    if part.file_size > LARGEST:
        said = f"{clean(part.filename)} in it would take more than {LARGEST:,} bytes"
        raise AuditError(f"{file}: {said}; give smaller files")
