"""mt-audit history: the runs so far, as a trend, a chart or a table for other programs."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.common import check_reports, project_name, say
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.vendors.history import Run


@dataclass(slots=True)
class Asked:
    """What stood before the command: the history file, the names asked for, and the runs that have them."""

    path: Path
    wanted: Mapping[str, str | None]
    runs: "list[Run]" = field(default_factory=list)


@click.group(short_help="Show the trend of the recorded runs; export and import them.", invoke_without_command=True)
@click.option("--project", help="Only runs of this project.")
@click.option("--vendor", help="Only runs of this vendor.")
@click.option("--document", help="Only runs of this document.")
@click.option("--since", help="Only runs since then: a date like 2027-01-31 (UTC), or a number of days like 30d.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the chart to this file instead of the table.")
@click.option("--db", type=click.Path(path_type=Path), help="The history file.  [default: $MT_AUDIT_HISTORY, or in the "
              "user's data folder]")  # fmt: skip
@click.pass_context
def history(
    ctx: click.Context,
    *,
    project: str | None,
    vendor: str | None,
    document: str | None,
    since: str | None,
    html: Path | None,
    db: Path | None,
) -> None:
    """Every `mt-audit run` is recorded, by project and vendor, unless it was given --no-history; so is every `compare`.

    Without a command: a table of the latest runs, and a trend for each document of a project and vendor; documents that
    ran once make one trend together. The options stand before the command: mt-audit history --vendor Alpha export
    runs.csv
    """
    from audit.vendors.history import default_path, runs

    path = db or default_path()
    wanted = {"project": project, "vendor": vendor, "document": document}
    ctx.obj = Asked(path, wanted)
    if ctx.invoked_subcommand == "import":
        if since is not None or html is not None:
            raise click.UsageError("--since and --html say what to show; leave them out with import")
        return
    if db is not None and not os.path.exists(db):  # unlike Path.exists, it answers False where a look is forbidden
        raise AuditError(f"{db}: there is no such history; check --db, or leave it out for the usual one")
    ctx.obj.runs = runs(path, **wanted, since=None if since is None else _since(since))
    from audit.report import history as report

    if html is not None:
        check_reports([html], [path])  # the page must not take the history's own place
        report.write(ctx.obj.runs, html)
        say(f"wrote {html}")
    elif ctx.invoked_subcommand is None:
        everything = ctx.obj.runs or runs(path)
        width = shutil.get_terminal_size((100, 24)).columns
        say(report.terminal(ctx.obj.runs, width=width, recorded=everything).rstrip("\n"))


@history.command(short_help="Write the runs as .csv, .jsonl or .parquet.")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def export(asked: Asked, *, file: Path) -> None:
    """Write the runs to FILE; its suffix says how: .csv, .jsonl, or .parquet (which needs pyarrow)."""
    from audit.vendors.exchange import export as write

    check_reports([file], [asked.path])
    write(asked.runs, file)
    say(f"wrote {len(asked.runs)} run{'' if len(asked.runs) == 1 else 's'} to {file}")


@history.command("import", short_help="Take in runs from JSON.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--project", help="Project of an audit.jsonl.  [default: the current folder's name]")
@click.option("--vendor", help="Vendor of an audit.jsonl.")
@click.option("--document", help="Document of an audit.jsonl.  [default: the name of its folder]")
@click.pass_obj
def take_in(
    asked: Asked, *, files: tuple[Path, ...], project: str | None, vendor: str | None, document: str | None
) -> None:
    """Take in FILES: runs that `history export` wrote as .jsonl, or the audit.jsonl of a run. What is there already is
    not counted twice: an audit.jsonl is known by its content, project, vendor and the day of the file."""
    from audit.vendors.exchange import read_runs
    from audit.vendors.history import record

    own = {"project": project, "vendor": vendor, "document": document}
    named = {name: value if value is not None else asked.wanted[name] for name, value in own.items()}
    of = {"project": project_name(named["project"]), "vendor": named["vendor"] or ""}
    runs = [run for file in files for run in read_runs(file, **of, document=named["document"])]
    new = record(asked.path, runs)
    say(f"{new} run{'' if new == 1 else 's'} taken in, {len(runs) - new} known already")


def _since(given: str) -> str:
    """ISO 8601 in UTC of a date, a time, or a number of days ago."""
    from audit.vendors.history import utc

    days = given.removesuffix("d")
    try:
        if days != given and days.isdecimal():
            return utc((datetime.now(UTC) - timedelta(days=int(days))).isoformat())
        return utc(given)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{given!r} is neither a date like 2027-01-31 nor days like 30d", param_hint="--since"
        ) from None
