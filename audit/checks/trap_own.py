"""Trap tables of one's own, beside the built-in ones."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from audit.checks import traps
from audit.checks.trap_table import Trap, builtin, load, unique
from audit.document import Segment
from audit.errors import AuditError
from audit.evidence import Evidence


def extended(language: str, paths: Sequence[Path]) -> tuple[tuple[Trap, ...], str]:
    """The built-in tables with tables of one's own, and a digest of those ("" for none). An entry of one's own takes
    the place of the built-in one with the same id. Raises AuditError for what cannot be read, and for an entry that its
    own sentences prove wrong."""
    if not paths:
        return builtin(language), ""
    if language != "de":
        raise AuditError(f"{paths[0]}: trap tables are for German targets, not for {language!r}; leave out --traps")
    own: list[Trap] = []
    for path in paths:
        table = load(path)
        for trap in table:
            _prove(trap, str(path))
        own += table
    unique(tuple(own), ", ".join(str(path) for path in paths))
    ids = {trap.id for trap in own}
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
    return (*(trap for trap in builtin(language) if trap.id not in ids), *own), digest


def _prove(trap: Trap, name: str) -> None:
    """Raises AuditError where `positive` does not fire the entry, or `negative` does."""
    if trap.positive and not _fires(trap, trap.positive):
        raise AuditError(f"{name}: trap {trap.id!r}: key 'positive': does not fire the entry; mend one of them")
    if trap.negative and _fires(trap, trap.negative):
        raise AuditError(f"{name}: trap {trap.id!r}: key 'negative': fires the entry; mend one of them")


def _fires(trap: Trap, sentence: str) -> bool:
    """Without a source, its English heard where the entry asks for it."""
    heard = Evidence(back_translation=trap.cue[0].written) if trap.heard else Evidence()
    return any(traps.check(Segment("1", sentence), heard, (trap,)))
