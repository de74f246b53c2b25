"""Turn mel frames into a waveform with BigVGAN: upsampling stages of snake-activated residuals.

The network follows BigVGAN (arXiv 2206.04658). It is for inference: weight norm is folded, and time
runs along the first axis, `(T, dim)`, which is the layout that every step is fastest in.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from model import snake
from model.chunks import chunks
from model.config import BigVganConfig
from model.listener_config import MelConfig
from model.short_convolution import ShortConvolution
from model.snake import Snake

EDGE_KERNEL = 7


class BigVgan(nn.Module):
    """Map log-mel `(B, n_mels, F)` to waveform `(B, F * hop_length)`.

    Raises:
        ValueError: the stages do not make a hop of a frame.
    """

    def __init__(self, config: BigVganConfig, mel: MelConfig) -> None:
        super().__init__()
        self.config = config
        self.mel = mel
        dims = [config.initial_dim >> i for i in range(len(config.upsample_rates) + 1)]
        self.enter = ShortConvolution(mel.n_mels, dims[0], EDGE_KERNEL)
        stages = [
            Stage(dims[i], rate, kernel, config)
            for i, (rate, kernel) in enumerate(
                zip(config.upsample_rates, config.upsample_kernels, strict=True)
            )
        ]
        self.stages = nn.ModuleList(stages)
        self.leave_snake = Snake(dims[-1])
        self.leave = ShortConvolution(dims[-1], 1, EDGE_KERNEL, bias=False)
        samples = snake.REACH + self.leave.reach
        for stage in reversed(stages):
            samples = stage.reach_before(samples)
        self.reach = samples + self.enter.reach
        """Frames on either side that an output frame depends on."""
        if config.hop_length != mel.hop_length:
            raise ValueError(
                f"the vocoder makes {config.hop_length} samples of a frame, the mel has a hop of "
                f"{mel.hop_length}"
            )

    def prepare(self) -> None:
        """Transform the weights of the large convolutions: faster, for three times their memory.

        Call it once the weights are loaded, and again when they change.
        """
        for module in self.modules():
            if isinstance(module, ResidualLayer):
                module.first.prepare()
                module.second.prepare()

    @torch.no_grad()
    def forward(self, mel: Tensor) -> Tensor:
        """Synthesize; samples at the edges see zeros beyond the mel, as at a real start and end."""
        return torch.stack([self._voice(item.t()) for item in mel])

    def stream(self, mel: Tensor) -> Iterator[Tensor]:
        """Yield the waveform in chunks `(B, n)`; together they are the whole, sample by sample."""
        for chunk in chunks(mel.shape[-1], self.reach):
            piece = self.forward(mel[..., chunk.left : chunk.right])
            yield piece[:, chunk.samples(self.mel.hop_length)]

    def _voice(self, mel: Tensor) -> Tensor:
        """Map one mel `(F, n_mels)` to its samples."""
        x = self.enter(mel)
        for stage in self.stages:
            x = stage(x)
        return self.leave(self.leave_snake(x))[:, 0].clamp(-1.0, 1.0)


class Stage(nn.Module):
    """Upsample `(T, dim)` to `(T * rate, dim / 2)`, then take the mean of parallel blocks."""

    def __init__(self, dim: int, rate: int, kernel: int, config: BigVganConfig) -> None:
        super().__init__()
        self.up = Upsampling(dim, dim // 2, kernel, rate)
        blocks = [
            ResidualBlock(dim // 2, size, dilations)
            for size, dilations in zip(
                config.residual_kernels, config.residual_dilations, strict=True
            )
        ]
        self.reach = max(block.reach for block in blocks)
        self.blocks = nn.ModuleList(blocks)

    def reach_before(self, samples: int) -> int:
        """Count the input samples on either side that `samples` around an output depend on."""
        return self.up.reach_before(samples + self.reach)

    def forward(self, x: Tensor) -> Tensor:
        """Upsample, then refine."""
        x = self.up(x)
        total = self.blocks[0](x)
        for block in self.blocks[1:]:
            total += block(x)
        return total.div_(len(self.blocks))


class Upsampling(nn.Module):
    """Map `(T, in_dim)` to `(T * rate, out_dim)`: every sample becomes a kernel, and these add."""

    def __init__(self, in_dim: int, out_dim: int, kernel: int, rate: int) -> None:
        super().__init__()
        self.rate, self.edge = rate, (kernel - rate) // 2
        self.weight = nn.Parameter(torch.randn(in_dim, out_dim, kernel) / in_dim**0.5)
        self.bias = nn.Parameter(torch.zeros(out_dim))

    def reach_before(self, samples: int) -> int:
        """Count the input samples on either side that `samples` around an output depend on."""
        return (samples + self.edge + self.rate - 1) // self.rate

    def forward(self, x: Tensor) -> Tensor:
        """Make all kernels in one matrix product, then overlap and add."""
        _, out_dim, kernel = self.weight.shape
        n_parts = -(-kernel // self.rate)
        kernels = (x @ self.weight.flatten(1)).view(len(x), out_dim, kernel).transpose(1, 2)
        added = x.new_zeros(len(x) + n_parts - 1, self.rate, out_dim)
        for i, part in enumerate(kernels.split(self.rate, dim=1)):
            added[i : i + len(x), : part.shape[1]] += part
        return added.view(-1, out_dim)[self.edge :][: len(x) * self.rate].add_(self.bias)


class ResidualBlock(nn.Module):
    """Apply one residual layer per dilation, in order, to `(T, dim)`."""

    def __init__(self, dim: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        layers = [ResidualLayer(dim, kernel, dilation) for dilation in dilations]
        self.reach = sum(layer.reach for layer in layers)
        self.layers = nn.ModuleList(layers)

    def forward(self, x: Tensor) -> Tensor:
        """Refine into a new tensor."""
        for layer in self.layers:
            x = layer(x)
        return x


class ResidualLayer(nn.Module):
    """Bend and convolve twice, the first time dilated, and add to `(T, dim)`."""

    def __init__(self, dim: int, kernel: int, dilation: int) -> None:
        super().__init__()
        self.first_snake = Snake(dim)
        self.first = ShortConvolution(dim, dim, kernel, dilation)
        self.second_snake = Snake(dim)
        self.second = ShortConvolution(dim, dim, kernel)
        self.reach = 2 * snake.REACH + self.first.reach + self.second.reach

    def forward(self, x: Tensor) -> Tensor:
        """Add the layer's change to `x`, in a new tensor."""
        change = self.first(self.first_snake(x))
        return self.second(self.second_snake(change)).add_(x)
