"""Hold a layer of many rows with 8-bit weights, and take rows through it in C."""

from __future__ import annotations

import ctypes
from ctypes import Structure, c_float, c_int32, c_int64, c_void_p
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from model.kernels.calling import call, place
from model.kernels.library import DOT
from model.kernels.tally import count

PANEL, QUAD, MIDDLE, MOST = 64, 4, 128, 127
"""Outputs and inputs that stand together, and the rows' middle and reach, as `panel.h` says."""


class _Matrix(Structure):
    _fields_ = [
        ("weight", c_void_p),
        ("offsets", c_void_p),
        ("scales", c_void_p),
        ("bias", c_void_p),
        ("n_in", c_int32),
        ("n_out", c_int32),
    ]


class _Source(Structure):
    _fields_ = [
        ("x", c_void_p),
        ("weight", c_void_p),
        ("bias", c_void_p),
        ("stride", c_int64),
        ("epsilon", c_float),
    ]


class _Target(Structure):
    _fields_ = [
        ("matrix", _Matrix),
        ("base", c_void_p),
        ("made", c_void_p),
        ("base_stride", c_int64),
        ("stride", c_int64),
    ]


class _Layer(Structure):
    _fields_ = [
        ("source", _Source),
        ("content", _Matrix),
        ("gate", _Matrix),
        ("target", _Target),
        ("turn", c_void_p),
        ("length", c_int32),
        ("head", c_int32),
        ("n_turned", c_int32),
        ("is_tanh", c_int32),
        ("n_rows", c_int32),
        ("level", c_int32),
    ]


@dataclass(frozen=True, slots=True)
class Panels:
    """Hold a linear map's weights in 8 bits as C reads them, with a scale for every output."""

    weight: Tensor
    offsets: Tensor
    scales: Tensor
    bias: Tensor
    n_in: int
    n_out: int

    @classmethod
    def of(cls, weight: Tensor, bias: Tensor | None = None) -> Panels:
        """Pack weights `(out, in)`."""
        n_out, n_in = weight.shape
        beyond = -n_out % PANEL
        weight = functional.pad(weight.detach().float(), (0, -n_in % QUAD, 0, beyond))
        scales = (weight.abs().amax(1) / MOST).clamp(min=torch.finfo(torch.float32).tiny)
        whole = torch.round(weight / scales[:, None]).to(torch.int8)
        panels = whole.view(len(whole) // PANEL, PANEL, -1, QUAD).transpose(1, 2).contiguous()
        offsets = -MIDDLE * whole.sum(1, dtype=torch.int32)
        none = weight.new_zeros(n_out) if bias is None else bias.detach().float()
        return cls(panels, offsets, scales, functional.pad(none, (0, beyond)), n_in, n_out)

    def shifted(self, by: Tensor) -> Panels:
        """Add `(out,)` to the bias."""
        return replace(self, bias=self.bias + functional.pad(by, (0, -self.n_out % PANEL)))

    def matrix(self) -> _Matrix:
        """Say where everything lies."""
        lists = (self.weight, self.offsets, self.scales, self.bias)
        return _Matrix(*(one.data_ptr() for one in lists), self.n_in, self.n_out)


@dataclass(frozen=True, slots=True)
class Product:
    """Say where the product with a matrix goes: into `made` `(n, out)`, added to `base`."""

    panels: Panels
    made: Tensor
    base: Tensor | None = None

    def target(self, n_rows: int) -> _Target:
        """Say where everything lies."""
        target = _Target(self.panels.matrix(), stride=self.made.stride(0))
        target.made = place(self.made, n_rows, self.panels.n_out)
        if self.base is not None:
            target.base = place(self.base, n_rows, self.panels.n_out)
            target.base_stride = self.base.stride(0)
        return target


@dataclass(frozen=True, slots=True)
class Norm:
    """Divide rows by their root mean square, then scale and shift them by `(in,)` each."""

    weight: Tensor
    bias: Tensor
    epsilon: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Multiply two products: SwiGLU, or the tangent of the content by the sigmoid of the gate."""

    content: Panels
    gate: Panels
    is_tanh: bool = False

    def leads_to(self, panels: Panels) -> bool:
        """Tell whether what is made of both is what a matrix takes."""
        content, gate = self.content, self.gate
        return (content.n_in, content.n_out) == (gate.n_in, gate.n_out) == (gate.n_in, panels.n_in)


@dataclass(frozen=True, slots=True)
class Turn:
    """Rotate neighbouring pairs of the first columns by `(length, head / 2, 2)`, head by head."""

    by: Tensor
    n_columns: int


def run(
    rows: Tensor,
    product: Product,
    norm: Norm | None = None,
    gate: Gate | None = None,
    turn: Turn | None = None,
    level: int = DOT,
) -> None:
    """Take rows `(n, in)` through what is given, in this order: norm, gate, product, turn.

    All that is given has to be 32 bits wide, with rows of neighbouring numbers; `level` is that of
    the instructions to use at most.

    Raises:
        MemoryError: there is not enough.
        ValueError: it does not lie so, or one's sizes are not those of the other.
    """
    matrices = [product.panels, *([gate.content, gate.gate] if gate else [])]
    if gate is not None and not gate.leads_to(product.panels):
        raise ValueError("the matrices of a gate do not fit together")
    n_rows, n_in = len(rows), matrices[-1].n_in
    layer = _Layer(target=product.target(n_rows), n_rows=n_rows, level=level)
    layer.source = _Source(place(rows, n_rows, n_in), stride=rows.stride(0))
    if norm is not None:
        layer.source.weight, layer.source.bias = place(norm.weight, n_in), place(norm.bias, n_in)
        layer.source.epsilon = norm.epsilon
    if gate is not None:
        layer.content, layer.gate = gate.content.matrix(), gate.gate.matrix()
        layer.is_tanh = gate.is_tanh
    if turn is not None:
        layer.turn = place(turn.by, *turn.by.shape, joined=turn.by.dim())
        layer.length, layer.head = len(turn.by), turn.by[0].numel()
        layer.n_turned = turn.n_columns
        if turn.n_columns > product.panels.n_out or turn.n_columns % layer.head:
            raise ValueError(f"{turn.n_columns} columns are not whole heads of {layer.head}")
    count(integers=2 * n_rows * sum(one.n_in * one.n_out for one in matrices))
    call("takelane_layer", ctypes.byref(layer))
