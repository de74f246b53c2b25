"""Hold weights in 16 bits where memory or arithmetic is what takes the time.

Decoding reads every weight of the transformer once per token. There the float16 kernel reads twice
as many weights a second as the float32 one, at a tenth of bfloat16's error; with many rows at once
the arithmetic counts, which bfloat16 is faster at. What flows between the layers stays 32 bits
wide, and so do norms, embeddings and the vocoder, whose rounding would be heard.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.delivery import Precision
from model.networks import Networks
from model.prompt_listener import PromptListener

FEW_ROWS = 4
"""Up to here the weights are read faster than they are computed with."""


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


def narrow(networks: Networks, precision: Precision, *parts: str) -> Networks:
    """Replace the weights that can be narrow, in place; `float32` changes nothing.

    `parts` names the networks to do it in; without any, all of them.
    """
    if precision != "float32":
        for part in parts or _NARROWED:
            _NARROWED.get(part, _left_alone)(networks)
    return networks


def _narrow_transformer(networks: Networks) -> None:
    told = networks.text_to_semantic
    _replace(told.blocks, DecodingLinear)
    told.head = DecodingLinear(told.head)  # type: ignore[assignment]
    _replace(told, NarrowLinear)


def _narrow_flow(networks: Networks) -> None:
    networks.semantic_to_mel.narrow()


def _narrow_listener(networks: Networks) -> None:
    if isinstance(networks.listener, PromptListener):  # speaker and codec are small beside it
        _replace(networks.listener.speech_encoder, NarrowLinear)


def _left_alone(_networks: Networks) -> None:
    """Do nothing: the vocoder's rounding would be heard as noise."""


_NARROWED: dict[str, Callable[[Networks], None]] = {
    "text_to_semantic": _narrow_transformer,
    "semantic_to_mel": _narrow_flow,
    "listener": _narrow_listener,
}


def _replace(module: nn.Module, kind: type[NarrowLinear]) -> None:
    """Replace the linear maps below a module."""
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, kind(child))
        else:
            _replace(child, kind)
