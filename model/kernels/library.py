"""Find the kernels that were compiled when Takelane was installed."""

from __future__ import annotations

import ctypes
import functools
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

NAME = "_native"
KERNELS = ("takelane_attend", "takelane_bend", "takelane_layer", "takelane_pack", "takelane_step")

PLAIN, AVX2, AVX512 = range(3)
"""Levels of instructions, as `kernels.h` counts them."""


@functools.cache
def library() -> ctypes.CDLL | None:
    """Load the kernels; None where they were not compiled, or the system lacks what they need.

    Those that were compiled before Takelane was updated lack some, and are not loaded either.
    """
    for suffix in EXTENSION_SUFFIXES:
        path = Path(__file__).with_name(NAME + suffix)
        if path.is_file():
            try:
                found = ctypes.CDLL(str(path))
            except OSError:
                return None
            return found if all(hasattr(found, name) for name in KERNELS) else None
    return None


def reaches(level: int) -> bool:
    """Tell whether the kernels were compiled, and the processor has a level of instructions."""
    found = library()
    return found is not None and found.takelane_level() >= level
