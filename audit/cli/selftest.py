"""mt-audit selftest: plant known errors in a good translation and see which of them the audit catches."""

from pathlib import Path

import click

from audit.cli.common import Asked, audit_options, check_reports, say


@click.command(short_help="Plant known errors in a good translation and count what is caught.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="The document FILE was translated from.")
@click.option("--each", type=click.IntRange(min=1), default=20, show_default=True, help="Errors of each kind.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Draws the places; the same seed, the same places."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: reports/selftest-<FILE>]")
@audit_options(tier="quick")
def selftest(
    *,
    file: Path,
    source: Path | None,
    each: int,
    seed: int,
    out: Path | None,
    asked: Asked,
) -> None:
    """Audit FILE (a good translation with its source: rows, or a document with --source), plant known errors in it, and
    audit again: negation, number, name, sense, clause left out, sentence exchanged, word untranslated, phrase doubled,
    false friend, du for Sie.

    Prints per kind how many were found, and what was said of the text as it was given. German targets only.
    Exit codes: 0 tested, 2 unreadable input or wrong use, 3 a model is missing.
    """
    from audit import formats
    from audit.errors import AuditError
    from audit.report import selftest as report
    from audit.selftest import selftest as tested

    if asked.language != "de":
        raise AuditError(f"--language {asked.language}: errors can be planted in German only")
    folder = out or Path("reports") / f"selftest-{file.stem}"
    check_reports([folder / report.FILE], [file, source, *asked.files])
    document = formats.read(file, language=asked.language)
    source_document = None if source is None else formats.read(source, language=asked.source_language)
    auditor = asked.auditor()
    audit = auditor.audit(document, source_document)
    result = tested(auditor, audit, each=each, seed=seed)
    paths = report.write(result, folder)
    say("\n".join([report.terminal(result), *(f"wrote {path}" for path in paths)]), quiet=asked.quiet)
