"""The options of `run` that make it a gate, and what they ask of an audit."""

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from audit.result import Audit
    from audit.vendors.gate import Gate
    from audit.vendors.ignore import Ignored

SEVERITIES = ("minor", "major", "critical")


class Finite(click.FloatRange):
    """A number in a range; neither nan, which every comparison lets pass, nor infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no limit; give a number", param, ctx)
        return number


def gate_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--fail-on, --baseline, --update-baseline, --ignore, --max-penalty, --max-drop, --alpha, --advisory."""
    for option in reversed(
        (
            click.option(
                "--fail-on",
                type=click.Choice(SEVERITIES),
                help="Exit with 1 if a finding is this severe or worse.  [with --baseline: minor]",
            ),
            click.option(
                "--baseline",
                type=click.Path(path_type=Path),
                help="Only findings that this file does not know fail; so does a translation that got worse.",
            ),
            click.option("--update-baseline", is_flag=True, help="Write this run to the --baseline file; exit with 0."),
            click.option("--ignore", type=click.Path(path_type=Path), help="TOML file of accepted findings."),
            click.option(
                "--max-penalty",
                type=Finite(min=0),
                help="Exit with 1 above so many MQM points a 1,000 words.",
            ),
            click.option(
                "--max-drop",
                type=Finite(min=0),
                help="Exit with 1 if the score lost more points than this.",
            ),
            click.option(
                "--alpha",
                type=Finite(0, 0.5),
                default=0.05,
                show_default=True,
                help="False alarms that the test for a worse translation may give; 0 leaves the test out.",
            ),
            click.option("--advisory", is_flag=True, help="Say what would fail, but exit with 0 where it would be 1."),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Gating:
    """The options as given."""

    fail_on: str | None
    baseline: Path | None
    update_baseline: bool
    ignore: Path | None
    max_penalty: float | None
    max_drop: float | None
    alpha: float
    advisory: bool

    @property
    def read(self) -> list[Path]:
        """The files that the options read."""
        baseline = None if self.update_baseline else self.baseline
        return [path for path in (baseline, self.ignore) if path is not None]

    @property
    def decides_nothing(self) -> bool:
        """Whether the command exits with 0 whatever the gate says."""
        return self.advisory or self.update_baseline

    def check(self, used: Sequence[Path]) -> None:
        """Raise UsageError, before any model runs, for options that need another one, AuditError for bad files, and for
        a baseline that would overwrite one of the other files of this run."""
        for name, given in (("--update-baseline", self.update_baseline), ("--max-drop", self.max_drop is not None)):
            if given and self.baseline is None:
                raise click.UsageError(f"{name} needs --baseline FILE")
        from audit.files import check_free
        from audit.vendors.baseline import check_renewable, read_baseline
        from audit.vendors.ignore import read_ignored

        if self.baseline is not None and self.update_baseline:
            check_free(self.baseline, used)
            check_renewable(self.baseline)
        elif self.baseline is not None:
            read_baseline(self.baseline)
        if self.ignore is not None:
            read_ignored(self.ignore)

    def judge(self, audit: "Audit", *, among: bool = False) -> "Gate":
        """The gate's answer. With --update-baseline nothing is held against a baseline, old or new. among: the document
        is one of several, and an entry of the ignore file that does not fit it may fit another (see unfitting)."""
        from audit.finding import Severity
        from audit.vendors.baseline import read_baseline
        from audit.vendors.gate import Limits, gate
        from audit.vendors.ignore import read_ignored

        baseline, fail_on = None, self.fail_on
        if self.baseline is not None:
            baseline = None if self.update_baseline else read_baseline(self.baseline)
            fail_on = None if self.update_baseline else self.fail_on or "minor"
        limits = Limits(Severity(fail_on) if fail_on else None, self.max_penalty, self.max_drop, self.alpha)
        ignored = () if self.ignore is None else read_ignored(self.ignore)
        if among:
            here = audit.finding_ids
            ignored = tuple(entry for entry in ignored if entry.finding in here)
        return gate(audit, limits, baseline=baseline, ignored=ignored)

    def unfitting(self, found: Set[str]) -> "list[Ignored]":
        """The entries of the ignore file that fit none of these findings."""
        from audit.vendors.ignore import read_ignored

        return [] if self.ignore is None else [e for e in read_ignored(self.ignore) if e.finding not in found]

    def save(self, audit: "Audit") -> list[str]:
        """Write the baseline where that was asked for; what was written, in one line."""
        from audit.finding import Severity
        from audit.report.text import plural
        from audit.vendors.baseline import baseline_of, write_baseline

        if not self.update_baseline or self.baseline is None:
            return []
        write_baseline(baseline_of(audit), self.baseline)
        counts = {severity.value: audit.summary.by_severity.get(severity, 0) for severity in reversed(Severity)}
        listed = ", ".join(f"{count} {name}" for name, count in counts.items())
        return [f"baseline written: {plural(sum(counts.values()), 'finding')} ({listed}) in {self.baseline}"]

    def close(self, gate: "Gate") -> int:
        """The exit code. Raises AuditError (2) where the baseline does not compare, advisory or not."""
        from audit.errors import AuditError

        if gate.refused:
            raise AuditError(f"{self.baseline}: {gate.refused}")
        return 0 if gate.passed or self.decides_nothing else 1
