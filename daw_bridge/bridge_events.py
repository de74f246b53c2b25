"""Tell what a bridge does between a DAW and the model."""

from __future__ import annotations

from dataclasses import dataclass

from daw_bridge.daw import DawEvent
from daw_bridge.render_events import RenderEvent
from daw_bridge.take_library import TakeRecord


@dataclass(frozen=True, slots=True)
class DawHeard:
    """Hand on what happened in a DAW."""

    event: DawEvent


@dataclass(frozen=True, slots=True)
class RequestAccepted:
    """Say that a request of the DAW is safe with us and waits for its turn."""

    id: str
    n_regions: int


@dataclass(frozen=True, slots=True)
class RequestProgress:
    """Hand on how far a request is."""

    id: str
    event: RenderEvent


@dataclass(frozen=True, slots=True)
class RequestFinished:
    """Give the takes of a request, and say which of its regions could not be spoken."""

    id: str
    takes: tuple[TakeRecord, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """Say in the user's words why nothing came of a request."""

    id: str
    reason: str


BridgeEvent = DawHeard | RequestAccepted | RequestProgress | RequestFinished | RequestFailed
