"""Tell the user outside of the window that a long queue has ended."""

from __future__ import annotations

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QStyle, QSystemTrayIcon, QWidget

from daw_bridge.session.queue_item import JobState
from gui.document import Document

LONG = 60.0
"""Seconds of work after which nobody is expected to sit and wait."""

Notify = Callable[[str, str], None]


class Notifier(QObject):
    """Watch the queue of a document.

    Args:
        window: is it looked at, nothing has to be told.
        notify: shows a title and a sentence; the system's own notification if None.
        clock: gives seconds.
    """

    def __init__(
        self,
        document: Document,
        window: QWidget,
        notify: Notify | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self._notify = notify or self._show
        self._clock = clock
        self._began: float | None = None
        self._tray: QSystemTrayIcon | None = None
        document.queue_changed.connect(self._look)
        document.opened.connect(self._forget)

    def _look(self) -> None:
        queue = self._document.queue
        working = queue is not None and any(not item.has_ended for item in queue.items)
        if working:
            self._began = self._clock() if self._began is None else self._began
        elif self._began is not None:
            long, self._began = self._clock() - self._began >= LONG, None
            if long and not self._window.isActiveWindow():
                self._tell()

    def _tell(self) -> None:
        items = self._document.queue.items if self._document.queue else ()
        failed = sum(item.state is JobState.FAILED for item in items)
        sentence = f"{failed} of its jobs failed." if failed else "Every take is there."
        self._notify("The render queue has ended", sentence)

    def _show(self, title: str, sentence: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon(), self)
        self._tray.show()
        self._tray.showMessage(title, sentence)

    def _icon(self) -> QIcon:
        own = self._window.windowIcon()
        style = self._window.style()
        if not own.isNull() or style is None:
            return own
        return style.standardIcon(QStyle.StandardPixmap.SP_MediaPlay)

    def _forget(self) -> None:
        self._began = None
