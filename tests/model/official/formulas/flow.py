"""Compute the mel: length regulator, estimator and flow."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from tests.model.official.formulas.plain import Weights, attention, conv, linear, norm, weight


def regulated(w: Weights, content: Tensor, n_frames: int) -> Tensor:
    """Stretch content `(S, C)` to `n_frames` by the nearest, then smooth."""
    x = linear(w, "length_regulator.content_in_proj", content)
    # As torch rounds it: in 32 bits.
    numbers = torch.arange(len(x), dtype=torch.float32)[None, None]
    nearest = functional.interpolate(numbers, n_frames, mode="nearest")[0, 0].long()
    x, place = x[nearest].T[None], "length_regulator.model"
    numbers = sorted({int(name.split(".")[2]) for name in w if name.startswith(place)})
    for number in numbers[:-1:2]:
        x = conv(w, f"{place}.{number}", x, padding=1)
        x = (x - x.mean()) / (x.var(correction=0) + 1e-5).sqrt()
        scale, shift = (w[f"{place}.{number + 1}.{part}"] for part in ("weight", "bias"))
        x = functional.mish(x * scale[:, None] + shift[:, None])
    return conv(w, f"{place}.{numbers[-1]}", x)[0].T


def estimate(
    w: Weights,
    x: Tensor,
    prompt: Tensor,
    content: Tensor,
    style: Tensor,
    time: float,
    heads: int,
    dilation: int,
) -> Tensor:
    """Estimate the velocity of the flow `(F, n)` at a time."""
    e, layers = "cfm.estimator", "cfm.estimator.transformer.layers"
    when = _time(w, f"{e}.t_embedder", time)
    who = style.expand(len(x), -1)
    seen = torch.cat([x, prompt, linear(w, f"{e}.cond_projection", content), who], -1)
    h = linear(w, f"{e}.cond_x_merge_linear", seen)
    depth = len({name.split(".")[4] for name in w if name.startswith(f"{layers}.")})
    skips: list[Tensor] = []
    for number in range(depth):
        layer = f"{layers}.{number}"
        if number > depth // 2:
            h = linear(w, f"{layer}.skip_in_linear", torch.cat([h, skips.pop()], -1))
        q, k, v = linear(
            w, f"{layer}.attention.wqkv", _adapted(w, f"{layer}.attention_norm", h, when)
        ).chunk(3, -1)
        mixed = attention(_turned(q, heads), _turned(k, heads), v, heads, None)
        h = h + linear(w, f"{layer}.attention.wo", mixed)
        y = _adapted(w, f"{layer}.ffn_norm", h, when)
        gate = functional.silu(linear(w, f"{layer}.feed_forward.w1", y))
        h = h + linear(
            w, f"{layer}.feed_forward.w2", gate * linear(w, f"{layer}.feed_forward.w3", y)
        )
        if number < depth // 2:
            skips.append(h)
    h = _adapted(w, f"{e}.transformer.norm", h, when)
    h = linear(w, f"{e}.skip_linear", torch.cat([h, x], -1))
    tail = linear(w, f"{e}.conv1", h)
    tail = _wavenet(w, f"{e}.wavenet", tail, _time(w, f"{e}.t_embedder2", time), dilation)
    y = norm({}, "", tail + linear(w, f"{e}.res_projection", h), 1e-6)
    shift, scale = linear(w, f"{e}.final_layer.adaLN_modulation.1", functional.silu(when)).chunk(
        2, -1
    )
    return linear(w, f"{e}.conv2", linear(w, f"{e}.final_layer.linear", y * (1 + scale) + shift))


def _time(w: Weights, place: str, time: float) -> Tensor:
    n = w[f"{place}.mlp.0.weight"].shape[1] // 2
    angle = 1000 * time * 10_000 ** (-torch.arange(n, dtype=torch.float64) / n)
    waves = torch.cat([angle.cos(), angle.sin()])
    return linear(w, f"{place}.mlp.2", functional.silu(linear(w, f"{place}.mlp.0", waves)))


def _adapted(w: Weights, place: str, x: Tensor, when: Tensor) -> Tensor:
    scale, shift = linear(w, f"{place}.project_layer", when).chunk(2, -1)
    size = (x.square().mean(-1, keepdim=True) + 1e-5).sqrt()
    return scale * (x / size * w[f"{place}.norm.weight"]) + shift


def _turned(x: Tensor, heads: int) -> Tensor:
    """Turn neighbouring pairs by their position."""
    pairs = x.unflatten(-1, (heads, -1, 2))
    n = pairs.shape[-2]
    rates = 10_000 ** (-torch.arange(n, dtype=x.dtype) / n)
    angle = torch.arange(len(x), dtype=x.dtype)[:, None, None] * rates
    a, b = pairs.unbind(-1)
    turned = [a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()]
    return torch.stack(turned, -1).flatten(1)


def _wavenet(w: Weights, place: str, x: Tensor, when: Tensor, dilation: int) -> Tensor:
    layers = len({name.split(".")[4] for name in w if name.startswith(f"{place}.in_layers.")})
    moods = linear(w, f"{place}.cond_layer.conv.conv", when).chunk(layers)
    x, total = x.T[None], torch.zeros_like(x.T[None])
    for number, mood in enumerate(moods):
        name, apart = f"{place}.in_layers.{number}.conv.conv", dilation**number
        edge = apart * (weight(w, name).shape[2] - 1) // 2
        mirrored = functional.pad(x, (edge, edge), mode="reflect")
        a, b = (conv(w, name, mirrored, dilation=apart) + mood[:, None]).chunk(2, 1)
        made = conv(w, f"{place}.res_skip_layers.{number}.conv.conv", a.tanh() * b.sigmoid())
        if number + 1 < layers:
            residual, made = made.chunk(2, 1)
            x = x + residual
        total = total + made
    return total[0].T


def flowed(
    w: Weights,
    noise: Tensor,
    prompt: Tensor,
    content: Tensor,
    style: Tensor,
    steps: int,
    guidance: float,
    heads: int,
    dilation: int,
) -> Tensor:
    """Follow the flow from noise `(F, n)` in even steps; the prompt's frames come out as zeros."""
    x, known = noise.clone(), torch.zeros_like(noise)
    known[: len(prompt)] = prompt
    x[: len(prompt)] = 0
    for step in range(steps):
        how = (step / steps, heads, dilation)
        velocity = estimate(w, x, known, content, style, *how)
        if guidance:
            blank = [torch.zeros_like(part) for part in (known, content, style)]
            free = estimate(w, x, *blank, *how)
            velocity = (1 + guidance) * velocity - guidance * free
        x = x + velocity / steps
        x[: len(prompt)] = 0
    return x
