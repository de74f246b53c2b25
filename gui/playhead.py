"""Tell where a transport is, many times a second, from the few events that it sends."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from daw_bridge.transport import Located, Playing, Stopped, TransportEvent

_FRAME_MS = 16


class Playhead(QObject):
    """Follow one transport.

    Args:
        clock: gives seconds that go by evenly.
    """

    moved = pyqtSignal(float)
    """The playhead is at this time of the project."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._from = Playing(0.0)
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tell)

    @property
    def plays(self) -> bool:
        """Tell whether the transport runs."""
        return self._timer.isActive()

    def hear(self, event: TransportEvent) -> None:
        """Take what the transport does."""
        match event:
            case Playing():
                self._from, self._since = event, self._clock()
                self._timer.start()
            case Located(position) if self.plays:
                self._from, self._since = Playing(position, self._from.rate), self._clock()
            case Stopped() | Located():
                self._timer.stop()
        self.moved.emit(event.position)

    def _tell(self) -> None:
        passed = self._clock() - self._since
        self.moved.emit(self._from.position + passed * self._from.rate)
