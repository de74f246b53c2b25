"""Know the lowest and highest sample of every piece of a take, so that it can be drawn at any zoom.

A pyramid: its first level has a low and a high for every `BIN` samples, each further level one for
every `STEP` of the level below.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import soundfile
from numpy.typing import NDArray

BIN = 64
"""Samples that the finest level has one low and one high for."""

STEP = 4
"""How many times coarser each level is than the one below."""

_FULL_SCALE = 1 << 15
_BLOCK = BIN * 4096

Level = NDArray[np.int16]
"""Lows and highs of one level, shape (2, bins)."""

Shape = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Lows and highs, from -1 to 1, one of each for every column of a picture."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """Hold the pyramid of one take."""

    sample_rate: int
    samples: int
    levels: tuple[Level, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a sound file; of several channels the first.

        Raises:
            OSError: it is not there, or is no sound file.
        """
        try:
            with soundfile.SoundFile(path) as file:
                blocks = [
                    _coarser(block[:, 0], block[:, 0], BIN)
                    for block in file.blocks(_BLOCK, dtype="int16", always_2d=True)
                ]
                samples, sample_rate = file.frames, file.samplerate
        except soundfile.LibsndfileError as error:
            raise OSError(f"{path} cannot be read: {error}") from error
        levels = [np.concatenate(blocks, axis=1) if blocks else np.zeros((2, 0), np.int16)]
        while levels[-1].shape[1] > STEP:
            low, high = levels[-1]
            levels.append(_coarser(low, high, STEP))
        return cls(sample_rate, samples, tuple(levels))

    def columns(self, first: float, column_duration: float, n_columns: int) -> Shape:
        """Give what a picture shows of a take: silence before its start and after its end.

        Args:
            first: where the first column begins, in seconds from the start of the take.
            column_duration: seconds of one column.
            n_columns: of the picture.
        """
        column_samples = column_duration * self.sample_rate
        fine = [n for n in range(len(self.levels)) if BIN * STEP**n <= column_samples]
        index = fine[-1] if fine else 0
        level, bin_samples = self.levels[index], BIN * STEP**index
        places = first * self.sample_rate + column_samples * np.arange(n_columns + 1)
        edges = np.floor(places / bin_samples).astype(np.int64)
        heard = (edges[:-1] >= 0) & (edges[:-1] < level.shape[1])
        lows, highs = np.zeros(n_columns, np.float32), np.zeros(n_columns, np.float32)
        if heard.any():
            begins = edges[:-1][heard]
            end = max(int(edges[1:][heard][-1]), int(begins[-1]) + 1)
            low, high = level[:, :end]
            lows[heard] = np.minimum.reduceat(low, begins) / _FULL_SCALE
            highs[heard] = np.maximum.reduceat(high, begins) / _FULL_SCALE
        return lows, highs


def _coarser(low: NDArray[np.int16], high: NDArray[np.int16], step: int) -> Level:
    begins = np.arange(0, len(low), step)
    return np.stack((np.minimum.reduceat(low, begins), np.maximum.reduceat(high, begins)))
