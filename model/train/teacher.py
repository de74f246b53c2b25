"""Speak with flite's CMU voices, the free teachers of the scratch voice, and time every phone."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
PHONES: tuple[str, ...] = tuple(
    "pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th "
    "uh uw v w y z zh".split()
)
"""What flite prints; anything else counts as a pause."""

TRIM = 0.012
"""Silence kept before the first and after the last phone, in seconds."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Hold one spoken sentence: waveform `(N,)` float64 and phones with their end times."""

    waveform: NDArray[np.float64]
    phones: tuple[str, ...]
    ends: tuple[float, ...]

    @property
    def duration(self) -> float:
        """Give the length in seconds."""
        return len(self.waveform) / SAMPLE_RATE


def speak(text: str, voice: str) -> Utterance:
    """Synthesize `text` and cut the silence at both ends.

    Raises:
        FileNotFoundError: flite is not installed (`apt-get install flite`).
        subprocess.CalledProcessError: flite refused the text.
    """
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-psdur", "-voice", voice, "-t", text, "-o", file.name]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        waveform, sample_rate = soundfile.read(Path(file.name), dtype="float64")
    if sample_rate != SAMPLE_RATE:
        raise ValueError(f"flite voice {voice!r} speaks at {sample_rate} Hz, not {SAMPLE_RATE}")
    segments = [token.rpartition(":") for token in printed.split() if ":" in token]
    return _trimmed(waveform, [(name, float(end)) for name, _, end in segments])


def _trimmed(waveform: NDArray[np.float64], segments: list[tuple[str, float]]) -> Utterance:
    """Cut leading and trailing pauses, so that speech starts where the file starts."""
    first = next(i for i, (name, _) in enumerate(segments) if name != "pau")
    last = max(i for i, (name, _) in enumerate(segments) if name != "pau")
    start = max((segments[first - 1][1] if first else 0.0) - TRIM, 0.0)
    end = min(segments[last][1] + TRIM, len(waveform) / SAMPLE_RATE)
    spoken = segments[first : last + 1]
    piece = waveform[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
    return Utterance(piece, tuple(n for n, _ in spoken), tuple(e - start for _, e in spoken))
