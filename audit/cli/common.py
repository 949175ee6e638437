"""Options and helpers that several commands share."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # audit.gather brings numpy, which --help has no use for
    from audit.gather import Progress
    from audit.pipeline import Auditor
    from audit.result import Audit

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def language_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--model, --language, --source-language, --no-cache, --quiet."""
    for option in reversed(
        (
            click.option(
                "--model", default="embedded", show_default=True, help="Model: embedded, a folder, a hub id, or A+B."
            ),
            click.option("--language", default="de", show_default=True, help="Language of the translation."),
            click.option("--source-language", default="en", show_default=True, help="Language it came from."),
            click.option("--no-cache", is_flag=True, help="Keep nothing on disk between runs."),
            click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        )
    ):
        command = option(command)
    return command


def history_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--project, --no-history."""
    project = click.option("--project", help="Project in the history.  [default: the current folder's name]")
    return project(click.option("--no-history", is_flag=True, help="Do not record this run.")(command))


def project_name(given: str | None) -> str:
    """The project in the history: as given, or the current folder's name."""
    return given if given is not None else Path.cwd().name


def remember(audits: "Mapping[str, Audit]", project: str | None) -> None:
    """Vendor -> audit into the history. A history that cannot be written must not spoil a run, whatever is the matter:
    it is said, no more."""
    from audit.errors import AuditError
    from audit.vendors.history import default_path, record, run_of

    try:
        named = project_name(project)
        record(default_path(), [run_of(audit, project=named, vendor=vendor) for vendor, audit in audits.items()])
    except (AuditError, OSError, ValueError, RuntimeError) as error:  # no home or current folder, a name not in UTF-8
        reason = " ".join(str(error).split())
        click.echo(f"mt-audit: not recorded: {reason}; --no-history leaves it out", err=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of audit_options say of how to audit."""

    tier: str
    traps: tuple[Path, ...]
    glossary: tuple[Path, ...]
    calibration: Path | None
    model: str
    language: str
    source_language: str
    no_cache: bool
    quiet: bool

    @property
    def files(self) -> list[Path]:
        """The files that these options read."""
        return [*self.traps, *self.glossary, *([] if self.calibration is None else [self.calibration])]

    def auditor(self) -> "Auditor":
        """The auditor that the options ask for, with its cache and progress line."""
        from audit.cache import Cache
        from audit.pipeline import Auditor, Settings

        settings = Settings(
            model=self.model,
            tier=self.tier,
            language=self.language,
            source_language=self.source_language,
            traps=self.traps,
            glossary=self.glossary,
            calibration=self.calibration,
        )
        return Auditor(settings, Cache(cache_path(self.no_cache)), progress_bar(self.quiet))


def audit_options(*, tier: str = "standard") -> Decorator:
    """--tier (its default given), --traps, --glossary, --calibration and those of language_options, handed over as
    `asked`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def with_asked(**given: Any) -> Any:
            asked = Asked(**{field.name: given.pop(field.name) for field in fields(Asked)})
            return command(asked=asked, **given)

        made = language_options(with_asked)
        for option in (
            click.option("--calibration", type=click.Path(path_type=Path),
                         help="A file from `mt-audit calibrate`.  [default: the model's own]"),
            click.option("--glossary", type=click.Path(path_type=Path), multiple=True,
                         help="Your terms: CSV, TSV or TBX, repeatable."),
            click.option("--traps", type=click.Path(path_type=Path), multiple=True,
                         help="Trap table of your own (TOML), repeatable."),
            click.option("--tier", type=click.Choice(("quick", "standard")), default=tier, show_default=True,
                         help="How much the models are asked."),
        ):  # fmt: skip
            made = option(made)
        return made

    return decorate


def cache_path(no_cache: bool) -> Path | None:
    """Where evidence is kept, None for nowhere."""
    from audit.cache import default_path

    return None if no_cache else default_path()


def chosen_formats(given: str, known: Sequence[str]) -> tuple[str, ...]:
    """The names in a comma-separated --format. Raises click.BadParameter for others."""
    chosen = tuple(part.strip() for part in given.split(",") if part.strip())
    unknown = [part for part in chosen if part not in known]
    if unknown or not chosen:
        raise click.BadParameter(
            f"{', '.join(unknown) or 'nothing'} is not one of {', '.join(known)}", param_hint="--format"
        )
    return chosen


def check_reports(paths: Iterable[Path], used: Iterable[Path | None]) -> None:
    """Raise AuditError, before any model runs, for a report that could not be written, or that would overwrite a file
    that this command reads."""
    from audit.files import check_free

    read = [path for path in used if path is not None]
    for path in paths:
        check_free(path, read)


def say(text: str | bytes, *, quiet: bool = False) -> None:
    """Print to standard output. A reader who has gone (`… | head`) is no error and must not change the exit code."""
    if quiet:
        return
    try:
        click.echo(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nothing more can be said there; without this the interpreter complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def progress_bar(quiet: bool) -> "Progress":
    """A progress line on standard error where a person watches; silence elsewhere."""
    if quiet or not sys.stderr.isatty():
        return lambda *_: None

    def show(step: str, done: int, total: int) -> None:
        end = "\n" if done >= total else ""
        click.echo(f"\r{step}: {done} of {total} segments{end}", err=True, nl=False)

    return show
