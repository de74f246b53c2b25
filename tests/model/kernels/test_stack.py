"""A token goes through the packed stack as through the network, whatever stands beside it."""

from dataclasses import replace

import pytest
import torch

from model.kernels import stack
from model.kernels.library import PLAIN, library
from model.kernels.stack import GROUP, TILE, Stack, pack
from model.text_to_semantic import TextToSemantic

CLOSE = {8: 0.02, 4: 0.25}
"""Relative error of the states of a network with normally distributed weights."""

LEVELS = range(library().takelane_level() + 1)
"""Of instructions, as far as this processor has them."""


@pytest.fixture
def network(networks):
    """Text-to-semantic with the sizes that packing asks for, and weights that matter."""
    torch.manual_seed(5)
    config = replace(networks.config.text_to_semantic, dim=128, n_heads=2, n_layers=3)
    made = TextToSemantic(config, n_features=8, speaker_dim=8)
    for block in made.blocks:
        for parameter in block.parameters():
            spread = 0.09 if parameter.dim() > 1 else 0.3
            parameter.data.add_(spread * torch.randn_like(parameter))
    return made.eval().requires_grad_(False)


def begun(network, batch, length=12):
    """Five rows that went through the network, and room for more after them."""
    rows = torch.randn(1, 5, network.config.dim, generator=torch.Generator().manual_seed(1))
    return network.prefill(rows).continued(batch, length)


def row(network, batch, seed=2):
    return torch.randn(batch, network.config.dim, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("bits", CLOSE)
@pytest.mark.parametrize("batch", [1, 2, 3, 4, 7])
def test_states_and_cache_are_those_of_the_network(network, batch, bits, level):
    packed = Stack(network, bits, level)
    true_cache, cache = begun(network, batch), begun(network, batch)
    for place in range(5, 9):
        x = row(network, batch, seed=place)
        true = network.transform(x[:, None], true_cache, place)[:, 0]
        near = packed(x, cache, place)
        assert (near - true).norm() < CLOSE[bits] * true.norm()
    difference = (cache - true_cache)[..., :9, :]
    assert difference[..., :5, :].abs().max() == 0
    assert difference.norm() < CLOSE[bits] * true_cache[..., :9, :].norm()


@pytest.mark.parametrize("level", LEVELS[1:])
@pytest.mark.parametrize("bits", CLOSE)
def test_all_instructions_give_the_same(network, bits, level):
    plain, fast = Stack(network, bits, PLAIN), Stack(network, bits, level)
    x = row(network, 3)
    one, other = plain(x, begun(network, 3), 5), fast(x, begun(network, 3), 5)
    assert torch.allclose(one, other, atol=0.02)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("bits", CLOSE)
def test_a_row_does_not_depend_on_those_beside_it(network, bits, level):
    packed, x = Stack(network, bits, level), row(network, 6)
    x[2] *= 50
    together = packed(x, begun(network, 6), 5)
    alone = [packed(x[i : i + 1], begun(network, 1), 5) for i in range(6)]
    assert torch.equal(together, torch.cat(alone))


def test_the_number_of_threads_changes_nothing(network):
    packed, x, before = Stack(network, 4), row(network, 2), torch.get_num_threads()
    cache, made = begun(network, 2), []
    try:
        for n_threads in (1, 2, 3):
            torch.set_num_threads(n_threads)
            made.append(packed(x, cache.clone(), 5))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(made[0], made[1])
    assert torch.equal(made[0], made[2])


def unpacked(weight, bits):
    """Pack a matrix, and read it as `packed.h` says it lies."""
    n_out, n_in = weight.shape
    groups = pack(weight, bits).view(n_out // TILE, n_in // GROUP, -1)
    scales = groups[..., bits * 64 :].contiguous().view(torch.float16).float()
    blocks = groups[..., : bits * 64].reshape(*groups.shape[:2], bits, TILE, 1, 4)
    halves = blocks if bits == 8 else torch.cat([blocks & 15, blocks >> 4], dim=-2)
    numbers = halves.float() - 2 ** (bits - 1)
    rows = numbers.permute(0, 3, 1, 2, 4, 5).reshape(n_out // TILE, TILE, -1, GROUP)
    return (rows * scales.permute(0, 2, 1)[..., None]).reshape(n_out, n_in)


@pytest.mark.parametrize(("bits", "close"), [(8, 0.007), (4, 0.12)])
def test_packed_weights_are_near(bits, close):
    weight = torch.randn(48, 96, generator=torch.Generator().manual_seed(3)) * 0.02
    weight[5] *= 1000  # a loud output does not drown a quiet one
    weight[7, :32] = 0.0
    near = unpacked(weight, bits)
    assert ((near - weight).norm(dim=1) <= close * weight.norm(dim=1)).all()
    assert near[7, :32].abs().max() == 0


@pytest.mark.parametrize("bits", CLOSE)
@pytest.mark.parametrize("size", [1e-30, 1e-6, 1.0, 1e4])
def test_whole_steps_come_back_as_they_were(bits, size):
    most = 2 ** (bits - 1) - 1
    numbers = torch.randint(-most, most + 1, (16, 64), generator=torch.Generator().manual_seed(4))
    numbers[:, ::32] = most
    weight = numbers.float() * size
    assert (unpacked(weight, bits) - weight).abs().max() <= max(5e-4 * most * size, 4e-6)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("bits", CLOSE)
def test_a_row_that_is_no_number_stays_none_and_alone(network, bits, level):
    x = row(network, 3)
    x[1, 7] = torch.nan
    made = Stack(network, bits, level)(x, begun(network, 3), 5)
    assert made.isnan().all(1).tolist() == [False, True, False]
    assert made[::2].isfinite().all()


@pytest.mark.parametrize("at", [-1, 8, 9])
def test_a_full_cache_takes_no_more_rows(network, at):
    with pytest.raises(ValueError, match="no place"):
        Stack(network, 4)(row(network, 1), begun(network, 1, 3), at)


def test_a_cache_for_others_is_refused(network):
    packed, x = Stack(network, 4), row(network, 2)
    apart = begun(network, 2).transpose(2, 3).contiguous().transpose(2, 3)
    for cache in (begun(network, 1), begun(network, 2).double(), apart):
        with pytest.raises(ValueError, match="a kernel"):
            packed(x, cache, 5)


def test_odd_matrices_are_not_packed():
    with pytest.raises(ValueError, match="cannot be packed"):
        pack(torch.zeros(TILE + 1, GROUP), 4)


def test_norms_of_any_width_are_read(network):
    x = row(network, 1)
    wide = Stack(network, 8)(x, begun(network, 1), 5)
    cache = begun(network, 1)
    for norm in (network.stack_norm, network.final_norm):
        norm.double()
    assert torch.equal(Stack(network, 8)(x, cache, 5), wide)


def test_sizes_that_are_not_whole_groups_do_not_fit(networks, network):
    assert stack.fits(network)
    odd = replace(network.config, dim=40, n_heads=2)
    assert not stack.fits(TextToSemantic(odd, n_features=8, speaker_dim=8))
