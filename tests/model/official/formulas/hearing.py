"""Compute what a prompt is heard as: the speaker, and the codes of its sounds."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from tests.model.official.formulas.plain import Weights, conv, depthwise, linear, norm

SEGMENT = 100


def convnext(w: Weights, stack: str, x: Tensor) -> Tensor:
    """Run `(S, C)` through an encoder or decoder of the tokenizer."""
    place = f"{stack}.0"
    x = conv(w, f"{place}.embed", x.T[None], padding=3)[0].T
    x = norm(w, f"{place}.norm", x, 1e-6)
    blocks = len({name.split(".")[3] for name in w if name.startswith(f"{place}.convnext.")})
    for block in (f"{place}.convnext.{number}" for number in range(blocks)):
        y = depthwise(w, f"{block}.dwconv", x)
        y = linear(w, f"{block}.pwconv1", norm(w, f"{block}.norm", y, 1e-6))
        x = x + w[f"{block}.gamma"] * linear(w, f"{block}.pwconv2", functional.gelu(y))
    return linear(w, f"{stack}.1", norm(w, f"{place}.final_layer_norm", x, 1e-6))


QUANTIZER = "quantizer.quantizers.0"


def codes(w: Weights, encoded: Tensor) -> Tensor:
    """Tokenize what was encoded `(S, C)`: the code of the least angle."""
    here = linear(w, f"{QUANTIZER}.in_project", encoded)
    book = w[f"{QUANTIZER}.codebook.weight"]
    unit = [x / x.square().sum(-1, keepdim=True).sqrt() for x in (here, book)]
    return (unit[0] @ unit[1].T).argmax(-1)


def embedded(w: Weights, tokens: Tensor) -> Tensor:
    """Give the embedding `(S, C)` of tokens."""
    return linear(w, f"{QUANTIZER}.out_project", w[f"{QUANTIZER}.codebook.weight"][tokens])


def style(w: Weights, features: Tensor) -> Tensor:
    """Embed a speaker's features `(F, M)` with CAMPPlus."""
    x = _batch(
        w, "head.bn1", functional.conv2d(features.T[None, None], w["head.conv1.weight"], padding=1)
    )
    x = x.relu()
    for layer in ("layer1", "layer2"):
        x = _residual(w, f"head.{layer}.0", x, 2)
        x = _residual(w, f"head.{layer}.1", x, 1)
    x = functional.conv2d(x, w["head.conv2.weight"], stride=(2, 1), padding=1)
    x = _batch(w, "head.bn2", x).relu().flatten(1, 2)
    x = conv(w, "xvector.tdnn.linear", x, padding=2)[..., ::2]
    x = _batch(w, "xvector.tdnn.nonlinear.batchnorm", x).relu()
    for number, apart in enumerate((1, 2, 2), start=1):
        block = f"xvector.block{number}.tdnnd"
        depth = len({name.split(".")[2] for name in w if name.startswith(block)})
        for layer in range(1, depth + 1):
            x = torch.cat([x, _dense(w, f"{block}{layer}", x, apart)], 1)
        place = f"xvector.transit{number}"
        x = conv(w, f"{place}.linear", _batch(w, f"{place}.nonlinear.batchnorm", x).relu())
    x = _batch(w, "xvector.out_nonlinear.batchnorm", x).relu()
    pooled = torch.cat([x.mean(-1), x.std(-1)], -1)[..., None]
    x = conv(w, "xvector.dense.linear", pooled)
    return _batch(w, "xvector.dense.nonlinear.batchnorm", x)[0, :, 0]


def _batch(w: Weights, name: str, x: Tensor) -> Tensor:
    spread = (1, -1, *[1] * (x.dim() - 2))
    mean, variance = (w[f"{name}.running_{part}"].view(spread) for part in ("mean", "var"))
    x = (x - mean) / (variance + 1e-5).sqrt()
    if f"{name}.weight" not in w:
        return x
    return x * w[f"{name}.weight"].view(spread) + w[f"{name}.bias"].view(spread)


def _residual(w: Weights, place: str, x: Tensor, stride: int) -> Tensor:
    y = functional.conv2d(x, w[f"{place}.conv1.weight"], stride=(stride, 1), padding=1)
    y = functional.conv2d(
        _batch(w, f"{place}.bn1", y).relu(), w[f"{place}.conv2.weight"], padding=1
    )
    if stride > 1:
        x = functional.conv2d(x, w[f"{place}.shortcut.0.weight"], stride=(stride, 1))
        x = _batch(w, f"{place}.shortcut.1", x)
    return (_batch(w, f"{place}.bn2", y) + x).relu()


def _dense(w: Weights, place: str, x: Tensor, apart: int) -> Tensor:
    x = conv(w, f"{place}.linear1", _batch(w, f"{place}.nonlinear1.batchnorm", x).relu())
    x = _batch(w, f"{place}.nonlinear2.batchnorm", x).relu()
    parts = x.split(SEGMENT, -1)
    local = torch.cat([part.mean(-1, keepdim=True).expand_as(part) for part in parts], -1)
    mask = conv(w, f"{place}.cam_layer.linear1", x.mean(-1, keepdim=True) + local).relu()
    mask = conv(w, f"{place}.cam_layer.linear2", mask).sigmoid()
    return conv(w, f"{place}.cam_layer.linear_local", x, padding=apart, dilation=apart) * mask
