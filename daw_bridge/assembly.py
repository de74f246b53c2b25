"""Assemble phrases into the waveform of a region, exact to the sample and without a click."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import soxr

from model.phrase import Waveform

END_FADE = 0.010
RELEASE = 0.030
ATTACK = 0.004
"""Seconds of fade at the end of a region, before a pause inside it, and where a phrase begins."""

QUALITY = "VHQ"


@dataclass(frozen=True, slots=True)
class SpokenPhrase:
    """Carry the sound of one phrase and its place on the timeline."""

    start: float
    end: float
    waveform: Waveform
    sample_rate: int


def region_samples(start: float, end: float, sample_rate: int) -> int:
    """Count the samples of a region; regions that touch on the timeline touch to the sample."""
    return round(end * sample_rate) - round(start * sample_rate)


def assemble(
    start: float, end: float, sample_rate: int, phrases: Iterable[SpokenPhrase]
) -> Waveform:
    """Place phrases, taken one after another, into the region's waveform `(N,)`.

    `N` is `region_samples(start, end, sample_rate)` whatever the phrases bring: each is resampled,
    then trimmed or filled with silence to the samples between its own start and end.
    """
    waveform = np.zeros(region_samples(start, end, sample_rate), np.float32)
    origin = round(start * sample_rate)
    for phrase in phrases:
        first = max(round(phrase.start * sample_rate) - origin, 0)
        last = min(round(phrase.end * sample_rate) - origin, len(waveform))
        piece = _resampled(phrase, sample_rate)[: last - first]
        closing = END_FADE if last == len(waveform) else RELEASE
        waveform[first : first + len(piece)] = _faded(piece, sample_rate, closing)
    return waveform


def _resampled(phrase: SpokenPhrase, sample_rate: int) -> Waveform:
    if phrase.sample_rate == sample_rate:
        return phrase.waveform
    resampled: Waveform = soxr.resample(
        phrase.waveform, phrase.sample_rate, sample_rate, quality=QUALITY
    )
    return resampled


def _faded(piece: Waveform, sample_rate: int, closing: float) -> Waveform:
    """Fade in and out, at most half the piece each; the first and last sample become zero."""
    faded = piece.astype(np.float32)
    half = len(faded) // 2
    opening = _rise(min(round(ATTACK * sample_rate), half))
    ending = _rise(min(round(closing * sample_rate), half))
    faded[: len(opening)] *= opening
    faded[len(faded) - len(ending) :] *= ending[::-1]
    return faded


def _rise(n_samples: int) -> Waveform:
    """Give half a raised cosine from 0 towards 1: without a corner at either end."""
    phase = np.arange(n_samples, dtype=np.float32) / max(n_samples, 1)
    return (0.5 - 0.5 * np.cos(np.pi * phase)).astype(np.float32)
