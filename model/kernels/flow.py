"""Run the flow's layers in C with 8-bit weights: rows stay in the cache for most of a layer."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from model.kernels import attention
from model.kernels.layer import Gate, Norm, Panels, Product, Turn, run
from model.semantic_to_mel import AdaptiveNorm, FlowBlock, RowConvolution, WaveNet


class PackedBlock(FlowBlock):
    """Stand for a block of the flow, at one time for all that is in a batch."""

    def __init__(self, block: FlowBlock) -> None:
        nn.Module.__init__(self)
        self.n_heads = block.n_heads
        self.attend_norm, self.feed_norm = block.attend_norm, block.feed_norm
        self._merge = None if block.merge is None else _packed(block.merge)
        self._query_key_value, self._out = _packed(block.query_key_value), _packed(block.out)
        self._gate = Gate(_packed(block.widen), _packed(block.gate))
        self._narrow = _packed(block.narrow)

    def join(self, x: Tensor, skip: Tensor) -> Tensor:
        """Let the skip come in."""
        assert self._merge is not None
        return _product(torch.cat([x, skip], dim=-1), self._merge)

    def ask(self, x: Tensor, mood: Tensor, turn: Tensor) -> tuple[Tensor, Tensor]:
        """Give queries and keys, turned, and values."""
        columns = Turn(torch.view_as_real(turn), 2 * x.shape[-1])
        norm = _norm(self.attend_norm, mood)
        made = _product(x, self._query_key_value, norm=norm, turn=columns)
        heads = made.unflatten(-1, (3 * self.n_heads, -1))
        return heads[:, :, : 2 * self.n_heads], heads[:, :, 2 * self.n_heads :]

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Let queries `(B, F, H, D)` find `(B, F, H * D)`."""
        if mask is not None:
            return super().attend(query, key, value, mask)
        return attention.attend(query, key, value)

    def answer(self, x: Tensor, mixed: Tensor) -> Tensor:
        """Add what attention found."""
        return _product(mixed, self._out, base=x)

    def feed(self, x: Tensor, mood: Tensor) -> Tensor:
        """Add what every row makes of itself."""
        norm = _norm(self.feed_norm, mood)
        return _product(x, self._narrow, base=x, norm=norm, gate=self._gate)


class PackedWaveNet(WaveNet):
    """Stand for the tail of the flow, at one time for all that is in a batch."""

    def __init__(self, tail: WaveNet) -> None:
        nn.Module.__init__(self)
        self.edges, self.reach, self.time = tail.edges, tail.reach, tail.time
        self._layers = [
            _Layer(cast("RowConvolution", conv), cast("RowConvolution", out))
            for conv, out in zip(tail.convs, tail.outs, strict=True)
        ]

    def layer(self, number: int, x: Tensor, mood: Tensor) -> Tensor:
        """Give what a layer makes of rows `(B, F, C)` and those beyond: changes and skips."""
        return torch.stack([self._layers[number](rows, mood.flatten()) for rows in x])


class _Layer:
    """Hold a layer of the WaveNet; a kernel's rows are one long row of its matrices."""

    def __init__(self, conv: RowConvolution, out: RowConvolution) -> None:
        self._kernel, self._dilation = conv.kernel_size[0], conv.dilation[0]
        assert conv.bias is not None
        weights, biases = conv.weight.transpose(1, 2).flatten(1).chunk(2), conv.bias.chunk(2)
        self._content, self._gate = map(Panels.of, weights, biases)
        self._out = Panels.of(out.weight[:, :, 0], out.bias)

    def __call__(self, rows: Tensor, mood: Tensor) -> Tensor:
        """Give a row for every place where the whole kernel lies on rows `(F, C)`."""
        rows, dim = rows.contiguous(), rows.shape[1]
        size = (len(rows) - self._dilation * (self._kernel - 1), self._kernel, dim)
        # Rows that stand side by side are one long row already; others are copied into one.
        seen = rows.as_strided(size, (dim, self._dilation * dim, 1)).flatten(1)
        for_content, for_gate = mood.chunk(2)
        gate = Gate(self._content.shifted(for_content), self._gate.shifted(for_gate), is_tanh=True)
        made = rows.new_empty(len(seen), self._out.n_out)
        run(seen, Product(self._out, made), gate=gate)
        return made


def _packed(linear: nn.Linear) -> Panels:
    return Panels.of(linear.weight, linear.bias)


def _norm(norm: AdaptiveNorm, mood: Tensor) -> Norm:
    """Give the norm `(1, 2C)` that the time asks for."""
    weight, bias = mood[0].chunk(2)
    return Norm(weight * norm.norm.weight, bias.contiguous(), norm.EPSILON)


def _rows(x: Tensor) -> Tensor:
    """See `(B, F, C)` as rows."""
    return x.contiguous().flatten(0, 1)


def _product(
    x: Tensor,
    panels: Panels,
    base: Tensor | None = None,
    norm: Norm | None = None,
    gate: Gate | None = None,
    turn: Turn | None = None,
) -> Tensor:
    """Map `(B, F, in)` to `(B, F, out)`, and add it to the base."""
    made = x.new_empty(*x.shape[:-1], panels.n_out)
    added = None if base is None else _rows(base)
    run(_rows(x), Product(panels, made.flatten(0, 1), added), norm, gate, turn)
    return made
