"""Hear how fast somebody speaks in a recording, from the swell of the syllables; needs no torch.

After de Jong and Wempe (2009), "Praat script to detect syllable nuclei": a syllable is a peak of
loudness with a dip on either side. Fast syllables run together and are missed now and then, so that
what is heard lies nearer to the usual tempo than what is spoken: a careful guess.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.phrase import Waveform
from model.prompt_audio import OFFICIAL_SECONDS, PromptAudio, read_prompt
from model.text.tempo import SYLLABLE_RATE

FRAME_RATE = 100
"""Frames of loudness a second."""

VOWELS = (300.0, 3000.0)
"""Hertz between which vowels are louder than what stands between them."""

SWELL = 9
"""Frames over which the loudness is smoothed, less than a syllable has."""

DIP = 1.5
"""Decibels between a peak and the next one."""

FLOOR = 25.0
"""Decibels below the loudest frames where speech ends."""

PAUSE = 0.2
"""Seconds of a gap that belongs to the speech still."""

ENOUGH = 8
"""Syllables that say something about a tempo."""

SLOWEST, FASTEST = 0.8, 1.25
"""What is believed of a recording."""

_KEPT = 64


def voice_tempo(prompt: PromptAudio) -> float:
    """Tell how fast somebody speaks, over how fast nobody hurries; 1 where too little is said."""
    loudness = _loudness(prompt.waveform, prompt.sample_rate)
    silence = float(np.percentile(loudness, 99)) - FLOOR
    syllables = _peaks(np.maximum(loudness, silence))
    if syllables < ENOUGH:
        return 1.0
    heard = syllables / _speaking_time(loudness > silence)
    return min(max(heard / SYLLABLE_RATE, SLOWEST), FASTEST)


@lru_cache(_KEPT)
def tempo_of(path: Path) -> float:
    """Tell the tempo of what engines hear of a recording.

    Raises:
        ValueError: it is missing, not audio, silent, or too short.
    """
    return voice_tempo(read_prompt(path, OFFICIAL_SECONDS))


def _loudness(waveform: Waveform, sample_rate: int) -> NDArray[np.float64]:
    """Give the smoothed level of the vowels of `(N,)` in decibels, `(F,)`."""
    spectrum = np.fft.rfft(waveform)
    hertz = np.fft.rfftfreq(len(waveform), 1 / sample_rate)
    spectrum[(hertz < VOWELS[0]) | (hertz > VOWELS[1])] = 0
    vowels = np.fft.irfft(spectrum, len(waveform))
    hop = sample_rate // FRAME_RATE
    frames = vowels[: len(vowels) // hop * hop].reshape(-1, hop)
    window = np.hanning(SWELL + 2)[1:-1]
    power = np.convolve((frames**2).mean(1), window / window.sum(), "same")
    return 10 * np.log10(power.clip(min=1e-12))


def _peaks(loudness: NDArray[np.float64]) -> int:
    """Count the peaks that rise by `DIP` from the valley before them and fall by it after."""
    count, rising, turn = 0, False, float(loudness[0])
    for level in (*loudness.tolist(), -np.inf):
        further = level > turn if rising else level < turn
        if further:
            turn = level
        elif abs(level - turn) > DIP:
            count += rising
            rising, turn = not rising, level
    return count


def _speaking_time(speaks: NDArray[np.bool_]) -> float:
    """Give the seconds of the frames `(F,)` that speak, and of short gaps between them."""
    steps = np.diff(np.flatnonzero(speaks))
    return float(1 + np.where(steps <= PAUSE * FRAME_RATE, steps, 1).sum()) / FRAME_RATE
