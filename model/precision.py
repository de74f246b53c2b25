"""Hold weights in 16 or 8 bits where memory or arithmetic is what takes the time.

What flows between the layers stays 32 bits wide, as do norms, embeddings and the vocoder. Decoding
reads every weight of the transformer once per token, so there 8 bits are four times as fast as 32;
with many rows at once the arithmetic counts, and 16 bits are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.delivery import Precision
from model.networks import Networks

FEW_ROWS = 8
"""Up to here the weights are read faster than they are computed with."""


class NarrowLinear(nn.Module):
    """Multiply 32-bit rows by 16-bit weights."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.register_buffer("weight", linear.weight.detach().bfloat16())
        self.bias = linear.bias

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        made = functional.linear(x.bfloat16(), self.weight).float()
        return made if self.bias is None else made + self.bias


class ByteLinear(NarrowLinear):
    """Multiply a few rows by 8-bit weights, a scale for each output; many rows by 16-bit ones."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__(linear)
        weight = linear.weight.detach()
        scale = weight.abs().amax(dim=1).clamp(min=1e-12) / 127.0
        self.register_buffer("steps", torch.round(weight / scale[:, None]).to(torch.int8))
        self.register_buffer("scale", scale.bfloat16())

    steps: Tensor
    scale: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        rows = x.reshape(-1, x.shape[-1])
        if len(rows) > FEW_ROWS:
            return super().forward(x)
        # Row by row: the kernel reads the weights once for one row, and slows down for more.
        made = torch._weight_int8pack_mm(rows.bfloat16(), self.steps, self.scale).float()
        made = made.view(*x.shape[:-1], -1)
        return made if self.bias is None else made + self.bias


class NarrowConv(nn.Module):
    """Convolve 32-bit frames with 16-bit weights."""

    def __init__(self, conv: nn.Conv1d) -> None:
        super().__init__()
        self.register_buffer("weight", conv.weight.detach().bfloat16())
        self.bias = conv.bias
        self.padding = conv.padding

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, in, F)` to `(B, out, F)`."""
        made = functional.conv1d(x.bfloat16(), self.weight, padding=self.padding).float()
        return made if self.bias is None else made + self.bias[:, None]


def narrow(networks: Networks, precision: Precision) -> Networks:
    """Replace the weights that can be narrow, in place; `float32` changes nothing."""
    if precision == "float32":
        return networks
    told, flow = networks.text_to_semantic, networks.semantic_to_mel.estimator
    enter = flow.enter  # read in two parts, and small
    decoding = ByteLinear if precision == "int8" else NarrowLinear
    _replace(told.blocks, decoding)
    told.head = decoding(told.head)  # type: ignore[assignment]
    for part in (told, flow, networks.listener):
        _replace(part, NarrowLinear)
    flow.enter = enter
    return networks


def _replace(module: nn.Module, kind: type[NarrowLinear]) -> None:
    """Replace linear maps and plain convolutions below a module."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, kind(child))
        elif isinstance(child, nn.Conv1d) and child.groups == 1 and child.dilation == (1,):
            setattr(module, name, NarrowConv(child))
        else:
            _replace(child, kind)
