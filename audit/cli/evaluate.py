"""mt-audit evaluate: how right the audit is on texts that people have labelled."""

from pathlib import Path

import click

from audit.cli.common import Asked, audit_options, check_reports, chosen_formats, say

FORMATS = ("html", "json", "terminal")


@click.command(short_help="Measure precision, recall and calibration on your own labels.")
@click.argument("labelled", type=click.Path(path_type=Path))
@click.option("--without-source", is_flag=True, help="Leave the sources out, as if they were lost.")
@click.option("--format", "formats", default="html,json,terminal", show_default=True,
              help=f"What to write, comma-separated: {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Folder.  [default: reports/evaluate-<LABELLED>]")
@audit_options()
def evaluate(
    *,
    labelled: Path,
    without_source: bool,
    formats: str,
    out: Path | None,
    asked: Asked,
) -> None:
    """Audit LABELLED and compare with what people marked in it.

    One object per line: {"id", "source", "target", "errors": [{"start", "end", "severity", "category"?}], "score"?};
    places in characters of the target, end exclusive. Every figure stands beside its floor: what random places of the
    same lengths, marking everything, or sentence length alone would reach.

    Exit codes: 0 evaluated, 2 unreadable input or wrong use, 3 a model is missing.
    """
    chosen = chosen_formats(formats, FORMATS)
    from audit.evaluation import evaluate as measured
    from audit.formats.labelled import read_labelled
    from audit.report import evaluation as report

    folder = out or Path("reports") / f"evaluate-{labelled.stem}"
    written = [folder / report.FILES[name] for name in chosen if name in report.FILES]
    check_reports(written, [labelled, *asked.files])
    document, labels = read_labelled(labelled, language=asked.language)
    if without_source:
        document = document.without_sources()
    auditor = asked.auditor()
    audit = auditor.audit(document)
    result = measured(audit.segments, labels, audit.signature)
    paths = report.write(result, folder, chosen)
    lines = [f"wrote {path}" for path in paths]
    if "terminal" in chosen:
        lines.insert(0, report.terminal(result))
    say("\n".join(lines), quiet=asked.quiet)
