"""Work spread over the processor's cores: each text on one, as many at once as there are.

The matrices of a sentence are too small to be shared among cores: CTranslate2 is twice as fast on one core as on two.
And what one core computes is the same to the last bit on any number of them.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
# Sentences are asked in chunks of 64, so that more cores have little to do; and each takes memory for its own work, be
# it that a container lets us run on fewer at once than we see.
MOST = 16


def count() -> int:
    """How many cores there are for us: OMP_NUM_THREADS where it is set, else those that this process may run on, MOST
    at most."""
    given = re.match(r"\s*(\d+)", os.environ.get("OMP_NUM_THREADS", ""))  # "4,2": of each level of nesting
    if given and int(given[1]):
        return int(given[1])
    allowed = getattr(os, "sched_getaffinity", None)  # not on every system
    return min(MOST, max(1, len(allowed(0)) if allowed else os.cpu_count() or 1))


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
