"""Find the peaks of the takes that are seen, away from the window's thread, and keep them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from daw_bridge.peaks import Peaks
from daw_bridge.take_library import TakeRecord

_Sound = tuple[str, str]
"""File and content hash of a take: a file that was rendered anew is another sound."""

_MOST = 4000
"""Takes to be kept; each holds some 10 kB."""


class TakesSeen(QObject):
    """Hold the peaks of takes in a folder; `None` is kept for those that cannot be read."""

    found = pyqtSignal(object)
    """The peaks of this `TakeRecord` are there."""

    _read = pyqtSignal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._folder: Path | None = None
        self._known: OrderedDict[_Sound, Peaks | None] = OrderedDict()
        self._asked: dict[_Sound, TakeRecord] = {}
        self._n_asked = 0
        self._read.connect(self._take)

    def look_in(self, folder: Path | None) -> None:
        """Take the takes from this folder from now on."""
        if folder != self._folder:
            self._pool.clear()
            self._folder = folder
            self._known.clear()
            self._asked.clear()

    def peaks(self, take: TakeRecord) -> Peaks | None:
        """Give the peaks of a take; where they are not known yet, they are looked for."""
        sound = take.file, take.content_hash
        if sound in self._known:
            self._known.move_to_end(sound)
            return self._known[sound]
        if self._folder is not None and sound not in self._asked:
            self._asked[sound] = take
            self._n_asked += 1
            reading = _Reading(self._folder / take.file, sound, self._read.emit)
            # What was asked for last is what is looked at now; it is read first.
            self._pool.start(reading, self._n_asked)
        return None

    def close(self) -> None:
        """Read nothing more."""
        self._pool.clear()
        self._pool.waitForDone()

    def _take(self, sound: _Sound, peaks: Peaks | None) -> None:
        take = self._asked.pop(sound, None)
        if take is not None:  # else it is of a folder that was left
            self._known[sound] = peaks
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
            self.found.emit(take)


class _Reading(QRunnable):
    def __init__(
        self, path: Path, sound: _Sound, found: Callable[[_Sound, Peaks | None], None]
    ) -> None:
        super().__init__()
        self._path, self._sound, self._found = path, sound, found

    def run(self) -> None:
        """Read a take."""
        try:
            peaks = Peaks.read(self._path)
        except OSError:
            peaks = None
        self._found(self._sound, peaks)
