"""Describe what a DAW shows: regions, cues, tracks and emotion lanes, in seconds, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from daw_bridge.envelope import Envelope
from daw_bridge.time_code import UNSAID, TimeBase


class ProjectError(ValueError):
    """Tell in the user's words why a project, or what is asked of it, cannot be used."""


@dataclass(frozen=True, slots=True)
class Region:
    """Span a piece of the timeline in which one line is spoken.

    Args:
        id: stable across saves where the format has one (REAPER: the GUID).
        number: as the DAW displays it.
        name: the text of the region, in the grammar of `daw_bridge.region_text`.
        notes: notes of the first item that starts inside; they speak where the name has no words.
        cuts: where a hand has bounded the phrases, as shares of the region from 0 to 1: the end of
            each phrase but the last, and the start of the next. Empty where nobody has.
    """

    id: str
    number: int
    name: str
    start: float
    end: float
    selected: bool = False
    notes: str = ""
    cuts: tuple[float, ...] = ()

    @property
    def duration(self) -> float:
        """Give the length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Cue:
    """Name a point on the timeline."""

    number: int
    name: str
    time: float


@dataclass(frozen=True, slots=True)
class EmotionLane:
    """Hold one emotion's automation on one track; without points its envelope is constant."""

    emotion: str
    track: str
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class TempoChange:
    """Start a tempo at a time; `linear` ramps to the next change."""

    time: float
    bpm: float
    linear: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Snapshot a project: everything that Takelane understands of it.

    Args:
        time_base: how the project writes its times; all times here count from its beginning.
    """

    source: Path
    sample_rate: int | None
    regions: tuple[Region, ...]
    cues: tuple[Cue, ...] = ()
    lanes: tuple[EmotionLane, ...] = ()
    tempo: tuple[TempoChange, ...] = ()
    time_base: TimeBase = UNSAID
    warnings: tuple[str, ...] = ()
