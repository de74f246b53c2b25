"""Tell what the transport of Live does by where its song is, ten times a second."""

from __future__ import annotations

from collections.abc import Callable

from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

_JUMP = 0.35
"""Seconds; a playhead that is farther from where it should be has been moved. Live tells about
every tenth of a second, now and then a tick late."""


class LiveTransport:
    """Follow one song.

    Args:
        clock: gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._playing = False
        self._told = self._told_at = 0.0

    @property
    def playing(self) -> bool:
        """Tell whether Live plays."""
        return self._playing

    @property
    def position(self) -> float:
        """Give the place of the playhead as Live has last told it."""
        return self._told

    def set_playing(self, playing: bool) -> list[TransportEvent]:
        """Take whether Live plays; tell what that changes."""
        if playing == self._playing:
            return []
        self._playing, self._told_at = playing, self._clock()
        return [Playing(self._told)] if playing else [Stopped(self._told)]

    def set_position(self, position: float) -> list[TransportEvent]:
        """Take where Live is; tell whether it went there by itself."""
        now = self._clock()
        expected = self._told + (now - self._told_at) * self._playing
        moved = abs(position - expected) > (_JUMP if self._playing else 0.0)
        self._told, self._told_at = position, now
        if not moved:
            return []
        return [Located(position), Playing(position)] if self._playing else [Located(position)]
