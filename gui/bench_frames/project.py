"""Make a large project: many regions, lanes of many points, takes for all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from daw_bridge.envelope import Envelope, EnvelopePoint
from daw_bridge.take_library import TakeRecord
from daw_bridge.timeline import EmotionLane, Region, Timeline
from model.emotion import EMOTIONS, NEUTRAL

CHARACTER = "MARA"
SAMPLE_RATE = 48_000

_EVERY = 3.0
_LENGTH = 2.6
"""Seconds from region to region, and of each."""

_FILE = "take.wav"

_STEP = 0.02
"""How far a lane wanders from point to point."""


def make_project(source: Path, n_regions: int, n_points: int) -> Timeline:
    """Make regions one after another, and all eight lanes over them; the same every time."""
    rng = np.random.default_rng(0)
    regions = tuple(
        Region(
            f"{source.stem} {n}", n + 1,
            f"{CHARACTER}: They are inside wall {n + 1}. And there are many.",
            n * _EVERY, n * _EVERY + _LENGTH,
        )
        for n in range(n_regions)
    )  # fmt: skip
    end = n_regions * _EVERY
    lanes = tuple(_lane(emotion, end, n_points, rng) for emotion in EMOTIONS)
    return Timeline(source, SAMPLE_RATE, regions, lanes=lanes)


def take_records(project: Timeline, folder: Path, n_takes: int = 1) -> tuple[TakeRecord, ...]:
    """Give every region takes; all of them are one file, that rises and falls like speech."""
    rng = np.random.default_rng(1)
    times = np.arange(round(_LENGTH * SAMPLE_RATE)) / SAMPLE_RATE
    loudness = 0.5 * np.sin(2 * np.pi * 2.5 * times) ** 2
    noise = loudness * rng.uniform(-1, 1, len(times))
    soundfile.write(folder / _FILE, noise, SAMPLE_RATE, "PCM_24")
    return tuple(
        TakeRecord(
            region.id, region.number, region.name, CHARACTER, take, region.start, region.end,
            SAMPLE_RATE, len(times), _FILE, take, "", (NEUTRAL,), None, 0, 0, (1.0,), 0.0, (1.0,),
            0.0, 1.0, f"{region.id} {take}",
        )
        for take in range(1, n_takes + 1)
        for region in project.regions
    )  # fmt: skip


def _lane(emotion: str, end: float, n_points: int, rng: np.random.Generator) -> EmotionLane:
    times = np.sort(rng.uniform(0.0, end, n_points))
    walk = np.cumsum(rng.normal(0.0, _STEP, n_points))
    values = np.abs((walk + 0.3) % 2.0 - 1.0)
    points = zip(times.tolist(), values.tolist(), strict=True)
    return EmotionLane(emotion, CHARACTER, Envelope(tuple(EnvelopePoint(*p) for p in points)))
