"""Find the kernels that were compiled when Takelane was installed."""

from __future__ import annotations

import ctypes
import functools
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

NAME = "_native"


@functools.cache
def library() -> ctypes.CDLL | None:
    """Load the kernels; None where they were not compiled, or the system lacks what they need."""
    for suffix in EXTENSION_SUFFIXES:
        path = Path(__file__).with_name(NAME + suffix)
        if path.is_file():
            try:
                return ctypes.CDLL(str(path))
            except OSError:
                return None
    return None
