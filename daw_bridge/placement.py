"""Say which takes belong where in a new project, and how one comes into being."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.file_bytes import file_bytes
from daw_bridge.take_shelf import TakeShelf
from daw_bridge.timeline import Region


@dataclass(frozen=True, slots=True)
class PlacedTake:
    """Name a take and its file.

    Args:
        file: relative to the folder of the takes, with forward slashes.
    """

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Say which takes belong to a region, oldest first, and who speaks them."""

    region: Region
    character: str
    takes: tuple[PlacedTake, ...]


Place = Callable[[bytes, Sequence[Placement]], bytes]
"""Puts takes into the bytes of a project; at most one placement for each region."""


class Placer(ABC):
    """Leave a new project with takes, for one kind of project; the user's own stays as it is."""

    @abstractmethod
    def check(self, project: Path, sample_rate: int) -> None:
        """See whether takes at a sample rate can be placed in a project.

        Raises:
            ProjectError: they cannot.
        """

    @abstractmethod
    def place(self, project: Path, placements: Sequence[Placement], shelf: TakeShelf) -> Path:
        """Write a new project with takes of the shelf, and give its path.

        Raises:
            ProjectError: the project cannot be used, or the new one not be written.
        """


class BesideTheTakes(Placer):
    """Leave the new project in the folder of the takes, for a DAW that plays them from there.

    Args:
        place: puts takes into the bytes of a project.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def check(self, project: Path, sample_rate: int) -> None:
        """See whether a project can be read; every sample rate will do."""
        file_bytes(project)

    def place(self, project: Path, placements: Sequence[Placement], shelf: TakeShelf) -> Path:
        """Write a new project over nothing but our own unchanged output."""
        return shelf.put_project(project, self._place(file_bytes(project), placements))
