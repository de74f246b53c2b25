"""Know how much memory is free, and keep what was used at hand."""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path

TABLE = Path("/proc/meminfo")

TRIM_THRESHOLD, KEPT_BYTES = -1, 512 << 20
MMAP_THRESHOLD, LARGEST_KEPT = -3, 32 << 20
"""Parameters of glibc's `mallopt`, and what they are set to: its most, for the second."""


def free_memory() -> int | None:
    """Give the bytes of memory that programs can have now; None where nobody tells."""
    try:
        told = re.search(r"MemAvailable:\s+(\d+) kB", TABLE.read_text(encoding="ascii"))
    except OSError:  # only Linux tells
        return None
    return int(told[1]) << 10 if told else None


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


def return_memory() -> None:
    """Give freed memory back to the system, where the C library is glibc.

    What is freed between small things that stay is kept otherwise, and would count as used.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
