"""Stand in for a DAW: a script pushes what happens there, and reads what was asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from daw_bridge.daw import Daw, DawEvent, OnDawEvent, Placed, TakeToPlace


class FakeDaw(Daw):
    """Do as a DAW does, when told to.

    Args:
        places: whether takes are placed as soon as they come.

    Attributes:
        takes: every take that lies on the timeline, by its id.
        finished: the requests that are done with.
        told: the sentences shown to the user.
        transport: what was played and stopped, positions and None.
    """

    def __init__(self, *, places: bool = True) -> None:
        self.takes: dict[str, TakeToPlace] = {}
        self.finished: list[str] = []
        self.told: list[str] = []
        self.transport: list[float | None] = []
        self._places = places
        self._on_event: OnDawEvent | None = None

    def start(self, on_event: OnDawEvent) -> None:
        """Begin to tell what the script pushes."""
        self._on_event = on_event

    def push(self, *events: DawEvent) -> None:
        """Let something happen, now."""
        for event in events:
            if self._on_event is not None:
                self._on_event(event)

    def place(self, takes: Sequence[TakeToPlace]) -> None:
        """Put takes on the timeline, each once."""
        if not self._places:
            return
        for take in takes:
            self.takes.setdefault(take.id, take)
            self.push(Placed(take.id, take.region.start))

    def finish(self, request_id: str) -> None:
        """Remember that a request is done with."""
        self.finished.append(request_id)

    def tell(self, message: str) -> None:
        """Remember a sentence."""
        self.told.append(message)

    def play(self, position: float) -> None:
        """Remember where the DAW was asked to play."""
        self.transport.append(position)

    def stop(self) -> None:
        """Remember that the DAW was asked to stop."""
        self.transport.append(None)

    def close(self) -> None:
        """Let go; nothing is told any more."""
        self._on_event = None
