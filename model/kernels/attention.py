"""Let rows attend to all rows, both ways, in C."""

from __future__ import annotations

import ctypes
from ctypes import Structure, c_int32, c_int64, c_void_p

from torch import Tensor

from model.kernels.calling import call, place
from model.kernels.library import DOT
from model.kernels.tally import count


class _Attention(Structure):
    _fields_ = [
        *((name, c_void_p) for name in ("query", "key", "value", "made")),
        *((f"{name}_batch", c_int64) for name in ("query", "key", "value")),
        *((f"{name}_row", c_int64) for name in ("query", "key", "value")),
        *((name, c_int32) for name in ("batch", "heads", "dim", "n_queries", "n_keys", "level")),
    ]


def attend(query: Tensor, key: Tensor, value: Tensor, level: int = DOT) -> Tensor:
    """Give `(B, F, H * D)` for queries `(B, F, H, D)`, and keys and values of any number of rows.

    Args:
        query: 32 bits wide, as the others; the heads of a row lie side by side.
        key: of what can be attended to.
        value: of the same.
        level: of the instructions to use at most.

    Raises:
        MemoryError: there is not enough.
        ValueError: there is nothing to attend to, or the kernel could not read it.
    """
    (batch, n_queries, heads, dim), n_keys = query.shape, key.shape[1]
    if n_keys == 0:
        raise ValueError("there are no rows to attend to")
    made = query.new_empty(batch, n_queries, heads * dim)
    places = (
        place(tensor, batch, n_rows, heads, dim, joined=2)
        for tensor, n_rows in ((query, n_queries), (key, n_keys), (value, n_keys))
    )
    steps = (tensor.stride(axis) for axis in (0, 1) for tensor in (query, key, value))
    sizes = (batch, heads, dim, n_queries, n_keys, level)
    attention = _Attention(*places, made.data_ptr(), *steps, *sizes)
    count(floats=4 * query.numel() * n_keys)
    call("takelane_attend", ctypes.byref(attention))
    return made
