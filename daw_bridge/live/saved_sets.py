"""Keep the saved set that is open in Live, and read it again when it was saved again."""

from __future__ import annotations

from pathlib import Path

from daw_bridge.live.als import SavedSet, read_saved_set
from daw_bridge.timeline import ProjectError


class SavedSets:
    """Read one set at a time; what is wrong with it is told by `problem`."""

    def __init__(self) -> None:
        self._known: tuple[Path, int, int, float] | None = None
        self._saved: SavedSet | None = None
        self.problem = ""

    def read(self, path: Path | None, bpm: float) -> SavedSet | None:
        """Give the set of a file; None where there is none that can be read.

        A tempo of Live's holds in the place of one that is not automated.
        """
        if path is None:
            self._known, self._saved, self.problem = None, None, ""
            return None
        try:
            stat = path.stat()
        except OSError:
            self._known, self._saved = None, None
            self.problem = f"{path.name} is not where Live has saved it; save the set again"
            return None
        if self._saved and self._saved.follows_tempo and self._known:
            bpm = self._known[3]
        known = (path, stat.st_mtime_ns, stat.st_size, bpm)
        if known != self._known:
            self._known = known
            self._saved, self.problem = _read(path, bpm)
        return self._saved


def _read(path: Path, bpm: float) -> tuple[SavedSet | None, str]:
    try:
        return read_saved_set(path, bpm), ""
    except ProjectError as error:
        return None, str(error)
