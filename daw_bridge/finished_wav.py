"""Write a take with its finish: one gain for all of it, nothing limited, nothing clipped."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from daw_bridge.audio.loudness import Loudness, decibels, gain_towards, highest_peak, measure
from daw_bridge.finish import TakeFinish
from daw_bridge.wav import TakeInfo, write_take_wav
from model.phrase import Waveform

MARGIN = 0.05
"""Decibels left below the ceiling, for meters that read a little more than ours."""

_DIGITS = 2
"""Decimals of levels that are told."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Say how loud a file is.

    Args:
        gain: that its samples got.
        loudness: integrated, in LUFS; None for silence.
        true_peak: in dBTP; None for silence.
    """

    gain: float
    loudness: float | None
    true_peak: float | None


def write_finished_wav(
    path: Path,
    waveform: Waveform,
    sample_rate: int,
    info: TakeInfo,
    finish: TakeFinish,
    dither_seed: int,
) -> Levels:
    """Write a take `(N,)`, given as it was spoken, with a finish.

    Raises:
        ProjectError: the file cannot be written.
        ValueError: the waveform holds something else than finite samples.
    """
    sound = measure(waveform, sample_rate)
    sound = replace(sound, true_peak=highest_peak(waveform, sample_rate))
    gain = write_take_wav(
        path, waveform, sample_rate, info, _wanted(sound, finish), finish.bit_depth, dither_seed
    )
    change = 2.0 * decibels(gain)
    return Levels(gain, _told(sound.integrated + change), _told(sound.true_peak + change))


def _wanted(sound: Loudness, finish: TakeFinish) -> float:
    """Give the factor towards the target; the ceiling lowers it and is never passed."""
    if finish.target is None or finish.ceiling is None:
        return 1.0
    return gain_towards(sound, finish.target, finish.ceiling - MARGIN)


def _told(level: float) -> float | None:
    return round(level, _DIGITS) if math.isfinite(level) else None
