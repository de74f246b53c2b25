"""Share the maps that all networks of an official checkpoint are made of.

The formulas beside this are plain and in 64 bits, written from the description of the networks
alone: nothing is imported from the engine, so the two agree only if both are right. Sizes are read
off the tensors, which keep the names that they have upstream.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

Weights = Mapping[str, Tensor]


def weight(w: Weights, name: str) -> Tensor:
    """Give a weight, from length and direction where it is kept so."""
    if f"{name}.weight" in w:
        return w[f"{name}.weight"]
    length, direction = w[f"{name}.weight_g"], w[f"{name}.weight_v"]
    dims = tuple(range(1, direction.dim()))
    return length * direction / direction.square().sum(dims, keepdim=True).sqrt()


def linear(w: Weights, name: str, x: Tensor) -> Tensor:
    """Map the last axis; a convolution of one tap counts as a map."""
    matrix = weight(w, name)
    return x @ matrix.flatten(1).T + w.get(f"{name}.bias", torch.zeros((), dtype=x.dtype))


def conv(w: Weights, name: str, x: Tensor, padding: int = 0, dilation: int = 1) -> Tensor:
    """Convolve `(1, C, F)` over time, as a product: torch's own is slow in 64 bits."""
    matrix = weight(w, name)
    reach = dilation * (matrix.shape[2] - 1)
    rows = functional.pad(x, (padding, padding))[0].unfold(-1, reach + 1, 1)[..., ::dilation]
    made = torch.einsum("oik,ifk->of", matrix, rows)
    return (made + w[f"{name}.bias"][:, None] if f"{name}.bias" in w else made)[None]


def depthwise(w: Weights, name: str, x: Tensor) -> Tensor:
    """Convolve every channel of `(F, C)` over time by itself."""
    kernel = w[f"{name}.weight"][:, 0]
    edge = kernel.shape[1] // 2
    rows = functional.pad(x.T, (edge, edge)).unfold(-1, kernel.shape[1], 1)
    return (rows * kernel[:, None]).sum(-1).T + w[f"{name}.bias"]


def norm(w: Weights, name: str, x: Tensor, floor: float = 1e-5) -> Tensor:
    """Normalise the last axis, with a learned scale and shift where there are any."""
    x = x - x.mean(-1, keepdim=True)
    x = x / (x.square().mean(-1, keepdim=True) + floor).sqrt()
    return x * w[f"{name}.weight"] + w[f"{name}.bias"] if f"{name}.weight" in w else x


def attention(query: Tensor, key: Tensor, value: Tensor, heads: int, real: Tensor | None) -> Tensor:
    """Attend between `(T, C)` and `(S, C)`; scores are over the root of a head's width."""
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(0, 1) for x in (query, key, value))
    scores = q @ k.mT / math.sqrt(q.shape[-1])
    if real is not None:
        scores = scores.masked_fill(~real, -torch.inf)
    return (scores.softmax(-1) @ v).transpose(0, 1).flatten(1)
