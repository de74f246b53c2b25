"""Choose which lines the cue list shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from daw_bridge.session.cue_row import CueRow, TakeState
from gui.cue_columns import COLUMNS, INDEX

Wanted = Callable[[CueRow], bool]


def in_states(*states: TakeState) -> Wanted:
    """Want the lines whose takes are in one of these states."""
    return lambda row: row.state in states


EVERYTHING, UNSPEAKABLE = "All lines", "Cannot be spoken"

WANTED: Mapping[str, Wanted] = {
    EVERYTHING: lambda _: True,
    "To render": in_states(TakeState.NEW, TakeState.STALE, TakeState.FAILED),
    "In the queue": in_states(TakeState.QUEUED, TakeState.RENDERING),
    "Done": in_states(TakeState.DONE),
    "Failed": in_states(TakeState.FAILED),
    UNSPEAKABLE: lambda row: bool(row.line.problems),
}
"""The lines that can be asked for, as the user is offered them."""


@dataclass(frozen=True, slots=True)
class CueOrder:
    """Say what the user wants to see.

    Args:
        column: whose order is taken.
        falling: whether the last comes first; lines that are equal stay in order of time.
        words: in lower case; a line is shown if it holds every one of them.
        wanted: tells which lines are shown.
    """

    column: int = INDEX["Start"]
    falling: bool = False
    words: tuple[str, ...] = ()
    wanted: Wanted = WANTED[EVERYTHING]

    def places(self, rows: Sequence[CueRow]) -> list[int]:
        """Tell which rows, given in order of time, are shown one below the other."""
        shown = [place for place, row in enumerate(rows) if self.shows(row)]
        order = COLUMNS[self.column].order
        shown.sort(key=lambda place: order(rows[place]), reverse=self.falling)
        return shown

    def ranks_alike(self, was: CueRow, now: CueRow) -> bool:
        """Tell whether a row that has changed stays where it is."""
        order = COLUMNS[self.column].order
        return self.shows(was) == self.shows(now) and order(was) == order(now)

    def shows(self, row: CueRow) -> bool:
        """Tell whether a row is shown; words are looked for in everything that a line says."""
        if not self.wanted(row):
            return False
        if not self.words:
            return True
        text = row.line.text
        said = _said(row.line.region.name, text.character, text.direction)
        return all(word in said for word in self.words)


@lru_cache(maxsize=20_000)
def _said(*parts: str) -> str:
    """Give everything that a line says as words are looked for; asked again with every letter."""
    return " ".join(parts).casefold()
