"""Reports: an Audit on its way to a reader. Reports take records that are computed already and never compute.

html      index.html     one self-contained page for the translator
jsonl     audit.jsonl    one object per segment, for programs
csv       findings.csv   one row per finding, for spreadsheets
terminal  (no file)      the caller prints audit.report.terminal.render()
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from audit.errors import AuditError
from audit.result import Audit

FORMATS = ("html", "jsonl", "csv", "terminal")
FILES: Mapping[str, str] = {"html": "index.html", "jsonl": "audit.jsonl", "csv": "findings.csv"}


def write(audit: Audit, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the asked-for reports into the folder (made where missing) and return their paths, in the order asked.
    "terminal" writes no file.

    Every file is rendered before the first one is put in place, and each is put in place by a rename: a crash leaves
    the old file or the new one, never half of one. Raises AuditError for an unknown format or a folder that cannot be
    written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise AuditError(f"unknown report format {unknown[0]!r}: choose from {', '.join(FORMATS)}")
    rendered = {FILES[name]: _render(audit, name) for name in dict.fromkeys(formats) if name in FILES}
    return put(folder, rendered, stale=set(FILES.values()))


def _render(audit: Audit, format_name: str) -> bytes:
    from audit.report import csv, html, jsonl  # here: jinja2 is not needed by those who only ask for FORMATS

    renderers = {"html": html.render, "jsonl": jsonl.render, "csv": csv.render}
    return renderers[format_name](audit)


def put(folder: Path, rendered: Mapping[str, bytes], *, stale: AbstractSet[str] = frozenset()) -> list[Path]:
    """Write file name -> content into the folder, each in one step, and take away what is stale and not rewritten.
    Raises AuditError for a folder that cannot be written."""
    try:
        return _put(folder, rendered, stale)
    except OSError as error:
        why = error.strerror or str(error)
        raise AuditError(
            f"{folder}: cannot write the report there ({why}); choose another folder with --out"
        ) from error


def _put(folder: Path, rendered: Mapping[str, bytes], stale: AbstractSet[str]) -> list[Path]:
    """Write all files into a temporary folder inside the target folder (same file system), then rename each."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as scratch:
        for name, content in rendered.items():
            with (Path(scratch) / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the new name with no content
        for name in rendered:
            (Path(scratch) / name).replace(folder / name)
    for name in set(stale) - set(rendered):
        (folder / name).unlink(missing_ok=True)  # an older report beside a newer one would pass for its other half
    return [folder / name for name in rendered]
