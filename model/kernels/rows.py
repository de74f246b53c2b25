"""Pass over rows once, in C: 32 bits wide, in the memory of the processor."""

from __future__ import annotations

import ctypes
import functools

import torch
from torch import Tensor

from model.kernels.library import AVX512, library

_POINTER, _INT64, _INT32 = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32
_SIGNATURES = {"takelane_bend": (*[_POINTER] * 5, _INT64, _INT32, _INT32, _INT32)}


def fit(*tensors: Tensor) -> bool:
    """Tell whether the kernels are there and can pass over what these hold; none learns by it."""
    learns = torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors)
    fitting = (one.device.type == "cpu" and one.dtype == torch.float32 for one in tensors)
    return _kernels() is not None and not learns and all(fitting)


def bend(x: Tensor, taps: Tensor, frequency: Tensor, gain: Tensor, level: int = AVX512) -> Tensor:
    """Add `gain * sin(pi * frequency * x)^2` to every channel of `(T, C)`, at twice the rate.

    Args:
        x: the signal.
        taps: of the filter of both resamplers.
        frequency: of every channel.
        gain: of every channel.
        level: of the instructions to use at most.
    """
    x, made = x.contiguous(), torch.empty_like(x, memory_format=torch.contiguous_format)
    _call("takelane_bend", x, taps, frequency, gain, made, *x.shape, level)
    return made


def _call(name: str, *given: Tensor | int) -> None:
    """Run a kernel on all threads that torch has; tensors have to be contiguous."""
    places = [one.data_ptr() if isinstance(one, Tensor) else one for one in given]
    getattr(_kernels(), name)(*places, torch.get_num_threads())


@functools.cache
def _kernels() -> ctypes.CDLL | None:
    found = library()
    for name, signature in _SIGNATURES.items() if found else ():
        function = getattr(found, name)
        function.argtypes, function.restype = signature, None
    return found
