"""Lay out takes for the Lua action in Ardour: a list in the session's folder, a line for each.

The list is what is still to be placed. It may be read any number of times, since the action knows
which takes it has placed; so it outlives both programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Self

from daw_bridge.atomic_file import write_atomically
from daw_bridge.daw import TakeToPlace
from daw_bridge.take_track import track_for
from daw_bridge.timeline import ProjectError, Region

FILE_NAME = "place.tsv"

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FORBIDDEN = str.maketrans(dict.fromkeys("/\\:;", "-"))
"""What the name of a track may not have in Ardour."""


@dataclass(frozen=True, slots=True)
class Row:
    """Say where a take goes; the fields are the columns of the list.

    Args:
        take: its id.
        region: id of its region.
        file: the WAV file, which Ardour copies.
        samples: where the region began when the list was written.
        track: where it goes.
        range_name: by which the action finds the range again, should it have moved.
        name: as Ardour shows it.
    """

    take: str
    region: str
    file: str
    samples: int
    track: str
    range_name: str
    name: str

    @classmethod
    def of(cls, take: TakeToPlace) -> Self:
        """Write a take as a row.

        Raises:
            ProjectError: Ardour could not find the file by what the row can say.
        """
        file = str(take.file)
        if _plain(file) != file:
            raise ProjectError(
                f"{file!r} has a tab, a line break or the like in its name; rename its folder"
            )
        return cls(
            take=_plain(take.id),
            region=_plain(take.region.id),
            file=file,
            samples=round(take.region.start * take.sample_rate),
            track=_plain(track_for(take.character)).translate(_FORBIDDEN),
            range_name=_plain(take.region.name),
            name=_plain(take.name) or take.file.stem,
        )

    @classmethod
    def read(cls, line: str) -> Self | None:
        """Read a line of the list; None for one that is none."""
        match line.split("\t"):
            case [take, region, file, samples, track, range_name, name] if samples.isdecimal():
                return cls(take, region, file, int(samples), track, range_name, name)
        return None

    def __str__(self) -> str:
        return "\t".join(map(str, astuple(self)))


class PlaceList:
    """Keep the list in step with what is still to be placed.

    Args:
        folder: where the list lies; what is in it already is still to be placed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._rows = {row.take: row for row in _rows(self._path)}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, take_id: str) -> bool:
        return take_id in self._rows

    def add(self, take: TakeToPlace) -> None:
        """Put a take on the list.

        Raises:
            ProjectError: it cannot be placed, or the list not be written.
        """
        row = Row.of(take)
        if self._rows.get(row.take) != row:
            self._rows[row.take] = row
            self._write()

    def follow(self, regions: Iterable[Region], rate: int) -> None:
        """Let takes go where their regions are now."""
        present = {region.id: region for region in regions}
        moved = {
            take: replace(
                row,
                samples=round(present[row.region].start * rate),
                range_name=_plain(present[row.region].name),
            )
            for take, row in self._rows.items()
            if row.region in present
        }
        if any(self._rows[take] != row for take, row in moved.items()):
            self._rows.update(moved)
            self._write()

    def remove(self, take_id: str) -> None:
        """Strike a take off the list, which is gone with its last one."""
        del self._rows[take_id]
        self._write()

    def _write(self) -> None:
        if self._rows:
            write_atomically(self._path, "".join(f"{row}\n" for row in self._rows.values()))
        else:
            self._path.unlink(missing_ok=True)


def _rows(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
    return [row for line in lines if (row := Row.read(line))]


def _plain(text: str) -> str:
    """Put a space in the place of every control character, as the action does.

    Half of a surrogate pair has no UTF-8.
    """
    return _CONTROL.sub(" ", text.encode("utf-8", "replace").decode())
