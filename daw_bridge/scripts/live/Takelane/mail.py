"""Exchange lines of JSON with programs of this computer, without ever waiting for them."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

_LOOPBACK = "127.0.0.1"
_MOST_VISITORS = 4
_LONGEST_LINE = 64 * 1024
"""Bytes of a message that comes in; one about a take has a thousand."""

_MOST_UNSENT = 32 * 1024 * 1024
"""Bytes; who lets more pile up does not read, and is sent away."""

_PIECE = 64 * 1024
_PIECES_A_TICK = 16
_MESSAGES_A_TICK = 64


class Visitor:
    """Hold the connection to one program, and what it knows already."""

    def __init__(self, connection: socket.socket) -> None:
        self.told: dict[str, Any] = {}
        self.revision = 0
        self.informed = False
        self._connection = connection
        self._unread = b""
        self._unsent = bytearray()
        self.gone = False

    def send(self, message: dict[str, Any]) -> None:
        """Have a message sent, now or on a later tick."""
        self._unsent += json.dumps(message).encode("ascii") + b"\n"
        self.gone = self.gone or len(self._unsent) > _MOST_UNSENT

    def received(self) -> list[dict[str, Any]]:
        """Give the messages that have come; what is none is passed over."""
        self._read()
        messages: list[dict[str, Any]] = []
        while len(messages) < _MESSAGES_A_TICK:
            line, newline, rest = self._unread.partition(b"\n")
            if not newline:
                self.gone = self.gone or len(line) > _LONGEST_LINE
                break
            self._unread = rest
            message = _message(line)
            if message is not None:
                messages.append(message)
        return messages

    def flush(self) -> None:
        """Send what the connection takes."""
        try:
            while self._unsent:
                n_sent = self._connection.send(self._unsent[:_PIECE])
                del self._unsent[:n_sent]
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _read(self) -> None:
        try:
            for _ in range(_PIECES_A_TICK):
                if len(self._unread) > _LONGEST_LINE:
                    return
                piece = self._connection.recv(_PIECE)
                if not piece:
                    self.gone = True
                    return
                self._unread += piece
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True


class Mail:
    """Listen on a port of this computer.

    Raises:
        OSError: another program has the port.
    """

    def __init__(self, port: int) -> None:
        self.visitors: list[Visitor] = []
        self._server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                # Elsewhere this would let two programs have one port.
                self._server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._server.bind((_LOOPBACK, port))
            self._server.listen(_MOST_VISITORS)
            self._server.setblocking(False)
        except OSError:
            self._server.close()
            raise

    @property
    def port(self) -> int:
        """Give the port."""
        return int(self._server.getsockname()[1])

    def received(self) -> list[tuple[Visitor, dict[str, Any]]]:
        """Let visitors in, and give what all of them have said since the last time."""
        self._welcome()
        return [(visitor, message) for visitor in self.visitors for message in visitor.received()]

    def flush(self) -> None:
        """Send what waits, and forget who has gone."""
        for visitor in self.visitors:
            visitor.flush()
        for visitor in self.visitors:
            if visitor.gone:
                visitor.close()
        self.visitors = [visitor for visitor in self.visitors if not visitor.gone]

    def close(self) -> None:
        """Hang up on everybody."""
        for visitor in self.visitors:
            visitor.close()
        self.visitors = []
        self._server.close()

    def _welcome(self) -> None:
        try:
            while True:
                connection, _ = self._server.accept()
                connection.setblocking(False)
                if len(self.visitors) < _MOST_VISITORS:
                    self.visitors.append(Visitor(connection))
                else:
                    connection.close()
        except OSError:
            # Nobody else is waiting.
            return


def _message(line: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
