"""Bend a signal periodically without aliasing: up to twice the rate, snake, and down again.

The two resamplers are one 12-tap filter. On the processor a kernel in C does all three steps at
once. For torch the filter is a small dense matrix product, block by block, and a few blocks at a
time go through the steps while they lie in the cache.
"""

from __future__ import annotations

import functools
import math

import torch
from torch import Tensor, nn

from model.kernels import rows

TAPS = 12
CUTOFF = 0.25  # of the doubled rate: the old Nyquist frequency
HALF_WIDTH = 0.3
REACH = 5  # samples on either side that an output sees through both resamplers
LEAD = TAPS // 4  # samples before a block that its upsampling sees, and as many after
MARGIN = TAPS // 2 - 1  # samples at the doubled rate before a block that its downsampling sees
BLOCK = 8
CACHED_VALUES = 1 << 17


class Snake(nn.Module):
    """Add `sin(f x)^2 / d` to every channel of `(T, dim)`, at twice the rate."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.log_frequency = nn.Parameter(torch.zeros(dim))
        self.log_damping = nn.Parameter(torch.zeros(dim))

    def forward(self, x: Tensor) -> Tensor:
        """Bend; beyond its ends a signal keeps its first and last value."""
        frequency, damping = self.log_frequency.exp(), self.log_damping.exp() + 1e-9
        if rows.fit(x, frequency):
            return rows.bend(x, kaiser_sinc().float(), frequency / math.pi, 1 / damping)
        return _in_blocks(x, frequency, (frequency / damping).sqrt())


def _in_blocks(x: Tensor, frequency: Tensor, gain: Tensor) -> Tensor:
    """Bend with torch: on graphics processors, and where the kernel was not compiled."""
    gain, (up, down) = gain.expand(2 * BLOCK, -1), _resamplers(x.device, x.dtype)
    n_blocks, dim = -(-len(x) // BLOCK), x.shape[1]
    blocks = _blocks(x * frequency, n_blocks)
    bent = x.new_empty(n_blocks, BLOCK, dim)
    step = n_blocks if x.is_cuda else max(CACHED_VALUES // (2 * BLOCK * dim), 1)
    for first in range(0, n_blocks, step):
        n = min(step, n_blocks - first)
        fine = torch.bmm(up.expand(n + 2, -1, -1), blocks[first : first + n + 2])
        wave = torch.sin(fine).mul_(gain)
        fine = fine.addcmul_(wave, wave).view(-1, dim)
        _hold_ends(fine, 2 * BLOCK * (1 - first), 2 * (len(x) + BLOCK * (1 - first)))
        seen = (n, 2 * BLOCK + TAPS - 2, dim)
        offset = (2 * BLOCK - MARGIN) * dim
        windows = fine.as_strided(seen, (2 * BLOCK * dim, dim, 1), offset)
        torch.bmm(down.expand(n, -1, -1), windows, out=bent[first : first + n])
    return bent.view(-1, dim)[: len(x)].div_(frequency)


def _blocks(x: Tensor, n_blocks: int) -> Tensor:
    """View `(T, dim)` as overlapping blocks, with one more on either side."""
    before, dim = LEAD + BLOCK, x.shape[1]
    held = x.new_empty((n_blocks + 2) * BLOCK + 2 * LEAD, dim)
    held[:before] = x[0]
    held[before : before + len(x)] = x
    held[before + len(x) :] = x[-1]
    size = (n_blocks + 2, BLOCK + 2 * LEAD, dim)
    return held.as_strided(size, (BLOCK * dim, dim, 1))


def _hold_ends(fine: Tensor, first: int, end: int) -> None:
    """Repeat the rows `first` and `end - 1` outwards, where they lie inside."""
    if first > 0:
        fine[:first] = fine[first]
    if end < len(fine):
        fine[end:] = fine[end - 1]


@functools.cache
def _resamplers(device: torch.device, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Give the matrices that double the rate of a block and that halve it again."""
    taps = kaiser_sinc()
    up = taps.new_zeros(2 * BLOCK, BLOCK + 2 * LEAD)
    down = taps.new_zeros(BLOCK, 2 * BLOCK + TAPS - 2)
    for sample in range(BLOCK):
        up[2 * sample, sample : sample + TAPS // 2] = 2 * taps[::2]
        up[2 * sample + 1, sample + 1 : sample + 1 + TAPS // 2] = 2 * taps[1::2]
        down[sample, 2 * sample : 2 * sample + TAPS] = taps
    return up.to(device, dtype), down.to(device, dtype)


@functools.cache
def kaiser_sinc() -> Tensor:
    """Design the low-pass filter of both resamplers, in double precision; its taps sum to one."""
    attenuation = 2.285 * (TAPS // 2 - 1) * math.pi * 4 * HALF_WIDTH + 7.95
    beta = 0.1102 * (attenuation - 8.7)  # Kaiser's rule above 50 dB
    window = torch.kaiser_window(TAPS, periodic=False, beta=beta, dtype=torch.float64)
    time = torch.arange(TAPS, dtype=torch.float64) - (TAPS - 1) / 2
    taps = window * torch.sinc(2 * CUTOFF * time)
    return taps / taps.sum()
