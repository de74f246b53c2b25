"""Find the kernels that were compiled when Takelane was installed."""

from __future__ import annotations

import ctypes
import functools
from ctypes import c_char_p, c_int, c_int32, c_int64, c_size_t, c_void_p
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

NAME = "_native"
KERNELS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "takelane_attend": (c_int, (c_void_p, c_int)),
    "takelane_bend": (None, (*[c_void_p] * 5, c_int64, *[c_int32] * 3)),
    "takelane_instructions": (c_char_p, ()),
    "takelane_layer": (c_int, (c_void_p, c_int)),
    "takelane_level": (c_int, ()),
    "takelane_pack": (None, (c_void_p, c_int, c_int, c_int, c_void_p, c_int)),
    "takelane_packed_bytes": (c_size_t, (c_int, c_int, c_int)),
    "takelane_step": (c_int, (c_void_p, c_void_p, c_void_p, *[c_int] * 4)),
}
"""What each gives and takes; nonzero where that can fail, for want of memory."""

PLAIN, WIDE, DOT = range(3)
"""Levels of instructions, as `kernels.h` counts them."""


@functools.cache
def library() -> ctypes.CDLL | None:
    """Load the kernels; None where they were not compiled, or the system lacks what they need.

    Those that were compiled before Takelane was updated lack some, and are not loaded either.
    """
    paths = (Path(__file__).with_name(NAME + suffix) for suffix in EXTENSION_SUFFIXES)
    path = next(filter(Path.is_file, paths), None)
    if path is None:
        return None
    try:
        found = ctypes.CDLL(str(path))
        for name, (gives, takes) in KERNELS.items():
            kernel = getattr(found, name)
            kernel.restype, kernel.argtypes = gives, takes
    except (OSError, AttributeError):
        return None
    return found


def reaches(level: int) -> bool:
    """Tell whether the kernels were compiled, and the processor has a level of instructions."""
    found = library()
    return found is not None and found.takelane_level() >= level
