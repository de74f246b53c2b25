"""Hold the line to our Remote Script in Live, and take it up again whenever Live comes back."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from daw_bridge.live.script_news import ScriptGone, ScriptNews, script_news
from daw_bridge.osc import LOOPBACK

_RETRY = 0.5
"""Seconds between two tries to reach the script."""

_PATIENCE = 2.0
"""Seconds that a message may take to leave; Live reads ten times a second."""

_LONGEST_LINE = 64 * 2**20
"""Bytes of a message."""

_PIECE = 2**20

OnScriptNews = Callable[[ScriptNews], None]


class ScriptLink:
    """Talk to the script; what it tells goes to `on_news`, on a thread of the link."""

    def __init__(self, port: int, on_news: OnScriptNews) -> None:
        self._port = port
        self._on_news = on_news
        self._connection: socket.socket | None = None
        self._sending = threading.Lock()
        self._closed = threading.Event()
        threading.Thread(target=self._run, name="takelane-live-script", daemon=True).start()

    def send(self, message: Mapping[str, object]) -> bool:
        """Send a message, and tell whether there was somebody to send it to."""
        line = json.dumps(message).encode() + b"\n"
        connection = self._connection
        if connection is None:
            return False
        try:
            with self._sending:
                connection.sendall(line)
        except OSError:
            # Half a message may have left: only a new connection makes sense of what follows.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        self._closed.set()
        connection = self._connection
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                connection = socket.create_connection((LOOPBACK, self._port), timeout=_PATIENCE)
            except OSError:
                self._closed.wait(_RETRY)
                continue
            with connection:
                self._connection = connection
                self._listen(connection)
                self._connection = None
            if not self._closed.is_set():
                self._on_news(ScriptGone())
                self._closed.wait(_RETRY)

    def _listen(self, connection: socket.socket) -> None:
        for line in _lines(connection, self._closed):
            told = script_news(line)
            if told is not None:
                self._on_news(told)


def _lines(connection: socket.socket, closed: threading.Event) -> Iterator[bytes]:
    """Yield whole lines until the other end hangs up, or talks too much at once."""
    pieces: list[bytes] = []
    n_bytes = 0
    while not closed.is_set() and n_bytes < _LONGEST_LINE:
        try:
            piece = connection.recv(_PIECE)
        except TimeoutError:
            continue
        except OSError:
            return
        if not piece:
            return
        *whole, rest = piece.split(b"\n")
        for line in whole:
            yield b"".join(pieces) + line
            pieces, n_bytes = [], 0
        pieces.append(rest)
        n_bytes += len(rest)
