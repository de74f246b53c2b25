"""Keep the folder of the takes: its WAV files, its `takes.json` and the projects made from them."""

from __future__ import annotations

import getpass
import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from daw_bridge.atomic_file import write_atomically, write_problem
from daw_bridge.file_bytes import file_bytes
from daw_bridge.finish import TakeFinish
from daw_bridge.name_pattern import USUAL_PATTERN, Named, NamePattern
from daw_bridge.phrasing import Line
from daw_bridge.take_library import FILE_NAME, TakeLibrary, TakeRecord
from daw_bridge.take_name import next_take
from daw_bridge.timeline import ProjectError

PROJECT_SUFFIX = "_takelane"

PATIENCE = 30.0
"""Seconds that another Takelane may take to put something into the folder."""

_OUR_SUFFIX = re.compile(rf"{PROJECT_SUFFIX}(_\d+)?$")


class TakeShelf:
    """Keep the folder and its `takes.json` in step, whoever else puts takes there meanwhile.

    Args:
        folder: of the takes.
        library: what is in it.
        source: the project, which new names may tell.
        pattern: of new names.
    """

    def __init__(
        self,
        folder: Path,
        library: TakeLibrary,
        source: Path = Path(),
        pattern: str = USUAL_PATTERN,
    ) -> None:
        self.folder = folder
        self.library = library
        self._project = _OUR_SUFFIX.sub("", source.stem)
        self._pattern = NamePattern.parse(pattern)
        self._lock = FileLock(_lock_file(folder), timeout=PATIENCE)
        self._known: tuple[int, int] | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from the folder, and know what they put there; it may be entered again.

        Raises:
            ProjectError: another one does not come to an end, or damaged the library.
        """
        try:
            self._lock.acquire()
        except Timeout as error:
            raise ProjectError(
                f"another Takelane is writing to {self.folder}; close it, or choose another folder"
            ) from error
        except OSError as error:
            raise write_problem(Path(self._lock.lock_file), error) from error
        try:
            present = _state(self.folder / FILE_NAME)
            if present is not None and present != self._known:
                self.library, self._known = TakeLibrary.load(self.folder), present
            yield
        finally:
            self._lock.release()

    def next_file(self, line: Line, seed: int) -> tuple[int, Path]:
        """Find a take number and a file that nothing has been called yet; make the folder."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_problem(self.folder, error) from error
        region, earlier = line.region, self.library.of_region(line.region.id)
        taken = [path.name for path in self.folder.iterdir()]
        first = 1 + max((record.take for record in earlier), default=0)
        text = line.text
        named = Named(
            self._project,
            text.character,
            region.number,
            text.tags.get("id", ""),
            text.line,
            line.voice,
            seed,
        )
        take, name = next_take(self._pattern, named, taken, first)
        return take, self.folder / name

    def takes_of(self, region_id: str) -> tuple[TakeRecord, ...]:
        """List the takes of a region whose files are still there, oldest first."""
        takes = self.library.of_region(region_id)
        return tuple(take for take in takes if (self.folder / take.file).is_file())

    def find(self, region_id: str, content_hash: str, finish: TakeFinish) -> TakeRecord | None:
        """Give the newest take of a region that was performed and finished just so."""
        same = [
            take
            for take in self.takes_of(region_id)
            if take.content_hash == content_hash and take.finish == finish
        ]
        return same[-1] if same else None

    def put(self, record: TakeRecord) -> None:
        """Note a take at once, so that nothing can lose it any more."""
        with self.alone():
            self._save(self.library.with_take(record))

    def put_project(self, source: Path, content: bytes) -> Path:
        """Write the new project beside the takes, over nothing but our own unchanged output."""
        with self.alone():
            path = self._project_path(source)
            write_atomically(path, content)
            self._save(self.library.with_project(path.name, _sha256(content)))
        return path

    def _save(self, library: TakeLibrary) -> None:
        self.library = library
        library.save(self.folder)
        self._known = _state(self.folder / FILE_NAME)

    def _project_path(self, source: Path) -> Path:
        """Count on from `NAME_takelane` while a project of that name is the user's."""
        stem = _OUR_SUFFIX.sub("", source.stem) + PROJECT_SUFFIX
        path, number = self.folder / f"{stem}{source.suffix}", 1
        while path.exists() and not self._is_ours(path, source):
            number += 1
            path = self.folder / f"{stem}_{number}{source.suffix}"
        return path

    def _is_ours(self, path: Path, source: Path) -> bool:
        """Tell whether a project is just as we wrote it, and not what the user works from."""
        written = self.library.projects.get(path.name)
        return not path.samefile(source) and _sha256(file_bytes(path)) == written


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _lock_file(folder: Path) -> Path:
    """Name a lock that is not in the folder, which is the user's."""
    name = _sha256(str(folder.resolve()).encode("utf-8", "surrogateescape"))[:16]
    return Path(tempfile.gettempdir()) / f"takelane-{getpass.getuser()}-{name}.lock"


def _state(path: Path) -> tuple[int, int] | None:
    """Give what changes with a file, as it is written whole each time; None without one."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
