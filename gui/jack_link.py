"""Follow the transport of JACK while the window is open."""

from __future__ import annotations

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.jack_transport import JackTransport, OpenJack
from daw_bridge.transport import TransportEvent


class JackLink(QObject):
    """Bring what the transport does to the window's thread.

    Args:
        open_jack: finds a server.
    """

    transport_moved = pyqtSignal(object)
    """A `TransportEvent`."""

    _came = pyqtSignal(object)

    def __init__(self, open_jack: OpenJack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = open_jack
        self._transport: JackTransport | None = None
        self._came.connect(self._hear)

    def start(self) -> None:
        """Begin to look for a server; without one everything else works."""
        self._transport = JackTransport(self._open, self._came.emit)

    def close(self) -> None:
        """Follow no more."""
        # What is on its way to us comes too late.
        self._came.disconnect(self._hear)
        if self._transport is not None:
            self._transport.close()

    def _hear(self, event: TransportEvent) -> None:
        self.transport_moved.emit(event)
