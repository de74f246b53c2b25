"""Say over the takes whose they are, and in their place why there are none."""

from __future__ import annotations

from collections.abc import Mapping

from daw_bridge.session.cue_row import CueRow, TakeState

UNDER_WAY: Mapping[TakeState, str] = {
    TakeState.QUEUED: "The line is in the queue.",
    TakeState.RENDERING: "▶ The line is being spoken.",
}
_NO_LINE = "Select a line, and press Space to hear it."
_NO_WORDS = "There is nothing here that can be spoken."
_NO_TAKE = "No take yet. Press Space to hear the line."


def heading(row: CueRow | None, takes: int, *, alone: bool) -> str:
    """Count the takes of a line; where it is not chosen alone, it is named."""
    words = "Takes" if alone or row is None else f"Line {row.line.region.number}"
    return f"{words}  {takes}" if takes else words


def without_takes(row: CueRow | None) -> str:
    """Say what to do while there are no takes, or that they come."""
    if row is None:
        return _NO_LINE
    return UNDER_WAY.get(row.state, _NO_WORDS if row.line.problems else _NO_TAKE)
