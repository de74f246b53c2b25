"""Measure what emotion moves: pitch, its range, level, spectral slope."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.phrase import Waveform

LOWEST, HIGHEST = 60.0, 500.0
"""Hertz between which pitch is looked for."""

FRAME, HOP = 0.04, 0.01
VOICED = 0.5
"""Least normalised autocorrelation of a voiced frame."""

NEARLY = 0.9
"""The shortest lag this near to the best one wins: not an octave too low."""

QUIETEST = 0.1
"""Least level of a voiced frame, as a share of the loudest frame's."""

OCTAVE = 12.0
"""Semitones from the median beyond which a pitch is taken for a slip of the tracker."""

SPLIT = 1000.0
"""Hertz that the slope compares the energy above and below of."""


@dataclass(frozen=True, slots=True)
class Acoustics:
    """Describe one utterance; all but `voiced` is measured over voiced frames.

    Args:
        pitch: mean, in semitones over 1 Hz.
        pitch_range: between the 5th and the 95th percentile, in semitones.
        level: root mean square, in dB of full scale.
        slope: energy above 1 kHz over energy below it, in dB; higher is brighter.
        voiced: share of the frames, 0 to 1.
    """

    pitch: float
    pitch_range: float
    level: float
    slope: float
    voiced: float


UNVOICED = Acoustics(math.nan, math.nan, math.nan, math.nan, 0.0)
"""What is known of a sound without voice; it compares neither higher nor lower."""


def measure(waveform: Waveform, sample_rate: int) -> Acoustics:
    """Measure a waveform `(N,)`; one without voice gives `UNVOICED`."""
    frames = _frames(waveform, sample_rate)
    hertz, strength = _pitch(frames, sample_rate)
    loud = np.sqrt((frames**2).mean(1))
    voiced = (strength > VOICED) & (loud > QUIETEST * loud.max())
    if not voiced.any():
        return UNVOICED
    semitones = 12 * np.log2(hertz[voiced])
    kept = semitones[np.abs(semitones - np.median(semitones)) < OCTAVE]
    low, high = np.percentile(kept, [5, 95])
    return Acoustics(
        pitch=float(kept.mean()),
        pitch_range=float(high - low),
        level=float(10 * np.log10((frames[voiced] ** 2).mean())),
        slope=_slope(frames[voiced], sample_rate),
        voiced=float(voiced.mean()),
    )


def _frames(waveform: Waveform, sample_rate: int) -> NDArray[np.float64]:
    length, hop = round(FRAME * sample_rate), round(HOP * sample_rate)
    padded = np.pad(waveform.astype(np.float64), (0, max(length - len(waveform), 0)))
    return np.lib.stride_tricks.sliding_window_view(padded, length)[::hop]


def _pitch(
    frames: NDArray[np.float64], sample_rate: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give pitch in hertz and its strength per frame; a frame without a peak has strength 0."""
    shape = _autocorrelation(frames)
    first, last = int(sample_rate / HIGHEST), min(int(sample_rate / LOWEST), shape.shape[1] - 2)
    lags = shape[:, first : last + 1]
    before, after = shape[:, first - 1 : last], shape[:, first + 1 : last + 2]
    peaks = np.where((lags >= before) & (lags > after), lags, 0.0)
    best = np.argmax((peaks > 0) & (peaks >= NEARLY * peaks.max(1, keepdims=True)), axis=1)
    rows = np.arange(len(shape))
    left, top, right = before[rows, best], lags[rows, best], after[rows, best]
    # A parabola through the peak finds the lag between samples.
    bend = np.minimum(left - 2 * top + right, -1e-12)
    shift = np.clip(0.5 * (left - right) / bend, -0.5, 0.5)
    return sample_rate / (first + best + shift), peaks[rows, best]


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the autocorrelation by lag, 1 at lag zero, freed of the window's own."""
    length = frames.shape[1]
    window = np.hanning(length)
    size = 2 ** math.ceil(math.log2(2 * length))

    def correlate(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.fft.irfft(np.abs(np.fft.rfft(rows, size)) ** 2, size)[..., : length // 2 + 2]

    own = correlate(window)
    shape = correlate((frames - frames.mean(1, keepdims=True)) * window) / (own / own[0])
    return shape / np.maximum(shape[:, :1], 1e-12)


def _slope(frames: NDArray[np.float64], sample_rate: int) -> float:
    spectrum = (np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]))) ** 2).mean(0)
    hertz = np.fft.rfftfreq(frames.shape[1], 1 / sample_rate)
    above, below = spectrum[hertz >= SPLIT].sum(), spectrum[hertz < SPLIT].sum()
    return float(10 * np.log10(max(above, 1e-12) / max(below, 1e-12)))
