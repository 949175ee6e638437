"""The gate: may this translation pass? Findings against a baseline and an ignore file, and limits on the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit.errors import AuditError
from audit.finding import PENALTY, Finding, Severity
from audit.result import Audit
from audit.vendors.baseline import Baseline, KnownFinding, new_findings, scored
from audit.vendors.ignore import Ignored, in_force
from audit.vendors.regression import regression

Place = tuple[str, str]  # segment id, finding id


@dataclass(frozen=True, slots=True)
class Limits:
    """What fails.

    fail_on      findings of this severity or worse (only new ones where there is a baseline); None: findings never fail
    max_penalty  MQM points per 1,000 words above which a document fails, ignored findings not counted
    max_drop     points of mean score that it may lose against the baseline
    alpha        a loss against the baseline fails where its p-value lies below this; 0 asks no such question
    """

    fail_on: Severity | None = None
    max_penalty: float | None = None
    max_drop: float | None = None
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Check:
    """One question that the gate asked: its name as the option has it, whether it passed, the answer in one line."""

    name: str
    passed: bool
    message: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate's answer.

    checks   in the order asked
    new      places of findings that the baseline does not have; None without a baseline
    gone     findings of the baseline that went away
    failing  places of the findings that fail
    ignored  finding id -> reason
    expired  entries of the ignore file that fit no finding any more, or have run out
    """

    checks: tuple[Check, ...] = ()
    new: frozenset[Place] | None = None
    gone: tuple[KnownFinding, ...] = ()
    failing: frozenset[Place] = frozenset()
    ignored: Mapping[str, str] = field(default_factory=dict)
    expired: tuple[Ignored, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all checks did."""
        return all(check.passed for check in self.checks)


def gate(
    audit: Audit,
    limits: Limits,
    *,
    baseline: Baseline | None = None,
    ignored: Sequence[Ignored] = (),
    today: date | None = None,
) -> Gate:
    """Ask all that the limits say. Raises AuditError for a baseline made with another model, tier or version."""
    findings = [((result.segment.id, f.id), f) for result in audit.segments for f in result.findings]
    live, expired = in_force(ignored, {f.id for _, f in findings}, today or date.today())
    open_findings = [(place, f) for place, f in findings if f.id not in live]
    new, gone = (None, ()) if baseline is None else _against(audit, baseline)
    counted = open_findings if new is None else [(place, f) for place, f in open_findings if place in new]
    failing = [place for place, f in counted if limits.fail_on is not None and f.severity.rank >= limits.fail_on.rank]
    checks = []
    if limits.fail_on is not None:
        checks.append(_finding_check(limits.fail_on, len(failing), new is not None))
    if limits.max_penalty is not None:
        checks.append(_penalty_check([f for _, f in open_findings], audit.summary.words, limits.max_penalty))
    if baseline is not None:
        checks += _regression_checks(audit, baseline, limits)
    return Gate(
        checks=tuple(checks),
        new=None if new is None else frozenset(new),
        gone=tuple(gone),
        failing=frozenset(failing),
        ignored=live,
        expired=tuple(expired),
    )


def _against(audit: Audit, baseline: Baseline) -> tuple[set[Place], Sequence[KnownFinding]]:
    if audit.signature != baseline.signature:
        raise AuditError(
            "the baseline was made in another way, its scores and findings do not compare; check the new findings and "
            f"renew it with --update-baseline (baseline: {baseline.signature}; now: {audit.signature})"
        )
    return new_findings(audit, baseline)


def _finding_check(fail_on: Severity, count: int, against: bool) -> Check:
    kind = "new finding" if against else "finding"
    wording = fail_on.value if fail_on is Severity.CRITICAL else f"{fail_on.value} or worse"
    return Check("fail-on", not count, f"{count or 'no'} {kind}{'' if count == 1 else 's'} {wording}")


def _penalty_check(findings: Sequence[Finding], words: int, most: float) -> Check:
    points = 1000 * sum(PENALTY[f.severity] for f in findings) / max(words, 1)
    return Check(
        "max-penalty", points <= most, f"MQM penalty {points:.1f} points per 1,000 words, at most {most:g} allowed"
    )


def _regression_checks(audit: Audit, baseline: Baseline, limits: Limits) -> list[Check]:
    segments = scored(audit.segments)
    if not segments or not baseline.segments:
        return []
    test = regression(baseline.segments, segments)
    how = f"{test.segments:,} segments {'paired with the baseline' if test.paired else 'against another text'}"
    checks = []
    if limits.max_drop is not None:
        change = f"mean score {-test.drop:+.2f} points" if test.drop else "mean score unchanged"
        checks.append(
            Check("max-drop", test.drop <= limits.max_drop, f"{change}, a loss of {limits.max_drop:g} allowed")
        )
    if limits.alpha > 0:
        worse = test.p_value < limits.alpha
        reasons = {
            "severe": "more segments with grave findings",
            "tail": "more segments far down",
            "score": "lower scores",
        }
        why = ", ".join(text for name, text in reasons.items() if test.corrected(name) < limits.alpha)
        said = f"worse than the baseline beyond chance: {why}" if worse else "no worse than the baseline beyond chance"
        checks.append(Check("regression", not worse, f"{said} (p {test.p_value:.3f}; {how})"))
    return checks
