"""Keep a row for every line of a project, and know which of them have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from daw_bridge.session.cue_row import CueRow, Standing
from daw_bridge.session.plan import Plan
from daw_bridge.take_library import TakeLibrary
from daw_bridge.timeline import Region


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

    def clear(self) -> None:
        """Let go of everything."""
        self._rows, self._places, self._standing = [], {}, None
        self.characters = ()

    def plan(
        self, plan: Plan, edited: Callable[[Region], bool], library: TakeLibrary, standing: Standing
    ) -> None:
        """Take the lines of a plan.

        Args:
            plan: of the whole project.
            edited: tells whether a region says something else here than in the DAW.
            library: has the takes.
            standing: knows what is under way.
        """
        self.stand(library, standing)
        rows = []
        for line, fit in zip(plan.lines, plan.fits, strict=True):
            was, changed = self.of(line.region.id), edited(line.region)
            if was and (was.line, was.fit, was.edited) == (line, fit, changed):
                rows.append(was)
            else:
                takes = library.of_region(line.region.id)
                rows.append(CueRow(line, fit, takes, standing.of(line, takes), changed))
        self._rows = rows
        self._places = {row.region_id: place for place, row in enumerate(rows)}
        self.characters = tuple(dict.fromkeys(line.text.character for line in plan.lines))

    def stand(self, library: TakeLibrary, standing: Standing) -> list[int]:
        """Take news of takes and of what is under way; tell which rows have changed."""
        before, self._standing = self._standing, standing
        changed = []
        for place, row in enumerate(self._rows):
            takes = library.of_region(row.region_id)
            if takes != row.takes or before is None or before.differs(standing, row.region_id):
                now = CueRow(row.line, row.fit, takes, standing.of(row.line, takes), row.edited)
                if now != row:
                    self._rows[place] = now
                    changed.append(place)
        return changed
