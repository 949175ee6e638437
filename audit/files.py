"""Writing files so that nothing is ever half there, and nothing is lost that somebody else wrote."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from audit.errors import AuditError


def put(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write file name -> content into the folder (made where missing) and return the paths. Other files in the folder
    stay as they are; without contents nothing is touched at all.

    Each is put in place by a rename: a crash leaves the old file or the new one, never half of one. Raises AuditError
    for a folder that cannot be written."""
    try:
        return _put(folder, contents) if contents else []
    except OSError as error:
        raise _unwritable(folder / next(iter(contents)), error.strerror or str(error)) from error


def check_free(path: Path, used: Iterable[Path] = ()) -> None:
    """Raise AuditError, before any work is done, for a file that put() could not write, or that would overwrite one of
    those that are used otherwise. Touches nothing."""
    for other in used:
        if _same(path, other):
            raise AuditError(f"{path}: would overwrite {other}, which this run uses; choose another place")
    if os.path.isdir(path):  # unlike Path.is_dir, it answers False where a look is forbidden
        raise _unwritable(path, "Is a directory")
    above = next(folder for folder in path.absolute().parents if os.path.exists(folder))
    if not above.is_dir():
        raise _unwritable(path, f"{above} is a file")
    if not os.access(above, os.W_OK | os.X_OK):
        raise _unwritable(path, f"no right to write in {above}")


def _same(path: Path, other: Path) -> bool:
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):  # one of them is not there
        return path.absolute() == other.absolute()


def _unwritable(path: Path, why: str) -> AuditError:
    return AuditError(f"{path}: cannot be written ({why}); choose another place")


def _put(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
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
    return [folder / name for name in contents]
