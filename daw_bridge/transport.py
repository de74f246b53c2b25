"""Say what the DAW's transport does; positions are seconds on the timeline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Playing:
    """Say that the DAW plays from a position on, at a multiple of real time."""

    position: float
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Stopped:
    """Say that the DAW has stopped."""

    position: float


@dataclass(frozen=True, slots=True)
class Located:
    """Say that the DAW went to another place."""

    position: float


TransportEvent = Playing | Stopped | Located
