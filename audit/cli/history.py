"""mt-audit history: the runs so far, as a trend, a chart or a table for other programs."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from audit.cli.common import say


@click.group(short_help="Show the trend of the recorded runs; export and import them.", invoke_without_command=True)
@click.option("--project", help="Only runs of this project.")
@click.option("--vendor", help="Only runs of this vendor.")
@click.option("--since", help="Only runs since then: a date like 2027-01-31, or a number of days like 30d.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the chart to this file instead.")
@click.option("--db", type=click.Path(path_type=Path), help="The history file.  [default: $MT_AUDIT_HISTORY, or in the "
              "user's data folder]")  # fmt: skip
@click.pass_context
def history(
    ctx: click.Context,
    *,
    project: str | None,
    vendor: str | None,
    since: str | None,
    html: Path | None,
    db: Path | None,
) -> None:
    """Every `mt-audit run` is recorded, by project and vendor, unless it was given --no-history; so is every `compare`.

    Without a command: a table of the latest runs, and a trend for each project and vendor. The options stand before
    the command: mt-audit history --vendor Alpha export runs.csv
    """
    from audit.vendors.history import default_path, runs

    path = db or default_path()
    ctx.obj = path
    if ctx.invoked_subcommand == "import":
        return
    ctx.meta["runs"] = runs(path, project=project, vendor=vendor, since=None if since is None else _since(since))
    if ctx.invoked_subcommand is not None:
        return
    from audit.report import history as report

    if html is not None:
        report.write(ctx.meta["runs"], html)
        say(f"wrote {html}")
        return
    say(report.terminal(ctx.meta["runs"], width=shutil.get_terminal_size((100, 24)).columns).rstrip("\n"))


@history.command(short_help="Write the runs as .csv, .jsonl or .parquet.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def export(ctx: click.Context, *, file: Path) -> None:
    """Write the runs to FILE; its suffix says how: .csv, .jsonl, or .parquet (which needs pyarrow)."""
    from audit.vendors.exchange import export as write

    runs = ctx.meta["runs"]
    write(runs, file)
    say(f"wrote {len(runs)} run{'' if len(runs) == 1 else 's'} to {file}")


@history.command("import", short_help="Take in runs from JSON.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--project", default="", help="Project of an audit.jsonl.")
@click.option("--vendor", default="", help="Vendor of an audit.jsonl.")
@click.pass_context
def take_in(ctx: click.Context, *, files: tuple[Path, ...], project: str, vendor: str) -> None:
    """Take in FILES: runs that `history export` wrote as .jsonl, or the audit.jsonl of a run. What is there already is
    not counted twice."""
    from audit.vendors.exchange import read_runs
    from audit.vendors.history import record

    runs = [run for file in files for run in read_runs(file, project=project, vendor=vendor)]
    new = record(ctx.obj, runs)
    say(f"{new} run{'' if new == 1 else 's'} taken in, {len(runs) - new} known already")


def _since(given: str) -> str:
    """ISO 8601 in UTC of a date, a time, or a number of days ago."""
    if given.endswith("d") and given[:-1].isdigit():
        return (datetime.now(UTC) - timedelta(days=int(given[:-1]))).isoformat(timespec="seconds")
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter(
            f"{given!r} is neither a date like 2027-01-31 nor days like 30d", param_hint="--since"
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
