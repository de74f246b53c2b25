"""Compare what we compute with what was recorded."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

FLOATS = 1e-4
AFTER_THE_FLOW = 2e-4
SAMPLES = 2.0
"""Steps of 16-bit audio."""

SAME = 0.0
FAR = float("inf")


class GoldenError(ValueError):
    """Say which goldens are missing, broken, or not of the checkpoint they lie beside."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tell how far one array is from its golden."""

    stage: str
    array: str
    max_abs: float
    threshold: float

    @property
    def ok(self) -> bool:
        """Tell whether it is near enough; what cannot be compared is not."""
        return self.max_abs <= self.threshold


@dataclass(frozen=True, slots=True)
class Goldens:
    """Hold the recorded arrays of one stage by name, and remember which were looked at.

    Args:
        file: they were read from.
    """

    stage: str
    file: str
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, path: Path, stage: str) -> Goldens:
        """Read a file; a missing one holds nothing.

        Raises:
            GoldenError: the file is no archive of arrays.
        """
        if not path.is_file():
            return cls(stage, path.name)
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return cls(stage, path.name, dict(arrays))
        except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise GoldenError(f"{path} cannot be read as golden arrays: {error}") from error

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def __getitem__(self, name: str) -> Tensor:
        """Give an array as a tensor, numbers of any width as 64-bit integers or 32-bit floats.

        Raises:
            GoldenError: it was not recorded.
        """
        import torch

        if name not in self.arrays:
            lacks = f"has no {name}, which" if self.arrays else f"is missing, whose {name}"
            raise GoldenError(
                f"{self.file} {lacks} other goldens are checked with; copy all of them again"
            )
        self.seen.add(name)
        array = self.arrays[name]
        return torch.from_numpy(array.astype(np.int64 if array.dtype.kind in "iub" else np.float32))

    def check(self, name: str, found: Tensor, threshold: float = FLOATS) -> Iterator[Comparison]:
        """Compare, if there is something to compare with; another shape is infinitely far away."""
        if name not in self:
            return
        golden = self[name]
        found = found.detach().to(golden.dtype)
        same = found.shape == golden.shape
        gap = float((found - golden).abs().max()) if same and found.numel() else 0.0
        yield Comparison(self.stage, name, gap if same else FAR, threshold)

    def same(self, name: str, found: object, golden: object) -> Comparison:
        """Compare what must be equal, such as text."""
        return Comparison(self.stage, name, 0.0 if found == golden else FAR, SAME)
