"""Call kernels with numbers that lie as they expect it: they read whatever they are pointed to."""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor

from model.kernels.library import library


def place(tensor: Tensor, *shape: int, joined: int = 1) -> int:
    """Give where 32-bit numbers of a shape lie, of which `joined` last axes are without gaps.

    Raises:
        ValueError: these do not lie so.
    """
    if tensor.dtype != torch.float32 or tensor.device.type != "cpu" or tensor.shape != shape:
        raise ValueError(
            f"a kernel takes 32-bit numbers {shape} of the processor, "
            f"not {tensor.dtype} {tuple(tensor.shape)} of {tensor.device}"
        )
    step = 1
    for axis in range(len(shape) - 1, len(shape) - 1 - joined, -1):
        if shape[axis] > 1 and tensor.stride(axis) != step:
            raise ValueError(f"a kernel's numbers lie side by side, not {tensor.stride()} apart")
        step *= shape[axis]
    return tensor.data_ptr()


def loaded() -> ctypes.CDLL:
    """Give the kernels.

    Raises:
        RuntimeError: they were not compiled.
    """
    found = library()
    if found is None:
        raise RuntimeError("the kernels were not compiled; install Takelane with a C compiler")
    return found


def call(kernel: str, *given: object) -> None:
    """Run a kernel on as many threads as torch has.

    Raises:
        MemoryError: there is not enough.
        RuntimeError: the kernels were not compiled.
    """
    if getattr(loaded(), kernel)(*given, torch.get_num_threads()):
        raise MemoryError("there is not enough memory; close other programs")
