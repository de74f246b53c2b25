"""Find what of a lane lies under the pointer, and draw: every gesture gives new points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from operator import attrgetter
from typing import Protocol

from daw_bridge.envelope import HIGHEST, LINEAR, LOWEST, Envelope, EnvelopePoint

Points = tuple[EnvelopePoint, ...]

_SMOOTH = 0.01
"""How far from a hand's stroke its points may lie, so that it needs few of them."""


_time = attrgetter("time")


class Part(Enum):
    """Name what of a lane can be held."""

    POINT = auto()
    WAY = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """Tell what is under the pointer.

    Args:
        index: of the point, or of the point that a way begins at; -1 for the way before the first.
    """

    part: Part
    index: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold how near the pointer must be: in seconds, and as a share of a lane's height."""

    time: float
    value: float


def hit(envelope: Envelope, time: float, value: float, reach: Reach) -> Hit:
    """Tell what of a lane is at a time and a value: the nearest point, or else the way."""

    def distance(index: int) -> float:
        point = envelope.points[index]
        across, up = (point.time - time) / reach.time, (point.value - value) / reach.value
        return across**2 + up**2

    points = envelope.points
    begin = bisect_left(points, time - reach.time, key=_time)
    end = bisect_right(points, time + reach.time, key=_time)
    if near := [index for index in range(begin, end) if distance(index) <= 1.0]:
        return Hit(Part.POINT, min(near, key=distance))
    if points and abs(envelope.value_at(time) - value) <= reach.value:
        return Hit(Part.WAY, bisect_right(points, time, key=_time) - 1)
    return Hit(Part.NOTHING)


class Gesture(Protocol):
    """Change points as the pointer moves."""

    @property
    def title(self) -> str:
        """Name the step that can be undone."""

    def to(self, time: float, value: float) -> Points:
        """Give the points with the pointer here."""


@dataclass(frozen=True, slots=True)
class MovePoint:
    """Carry a point, between its neighbours."""

    points: Points
    index: int
    title: str = "Move point"

    def to(self, time: float, value: float) -> Points:
        """Give the points with this one here."""
        before = self.points[self.index - 1].time if self.index else 0.0
        last = self.index + 1 == len(self.points)
        after = time if last else self.points[self.index + 1].time
        moved = replace(
            self.points[self.index], time=max(min(time, after), before), value=_within(value)
        )
        return (*self.points[: self.index], moved, *self.points[self.index + 1 :])


@dataclass(frozen=True, slots=True)
class MoveWay:
    """Carry the way from one point to the next up and down; `held_at` is the value it is held at.

    Args:
        index: of the point that it begins at; -1 for the way before the first.
    """

    points: Points
    index: int
    held_at: float
    title: str = "Move part of lane"

    def to(self, time: float, value: float) -> Points:
        """Give the points with both ends moved alike, as far as neither leaves the lane."""
        ends = range(max(self.index, 0), min(self.index + 2, len(self.points)))
        values = [self.points[index].value for index in ends]
        rise = max(min(value - self.held_at, HIGHEST - max(values)), LOWEST - min(values))
        return tuple(
            replace(point, value=_within(point.value + rise)) if index in ends else point
            for index, point in enumerate(self.points)
        )


class Stroke:
    """Draw by hand: what was there over the stroke's time is replaced, the rest stays as it was."""

    title = "Draw lane"

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._drawn: dict[float, float] = {}
        self._latest: float | None = None

    def to(self, time: float, value: float) -> Points:
        """Give the points with the stroke led on to here; going back draws over."""
        time = max(time, 0.0)
        if self._latest is not None:
            low, high = sorted((self._latest, time))
            self._drawn = {t: v for t, v in self._drawn.items() if not low < t < high}
        self._drawn[time] = _within(value)
        self._latest = time
        return redrawn(self._envelope, sorted(self._drawn.items()))


def added(envelope: Envelope, time: float, value: float) -> tuple[Points, int]:
    """Put a point in, and tell its index; the ways stay of the shape they had."""
    points = envelope.points
    index = bisect_right(points, time, key=_time)
    like = points[index - 1] if index else EnvelopePoint(time, value)
    point = replace(like, time=max(time, 0.0), value=_within(value))
    return (*points[:index], point, *points[index:]), index


def removed(points: Points, index: int) -> Points:
    """Take a point away."""
    return (*points[:index], *points[index + 1 :])


def redrawn(envelope: Envelope, stroke: Sequence[tuple[float, float]]) -> Points:
    """Put a stroke, times and values in order of time, in the place of what was there.

    At its ends the lane jumps to where it was, so that outside of the stroke straight ways stay.
    """
    points, first, last = envelope.points, stroke[0][0], stroke[-1][0]
    if first == last:
        return points
    begin, end = bisect_left(points, first, key=_time), bisect_right(points, last, key=_time)
    shape = points[end - 1].shape if end else LINEAR
    return (
        *points[:begin],
        EnvelopePoint(first, envelope.value_at(first)),
        *(EnvelopePoint(time, value) for time, value in thinned(stroke)),
        EnvelopePoint(last, envelope.value_at(last), shape),
        *points[end:],
    )


def thinned(
    stroke: Sequence[tuple[float, float]], tolerance: float = _SMOOTH
) -> list[tuple[float, float]]:
    """Leave out the places that lie within a tolerance of the straight line between the others."""
    kept, open_parts = {0, len(stroke) - 1}, [(0, len(stroke) - 1)]
    while open_parts:
        begin, end = open_parts.pop()
        (start, low), (stop, high) = stroke[begin], stroke[end]
        slope = (high - low) / (stop - start) if stop > start else 0.0
        inside = enumerate(stroke[begin + 1 : end], begin + 1)
        off = {i: abs(value - low - slope * (time - start)) for i, (time, value) in inside}
        if off and off[farthest := max(off, key=off.__getitem__)] > tolerance:
            kept.add(farthest)
            open_parts += [(begin, farthest), (farthest, end)]
    return [stroke[index] for index in sorted(kept)]


def _within(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
