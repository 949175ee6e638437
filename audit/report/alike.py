"""Remarks that stand so often that a reader wants to know it: one message in one severity and category."""

from collections import Counter
from dataclasses import dataclass

from audit.finding import Finding
from audit.report.text import ordered
from audit.result import Audit

LEAST, MOST = 3, 10  # times that a remark is made to be listed as frequent; how many such are listed

Remark = tuple[str, str, str]  # severity, category, message


@dataclass(frozen=True, slots=True)
class Alike:
    """A frequent remark: its place in the list, what it says, and how many findings say it."""

    number: int
    severity: str
    category: str
    message: str
    count: int

    @property
    def remark(self) -> Remark:
        """What it is known by."""
        return self.severity, self.category, self.message


def remark(finding: Finding) -> Remark:
    """What a finding has in common with those that say the same."""
    return finding.severity.value, finding.category.value, finding.message


def frequent(audit: Audit) -> list[Alike]:
    """The frequent remarks, the most frequent first; those of one frequency in the order of the text."""
    counts = Counter(remark(f) for result in audit.segments for f in ordered(result.findings))
    often = [(said, count) for said, count in counts.most_common(MOST) if count >= LEAST]
    return [Alike(number, *said, count) for number, (said, count) in enumerate(often)]
