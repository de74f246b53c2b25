"""Meter what is played: true peak and loudness, as it goes by."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np

from daw_bridge.audio import loudness
from daw_bridge.audio.loudness import KWeighting, TruePeak
from model.phrase import Waveform

_HOLD = 1.5
"""Seconds for which the highest level stays readable."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how loud it is now; silence is minus infinity.

    Args:
        true_peak: the highest of the last second and a half, in dBTP.
        highest: since the meter was reset, in dBTP.
        momentary, short_term: over the last 0.4 and 3 seconds, in LUFS.
        integrated: since the meter was reset, gated, in LUFS.
    """

    true_peak: float
    highest: float
    momentary: float
    short_term: float
    integrated: float


class Meter:
    """Measure blocks as they are made; one thread feeds it, another reads it."""

    def __init__(self, sample_rate: int) -> None:
        self._lock = threading.Lock()
        self._step = round(loudness.STEP * sample_rate)
        self._weighting = KWeighting(sample_rate)
        self._true_peak = TruePeak()
        self._pending = np.zeros(0, np.float32)
        self._peaks: deque[float] = deque(maxlen=round(_HOLD / loudness.STEP))
        self._peak = 0.0
        self._highest = 0.0
        self._powers: list[float] = []

    def feed(self, block: Waveform) -> None:
        """Measure a block `(N,)`."""
        peak = self._true_peak.push(block)
        self._pending = np.concatenate([self._pending, block])
        with self._lock:
            self._peak = max(self._peak, peak)
            self._highest = max(self._highest, peak)
        while len(self._pending) >= self._step:
            weighted = self._weighting.push(self._pending[: self._step])
            self._pending = self._pending[self._step :]
            with self._lock:
                self._powers.append(float(np.mean(np.square(weighted))))
                self._peaks.append(self._peak)
                self._peak = 0.0

    def reset(self) -> None:
        """Measure anew from here on."""
        with self._lock:
            self._powers.clear()
            self._peaks.clear()
            self._peak = self._highest = 0.0

    def reading(self) -> Reading:
        """Give what was measured up to now."""
        with self._lock:
            powers = np.array(self._powers)
            peak, highest = max([self._peak, *self._peaks]), self._highest
        return Reading(
            2.0 * loudness.decibels(peak),
            2.0 * loudness.decibels(highest),
            loudness.latest(powers, loudness.MOMENTARY),
            loudness.latest(powers, loudness.SHORT_TERM),
            loudness.integrated(powers),
        )
