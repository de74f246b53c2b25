"""Compute text to semantic tokens: conditioners, transformer, and who may be drawn."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from tests.model.official.formulas.plain import Weights, attention, depthwise, linear, norm


def conformer(w: Weights, place: str, x: Tensor, heads: int, real: Tensor) -> tuple[Tensor, Tensor]:
    """Read features `(S, n)`: states `(S', C)` and which of them are real."""
    first = functional.conv2d(
        x[None, None], w[f"{place}.embed.conv.0.weight"], w[f"{place}.embed.conv.0.bias"], stride=2
    ).relu()
    x = linear(w, f"{place}.embed.out.0", first[0].transpose(0, 1).flatten(1))
    x, real = x * math.sqrt(x.shape[1]), real[2::2]
    even = torch.arange(0, x.shape[1], 2, dtype=x.dtype)
    angles = torch.arange(len(x), dtype=x.dtype)[:, None] * 10_000 ** (-even / x.shape[1])
    where = torch.stack([angles.sin(), angles.cos()], -1).flatten(1)
    blocks = len({name.split(".")[2] for name in w if name.startswith(f"{place}.encoders.")})
    for block in (f"{place}.encoders.{number}" for number in range(blocks)):
        x = x + _attend(
            w, f"{block}.self_attn", norm(w, f"{block}.norm_mha", x), where, heads, real
        )
        x = x + _convolve(w, f"{block}.conv_module", norm(w, f"{block}.norm_conv", x), real)
        y = linear(w, f"{block}.feed_forward.w_1", norm(w, f"{block}.norm_ff", x))
        x = x + linear(w, f"{block}.feed_forward.w_2", functional.silu(y))
        x = norm(w, f"{block}.norm_final", x)
    return norm(w, f"{place}.after_norm", x), real


def _attend(w: Weights, place: str, x: Tensor, where: Tensor, heads: int, real: Tensor) -> Tensor:
    q, k, v = (linear(w, f"{place}.linear_{name}", x) for name in "qkv")
    p = where @ w[f"{place}.linear_pos.weight"].T
    q, k, v, p = (y.unflatten(-1, (heads, -1)).transpose(0, 1) for y in (q, k, v, p))
    u, b = (w[f"{place}.pos_bias_{name}"][:, None] for name in "uv")
    scores = ((q + u) @ k.mT + (q + b) @ p.mT) / math.sqrt(q.shape[-1])
    shares = scores.masked_fill(~real, -torch.inf).softmax(-1)
    return linear(w, f"{place}.linear_out", (shares @ v).transpose(0, 1).flatten(1))


def _convolve(w: Weights, place: str, x: Tensor, real: Tensor) -> Tensor:
    x = x * real[:, None]
    a, b = linear(w, f"{place}.pointwise_conv1", x).chunk(2, -1)
    y = depthwise(w, f"{place}.depthwise_conv", a * b.sigmoid())
    y = functional.silu(norm(w, f"{place}.norm", y))
    return linear(w, f"{place}.pointwise_conv2", y) * real[:, None]


def perceiver(w: Weights, place: str, states: Tensor, heads: int, real: Tensor) -> Tensor:
    """Read states `(S, C)` into latents `(L, C)`."""
    context = linear(w, f"{place}.proj_context", states)
    latents = w[f"{place}.latents"]
    layers = len({name.split(".")[2] for name in w if name.startswith(f"{place}.layers.")})
    for layer in (f"{place}.layers.{number}" for number in range(layers)):
        key, value = linear(w, f"{layer}.0.to_kv", torch.cat([latents, context])).chunk(2, -1)
        seen = torch.cat([real.new_ones(len(latents)), real])
        read = attention(linear(w, f"{layer}.0.to_q", latents), key, value, heads, seen)
        latents = latents + linear(w, f"{layer}.0.to_out", read)
        content, gate = linear(w, f"{layer}.1.0", latents).chunk(2, -1)
        latents = latents + linear(w, f"{layer}.1.2", content * functional.gelu(gate))
    length = latents.square().sum(-1, keepdim=True).sqrt()
    return latents / length * math.sqrt(latents.shape[1]) * w[f"{place}.norm.gamma"]


def emotion(w: Weights, features: Tensor, heads: int) -> dict[str, Tensor]:
    """Hear a mood: states, what they are read into, and the vector `(C,)` that it becomes."""
    real = torch.ones(len(features), dtype=torch.bool)
    states, real = conformer(w, "emo_conditioning_encoder", features, heads, real)
    read = perceiver(w, "emo_perceiver_encoder", states, heads, real)[0]
    vector = linear(w, "emo_layer", linear(w, "emovec_layer", read))
    return {"states": states, "read": read, "vector": vector}


def transformer(w: Weights, rows: Tensor, heads: int) -> Tensor:
    """Run rows `(L, C)` through the causal stack and both norms."""
    x, length = rows, len(rows)
    layers = len({name.split(".")[2] for name in w if name.startswith("gpt.h.")})
    hidden = torch.ones(length, length, dtype=torch.bool).tril()
    for block in (f"gpt.h.{number}" for number in range(layers)):
        q, k, v = _rows(w, f"{block}.attn.c_attn", norm(w, f"{block}.ln_1", x)).chunk(3, -1)
        x = x + _rows(w, f"{block}.attn.c_proj", attention(q, k, v, heads, hidden))
        y = _rows(w, f"{block}.mlp.c_fc", norm(w, f"{block}.ln_2", x))
        y = 0.5 * y * (1 + torch.tanh(math.sqrt(2 / math.pi) * (y + 0.044715 * y**3)))
        x = x + _rows(w, f"{block}.mlp.c_proj", y)
    return norm(w, "final_norm", norm(w, "gpt.ln_f", x))


def _rows(w: Weights, name: str, x: Tensor) -> Tensor:
    """Map as GPT-2 keeps its maps: input first."""
    return x @ w[f"{name}.weight"] + w[f"{name}.bias"]


def processed(scores: Tensor, said: Tensor, n_kept: int) -> Tensor:
    """Close all but those `(V,)` that may be drawn: penalty 10, 0.8, the best 30, 0.8 of chance."""
    lower = torch.where(scores < 0, scores * 10, scores / 10)
    scores = torch.where(said, lower, scores) / 0.8
    order = scores.argsort(descending=True)
    chance = scores[order[:30]].softmax(-1)
    before = chance.cumsum(-1) - chance
    kept = order[:30][(before < 0.8) | (torch.arange(len(chance)) < n_kept)]
    return torch.full_like(scores, -torch.inf).scatter(0, kept, scores[kept])
