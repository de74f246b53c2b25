"""Read the pickled weights of official checkpoints without running what is in them."""

from __future__ import annotations

import pickle
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from model.checkpoint import CheckpointError

UNREADABLE = (
    *(OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError),
    *(LookupError, TypeError, AttributeError, struct.error),
)
"""What torch.load raises; the second line is what its unpickler does on bytes that are none."""

WRAPPERS = ("model", "generator", "net", "state_dict", "module")
"""Keys under which weights may be kept one level down."""

MODULE = "module."
"""What training on several devices leaves at the beginning of every name."""


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read tensors by name, nested tables joined by dots; what is no tensor is left out.

    Raises:
        CheckpointError: the file is missing, cut off, no weights, or holds code.
    """
    try:
        # Only the zip format can be mapped into memory; the older one is read.
        with warnings.catch_warnings():  # of what is no checkpoint, more is told below
            warnings.simplefilter("ignore", UserWarning)
            data = torch.load(path, "cpu", weights_only=True, mmap=zipfile.is_zipfile(path))
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing; copy or download it again") from None
    except UNREADABLE as error:
        raise CheckpointError(
            f"{path} cannot be read as weights; it is cut off or no checkpoint: "
            "copy or download it again"
        ) from error
    weights = _flat(_unwrapped(data))
    if not weights:
        raise CheckpointError(f"{path} does not hold weights")
    return weights


def read_matrix(path: Path) -> Tensor:
    """Read a file that holds one tensor.

    Raises:
        CheckpointError: it does not.
    """
    weights = read_weights(path)
    if set(weights) != {""}:
        raise CheckpointError(f"{path} does not hold one tensor")
    return weights[""]


def _unwrapped(data: Any) -> Any:
    while isinstance(data, dict):
        inner = [data[key] for key in WRAPPERS if isinstance(data.get(key), dict)]
        if not inner:
            return data
        data = inner[0]
    return data


def _flat(data: Any, place: str = "") -> dict[str, Tensor]:
    if isinstance(data, Tensor):
        return {place: data}
    if not isinstance(data, dict):
        return {}
    found: dict[str, Tensor] = {}
    for key, value in data.items():
        name = str(key).removeprefix(MODULE)
        found |= _flat(value, f"{place}.{name}" if place else name)
    return found
