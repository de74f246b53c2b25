"""Compute the waveform of a mel."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from tests.model.official.formulas.plain import Weights, conv, weight


def snaked(w: Weights, place: str, x: Tensor) -> Tensor:
    """Bend `(1, C, N)` at twice its rate."""
    taps = w[f"{place}.upsample.filter"].expand(x.shape[1], 1, -1)
    fine = functional.pad(x, (5, 5), mode="replicate")
    fine = 2 * functional.conv_transpose1d(fine, taps, stride=2, groups=x.shape[1])[..., 15:-15]
    rate, damping = (w[f"{place}.act.{part}"].exp()[:, None] for part in ("alpha", "beta"))
    fine = functional.pad(
        fine + (fine * rate).sin().square() / (damping + 1e-9), (5, 6), mode="replicate"
    )
    taps = w[f"{place}.downsample.lowpass.filter"].expand(x.shape[1], 1, -1)
    return functional.conv1d(fine, taps, stride=2, groups=x.shape[1])


def risen(w: Weights, stage: int, x: Tensor, rate: int) -> Tensor:
    """Upsample `(1, C, N)` as a stage of the vocoder does."""
    name = f"ups.{stage}.0"
    kernel = weight(w, name)
    pad = (kernel.shape[2] - rate) // 2
    return functional.conv_transpose1d(x, kernel, w[f"{name}.bias"], rate, padding=pad)


def refined(w: Weights, place: str, x: Tensor, dilations: Sequence[int]) -> Tensor:
    """Refine `(1, C, N)` by one residual block."""
    for layer, apart in enumerate(dilations):
        name = f"{place}.convs1.{layer}"
        half = weight(w, name).shape[2] // 2
        y = conv(
            w,
            name,
            snaked(w, f"{place}.activations.{2 * layer}", x),
            padding=half * apart,
            dilation=apart,
        )
        y = snaked(w, f"{place}.activations.{2 * layer + 1}", y)
        x = x + conv(w, f"{place}.convs2.{layer}", y, padding=half)
    return x


def wave(
    w: Weights, mel: Tensor, rates: Sequence[int], dilations: Sequence[Sequence[int]]
) -> Tensor:
    """Voice a log-mel `(1, n, F)` as `(1, 1, N)`."""
    x, blocks = conv(w, "conv_pre", mel, padding=3), len(dilations)
    for stage, rate in enumerate(rates):
        x = risen(w, stage, x, rate)
        made = [
            refined(w, f"resblocks.{stage * blocks + block}", x, apart)
            for block, apart in enumerate(dilations)
        ]
        x = torch.stack(made).mean(0)
    return conv(w, "conv_post", snaked(w, "activation_post", x), padding=3).clamp(-1, 1)
