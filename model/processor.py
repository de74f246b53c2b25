"""Know what the processor multiplies fastest, and have memory at hand for what it makes."""

from __future__ import annotations

import ctypes
import functools
import sys

import torch

TILES = "amx_tile"
INTEGERS = "avx512_vnni"

TRIM_THRESHOLD, KEPT_BYTES = -1, 512 << 20
MMAP_THRESHOLD, LARGEST_KEPT = -3, 32 << 20
"""Parameters of glibc's `mallopt`, and what they are set to: its most, for the second."""


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


def keep_memory() -> None:
    """Let the C library keep freed tensors for the next ones, where it is glibc.

    It would return them to the system, which then has to clear every page again: a sixth of the
    time that the flow takes. Call it once the weights are loaded, so that little is kept.
    """
    if sys.platform != "linux":
        return
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(MMAP_THRESHOLD, LARGEST_KEPT)
        tune(TRIM_THRESHOLD, KEPT_BYTES)
