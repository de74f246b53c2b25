"""Act a neutral utterance: change timbre, pitch, pace and mood by what the literature knows.

A WORLD analysis separates pitch, spectral envelope and noise; a `Speaker` moves timbre and pitch,
a `Manner` moves what emotion is known to move (Banse & Scherer 1996; Juslin & Laukka 2003).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
import pyworld
from numpy.typing import NDArray

from model.emotion import EMOTIONS, EmotionVector
from model.train.cast import Speaker
from model.train.teacher import SAMPLE_RATE, Utterance

FRAME_PERIOD = 0.005
FFT_SIZE = 1024
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Manner:
    """Say how a delivery differs from neutral; every field is zero for neutral.

    Args:
        pitch: shift of the mean, in semitones.
        range: natural logarithm of the factor on the pitch excursions.
        energy: level in dB.
        tilt: change of spectral slope above 500 Hz, in dB per octave; positive is brighter.
        breath: share of noise added to voiced sound, 0 to 1.
        jitter: random pitch wander, in semitones.
        tremor: depth of a 6 Hz tremor, in semitones.
        rise: pitch slope over the utterance, in semitones from start to end.
        pace: natural logarithm of the factor on the length.
    """

    pitch: float = 0.0
    range: float = 0.0
    energy: float = 0.0
    tilt: float = 0.0
    breath: float = 0.0
    jitter: float = 0.0
    tremor: float = 0.0
    rise: float = 0.0
    pace: float = 0.0


MANNERS: dict[str, Manner] = {
    "happy": Manner(3.0, 0.45, 2.0, 1.0, 0.0, 0.0, 0.0, 1.0, -0.06),
    "angry": Manner(3.5, 0.55, 6.0, 2.5, 0.0, 0.25, 0.0, -1.0, -0.08),
    "sad": Manner(-2.5, -0.6, -5.0, -2.5, 0.25, 0.0, 0.0, -1.5, 0.18),
    "afraid": Manner(6.0, -0.1, 0.5, 0.5, 0.35, 0.3, 0.5, 1.0, -0.12),
    "disgusted": Manner(-1.5, 0.1, 0.5, -0.8, 0.1, 0.35, 0.0, -2.5, 0.12),
    "melancholic": Manner(-1.0, -0.4, -3.0, -1.5, 0.4, 0.0, 0.0, -0.5, 0.14),
    "surprised": Manner(5.0, 0.65, 2.5, 0.8, 0.1, 0.0, 0.0, 3.0, -0.02),
    "calm": Manner(-0.8, -0.35, -2.5, -1.0, 0.05, 0.0, 0.0, 0.0, 0.08),
}
"""What full weight of each emotion does; weights mix linearly."""


def manner(emotion: EmotionVector) -> Manner:
    """Mix the manners of the eight emotions by their weights."""
    table = np.array([astuple(MANNERS[name]) for name in EMOTIONS])
    return Manner(*(np.array(emotion.values) @ table))


@dataclass(frozen=True, slots=True)
class Analysis:
    """Hold the WORLD analysis of an utterance: `(F,)` log pitch and voicing, `(F, K)` envelopes."""

    log_pitch: Array
    voiced: Array
    envelope: Array
    noise: Array
    utterance: Utterance


def analyse(utterance: Utterance) -> Analysis:
    """Split an utterance into pitch, log envelope and noise share, 200 frames a second."""
    wave, period = utterance.waveform, FRAME_PERIOD * 1000
    pitch, times = pyworld.dio(wave, SAMPLE_RATE, f0_floor=60.0, f0_ceil=400.0, frame_period=period)
    pitch = pyworld.stonemask(wave, pitch, times, SAMPLE_RATE)
    envelope = pyworld.cheaptrick(wave, pitch, times, SAMPLE_RATE, fft_size=FFT_SIZE)
    noise = pyworld.d4c(wave, pitch, times, SAMPLE_RATE, fft_size=FFT_SIZE)
    voiced = pitch > 0
    if not voiced.any():
        raise ValueError("no voiced sound in the utterance")
    frames = np.arange(len(pitch))
    log_pitch = np.interp(frames, frames[voiced], np.log(pitch[voiced]))
    return Analysis(log_pitch, voiced.astype(float), np.log(envelope + 1e-12), noise, utterance)


ELASTICITY = {"pau": 1.6, "stop": 0.5, "other": 0.85, "vowel": 1.3}
_STOPS = frozenset("p t k b d g ch jh".split())
_VOWELS = frozenset(
    [
        "aa",
        "ae",
        "ah",
        "ao",
        "aw",
        "ax",
        "axr",
        "ay",
        "eh",
        "er",
        "ey",
        "ih",
        "ix",
        "iy",
        "ow",
        "oy",
        "uh",
        "uw",
    ]
)


def paced_ends(phones: tuple[str, ...], ends: tuple[float, ...], factor: float) -> Array:
    """Give new phone ends for a length `factor`: vowels and pauses yield most, stops least."""
    kinds = ["stop" if p in _STOPS else "vowel" if p in _VOWELS else p for p in phones]
    elastic = np.array([ELASTICITY.get(kind, ELASTICITY["other"]) for kind in kinds])
    lengths = np.diff(ends, prepend=0.0)
    stretched = lengths * np.exp(elastic * np.log(factor))
    return np.cumsum(stretched * (lengths.sum() * factor / stretched.sum()))


@dataclass(frozen=True, slots=True)
class Performance:
    """Hold one acted utterance and what is known of it.

    Args:
        waveform: `(N,)` at `SAMPLE_RATE`.
        ends: end of each phone in seconds.
        prosody: `(F, 3)` every `FRAME_PERIOD`: pitch in semitones over the speaker's mean,
            level in dB and spectral slope in dB per octave, both against neutral.
    """

    waveform: Array
    ends: Array
    prosody: Array


def perform(
    analysis: Analysis, speaker: Speaker, how: Manner, factor: float, rng: np.random.Generator
) -> Performance:
    """Speak an analysed utterance as `speaker`, in a manner, `factor` times as long."""
    ends = paced_ends(analysis.utterance.phones, analysis.utterance.ends, factor)
    source = _source_frames(analysis, ends)
    semitones = _pitch_contour(_at(analysis.log_pitch, source), speaker, how, rng)
    voiced = np.round(_at(analysis.voiced, source))
    envelope = _warp(_at(analysis.envelope, source), speaker.tract)
    envelope += (how.energy + how.tilt * _octaves_over_500()) * (np.log(10) / 10)
    noise = _warp(_at(analysis.noise, source), speaker.tract)
    noise = np.clip(noise + how.breath * 0.5 * (1 - noise) * _high_band(), 0.0, 1.0)
    pitch = speaker.pitch * 2.0 ** (semitones / 12.0) * voiced
    parts = (np.ascontiguousarray(part) for part in (pitch, np.exp(envelope), noise))
    wave = pyworld.synthesize(*parts, SAMPLE_RATE, FRAME_PERIOD * 1000)
    level = np.full_like(semitones, how.energy)
    prosody = np.stack([semitones, level, np.full_like(level, how.tilt)], axis=1)
    return Performance(wave[: round(ends[-1] * SAMPLE_RATE) + 160], ends, prosody)


def _source_frames(analysis: Analysis, ends: Array) -> Array:
    """Map frames of the new length to (fractional) frames of the analysis."""
    n_frames = int(np.ceil(ends[-1] / FRAME_PERIOD)) + 1
    times = np.arange(n_frames) * FRAME_PERIOD
    old = np.concatenate([[0.0], analysis.utterance.ends])
    seconds = np.interp(times, np.concatenate([[0.0], ends]), old)
    return np.clip(seconds / FRAME_PERIOD, 0, len(analysis.voiced) - 1)


def _at(values: Array, frames: Array) -> Array:
    """Interpolate rows of `values` at fractional frames."""
    low = np.floor(frames).astype(int)
    high = np.minimum(low + 1, len(values) - 1)
    share = (frames - low).reshape(-1, *[1] * (values.ndim - 1))
    return values[low] * (1 - share) + values[high] * share


def _pitch_contour(
    log_pitch: Array, speaker: Speaker, how: Manner, rng: np.random.Generator
) -> Array:
    """Give pitch in semitones over the speaker's mean."""
    centred = (log_pitch - log_pitch.mean()) * 12 / np.log(2)
    shape = centred * speaker.liveliness * np.exp(how.range)
    line = np.linspace(-0.5, 0.5, len(shape)) * how.rise
    seconds = np.arange(len(shape)) * FRAME_PERIOD
    tremor = how.tremor * np.sin(2 * np.pi * 6.0 * seconds + rng.uniform(0, 2 * np.pi))
    wander = np.convolve(rng.standard_normal(len(shape)), np.ones(3) / np.sqrt(3), mode="same")
    return np.clip(shape + line + tremor + how.jitter * wander + how.pitch, -18, 24)


def _warp(rows: Array, tract: float) -> Array:
    """Stretch the frequency axis of `(F, K)` rows by the tract factor."""
    bins = np.clip(np.arange(rows.shape[1]) / tract, 0, rows.shape[1] - 1)
    low = np.floor(bins).astype(int)
    high = np.minimum(low + 1, rows.shape[1] - 1)
    return rows[:, low] * (1 - (bins - low)) + rows[:, high] * (bins - low)


def _octaves_over_500() -> Array:
    hertz = np.maximum(np.arange(FFT_SIZE // 2 + 1) * SAMPLE_RATE / FFT_SIZE, 1.0)
    return np.clip(np.log2(hertz / 500.0), 0.0, 3.0)


def _high_band() -> Array:
    """Weigh breath noise towards the high frequencies, where it is heard."""
    hertz = np.arange(FFT_SIZE // 2 + 1) * SAMPLE_RATE / FFT_SIZE
    return np.clip((hertz - 500.0) / 2500.0, 0.0, 1.0)
