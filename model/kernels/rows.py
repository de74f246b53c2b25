"""Pass over rows once, in C: 32 bits wide, in the memory of the processor."""

from __future__ import annotations

import torch
from torch import Tensor

from model.kernels.calling import call, place
from model.kernels.library import DOT, library

TAPS = 12
"""Of the filter, as `snake.c` says."""


def fit(*tensors: Tensor) -> bool:
    """Tell whether the kernels are there and can pass over what these hold; none learns by it."""
    learns = torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
    fitting = (one.device.type == "cpu" and one.dtype == torch.float32 for one in tensors)
    return library() is not None and not learns and all(fitting)


def bend(x: Tensor, taps: Tensor, frequency: Tensor, gain: Tensor, level: int = DOT) -> Tensor:
    """Add `gain * sin(pi * frequency * x)^2` to every channel of `(T, C)`, at twice the rate.

    Args:
        x: the signal.
        taps: of the filter of both resamplers.
        frequency: of every channel.
        gain: of every channel.
        level: of the instructions to use at most.

    Raises:
        ValueError: the kernel could not read these.
    """
    x, made = x.contiguous(), torch.empty_like(x, memory_format=torch.contiguous_format)
    length, dim = x.shape
    places = place(x, length, dim), place(taps, TAPS), place(frequency, dim), place(gain, dim)
    call("takelane_bend", *places, made.data_ptr(), length, dim, level)
    return made
