"""What stands around a word in each of its senses: the word's state in the cross-encoder's lower layers.

A word's state tells its sense (Loureiro & Jorge 2019): for each sense of the inventory (audit/senses.py) the table has
the mean over sentences that show it, in a projection that keeps what tells senses from each other (linear
discriminants, Fisher 1936). Learned by models/recipe/senses.py. The states are the cross-encoder's, so any translation
model may read the text.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from audit.errors import ModelError
from audit.models import file_digest

FILE = "senses.npz"  # lies beside the cross-encoder

Floats = npt.NDArray[np.float32]
Sure = tuple[float, float, float]
UNHEARD: Sure = (0.0, 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The table. d: width of a state, k: of its projection.

    centre      mean state (d,) of a word
    projection  (d, k)
    means       (English lemma, part of speech) -> (senses, k), in the order of the inventory
    weights     of audit.senses.FEATURES; sure: offset and slope of the logit that a rendering is wrong, over the log
                odds against its sense; heard, company: where the cross-encoder's judge of senses has read the word,
                without a given source and with one, offset, slope over those odds (company: over the logit of
                audit.checks.sense_company) and slope over what the judge says of the word (logit)
    digest      SHA-256 of the file, "" for the empty table; basis: of what a state is projected by alone"""

    centre: Floats = field(default_factory=lambda: np.zeros(1, np.float32), repr=False)
    projection: Floats = field(default_factory=lambda: np.zeros((1, 1), np.float32), repr=False)
    means: Mapping[tuple[str, str], Floats] = field(default_factory=dict, repr=False)
    weights: tuple[float, ...] = ()
    sure: tuple[float, float] = (0.0, 1.0)
    heard: tuple[Sure, Sure] = (UNHEARD, UNHEARD)
    company: tuple[Sure, Sure] = (UNHEARD, UNHEARD)
    digest: str = ""
    basis: str = ""

    def __bool__(self) -> bool:
        return bool(self.weights)

    def projected(self, states: Floats) -> Floats:
        """States (n, d) of words -> (n, k): their directions from the mean state, in the projection."""
        away = states - self.centre
        length = np.linalg.norm(away, axis=1, keepdims=True)
        return np.asarray(away / (length + 1e-6) @ self.projection, np.float32)

    def nearness(self, word: tuple[str, str], around: Floats | None, senses: int) -> Floats:
        """(senses,) how near a word's projected state (k,) is to each of its senses: minus half the squared distance,
        0 for the nearest. Zeros where nothing is known of the word or its state."""
        means = self.means.get(word)
        if around is None or means is None or len(means) != senses:
            return np.zeros(senses, np.float32)
        near = -0.5 * np.square(means - around).sum(axis=1)
        return np.asarray(near - near.max(), np.float32)


@lru_cache(maxsize=2)
def load(path: Path) -> Surroundings:
    """The table of a file; the empty one where there is no such file. Raises ModelError where it is damaged."""
    if not path.is_file():
        return Surroundings()
    try:
        with np.load(path, allow_pickle=False) as file:
            words = [tuple(line.split("\t")) for line in file["words"].tobytes().decode("utf-8").split("\n")]
            rows = file["means"].astype(np.float32) * file["scale"]
            own = np.split(rows, np.cumsum(file["senses"])[:-1])
            means = {(english, part): mean for (english, part), mean in zip(words, own, strict=True)}
            centre, projection = (file[name].astype(np.float32) for name in ("centre", "projection"))
            weights, sure = (tuple(float(w) for w in file[name]) for name in ("weights", "sure"))
            heard, company = (tuple(map(_sure, file[name])) for name in ("heard", "company"))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _damaged(path) from error
    if not len(sure) == len(heard) == len(company) == 2:
        raise _damaged(path)
    basis = hashlib.sha256(centre.tobytes() + projection.tobytes()).hexdigest()
    return Surroundings(centre, projection, means, weights, sure, heard, company, file_digest(path), basis)


def _sure(row: Floats) -> Sure:
    offset, slope, other = row
    return float(offset), float(slope), float(other)


def _damaged(path: Path) -> ModelError:
    return ModelError(f"{path}: damaged, these are no surroundings of senses; install again")


def save(table: Surroundings, path: Path) -> None:
    """Write a table (its digest aside) whole or not at all: the means in 8 bits, the projection in 16."""
    rows = np.concatenate(list(table.means.values()))
    scale = np.float32(np.abs(rows).max() / 127)
    part = path.with_name(f"{path.stem}.part.npz")
    np.savez_compressed(
        part,
        allow_pickle=False,
        words=np.frombuffer("\n".join("\t".join(word) for word in table.means).encode("utf-8"), np.uint8),
        senses=np.array([len(mean) for mean in table.means.values()], np.int32),
        means=np.round(rows / scale).astype(np.int8),
        scale=scale,
        centre=table.centre.astype(np.float16),
        projection=table.projection.astype(np.float16),
        weights=np.array(table.weights, np.float32),
        sure=np.array(table.sure, np.float32),
        heard=np.array(table.heard, np.float32),
        company=np.array(table.company, np.float32),
    )
    part.replace(path)
