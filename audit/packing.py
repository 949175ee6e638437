"""Weights in few bits: blocks of 32 with a float16 scale each, as llama.cpp's Q4_0 has them, in any width that divides
24 bits."""

import math

import torch
from torch import Tensor, nn

BLOCK = 32  # weights under one scale
WORD = 24  # bits in which whole weights lie, of any width here
TOGETHER = math.lcm(BLOCK, WORD // 4, WORD // 6, WORD // 8)  # weights that fill both blocks and words


def pack(values: Tensor, bits: int) -> tuple[Tensor, Tensor]:
    """Weights of any shape in 4, 6 or 8 bits each -> bytes (uint8) and scales (float16). The greatest of a block lies
    on the grid's lower end; so weights that came from such a grid come back exactly."""
    levels, scale = _levels(values, bits)
    whole = levels.flatten().int() + 2 ** (bits - 1)
    places = torch.arange(WORD // bits, dtype=torch.int32, device=values.device) * bits
    words = (whole.view(-1, WORD // bits) << places).sum(1, dtype=torch.int32)
    return words.view(torch.uint8).view(-1, 4)[:, : WORD // 8].flatten(), scale


def unpack(packed: Tensor, scale: Tensor, shape: torch.Size) -> Tensor:
    """The weights (float32) of this shape; how many bits each has is told by the sizes. Raises RuntimeError where the
    sizes do not fit."""
    bits = 8 * len(packed) // (BLOCK * len(scale))
    words = torch.cat([packed.view(-1, WORD // 8), packed.new_zeros(len(packed) // 3, 1)], dim=1).view(torch.int32)
    places = torch.arange(WORD // bits, dtype=torch.int32, device=packed.device) * bits
    levels = ((words >> places) & (2**bits - 1)) - 2 ** (bits - 1)
    values = levels.view(-1, BLOCK) * scale.float()[:, None]
    return torch.as_tensor(values.flatten()[: shape.numel()].view(shape))


def rounded(values: Tensor, bits: int) -> Tensor:
    """What comes back when the weights are packed and unpacked, without the packing."""
    levels, scale = _levels(values, bits)
    return (levels * scale.float()[:, None]).flatten()[: values.numel()].view(values.shape)


def _levels(values: Tensor, bits: int) -> tuple[Tensor, Tensor]:
    """The steps of each block's grid (blocks, 32) and the scales (blocks,)."""
    flat, half = values.flatten().float(), 2 ** (bits - 1)
    blocks = nn.functional.pad(flat, (0, -len(flat) % TOGETHER)).view(-1, BLOCK)
    high, low = blocks.amax(1), blocks.amin(1)
    scale = (torch.where(high >= -low, high, low) / -half).half()
    return (blocks / scale.float()[:, None]).nan_to_num().round().clamp(-half, half - 1), scale


def exact(values: Tensor, bits: int) -> bool:
    """Whether nothing is lost in so many bits."""
    return torch.equal(rounded(values, bits), values.float())
