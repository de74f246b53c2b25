"""Measure loudness and true peak as ITU-R BS.1770 defines them, for mono.

The K-weighting and the interpolation filter are the standard's own numbers for 48 kHz; other rates
are weighted by the same curve of the analogue filter behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.phrase import Waveform

Powers = NDArray[np.float64]

STEP = 0.1
MOMENTARY = 0.4
SHORT_TERM = 3.0
"""Seconds: how often loudness is measured, and over how long a window."""

SILENCE = -math.inf
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0

_OFFSET = -0.691
"""Decibels by which a full-scale sine of 1 kHz becomes -3.01 LUFS."""

_REFERENCE_RATE = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285),
          (1.0, -1.69065929318241, 0.73248077421585))  # fmt: skip
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""The two filters of K-weighting at the reference rate: numerator, denominator."""

_LONGEST_ECHO = 0.15
"""Seconds after which nothing of the filters' response is left in double precision."""

_INTERPOLATION = np.array(
    [
        [0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875,
         0.1373291015625, 0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125,
         0.014892578125, -0.00830078125],
        [-0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625,
         0.465087890625, 0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625,
         0.0330810546875, -0.0189208984375],
    ]
)  # fmt: skip
"""Two phases of the standard's filter, of which the other two are mirror images."""

_PHASES = np.concatenate([_INTERPOLATION, _INTERPOLATION[::-1, ::-1]])[:, ::-1].T.astype("f4")
_CACHED_SAMPLES = 1 << 12
"""Samples that are interpolated at a time: what is made of them stays in the processor's cache."""

_FINER = 2
"""Times the sample rate, at which the filter is exact."""

_LONG_TRANSFORM = 1 << 17
"""Samples for which a fast Fourier transform weights a whole take quickest."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Say how loud a take is; silence is minus infinity.

    Args:
        integrated: of the whole, gated, in LUFS.
        momentary, short_term: the loudest of each, in LUFS.
        true_peak: in dBTP.
    """

    integrated: float
    momentary: float
    short_term: float
    true_peak: float


def measure(waveform: Waveform, sample_rate: int) -> Loudness:
    """Measure a waveform `(N,)`; one too short for a window is measured as long as it is."""
    weighting, peak = KWeighting(sample_rate), TruePeak()
    highest = 0.0
    weighted = []
    for first in range(0, len(waveform), weighting.longest_block):
        block = waveform[first : first + weighting.longest_block]
        highest = max(highest, peak.push(block))
        weighted.append(weighting.push(block))
    highest = max(highest, peak.push(np.zeros(len(_PHASES), np.float32)))
    powers = step_powers(np.concatenate(weighted or [np.zeros(0)]), sample_rate)
    return Loudness(
        integrated(powers),
        loudness_of(float(windows(powers, MOMENTARY).max(initial=0.0))),
        loudness_of(float(windows(powers, SHORT_TERM).max(initial=0.0))),
        2.0 * decibels(highest),
    )


def _true_peak(waveform: Waveform) -> float:
    meter = TruePeak()
    highest = max(meter.push(block) for block in (waveform, np.zeros(len(_PHASES), np.float32)))
    return 2.0 * decibels(highest)


def highest_peak(waveform: Waveform, sample_rate: int) -> float:
    """Give the true peak of `(N,)` in dBTP, as high as a meter may read it.

    The standard's filter reads high notes a little low, and others a little high; at a higher rate
    it does neither. The higher of both readings holds.
    """
    finer = soxr.resample(waveform, sample_rate, _FINER * sample_rate, quality="VHQ")
    return max(_true_peak(waveform), _true_peak(np.asarray(finer, np.float32)))


def gain_towards(loudness: Loudness, target: float, ceiling: float = 0.0) -> float:
    """Give the factor that brings a take to a loudness in LUFS, its true peak to `ceiling` at most.

    Silence stays as it is: nothing makes it as loud as speech.

    >>> round(gain_towards(Loudness(-20.0, -18.0, -19.0, -3.0), target=-26.0), 3)
    0.501
    >>> gain_towards(Loudness(-40.0, -38.0, -39.0, -6.0), target=-16.0, ceiling=-6.0)
    1.0
    """
    if not math.isfinite(loudness.integrated):
        return 1.0
    change = min(target - loudness.integrated, ceiling - loudness.true_peak)
    return float(10.0 ** (change / 20.0))


def matching_gains(takes: Sequence[Loudness]) -> list[float]:
    """Give the factors that make takes equally loud, as loud as the quietest: none is turned up."""
    loudest = [take.integrated for take in takes if math.isfinite(take.integrated)]
    target = min(loudest, default=0.0)
    return [gain_towards(take, target, ceiling=math.inf) for take in takes]


def integrated(powers: Powers) -> float:
    """Give the gated loudness of steps of `STEP` seconds, in LUFS."""
    blocks = windows(powers, MOMENTARY)
    blocks = blocks[blocks > _power(ABSOLUTE_GATE)]
    if not len(blocks):
        return SILENCE
    gate = blocks.mean() * 10.0 ** (RELATIVE_GATE / 10.0)
    return loudness_of(float(blocks[blocks > gate].mean()))


def latest(powers: Powers, duration: float) -> float:
    """Give the loudness in LUFS of the last seconds of some steps."""
    last = powers[-round(duration / STEP) :]
    return loudness_of(float(last.mean())) if len(last) else SILENCE


def windows(powers: Powers, duration: float) -> Powers:
    """Give the mean power of every window of some seconds; one of all, if there is none so long."""
    n_steps = min(round(duration / STEP), len(powers))
    if not n_steps:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(powers)])
    # A difference of sums may end a hair below the nothing that it is.
    return np.asarray(np.maximum(sums[n_steps:] - sums[:-n_steps], 0.0) / n_steps)


def step_powers(weighted: NDArray[np.float64], sample_rate: int) -> Powers:
    """Give the mean power `(steps,)` of a weighted signal `(N,)`; of all, if it is below a step."""
    n_samples = round(STEP * sample_rate)
    if len(weighted) < n_samples:
        return np.array([np.mean(np.square(weighted))] if len(weighted) else [])
    steps = weighted[: len(weighted) // n_samples * n_samples].reshape(-1, n_samples)
    return np.asarray(np.mean(np.square(steps), axis=1))


def loudness_of(power: float) -> float:
    """Give the loudness in LUFS of a mean power after K-weighting."""
    return decibels(power) + _OFFSET


def decibels(power: float) -> float:
    """Give ten times the logarithm; twice that for an amplitude."""
    return 10.0 * math.log10(power) if power > 0.0 else SILENCE


def _power(loudness: float) -> float:
    return float(10.0 ** ((loudness - _OFFSET) / 10.0))


class KWeighting:
    """Weight a signal as ears do, piece by piece: pieces sound as the whole would."""

    def __init__(self, sample_rate: int) -> None:
        taps = 1 << math.ceil(math.log2(_LONGEST_ECHO * sample_rate))
        self._response = np.fft.irfft(_k_response(sample_rate, taps))
        self._past = np.zeros(taps - 1)
        self._spectrum = np.zeros(0, np.complex128)

    @property
    def longest_block(self) -> int:
        """Give the samples of a block that is worth its transform."""
        return _LONG_TRANSFORM - len(self._past)

    def push(self, block: Waveform) -> NDArray[np.float64]:
        """Give the weighted samples `(N,)` of the next block `(N,)`."""
        signal = np.concatenate([self._past, block])
        size = 1 << math.ceil(math.log2(len(signal)))
        if len(self._spectrum) != size // 2 + 1:
            self._spectrum = np.fft.rfft(self._response, size)
        whole = np.fft.irfft(np.fft.rfft(signal, size) * self._spectrum, size)
        weighted = whole[len(self._past) : len(signal)]  # what wraps around falls on the past
        self._past = signal[len(block) :]
        return np.asarray(weighted)


def _k_response(sample_rate: int, n_taps: int) -> NDArray[np.complex128]:
    """Give the frequency response at the bins of `n_taps`, as the bilinear transform bends it."""
    angles = np.pi * np.arange(n_taps // 2 + 1) / (n_taps // 2)
    bent = 2.0 * np.arctan(np.tan(angles / 2.0) * (sample_rate / _REFERENCE_RATE))
    delay = np.exp(-1j * bent)
    response = np.ones(len(angles), np.complex128)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    return response


class TruePeak:
    """Find the highest level between samples, piece by piece, at four times the sample rate."""

    def __init__(self) -> None:
        self._past = np.zeros(len(_PHASES) - 1, np.float32)

    def push(self, block: Waveform) -> float:
        """Give the highest absolute value in the next block `(N,)`, some samples late.

        A sample that is higher than what the filter makes of it counts as it is.
        """
        signal = np.concatenate([self._past, block])
        self._past = signal[len(block) :]
        windows_of = sliding_window_view(signal, len(_PHASES))
        highest = float(np.abs(block).max(initial=0.0))
        for first in range(0, len(windows_of), _CACHED_SAMPLES):
            between = windows_of[first : first + _CACHED_SAMPLES] @ _PHASES
            highest = max(highest, float(np.abs(between).max()))
        return highest
