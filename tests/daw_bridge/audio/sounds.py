"""Make sounds to be played, measured and found again; all are float32 of shape `(N,)`."""

from __future__ import annotations

import numpy as np

RATE = 48_000


def tone(decibels, seconds, rate=RATE, hertz=1000.0):
    """Make a sine with a peak in decibels of full scale."""
    times = np.arange(round(seconds * rate)) / rate
    return (10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def speechlike(seconds, rate=RATE):
    """Make noise whose level changes four times a second; no two stretches of it are alike."""
    rng = np.random.default_rng(4)
    levels = np.repeat(rng.uniform(0.0, 0.2, round(seconds * 4)), rate // 4)
    return (rng.standard_normal(len(levels)) * levels).astype(np.float32)
