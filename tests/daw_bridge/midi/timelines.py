"""Build timelines to write as MIDI files."""

from __future__ import annotations

from pathlib import Path

from daw_bridge.envelope import BEZIER, FAST_START, HOLD, LINEAR, Envelope, EnvelopePoint
from daw_bridge.timeline import Cue, EmotionLane, Region, TempoChange, Timeline


def curve(*rows: tuple[float, float, int]) -> Envelope:
    return Envelope(tuple(EnvelopePoint(*row) for row in rows))


def demo(folder: Path) -> Timeline:
    """Give a timeline with something of everything."""
    return Timeline(
        source=folder / "demo.rpp",
        sample_rate=48_000,
        regions=(
            Region("{1}", 1, "MARA (hushed): They are | inside the wall. id=q1;", 1.0, 3.25),
            Region("{2}", 2, "GUARD:", 2.0, 4.0, notes="Who is there?"),
            Region("{3}", 3, "Käse — 2 „so“", 2.0, 5.0),
            Region("{4}", 4, "wait|3", 5.0, 5.7),
        ),
        cues=(Cue(1, "Act one", 0.0), Cue(2, "Act two", 6.5)),
        lanes=(
            EmotionLane(
                "angry", "Mara", curve((0.5, 0.1, LINEAR), (2.5, 0.9, HOLD), (4, 0.3, LINEAR))
            ),
            EmotionLane(
                "sad", "Mara", curve((0, 0.0, FAST_START), (3, 1.0, BEZIER), (6, 0.2, LINEAR))
            ),
            EmotionLane("sad", "Mara", Envelope((), 0.4)),
            EmotionLane("calm", "Guard", curve((1, 0.25, HOLD), (2, 0.75, HOLD))),
        ),
        tempo=(
            TempoChange(0.0, 97.3),
            TempoChange(2.0, 140.0, linear=True),
            TempoChange(4.0, 90.0),
        ),
    )
