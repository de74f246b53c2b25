"""Give the bridge's tests a performer that needs no model and a timeline to perform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from daw_bridge.casting import KnownVoices
from daw_bridge.phrasing import Line, Studio, perform_plan
from daw_bridge.timeline import Region, Timeline
from model.emotion import EmotionVector
from model.fake import FakePerformer


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
        voices=KnownVoices(performer.voices),
        natural_duration=performer.natural_duration,
        emotion_of=lambda direction: EmotionVector(afraid=0.8),
        syllables=lambda text: sum(letter in "aeiou" for letter in text),
        presets={"icy": EmotionVector(angry=0.4, calm=0.4)},
    )


@pytest.fixture
def plan(studio: Studio) -> Callable[[Timeline], tuple[Line, ...]]:
    return lambda timeline: perform_plan(timeline, studio)
