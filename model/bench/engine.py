"""Give the engine to measure: an installed one, or one of any size with random weights."""

from __future__ import annotations

import json

import torch
from torch import nn

import presets
from model import checkpoint, engines
from model.config import ModelConfig
from model.delivery import Precision
from model.filling import filled
from model.networks import Networks

SPREAD = 0.02
PATTERN = 1 << 20
"""Numbers that are drawn; large tensors repeat them, because drawing takes longer than running."""


def read_size(name: str) -> ModelConfig:
    """Read the sizes of an installed engine, or of those that a preset describes.

    Raises:
        ValueError: there are no such sizes.
    """
    if name in engines.installed():
        return checkpoint.read_config(engines.folder(name))
    path = presets.folder("sizes") / f"{name}.json"
    if not path.is_file():
        known = sorted({*engines.installed(), *(file.stem for file in path.parent.glob("*.json"))})
        raise ValueError(f"there are no sizes {name!r}; there are {', '.join(known)}")
    return ModelConfig.from_dict(json.loads(path.read_text(encoding="utf-8")))


def build(name: str, precision: Precision, device: str = "cpu") -> Networks:
    """Load an installed engine, or fill one of that size with random weights."""
    if name in engines.installed():
        return checkpoint.load(engines.folder(name), precision, device)
    return random_engine(read_size(name), precision, device)


def random_engine(
    config: ModelConfig, precision: Precision, device: str = "cpu", seed: int = 0
) -> Networks:
    """Give networks with random weights, ready to run, filled a part at a time."""
    with torch.device("meta"):
        networks = Networks(config)
    drawn = torch.randn(PATTERN, generator=torch.Generator().manual_seed(seed)) * SPREAD
    return filled(networks, lambda _, network: _fill(network, drawn), precision, device)


def _fill(network: nn.Module, drawn: torch.Tensor) -> None:
    """Allocate and fill; norms and statistics stay near one, so that signals live."""
    for module in network.modules():
        held = {**module._parameters, **module._buffers}
        for name, tensor in held.items():
            if tensor is None or not tensor.is_meta:
                continue
            made = torch.empty(tensor.shape, dtype=tensor.dtype)
            if not made.is_floating_point():
                made.zero_()
            elif made.dim() > 1:
                flat = made.view(-1)
                for start in range(0, len(flat), PATTERN):
                    piece = flat[start : start + PATTERN]
                    piece.copy_(drawn[: len(piece)])
            else:
                made.fill_(0.0 if name.endswith(("bias", "mean")) else 1.0)
            if name in module._parameters:
                module._parameters[name] = nn.Parameter(made, requires_grad=False)
            else:
                module._buffers[name] = made
