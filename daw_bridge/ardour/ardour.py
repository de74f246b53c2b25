"""Hold the connection to a running Ardour: OSC for the transport, its session folder for the rest.

Ardour's OSC tells neither ranges nor lanes, nor where the session lies. So its settings say which
session is open, the saved file says what is in it, and Lua scripts leave letters in its folder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from daw_bridge.ardour import surface
from daw_bridge.ardour.open_session import DEFAULT_RATE, OpenSession
from daw_bridge.ardour.settings import ArdourSettings
from daw_bridge.daw import (
    Connected,
    Daw,
    DawError,
    DawEvent,
    DawProblem,
    Disconnected,
    NotPlaced,
    OnDawEvent,
    RenderRequested,
    TakeToPlace,
)
from daw_bridge.osc import UdpLink
from daw_bridge.osc_codec import OscMessage
from daw_bridge.timeline import ProjectError, Region

NAME = "Ardour"

PLACE_SCRIPT = "Takelane: place takes"
"""The name that the script gives itself which puts takes on the timeline."""

_LOOK_EVERY = 0.02
"""Seconds between two looks at the session's folder."""

_SEEK_EVERY = 0.5
_SILENCE = 4.0
"""Seconds; Ardour gives a sign of life every second."""

_PLACE_EVERY = 2.0

_ADD_SCRIPT = (
    f'takes are ready, and "{PLACE_SCRIPT}" is none of Ardour\'s actions yet: add it in Edit > '
    "Lua Scripts > Script Manager > Action Scripts"
)


class Ardour(Daw):
    """Look for Ardour and follow the session that it has open.

    Everything happens on one thread, in the order in which it comes.

    Args:
        settings: where to look up ports, sessions and actions.
        ports: on which Ardour may listen, besides those that its settings tell.
    """

    def __init__(
        self, settings: ArdourSettings | None = None, ports: Sequence[int] = surface.PORTS
    ) -> None:
        self._settings = settings or ArdourSettings()
        self._ports = tuple(ports)
        self._turns: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="takelane-ardour", daemon=True)
        self._closed = threading.Event()
        self._on_event: OnDawEvent | None = None
        self._link: UdpLink | None = None
        self._transport = surface.Transport()
        self._connected = self._greeted = False
        self._heard_at = self._seek_at = self._place_at = 0.0
        self._n_seeks = 0
        self._sessions: dict[Path, OpenSession] = {}
        self._session: OpenSession | None = None
        self._asked: dict[str, tuple[frozenset[Region], OpenSession]] = {}
        self._problems: set[str] = set()

    def start(self, on_event: OnDawEvent) -> None:
        """Begin to look for Ardour."""
        self._on_event = on_event
        self._link = UdpLink(lambda m: self._turns.put(partial(self._take, m)), self._ports[0])
        self._thread.start()

    def place(self, takes: Sequence[TakeToPlace]) -> None:
        """Lay takes out for the script in Ardour, which may be away."""
        self._turns.put(partial(self._place, tuple(takes)))

    def finish(self, request_id: str) -> None:
        """Take a request away."""
        self._turns.put(partial(self._finish, request_id))

    def tell(self, message: str) -> None:
        """Say nothing, as Ardour has no place for a sentence."""

    def play(self, position: float) -> None:
        """Let Ardour play from a position on."""
        self._turns.put(lambda: self._send(surface.play(position, self._rate())))

    def stop(self) -> None:
        """Let Ardour stop."""
        self._turns.put(lambda: self._send(surface.stop()))

    def close(self) -> None:
        """Do what was asked for until now, and let go; no event comes after this."""
        self._turns.put(self._closed.set)
        if threading.current_thread() is self._thread:
            self._on_event = None
        elif self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            with self._told_problems():
                self._do_turns()
                self._look()
        self._leave()
        if self._link is not None:
            self._send(surface.goodbye(self._link.port))
            self._link.close()

    def _do_turns(self) -> None:
        """Do what came or was asked for, or wait a moment for it."""
        with suppress(Empty):
            self._turns.get(timeout=_LOOK_EVERY)()
            while not self._closed.is_set():
                self._turns.get_nowait()()

    def _look(self) -> None:
        now = time.monotonic()
        if self._connected and now - self._heard_at > _SILENCE:
            self._connected = False
            self._leave()
            self._tell(Disconnected(NAME))
        session = self._session
        if self._connected and session is not None and session.is_open:
            self._follow(session)
            if len(session.list) and now >= self._place_at:
                self._place_at = now + _PLACE_EVERY
                self._run_script()
        elif now >= self._seek_at:
            self._seek_at = now + _SEEK_EVERY
            self._seek()

    def _follow(self, session: OpenSession) -> None:
        """Tell what has happened in the session."""
        for event in session.look():
            if isinstance(event, RenderRequested):
                self._asked[event.id] = (frozenset(event.timeline.regions), session)
            self._tell(event)

    def _seek(self) -> None:
        """Greet Ardour, on the next of the ports on which it may be if it does not answer yet."""
        ports = [*self._settings.osc_ports(), *self._ports]
        if self._link is not None and not self._connected:
            self._link.send_port = ports[self._n_seeks % len(ports)]
            self._n_seeks += 1
        self._greet()

    def _greet(self) -> None:
        """Ask for feedback, which begins with the name of the session that is open."""
        if self._link is not None:
            self._greeted = True
            self._send(surface.hello(self._link.port))

    def _take(self, message: OscMessage) -> None:
        """Take what Ardour says."""
        if not surface.is_known(message):
            return
        self._heard_at = time.monotonic()
        if not self._connected:
            self._connected = True
            self._problems.clear()
            self._tell(Connected(NAME))
        name = surface.session_name(message)
        if name is not None and self._greeted:
            self._greeted = False
            self._open(name)
        elif name is not None and (self._session is None or self._session.path.stem != name):
            # Something was saved under this name: a snapshot perhaps, and another is still open.
            self._greet()
        self._tell(*self._transport.take(message, self._rate()))

    def _open(self, name: str) -> None:
        """Follow the session of a name, which may be the one that is followed already."""
        path = self._settings.session(name)
        if path is None:
            raise ProjectError(
                f"Ardour has {name} open, but the folder of it was not found; open it again by "
                "Session > Open"
            )
        session = self._sessions.get(path) or OpenSession(path)
        if session is not self._session or not session.is_open:
            self._leave()
            session.open()
            self._session = self._sessions[path] = session

    def _leave(self) -> None:
        """Follow the session no more; what is placed now still goes there."""
        if self._session is not None:
            self._session.close()

    def _place(self, takes: Sequence[TakeToPlace]) -> None:
        """Lay takes out in the session that they were asked for from."""
        for take in takes:
            session = self._home(take.region)
            if session is None:
                self._tell(NotPlaced(take.id, "Ardour has no session open"))
            else:
                self._tell(*session.place(take))
        self._place_at = 0.0

    def _home(self, region: Region) -> OpenSession | None:
        """Find the session that a region belongs to; snapshots of one have one list."""
        asked = (session for regions, session in self._asked.values() if region in regions)
        session = next(asked, self._session)
        if self._session is not None and session is not None:
            return self._session if self._session.folder == session.folder else session
        return session

    def _run_script(self) -> None:
        """Let Ardour run the script that reads the list of takes."""
        action = self._settings.action(PLACE_SCRIPT)
        if action is None:
            raise ProjectError(_ADD_SCRIPT)
        self._send(surface.run(action))

    def _finish(self, request_id: str) -> None:
        self._asked.pop(request_id, None)
        for session in self._sessions.values():
            session.finish(request_id)

    def _send(self, message: OscMessage) -> None:
        if self._link is not None:
            # Whether anybody is there, the silence tells.
            with suppress(DawError):
                self._link.send(message.address, *message.args)

    def _rate(self) -> int:
        return DEFAULT_RATE if self._session is None else self._session.rate

    def _tell(self, *events: DawEvent) -> None:
        for event in events:
            if self._on_event is not None:
                self._on_event(event)

    @contextmanager
    def _told_problems(self) -> Iterator[None]:
        """Tell what goes wrong, once until Ardour comes back."""
        try:
            yield
        except (OSError, ProjectError) as error:
            if str(error) not in self._problems:
                self._problems.add(str(error))
                self._tell(DawProblem(str(error)))
