"""Convolve short filters through the discrete Fourier transform, exact to float rounding.

A filter of `k` taps meets a tile of `N` samples as a product of their transforms, and a complex
product takes three real ones: `1.5 N - 1` products give `N - k + 1` outputs, each of which takes
`k` in the plain form. With 11 taps that is 2.5 instead of 11, and every product is still a dense
matrix product over the channels, so the saving is real time.
"""

from __future__ import annotations

import functools

import torch
from torch import Tensor, nn
from torch.nn import functional

CACHED_SAMPLES = 4096
WORTHWHILE_TAPS = 7
WORTHWHILE_PRODUCTS = 600  # per output; below, the transforms cost what they save


class ShortConvolution(nn.Conv1d):
    """Convolve `(T, in_dim)` to `(T, out_dim)`, zeros beyond the ends; a kernel of odd length."""

    spectrum: Tensor | None

    def __init__(
        self, in_dim: int, out_dim: int, kernel: int, dilation: int = 1, bias: bool = True
    ) -> None:
        super().__init__(in_dim, out_dim, kernel, dilation=dilation, bias=bias)
        self.reach = dilation * (kernel - 1) // 2
        self.register_buffer("spectrum", None, persistent=False)

    def prepare(self) -> None:
        """Transform the weights for `forward`, where that makes it faster."""
        taps = self.kernel_size[0]
        if taps < WORTHWHILE_TAPS or taps * self.in_channels < WORTHWHILE_PRODUCTS:
            return
        filters = _transforms(taps, self.weight.device, self.weight.dtype)[1]
        spectrum = filters @ self.weight.detach().reshape(-1, taps).t()
        self.spectrum = spectrum.view(len(filters), self.out_channels, self.in_channels)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve along the first axis."""
        if self.spectrum is not None:
            return self._by_tiles(x, self.spectrum)
        # As an image of one line: only those may have their channels last without a copy.
        line, weight = x[None, None].permute(0, 3, 1, 2), self.weight[:, :, None]
        padding, dilation = (0, self.reach), (1, self.dilation[0])
        found = functional.conv2d(line, weight, self.bias, padding=padding, dilation=dilation)
        return found[0, :, 0].t()

    def _by_tiles(self, x: Tensor, spectrum: Tensor) -> Tensor:
        """Transform overlapping tiles, multiply channel by channel, transform back.

        Samples a dilation apart are a sequence of their own; as `dilation * dim` columns of every
        row all of these sequences are tiled at once, and no tile is ever copied.
        """
        analysis, _, synthesis = _transforms(self.kernel_size[0], x.device, x.dtype)
        dim, dilation = x.shape[1], self.dilation[0]
        hop = len(synthesis) * dilation
        n_tiles = -(-len(x) // hop)
        padded = x.new_zeros(n_tiles * hop + 2 * self.reach, dim)
        padded[self.reach : self.reach + len(x)] = x
        size = (n_tiles, analysis.shape[1], dilation * dim)
        tiles = padded.as_strided(size, (hop * dim, dilation * dim, 1))
        found = x.new_empty(n_tiles, len(synthesis), dilation * self.out_channels)
        step = max(CACHED_SAMPLES // hop, 1)
        for first in range(0, n_tiles, step):
            n = min(step, n_tiles - first)
            waves = torch.bmm(analysis.expand(n, -1, -1), tiles[first : first + n])
            products = self._multiply(waves, spectrum)
            torch.bmm(synthesis.expand(n, -1, -1), products, out=found[first : first + n])
        return found.view(-1, self.out_channels)[: len(x)]

    def _multiply(self, waves: Tensor, spectrum: Tensor) -> Tensor:
        """Multiply every wave's channels by its matrix; `(tiles, waves, dilation * dim)`."""
        n_tiles, n_waves, _ = waves.shape
        columns = waves.transpose(0, 1).reshape(n_waves, -1, self.in_channels)
        products = torch.bmm(columns, spectrum.transpose(1, 2))
        if self.bias is not None:
            products[0] += self.bias  # the first wave is the mean of the tile
        return products.view(n_waves, n_tiles, -1).transpose(0, 1)


@functools.cache
def _transforms(
    taps: int, device: torch.device, dtype: torch.dtype
) -> tuple[Tensor, Tensor, Tensor]:
    """Give the matrices of tile, filter and result.

    `result = synthesis @ ((filters @ w) * (analysis @ x))` correlates `x` with `w`.
    """
    tile = 2 * (taps + 1)  # a little more than half of it are outputs
    waves = torch.arange(1, tile // 2, dtype=torch.float64, device=device)
    time = torch.arange(tile, dtype=torch.float64, device=device)
    angle = 2 * torch.pi / tile * waves[:, None] * time
    real, imaginary = torch.cos(angle), torch.sin(angle)
    ends = torch.stack([torch.ones_like(time), 1 - 2 * (time % 2)])  # of no phase: real already
    # (a - ib)(c + id) = p - r + i(p + q), of p = c(a - b), q = a(d - c), r = -b(c + d)
    analysis = torch.cat([ends, real - imaginary, real, -imaginary]) / tile
    filters = torch.cat([ends, real, imaginary - real, real + imaginary])[:, :taps]
    back = torch.cat([ends, 2 * (real - imaginary), -2 * imaginary, -2 * real])
    synthesis = back[:, : tile - taps + 1].t()
    return analysis.to(dtype), filters.to(dtype), synthesis.to(dtype).contiguous()
