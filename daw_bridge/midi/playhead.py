"""Tell where a transport is from messages that come late by more or less."""

from __future__ import annotations

import math
from collections import deque
from statistics import linear_regression

_WINDOW = 1.0
"""Seconds of messages that are believed."""

_ENOUGH = 0.3
"""Seconds of them that tell a speed."""

_USUAL = 0.02
"""A speed that is no farther than this from that of the clock is the clock's."""


class Playhead:
    """Draw a line through positions; of messages that came late it believes the least late."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()
        self.reset(0.0)

    def reset(self, position: float) -> None:
        """Stand still at a position."""
        self._seen.clear()
        self._line = (0.0, position)
        self.rate = 0.0

    def start(self, now: float, position: float, rate: float = 1.0) -> None:
        """Move from a position on."""
        self.reset(position)
        self.rate = rate
        self._line = (now, position)

    def observe(self, now: float, position: float, forward: bool = True) -> None:
        """Take a position that was true when, or a little before, it came."""
        if not self.rate or (self.rate > 0) != forward:
            self.start(now, position, 1.0 if forward else -1.0)
        self._seen.append((now, position))
        while now - self._seen[0][0] > _WINDOW:
            self._seen.popleft()
        self.rate = self._observed_rate() or self.rate
        offsets = [position - self.rate * time for time, position in self._seen]
        ahead = max(offsets) if forward else min(offsets)
        self._line = (0.0, ahead)

    def expected(self, now: float) -> float:
        """Give the position that a message of now should tell, going by the last one."""
        time, position = self._seen[-1] if self._seen else self._line
        return position + self.rate * (now - time)

    def at(self, now: float) -> float:
        """Give the position at a time of the clock."""
        time, position = self._line
        return position + self.rate * (now - time)

    def _observed_rate(self) -> float | None:
        times = [time for time, _ in self._seen]
        if times[-1] - times[0] < _ENOUGH:
            return None
        slope, _ = linear_regression(times, [position for _, position in self._seen])
        nominal = math.copysign(1.0, slope)
        return nominal if abs(slope - nominal) < _USUAL else slope
