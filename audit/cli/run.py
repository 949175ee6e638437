"""mt-audit run: audit one document and write the report."""

import os
import shutil
import sys
from pathlib import Path

import click

from audit.cli.common import cache_path, language_options, progress_bar, say

FORMATS = ("html", "jsonl", "csv", "terminal")
SEVERITIES = ("minor", "major", "critical")


@click.command(short_help="Audit a document and write a report.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="The document FILE was translated from.")
@click.option("--tier", type=click.Choice(("quick", "standard")), default="standard", show_default=True,
              help="How much the models are asked.")  # fmt: skip
@click.option("--format", "formats", default="html,jsonl,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the report.  [default: reports/<FILE>]")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 if a finding is this severe or worse.")
@language_options
def run(
    *,
    file: Path,
    source: Path | None,
    tier: str,
    formats: str,
    out: Path | None,
    fail_on: str | None,
    model: str,
    language: str,
    source_language: str,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Audit FILE: text, Markdown, JSON Lines (id, source, target) or TSV (source, target).

    Without --source the English is heard through the German: FILE is back-translated and judged by itself.

    Exit codes: 0 fine, 1 a finding at or above --fail-on, 2 unreadable input or wrong use, 3 a model is missing.
    """
    chosen = _formats(formats)
    from audit import formats as readers

    document = readers.read(file, language=language)
    source_document = None if source is None else readers.read(source, language=source_language)

    from audit.cache import Cache
    from audit.pipeline import Auditor, Settings
    from audit.report import write
    from audit.report.terminal import render

    settings = Settings(model=model, tier=tier, language=language, source_language=source_language)
    auditor = Auditor(settings, Cache(cache_path(no_cache)), progress_bar(quiet))
    audit = auditor.audit(document, source_document)
    paths = write(audit, out or Path("reports") / file.stem, chosen)
    failed = fail_on is not None and any(
        audit.summary.by_severity[severity] for severity in SEVERITIES[SEVERITIES.index(fail_on) :]
    )
    lines = [f"wrote {path}" for path in paths]
    if "terminal" in chosen:
        width = shutil.get_terminal_size((100, 24)).columns
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        lines.insert(0, render(audit, width=width, colour=colour))
    say("\n".join(lines), quiet=quiet)
    sys.exit(1 if failed else 0)


def _formats(given: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in given.split(",") if part.strip())
    unknown = [part for part in chosen if part not in FORMATS]
    if unknown or not chosen:
        raise click.BadParameter(
            f"{', '.join(unknown) or 'nothing'} is not one of {', '.join(FORMATS)}", param_hint="--format"
        )
    return chosen
