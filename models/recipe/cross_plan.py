"""In what order the cross-encoder is fitted on its rows: the batches of the three stages."""

import random

from cross_rows import Row
from fitting import alike

BATCH = 32
AGAIN = 3  # rounds of the post-edits, in the second stage and in the third
KNOWN, SLIPS, EXCHANGES = 0.3, 0.25, 0.35  # shares of rated sources and critical rows that a judge has seen, of slips …
PART, CRITICAL, SHORT = 0.4, 600, 110  # share of rated sources; critical rows, and their pieces at most
EARLY = 0.75  # share of what is planted that the third stage's first half has; of the people's rows, of its second half


def batches(rows: list[Row], seed: int) -> list[list[Row]]:
    """The rows in batches for fitting, what belongs to one source side by side."""
    return alike(rows, BATCH, seed, segment=lambda one: one.segment, length=lambda one: len(one.pieces.ids))


def kinds(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows by what they are: post-edits "mlqe", rated "mqm", critical "ced" and "synced", "exchange", "slip" and
    "compared"."""
    names = "mlqe", "mqm", "ced", "synced", "exchange", "slip", "compared"
    out: dict[str, list[Row]] = {name: [] for name in names}
    for one in rows:
        out[one.label.name.split("_")[0] if one.label else one.segment.split("/")[0]].append(one)
    return out


def beginning(rows: list[Row]) -> list[list[Row]]:
    """The batches of what nobody was asked for, which some judges begin with."""
    own = kinds(rows)
    planted = own["compared"] + own["slip"] + own["exchange"]
    return batches([one for one in planted if one.judges and len(one.pieces.ids) < SHORT], 0)


def first(rows: list[Row], seed: int, *, begun: bool) -> list[list[Row]]:
    """The batches of the first stage; a judge that has begun knows the exchanges."""
    own = kinds(rows)
    planted = [] if begun else own["exchange"]
    return batches(own["mlqe"] + own["mqm"] + own["ced"] + planted, 100 * seed)


def second(rows: list[Row], seed: int) -> list[list[Row]]:
    """The batches of the second stage."""
    rng = random.Random(seed)
    own = kinds(rows)
    rated = _part(own["mqm"], PART, rng)
    short = [one for one in own["ced"] if len(one.pieces.ids) < SHORT]
    rng.shuffle(short)
    out = batches(rated + short[:CRITICAL], seed)
    for k in range(AGAIN):
        out += batches(own["mlqe"], seed + 10 + k)
    rng.shuffle(out)
    return out


def third(rows: list[Row], seed: int, *, begun: bool) -> list[list[Row]]:
    """The batches of the third stage: what was planted comes mostly early, the people's judgements mostly late. A judge
    that has begun needs half of the slips."""
    own = kinds(rows)
    silver = batches(own["slip"], seed + 20)[:: 2 if begun else 1] + batches(own["exchange"], seed + 21)[::2]
    critical = [one for one in own["ced"] + own["synced"] if len(one.pieces.ids) < SHORT]
    people = batches(own["mqm"] + critical, seed + 22)
    for k in range(AGAIN):
        people += batches(own["mlqe"], seed + 23 + k)
    return _mixed(silver, people, 1 - EARLY, random.Random(seed))


def fourth(rows: list[Row], judge: int) -> list[list[Row]]:
    """The batches of the fourth stage, after which the judge has seen every document: all rows that are new to it, the
    post-edits among them AGAIN times and the others once, and a part of what it knows."""
    rng = random.Random(judge)
    people = [one for one in rows if one.label is not None]
    new, old = (kinds([one for one in people if (judge in one.judges) == known]) for known in (False, True))
    planted = kinds([one for one in rows if one.label is None and one.judges])
    told = batches(new["mqm"] + new["ced"] + new["synced"], judge + 30)
    told += batches(_part(old["mqm"], KNOWN, rng) + _part(old["ced"] + old["synced"], KNOWN, rng), judge + 31)
    for k in range(AGAIN):
        told += batches(new["mlqe"], judge + 32 + k)
    told += batches(old["mlqe"], judge + 40)
    silver = batches(_part(planted["slip"], SLIPS, rng) + _part(planted["exchange"], EXCHANGES, rng), judge + 41)
    return _mixed(silver, told, 0.5, rng)


def _part(rows: list[Row], share: float, rng: random.Random) -> list[Row]:
    """All rows of so many of their sources, by chance."""
    segments = sorted({one.segment for one in rows})
    rng.shuffle(segments)
    chosen = set(segments[: int(share * len(segments))])
    return [one for one in rows if one.segment in chosen]


def _mixed(silver: list[list[Row]], people: list[list[Row]], before: float, rng: random.Random) -> list[list[Row]]:
    """Two halves by chance: EARLY of what is planted in the first one, with a share `before` of the people's rows."""
    rng.shuffle(silver)
    rng.shuffle(people)
    early, late = int(EARLY * len(silver)), int(before * len(people))
    halves = silver[:early] + people[:late], silver[early:] + people[late:]
    for half in halves:
        rng.shuffle(half)
    return halves[0] + halves[1]
