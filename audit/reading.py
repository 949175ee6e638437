"""What the estimator reads of a segment: features and states by words, brought together by passes.py."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SourceReading:
    """The source's side: m words, d the width of the model's states.

    words    (m, len(SOURCE_NAMES)) features of each word
    decoder  (m, d) states of the decoder that writes the source given the target, mean over a word's pieces
    encoder  (m, d) states of the encoder that reads the source, likewise
    """

    words: Floats
    decoder: Floats
    encoder: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """A segment: n target words, d the width of the model's states.

    words    (n, len(WORD_NAMES)) features of each word
    segment  (len(SEGMENT_NAMES),) features of the whole
    decoder  (n, d) states of the decoder that writes the target given the source, mean over a word's pieces
    encoder  (n, d) states of the encoder that reads the target, likewise
    bag      the words of both sides and their parts, hashed: different numbers below BUCKETS, rising
    source   the same of the source's words
    """

    words: Floats
    segment: Floats
    decoder: Floats
    encoder: Floats
    bag: npt.NDArray[np.int64]
    source: SourceReading


def padded(arrays: Sequence[Floats]) -> Floats:
    """Arrays (n, w) of different n as one (batch, longest n, w), filled up with zeros."""
    out = np.zeros((len(arrays), max(map(len, arrays)), arrays[0].shape[1]), dtype=np.float32)
    for row, array in zip(out, arrays, strict=True):
        row[: len(array)] = array
    return out
