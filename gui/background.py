"""Do slow things away from the window's thread, the newest of a kind only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from daw_bridge.audio.devices import AudioError
from daw_bridge.timeline import ProjectError

TOLD = (ProjectError, AudioError, ValueError, OSError)
"""Errors that are meant for the user's eyes."""


class Background(QObject):
    """Run one function at a time; what was asked for in the meantime gives way to the newest.

    The outcome comes back on the thread that made this object; an error that nobody foresaw is
    raised there.
    """

    _ended = pyqtSignal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._newest = 0
        self._running = False
        self._next: tuple[int, Callable[[], Any]] | None = None
        self._success: Callable[[Any], None] = lambda _: None
        self._failure: Callable[[str], None] = lambda _: None
        self._ended.connect(self._take)

    def run(
        self,
        work: Callable[[], Any],
        success: Callable[[Any], None],
        failure: Callable[[str], None],
    ) -> None:
        """Run `work` elsewhere and hand its result to `success`, or what is wrong to `failure`."""
        self._newest += 1
        self._success, self._failure = success, failure
        self._next = (self._newest, work)
        self._begin()

    @property
    def busy(self) -> bool:
        """Tell whether something is under way, wanted or not."""
        return self._running

    def close(self) -> None:
        """Wait for what is under way; its outcome is dropped."""
        self._newest += 1
        self._next = None
        self._pool.waitForDone()

    def _begin(self) -> None:
        if self._next is not None and not self._running:
            (number, work), self._next = self._next, None
            self._running = True
            self._pool.start(_Work(number, work, self._ended.emit))

    def _take(self, number: int, outcome: Future[Any]) -> None:
        self._running = False
        try:
            self._tell(outcome, is_wanted=number == self._newest)
        finally:
            self._begin()

    def _tell(self, outcome: Future[Any], is_wanted: bool) -> None:
        error = outcome.exception()
        if error is not None and not isinstance(error, TOLD):
            raise error
        if is_wanted and error is not None:
            self._failure(str(error))
        elif is_wanted:
            self._success(outcome.result())


class _Work(QRunnable):
    def __init__(
        self,
        number: int,
        work: Callable[[], Any],
        ended: Callable[[int, Future[Any]], None],
    ) -> None:
        super().__init__()
        self._number, self._work, self._ended = number, work, ended

    def run(self) -> None:
        """Do it."""
        outcome: Future[Any] = Future()
        try:
            outcome.set_result(self._work())
        except Exception as error:  # all of them, as they are raised again where they are heard
            outcome.set_exception(error)
        self._ended(self._number, outcome)
