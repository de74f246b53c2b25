"""Cast the corpus: speakers made from the teachers by vocal tract, pitch and liveliness."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speaker:
    """Make a new speaker from a teacher voice.

    Args:
        name: of the speaker.
        teacher: flite voice.
        tract: vocal-tract factor; above 1 moves the formants up (a shorter tract).
        pitch: mean pitch in hertz.
        liveliness: factor on the pitch range.
    """

    name: str
    teacher: str
    tract: float
    pitch: float
    liveliness: float = 1.0


SPEAKERS: tuple[Speaker, ...] = (
    Speaker("alder", "rms", 1.00, 102.0),
    Speaker("flint", "rms", 0.91, 84.0, 0.9),
    Speaker("rowan", "rms", 1.06, 122.0, 1.2),
    Speaker("heath", "rms", 0.95, 112.0, 1.1),
    Speaker("sorrel", "rms", 1.15, 175.0, 1.2),
    Speaker("wren", "slt", 1.00, 172.0),
    Speaker("juniper", "slt", 1.07, 205.0, 1.2),
    Speaker("hazel", "slt", 0.95, 158.0, 0.9),
    Speaker("linden", "slt", 0.87, 118.0, 0.9),
    Speaker("bram", "awb", 1.00, 128.0),
    Speaker("thorn", "awb", 0.91, 98.0),
    Speaker("clover", "awb", 1.14, 190.0, 1.2),
    Speaker("ash", "kal16", 1.00, 110.0, 1.2),
    Speaker("moss", "kal16", 0.92, 90.0),
)
TEACHER_SHARES = {"rms": 0.46, "slt": 0.24, "awb": 0.18, "kal16": 0.12}
FAVOURITES = {"alder": 3.0, "wren": 2.0, "bram": 2.0}
"""Speakers heard more often than the others of their teacher."""
