"""Follow the transport that programs on a JACK server share; any of them may lead it."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

NAME = "Takelane transport"

_LOOK_EVERY = 0.02
"""Seconds between two looks at the transport."""

_SEARCH_EVERY = 5.0
"""Seconds between two looks for a server, where there is none."""

_STEADY = 0.1
"""Seconds that a position may differ from what goes by, before it is another place."""


class NoJackError(RuntimeError):
    """Say that no server is there, or that there is no library to speak with one."""


@dataclass(frozen=True, slots=True)
class JackPlace:
    """Say where the transport is, in seconds, and whether it rolls."""

    position: float
    rolling: bool


class Jack(ABC):
    """Hold a connection to a server."""

    @abstractmethod
    def place(self) -> JackPlace:
        """Tell where the transport is.

        Raises:
            NoJackError: the server is gone.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the server."""


OpenJack = Callable[[], Jack]


class JackServer(Jack):
    """Hold a connection to the server that runs on this computer.

    Raises:
        NoJackError: none runs, or JACK-Client is not installed.
    """

    def __init__(self) -> None:
        try:
            import jack
        except (ImportError, OSError) as error:
            raise NoJackError("following JACK needs JACK-Client and libjack") from error
        # Otherwise the library writes to the terminal at every look for a server.
        jack.set_error_function(lambda _: None)
        self._gone = threading.Event()
        try:
            self._client = jack.Client(NAME, no_start_server=True)
            self._client.set_shutdown_callback(lambda *_: self._gone.set())
            self._client.activate()
        except jack.JackError as error:
            raise NoJackError(f"no JACK server answers: {error}") from error
        self._rolling = jack.ROLLING

    def place(self) -> JackPlace:
        """Tell where the transport is."""
        if self._gone.is_set():
            raise NoJackError("the JACK server has gone")
        rolling = self._client.transport_state == self._rolling
        return JackPlace(self._client.transport_frame / self._client.samplerate, rolling)

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()


@dataclass(slots=True)
class Follower:
    """Make events of the places that a transport is found at, one after another."""

    _last: JackPlace = field(default_factory=lambda: JackPlace(0.0, rolling=False))
    _since: float = 0.0

    def hear(self, place: JackPlace, at: float) -> TransportEvent | None:
        """Tell what is new of a place that was read at a time; None for nothing."""
        before, passed = self._last, at - self._since
        self._last, self._since = place, at
        if place.rolling != before.rolling:
            return Playing(place.position) if place.rolling else Stopped(place.position)
        expected = before.position + (passed if before.rolling else 0.0)
        return Located(place.position) if abs(place.position - expected) > _STEADY else None

    def lose(self) -> TransportEvent | None:
        """Take that nobody tells any more."""
        return self.hear(JackPlace(self._last.position, rolling=False), self._since)


class JackTransport:
    """Look for a server, follow its transport, and look again when it has gone.

    Args:
        on_event: is told every `TransportEvent`, on a thread of its own.
        clock: gives seconds that only grow.
    """

    def __init__(
        self,
        open_jack: OpenJack,
        on_event: Callable[[TransportEvent], None],
        clock: Callable[[], float] = time.monotonic,
        search_every: float = _SEARCH_EVERY,
    ) -> None:
        self._open = open_jack
        self._on_event = on_event
        self._clock = clock
        self._search_every = search_every
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name="takelane-jack", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Follow no more."""
        self._closed.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closed.is_set():
            try:
                jack = self._open()
            except NoJackError:
                self._closed.wait(self._search_every)
                continue
            self._follow(jack)
            jack.close()

    def _follow(self, jack: Jack) -> None:
        follower = Follower()
        while not self._closed.is_set():
            try:
                self._tell(follower.hear(jack.place(), self._clock()))
            except NoJackError:
                self._tell(follower.lose())
                return
            self._closed.wait(_LOOK_EVERY)

    def _tell(self, event: TransportEvent | None) -> None:
        if event is not None:
            self._on_event(event)
