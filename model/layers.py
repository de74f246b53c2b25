"""Share the blocks the stages are made of."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.listener_config import ConvNextConfig


class ConvNextBlock(nn.Module):
    """Mix time by a depthwise convolution, channels by two linears; `(B, C, F)` to the same."""

    def __init__(self, dim: int, hidden_dim: int) -> None:
        super().__init__()
        self.mix_time = nn.Conv1d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.expand = nn.Linear(dim, hidden_dim)
        self.contract = nn.Linear(hidden_dim, dim)
        self.scale = nn.Parameter(torch.full((dim,), 0.1))

    def forward(self, x: Tensor) -> Tensor:
        """Add the block's change to `x`."""
        change = self.norm(self.mix_time(x).transpose(1, 2))
        change = self.contract(functional.gelu(self.expand(change)))
        return x + (self.scale * change).transpose(1, 2)


class ConvNext(nn.Module):
    """Stack ConvNeXt blocks between an input convolution and a linear output."""

    REACH_PER_BLOCK = 3

    def __init__(self, in_dim: int, out_dim: int, config: ConvNextConfig) -> None:
        super().__init__()
        self.reach = self.REACH_PER_BLOCK * (config.n_blocks + 1)
        self.enter = nn.Conv1d(in_dim, config.dim, 7, padding=3)
        self.enter_norm = nn.LayerNorm(config.dim, eps=1e-6)
        self.blocks = nn.ModuleList(
            ConvNextBlock(config.dim, config.hidden_dim) for _ in range(config.n_blocks)
        )
        self.leave_norm = nn.LayerNorm(config.dim, eps=1e-6)
        self.leave = nn.Linear(config.dim, out_dim)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, in_dim, F)` to `(B, F, out_dim)`."""
        x = self.enter_norm(self.enter(x).transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        return self.leave(self.leave_norm(x.transpose(1, 2)))
