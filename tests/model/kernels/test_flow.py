"""The flow's layers give in 8 bits nearly what they give in 32."""

import pytest
import torch

from model.config import SemanticToMelConfig
from model.kernels.flow import PackedBlock, PackedWaveNet
from model.rotary import rotation
from model.semantic_to_mel import FlowBlock, Surroundings, WaveNet

N_FRAMES = 23


@pytest.fixture(params=[1, 2], ids=["beside", "apart"])
def config(request):
    torch.manual_seed(4)
    return SemanticToMelConfig(
        frames_per_token=1.7,
        dim=48,
        hidden_dim=80,
        n_heads=3,
        n_blocks=3,
        content_dim=16,
        projected_dim=16,
        wavenet_dim=40,
        wavenet_layers=3,
        wavenet_dilation=request.param,
    )


def near(made, true):
    return made.shape == true.shape and (made - true).norm() < 0.02 * true.norm()


@pytest.mark.parametrize("first", [0, 7])
@pytest.mark.parametrize("takes_skip", [True, False])
@pytest.mark.parametrize("n_items", [1, 2])
def test_a_block_is_near_the_one_that_it_stands_for(config, first, takes_skip, n_items):
    block = FlowBlock(config, takes_skip).requires_grad_(False)
    for norm in (block.attend_norm, block.feed_norm):
        norm.modulate.weight.normal_(std=0.1)
        norm.norm.weight.uniform_(0.5, 2.0)
    x, time = torch.randn(n_items, N_FRAMES, config.dim), torch.randn(1, config.dim)
    skip = torch.randn_like(x) if takes_skip else None
    turn = rotation(N_FRAMES, config.dim // config.n_heads, x.device)
    packed, around = PackedBlock(block), Surroundings(x, turn)
    true = block(x, skip, block.moods(time), around, first)
    assert near(packed(x, skip, packed.moods(time), around, first), true)


@pytest.mark.parametrize("n_items", [1, 2])
def test_the_tail_is_near_the_one_that_it_stands_for(config, n_items):
    tail = WaveNet(config).requires_grad_(False)
    x, mood = torch.randn(n_items, N_FRAMES, config.wavenet_dim), tail.time(torch.randn(1, 48))
    packed = PackedWaveNet(tail)
    assert near(packed(x, mood), tail(x, mood))
    assert packed.reach == tail.reach


def test_the_weights_of_32_bits_are_gone(config):
    packed = PackedBlock(FlowBlock(config, True))
    names = {name.split(".")[0] for name, _ in packed.named_parameters()}
    assert names == {"attend_norm", "feed_norm"}
