"""Say how high everything is: ruler and regions stay on top, the lanes scroll below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from gui.timeline.scene import Strip

_WAVE_LINES = 2.4
"""Height of a waveform, in lines of text."""

_STRIP_LINES = 1.9
_LOWEST_STRIP, _HIGHEST_STRIP = 1.2, 4.0
"""Heights of an emotion, in lines of text: where not all can be seen, and how far they shrink and
grow so that all of them are."""
_GAP = 4
"""Pixels between the layers of regions."""

_PAD = 3
"""Pixels between a lane's edge and its lowest and highest value, so that both are seen whole."""


class Area(Enum):
    """Name the three parts from top to bottom."""

    RULER = auto()
    REGIONS = auto()
    LANES = auto()


@dataclass(frozen=True, slots=True)
class Band:
    """Span a row of the lanes: a track's name, where `strip` is None, or one of its emotions."""

    top: int
    height: int
    track: str
    strip: Strip | None = None

    def y(self, value: float) -> float:
        """Give the pixel of a value."""
        return self.top + self.height - 1 - _PAD - value * self.span

    def value(self, y: float) -> float:
        """Give the value of a pixel, within 0 and 1."""
        return min(max((self.top + self.height - 1 - _PAD - y) / self.span, 0.0), 1.0)

    @property
    def span(self) -> int:
        """Give the pixels from the lowest to the highest value."""
        return self.height - 1 - 2 * _PAD


@dataclass(frozen=True, slots=True)
class Rows:
    """Lay out rows for a type of some height, in pixels.

    Args:
        bands: with pixels from the top of the lanes, wherever they are scrolled to.
    """

    text_height: int
    n_layers: int
    bands: tuple[Band, ...]

    @classmethod
    def of(cls, text_height: int, n_layers: int, strips: Sequence[Strip], height: int) -> Rows:
        """Put tracks above their emotions, and fit all into a height where that is possible."""
        empty = cls(text_height, max(n_layers, 1), ())
        headings = len({strip.lane.track for strip in strips}) * empty.title_height
        lines = (height - empty.lanes_top - headings) / max(len(strips), 1) / text_height
        if lines < _LOWEST_STRIP:
            lines = _STRIP_LINES
        strip_height = int(min(lines, _HIGHEST_STRIP) * text_height)
        bands: list[Band] = []
        top, track = 0, None
        for strip in strips:
            if strip.lane.track != track:
                track = strip.lane.track
                bands.append(Band(top, empty.title_height, track))
                top += bands[-1].height
            bands.append(Band(top, strip_height, track, strip))
            top += bands[-1].height
        return replace(empty, bands=tuple(bands))

    @property
    def ruler_height(self) -> int:
        """Give room for a line of text and the marks below it."""
        return self.text_height + 10

    @property
    def title_height(self) -> int:
        """Give the height of a region's words."""
        return self.text_height + 6

    @property
    def layer_height(self) -> int:
        """Give the height of a region with the gap below it."""
        return self.title_height + round(self.text_height * _WAVE_LINES) + _GAP

    @property
    def box_height(self) -> int:
        """Give the height of a region."""
        return self.layer_height - _GAP

    @property
    def lanes_top(self) -> int:
        """Give where the lanes begin."""
        return self.ruler_height + self.n_layers * self.layer_height + _GAP

    @property
    def lanes_height(self) -> int:
        """Give the height of all lanes."""
        return self.bands[-1].top + self.bands[-1].height if self.bands else 0

    def area(self, y: float) -> Area:
        """Tell which part a pixel is in."""
        if y < self.ruler_height:
            return Area.RULER
        return Area.REGIONS if y < self.lanes_top else Area.LANES

    def layer_top(self, layer: int) -> int:
        """Give where the regions of a layer begin."""
        return self.ruler_height + _GAP + layer * self.layer_height

    def layer_at(self, y: float) -> int:
        """Tell which layer a pixel is in."""
        return int((y - self.ruler_height - _GAP) // self.layer_height)

    def band_at(self, y: float) -> Band | None:
        """Tell which row of the lanes a pixel from their top is in."""
        return next((b for b in self.bands if b.top <= y < b.top + b.height), None)

    def bands_within(self, top: float, bottom: float) -> list[Band]:
        """List the rows between two pixels."""
        return [band for band in self.bands if band.top < bottom and band.top + band.height > top]
