"""Talk to a running DAW: regions come, takes go, and everything that happens is one event.

A dialect (`reaper`, `live`, `ardour`) is a `Daw`. It looks for its DAW on threads of its own, and
goes on looking when the DAW is gone; whoever holds it never waits. The dialects do not know each
other, and nobody but `gui` chooses between them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.timeline import Region, Timeline
from daw_bridge.transport import TransportEvent


class DawError(RuntimeError):
    """Tell in the user's words why a DAW cannot be reached, or cannot do what is asked."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Say that the DAW is there, for the first time or again.

    Args:
        daw: its name and version, as a person says it: "REAPER 7.62".
    """

    daw: str


@dataclass(frozen=True, slots=True)
class Disconnected:
    """Say that the DAW is gone; it is looked for."""

    daw: str


@dataclass(frozen=True, slots=True)
class TimelineChanged:
    """Give the project as it is now; `source` is empty while it was never saved."""

    timeline: Timeline


@dataclass(frozen=True, slots=True)
class RenderRequested:
    """Say that the user asks in the DAW for takes of some regions.

    Args:
        id: of the request; the DAW keeps it until `finish` is called with it.
        timeline: the project at that moment.
        region_ids: of the regions, all of which the timeline has.
    """

    id: str
    timeline: Timeline
    region_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceRequested:
    """Say that the user wants every take of the project on the timeline that is not there yet."""

    id: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class AuditionRequested:
    """Say that the user wants to hear a region's take now."""

    id: str
    timeline: Timeline
    region_id: str


@dataclass(frozen=True, slots=True)
class Placed:
    """Say that a take lies on the timeline, where its region is now."""

    take_id: str
    start: float


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Say why a take does not lie on the timeline; the take itself is safe on the disk."""

    take_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class DawProblem:
    """Tell in the user's words what is wrong with the connection, and what to do."""

    reason: str


DawRequest = RenderRequested | PlaceRequested | AuditionRequested
DawEvent = (
    Connected
    | Disconnected
    | TimelineChanged
    | DawRequest
    | Placed
    | NotPlaced
    | DawProblem
    | TransportEvent
)
OnDawEvent = Callable[[DawEvent], None]


@dataclass(frozen=True, slots=True)
class TakeToPlace:
    """Ask for a take at the start of its region.

    Args:
        id: a take that the DAW has placed already under this id is not placed again.
        name: as the DAW shows it.
        file: absolute; it stays where it is, since REAPER and Live play it from there.
        samples: of the file, at `sample_rate`.
    """

    id: str
    region: Region
    character: str
    name: str
    file: Path
    samples: int
    sample_rate: int


class Daw(ABC):
    """Hold the connection to one DAW.

    Everything that happens goes to the `on_event` that `start` is given, from threads of the
    dialect, one event at a time. Nothing here waits for the DAW.
    """

    @abstractmethod
    def start(self, on_event: OnDawEvent) -> None:
        """Begin to look for the DAW, and to tell what happens.

        Raises:
            DawError: what a connection needs cannot be had, such as a port that another program
                has taken.
        """

    @abstractmethod
    def place(self, takes: Sequence[TakeToPlace]) -> None:
        """Ask for takes on the timeline; `Placed` or `NotPlaced` tells of each.

        They are asked for again when the DAW was away. Nothing that lies there is moved, stretched
        or overwritten.
        """

    @abstractmethod
    def finish(self, request_id: str) -> None:
        """Tell the DAW that a request is done with, so that no restart makes it again."""

    @abstractmethod
    def tell(self, message: str) -> None:
        """Show the user a sentence inside the DAW, where it has a place for one."""

    @abstractmethod
    def play(self, position: float) -> None:
        """Let the DAW play from a position on."""

    @abstractmethod
    def stop(self) -> None:
        """Let the DAW stop."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection; no event comes after this."""
