"""Fill networks with weights, and make them ready to run."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from model.bigvgan import BigVgan
from model.delivery import Precision
from model.graphed_stack import quicken
from model.memory import keep_memory, return_memory
from model.networks import Networks
from model.precision import fitting, narrow

Fill = Callable[[str, nn.Module], object]
"""Gives a part, by name, its 32-bit weights."""


def filled(networks: Networks, fill: Fill, precision: Precision, device: str) -> Networks:
    """Fill networks without weights, a part at a time, and make them as narrow as is asked.

    Args:
        networks: on torch's meta device.
        fill: is asked for every part once.
        precision: of the weights.
        device: to run on, as torch names it.
    """
    # The largest first, so that its 32-bit weights are gone before the others come.
    parts = sorted(networks.named_children(), key=lambda part: -n_weights(part[1]))
    for part, network in parts:
        fill(part, network)
        narrow(networks, fitting(precision, device), part)
        network.to(device)
        return_memory()
    quicken(networks.text_to_semantic, device)
    if isinstance(networks.vocoder, BigVgan):
        networks.vocoder.prepare()
    keep_memory()
    return networks.eval().requires_grad_(False)


def n_weights(network: nn.Module) -> int:
    """Count the weights of a network."""
    return sum(parameter.numel() for parameter in network.parameters())
