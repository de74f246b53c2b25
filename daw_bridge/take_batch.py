"""Gather the takes of a line as they are finished, so that the best of them is placed last."""

from __future__ import annotations

from daw_bridge.take_library import TakeRecord


class TakeBatch:
    """Hold the takes of one line; they come best first, and what is placed last plays."""

    def __init__(self) -> None:
        self._takes: list[TakeRecord] = []

    def add(self, take: TakeRecord) -> list[TakeRecord]:
        """Take the next one; where it begins another line, give those of the line before."""
        before = self.rest() if self._takes and self._takes[-1].region_id != take.region_id else []
        self._takes.append(take)
        return before

    def rest(self) -> list[TakeRecord]:
        """Give what is left, the best at the end."""
        takes, self._takes = self._takes[::-1], []
        return takes
