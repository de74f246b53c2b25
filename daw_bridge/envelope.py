"""Evaluate and average automation curves exactly, in all the shapes that REAPER draws."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

LINEAR, HOLD, SLOW_START_END, FAST_START, FAST_END, BEZIER = range(6)
"""How a curve goes from a point to the next one; the numbers are REAPER's."""

LOWEST, HIGHEST = 0.0, 1.0
"""A weight's range; a Bezier curve never swings beyond it."""

_ALPHA = 0.25
"""How far Bezier control points lie from their ends, as a share of the segment."""

_BISECTIONS = 60

_time = attrgetter("time")

_Easing = Callable[[float], float]

_EASINGS: dict[int, tuple[_Easing, _Easing]] = {
    LINEAR: (lambda t: t, lambda t: t**2 / 2),
    HOLD: (lambda t: 0.0, lambda t: 0.0),
    SLOW_START_END: (lambda t: t**2 * (3 - 2 * t), lambda t: t**3 - t**4 / 2),
    FAST_START: (lambda t: 1 - (1 - t) ** 3, lambda t: t - (1 - (1 - t) ** 4) / 4),
    FAST_END: (lambda t: t**3, lambda t: t**4 / 4),
}
"""For each shape, how far it has gone after a share `t` of its time; and that, integrated."""


@dataclass(frozen=True, slots=True)
class EnvelopePoint:
    """Set a value at a time; `shape` and `tension` describe the way to the next point.

    Args:
        shape: one of the six above; anything else is drawn linear.
        tension: from -1 to 1, bends a Bezier curve and no other.
    """

    time: float
    value: float
    shape: int = LINEAR
    tension: float = 0.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """Draw a curve through points in order of time; outside of them the nearest value holds.

    Args:
        points: with values from 0 to 1.
        static_value: what holds everywhere if there are no points.

    Raises:
        ValueError: the points are not in order of time.
    """

    points: tuple[EnvelopePoint, ...]
    static_value: float = 0.0

    def __post_init__(self) -> None:
        if not all(a.time <= b.time for a, b in pairwise(self.points)):
            raise ValueError("the points of an envelope must be in order of time")

    def value_at(self, time: float) -> float:
        """Give the value at a time; where several points share it, the last one's."""
        if not self.points:
            return self.static_value
        index = bisect_right(self.points, time, key=_time) - 1
        if index < 0 or index == len(self.points) - 1:
            return self.points[max(index, 0)].value
        return self._segment(index).value_at(time)

    def average(self, start: float, end: float) -> float:
        """Average over `[start, end]`: the exact integral divided by the length."""
        if not self.points or end <= start:
            return self.value_at(start)
        first, last = self.points[0], self.points[-1]
        before = max(min(end, first.time) - start, 0.0) * first.value
        after = max(end - max(start, last.time), 0.0) * last.value
        lowest = max(bisect_right(self.points, start, key=_time) - 1, 0)
        highest = min(bisect_left(self.points, end, key=_time), len(self.points) - 1)
        inside = (self._segment(i).integral(start, end) for i in range(lowest, highest))
        return math.fsum((before, *inside, after)) / (end - start)

    def way(self, index: int, pieces: int) -> list[tuple[float, float]]:
        """Give times and values on the way from a point to the next, which lie between `pieces`."""
        segment = self._segment(index)
        return [segment.place(piece / pieces) for piece in range(1, pieces)]

    def _segment(self, index: int) -> _EasedSegment | _BezierSegment:
        a, b = self.points[index], self.points[index + 1]
        if a.shape == BEZIER:
            before = self.points[max(index - 1, 0)]
            after = self.points[min(index + 2, len(self.points) - 1)]
            return _BezierSegment.from_points(before, a, b, after)
        return _EasedSegment(a, b)


@dataclass(frozen=True, slots=True)
class _EasedSegment:
    """Go from one point to the next by a polynomial of time."""

    a: EnvelopePoint
    b: EnvelopePoint

    def value_at(self, time: float) -> float:
        """Give the value at a time inside the segment."""
        ease, _ = _EASINGS.get(self.a.shape, _EASINGS[LINEAR])
        return self.a.value + (self.b.value - self.a.value) * ease(_share(self.a, self.b, time))

    def place(self, share: float) -> tuple[float, float]:
        """Give time and value after a share of the time."""
        time = self.a.time + share * (self.b.time - self.a.time)
        return time, self.value_at(time)

    def integral(self, start: float, end: float) -> float:
        """Give the exact area under a part of the segment."""
        _, eased = _EASINGS.get(self.a.shape, _EASINGS[LINEAR])
        t0, t1 = _share(self.a, self.b, start), _share(self.a, self.b, end)
        rise = (self.b.value - self.a.value) * (eased(t1) - eased(t0))
        return (self.b.time - self.a.time) * (self.a.value * (t1 - t0) + rise)


@dataclass(frozen=True, slots=True)
class _BezierSegment:
    """Go from one point to the next on a cubic Bezier curve in time and value.

    Args:
        x: coefficients of the share of time, by rising power of the curve's parameter.
        y: the same of the value.
    """

    a: EnvelopePoint
    b: EnvelopePoint
    x: tuple[float, float, float, float]
    y: tuple[float, float, float, float]

    @classmethod
    def from_points(
        cls, before: EnvelopePoint, a: EnvelopePoint, b: EnvelopePoint, after: EnvelopePoint
    ) -> _BezierSegment:
        """Place the control points: tangents along the neighbours, then bent by the tension.

        Full tension lays both onto the corner of late rise, full negative tension of early rise.
        """
        reach = _ALPHA * (b.time - a.time)
        x = (_ALPHA, 1.0 - _ALPHA)
        y = (a.value + _slope(before, b) * reach, b.value - _slope(a, after) * reach)
        pull = min(abs(a.tension), 1.0)
        corner = (1.0, a.value) if a.tension > 0 else (0.0, b.value)
        x1, x2 = (old + pull * (corner[0] - old) for old in x)
        y1, y2 = (_within(old + pull * (corner[1] - old)) for old in y)
        return cls(a, b, _cubic(0.0, x1, x2, 1.0), _cubic(a.value, y1, y2, b.value))

    def value_at(self, time: float) -> float:
        """Give the value at a time inside the segment."""
        return _polynomial(self.y, self._parameter(time))

    def place(self, u: float) -> tuple[float, float]:
        """Give time and value at a place of the curve's parameter, from 0 to 1."""
        share = _polynomial(self.x, u)
        return self.a.time + share * (self.b.time - self.a.time), _polynomial(self.y, u)

    def integral(self, start: float, end: float) -> float:
        """Give the exact area under a part of the segment."""
        u0, u1 = self._parameter(start), self._parameter(end)
        return (self.b.time - self.a.time) * (self._area(u1) - self._area(u0))

    def _parameter(self, time: float) -> float:
        """Find where the curve passes a time; time never runs backwards along it."""
        share = _share(self.a, self.b, time)
        if share in (0.0, 1.0):
            return share
        low, high = 0.0, 1.0
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            low, high = (middle, high) if _polynomial(self.x, middle) < share else (low, middle)
        return high

    def _area(self, u: float) -> float:
        """Integrate value by share of time from 0 to `u`: a polynomial of degree six."""
        return math.fsum(
            y * k * x * u ** (i + k) / (i + k)
            for i, y in enumerate(self.y)
            for k, x in enumerate(self.x[1:], 1)
        )


def _share(a: EnvelopePoint, b: EnvelopePoint, time: float) -> float:
    """Tell how much of the time from `a` to `b` has passed, from 0 to 1."""
    if b.time <= a.time:
        return 0.0
    return min(max((time - a.time) / (b.time - a.time), 0.0), 1.0)


def _slope(a: EnvelopePoint, b: EnvelopePoint) -> float:
    return (b.value - a.value) / (b.time - a.time) if b.time > a.time else 0.0


def _within(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)


def _cubic(p0: float, p1: float, p2: float, p3: float) -> tuple[float, float, float, float]:
    """Turn control points into coefficients by rising power."""
    c1 = 3 * (p1 - p0)
    c2 = 3 * (p2 - p1) - c1
    return p0, c1, c2, p3 - p0 - c1 - c2


def _polynomial(c: tuple[float, float, float, float], u: float) -> float:
    return ((c[3] * u + c[2]) * u + c[1]) * u + c[0]
