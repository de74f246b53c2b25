"""Know what the processor multiplies fastest."""

from __future__ import annotations

import functools

import torch

TILES = "amx_tile"
INTEGERS = "avx512_vnni"


@functools.cache
def _features() -> dict[str, object]:
    """Ask torch; one that cannot tell yet is a processor without any."""
    tell = getattr(torch.cpu, "get_capabilities", dict)
    return dict(tell())


def has(feature: str) -> bool:
    """Tell whether the processor has a feature, as torch names it."""
    return bool(_features().get(feature))


def prefers_integers() -> bool:
    """Tell whether many rows are multiplied faster in 8 bits than in bfloat16."""
    return has(INTEGERS) and not has(TILES)
