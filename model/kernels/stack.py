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

from model.kernels.library import AVX2, AVX512, library, reaches
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


FAST = {4: AVX2, 8: AVX512}
"""The level from which weights of so many bits are read faster than torch reads them."""


def is_fast(bits: int) -> bool:
    """Tell whether the kernels were compiled, and the processor has what makes them fast."""
    return reaches(FAST[bits])


def fits(network: TextToSemantic) -> bool:
    """Tell whether all matrices are made of whole tiles and groups."""
    linears = [module for module in network.blocks.modules() if isinstance(module, nn.Linear)]
    return all(not (one.in_features % GROUP or one.out_features % TILE) for one in linears)


class Stack:
    """Stand for the blocks and both last norms of text-to-semantic, for one token at a time.

    Args:
        bits: 4 or 8.
        level: of the instructions to use at most.

    Raises:
        ValueError: the kernels were not compiled.
    """

    def __init__(self, network: TextToSemantic, bits: int, level: int = AVX512) -> None:
        found = library()
        if found is None:
            raise ValueError("the kernels were not compiled; install Takelane with a C compiler")
        self._library = found
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
        """
        made = rows.contiguous().clone()
        failed = self._library.takelane_step(
            ctypes.byref(self._stack),
            c_void_p(made.data_ptr()),
            c_void_p(cache.data_ptr()),
            len(made),
            at,
            cache.shape[-2],
            torch.get_num_threads(),
        )
        if failed:
            raise MemoryError("there is not enough memory to decode; close other programs")
        return made

    def _block(self, block: Block) -> _Block:
        linears = (block.query_key_value, block.out, block.widen, block.narrow)
        norms = (*self._norm(block.attend_norm), *self._norm(block.feed_norm))
        return _Block(*norms, *(self._linear(linear) for linear in linears))

    def _norm(self, norm: nn.LayerNorm) -> tuple[int, int]:
        return self._keep(norm.weight.detach()), self._keep(norm.bias.detach())

    def _linear(self, linear: nn.Linear) -> _Linear:
        n_in, n_out = linear.in_features, linear.out_features
        weight = linear.weight.detach().float().contiguous()
        packed = torch.empty(
            self._library.takelane_packed_bytes(n_in, n_out, self._bits), dtype=torch.uint8
        )
        self._library.takelane_pack(
            c_void_p(weight.data_ptr()),
            n_in,
            n_out,
            self._bits,
            c_void_p(packed.data_ptr()),
            torch.get_num_threads(),
        )
        return _Linear(
            self._keep(packed), self._keep(linear.bias.detach()), n_in, n_out, self._bits
        )

    def _keep(self, tensor: Tensor) -> int:
        """Give where a tensor lies, and see to it that it stays there."""
        self._kept.append(tensor)
        return tensor.data_ptr()
