"""Read the takes of a project that is to be shown, away from the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import Timeline
from gui.background import Background


class Opening(QObject):
    """Wait for the takes of one project, the newest that was asked for.

    Args:
        folder: where the takes of a project go.
    """

    read = pyqtSignal(object, object, object)
    """The `Timeline` of the project as it is by now, its folder, and the `TakeLibrary` in it."""

    problem = pyqtSignal(str)

    def __init__(self, folder: Callable[[Path], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder_of = folder
        self._background = Background(self)
        self._awaited: Timeline | None = None

    def begin(self, timeline: Timeline) -> None:
        """Read the takes of a project; where they are being read already, it is only renewed."""
        under_way = self._awaited is not None and self._awaited.source == timeline.source
        self._awaited = timeline
        if not under_way:
            folder = self._folder_of(timeline.source)
            work = partial(TakeLibrary.load, folder)
            self._background.run(work, partial(self._end, folder), self._fail)

    def give_up(self) -> None:
        """Let what is under way come to nothing."""
        self._awaited = None

    def close(self) -> None:
        """Wait for what is under way; its outcome is dropped."""
        self._background.close()

    def _end(self, folder: Path, library: TakeLibrary) -> None:
        timeline, self._awaited = self._awaited, None
        if timeline is not None:
            self.read.emit(timeline, folder, library)

    def _fail(self, reason: str) -> None:
        if self._awaited is not None:
            self._awaited = None
            self.problem.emit(reason)
