"""Be connected to REAPER while it runs, through the folder that its script watches too.

Who does what: `daw_bridge.spool` moves letters and states; `board` watches what the script shows
and `snapshot` understands its project; `inbox` and `letters` read its letters; `remote` drives the
transport, by OSC (`surface`) or by letter. Here they are asked in turn, on one thread that looks
every few milliseconds. What is sent goes out at once, on the thread of whoever asks, so that it is
on the disk before the caller goes on.

Nothing is lost and nothing is done twice, whoever is killed when:

- A request is a file until `finish` is called; a Takelane that starts again is told of it again.
- A take to place is a file, named after the take, from before `place` comes back until the script
  has placed it; if REAPER is away, it waits. Asking again for a take whose file waits changes
  nothing. The script marks what it places with the take's id, and answers for a take that it finds
  marked without placing it again.
- `Placed` is a file until it was told. So it may be told again after a restart, and is true again.
- Of two Takelanes, the one that came later waits until the first is gone.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from daw_bridge.daw import (
    Daw,
    DawError,
    DawEvent,
    DawProblem,
    Disconnected,
    NotPlaced,
    OnDawEvent,
    TakeToPlace,
)
from daw_bridge.heartbeat import PATIENCE, Heartbeat
from daw_bridge.osc import OnMessage, OscLink, UdpLink
from daw_bridge.osc_codec import OscError, OscMessage
from daw_bridge.reaper.board import Board
from daw_bridge.reaper.inbox import Inbox
from daw_bridge.reaper.letters import PLACE, PLAY, STOP, TELL, place_letter, place_name
from daw_bridge.reaper.remote import Remote
from daw_bridge.reaper.surface import LISTEN_PORT, SEND_PORT, Surface
from daw_bridge.spool import Spool
from daw_bridge.timeline import ProjectError

TAKELANE = "takelane"
"""State of the spool that is our heartbeat."""

_PULSE, _SLOW_PULSE = 0.02, 0.1
"""Seconds between two looks at the folder, while REAPER is there and while it is not."""

_BEAT = 1.0
"""Seconds between two beats of ours."""

_ANOTHER = "another Takelane is connected to REAPER; this one waits until that one is closed"

OpenLink = Callable[[OnMessage], OscLink]


def open_osc(on_message: OnMessage) -> OscLink:
    """Open the link to REAPER's OSC device on the usual ports.

    Raises:
        DawError: another program has taken the port.
    """
    return UdpLink(on_message, SEND_PORT, LISTEN_PORT)


class Reaper(Daw):
    """Hold the connection to REAPER.

    Args:
        folder: the spool; the script in REAPER has the same.
        version: of Takelane, for the script to show.
        open_link: opens the link to REAPER's OSC device; None goes without.
        patience: seconds after the last heartbeat at which the other side is gone.
    """

    def __init__(
        self,
        folder: Path,
        version: str,
        open_link: OpenLink | None = open_osc,
        patience: float = PATIENCE,
    ) -> None:
        self._folder, self._version = folder, version
        self._open_link = open_link
        self._spool = Spool(folder)
        self._other = Heartbeat(self._spool, TAKELANE, patience)
        self._board = Board(self._spool, patience)
        self._inbox = Inbox(self._spool, time.monotonic)
        self._remote = Remote(self._spool, time.monotonic)
        self._on_event: OnDawEvent | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self._news: deque[DawEvent] = deque()
        self._status = "Takelane is ready."
        self._next_beat = 0.0
        self._silenced = ""

    def start(self, on_event: OnDawEvent) -> None:
        """Begin to look for REAPER, and to tell what happens.

        Where REAPER was never started nothing is made, until it is. An OSC port that another
        program has taken is told as a problem, since letters suffice.

        Raises:
            DawError: the folder cannot be made.
        """
        if self._folder.parent.exists():
            self._open()
        self._on_event = on_event
        if self._open_link is not None:
            try:
                self._remote.surface = Surface(self._open_link(self._hear))
            except DawError as error:
                self._news.append(DawProblem(f"REAPER's transport cannot be followed: {error}"))
        self._thread = threading.Thread(target=self._run, name="takelane-reaper", daemon=True)
        self._thread.start()

    def place(self, takes: Sequence[TakeToPlace]) -> None:
        """Put an order for each take into the folder, unless it waits there already."""
        for take in takes:
            try:
                self._spool.send(PLACE, place_letter(take), place_name(take.id))
            except ProjectError as error:
                self._news.append(NotPlaced(take.id, str(error)))
        if not self._board.daw:
            with self._problems(), self._lock:
                self._remote.poll()

    def finish(self, request_id: str) -> None:
        """Take the letter of a request away."""
        # One that cannot be taken away comes again after a restart, and is finished again.
        with suppress(OSError):
            self._spool.done(request_id)

    def tell(self, message: str) -> None:
        """Show a sentence in REAPER now, and on the board until the next one."""
        self._status, self._next_beat = message, 0.0
        if self._board.daw:
            with self._problems():
                self._spool.send(TELL, {"message": message})

    def play(self, position: float) -> None:
        """Let REAPER play from a position on."""
        self._order(PLAY, {"position": position})

    def stop(self) -> None:
        """Let REAPER stop."""
        self._order(STOP, {})

    def close(self) -> None:
        """Let go of the connection; no event comes after this."""
        with self._lock:
            self._closed.set()
        if self._remote.surface is not None:
            self._remote.surface.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _open(self) -> None:
        try:
            self._spool.open()
        except OSError as error:
            raise DawError(
                f"{self._folder} cannot be made: {error.strerror}; let yourself write to the "
                "folder in which REAPER keeps its resources"
            ) from error

    def _run(self) -> None:
        """Look at the folder until it is closed, once there is a REAPER and no other Takelane."""
        while not self._folder.parent.exists():
            if self._closed.wait(_BEAT):
                return
        with self._problems():
            self._open()
        if not self._alone():
            return
        while not self._closed.wait(_PULSE if self._board.daw else _SLOW_PULSE):
            self._look()
        with suppress(OSError):
            self._spool.withdraw(TAKELANE)

    def _alone(self) -> bool:
        """Wait while another Takelane beats; give whether we are still wanted then.

        One that was killed looks alive for some seconds, but does not beat again.
        """
        first, told = self._spool.changed_at(TAKELANE), False
        while self._other.beats():
            if not told and self._spool.changed_at(TAKELANE) != first:
                told = self._tell(DawProblem(_ANOTHER))
            if self._closed.wait(_SLOW_PULSE):
                return False
        return True

    def _look(self) -> None:
        self._beat()
        while self._news:
            self._tell(self._news.popleft())
        for event in self._board.look():
            self._tell(event)
            if isinstance(event, Disconnected):
                self._remote.forget()
        for told, letter_id in self._inbox.read(self._board.snapshot):
            if self._tell(told) and letter_id:
                self.finish(letter_id)
        with self._problems(), self._lock:
            for moved in self._remote.tick(bool(self._board.daw)):
                self._tell(moved)

    def _beat(self) -> None:
        if time.monotonic() < self._next_beat:
            return
        self._next_beat = time.monotonic() + _BEAT
        # The script cannot see when a file was written.
        beat = {"takelane": self._version, "status": self._status, "time": int(time.time())}
        try:
            self._spool.publish(TAKELANE, beat)
            self._silenced = ""
        except ProjectError as error:
            if str(error) != self._silenced:
                self._silenced = str(error)
                self._news.append(DawProblem(self._silenced))
            with suppress(OSError):
                self._spool.open()  # Somebody may have taken the folder away.

    def _hear(self, message: OscMessage) -> None:
        with self._lock:
            for event in self._remote.hear(message):
                self._tell(event)

    def _order(self, kind: str, data: Mapping[str, Any]) -> None:
        with self._problems(), self._lock:
            self._remote.order(kind, data, bool(self._board.daw))

    def _tell(self, event: DawEvent) -> bool:
        """Tell one event at a time; tell whether somebody has heard it."""
        with self._lock:
            if self._closed.is_set() or self._on_event is None:
                return False
            self._on_event(event)
            return True

    @contextmanager
    def _problems(self) -> Iterator[None]:
        """Turn errors into a sentence for the user."""
        try:
            yield
        except (DawError, OscError, ProjectError) as error:
            self._news.append(DawProblem(str(error)))
