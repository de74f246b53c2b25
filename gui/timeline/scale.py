"""Turn seconds into pixels and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

CLOSEST = 2000.0
"""Pixels of a second beyond which nobody needs to zoom in on a line."""

_MOST_PIXELS = 2e9
"""A scroll bar counts no further."""


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
