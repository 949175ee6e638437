"""Weights in few bits."""

import pytest
import torch

from audit.packing import BLOCK, exact, pack, rounded, unpack


@pytest.mark.parametrize("bits", [4, 6, 8])
@pytest.mark.parametrize("shape", [(3, BLOCK), (5, 7), (384, 96), (1, 1)])
def test_weights_come_back_within_a_step_of_their_block(bits, shape):
    torch.manual_seed(bits)
    values = torch.randn(shape)
    packed, scale = pack(values, bits)
    assert packed.dtype == torch.uint8 and len(packed) * 8 == len(scale) * BLOCK * bits
    back = unpack(packed, scale, values.shape)
    assert back.shape == values.shape and torch.equal(back, rounded(values, bits))
    assert (back - values).abs().max() <= scale.float().abs().max() * 1.01


@pytest.mark.parametrize("bits", [4, 6, 8])
def test_weights_on_such_a_grid_lose_nothing(bits):
    torch.manual_seed(1)
    levels = torch.randint(-(2 ** (bits - 1)), 2 ** (bits - 1), (40, BLOCK))
    levels[:, 3] = -(2 ** (bits - 1))
    values = levels * torch.rand(40, 1).half().float()
    assert exact(values, bits)
    assert not exact(values + 0.1 * torch.rand(40, BLOCK), 4)


def test_nothing_stays_nothing():
    assert exact(torch.zeros(7, 30), 4)
    tiny = torch.full((2, BLOCK), 1e-12)
    assert unpack(*pack(tiny, 6), tiny.shape).isfinite().all()


def test_sizes_that_do_not_fit_are_an_error():
    packed, scale = pack(torch.randn(4, 96), 6)
    with pytest.raises(RuntimeError):
        unpack(packed, scale, torch.Size((5, 96)))
    with pytest.raises(RuntimeError):
        unpack(packed[:-1], scale, torch.Size((4, 96)))


def test_packing_stays_on_the_device_of_the_weights():
    """On a GPU nothing may lie elsewhere; "meta" refuses a mixture in the same way."""
    values = torch.empty(3, 2 * BLOCK, device="meta")
    packed, scale = pack(values, 4)
    for one in (packed, scale, unpack(packed, scale, values.shape), rounded(values, 4)):
        assert one.device == values.device
