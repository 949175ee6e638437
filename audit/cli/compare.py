"""mt-audit compare: several translations of one source, side by side, with the chance of each difference."""

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.common import Asked, audit_options, check_reports, chosen_formats, history_options, remember, say
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.document import Document
    from audit.pipeline import Auditor

FORMATS = ("html", "json", "terminal")


@click.command(short_help="Compare vendors: the same source, several translations.")
@click.argument("files", nargs=-1, required=True, metavar="SOURCE A B [C]... | ROWS",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--reference", type=click.Path(path_type=Path), help="A good translation, line n for line n of SOURCE "
              "(with --sentences), or the document: adds BLEU, chrF and TER.")  # fmt: skip
@click.option("--names", help="The vendors' names, comma-separated, in the order of the files.")
@click.option("--sentences", is_flag=True, help="Line n of every file belongs to line n of SOURCE; no alignment.")
@click.option("--format", "formats", default="html,json,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: reports/compare-<SOURCE>]"
)
@history_options
@audit_options()
def compare(
    *,
    files: tuple[Path, ...],
    reference: Path | None,
    names: str | None,
    sentences: bool,
    formats: str,
    out: Path | None,
    project: str | None,
    no_history: bool,
    asked: Asked,
) -> None:
    """Compare the translations A, B, … of SOURCE; or ROWS, one JSON Lines, TSV, CSV or Excel file with a system column
    (system, source, target, and if you like id and reference).

    Says who is best, or how many segments would show a difference. Exit codes: 0, 2 wrong input, 3 model missing.
    """
    chosen = chosen_formats(formats, FORMATS)
    from audit.report import comparison as report
    from audit.vendors.compare import compare as compared
    from audit.vendors.reference import missing, score
    from audit.vendors.units import texts_of

    folder = out or Path("reports") / f"compare-{files[0].stem}"
    written = [folder / report.FILES[name] for name in chosen if name in report.FILES]
    check_reports(written, [*files, reference, *asked.files])
    auditor = asked.auditor()
    documents, references = _read(files, names, reference, sentences, auditor)
    audits = {name: auditor.audit(document) for name, document in documents.items()}
    texts = {name: texts_of(document) for name, document in documents.items()}
    result = compared(
        audits,
        score(texts, references),
        notes=missing(references) if any(references) else (),
        source=files[0].name if len(files) > 1 else "",
        reference="" if reference is None else reference.name,
    )
    paths = report.write(result, folder, chosen)
    if not no_history:
        remember(audits, project)
    lines = [f"wrote {path}" for path in paths]
    if "terminal" in chosen:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        lines.insert(0, report.terminal(result, width=shutil.get_terminal_size((100, 24)).columns, colour=colour))
    say("\n".join(lines), quiet=asked.quiet)


def _read(
    files: tuple[Path, ...], names: str | None, reference: Path | None, sentences: bool, auditor: "Auditor"
) -> tuple[dict[str, "Document"], list[str | None]]:
    """Vendor -> document whose units are parallel over all vendors, and each unit's reference, None for none."""
    from audit.formats.systems import read_parallel, read_systems
    from audit.vendors.units import texts_of

    language = auditor.settings.language
    if len(files) == 1 and files[0].suffix.lower() not in (".jsonl", ".tsv", ".csv", ".xlsx"):
        raise click.UsageError(f"{files[0]}: give SOURCE and its translations, or rows as .jsonl, .tsv, .csv or .xlsx")
    if len(files) == 2:
        raise click.UsageError("one translation only; give SOURCE and two or more translations")
    if len(files) == 1:
        if reference is not None:
            raise click.UsageError("--reference goes with files; in rows give a reference in each row")
        documents, references = read_systems(files[0], language=language)
        for name, document in documents.items():
            _guard(auditor, f"{files[0]}, system {name}: the source", _sources(document), source=True)
            _guard(auditor, f"{files[0]}, system {name}", document)
        if names is not None:
            documents = dict(zip(_names(names, len(documents)), documents.values(), strict=True))
        return documents, references
    source, *targets = files
    given = _names(names, len(targets)) if names is not None else _stems(targets)
    everything = [*targets, *([reference] if reference is not None else [])]
    if sentences:
        read = read_parallel(source, everything, language=language)
        _guard(auditor, str(source), _sources(read[0]), source=True)
        for path, document in zip(everything, read, strict=True):
            _guard(auditor, str(path), document)
    else:
        read = _aligned(source, everything, auditor)
    references = [text or None for text in texts_of(read[-1])] if reference is not None else []
    return dict(zip(given, read[: len(targets)], strict=True)), references


def _aligned(source: Path, targets: list[Path], auditor: "Auditor") -> list["Document"]:
    from audit import formats
    from audit.vendors.units import common_units

    settings = auditor.settings
    original = formats.read(source, language=settings.source_language)
    documents = [formats.read(path, language=settings.language) for path in targets]
    _guard(auditor, str(source), original, source=True)
    for path, document in zip(targets, documents, strict=True):
        _guard(auditor, str(path), document)
    beads = [auditor.beads(document, original) for document in documents]
    return common_units(original, documents, beads)


def _sources(document: "Document") -> "Document":
    """The source sides of its rows."""
    return replace(document, segments=tuple(replace(row, text=row.source or "") for row in document.segments))


def _guard(auditor: "Auditor", name: str, document: "Document", *, source: bool = False) -> None:
    """Refuse a text that is clearly in the other side's language, before a model makes nonsense of it."""
    from audit.languages.guess import contradicts

    languages = auditor.settings.source_language, auditor.settings.language
    text = " ".join(row.text for row in document.segments)
    if languages == ("en", "de") and contradicts(text, languages[not source]):
        found = "German, not English" if source else "English, not German"
        raise AuditError(f"{name} is {found}; give the English source first, then its German translations")


def _names(given: str, wanted: int) -> list[str]:
    names = [name.strip() for name in given.split(",")]
    if len(names) != wanted or len(set(names)) != wanted or not all(names):
        raise click.BadParameter(f"{wanted} different names are needed, one for each translation", param_hint="--names")
    return names


def _stems(paths: list[Path]) -> list[str]:
    """File names without suffix, or whole paths where those would not tell the vendors apart."""
    for names in ([path.stem for path in paths], [str(path) for path in paths]):
        if len(set(names)) == len(names):
            return names
    return [f"{path} ({n})" for n, path in enumerate(paths, 1)]
