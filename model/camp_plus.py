"""Embed a speaker with CAMPPlus (Wang et al., arXiv 2303.00332): dense layers that mask themselves.

Attributes bear the names of the published weights, so that they load as they are.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.listener_config import CampPlusConfig

SEGMENT = 100
"""Frames that share one local context."""

KERNELS, DILATIONS = (3, 3, 3), (1, 2, 2)
MEL_REDUCTION = 8


def _normed(dim: int) -> nn.Sequential:
    named = nn.Sequential()
    named.add_module("batchnorm", nn.BatchNorm1d(dim))
    named.add_module("relu", nn.ReLU())
    return named


class ResidualBlock(nn.Module):
    """Convolve mel and time twice; the stride is on the mel axis only."""

    def __init__(self, dim: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(dim, dim, 3, stride=(stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(dim)
        self.conv2 = nn.Conv2d(dim, dim, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(dim)
        self.shortcut = nn.Sequential()
        if stride > 1:
            self.shortcut.append(nn.Conv2d(dim, dim, 1, stride=(stride, 1), bias=False))
            self.shortcut.append(nn.BatchNorm2d(dim))

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, C, M, F)` to `(B, C, M / stride, F)`."""
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + self.shortcut(x))


class Head(nn.Module):
    """Look at mel and time as at a picture; halve the mel axis three times."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, dim, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(dim)
        self.layer1 = nn.Sequential(ResidualBlock(dim, 2), ResidualBlock(dim, 1))
        self.layer2 = nn.Sequential(ResidualBlock(dim, 2), ResidualBlock(dim, 1))
        self.conv2 = nn.Conv2d(dim, dim, 3, stride=(2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(dim)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, M, F)` to `(B, C * M / 8, F)`."""
        x = functional.relu(self.bn1(self.conv1(x[:, None])))
        x = self.layer2(self.layer1(x))
        return functional.relu(self.bn2(self.conv2(x))).flatten(1, 2)


class ContextMask(nn.Module):
    """Convolve, and let the mean of the whole and of the neighbourhood say what passes."""

    def __init__(self, in_dim: int, hidden_dim: int, out_dim: int, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(
            in_dim, out_dim, 3, padding=dilation, dilation=dilation, bias=False
        )
        self.linear1 = nn.Conv1d(in_dim, hidden_dim, 1)
        self.linear2 = nn.Conv1d(hidden_dim, out_dim, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, C, F)` to `(B, growth, F)`."""
        context = x.mean(-1, keepdim=True) + _segment_means(x)
        mask = torch.sigmoid(self.linear2(functional.relu(self.linear1(context))))
        return self.linear_local(x) * mask


def _segment_means(x: Tensor) -> Tensor:
    """Replace every frame by the mean of its segment; the last may be shorter."""
    segments = x.split(SEGMENT, dim=-1)
    return torch.cat([s.mean(-1, keepdim=True).expand_as(s) for s in segments], dim=-1)


class DenseLayer(nn.Module):
    """Squeeze everything made so far, and add a few channels to it."""

    def __init__(self, in_dim: int, config: CampPlusConfig, dilation: int) -> None:
        super().__init__()
        inner = config.bottleneck_dim
        self.nonlinear1 = _normed(in_dim)
        self.linear1 = nn.Conv1d(in_dim, inner, 1, bias=False)
        self.nonlinear2 = _normed(inner)
        self.cam_layer = ContextMask(inner, config.context_dim, config.growth, dilation)

    def forward(self, x: Tensor) -> Tensor:
        """Map `(B, C, F)` to `(B, C + growth, F)`."""
        inner = self.nonlinear2(self.linear1(self.nonlinear1(x)))
        return torch.cat([x, self.cam_layer(inner)], dim=1)


class CampPlus(nn.Module):
    """Map features `(B, F, M)` to speaker embeddings `(B, C)`."""

    def __init__(self, config: CampPlusConfig) -> None:
        super().__init__()
        self.head = Head(config.head_dim)
        self.xvector = nn.ModuleDict()
        add = self.xvector.add_module
        entrance = nn.Sequential()
        wide = config.head_dim * (config.n_mels // MEL_REDUCTION)
        entrance.add_module("linear", nn.Conv1d(wide, config.dim, 5, 2, padding=2, bias=False))
        entrance.add_module("nonlinear", _normed(config.dim))
        add("tdnn", entrance)
        dim = config.dim
        for number, (depth, dilation) in enumerate(zip(config.depths, DILATIONS, strict=True), 1):
            block = nn.Sequential()
            for layer in range(depth):
                made = DenseLayer(dim + layer * config.growth, config, dilation)
                block.add_module(f"tdnnd{layer + 1}", made)
            dim += depth * config.growth
            transit = nn.Sequential()
            transit.add_module("nonlinear", _normed(dim))
            transit.add_module("linear", nn.Conv1d(dim, dim // 2, 1, bias=False))
            add(f"block{number}", block)
            add(f"transit{number}", transit)
            dim //= 2
        add("out_nonlinear", _normed(dim))
        dense = nn.Sequential()
        dense.add_module("linear", nn.Conv1d(2 * dim, config.embed_dim, 1, bias=False))
        last = nn.Sequential()
        last.add_module("batchnorm", nn.BatchNorm1d(config.embed_dim, affine=False))
        dense.add_module("nonlinear", last)
        add("dense", dense)

    def forward(self, features: Tensor) -> Tensor:
        """Embed."""
        *layers, dense = self.xvector.values()
        x = self.head(features.transpose(1, 2))
        for layer in layers:
            x = layer(x)
        pooled = torch.cat([x.mean(-1), x.std(-1)], dim=-1)
        return dense(pooled[..., None])[..., 0]
