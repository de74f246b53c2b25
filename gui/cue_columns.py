"""Say what each column of the cue list shows, sorts by and edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from daw_bridge.session.cue_row import CueRow, TakeState
from gui.clock import Clock

_LATE = float("inf")
_STATES = tuple(TakeState)


@dataclass(frozen=True, slots=True)
class Column:
    """Describe one column.

    Args:
        width: that it has to begin with, in pixels at the usual type size.
        text: as it stands in the cell and is read aloud; the clock writes its times.
        order: by which rows are sorted.
        part: field of `RegionText` that editing changes; empty where nothing can be edited.
        number: whether it holds numbers, which stand under each other at the right.
    """

    name: str
    width: int
    text: Callable[[CueRow, Clock], str]
    order: Callable[[CueRow], Any]
    part: str = ""
    number: bool = False


def _fit_text(row: CueRow, _: Clock) -> str:
    if row.fit is None:
        return "cannot be spoken"
    return f"{row.fit.verdict}, {row.fit.rate:.1f} syllables/s"


def _emotion_text(row: CueRow, _: Clock) -> str:
    weights = sorted(row.emotion.as_dict().items(), key=lambda item: -item[1])
    strong = [f"{name} {weight:.2f}" for name, weight in weights if weight >= 0.05]
    return ", ".join(strong) or "neutral"


COLUMNS: tuple[Column, ...] = (
    Column(
        "State", 100, lambda row, _: row.state.value, lambda row: _STATES.index(row.state)
    ),
    Column(
        "#", 40, lambda row, _: str(row.line.region.number), lambda row: row.line.region.number,
        number=True,
    ),
    Column(
        "Character", 92, lambda row, _: row.line.text.character,
        lambda row: row.line.text.character.casefold(), "character",
    ),
    Column(
        "Line", 320, lambda row, _: row.line.text.line,
        lambda row: row.line.text.line.casefold(), "line",
    ),
    Column(
        "Direction", 128, lambda row, _: row.line.text.direction,
        lambda row: row.line.text.direction.casefold(), "direction",
    ),
    Column(
        "Start", 96, lambda row, clock: clock.text(row.line.region.start),
        lambda row: row.line.region.start, number=True,
    ),
    Column(
        "Length", 76, lambda row, _: f"{row.line.region.duration:.3f} s",
        lambda row: row.line.region.duration, number=True,
    ),
    Column("Fit", 132, _fit_text, lambda row: row.fit.share if row.fit else _LATE),
    Column("Emotion", 96, _emotion_text, lambda row: -row.emotion.total),
    Column(
        "Takes", 54, lambda row, _: str(len(row.takes)) if row.takes else "",
        lambda row: len(row.takes), number=True,
    ),
)  # fmt: skip

INDEX: dict[str, int] = {column.name: index for index, column in enumerate(COLUMNS)}

STRETCHED, GROWING = "Line", "Direction"
"""The columns that have the room which the others leave: all of it, and some where it is plenty."""

_PLENTY, _SHARE, _MOST = 420, 0.25, 280
"""Pixels of the lines, at the usual type size, from which on directions grow; by which share of
what is more, and up to how much."""

SIGN_WIDTH = 36
"""Pixels, at the usual type size, of states of which only the signs are shown."""

_LEAST_OF_STRETCHED = 200
_LEAVING = ("#", "Length", "Emotion", "Direction", "Start", "Fit", "Takes")
"""The columns that go where there is too little room, the first one first."""


def leaving(width: float) -> frozenset[str]:
    """Name the columns that must go, so that the lines can still be read.

    Args:
        width: of the whole list, in pixels at the usual type size.

    >>> sorted(leaving(900)), sorted(leaving(2000))
    (['#', 'Length'], [])
    """
    others = {column.name: column.width for column in COLUMNS if column.name != STRETCHED}
    gone = 0
    while gone < len(_LEAVING) and width - sum(others.values()) < _LEAST_OF_STRETCHED:
        del others[_LEAVING[gone]]
        gone += 1
    return frozenset(_LEAVING[:gone])


def go_on(width: float) -> bool:
    """Tell whether lines go on in a second row: where the list is so narrow that it shows no fit.

    >>> go_on(900), go_on(400)
    (False, True)
    """
    return "Fit" in leaving(width)


def room_of_directions(width: float) -> float:
    """Give how wide directions are, in pixels at the usual type size, as the whole list is.

    >>> room_of_directions(900), room_of_directions(2000)
    (128.0, 280.0)
    """
    gone, usual = leaving(width), COLUMNS[INDEX[GROWING]].width
    others = sum(c.width for c in COLUMNS if c.name != STRETCHED and c.name not in gone)
    return min(usual + max(width - others - _PLENTY, 0) * _SHARE, float(_MOST))
