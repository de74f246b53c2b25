"""Hold what a sound card's callback touches: a ring of samples, and when it came to which."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.phrase import Waveform

_RING_SAMPLES = 1 << 17
"""Far more than is ever waiting: 0.7 s at 192 kHz."""

_TRUST = 0.02
"""How much of a late callback is believed; most are late by chance, none is early."""

_LOST_STEP = 0.1
"""Seconds by which a callback is late when the device has paused, not the computer hurried."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tell how far the device has come.

    Args:
        taken: samples of ours that it has taken since it was opened.
        until: when it will have passed them on, and takes the next, by `time.monotonic`.
        at_once: the most samples that it took at a time; 0 before the first.
    """

    taken: int
    until: float
    at_once: int

    def taken_by(self, now: float, sample_rate: int) -> float:
        """Give how many samples will have been passed on at a moment, if enough are there."""
        return self.taken + (now - self.until) * sample_rate

    def time_of(self, index: int, sample_rate: int) -> float:
        """Give when the device passes on the sample with an index, if it does not run dry."""
        return self.until + (index - self.taken) / sample_rate

    def resumed(self, ready: float, sample_rate: int) -> Progress:
        """Expect a device that has run dry to go on with the handful it takes when we are ready."""
        if ready <= self.until:
            return self
        period = self.at_once / sample_rate
        handfuls = math.ceil((ready - self.until) / period) if period else 0
        return replace(self, until=self.until + handfuls * period if period else ready)


class Outlet:
    """Pass samples from the one thread that writes to the callback that takes.

    Neither waits for the other: each owns one counter and only reads that of the other.

    Args:
        columns: channels of the device that get the sound, counted from 0; the rest are silent.
    """

    def __init__(
        self,
        sample_rate: int,
        columns: Sequence[int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ring = np.zeros(_RING_SAMPLES, np.float32)
        self._written = 0
        self._columns = tuple(columns)
        self._rate = sample_rate
        self._clock = clock
        self.progress = Progress(0, clock(), 0)

    @property
    def waiting(self) -> int:
        """Count the samples that were written and not taken yet."""
        return self._written - self.progress.taken

    def write(self, block: Waveform) -> None:
        """Add samples `(N,)`; those for which there is no room are left out."""
        block = block[: _RING_SAMPLES - self.waiting]
        start = self._written % _RING_SAMPLES
        first = min(len(block), _RING_SAMPLES - start)
        self._ring[start : start + first] = block[:first]
        self._ring[: len(block) - first] = block[first:]
        self._written += len(block)

    def callback(self, out: NDArray[np.float32], frames: int, _time: Any, _status: Any) -> None:
        """Fill `(frames, C)` with what is waiting, then with silence.

        It makes no array, takes no lock and calls nobody.
        """
        now = self._clock()
        before = self.progress
        count = min(frames, self._written - before.taken)
        start = before.taken % _RING_SAMPLES
        first = min(count, _RING_SAMPLES - start)
        out.fill(0.0)
        for column in self._columns:
            out[:first, column] = self._ring[start : start + first]
            out[first:count, column] = self._ring[: count - first]
        late = now - before.until
        if late < 0.0 or late > _LOST_STEP or not before.at_once:
            begin = now
        else:
            begin = before.until + late * _TRUST
        most = max(before.at_once, frames)
        self.progress = Progress(before.taken + count, begin + frames / self._rate, most)
