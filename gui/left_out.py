"""Say which lines a render has left out."""

from __future__ import annotations

from collections.abc import Sequence

from daw_bridge.phrasing import Line


def left_out_words(lines: Sequence[Line], asked: int) -> str:
    """Say that lines cannot be spoken: why, of a single one, else how many of all that were asked.

    Args:
        lines: that were left out; at least one.
        asked: how many there were, with them.
    """
    if len(lines) == 1:
        return " ".join(lines[0].problems)
    if len(lines) == asked:
        return f"none of these {asked} lines can be spoken"
    return f"{len(lines)} of {asked} lines cannot be spoken; the others are in the queue"
