"""Measure a performer: words, length, emotion, voices, speed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import torch
from numpy.typing import NDArray

from model.audio import log_mel
from model.config import MelConfig
from model.emotion import NEUTRAL, EmotionVector
from model.evaluate.acoustics import measure
from model.evaluate.metrics import Figure, rate, word_error
from model.phrase import AudioChunk, Performer, Phrase, Waveform

Transcribe = Callable[[Waveform, int], str]
Speak = Callable[[str], tuple[Waveform, int]]

DIRECTIONS: tuple[tuple[str, str, str, int], ...] = (
    ("angry", "calm", "pitch", 1),
    ("angry", "calm", "pitch_range", 1),
    ("angry", "calm", "level", 1),
    ("angry", "calm", "slope", 1),
    ("angry", "sad", "pitch", 1),
    ("angry", "sad", "pitch_range", 1),
    ("angry", "sad", "level", 1),
    ("angry", "sad", "slope", 1),
    ("afraid", "calm", "pitch", 1),
    ("afraid", "sad", "pitch", 1),
    ("calm", "sad", "level", 1),
    ("calm", "sad", "slope", 1),
)
"""Which of two emotions lies higher in what (Banse & Scherer 1996; Juslin & Laukka 2003)."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one performance: waveform `(N,)` and the last chunk, which has the counts."""

    waveform: Waveform
    last: AudioChunk


def perform(performer: Performer, phrase: Phrase) -> Spoken:
    """Collect the chunks of a phrase."""
    chunks = list(performer.synthesize(phrase))
    return Spoken(np.concatenate([chunk.waveform for chunk in chunks]), chunks[-1])


def intelligibility(
    performer: Performer,
    lines: Sequence[str],
    voice: str,
    transcribe: Transcribe,
    teacher: Speak | None,
) -> list[Figure]:
    """Compare the words a recogniser hears from the voice and from its teacher."""
    heard = []
    for line in lines:
        phrase = Phrase(line, voice, duration=performer.natural_duration(line, voice))
        heard.append(transcribe(perform(performer, phrase).waveform, performer.sample_rate))
    figures = [word_error("words", f"word error, voice {voice}", lines, heard)]
    if teacher is not None:
        taught = [transcribe(*teacher(line)) for line in lines]
        figures.append(word_error("words", "word error, its teacher", lines, taught))
        points = figures[0].value - figures[1].value
        figures.append(Figure("words", "difference", points, "points", len(lines)))
    return figures


def length(
    performer: Performer, lines: Sequence[str], voice: str, n: int, seed: int
) -> list[Figure]:
    """Ask for `n` random durations of 0.7 to 1.4 times the natural one."""
    rng = np.random.default_rng(seed)
    exact = counted = steered = 0
    for _ in range(n):
        line = str(rng.choice(list(lines)))
        duration = performer.natural_duration(line, voice) * float(rng.uniform(0.7, 1.4))
        spoken = perform(performer, Phrase(line, voice, duration=duration))
        exact += len(spoken.waveform) == round(duration * performer.sample_rate)
        counted += spoken.last.tokens_made == spoken.last.tokens_asked
        steered += spoken.last.steered > 0
    return [
        rate("length", "files with exactly the asked samples", exact, n),
        rate("length", "tokens made equal tokens asked", counted, n),
        rate("length", "takes in which decoding stepped in", steered, n),
    ]


def emotion(performer: Performer, lines: Sequence[str], voice: str) -> list[Figure]:
    """Compare emotions at equal length in the directions the literature gives."""
    names = sorted({name for a, b, _, _ in DIRECTIONS for name in (a, b)})
    hits = dict.fromkeys(DIRECTIONS, 0)
    for line in lines:
        duration = performer.natural_duration(line, voice)
        found = {}
        for name in names:
            weights = EmotionVector.from_mapping({name: 1.0})
            spoken = perform(performer, Phrase(line, voice, weights, duration))
            found[name] = measure(spoken.waveform, performer.sample_rate)
        for row in hits:
            high, low, what, sign = row
            hits[row] += (getattr(found[high], what) - getattr(found[low], what)) * sign > 0
    rows = [
        rate("emotion", f"{high} over {low} in {what.replace('_', ' ')}", count, len(lines))
        for (high, low, what, _), count in hits.items()
    ]
    return [*rows, rate("emotion", "all pairs", sum(hits.values()), len(hits) * len(lines))]


def voices(performer: Performer, lines: Sequence[str], names: Sequence[str]) -> list[Figure]:
    """Compare likeness within a voice, across lines and moods, with likeness between voices."""
    moods = (NEUTRAL, EmotionVector(angry=0.8), EmotionVector(sad=0.8))
    prints = {
        name: [
            _print(performer, Phrase(line, name, mood, performer.natural_duration(line, name)))
            for line, mood in zip(lines, moods * len(lines), strict=False)
        ]
        for name in names
    }
    within: list[float] = []
    between: list[float] = []
    ordered = n = 0
    for name, own in prints.items():
        for i, first in enumerate(own):
            same = [float(first @ other) for j, other in enumerate(own) if j != i]
            others = [float(first @ o) for other in names if other != name for o in prints[other]]
            within, between = within + same, between + others
            ordered += sum(s > o for s in same for o in others)
            n += len(same) * len(others)
    return [
        Figure("voices", "likeness within a voice", fmean(within), "cosine", len(within)),
        Figure("voices", "likeness between voices", fmean(between), "cosine", len(between)),
        rate("voices", "within above between", ordered, n),
    ]


def _print(performer: Performer, phrase: Phrase) -> NDArray[np.float64]:
    """Give a voice print: mean and spread of the cepstrum, without level and slope."""
    wave = torch.from_numpy(perform(performer, phrase).waveform)[None]
    mel = log_mel(wave, MelConfig(performer.sample_rate, 1024, 256, 40))[0].numpy()
    loud = mel[:, mel.mean(0) > np.percentile(mel.mean(0), 40)]
    basis = np.cos(np.pi / 40 * (np.arange(40) + 0.5)[None] * np.arange(2, 22)[:, None])
    cepstrum = basis @ loud
    vector = np.concatenate([cepstrum.mean(1), cepstrum.std(1)])
    return vector / np.linalg.norm(vector)


def speed(performer: Performer, lines: Sequence[str], voice: str) -> list[Figure]:
    """Time the performer: seconds of work per second of sound."""
    perform(performer, Phrase(lines[0], voice))  # the voice prompt is read once, outside
    factors = []
    for line in lines:
        phrase = Phrase(line, voice, duration=performer.natural_duration(line, voice))
        began = time.perf_counter()
        spoken = perform(performer, phrase)
        sound = len(spoken.waveform) / performer.sample_rate
        factors.append((time.perf_counter() - began) / sound)
    name = f"real-time factor, median, {torch.get_num_threads()} threads"
    return [Figure("speed", name, float(np.median(factors)), "", len(lines))]
