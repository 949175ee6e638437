"""Tries other forms of the words that seem to break a sentence: the one question to a model that follows from an answer
of it."""

from collections.abc import Sequence
from dataclasses import replace

from audit.checks import suspicion
from audit.checks.suspicion import Suspect
from audit.document import Segment
from audit.estimate import grammar_doubt
from audit.evidence import Evidence
from audit.gather import Interpreter, replaced


def suspects(
    interpreter: Interpreter, segments: Sequence[Segment], evidences: Sequence[Evidence], limit: float, *, asking: bool
) -> list[list[Suspect]]:
    """The suspects of every segment (see suspicion.suspects); with `asking`, with the form that calms the sentence by
    at least suspicion.GAIN, where there is one."""
    found = [suspicion.suspects(segment, one, limit) for segment, one in zip(segments, evidences, strict=True)]
    if not asking:
        return found
    asked = [
        (number, probe)
        for number, (segment, own) in enumerate(zip(segments, found, strict=True))
        for probe in suspicion.probes(segment.text, own)
    ]
    opinions = interpreter.opinions(
        [replaced(segments[number].text, probe) for number, probe in asked],
        [segments[number].source for number, _ in asked],
    )
    best: dict[tuple[int, int], tuple[float, str]] = {}  # segment and place -> doubt left and form
    for (number, probe), opinion in zip(asked, opinions, strict=True):
        if opinion is not None:
            left = grammar_doubt(opinion), probe.replacement
            best[number, probe.start] = min(left, best.get((number, probe.start), left))
    return [
        [replace(suspect, better=_better(evidence, best.get((number, suspect.start)))) for suspect in own]
        for number, (evidence, own) in enumerate(zip(evidences, found, strict=True))
    ]


def _better(evidence: Evidence, best: tuple[float, str] | None) -> str | None:
    if best is None or evidence.opinion is None:
        return None
    return best[1] if grammar_doubt(evidence.opinion) - best[0] >= suspicion.GAIN else None
