"""Tell what a bridge does between a DAW and the model."""

from __future__ import annotations

from dataclasses import dataclass

from daw_bridge.daw import DawEvent
from daw_bridge.render_events import RenderEvent
from daw_bridge.take_library import TakeRecord


@dataclass(frozen=True, slots=True)
class Heard:
    """Hand on what happened in a DAW."""

    event: DawEvent


@dataclass(frozen=True, slots=True)
class JobAccepted:
    """Say that a request of the DAW is safe with us and waits for its turn."""

    id: str
    n_regions: int


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Hand on how far a job is."""

    id: str
    event: RenderEvent


@dataclass(frozen=True, slots=True)
class JobFinished:
    """Give the takes of a job, and say which of its regions could not be spoken."""

    id: str
    takes: tuple[TakeRecord, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobFailed:
    """Say in the user's words why nothing came of a job."""

    id: str
    reason: str


BridgeEvent = Heard | JobAccepted | JobProgress | JobFinished | JobFailed
