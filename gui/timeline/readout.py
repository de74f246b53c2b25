"""Say in words what the pointer is at."""

from __future__ import annotations

from gui.clock import Clock
from gui.timeline.scene import RegionBox, Strip


def lane_words(strip: Strip, track: str, time: float, clock: Clock) -> str:
    """Tell the value of a lane at a time."""
    value = strip.lane.envelope.value_at(time)
    drawn = ", drawn here" if strip.drawn else ""
    return f"{clock.text(time)}   {track} {strip.lane.emotion} {value:.2f}{drawn}"


def region_words(box: RegionBox, clock: Clock) -> str:
    """Tell who says what, when, and how it fits."""
    text, fit = box.row.line.text, box.row.fit
    who = f"{text.character}: " if text.character else ""
    fits = f", {fit.verdict}, {fit.rate:.1f} syllables/s" if fit else ""
    return (
        f"{clock.text(box.start)}   {who}{text.line}   "
        f"{box.row.line.region.duration:.2f} s{fits}, {box.row.state}"
    )
