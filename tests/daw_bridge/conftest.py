"""Give the bridge's tests a performer that needs no model and a timeline to perform."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from daw_bridge.phrasing import Line, Studio, perform_plan
from daw_bridge.timeline import Region, Timeline
from model.emotion import EmotionVector
from model.phrase import AudioChunk, Candidate, Phrase

TOKEN_RATE = 50


class FakePerformer:
    """Hum a sine of exactly the length asked for, in two chunks, and remember the phrases."""

    version = "fake-1"
    sample_rate = 22_050
    voices = ("ada", "ben", "cy")

    def __init__(self) -> None:
        self.phrases: list[Phrase] = []
        self.level = 0.5

    def natural_duration(self, text: str, voice: str) -> float:
        return 0.06 * len(text)

    def synthesize(self, phrase: Phrase) -> Iterator[AudioChunk]:
        self.phrases.append(phrase)
        n_samples = round((phrase.duration or 1.0) * self.sample_rate)
        pitch = 200 + 10 * phrase.seed
        times = np.arange(n_samples) / self.sample_rate
        waveform = (self.level * np.sin(2 * np.pi * pitch * times)).astype(np.float32)
        tokens = round(n_samples / self.sample_rate * TOKEN_RATE)
        for piece in np.array_split(waveform, 2):
            yield AudioChunk(piece, self.sample_rate, tokens, tokens, steered=1)

    def candidates(self, phrases: Sequence[Phrase], seeds: Sequence[int]) -> list[Candidate]:
        """Let odd seeds fit better than even ones."""

        def candidate(seed: int) -> Candidate:
            return Candidate(
                seed,
                float(seed % 2) - 1.0,
                lambda index: self.synthesize(replace(phrases[index], seed=seed)),
            )

        return sorted((candidate(seed) for seed in seeds), key=lambda one: -one.fit)


@pytest.fixture
def performer() -> FakePerformer:
    return FakePerformer()


@pytest.fixture
def make_timeline(tmp_path: Path) -> Callable[..., Timeline]:
    """Build a timeline whose project file exists, of regions `(name, start, end)`."""

    def make(*regions: tuple[str, float, float], sample_rate: int | None = 48_000) -> Timeline:
        source = tmp_path / "project" / "harbour.rpp"
        source.parent.mkdir(exist_ok=True)
        source.write_bytes(b"<REAPER_PROJECT 0.1\r\n>\r\n")
        numbered = enumerate(regions, start=1)
        return Timeline(
            source,
            sample_rate,
            tuple(Region(f"{{{n}}}", n, name, start, end) for n, (name, start, end) in numbered),
        )

    return make


@pytest.fixture
def studio(performer: FakePerformer) -> Studio:
    return Studio(
        voices=performer.voices,
        natural_duration=performer.natural_duration,
        emotion_of=lambda direction: EmotionVector(afraid=0.8),
        presets={"icy": EmotionVector(angry=0.4, calm=0.4)},
    )


@pytest.fixture
def plan(studio: Studio) -> Callable[[Timeline], tuple[Line, ...]]:
    return lambda timeline: perform_plan(timeline, studio)
