"""Work spread over the processor's cores: each text on one, as many at once as there are.

The matrices of a sentence are too small to be shared among cores: CTranslate2 is twice as fast on one core as on two.
And what one core computes is the same to the last bit on any number of them.
"""

import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
MOST = 16  # sentences are asked in chunks of 64, so that more cores have little to do, and each takes memory
# Where Linux says how much of its cores a container may use: microseconds of work, of so many by the clock.
QUOTA = ("/sys/fs/cgroup/cpu.max",), ("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us")


def count() -> int:
    """How many cores there are for us: OMP_NUM_THREADS where it is set, else those that this process may run on and
    its container may keep busy, MOST at most."""
    given = re.match(r"\s*(\d+)", os.environ.get("OMP_NUM_THREADS", ""))  # "4,2": of each level of nesting
    if given and int(given[1]):
        return int(given[1])
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    seen = len(allowed(0)) if allowed else os.cpu_count() or 1
    return max(1, min(MOST, seen, _quota(seen)))


def _quota(seen: int) -> int:
    """How many of the cores that are seen a container may keep busy; all where nothing says so."""
    for places in QUOTA:  # of version 2 of control groups, then of version 1
        try:
            work, clock, *_ = (int(word) for place in places for word in Path(place).read_text().split())
            return math.ceil(work / clock) if work > 0 and clock > 0 else seen
        except (OSError, ValueError):  # no such file; "max"
            continue
    return seen


def spread(work: Callable[[Given], Made], parts: Sequence[Given]) -> list[Made]:
    """work(part) of each part, in order. What work needs must be loaded before. torch computes on one thread in each,
    and afterwards as before."""
    torch = sys.modules.get("torch")  # who only translates has none
    threads = torch.get_num_threads() if torch else 1

    def alone() -> None:
        if torch:
            torch.set_num_threads(1)

    try:
        with ThreadPoolExecutor(max(1, min(count(), len(parts))), initializer=alone) as pool:
            return list(pool.map(work, parts))
    finally:
        if torch:
            torch.set_num_threads(threads)
