"""Stand in for a JACK server, or for there being none."""

from __future__ import annotations

from collections.abc import Iterable

from daw_bridge.jack_transport import Jack, JackPlace, NoJackError


class FakeJack(Jack):
    """Be at one place after another, then stay there until the server is to go.

    Attributes:
        closed: whether nobody holds it any more.
    """

    def __init__(self, places: Iterable[JackPlace]) -> None:
        self._places = iter(places)
        self._place = JackPlace(0.0, rolling=False)
        self._going = False
        self.closed = False

    def go(self) -> None:
        """Let the server go, once it was at all its places."""
        self._going = True

    def place(self) -> JackPlace:
        """Give the next place."""
        following = next(self._places, None)
        if following is None and self._going:
            raise NoJackError("the server has gone")
        self._place = following or self._place
        return self._place

    def close(self) -> None:
        """Remember that it is held no more."""
        self.closed = True


def no_jack() -> Jack:
    """Find no server.

    Raises:
        NoJackError: always.
    """
    raise NoJackError("no server is there")
