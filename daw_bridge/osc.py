"""Exchange OSC messages with a program on this computer."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue

from daw_bridge.daw import DawError
from daw_bridge.osc_codec import OscArg, OscError, OscMessage, decode, encode

LOOPBACK = "127.0.0.1"
"""The only address that Takelane listens on or sends to."""

_LARGEST_DATAGRAM = 65_536
_LOOK_EVERY = 0.25
"""Seconds between two looks at whether the link was closed."""

OnMessage = Callable[[OscMessage], None]
Answers = Callable[[OscMessage], bool]


class OscTimeoutError(DawError):
    """Say that nobody has answered."""


class OscLink(ABC):
    """Exchange messages; what comes goes to `on_message`, on a thread of the link."""

    @abstractmethod
    def send(self, address: str, *args: OscArg) -> None:
        """Send a message; nobody may be there to hear it."""

    @abstractmethod
    def ask(self, address: str, *args: OscArg, answers: Answers | None = None) -> OscMessage:
        """Send a question and wait for its answer: of the same address, or as `answers` tells.

        One question is asked at a time, since OSC replies do not say to what they reply.

        Raises:
            OscTimeoutError: nobody has answered.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the port."""


class UdpLink(OscLink):
    """Hold a port of this computer and talk to another one.

    What is not OSC, or not from this computer, is passed over.

    Args:
        send_port: where the other program listens.
        listen_port: ours; 0 for any that is free.
        timeout: seconds that an answer may take.

    Raises:
        DawError: another program has taken `listen_port`.
    """

    def __init__(
        self, on_message: OnMessage, send_port: int, listen_port: int = 0, timeout: float = 1.0
    ) -> None:
        self._on_message = on_message
        self._timeout = timeout
        self._asking = threading.Lock()
        self._question: tuple[Answers, Queue[OscMessage]] | None = None
        self._closed = threading.Event()
        self.send_port = send_port
        self._socket = _bound(listen_port)
        threading.Thread(target=self._listen, name="takelane-osc", daemon=True).start()

    @property
    def port(self) -> int:
        """Give the port that we listen on."""
        return int(self._socket.getsockname()[1])

    def send(self, address: str, *args: OscArg) -> None:
        """Send a message; nobody may be there to hear it."""
        try:
            self._socket.sendto(encode(OscMessage(address, args)), (LOOPBACK, self.send_port))
        except OSError as error:
            if not self._closed.is_set():
                raise DawError(f"{address} could not be sent: {error.strerror}") from error

    def ask(self, address: str, *args: OscArg, answers: Answers | None = None) -> OscMessage:
        """Send a question and wait for what answers it."""
        with self._asking, self._waiting(answers or (lambda m: m.address == address)) as waiting:
            self.send(address, *args)
            try:
                return waiting.get(timeout=self._timeout)
            except Empty:
                raise OscTimeoutError(
                    f"nobody on port {self.send_port} answers {address}"
                ) from None

    def close(self) -> None:
        """Let go of the port."""
        self._closed.set()
        self._socket.close()

    @contextmanager
    def _waiting(self, answers: Answers) -> Iterator[Queue[OscMessage]]:
        waiting: Queue[OscMessage] = Queue()
        self._question = (answers, waiting)
        try:
            yield waiting
        finally:
            self._question = None

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                datagram, (host, _port) = self._socket.recvfrom(_LARGEST_DATAGRAM)
            except TimeoutError:
                continue
            except OSError:
                # Closed by us; or, on Windows, word that an earlier datagram found nobody.
                continue
            if host == LOOPBACK:
                self._take(datagram)

    def _take(self, datagram: bytes) -> None:
        try:
            messages = decode(datagram)
        except OscError:
            return
        for message in messages:
            question = self._question
            if question is not None and question[0](message):
                question[1].put(message)
            else:
                self._on_message(message)


def _bound(port: int) -> socket.socket:
    """Take a port of this computer for ourselves."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        taken.bind((LOOPBACK, port))
    except OSError as error:
        taken.close()
        raise DawError(
            f"port {port} is taken by another program; close it, or let Takelane use another port"
        ) from error
    taken.settimeout(_LOOK_EVERY)
    return taken
