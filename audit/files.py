"""Writing files so that nothing is ever half there."""

import os
import tempfile
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from audit.errors import AuditError


def put(folder: Path, contents: Mapping[str, bytes], *, stale: AbstractSet[str] = frozenset()) -> list[Path]:
    """Write file name -> content into the folder (made where missing) and return the paths; then take away the files
    named in stale that were not written anew.

    Each is put in place by a rename: a crash leaves the old file or the new one, never half of one. Raises AuditError
    for a folder that cannot be written."""
    try:
        return _put(folder, contents, stale)
    except OSError as error:
        why = error.strerror or str(error)
        raise AuditError(f"{folder}: cannot write there ({why}); choose another folder") from error


def _put(folder: Path, contents: Mapping[str, bytes], stale: AbstractSet[str]) -> list[Path]:
    """Write all files into a temporary folder inside the target folder (same file system), then rename each."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as scratch:
        for name, content in contents.items():
            with (Path(scratch) / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the new name with no content
        for name in contents:
            (Path(scratch) / name).replace(folder / name)
    for name in set(stale) - set(contents):
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in contents]
