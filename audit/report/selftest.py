"""A self-test on its way to a reader: selftest.json with every trial, and a table for terminals."""

import json
from pathlib import Path

from audit.files import put
from audit.report.text import table
from audit.selftest import SelfTest
from audit.vendors.plant import Kind

FILE = "selftest.json"


def write(result: SelfTest, folder: Path) -> list[Path]:
    """Write selftest.json into the folder, in one step."""
    value = {
        "signature": result.signature,
        "words": result.words,
        "false_alarms": dict(result.false_alarms),
        "false_alarms_by_severity": dict(result.severities),
        "trials": [
            {
                "segment": trial.segment,
                "kind": trial.kind.value,
                "before": trial.before,
                "after": trial.after,
                "found": [{"check": f.check, "text": f.text, "message": f.message} for f in trial.found],
                "lost": round(trial.lost, 4),
                "noticed": trial.noticed,
            }
            for trial in result.trials
        ],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    return put(folder, {FILE: text.encode("utf-8", "backslashreplace")})


def terminal(result: SelfTest) -> str:
    """Caught by kind, and what was said of the good text."""
    rows = []
    for kind in Kind:
        trials = result.of(kind)
        if not trials:
            rows.append([kind.value, "0", "–", "–", "the text offers no place for it"])
            continue
        found = sum(bool(trial.found) for trial in trials)
        noticed = sum(trial.noticed for trial in trials)
        checks = sorted({finding.check for trial in trials for finding in trial.found})
        rows.append([kind.value, str(len(trials)), _share(found, len(trials)), _share(noticed, len(trials)),
                     ", ".join(checks)])  # fmt: skip
    lines = table(["planted error", "planted", "found", "found or score fell", "by"], rows)
    alarms = [
        [check, str(count), f"{1000 * count / max(1, result.words):.2f}"]
        for check, count in result.false_alarms.items()
    ]
    lines += ["", f"Findings in the text as it was given ({result.words:,} words), false alarms if it is good:", ""]
    lines += table(["check", "findings", "per 1,000 words"], alarms) if alarms else ["none"]
    severities = ", ".join(f"{count} {severity}" for severity, count in result.severities.items())
    return "\n".join([*lines, "", severities, "", result.signature]) + "\n"


def _share(count: int, total: int) -> str:
    return f"{count} ({count / total:.0%})"
