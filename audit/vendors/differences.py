"""How vendors differ, pair by pair, and what can be said of it: who is best, who is worse, or how much is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from audit.vendors.statistics import LEAST, Array, Difference, paired_differences

ALPHA = 0.05
SHOWN = 0.005  # a difference below is 0.00 to a reader: it is not worth any number of segments
MEASURES = ("score", "fluency", "penalty")


@dataclass(frozen=True, slots=True)
class Pairing:
    """The difference first minus second in one measure: "score", "fluency" (points) or "penalty" (MQM points a
    segment, where less is better; `better` is the share of segments where the first has less)."""

    measure: str
    first: str
    second: str
    difference: Difference

    @property
    def shown(self) -> bool:
        """Whether it is more than chance at .05, after correction."""
        return self.difference.adjusted < ALPHA


def pairings(names: Sequence[str], columns: Mapping[str, Mapping[str, Array]]) -> list[Pairing]:
    """All pairs in all measures; columns: measure -> vendor -> (segments,). p-values are corrected over the pairs of
    one measure; where they show no difference, more segments are needed than there are."""
    out: list[Pairing] = []
    pairs = list(combinations(names, 2))
    for measure, column in columns.items():
        tested = paired_differences([(column[a], column[b]) for a, b in pairs])
        for (a, b), found in zip(pairs, tested, strict=True):
            better = 1 - found.better if measure == "penalty" else found.better
            needed = found.needed if abs(found.mean) >= SHOWN else None
            if needed is not None and found.adjusted >= ALPHA:  # the approximation may call enough what was not
                needed = max(needed, found.segments + 1)
            out.append(Pairing(measure, a, b, replace(found, better=better, needed=needed)))
    return out


def best(names: Sequence[str], made: Sequence[Pairing]) -> tuple[str, ...]:
    """Those whose score was not shown to be lower than anybody's, in the order of names."""
    losses = _losses(made)
    return tuple(name for name in names if name not in losses)


def verdict(names: Sequence[str], made: Sequence[Pairing]) -> str:
    """Who is best, in one or two sentences. names: the highest score first."""
    ahead, losses = best(names, made), _losses(made)
    scores = [p for p in made if p.measure == "score"]
    if len(ahead) == 1 and all(p.shown for p in scores if ahead[0] in (p.first, p.second)):
        return f"{ahead[0]} is best: its score is higher than every other’s by more than chance."
    worse = [f"{name} is worse than {other} (p {probability(p)})" for name, (other, p) in losses.items()]
    if len(ahead) == 1:
        return "; ".join([f"{ahead[0]} is not shown to be worse than any other", *worse]) + "."
    top = next(p for p in scores if {p.first, p.second} <= set(ahead))
    return "; ".join([f"No difference shown between {_listed(ahead)}", *worse]) + _missing(top)


def _losses(made: Sequence[Pairing]) -> dict[str, tuple[str, float]]:
    """Vendor -> who is shown to score higher, and with which p: the clearest of them."""
    out: dict[str, tuple[str, float]] = {}
    for pairing in made:
        if pairing.measure != "score" or not pairing.shown:
            continue
        d = pairing.difference
        winner, loser = (pairing.first, pairing.second)[:: 1 if d.mean > 0 else -1]
        if loser not in out or d.adjusted < out[loser][1]:
            out[loser] = (winner, d.adjusted)
    return out


def _missing(top: Pairing) -> str:
    """What would tell the two best apart."""
    d = top.difference
    if not d.telling:
        there = "1 segment" if d.segments == 1 else f"{d.segments} segments"
        return f": too few segments ({there}; fewer than {LEAST} tell nothing)."
    if d.needed is None:
        return f". {top.first} and {top.second} score {'alike' if d.mean else 'exactly alike'}."
    return (
        f". If {top.first} and {top.second} differ as much as they seem to here ({signed(d.mean)} points a segment), "
        f"about {d.needed:,} segments would show it; there are {d.segments:,}."
    )


def probability(p: float) -> str:
    """A p-value as people write it: ".031", "< .001", "1"."""
    if p < 0.001:
        return "< .001"
    return "1" if p > 0.9995 else f"{p:.3f}".lstrip("0")


def signed(value: float, digits: int = 2) -> str:
    """A difference as people write it, with its sign: "+1.20", "−0.49"."""
    return f"{value:+.{digits}f}".replace("-", "−")


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
