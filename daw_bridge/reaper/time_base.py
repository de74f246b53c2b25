"""Know how a REAPER project counts its time.

In a saved project `PROJOFFS` begins with the time at the project's beginning, in seconds, and the
fourth and fifth values of `TIMEMODE` are the frames of a second and what becomes of them: 0 leaves
them, 1 drops numbers (30 is 29.97 drop), 2 slows them by a thousandth (24 is 23.976). Scripts know
the two as `projfrbase` and `projfrdrop`. REAPER writes them into every project, whatever its ruler
shows.
"""

from __future__ import annotations

from fractions import Fraction

from daw_bridge.reaper.lanes import LATEST
from daw_bridge.reaper.rpp import Block, number
from daw_bridge.time_code import FrameRate, TimeBase

MOST_FRAMES = 1000
"""In a second; a rate beyond it is damage."""

_FRAMES_AT, _KIND_AT = 3, 4
"""Where in `TIMEMODE`."""

_DROPS, _SLOWED = 1, 2


def time_base(project: Block) -> TimeBase:
    """Read frame rate and start of a saved project."""
    start = number(project.entry("PROJOFFS"), 0, LATEST)
    mode = project.entry("TIMEMODE")
    frames, kind = number(mode, _FRAMES_AT, MOST_FRAMES), number(mode, _KIND_AT)
    rate = None if frames is None or frames < 1 else _rate(int(frames), kind)
    return TimeBase(rate, start or 0.0)


def _rate(frames: int, kind: float | None) -> FrameRate:
    if kind == _SLOWED or (kind == _DROPS and frames % 30 == 0):
        return FrameRate.pulled(frames, drops=kind == _DROPS)
    return FrameRate(Fraction(frames))
