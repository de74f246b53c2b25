"""Tell where a transport is, many times a second, from the few events that it sends."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from daw_bridge.transport import Playing, Stopped, TransportEvent, going_on

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
        self._last: TransportEvent = Stopped(0.0)
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
        self._last, self._since = going_on(self._last, event), self._clock()
        if isinstance(self._last, Playing):
            self._timer.start()
        else:
            self._timer.stop()
        self.moved.emit(event.position)

    def _tell(self) -> None:
        if isinstance(self._last, Playing):
            passed = self._clock() - self._since
            self.moved.emit(self._last.position + passed * self._last.rate)
