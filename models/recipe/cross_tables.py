"""The cross-encoder's rows as flat tables that lie on the device, so that no step of a fit waits for Python."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from cross_rows import EXCHANGED, Row
from torch import Tensor

from audit.crossencoder import END, PAD, START

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
# What networks are fitted in: several times as fast where the processor has it in hardware, and slower where not.
HALF = (
    torch.bfloat16 if DEVICE.type == "cuda" or torch.cpu.get_capabilities().get("avx512_bf16", False) else torch.float32
)
EXCHANGE = "exchange"  # what the segment of a pair begins with that is told apart
NO_PAIR, RIGHT = -1, -2  # in place of the exchanged word's number
STEP = 8  # lengths are rounded up to such
AROUND = 4  # pieces of a row that belong to neither text


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as a network reads them: ids, real (B, T), words (B, n, T) as audit.crossencoder.tensors_of has them, owners
    (B, T) the number of each piece's word or -1; and what is known of them: gold (B, n, 5) and whole (B, 4), NaN where
    nobody was asked, group (B,) alike for rows of one source, place (B,) of the exchanged word."""

    ids: Tensor
    real: Tensor
    owners: Tensor
    words: Tensor
    gold: Tensor
    whole: Tensor
    group: Tensor
    place: Tensor


class Tables:
    """Rows by their numbers. source, target, group, lengths (of source and target together) are arrays over rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        texts: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {((), ()): 0}
        groups: dict[str, int] = {}
        columns: list[tuple[int, int, int, int]] = []
        labels: list[np.ndarray] = []
        whole: list[np.ndarray] = []
        self._number: dict[int, int] = {}
        for number, row in enumerate(rows):
            self._number[id(row)] = number
            before, after, owners = _apart(row)
            source, target = (texts.setdefault(one, len(texts)) for one in ((before, ()), (after, owners)))
            group = groups.setdefault(row.segment, len(groups))
            columns.append((source, target, group, _place(row)))
            labels.append(row.words)
            whole.append(row.whole)
        self.source, self.target, self.group, place = np.array(columns).T
        flat = np.concatenate([np.array(ids, np.int32) for ids, _ in texts])
        own = np.concatenate([np.array(owners or (-1,) * len(ids), np.int32) for ids, owners in texts])
        self._sizes = np.array([len(ids) for ids, _ in texts])
        self._counts = np.array([max(owners, default=-1) + 1 for _, owners in texts])
        first = np.r_[0, np.cumsum([len(one) for one in labels])]
        self._flat, self._own, self._labels, self._whole, self._place = (
            torch.from_numpy(part).to(DEVICE) for part in (
                flat, own, np.concatenate(labels).astype(np.float32), np.stack(whole).astype(np.float32), place)
        )  # fmt: skip
        self._starts, self._first, self._lengths = (
            torch.from_numpy(part).to(DEVICE) for part in (
                np.r_[0, np.cumsum(self._sizes)], first, self._sizes)
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.source)

    def numbers(self, rows: Sequence[Row]) -> np.ndarray:
        """The numbers of rows that the tables were made of, and which are still in memory."""
        return np.array([self._number[id(row)] for row in rows])

    def lengths(self, rows: np.ndarray, source: np.ndarray) -> np.ndarray:
        """Pieces of rows when read with these sources."""
        return np.asarray(self._sizes[source] + self._sizes[self.target[rows]] + AROUND)

    def luck(self, rng: np.random.Generator) -> np.ndarray:
        """A number from 0 to 1 by chance for each row, the same for all of a group."""
        return np.asarray(rng.random(self.group.max() + 1)[self.group])

    def beside(self, rows: np.ndarray, alone: float, rng: np.random.Generator) -> np.ndarray:
        """The sources that rows are read with, when this share of the groups is read without: then 0."""
        return np.where(self.luck(rng)[rows] < alone, 0, self.source[rows])

    def batch(self, rows: np.ndarray, source: np.ndarray | None = None) -> Batch:
        """The rows with these numbers; source: the texts they are read with where not their own, 0 for none."""
        source = self.source[rows] if source is None else source
        length = -(-int(self.lengths(rows, source).max()) // STEP) * STEP
        most = int(self._counts[self.target[rows]].max())
        number, before, after, group = (
            torch.from_numpy(part).to(DEVICE) for part in (rows, source, self.target[rows], self.group[rows])
        )
        here, word = torch.arange(length, device=DEVICE)[None], torch.arange(most, device=DEVICE)[None]
        of_source, of_target = self._lengths[before][:, None], self._lengths[after][:, None]
        in_source = (here >= 1) & (here <= of_source)
        middle = of_source + AROUND - 1  # where the target begins
        in_target = (here >= middle) & (here < middle + of_target)
        at = torch.where(in_source, self._starts[before][:, None] + here - 1, 0)
        at = torch.where(in_target, self._starts[after][:, None] + here - middle, at)
        ends = (here == middle - 2) | (here == middle - 1) | (here == middle + of_target)
        ids = torch.where(in_source | in_target, self._flat[at], torch.where(ends, END, PAD)).long()
        ids[:, 0] = START
        owners = torch.where(in_target, self._own[at], -1).long()
        words = torch.zeros(len(rows), most + 1, length, device=DEVICE)
        words.scatter_(1, torch.where(owners < 0, most, owners)[:, None], 1)
        words = words[:, :most] / words[:, :most].sum(-1, keepdim=True).clamp(min=1)
        labels = self._first[number][:, None] + word
        known = labels < self._first[number + 1][:, None]
        gold = torch.where(known[..., None], self._labels[labels.clamp(max=len(self._labels) - 1)], float("nan"))
        real = here <= middle + of_target
        return Batch(ids, real, owners, words, gold, self._whole[number], group, self._place[number])


def _apart(row: Row) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The pieces of the source, those of the target, and their owners."""
    ids = row.pieces.ids
    middle = next(k for k in range(1, len(ids)) if ids[k] == ids[k + 1] == END)
    return ids[1:middle], ids[middle + 2 : -1], row.pieces.owners[middle + 2 : -1]


def _place(row: Row) -> int:
    if not row.segment.startswith(EXCHANGE):
        return NO_PAIR
    wrong = row.words[:, EXCHANGED] == 1
    return int(wrong.argmax()) if wrong.any() else RIGHT


def batches(lengths: np.ndarray, groups: np.ndarray, places: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """The rows in batches by chance, of like length and so many places each; rows of one group stand side by side."""
    order = np.argsort(groups, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(groups[order]) > 0])
    longest = -(-np.maximum.reduceat(lengths[order], begins) // STEP)
    together = np.split(order, begins[1:])
    out, now, at = [], list[np.ndarray](), 0
    for k in np.lexsort((rng.random(len(begins)), longest)):
        count = sum(map(len, now)) + len(together[k])
        if now and (count * longest[k] * STEP > places or (longest[k] != at and 2 * count * at * STEP > places)):
            out.append(np.concatenate(now))
            now = []
        now.append(together[k])
        at = longest[k]
    out.append(np.concatenate(now))
    for k in rng.permutation(len(out)):
        yield out[k]
