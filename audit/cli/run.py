"""mt-audit run: audit one document, write the report, and say whether it may pass."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.common import Asked, audit_options, chosen_formats, history_options, remember, say
from audit.cli.gating import Gating, gate_options

if TYPE_CHECKING:
    from audit.report import Standing
    from audit.result import Audit

FORMATS = ("html", "jsonl", "csv", "terminal", "sarif", "junit", "github")


@click.command(short_help="Audit a document and write a report.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="The document FILE was translated from.")
@click.option("--format", "formats", default="html,jsonl,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: reports/<FILE>]")
@gate_options
@click.option("--vendor", default="", help="Vendor in the history.")
@history_options
@audit_options()
def run(
    *,
    file: Path,
    source: Path | None,
    formats: str,
    out: Path | None,
    project: str | None,
    vendor: str,
    no_history: bool,
    asked: Asked,
    **gate_given: Any,
) -> None:
    """Audit FILE: text, Markdown, JSON Lines (id, source, target), JSON, TSV, CSV, XLIFF or TMX; - is standard input.

    Without --source the English is heard through the German: FILE is back-translated and judged by itself.

    Exit codes: 0 fine, 1 a finding to fail on, a limit passed or a regression, 2 wrong input, 3 a model is missing.
    """
    chosen, gating = chosen_formats(formats, FORMATS), Gating(**gate_given)
    from audit import formats as readers

    document = readers.read(file, language=asked.language)
    source_document = None if source is None else readers.read(source, language=asked.source_language)
    gating.check()

    from audit.report import Standing, write

    auditor = asked.auditor()
    audit = auditor.audit(document, source_document)
    standing = Standing(str(file), "" if source is None else str(source), gating.judge(audit))
    paths = write(
        audit, out or Path("reports") / ("stdin" if str(file) == "-" else file.stem), chosen, standing
    ) + gating.save(audit)
    if not no_history:
        remember({vendor: audit}, project)
    say("\n".join([*_printed(audit, standing, chosen), *(f"wrote {path}" for path in paths)]), quiet=asked.quiet)
    sys.exit(1 if gating.failed(standing.gate) else 0)


def _printed(audit: "Audit", standing: "Standing", chosen: tuple[str, ...]) -> list[str]:
    """What goes to standard output, as far as it was asked for."""
    from audit.report import github, terminal

    out = []
    if "terminal" in chosen:
        width = shutil.get_terminal_size((100, 24)).columns
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        out += [terminal.render(audit, width=width, colour=colour), *terminal.gate_lines(audit, standing.gate)]
    if "github" in chosen and (annotations := github.render(audit, standing)):
        out.append(annotations.rstrip("\n"))
    return out
