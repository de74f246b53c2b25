"""Hold a MIDI port: a virtual one of our own, or one of that name that comes and goes.

On Windows no program can make a port. There, loopMIDI (free) makes two, "Takelane" to us and
"Takelane Return" from us: what goes into one of its ports comes out of the same one again.
"""

from __future__ import annotations

import math
import re
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

NAME = "Takelane"
RETURN = f"{NAME} Return"

CAN_BE_VIRTUAL = sys.platform != "win32"

_LOOK_EVERY = 1.0
"""Seconds between two looks at the names of ports."""

_LISTEN_EVERY = 0.002
"""Seconds between two looks at what has come."""

_MOST_WAITING = 16_384
"""Messages that wait for us, should we be held up."""

_NO_LIBRARY = "MIDI ports need python-rtmidi; install it with: pip install python-rtmidi"
_NO_SYSTEM = (
    "this computer offers no MIDI: on Linux load the module snd-seq or start JACK, elsewhere "
    "restart the computer's MIDI service"
)
_NO_VIRTUAL = (
    f'the MIDI port "{NAME}" could not be made; on Windows install loopMIDI, make ports named '
    f'"{NAME}" and "{RETURN}" in it, and start again'
)


class MidiPortError(RuntimeError):
    """Tell in the user's words why there is no MIDI port."""


@dataclass(frozen=True, slots=True)
class MidiReceived:
    """Hand on a whole message and when it came, by the port's clock."""

    message: bytes
    at: float


@dataclass(frozen=True, slots=True)
class PortLost:
    """Say that a port is gone; it is looked for."""

    name: str


@dataclass(frozen=True, slots=True)
class PortFound:
    """Say that a port is there, for the first time or again."""

    name: str


MidiEvent = MidiReceived | PortLost | PortFound
OnEvent = Callable[[MidiEvent], None]


class MidiPort(ABC):
    """Exchange messages; everything that happens goes to one callable, on a thread of its own."""

    @abstractmethod
    def send(self, message: bytes) -> bool:
        """Send a message; tell whether there was somewhere to send it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the port."""


class RtMidiPort(MidiPort):
    """Hold a real port.

    A virtual one is there as long as we are. Any other is opened when a port or device of its name
    is seen, and again whenever it comes back.

    Args:
        reply_name: where to send, if not through a virtual port; nowhere if empty.
        clock: dates what comes.

    Raises:
        MidiPortError: python-rtmidi or MIDI itself is missing.
    """

    def __init__(
        self,
        on_event: OnEvent,
        name: str = NAME,
        reply_name: str = RETURN,
        virtual: bool = CAN_BE_VIRTUAL,
        clock: Callable[[], float] = time.monotonic,
        look_every: float = _LOOK_EVERY,
    ) -> None:
        self._on_event = on_event
        self._name, self._reply_name = name, reply_name
        self._clock = clock
        self._lock = threading.Lock()
        self._closed = threading.Event()
        library = _library()
        # A port of another must never be taken for one of these.
        names = (name, f"{name} Return") if virtual else (f"{name} heard", f"{name} told")
        api = _running_system(library)
        self._source = _End(library, lambda: _listener(library, api, names[0]))
        self._sink = _End(library, lambda: library.MidiOut(api, name=names[1]))
        if virtual:
            self._source.make_port(name)
            self._sink.make_port(name)
        self._look_every = math.inf if virtual else look_every
        self._looked = -math.inf
        threading.Thread(target=self._listen, daemon=True).start()

    def send(self, message: bytes) -> bool:
        """Send a message; tell whether there was somewhere to send it."""
        with self._lock:
            if not self._sink.is_open:
                return False
            self._sink.client.send_message(message)
            return True

    def close(self) -> None:
        """Let go of the port."""
        with self._lock:
            self._closed.set()
            self._source.close()
            self._sink.close()

    def _listen(self) -> None:
        while not self._closed.wait(_LISTEN_EVERY):
            for event in self._news():
                self._on_event(event)

    def _news(self) -> list[MidiEvent]:
        with self._lock:
            if self._closed.is_set():
                return []
            events: list[MidiEvent] = [
                MidiReceived(message, self._clock()) for message in self._source.received()
            ]
            if time.monotonic() - self._looked > self._look_every:
                events += self._look()
                self._looked = time.monotonic()
            return events

    def _look(self) -> list[MidiEvent]:
        """Open what has appeared and close what has gone; tell of the port that we hear."""
        before = self._source.is_open
        self._source.follow(self._name)
        # Afterwards: who hears that a port was found may answer at once.
        self._sink.follow(self._reply_name)
        if self._source.is_open == before:
            return []
        return [PortLost(self._name) if before else PortFound(self._name)]


class _End:
    """Hold the end of a port at which we listen, or the one at which we speak.

    Its client is made anew after a loss, as one that was closed hears nothing again (JACK).
    """

    def __init__(self, library: Any, make: Callable[[], Any]) -> None:
        self._library = library
        self._make = make
        self.client: Any = None

    @property
    def is_open(self) -> bool:
        """Tell whether there is somebody at the other end, or may be."""
        return self.client is not None and self.client.is_port_open()

    def make_port(self, name: str) -> None:
        """Make a port of our own.

        Raises:
            MidiPortError: this system cannot.
        """
        try:
            self.client = self._make()
            self.client.open_virtual_port(name)
        except self._library.RtMidiError as error:
            raise MidiPortError(_NO_VIRTUAL) from error

    def follow(self, name: str) -> None:
        """Be open while a port of a name is there."""
        try:
            if self.client is None:
                self.client = self._make()
            index = port_index(self.client.get_ports(), name)
            if index is None and self.is_open:
                self.close()
            elif index is not None and not self.is_open:
                self.client.open_port(index)
        except self._library.RtMidiError:
            # It went just now, or all of MIDI did; the next look will tell.
            self.close()

    def received(self) -> Iterator[bytes]:
        """Yield what has come and was not asked for yet."""
        while self.client is not None and (received := self.client.get_message()):
            message, _since_last = received
            yield bytes(message)

    def close(self) -> None:
        """Let go of it."""
        if self.client is not None:
            self.client.delete()
            self.client = None


def port_index(names: Iterable[str], wanted: str) -> int | None:
    """Find a port or a device by name, whatever numbers and client names systems add.

    >>> port_index(["Takelane Return 1", "TAKELANE 2"], "Takelane")
    1
    >>> port_index(["REAPER:out", "Takelane:Takelane 128:0"], "takelane")
    1
    """
    if not wanted:
        return None
    pattern = re.compile(rf"(?:^|:){re.escape(wanted)}(?: \d+(?::\d+)?)?(?:$|:)", re.IGNORECASE)
    return next((index for index, name in enumerate(names) if pattern.search(name)), None)


def _library() -> Any:
    """Import python-rtmidi, which needs a compiler or a wheel and so may be missing."""
    try:
        import rtmidi
    except ImportError as error:
        raise MidiPortError(_NO_LIBRARY) from error
    return rtmidi


def _listener(library: Any, api: int, name: str) -> Any:
    """Make a client whose messages wait to be taken.

    It must not call us: that would be on the thread of the MIDI system, which waits for Python's
    lock while Python waits for the MIDI system.
    """
    client = library.MidiIn(api, name=name, queue_size_limit=_MOST_WAITING)
    client.ignore_types(sysex=False, timing=False, active_sense=True)
    return client


def _running_system(library: Any) -> int:
    """Find the first system of MIDI that runs here."""
    for api in library.get_compiled_api():
        try:
            library.MidiOut(api, name=NAME).delete()
        except library.RtMidiError:
            continue
        return int(api)
    raise MidiPortError(_NO_SYSTEM)
