"""Say which takes belong where in a copy of a project file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daw_bridge.timeline import Region


@dataclass(frozen=True, slots=True)
class PlacedTake:
    """Name a take and its file.

    Args:
        file: relative to the new project, with forward slashes.
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
