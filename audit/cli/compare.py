"""mt-audit compare: several translations of one source, side by side, with the chance of each difference."""

import os
import shutil
import sys
from pathlib import Path

import click

from audit.cli.common import Asked, audit_options, check_reports, chosen_formats, history_options, remember, say
from audit.cli.comparing import read_all

FORMATS = ("html", "json", "terminal")


@click.command(short_help="Compare vendors: the same source, several translations.")
@click.argument("files", nargs=-1, required=True, metavar="[SOURCE] A B [C]... | ROWS",
                type=click.Path(path_type=Path))  # fmt: skip
@click.option("--reference", type=click.Path(path_type=Path), help="A good translation, line n for line n of SOURCE "
              "(with --sentences), or the document: adds BLEU, chrF and TER.")  # fmt: skip
@click.option("--names", help="The vendors' names, comma-separated, in the order of the files.")
@click.option("--sentences", is_flag=True, help="Line n of every file belongs to line n of SOURCE; no alignment.")
@click.option("--format", "formats", default="html,json,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: reports/compare-<first file>]"
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
    """Compare the translations A, B, … of SOURCE; without SOURCE, files that hold it beside the translation (JSON
    Lines, TSV, CSV, Excel, XLIFF, TMX, Gettext); or ROWS, one JSON Lines, TSV, CSV or Excel file with a system column
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
    given = read_all(files, names, reference, sentences, auditor)
    audits = {name: auditor.audit(document) for name, document in given.documents.items()}
    texts = {name: texts_of(document) for name, document in given.documents.items()}
    result = compared(
        audits,
        score(texts, given.references),
        notes=(*given.notes, *(missing(given.references) if any(given.references) else ())),
        source=given.source,
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
