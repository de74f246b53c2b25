"""Measure what emotion moves: pitch, its range, level, spectral slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.phrase import Waveform

LOWEST, HIGHEST = 60.0, 500.0
"""Hertz between which pitch is looked for."""

FRAME, HOP = 0.04, 0.01
VOICED = 0.5
"""Least normalised autocorrelation of a voiced frame."""

SPLIT = 1000.0
"""Hertz that the slope compares the energy above and below of."""


@dataclass(frozen=True, slots=True)
class Acoustics:
    """Describe one utterance.

    Args:
        pitch: median over voiced frames, in semitones over 1 Hz.
        pitch_range: between the 10th and the 90th percentile, in semitones.
        level: root mean square of the voiced frames, in dB of full scale.
        slope: energy above 1 kHz over energy below it in voiced frames, in dB.
    """

    pitch: float
    pitch_range: float
    level: float
    slope: float


def measure(waveform: Waveform, sample_rate: int) -> Acoustics:
    """Measure a waveform `(N,)`.

    Raises:
        ValueError: nothing in it is voiced.
    """
    frames = _frames(waveform, sample_rate)
    hertz, strength = _pitch(frames, sample_rate)
    loud = np.sqrt((frames**2).mean(1))
    voiced = (strength > VOICED) & (loud > 0.1 * loud.max())
    if not voiced.any():
        raise ValueError("nothing in the sound is voiced")
    semitones = 12 * np.log2(hertz[voiced])
    low, high = np.percentile(semitones, [10, 90])
    return Acoustics(
        pitch=float(np.median(semitones)),
        pitch_range=float(high - low),
        level=float(10 * np.log10((frames[voiced] ** 2).mean())),
        slope=_slope(frames[voiced], sample_rate),
    )


def _frames(waveform: Waveform, sample_rate: int) -> NDArray[np.float64]:
    length, hop = round(FRAME * sample_rate), round(HOP * sample_rate)
    padded = np.pad(waveform.astype(np.float64), (0, max(length - len(waveform), 0)))
    return np.lib.stride_tricks.sliding_window_view(padded, length)[::hop]


def _pitch(
    frames: NDArray[np.float64], sample_rate: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give pitch in hertz and its strength per frame, by normalised autocorrelation."""
    length = frames.shape[1]
    windowed = (frames - frames.mean(1, keepdims=True)) * np.hanning(length)
    size = 2 ** int(np.ceil(np.log2(2 * length)))
    power = np.abs(np.fft.rfft(windowed, size)) ** 2
    correlation = np.fft.irfft(power, size)[:, :length]
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(length), size)) ** 2, size)[:length]
    shape = correlation / np.maximum(window / window[0], 1e-3)
    shape /= np.maximum(shape[:, :1], 1e-12)
    first, last = int(sample_rate / HIGHEST), min(int(sample_rate / LOWEST), length // 2 + 1)
    lags = shape[:, first:last]
    # The shortest lag that is nearly as good as the best: not an octave too low.
    near = lags >= 0.9 * lags.max(1, keepdims=True)
    rising = np.diff(lags, axis=1, append=-np.inf) <= 0
    best = first + np.argmax(near & rising, axis=1)
    return sample_rate / best, shape[np.arange(len(shape)), best]


def _slope(frames: NDArray[np.float64], sample_rate: int) -> float:
    spectrum = (np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]))) ** 2).mean(0)
    hertz = np.fft.rfftfreq(frames.shape[1], 1 / sample_rate)
    return float(10 * np.log10(spectrum[hertz >= SPLIT].sum() / spectrum[hertz < SPLIT].sum()))
