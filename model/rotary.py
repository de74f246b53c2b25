"""Tell attention where rows stand, by turning their numbers (RoPE, arXiv 2104.09864)."""

from __future__ import annotations

import torch
from torch import Tensor


def rotation(length: int, head_dim: int, device: torch.device) -> Tensor:
    """Give the rotary positions `(length, 1, head_dim / 2)` as complex numbers."""
    rate = 10_000.0 ** (-torch.arange(0, head_dim, 2, device=device) / head_dim)
    angle = torch.arange(length, device=device)[:, None] * rate
    return torch.complex(angle.cos(), angle.sin())[:, None]


def rotate(x: Tensor, turn: Tensor) -> Tensor:
    """Rotate neighbouring pairs of `(B, F, H, D)` by their position."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * turn).flatten(-2).to(x.dtype)
