"""How often the gate notices that a vendor got worse, and how often it cries wolf. Prints the tables in docs/ci.md.

    python models/recipe/power.py ROWS.jsonl [--rows 1000] [--size 500] [--draws 100] [--tier quick]

ROWS.jsonl: {"id", "source", "target"} per line, one vendor's translations. Each is audited as it is, once with a
planted error (audit.vendors.plant, eight kinds in turn, seed fixed), once with a harmless change. Then, draw by draw:

    same sources      old: `size` segments; new: the same, of which 2, 5 or 10 % are replaced by their spoilt form
    other sources     old: `size` segments; new: as many others of the same vendor, likewise spoilt
    reworded          same sources, and 20 % of the segments are replaced by their harmless change besides

and the gate's test (audit.vendors.regression, alpha .05) says whether it is worse.
"""

import argparse
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from audit.cache import Cache, default_path
from audit.document import Document, Kind, Segment
from audit.formats import read
from audit.pipeline import Auditor, Settings
from audit.vendors import plant
from audit.vendors.baseline import Scored, scored
from audit.vendors.regression import regression

ALPHA = 0.05
SEED = 7
REWORDED = 0.2  # of the segments
Runs = dict[int, Scored]


def main() -> None:
    """Audit, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--rows", dest="most", type=int, default=1000)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--tier", default="quick")
    options = parser.parse_args()
    segments = read(options.rows, language="de").segments[: options.most]
    pairs = [plant.Pair(segment.source or "", segment.text) for segment in segments]
    auditor = Auditor(Settings(tier=options.tier), Cache(default_path()))
    clean = audited(auditor, pairs, {k: pair.target for k, pair in enumerate(pairs)})
    planted = plant.degrade(pairs, len(pairs), SEED)
    spoilt = audited(auditor, pairs, {p.index: p.text for p in planted})
    rng = random.Random(SEED)
    harmless = audited(auditor, pairs, {k: t for k, p in enumerate(pairs) if (t := plant.reword(p.target, rng))})
    kinds(planted, clean, spoilt, harmless)
    print(f"\n{options.size} segments, {options.draws} draws, alpha {ALPHA}: share of draws in which the gate fires")
    print("spoilt   same sources  reworded  other sources")
    for share in (0.0, 0.02, 0.05, 0.10):
        draw = partial(fires, clean, spoilt, share, options.size, options.draws)
        rates = draw(paired=True), draw(paired=True, harmless=harmless), draw(paired=False)
        print(f"{share:6.0%}   {rates[0]:12.2f}  {rates[1]:8.2f}  {rates[2]:13.2f}", flush=True)


def audited(auditor: Auditor, pairs: Sequence[plant.Pair], texts: dict[int, str]) -> Runs:
    """pair index -> what the gate sees of the text that stands there."""
    rows = tuple(Segment(str(k), text, Kind.ROW, k, k + 1, pairs[k].source) for k, text in texts.items())
    audit = auditor.audit(Document("power", "de", rows))
    judged = [int(result.segment.id) for result in audit.segments if result.judged]
    return dict(zip(judged, scored(audit.segments), strict=True))


def fires(
    clean: Runs, spoilt: Runs, share: float, size: int, draws: int, *, paired: bool, harmless: Runs | None = None
) -> float:
    """The share of draws in which the gate finds the new run worse; `harmless`: among so many harmless changes."""
    fired = 0
    for draw in range(draws):
        rng = random.Random(f"{SEED} {share} {paired} {draw}")
        order = rng.sample(sorted(clean), len(clean))
        old, new = order[:size], order[:size] if paired else order[size : 2 * size]
        after = {k: clean[k] for k in new}
        if harmless is not None:
            changed = rng.sample([k for k in new if k in harmless], round(REWORDED * size))
            after |= {k: harmless[k] for k in changed}
        after |= {k: spoilt[k] for k in rng.sample([k for k in new if k in spoilt], round(share * size))}
        fired += regression([clean[k] for k in old], list(after.values())).p_value < ALPHA
    return fired / draws


def kinds(planted: Sequence[plant.Planted], clean: Runs, spoilt: Runs, harmless: Runs) -> None:
    """For each kind: how often the score falls, and how often grave findings are more than before."""
    print("kind            n  mean change  score falls  more grave findings")
    groups = {kind.value: [p.index for p in planted if p.kind is kind] for kind in plant.DANGEROUS}
    for name, members, after in [*((n, m, spoilt) for n, m in groups.items()), ("harmless", list(harmless), harmless)]:
        both = [k for k in members if k in clean and k in after]
        gap = [after[k].score - clean[k].score for k in both]
        more = sum(after[k].severe > clean[k].severe for k in both)
        falls = sum(g < 0 for g in gap)
        n = max(1, len(both))
        print(f"{name:12} {n:4} {sum(gap) / n:12.1f} {falls / n:12.2f} {more / n:20.2f}")


if __name__ == "__main__":
    main()
