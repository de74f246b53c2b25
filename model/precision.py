"""Hold weights in 16 or 8 bits where memory or arithmetic is what takes the time.

Decoding reads every weight of the transformer once per token, so fewer bits are less time: the
float16 kernel reads twice as many weights a second as the float32 one, at a tenth of bfloat16's
error, and the 8-bit one half as many again. With many rows at once the arithmetic counts, which
bfloat16 is faster at. What flows between the layers stays 32 bits wide, and so do norms,
embeddings and the vocoder, whose rounding would be heard.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.delivery import Precision
from model.networks import Networks
from model.prompt_listener import PromptListener

FEW_ROWS = 4
"""Up to here the weights are read faster than they are computed with."""

SIDE_BY_SIDE = 16
"""Rows that are takes of one phrase, so that they can share a scale."""

MOST_INT8 = 127
SATURATES = True
"""Older processors add products in 16 bits; rows of 7 bits never overflow them."""

INT8_ENGINES = frozenset({"x86", "fbgemm", "onednn"})
"""Whose 8-bit kernels take a scale for every output."""


class NarrowLinear(nn.Module):
    """Multiply 32-bit rows by bfloat16 weights."""

    KIND = torch.bfloat16

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.register_buffer("weight", linear.weight.detach().to(self.KIND))
        self.bias = linear.bias

    weight: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        return self._biased(functional.linear(x.to(self.KIND), self.weight))

    def _biased(self, made: Tensor) -> Tensor:
        return made.float() if self.bias is None else made.float() + self.bias


class DecodingLinear(NarrowLinear):
    """Multiply a few rows by float16 weights; for many, the weights become bfloat16 in passing."""

    KIND = torch.float16

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        if x.shape[:-1].numel() <= FEW_ROWS:
            return super().forward(x)
        wide = functional.linear(x.bfloat16(), self.weight.bfloat16())
        return self._biased(wide)


class IntegerLinear(nn.Module):
    """Multiply a few rows in 8 bits, with one scale for the rows and one for every output.

    The weights are held twice, as the kernel wants them and plain: for many rows, some of which
    are far louder than others, the plain ones become bfloat16 in passing and the rows stay 16 bits.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        weight = linear.weight.detach().float()
        scale = (weight.abs().amax(1) / MOST_INT8).clamp(min=torch.finfo(torch.float32).tiny)
        with warnings.catch_warnings():  # the tensor type is on its way out, its kernels stay
            warnings.simplefilter("ignore", UserWarning)
            zeros = torch.zeros(len(scale), dtype=torch.long)
            whole = torch.quantize_per_channel(weight, scale.double(), zeros, 0, torch.qint8)
            self.packed = torch.ops.quantized.linear_prepack(whole, linear.bias)
            self.register_buffer("weight", whole.int_repr())
        self.register_buffer("scale", scale)
        self.bias = linear.bias

    weight: Tensor
    scale: Tensor

    def forward(self, x: Tensor) -> Tensor:
        """Map `(..., in)` to `(..., out)`."""
        if x.shape[:-1].numel() <= SIDE_BY_SIDE:
            return torch.ops.quantized.linear_dynamic(x.float(), self.packed, SATURATES)
        wide = functional.linear(x.bfloat16(), self.weight.bfloat16()).float() * self.scale
        return wide if self.bias is None else wide + self.bias


def fitting(precision: Precision, device: str) -> Precision:
    """Give what a device computes in: eight bits are for processors."""
    return "half" if precision == "int8" and device != "cpu" else precision


Linear = type[NarrowLinear] | type[IntegerLinear]


def narrow(networks: Networks, precision: Precision, *parts: str) -> Networks:
    """Replace the weights that can be narrow, in place; `float32` changes nothing.

    `parts` names the networks to do it in; without any, all of them.
    """
    if precision != "float32":
        for part in parts or _NARROWED:
            _NARROWED.get(part, _left_alone)(networks, precision)
    return networks


def _narrow_transformer(networks: Networks, precision: Precision) -> None:
    told = networks.text_to_semantic
    kind: Linear = DecodingLinear
    if precision == "int8" and torch.backends.quantized.engine in INT8_ENGINES:
        kind = IntegerLinear
    _replace(told.blocks, kind)
    told.head = kind(told.head)  # type: ignore[assignment]
    _replace(told, NarrowLinear)


def _narrow_flow(networks: Networks, _precision: Precision) -> None:
    networks.semantic_to_mel.narrow()


def _narrow_listener(networks: Networks, _precision: Precision) -> None:
    if isinstance(networks.listener, PromptListener):  # speaker and codec are small beside it
        _replace(networks.listener.speech_encoder, NarrowLinear)


def _left_alone(_networks: Networks, _precision: Precision) -> None:
    """Do nothing: the vocoder's rounding would be heard as noise."""


_NARROWED: dict[str, Callable[[Networks, Precision], None]] = {
    "text_to_semantic": _narrow_transformer,
    "semantic_to_mel": _narrow_flow,
    "listener": _narrow_listener,
}


def _replace(module: nn.Module, kind: Linear) -> None:
    """Replace the linear maps below a module."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, kind(child))
        else:
            _replace(child, kind)
