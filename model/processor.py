"""Know what the processor multiplies fastest."""

from __future__ import annotations

import functools

import torch

TILES = "amx_tile"
"""Matrices multiplied at once, in bfloat16."""

INTEGERS = "avx512_vnni"
"""Sums of 8-bit products."""


@functools.cache
def _features() -> dict[str, object]:
    """Ask torch; one that cannot tell yet is a processor without any."""
    tell = getattr(torch.cpu, "get_capabilities", dict)
    return dict(tell())


def has(feature: str) -> bool:
    """Tell whether the processor has a feature, as torch names it."""
    return bool(_features().get(feature))


def fastest(device: torch.device) -> torch.dtype:
    """Give the numbers, 16 or 32 bits wide, in which many rows are multiplied fastest.

    A processor that does not know bfloat16, as one with AVX2 alone, takes several times as long in
    it as in 32 bits; others without tiles gain nothing by it.
    """
    return torch.bfloat16 if device.type != "cpu" or has(TILES) else torch.float32


def prefers_integers() -> bool:
    """Tell whether many rows are multiplied faster in 8 bits than in more."""
    return has(INTEGERS) and not has(TILES)
