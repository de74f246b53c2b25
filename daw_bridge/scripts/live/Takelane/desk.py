"""Answer Takelane: one message a line, one thing after another, a little on every tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .lines import Lines
from .mail import Mail, Visitor
from .placing import Order, Refused, place

PROTOCOL = "takelane-live/1"
"""Counts up when Takelane and this script would no longer understand each other."""

PORT = 11_010
"""Beside the two of AbletonOSC."""

_RETRY_TICKS = 50
"""Between two tries to get the port, while another program has it."""

_ROWS_AT_ONCE = 500
"""Lines of the set in one message."""


class Desk:
    """Tell every visitor what the set is and which lines it has, and do what they ask.

    Args:
        song: Live's.
        application: Live's.
        show_message: puts a sentence into Live's status bar.
    """

    def __init__(
        self, song: Any, application: Any, show_message: Callable[[str], Any], port: int
    ) -> None:
        self._song = song
        self._application = application
        self._show_message = show_message
        self._port = port
        self._lines = Lines(song)
        self._mail: Mail | None = None
        self._wait = 0
        self._answers: dict[str, Callable[[Visitor, dict[str, Any]], None]] = {
            "place": self._place,
            "tell": self._tell,
        }

    @property
    def port(self) -> int:
        """Give the port that is listened on; 0 while there is none."""
        return self._mail.port if self._mail else 0

    def tick(self) -> None:
        """Read what has come, look at some lines, tell what is new."""
        if self._mail is None:
            self._mail = self._opened()
        if self._mail is None:
            return
        try:
            self._serve(self._mail)
        finally:
            self._mail.flush()

    def close(self) -> None:
        """Send everybody away."""
        if self._mail:
            self._mail.close()
            self._mail = None

    def _opened(self) -> Mail | None:
        self._wait -= 1
        if self._wait > 0:
            return None
        self._wait = _RETRY_TICKS
        try:
            return Mail(self._port)
        except OSError:
            self._show_message(f"Takelane: port {self._port} is taken by another program")
            return None

    def _serve(self, mail: Mail) -> None:
        for visitor, message in mail.received():
            answer = self._answers.get(str(message.get("say")))
            if answer:
                answer(visitor, message)
        if mail.visitors:
            self._lines.look()
            described = self._described()
            for visitor in mail.visitors:
                self._inform(visitor, described)

    def _described(self) -> dict[str, Any]:
        song, application = self._song, self._application
        version = [application.get_major_version(), application.get_minor_version()]
        return {
            "say": "set",
            "protocol": PROTOCOL,
            "live": ".".join(str(part) for part in version),
            # Where Live is too old to tell, the set counts as never saved.
            "path": str(getattr(song, "file_path", "") or ""),
            "tempo": float(song.tempo),
            "signature": [int(song.signature_numerator), int(song.signature_denominator)],
        }

    def _inform(self, visitor: Visitor, described: dict[str, Any]) -> None:
        if visitor.told != described:
            visitor.told = described
            visitor.send(described)
        if not self._lines.complete:
            return
        changed, gone, revision = self._lines.since(visitor.revision)
        if revision == visitor.revision and visitor.informed:
            return
        visitor.revision, visitor.informed = revision, True
        for first in range(0, max(len(changed), 1), _ROWS_AT_ONCE):
            rows = changed[first : first + _ROWS_AT_ONCE]
            last = first + _ROWS_AT_ONCE >= len(changed)
            visitor.send(
                {"say": "lines", "changed": rows, "gone": gone if last else [], "complete": last}
            )

    def _place(self, visitor: Visitor, message: dict[str, Any]) -> None:
        take = str(message.get("take"))
        try:
            start = place(self._song, Order.read(message))
        except Refused as refused:
            visitor.send({"say": "refused", "take": take, "reason": str(refused)})
        else:
            visitor.send({"say": "placed", "take": take, "start": start})

    def _tell(self, visitor: Visitor, message: dict[str, Any]) -> None:
        self._show_message("Takelane: " + str(message.get("message"))[:400])
