"""Hold the regions of a timeline, so that thousands of them are found and painted as a few."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gui.timeline.scale import Scale
from gui.timeline.scene import RegionBox

PLAIN = 12
"""Pixels below which a region is a mark and no more."""


class Kind(Enum):
    """Name what a mark tells of a region."""

    EMPTY = auto()
    TAKEN = auto()
    CHOSEN = auto()


@dataclass(frozen=True, slots=True)
class Marks:
    """Stand for regions of one layer and kind.

    Args:
        runs: the first pixel of each stretch, and the one behind its last; shape (stretches, 2).
    """

    layer: int
    kind: Kind
    runs: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Hold what is to be painted: regions that are wide enough, and marks for all others."""

    wide: list[RegionBox]
    marks: list[Marks]


class Boxes(Sequence[RegionBox]):
    """List regions in order of their starts."""

    def __init__(self, boxes: Iterable[RegionBox] = ()) -> None:
        self._boxes = list(boxes)
        self._places = {box.id: place for place, box in enumerate(self._boxes)}
        self._starts = np.array([box.start for box in self._boxes], np.float64)
        self._ends = np.array([box.end for box in self._boxes], np.float64)
        self._layers = np.array([box.layer for box in self._boxes], np.int64)
        self._taken = np.array([box.take is not None for box in self._boxes], np.bool_)

    @overload
    def __getitem__(self, place: int) -> RegionBox: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[RegionBox]: ...
    def __getitem__(self, place: int | slice) -> RegionBox | Sequence[RegionBox]:
        return self._boxes[place]

    def __len__(self) -> int:
        return len(self._boxes)

    def __iter__(self) -> Iterator[RegionBox]:
        return iter(self._boxes)

    @property
    def start(self) -> float:
        """Give where the first region begins; 0 where there is none."""
        return float(self._starts.min()) if self._boxes else 0.0

    @property
    def end(self) -> float:
        """Give where the last region ends; 0 where there is none."""
        return float(self._ends.max()) if self._boxes else 0.0

    @property
    def n_layers(self) -> int:
        """Count the layers; there is always one."""
        return 1 + int(self._layers.max(initial=0))

    def put(self, place: int, box: RegionBox) -> None:
        """Put a region where it was; it has not moved."""
        self._boxes[place] = box
        self._taken[place] = box.take is not None

    def places(self, region_ids: Iterable[str]) -> list[int]:
        """Tell where regions are in the list, as far as they are; in its order."""
        return sorted(self._places[i] for i in region_ids if i in self._places)

    def meet(self, places: Sequence[int], start: float, end: float) -> bool:
        """Tell whether a region at one of these places has something between two times."""
        return bool(((self._ends[places] > start) & (self._starts[places] < end)).any())

    def within(self, start: float, end: float) -> list[RegionBox]:
        """List the regions that have something between two times."""
        seen = np.flatnonzero((self._ends >= start) & (self._starts <= end))
        return [self._boxes[place] for place in seen]

    def crowd(self, scale: Scale, first: int, last: int, chosen: Iterable[str]) -> Crowd:
        """Give what is to be painted between two pixels of a scale."""
        lefts, rights = (
            np.rint((times - scale.start) * scale.pixels).astype(np.int64)
            for times in (self._starts, self._ends)
        )
        seen = (rights >= first) & (lefts <= last)
        narrow = rights - lefts < PLAIN
        wide = [self._boxes[place] for place in np.flatnonzero(seen & ~narrow)]
        small = np.flatnonzero(seen & narrow)
        if not len(small):
            return Crowd(wide, [])
        marked = np.zeros(len(self._boxes), np.bool_)
        marked[self.places(chosen)] = True
        # Neighbours are told apart by the gap behind each; even the shortest region is seen.
        lefts, rights = lefts[small], np.maximum(rights[small] - 1, lefts[small] + 1)
        kinds = np.where(marked[small], 2, self._taken[small])
        marks = []
        for number, kind in enumerate(Kind):
            for layer in range(self.n_layers):
                which = (kinds == number) & (self._layers[small] == layer)
                runs = _runs(lefts[which], rights[which], first, last + 1)
                if len(runs):
                    marks.append(Marks(layer, kind, runs))
        return Crowd(wide, marks)


def _runs(
    lefts: NDArray[np.int64], rights: NDArray[np.int64], first: int, end: int
) -> NDArray[np.int64]:
    """Join spans of pixels that touch or lie over each other."""
    length = end - first
    begins, ends = (np.clip(pixels - first, 0, length) for pixels in (lefts, rights))
    change = np.bincount(begins, minlength=length + 1) - np.bincount(ends, minlength=length + 1)
    covered = np.concatenate(([0], np.cumsum(change) > 0, [0])).astype(np.int64)
    return np.flatnonzero(np.diff(covered)).reshape(-1, 2) + first
