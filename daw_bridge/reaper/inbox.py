"""Read the letters of the script in REAPER, each with the project that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from daw_bridge.daw import DawEvent, DawProblem
from daw_bridge.reaper.letters import answer, request, revision
from daw_bridge.reaper.snapshot import Snapshot
from daw_bridge.spool import Letter, Spool, SpoolError

_GRACE = 2.0
"""Seconds that a request waits for the project it is about; the script shows that first."""


class Inbox:
    """Hold the letters that are not understood yet.

    Args:
        clock: gives seconds that only grow.
    """

    def __init__(self, spool: Spool, clock: Callable[[], float]) -> None:
        self._spool = spool
        self._clock = clock
        self._waiting: list[tuple[Letter, float]] = []

    def read(self, snapshot: Snapshot | None) -> Iterator[tuple[DawEvent, str]]:
        """Yield what the letters say, each with the letter that is done with once it was told.

        A request is done with later, when somebody has done what it asks; so its id is empty.
        """
        now = self._clock()
        self._waiting += ((letter, now) for letter in self._spool.received())
        waiting, self._waiting = self._waiting, []
        for letter, since in waiting:
            try:
                wanted = revision(letter)
                if wanted is None:
                    yield answer(letter), letter.id
                elif snapshot and (snapshot.revision >= wanted or now - since > _GRACE):
                    yield request(letter, snapshot.timeline), ""
                elif now - since > _GRACE:
                    raise SpoolError("REAPER asks for something, but does not show its project")
                else:
                    self._waiting.append((letter, since))
            except SpoolError as error:
                yield DawProblem(str(error)), letter.id
