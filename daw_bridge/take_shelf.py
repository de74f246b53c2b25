"""Keep the folder of the takes: its WAV files, its `takes.json` and the projects made from them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from daw_bridge.atomic_file import write_atomically, write_problem
from daw_bridge.file_bytes import file_bytes
from daw_bridge.finish import TakeFinish
from daw_bridge.name_pattern import USUAL_PATTERN, Named, NamePattern
from daw_bridge.phrasing import Line
from daw_bridge.take_library import TakeLibrary, TakeRecord
from daw_bridge.take_name import next_take

PROJECT_SUFFIX = "_takelane"

_OUR_SUFFIX = re.compile(rf"{PROJECT_SUFFIX}(_\d+)?$")


class TakeShelf:
    """Keep the folder and its `takes.json` in step.

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
        self.library = self.library.with_take(record)
        self.library.save(self.folder)

    def put_project(self, source: Path, content: bytes) -> Path:
        """Write the new project beside the takes, over nothing but our own unchanged output."""
        path = self._project_path(source)
        write_atomically(path, content)
        self.library = self.library.with_project(path.name, _sha256(content))
        self.library.save(self.folder)
        return path

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
