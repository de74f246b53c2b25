"""Say what the DAW's transport does; positions are seconds on the timeline."""

from __future__ import annotations

from dataclasses import dataclass, replace


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


def going_on(before: TransportEvent | None, event: TransportEvent) -> TransportEvent:
    """Say what a DAW does after an event: one that plays and goes elsewhere plays on from there.

    >>> going_on(Playing(1.0), Located(5.0))
    Playing(position=5.0, rate=1.0)
    >>> going_on(Stopped(1.0), Located(5.0))
    Located(position=5.0)
    """
    if isinstance(before, Playing) and isinstance(event, Located):
        return replace(before, position=event.position)
    return event
