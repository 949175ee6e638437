"""What an audit catches: known errors are planted in a good translation, and the audit is asked again.

A planted error counts as found where a finding that the good text did not have touches the changed place (anywhere in
the segment for what is missing or exchanged), and as noticed where it was found or the segment's score fell far.
Findings in the good text itself are false alarms, as far as it is good.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audit.document import Document
from audit.errors import AuditError
from audit.finding import Finding, Severity
from audit.pipeline import Auditor
from audit.result import Audit, SegmentResult
from audit.vendors.plant import Kind, Pair, plant

FAR = 5.0  # points of score
# Errors without a place of their own in the target: what was left out or exchanged, a negation that is gone.
WHOLE = (Kind.OMISSION, Kind.SWAP, Kind.NEGATION)


@dataclass(frozen=True, slots=True)
class Trial:
    """One planted error: the segment's id, its text before and after, what was found there, and the points lost."""

    segment: str
    kind: Kind
    before: str
    after: str
    found: tuple[Finding, ...]
    lost: float

    @property
    def noticed(self) -> bool:
        """Whether it was found or cost the segment many points."""
        return bool(self.found) or self.lost >= FAR


@dataclass(frozen=True, slots=True)
class SelfTest:
    """All trials; and the good text's own findings: per check its number and per 1,000 words, by severity likewise."""

    trials: tuple[Trial, ...]
    words: int
    false_alarms: Mapping[str, int]
    severities: Mapping[str, int]
    signature: str

    def of(self, kind: Kind) -> list[Trial]:
        """The trials of one kind."""
        return [trial for trial in self.trials if trial.kind is kind]


def selftest(auditor: Auditor, audit: Audit, *, each: int, seed: int) -> SelfTest:
    """Plant up to `each` errors of every kind, each in a segment of its own, and audit again, kind by kind.

    audit: of the good translation, made by this auditor with its sources. Raises AuditError where it has none."""
    if not audit.source_given:
        raise AuditError(f"{audit.name}: a self-test needs the source of every segment; give --source")
    pairs = [Pair(result.source or "", result.segment.text) for result in audit.segments]
    trials = [trial for kind in Kind for trial in _trials(auditor, audit, pairs, kind, each=each, seed=seed)]
    alarms = [finding for result in audit.segments for finding in result.findings]
    return SelfTest(
        trials=tuple(trials),
        words=audit.summary.words,
        false_alarms=dict(Counter(finding.check for finding in alarms).most_common()),
        severities={severity.value: sum(f.severity is severity for f in alarms) for severity in Severity},
        signature=audit.signature,
    )


def _trials(auditor: Auditor, audit: Audit, pairs: Sequence[Pair], kind: Kind, *, each: int, seed: int) -> list[Trial]:
    rng = random.Random(f"{seed} {kind}")
    order = [i for i, pair in enumerate(pairs) if pair.source.strip() and pair.target.strip()]
    rng.shuffle(order)
    planted: dict[int, str] = {}
    for index in order:
        if len(planted) == each:
            break
        if (text := plant(pairs, index, kind, rng)) is not None:
            planted[index] = text
    if not planted:
        return []
    # One document for all errors of a kind: checks that look across segments see them in their surroundings.
    segments = tuple(
        replace(result.segment, text=planted.get(i, result.segment.text), source=result.source)
        for i, result in enumerate(audit.segments)
    )
    again = auditor.audit(Document(audit.name, audit.language, segments))
    return [_trial(audit.segments[i], again.segments[i], kind) for i in sorted(planted)]


def _trial(before: SegmentResult, after: SegmentResult, kind: Kind) -> Trial:
    old, new = before.segment.text, after.segment.text
    start, end = changed(old, new)
    known = Counter((f.check, f.category, f.text) for f in before.findings)
    found = []
    for finding in after.findings:
        key = (finding.check, finding.category, finding.text)
        if known[key]:
            known[key] -= 1
        elif kind in WHOLE or (finding.side == "target" and finding.start < end and start < finding.end):
            found.append(finding)
    return Trial(after.segment.id, kind, old, new, tuple(found), before.score - after.score)


def changed(old: str, new: str) -> tuple[int, int]:
    """The stretch of `new` that `old` does not have, whole words; where something was only taken away, the words on
    both sides of the gap."""
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    behind = next((i for i in range(shortest - start) if old[-1 - i] != new[-1 - i]), shortest - start)
    end = len(new) - behind
    if end <= start:
        start, end = max(0, start - 1), min(len(new), start + 1)
    while end - start > 1 and new[end - 1].isspace():
        end -= 1
    while start and not new[start - 1].isspace():
        start -= 1
    while end < len(new) and not new[end].isspace():
        end += 1
    return start, end
