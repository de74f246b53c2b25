"""Turn seconds into pixels and back, and choose what a ruler shows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

CLOSEST = 2000.0
"""Pixels of a second beyond which nobody needs to zoom in on a line."""

_MOST_PIXELS = 2e9
"""A scroll bar counts no further."""

_STEPS = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0,
    60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 43200.0, 86400.0,
)  # fmt: skip
"""Seconds between two labels of a ruler."""

_HALVES = 2
_FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """Lay a stretch of time out in pixels; pixel 0 is its start, wherever the view is scrolled to.

    Args:
        pixels: of one second.
    """

    start: float
    end: float
    pixels: float

    @classmethod
    def fitted(cls, start: float, end: float, width: int) -> Self:
        """Show all of a stretch, which is no shorter than a second, in a width."""
        end = max(end, start + 1.0)
        return cls(start, end, max(width, 1) / (end - start))

    @property
    def length_pixels(self) -> int:
        """Give the length of the whole stretch."""
        return round((self.end - self.start) * self.pixels)

    def x(self, time: float) -> float:
        """Give the pixel of a time."""
        return (time - self.start) * self.pixels

    def time(self, x: float) -> float:
        """Give the time of a pixel."""
        return self.start + x / self.pixels

    def zoomed(self, factor: float, width: int) -> Scale:
        """Zoom in by a factor, at most to `CLOSEST`, or out, at most to where all is seen."""
        widest = Scale.fitted(self.start, self.end, width).pixels
        closest = max(min(CLOSEST, _MOST_PIXELS / (self.end - self.start)), widest)
        return replace(self, pixels=min(max(self.pixels * factor, widest), closest))


@dataclass(frozen=True, slots=True)
class Tick:
    """Mark a time on the ruler; only what is `labelled` has its time written beside it."""

    time: float
    labelled: bool


def ticks(scale: Scale, first: float, last: float, label_pixels: float) -> Iterator[Tick]:
    """Mark the times from `first` to `last`, so that labels of some width stand apart."""
    step = next((step for step in _STEPS if step * scale.pixels >= label_pixels), _STEPS[-1])
    parts = _parts(step)
    for index in range(math.floor(first / step) * parts, math.ceil(last / step) * parts + 1):
        time = index * step / parts
        if first <= time <= last:
            yield Tick(time, index % parts == 0)


def _parts(step: float) -> int:
    """Choose into how many a step is divided, so that every mark is at a time one can say."""
    digit = round(step / 10 ** math.floor(math.log10(step) + 1e-9), 6)
    return _HALVES if step < _STEPS[3] or digit not in (1.0, 5.0) else _FIFTHS
