"""mt-audit run: audit documents one by one, write their reports, and say whether they may pass."""

import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.common import Asked, audit_options, check_reports, chosen_formats, history_options, remember, say
from audit.cli.gating import Gating, gate_options
from audit.errors import AuditError
from audit.formats.common import STDIN, name_of, read_bytes, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.report import Standing
    from audit.result import Audit
    from audit.vendors.gate import Gate
    from audit.vendors.ignore import Ignored

FORMATS = ("html", "jsonl", "csv", "terminal", "sarif", "junit", "xliff", "docx", "github")
PLACED = {"sarif", "xliff", "github"}  # those that tell places in the files, or write into them


@click.command(short_help="Audit a document and write a report.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="The document FILE was translated from.")
@click.option("--format", "formats", default="html,jsonl,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report; of several FILEs, of a folder for "
              "each.  [default: reports/<FILE>]")  # fmt: skip
@gate_options
@click.option("--vendor", default="", help="Vendor in the history.")
@history_options
@audit_options()
def run(
    *,
    files: tuple[Path, ...],
    source: Path | None,
    formats: str,
    out: Path | None,
    project: str | None,
    vendor: str,
    no_history: bool,
    asked: Asked,
    **gate_given: Any,
) -> None:
    """Audit FILE: text, Markdown, Word (.docx), HTML, subtitles (.srt, .vtt), JSON Lines (id, source, target), JSON,
    TSV, CSV, Excel (.xlsx), XLIFF (also .sdlxliff, .mqxliff, .mxliff), TMX or Gettext (.po); - is standard input.
    Several FILEs are audited one by one, each by itself.

    Without --source the English is heard through the German: FILE is back-translated and judged by itself.

    Exit codes: 0 fine, 1 a finding to fail on, a limit passed or a regression, 2 wrong input, 3 a model is missing; of
    several FILEs the highest.
    """
    chosen, gating = chosen_formats(formats, FORMATS), Gating(**gate_given)
    if len(files) > 1 and (source is not None or gating.baseline is not None):
        raise click.UsageError("--source and --baseline belong to one FILE; run each file by itself")
    from audit import formats as readers
    from audit.report import FILES, write

    folders = folders_of(files, out)
    used = [path for path in (*files, source, *asked.files, *gating.read) if path is not None]
    written = [folder / FILES[name] for folder in folders.values() for name in chosen if name in FILES]
    if len(set(written)) < len(written):
        raise click.UsageError("two FILEs of one name would write one report; run each by itself, with its own --out")
    check_reports(written, used)
    gating.check([*used, *written])

    codes, documents, found = [], {}, list[frozenset[str]]()
    in_word: dict[Path, bytes] = {}
    for file in folders:
        try:
            document = readers.read(file, language=asked.language)
            in_word[file] = _in_word(file, chosen)
            documents[file] = document
        except AuditError as error:  # the others are audited all the same
            codes.append(_refused(error))
    source_document = None if source is None else readers.read(source, language=asked.source_language)
    if not documents:
        sys.exit(max(codes))
    auditor = asked.auditor()
    for file, document in documents.items():
        try:
            audit = auditor.audit(document, source_document)
            found.append(audit.finding_ids)
            gate = gating.judge(audit, among=len(folders) > 1)
            standing = _standing(file, source, gating, gate, placed=bool(PLACED & set(chosen)), in_word=in_word[file])
            paths = write(audit, folders[file], chosen, standing)
            lines = [*(f"wrote {path}" for path in paths), *gating.save(audit)]
            if not no_history:
                remember({vendor: audit}, project)
            _tell(audit, standing, chosen, lines, quiet=asked.quiet)
            codes.append(gating.close(standing.gate))
        except AuditError as error:
            codes.append(_refused(error))
    if 1 < len(folders) == len(found):  # of a FILE that could not be audited nobody knows what would fit it
        _tell_unfitting(gating.unfitting(frozenset().union(*found)), shown="terminal" in chosen and not asked.quiet)
    sys.exit(max(codes))


def folders_of(files: tuple[Path, ...], out: Path | None) -> dict[Path, Path]:
    """FILE -> folder of its report, named like FILE without its ending; where several would have one name, the ending
    is added with a hyphen: film.de-srt beside film.de-vtt. (With a full stop it could be the name of FILE itself.)"""
    if len(files) == 1 and out is not None:
        return {files[0]: out}
    names = {file: "stdin" if str(file) == STDIN else file.stem for file in files}
    uses = Counter(name.casefold() for name in names.values())  # Film and film are one folder on many disks
    for file, name in names.items():
        if uses[name.casefold()] > 1 and file.suffix:
            names[file] = f"{name}-{file.suffix[1:]}"
    return {file: (out or Path("reports")) / name for file, name in names.items()}


def _refused(error: AuditError) -> int:
    click.echo(f"mt-audit: {error}", err=True)
    return error.exit_code


def _standing(
    file: Path, source: Path | None, gating: Gating, gate: "Gate", *, placed: bool, in_word: bytes
) -> "Standing":
    """What the reports need to know of the files: their paths in the checkout, where placed their lines, and a Word
    document itself where comments will be written into it."""
    from audit.report import Standing

    return Standing(
        path=_in_checkout(file),
        source_path="" if source is None else _in_checkout(source),
        gate=gate,
        advisory=gating.decides_nothing,
        lines=_lines(file) if placed else (),
        source_lines=_lines(source) if placed and source is not None else (),
        document=in_word,
    )


def _in_word(file: Path, chosen: "Sequence[str]") -> bytes:
    """A Word document that comments will be written into; b"" where none will be. Raises AuditError, before any model
    runs, for one that takes none."""
    from audit.formats import WORD

    if "docx" not in chosen or file.suffix.lower() != WORD:
        return b""
    from audit.report.word import opened

    data = read_bytes(file)
    opened(data, name_of(file))
    return data


def _lines(path: Path) -> list[str]:
    """The lines of a file; [] of standard input, which has been read, and of what has none."""
    from audit.formats import has_lines

    return [] if str(path) == STDIN or not has_lines(path) else read_text(path).split("\n")


def _in_checkout(path: Path) -> str:
    """The path, with slashes, from the root of GitHub's checkout or else from the current folder; the whole path where
    it lies in neither. Standard input is called "-"."""
    if str(path) == STDIN:
        return STDIN
    for root in (os.environ.get("GITHUB_WORKSPACE") or ".", "."):
        for real in (os.path.abspath, os.path.realpath):  # first a link as it stands there, then where it leads
            whole, above = Path(real(path)), Path(real(root))
            if whole.is_relative_to(above):
                return whole.relative_to(above).as_posix()
    return Path(os.path.abspath(path)).as_posix()


def _tell(audit: "Audit", standing: "Standing", chosen: tuple[str, ...], lines: list[str], *, quiet: bool) -> None:
    """Print what was asked for, and what was written. Annotations are a report, and printed whatever --quiet says; what
    fails is told on standard error where no terminal report tells it."""
    from audit.report import github, terminal

    if "terminal" in chosen and not quiet:
        width = shutil.get_terminal_size((100, 24)).columns
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        say(terminal.render(audit, width=width, colour=colour, standing=standing))
        lines = [*terminal.gate_lines(audit, standing.gate, advisory=standing.advisory), *lines]
    elif trouble := terminal.trouble(audit, standing.gate, advisory=standing.advisory):
        click.echo("\n".join([f"{audit.name}:", *trouble]), err=True)
    if "github" in chosen:
        if annotations := github.render(audit, standing):
            say(annotations.rstrip("\n"))
        _summarise(github.summary(audit, standing))
    if lines:
        say("\n".join(lines), quiet=quiet)


def _tell_unfitting(entries: "Sequence[Ignored]", *, shown: bool) -> None:
    """Say which entries of the ignore file fit none of several FILEs: beside the terminal reports, or as _tell does."""
    from audit.report import terminal

    if lines := terminal.expired(entries):
        text = "\n".join(lines)
        if shown:
            say(text)
        else:
            click.echo(text, err=True)


def _summarise(markdown: str) -> None:
    """Add to the page of the GitHub job, where there is one. That it cannot be written must not spoil a run."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(markdown)
    except OSError as error:
        click.echo(f"mt-audit: no summary: {path}: {error.strerror or error}", err=True)
