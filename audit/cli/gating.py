"""The options of `run` that make it a gate, and what they ask of an audit."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from audit.result import Audit
    from audit.vendors.gate import Gate

SEVERITIES = ("minor", "major", "critical")


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
                type=click.FloatRange(min=0),
                help="Exit with 1 above so many MQM points a 1,000 words.",
            ),
            click.option(
                "--max-drop",
                type=click.FloatRange(min=0),
                help="Exit with 1 if the mean score lost more points than this.",
            ),
            click.option(
                "--alpha",
                type=click.FloatRange(0, 0.5),
                default=0.05,
                show_default=True,
                help="False alarms that the test for a worse translation may give; 0 leaves the test out.",
            ),
            click.option("--advisory", is_flag=True, help="Say what would fail, but exit with 0."),
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

    def check(self) -> None:
        """Raise UsageError, before any model runs, for options that need another one, AuditError for bad files."""
        for name, given in (("--update-baseline", self.update_baseline), ("--max-drop", self.max_drop is not None)):
            if given and self.baseline is None:
                raise click.UsageError(f"{name} needs --baseline FILE")
        from audit.vendors.baseline import read_baseline
        from audit.vendors.ignore import read_ignored

        if self.baseline is not None and not self.update_baseline:
            read_baseline(self.baseline)
        if self.ignore is not None:
            read_ignored(self.ignore)

    def judge(self, audit: "Audit") -> "Gate":
        """The gate's answer. With --update-baseline this run is its own baseline."""
        from audit.finding import Severity
        from audit.vendors.baseline import baseline_of, read_baseline
        from audit.vendors.gate import Limits, gate
        from audit.vendors.ignore import read_ignored

        baseline = None
        if self.baseline is not None:
            baseline = baseline_of(audit) if self.update_baseline else read_baseline(self.baseline)
        fail_on = self.fail_on or ("minor" if self.baseline is not None else None)
        limits = Limits(Severity(fail_on) if fail_on else None, self.max_penalty, self.max_drop, self.alpha)
        return gate(
            audit,
            limits,
            baseline=baseline,
            ignored=() if self.ignore is None else read_ignored(self.ignore),
        )

    def save(self, audit: "Audit") -> list[Path]:
        """Write the baseline where that was asked for; the path written, if any."""
        from audit.vendors.baseline import baseline_of, write_baseline

        if not self.update_baseline or self.baseline is None:
            return []
        write_baseline(baseline_of(audit), self.baseline)
        return [self.baseline]

    def failed(self, gate: "Gate") -> bool:
        """Whether the command should exit with 1."""
        return not (gate.passed or self.advisory or self.update_baseline)
