"""The gate: may this translation pass? Findings against a baseline and an ignore file, and limits on the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from audit.finding import PENALTY, Finding, Severity
from audit.result import Audit
from audit.vendors.baseline import Baseline, KnownFinding, Scored, made_otherwise, new_findings, scored
from audit.vendors.ignore import Ignored, in_force
from audit.vendors.regression import regression

Place = tuple[str, str]  # segment id, finding id
BASELINE = "baseline"  # name of the check that fails where the baseline does not compare


@dataclass(frozen=True, slots=True)
class Limits:
    """What fails.

    fail_on      findings of this severity or worse (only new ones where there is a baseline); None: findings never fail
    max_penalty  MQM points per 1,000 words above which a document fails, ignored findings not counted
    max_drop     points of the document's score that it may lose against the baseline
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
    new      places of findings that the baseline does not have; None without a baseline that compares
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

    @property
    def refused(self) -> str:
        """Why the baseline does not compare with this run; "" where it does."""
        return next((check.message for check in self.checks if check.name == BASELINE), "")


def gate(
    audit: Audit,
    limits: Limits,
    *,
    baseline: Baseline | None = None,
    ignored: Sequence[Ignored] = (),
    today: date | None = None,
) -> Gate:
    """Ask all that the limits say. A baseline made with another model, tier or version does not compare: then that is
    said in place of what rests on it."""
    findings = [((result.segment.id, f.id), f) for result in audit.segments for f in result.findings]
    live, expired = in_force(ignored, audit.finding_ids, today or date.today())
    open_findings = [(place, f) for place, f in findings if f.id not in live]
    otherwise = "" if baseline is None else made_otherwise(audit.signature, baseline.signature)
    against = None if otherwise else baseline
    new, gone = (None, ()) if against is None else new_findings(audit, against)
    counted = open_findings if new is None else [(place, f) for place, f in open_findings if place in new]
    fail_on = None if otherwise else limits.fail_on
    failing = [place for place, f in counted if fail_on is not None and f.severity.rank >= fail_on.rank]
    checks = []
    if otherwise:
        next_step = "check the findings and renew it with --update-baseline"
        checks.append(Check(BASELINE, False, f"{otherwise}; {next_step}"))
    if fail_on is not None:
        checks.append(_finding_check(fail_on, len(failing), new is not None))
    if limits.max_penalty is not None:
        checks.append(_penalty_check([f for _, f in open_findings], audit.summary.words, limits.max_penalty))
    if against is not None:
        checks += _regression_checks(audit, against, limits)
    return Gate(
        checks=tuple(checks),
        new=None if new is None else frozenset(new),
        gone=tuple(gone),
        failing=frozenset(failing),
        ignored=live,
        expired=tuple(expired),
    )


def _finding_check(fail_on: Severity, count: int, against: bool) -> Check:
    kind = "new finding" if against else "finding"
    wording = fail_on.value if fail_on is Severity.CRITICAL else f"{fail_on.value} or worse"
    return Check("fail-on", not count, f"{count or 'no'} {kind}{'' if count == 1 else 's'} {wording}")


def _penalty_check(findings: Sequence[Finding], words: int, most: float) -> Check:
    points = 1000 * sum(PENALTY[f.severity] for f in findings) / max(words, 1)
    return Check(
        "max-penalty", points <= most, f"MQM penalty {points:,.1f} points per 1,000 words, at most {most:,.10g} allowed"
    )


def _regression_checks(audit: Audit, baseline: Baseline, limits: Limits) -> list[Check]:
    segments = scored(audit.segments)
    unscored = "the baseline" if not baseline.segments else "this run" if not segments else ""
    missing = unscored and f"{unscored} has no segment that was scored"
    checks = []
    if limits.max_drop is not None:
        checks.append(_drop_check(audit.summary.score, baseline.score, limits.max_drop, missing))
    if limits.alpha > 0:
        said = f"not tested: {missing}"
        checks.append(Check("regression", True, said) if missing else _worse(baseline.segments, segments, limits.alpha))
    return checks


def _drop_check(score: float, before: float | None, most: float, missing: str) -> Check:
    """A limit that cannot be checked is not kept."""
    if missing or before is None:
        missing = missing or "the baseline is of an older version and has no score; renew it with --update-baseline"
        return Check("max-drop", False, f"cannot be told: {missing}")
    drop = round(before - score, 4)  # as a baseline rounds
    change = f"{-drop:+.2f} points" if drop else "unchanged"
    said = f"score {score:.2f}, in the baseline {before:.2f} ({change}, a loss of {most:g} allowed)"
    return Check("max-drop", drop <= most, said)


def _worse(before: Sequence[Scored], after: Sequence[Scored], alpha: float) -> Check:
    test = regression(before, after)
    how = f"{test.segments:,} segments {'paired with the baseline' if test.paired else 'against another text'}"
    reasons = {
        "severe": "more segments with grave findings",
        "tail": "more segments far down",
        "score": "lower scores",
    }
    worse = test.p_value < alpha
    why = ", ".join(text for name, text in reasons.items() if test.corrected(name) < alpha)
    said = f"worse than the baseline beyond chance: {why}" if worse else "no worse than the baseline beyond chance"
    return Check("regression", not worse, f"{said} (p {test.p_value:.3f}; {how})")
