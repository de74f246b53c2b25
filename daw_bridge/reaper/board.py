"""Watch what the script in REAPER shows: that it is there, and the project."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator

from daw_bridge.daw import Connected, DawEvent, DawProblem, Disconnected, TimelineChanged
from daw_bridge.fields import Fields
from daw_bridge.heartbeat import PATIENCE, Heartbeat
from daw_bridge.reaper.snapshot import Snapshot, SnapshotReader
from daw_bridge.spool import Spool, SpoolError

DAW, TIMELINE = "daw", "timeline"
"""States of the spool: the script's heartbeat, and the project."""

_LONGEST_NAME = 80

_LOOK_EVERY = 0.25
"""Seconds between two looks at whether REAPER is there; the project is looked at every time."""


class Board:
    """Watch the script's states.

    Args:
        patience: seconds after the last heartbeat at which REAPER is gone.
        clock: gives seconds that only grow.

    Attributes:
        daw: what is connected, such as "REAPER 7.62"; empty if nothing is.
        snapshot: the last sound project that was shown, be REAPER there or not.
    """

    def __init__(
        self,
        spool: Spool,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.daw = ""
        self.snapshot: Snapshot | None = None
        self._spool = spool
        self._clock = clock
        self._heart = Heartbeat(spool, DAW, patience, clock)
        self._beats, self._looked = False, -math.inf
        self._reader = SnapshotReader()
        self._mark: tuple[int, int, int] | None = None
        self._problems: dict[str, str] = {}

    def look(self) -> Iterator[DawEvent]:
        """Tell what has changed since the last look."""
        if self._clock() - self._looked > _LOOK_EVERY:
            self._beats, self._looked = self._heart.beats(), self._clock()
        if self.daw and not self._beats:
            gone, self.daw = self.daw, ""
            yield Disconnected(gone)
        changed = yield from self._look_at_project()
        if self._beats and not self.daw:
            yield from self._connect()
        elif self.daw and changed and self.snapshot:
            yield TimelineChanged(self.snapshot.timeline)

    def _connect(self) -> Iterator[DawEvent]:
        """Tell who is there, and again what its project is."""
        try:
            name = Fields(self._spool.state(DAW), "daw.json").text("daw")
        except SpoolError as error:
            yield from self._problem(DAW, f"REAPER is there, but {error}")
            return
        self._problems.pop(DAW, None)
        self.daw = name[:_LONGEST_NAME].strip() or "REAPER"
        yield Connected(self.daw)
        if self.snapshot:
            yield TimelineChanged(self.snapshot.timeline)

    def _look_at_project(self) -> Generator[DawEvent, None, bool]:
        """Read the project if it was written anew; return whether it is another than before."""
        mark = self._spool.mark(TIMELINE)
        if mark is None or mark == self._mark:
            return False
        self._mark = mark
        try:
            snapshot = self._reader.read_content(self._spool.content(TIMELINE))
        except SpoolError as error:
            yield from self._problem(TIMELINE, f"REAPER's project cannot be followed: {error}")
            return False
        self._problems.pop(TIMELINE, None)
        before, self.snapshot = self.snapshot, snapshot
        return before is None or before.timeline != snapshot.timeline

    def _problem(self, state: str, reason: str) -> Iterator[DawEvent]:
        """Tell a problem once, for as long as it is the same."""
        if self._problems.get(state) != reason:
            self._problems[state] = reason
            yield DawProblem(reason)
