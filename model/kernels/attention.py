"""Let rows attend to all rows, both ways, in C."""

from __future__ import annotations

import ctypes
from ctypes import Structure, c_int32, c_int64, c_void_p

import torch
from torch import Tensor

from model.kernels.library import AVX512, library
from model.kernels.tally import count


class _Attention(Structure):
    _fields_ = [
        *((name, c_void_p) for name in ("query", "key", "value", "made")),
        *((f"{name}_batch", c_int64) for name in ("query", "key", "value")),
        *((f"{name}_row", c_int64) for name in ("query", "key", "value")),
        *((name, c_int32) for name in ("batch", "heads", "dim", "n_queries", "n_keys", "level")),
    ]


def attend(query: Tensor, key: Tensor, value: Tensor, level: int = AVX512) -> Tensor:
    """Give `(B, F, H * D)` for queries `(B, F, H, D)`, and keys and values of any number of rows.

    Args:
        query: 32 bits wide, as the others; the heads of a row lie side by side.
        key: of what can be attended to.
        value: of the same.
        level: of the instructions to use at most.

    Raises:
        MemoryError: there is not enough.
    """
    batch, n_queries, heads, dim = query.shape
    made = query.new_empty(batch, n_queries, heads * dim)
    places = (tensor.data_ptr() for tensor in (query, key, value, made))
    steps = (tensor.stride(axis) for axis in (0, 1) for tensor in (query, key, value))
    sizes = (batch, heads, dim, n_queries, key.shape[1], level)
    attention, found = _Attention(*places, *steps, *sizes), library()
    count(floats=4 * query.numel() * key.shape[1])
    if found is None or found.takelane_attend(ctypes.byref(attention), torch.get_num_threads()):
        raise MemoryError("there is not enough memory; close other programs")
    return made
