"""Read recordings of voices, and refuse those that say nothing about one; needs no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from model.phrase import Waveform

OFFICIAL_SECONDS = 15.0
"""Of a recording that the official engines listen to, from its beginning."""

SCRATCH_SECONDS = 60.0
"""Of a recording among which the scratch voice looks for the busiest stretch."""

SHORTEST = 0.25
"""Seconds of the shortest recording that says anything about a voice."""

QUIETEST = 1e-4
"""Standard deviation below which a recording is silence, whatever it is centred on."""

SLOWEST_RATE = 4_000
"""Hertz; with fewer samples a second, nothing of a voice is left."""


@dataclass(frozen=True, slots=True)
class PromptAudio:
    """Hold the beginning of a recording.

    Args:
        waveform: mono `(N,)`.
        seconds: that the whole recording lasts.
    """

    waveform: Waveform
    sample_rate: int
    seconds: float


def read_prompt(path: Path, heard: float, margin: float = 0.0) -> PromptAudio:
    """Read the beginning of a recording of a voice; no more of the file is read than that.

    Args:
        path: of any kind and rate of audio, with any number of channels.
        heard: seconds that are to be listened to, in which there must be a sound.
        margin: seconds that are read beyond them, if there are any.

    Raises:
        ValueError: the file is missing, not audio, silent, or too short to tell a voice.
    """
    try:
        with soundfile.SoundFile(path) as file:
            rate, seconds = file.samplerate, file.frames / file.samplerate
            data = file.read(math.ceil((heard + margin) * rate), "float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError, TypeError) as error:
        reason = getattr(error, "error_string", error) if path.exists() else "it is not there"
        raise ValueError(f"{path} cannot be read as audio: {reason}") from error
    if rate < SLOWEST_RATE:
        raise ValueError(f"{path} has only {rate} samples a second, too few for a voice")
    wave = data.mean(axis=1)
    if len(wave) < SHORTEST * rate:
        raise ValueError(f"{path} is shorter than a quarter of a second; a voice needs some words")
    if not np.isfinite(wave).all():
        raise ValueError(f"{path} is damaged: it holds samples that are no numbers")
    if np.std(wave[: round(heard * rate)]) < QUIETEST:
        where = f" in its first {heard:.0f} seconds" if seconds > heard else ""
        if data.shape[1] > 1 and np.std(data[: round(heard * rate)], axis=0).max() >= QUIETEST:
            raise ValueError(
                f"the channels of {path} cancel each other out{where}; choose one of them alone"
            )
        raise ValueError(f"{path} is silent{where}; choose a recording in which somebody speaks")
    return PromptAudio(wave, rate, seconds)
