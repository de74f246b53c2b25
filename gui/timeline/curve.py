"""Turn an envelope into lines that can be drawn at any zoom, however many points it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from daw_bridge.envelope import HOLD, LINEAR, Envelope
from gui.timeline.scale import Scale

Numbers = NDArray[np.float64]

_PIECES = 12
"""Straight lines that a curved way from one point to the next is drawn with."""

_MOST_BENT = 4000
"""Ways of an envelope beyond which none is wide enough to be seen bend; they are drawn straight."""

_DENSE = 2
"""Corners for each pixel, on average, beyond which only the lowest and the highest are drawn."""

_SPARSE = 10.0
"""Pixels between most points from which on each is worth to be seen."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Hold the corners of a line; before the first and after the last it goes straight on.

    Args:
        points: times and values of the points that a user moves, shape (2, points).
        corners: the same of the line through them, shape (2, corners), at least one.
        gap: seconds from point to point, as most are.
    """

    points: Numbers
    corners: Numbers
    gap: float

    @classmethod
    def of(cls, envelope: Envelope) -> Self:
        """Follow an envelope."""
        points = np.array([(p.time, p.value) for p in envelope.points], np.float64).reshape(-1, 2).T
        if not envelope.points:
            return cls(points, np.array([[0.0], [envelope.static_value]]), 0.0)
        gaps = np.diff(points[0])
        gaps = gaps[gaps > 0]
        gap = float(np.median(gaps)) if len(gaps) else float("inf")
        bent = [i for i, p in enumerate(envelope.points[:-1]) if p.shape != LINEAR]
        if not 0 < len(bent) <= _MOST_BENT:
            return cls(points, points, gap)
        places, between = _between(envelope, bent)
        return cls(points, np.insert(points, places, between, axis=1), gap)

    def line(self, scale: Scale, first: int, last: int) -> Numbers:
        """Give pixels and values, shape (2, corners), from one pixel to another.

        Pixels count as those of the scale do.
        """
        times, values = self.corners
        if self._is_dense(scale):
            return self._envelope(scale, first, last)
        begin = max(int(np.searchsorted(times, scale.time(first), "right")) - 1, 0)
        end = min(int(np.searchsorted(times, scale.time(last), "left")) + 1, len(times))
        xs, ys = scale.pixels * (times[begin:end] - scale.start), values[begin:end]
        # Far outside of what is seen, drawing loses its precision; a line goes straight there.
        edges = np.array([first, last], np.float64)
        heights = np.interp(edges, xs, ys)
        inside = (xs > first) & (xs < last)
        return np.array(
            (
                np.concatenate((edges[:1], xs[inside], edges[1:])),
                np.concatenate((heights[:1], ys[inside], heights[1:])),
            )
        )

    def area(self, line: Numbers, scale: Scale) -> Numbers:
        """Give what bounds the area below a line, which is of this curve.

        Where lows and highs alone are drawn it ends at the lows; the line covers the rest.
        """
        if not self._is_dense(scale):
            return line
        xs, values = line
        return np.array((xs[::2], values.reshape(-1, 2).min(1)))

    def seen_points(self, scale: Scale, first: int, last: int) -> Numbers:
        """Give pixels and values of the points between two pixels; none where they are too many."""
        if self.gap * scale.pixels < _SPARSE:
            return np.empty((2, 0))
        begin, end = np.searchsorted(self.points[0], (scale.time(first), scale.time(last)))
        times, values = self.points[:, begin:end]
        return np.array((scale.pixels * (times - scale.start), values))

    def _is_dense(self, scale: Scale) -> bool:
        """Tell whether there are too many corners for all to be drawn.

        It is decided for all of the lane, or a part that is painted alone would look otherwise.
        """
        times, _ = self.corners
        return bool(len(times) > _DENSE * max((times[-1] - times[0]) * scale.pixels, 1.0))

    def _envelope(self, scale: Scale, first: int, last: int) -> Numbers:
        """Go from the lowest to the highest of one pixel, and from the highest of the next down."""
        times, values = self.corners
        pixels = np.arange(first, last + 1)
        edges = scale.start + pixels / scale.pixels
        passed = np.interp(edges, times, values)
        begins = np.searchsorted(times, edges)
        heard = begins[:-1] < begins[1:]
        lows, highs = passed[:-1].copy(), passed[:-1].copy()
        if heard.any():
            begins, end = begins[:-1][heard], begins[-1]
            lows[heard] = np.minimum(lows[heard], np.minimum.reduceat(values[:end], begins))
            highs[heard] = np.maximum(highs[heard], np.maximum.reduceat(values[:end], begins))
        pairs = np.stack((lows, highs), axis=1)
        pairs[1::2] = pairs[1::2, ::-1]
        return np.array((np.repeat(pixels[:-1], 2).astype(np.float64), pairs.reshape(-1)))


def _between(envelope: Envelope, bent: list[int]) -> tuple[list[int], Numbers]:
    """Give corners to insert, and before which points, so that ways that are not straight bend."""
    places: list[int] = []
    corners: list[tuple[float, float]] = []
    for index in bent:
        a, b = envelope.points[index], envelope.points[index + 1]
        way = [(b.time, a.value)] if a.shape == HOLD else envelope.way(index, _PIECES)
        places += [index + 1] * len(way)
        corners += way
    return places, np.array(corners).T
