"""The command line. One file per command; each imports what it needs when it runs, so that --help is instant."""

import io
import os
import sys

import click

from audit import __version__
from audit.cli.align import align
from audit.cli.calibrate import calibrate
from audit.cli.compare import compare
from audit.cli.evaluate import evaluate
from audit.cli.history import history
from audit.cli.models import models
from audit.cli.run import run
from audit.cli.selftest import selftest
from audit.errors import AuditError


class OneLine(click.Group):
    """Turns errors into one line on standard error and their exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # a terminal without the character must not end the audit
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except AuditError as error:
            click.echo(f"mt-audit: {error}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:  # 130, as a shell has it: 1 would mean a finding
            begin = "\n" if sys.stderr.isatty() else ""  # the progress line stands there
            click.echo(
                f"{begin}mt-audit: stopped; the work so far is kept in the cache (not with --no-cache)",
                err=True,
            )
            ctx.exit(130)
        except (click.exceptions.Exit, click.ClickException, click.Abort, SystemExit):
            raise
        except Exception as error:  # a bug of ours must not look like findings (exit code 1) in somebody's CI
            if "MT_AUDIT_TRACEBACK" in os.environ:
                raise
            reason = " ".join(str(error).split())[:300]
            click.echo(
                f"mt-audit: unexpected {type(error).__name__}: {reason} (MT_AUDIT_TRACEBACK=1 shows where)", err=True
            )
            ctx.exit(2)


@click.group(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mt-audit")
def main() -> None:
    """Audit machine-translated text: flags, reasons, back-translation, scores and a report, offline.

    \b
    mt-audit run article.txt                      a German text whose source is lost
    mt-audit run article.txt --source source.txt  a German text and its English source
    """


for command in (run, compare, history, align, evaluate, calibrate, selftest, models):
    main.add_command(command)
