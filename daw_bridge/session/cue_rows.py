"""Keep a row for every line of a project, and know which of them have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import overload

from daw_bridge.session.cue_row import CueRow, Standing
from daw_bridge.session.plan import Plan
from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import Region, Timeline


@dataclass(frozen=True, slots=True)
class PlannedRows:
    """Hold the rows of a plan, as they stood when it was asked for."""

    timeline: Timeline
    rows: tuple[CueRow, ...]
    standing: Standing


class CueRows(Sequence[CueRow]):
    """List rows in order of time.

    A row about which nothing is new stays the very same object; by that, views know it.

    Attributes:
        characters: of the lines, each once, in order of appearance; empty for nobody.
    """

    def __init__(self) -> None:
        self._rows: list[CueRow] = []
        self._places: dict[str, int] = {}
        self._standing: Standing | None = None
        self.characters: tuple[str, ...] = ()

    @overload
    def __getitem__(self, place: int) -> CueRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CueRow]: ...
    def __getitem__(self, place: int | slice) -> CueRow | Sequence[CueRow]:
        return self._rows[place]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[CueRow]:
        return iter(self._rows)

    def place(self, region_id: str) -> int | None:
        """Tell where the row of a region is, if it is there."""
        return self._places.get(region_id)

    def of(self, region_id: str) -> CueRow | None:
        """Give the row of a region, if it is there."""
        place = self._places.get(region_id)
        return None if place is None else self._rows[place]

    def some(self, region_ids: Iterable[str]) -> list[CueRow]:
        """List the rows of regions, as far as they are there."""
        places = map(self._places.get, region_ids)
        return [self._rows[place] for place in places if place is not None]

    def clear(self) -> None:
        """Let go of everything."""
        self._rows, self._places, self._standing = [], {}, None
        self.characters = ()

    def planner(
        self, originals: Mapping[str, Region], library: TakeLibrary, standing: Standing
    ) -> Callable[[Plan], PlannedRows]:
        """Give what makes rows of a plan, on any thread, from what is known by now.

        Args:
            originals: the regions as the DAW has them, by id.
            library: has the takes.
            standing: knows what is under way.
        """
        judged = self.held_against(standing)
        if judged:
            self.stand(library, standing)
        known = {row.region_id: row for row in self._rows}
        return partial(_planned, known, judged, originals, library, standing)

    def take(self, planned: PlannedRows, library: TakeLibrary, standing: Standing) -> None:
        """Take the rows of a plan, and what is new since it was asked for."""
        self._rows = list(planned.rows)
        self._places = {row.region_id: place for place, row in enumerate(self._rows)}
        self.characters = tuple(dict.fromkeys(row.line.text.character for row in self._rows))
        self._standing = planned.standing
        self.stand(library, standing)

    def held_against(self, standing: Standing) -> bool:
        """Tell whether takes were judged by its yardstick; if not, it takes long."""
        return self._standing is None or self._standing.yardstick == standing.yardstick

    def stand(self, library: TakeLibrary, standing: Standing) -> list[int]:
        """Take news of takes and of what is under way; tell which rows have changed."""
        before, self._standing = self._standing, standing
        changed = []
        for place, row in enumerate(self._rows):
            takes = library.of_region(row.region_id)
            if takes != row.takes or before is None or before.differs(standing, row.region_id):
                now = standing.row(row.line, row.fit, takes, edited=row.edited)
                if now != row:
                    self._rows[place] = now
                    changed.append(place)
        return changed


def _planned(
    known: Mapping[str, CueRow],
    judged: bool,
    originals: Mapping[str, Region],
    library: TakeLibrary,
    standing: Standing,
    plan: Plan,
) -> PlannedRows:
    rows = []
    for line, fit in zip(plan.lines, plan.fits, strict=True):
        region = line.region
        was, changed = known.get(region.id), originals.get(region.id) != region
        if judged and was and (was.line, was.fit, was.edited) == (line, fit, changed):
            rows.append(was)
        else:
            takes = library.of_region(region.id)
            now = standing.row(line, fit, takes, edited=changed)
            rows.append(was if was == now else now)
    return PlannedRows(plan.timeline, tuple(rows), standing)
