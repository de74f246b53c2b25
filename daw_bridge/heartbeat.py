"""Tell by a state of the spool whether somebody is there who keeps writing it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from daw_bridge.spool import Spool

PATIENCE = 3.0
"""Seconds without a beat after which nobody is there; beats come every second."""


class Heartbeat:
    """Watch one state.

    Only the first look goes by the time of day; from then on it counts that the state changes, so
    that a clock which is set does not end a connection.

    Args:
        clock: gives seconds that only grow.
        now: gives the time of day.
    """

    def __init__(
        self,
        spool: Spool,
        state: str,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._spool, self._state = spool, state
        self._patience = patience
        self._clock, self._now = clock, now
        self._seen: float | None = None
        self._beat = -math.inf

    def beats(self) -> bool:
        """Tell whether somebody is there; ask a few times a second."""
        written = self._spool.changed_at(self._state)
        if written != self._seen:
            age = max(self._now() - written, 0.0) if self._seen is None else 0.0
            self._seen, self._beat = written, self._clock() - age
        return bool(written) and self._clock() - self._beat < self._patience
