"""The history as series: how each document of a project and vendor went on."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.vendors.history import Run


@dataclass(frozen=True, slots=True)
class Trend:
    """One series: a document's runs in order of time; or, for documents that ran once each, those of one project and
    vendor together, `document` then telling how many.

    change: score of the last less that of the one before, None with one run, for several documents, or where the two
    were made with another model, tier or version and do not compare."""

    project: str
    vendor: str
    document: str
    runs: tuple[Run, ...]
    change: float | None


def trends(runs: Sequence[Run]) -> list[Trend]:
    """The runs by project, vendor and document, in order of name."""
    groups: dict[tuple[str, str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.project, run.vendor, run.document), []).append(run)
    once: dict[tuple[str, str], list[Run]] = {}
    made = []
    for (project, vendor, document), own in groups.items():
        if len(own) > 1:
            made.append(Trend(project, vendor, document, tuple(own), _change(own)))
        else:
            once.setdefault((project, vendor), []).extend(own)
    for (project, vendor), own in once.items():
        called = own[0].document if len(own) == 1 else f"{len(own)} documents, once each"
        made.append(Trend(project, vendor, called, tuple(own), None))
    return sorted(made, key=lambda trend: (trend.project, trend.vendor, trend.document))


def _change(runs: Sequence[Run]) -> float | None:
    return runs[-1].score - runs[-2].score if runs[-1].signature == runs[-2].signature else None
