"""Write samples in 16, 24 or 32 bits, as WAV holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.phrase import Waveform

Scaled = NDArray[np.float64]
"""Samples in [-1, 1], shape `(N,)`, with their gain."""

_PCM, _FLOAT = 1, 3
"""Format tags of WAV."""


@dataclass(frozen=True, slots=True)
class SampleFormat:
    """Describe one way to write a sample.

    Args:
        tag: of the format, as WAV numbers them.
        encoded: gives the little-endian bytes of samples; what it needs of chance, it draws.
    """

    bits: int
    tag: int
    encoded: Callable[[Scaled, Generator], bytes]

    @property
    def sample_bytes(self) -> int:
        """Give the bytes of one sample."""
        return self.bits // 8

    @property
    def is_float(self) -> bool:
        """Tell whether samples are floating-point numbers."""
        return self.tag == _FLOAT

    def blocks(
        self, waveform: Waveform, gain: float, noise: Generator, step: int
    ) -> Iterator[bytes]:
        """Encode a waveform `(N,)`, in pieces of `step` samples."""
        pieces = (waveform[first : first + step] for first in range(0, len(waveform), step))
        return (self.encoded(piece.astype(np.float64) * gain, noise) for piece in pieces)


def _encoded16(samples: Scaled, noise: Generator) -> bytes:
    """Dither by the sum of two even noises of a step each (TPDF): the error is plain hiss."""
    first, second = noise.random((2, len(samples)))
    integers: NDArray[np.int16] = np.rint(samples * (1 << 15) + first - second).astype("<i2")
    return integers.tobytes()


def _encoded24(samples: Scaled, _: Generator) -> bytes:
    """Round plainly: the rounding lies below the noise of any converter."""
    integers: NDArray[np.int32] = np.rint(samples * (1 << 23)).astype("<i4")
    low: NDArray[np.uint8] = integers.view(np.uint8).reshape(-1, 4)[:, :3]
    return low.tobytes()


def _encoded32(samples: Scaled, _: Generator) -> bytes:
    return samples.astype("<f4").tobytes()


FORMATS: Mapping[int, SampleFormat] = {
    16: SampleFormat(16, _PCM, _encoded16),
    24: SampleFormat(24, _PCM, _encoded24),
    32: SampleFormat(32, _FLOAT, _encoded32),
}
"""By their bits."""

USUAL_BITS = 24
