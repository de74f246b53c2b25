"""Hold a transformer's weights in 4 or 8 bits, and run a token through it in C.

The arithmetic is that of `model.text_to_semantic`; rows are narrowed to 8 bits in groups of 32, so
that takes which are drawn side by side do not change each other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from ctypes import POINTER, Structure, c_float, c_int32, c_void_p
from typing import cast

import torch
from torch import Tensor, nn

from model.kernels.calling import call, loaded, place
from model.kernels.library import DOT, WIDE, reaches
from model.key_values import Prefilled
from model.text_to_semantic import Block, TextToSemantic

TILE, GROUP = 16, 32
"""Outputs and inputs of a matrix come in these numbers, as `packed.h` says."""


class _Linear(Structure):
    _fields_ = [
        ("weight", c_void_p),
        ("bias", c_void_p),
        ("n_in", c_int32),
        ("n_out", c_int32),
        ("bits", c_int32),
    ]


class _Block(Structure):
    _fields_ = [
        ("attend_weight", c_void_p),
        ("attend_bias", c_void_p),
        ("feed_weight", c_void_p),
        ("feed_bias", c_void_p),
        ("query_key_value", _Linear),
        ("out", _Linear),
        ("widen", _Linear),
        ("narrow", _Linear),
    ]


class _Stack(Structure):
    _fields_ = [
        ("blocks", POINTER(_Block)),
        ("stack_weight", c_void_p),
        ("stack_bias", c_void_p),
        ("final_weight", c_void_p),
        ("final_bias", c_void_p),
        ("n_blocks", c_int32),
        ("dim", c_int32),
        ("n_heads", c_int32),
        ("hidden", c_int32),
        ("epsilon", c_float),
        ("level", c_int32),
    ]


FAST = {4: WIDE, 8: DOT}
"""The level from which weights of so many bits are read faster than torch reads them."""


def is_fast(bits: int) -> bool:
    """Tell whether the kernels were compiled, and the processor has what makes them fast."""
    return reaches(FAST[bits])


def fits(network: TextToSemantic) -> bool:
    """Tell whether all matrices are made of whole tiles and groups."""
    linears = [module for module in network.blocks.modules() if isinstance(module, nn.Linear)]
    return all(not (one.in_features % GROUP or one.out_features % TILE) for one in linears)


def pack(weight: Tensor, bits: int) -> Tensor:
    """Pack a matrix `(out, in)` into bytes, as `packed.h` says.

    Raises:
        ValueError: it is not made of whole tiles and groups.
    """
    n_out, n_in = weight.shape
    if n_out % TILE or n_in % GROUP:
        raise ValueError(f"a matrix ({n_out}, {n_in}) cannot be packed")
    found = loaded()
    packed = torch.empty(found.takelane_packed_bytes(n_in, n_out, bits), dtype=torch.uint8)
    where = place(weight, n_out, n_in, joined=2)
    call("takelane_pack", where, n_in, n_out, bits, packed.data_ptr())
    return packed


class Stack:
    """Stand for the blocks and both last norms of text-to-semantic, for one token at a time.

    Args:
        bits: 4 or 8.
        level: of the instructions to use at most.

    Raises:
        RuntimeError: the kernels were not compiled.
    """

    def __init__(self, network: TextToSemantic, bits: int, level: int = DOT) -> None:
        self._bits = bits
        self._kept: list[Tensor] = []
        blocks = [self._block(block) for block in cast("Iterable[Block]", network.blocks)]
        self._blocks = (_Block * len(blocks))(*blocks)
        stack_norm, final_norm = network.stack_norm, network.final_norm
        self._stack = _Stack(
            self._blocks,
            *self._norm(stack_norm),
            *self._norm(final_norm),
            len(blocks),
            network.config.dim,
            network.config.n_heads,
            4 * network.config.dim,
            stack_norm.eps,
            level,
        )

    @property
    def n_bytes(self) -> int:
        """Count what one token reads."""
        return sum(tensor.nbytes for tensor in self._kept)

    def room(self, prefix: Prefilled, batch: int, n_rows: int) -> Tensor:
        """Give a cache for `batch` sequences that begin so, with room for `n_rows` more."""
        return prefix.continued(batch, n_rows)

    def __call__(self, rows: Tensor, cache: Tensor, at: int) -> Tensor:
        """Map rows `(B, C)`, each at place `at` of its sequence; their keys and values are kept.

        Args:
            rows: 32 bits wide.
            cache: `(layers, 2, B, H, length, D)`.
            at: rows that came before in every sequence.

        Raises:
            MemoryError: there is not enough.
            ValueError: the cache is not one for these rows, or is full.
        """
        made, (batch, length) = rows.contiguous().clone(), (len(rows), cache.shape[-2])
        n_blocks, dim, heads = self._stack.n_blocks, self._stack.dim, self._stack.n_heads
        if not 0 <= at < length:
            raise ValueError(f"there is no place {at} in a cache of {length} rows")
        layout = (n_blocks, 2, batch, heads, length, dim // heads)
        places = place(made, batch, dim), place(cache, *layout, joined=len(layout))
        call("takelane_step", ctypes.byref(self._stack), *places, batch, at, length)
        return made

    def _block(self, block: Block) -> _Block:
        linears = (block.query_key_value, block.out, block.widen, block.narrow)
        norms = (*self._norm(block.attend_norm), *self._norm(block.feed_norm))
        return _Block(*norms, *(self._linear(linear) for linear in linears))

    def _norm(self, norm: nn.LayerNorm) -> tuple[int, int]:
        return self._keep(norm.weight), self._keep(norm.bias)

    def _linear(self, linear: nn.Linear) -> _Linear:
        n_in, n_out = linear.in_features, linear.out_features
        packed = pack(linear.weight.detach().float().contiguous(), self._bits)
        self._kept.append(packed)
        return _Linear(packed.data_ptr(), self._keep(linear.bias), n_in, n_out, self._bits)

    def _keep(self, numbers: Tensor) -> int:
        """Give where numbers lie, 32 bits wide, and see to it that they stay there."""
        self._kept.append(numbers.detach().float().contiguous())
        return self._kept[-1].data_ptr()
