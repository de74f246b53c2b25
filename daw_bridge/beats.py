"""Convert between beats and seconds under a tempo that steps and ramps.

>>> tempo = TempoMap.exact([TempoPoint(4, 60, ramps=True), TempoPoint(8, 120)])
>>> [round(tempo.seconds(beats), 7) for beats in (0, 4, 8, 10)]
[0.0, 4.0, 6.7725887, 7.7725887]
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Self

from daw_bridge.timeline import TempoChange

SLOWEST, FASTEST = 1.0, 10_000.0
"""Beats per minute; a tempo outside of them is damage."""

LATEST_BEATS = 1e7
"""A position beyond it, some ten weeks, is damage."""

SIXTEENTH = 0.25
"""Beats between the places at which Ableton Live changes an automated tempo."""

_SHORTEST_RAMP = 1e-6
"""Beats; what is shorter is a jump."""

_MOST_STEPS = 100_000
"""A map that would need more steps is left exact: it is off by milliseconds after hours."""

_SECONDS = 60.0
"""In a minute, over which tempo is counted."""

_beats, _start_beats, _start = attrgetter("beats"), attrgetter("start_beats"), attrgetter("start")


@dataclass(frozen=True, slots=True)
class TempoPoint:
    """Set a tempo at a position; `ramps` if it goes from there to the next in a straight line."""

    beats: float
    bpm: float
    ramps: bool = False


@dataclass(frozen=True, slots=True)
class _Segment:
    """Hold from where on the tempo is `bpm`, rising by `slope` with every beat."""

    start_beats: float
    start: float
    bpm: float
    slope: float = 0.0

    def seconds(self, beats: float) -> float:
        """Integrate the length of a beat from the start to a position."""
        passed = beats - self.start_beats
        if not self.slope:
            return self.start + passed * _SECONDS / self.bpm
        return self.start + _SECONDS / self.slope * math.log1p(self.slope * passed / self.bpm)

    def beats(self, seconds: float) -> float:
        """Undo `seconds`."""
        passed = (seconds - self.start) / _SECONDS
        if not self.slope:
            return self.start_beats + passed * self.bpm
        return self.start_beats + self.bpm / self.slope * math.expm1(self.slope * passed)


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Know the tempo everywhere: beat 0 is at 0 seconds, and the first tempo also holds before it.

    Args:
        segments: in order; the first and the last hold one tempo.
    """

    segments: tuple[_Segment, ...]

    @classmethod
    def exact(cls, points: Iterable[TempoPoint]) -> Self:
        """Follow steps and ramps as they are drawn; at one position, the last point holds on.

        Raises:
            ValueError: there are no points, they are not in order, or a number is out of range.
        """
        drawn = _checked(points)
        segments = [_Segment(0.0, 0.0, drawn[0].bpm)]
        for point, after in pairwise((*drawn, drawn[-1])):
            length = after.beats - point.beats
            ramps = point.ramps and length > _SHORTEST_RAMP
            slope = (after.bpm - point.bpm) / length if ramps else 0.0
            start = segments[-1].seconds(point.beats)
            segments.append(_Segment(point.beats, start, point.bpm, slope))
        return cls(tuple(segments))

    @classmethod
    def stepped(cls, points: Iterable[TempoPoint], grid_beats: float = SIXTEENTH) -> Self:
        """Change the tempo on a grid only, as Ableton Live does with an automated one.

        From each place of the grid on, the tempo is what is drawn there.

        Raises:
            ValueError: as in `exact`.
        """
        drawn = _checked(points)
        if _grid_steps(drawn, grid_beats) > _MOST_STEPS:
            return cls.exact(drawn)
        places = sorted(set(_grid_places(drawn, grid_beats)))
        steps = [TempoPoint(drawn[0].beats, drawn[0].bpm)]
        for beats in (place * grid_beats for place in places):
            bpm = _drawn_bpm(drawn, beats)
            if bpm != steps[-1].bpm:
                steps.append(TempoPoint(beats, bpm))
        return cls.exact(steps)

    @property
    def changes(self) -> tuple[TempoChange, ...]:
        """Give the tempo as a timeline holds it, a row for each change and each end of a ramp."""
        rows: list[TempoChange] = []
        for segment in self.segments:
            row = TempoChange(segment.start, segment.bpm, bool(segment.slope))
            ends_ramp = len(rows) > 1 and rows[-2].linear
            if rows and rows[-1].time >= row.time and not ends_ramp:
                rows.pop()
            if not rows or rows[-1].linear or row.linear or rows[-1].bpm != row.bpm:
                rows.append(row)
        return tuple(rows)

    def seconds(self, beats: float) -> float:
        """Give the time of a position."""
        return self._segment(beats, _start_beats).seconds(beats)

    def beats(self, seconds: float) -> float:
        """Give the position of a time."""
        return self._segment(seconds, _start).beats(seconds)

    def bends(self, start_beats: float, end_beats: float) -> Iterator[float]:
        """Yield, in order, the beats between two at which a straight line over beats bends.

        Seen over seconds, that is; along a ramp of the tempo it bends on every sixteenth.
        """
        begin = start_beats
        index = max(bisect_right(self.segments, start_beats, key=_start_beats) - 1, 0)
        while index < len(self.segments) and self.segments[index].start_beats < end_beats:
            segment = self.segments[index]
            index += 1
            if segment.start_beats > begin:
                begin = segment.start_beats
                yield begin
            if segment.slope:
                end = min(self.segments[index].start_beats, end_beats)
                places = range(math.floor(begin / SIXTEENTH) + 1, math.ceil(end / SIXTEENTH))
                yield from (place * SIXTEENTH for place in places)

    def _segment(self, position: float, key: attrgetter[float]) -> _Segment:
        return self.segments[max(bisect_right(self.segments, position, key=key) - 1, 0)]


def tempo_points(changes: Iterable[TempoChange]) -> list[TempoPoint]:
    """Bring the tempo of a timeline back to beats, its ramps straight over them: undo `changes`."""
    points: list[TempoPoint] = []
    before: TempoChange | None = None
    for change in changes:
        beats = change.time * change.bpm / _SECONDS
        if before:
            minutes = (change.time - before.time) / _SECONDS
            beats = points[-1].beats + minutes * _mean_bpm(before, change)
        points.append(TempoPoint(beats, change.bpm, change.linear))
        before = change
    return points


def _mean_bpm(change: TempoChange, after: TempoChange) -> float:
    if not change.linear or change.bpm == after.bpm:
        return change.bpm
    rise = after.bpm - change.bpm
    return rise / math.log1p(rise / change.bpm)


def _checked(points: Iterable[TempoPoint]) -> tuple[TempoPoint, ...]:
    drawn = tuple(points)
    if not drawn:
        raise ValueError("a tempo map needs at least one tempo")
    if any(a.beats > b.beats for a, b in pairwise(drawn)):
        raise ValueError("the points of a tempo map must be in order")
    for point in drawn:
        if not (SLOWEST <= point.bpm <= FASTEST and 0 <= point.beats <= LATEST_BEATS):
            raise ValueError(f"{point.bpm} bpm at beat {point.beats} is out of range")
    return drawn


def _grid_steps(points: tuple[TempoPoint, ...], grid_beats: float) -> float:
    ramps = (b.beats - a.beats for a, b in pairwise(points) if a.ramps and a.bpm != b.bpm)
    return math.fsum(ramps) / grid_beats


def _grid_places(points: tuple[TempoPoint, ...], grid_beats: float) -> Iterator[int]:
    """Yield the places of the grid at which the tempo may differ from that before."""
    for point, after in pairwise((*points, points[-1])):
        first = math.ceil(point.beats / grid_beats)
        yield first
        if point.ramps and after.bpm != point.bpm:
            yield from range(first, math.ceil(after.beats / grid_beats))


def _drawn_bpm(points: tuple[TempoPoint, ...], beats: float) -> float:
    index = max(bisect_right(points, beats, key=_beats) - 1, 0)
    point, after = points[index], points[min(index + 1, len(points) - 1)]
    if not point.ramps or after.beats - point.beats <= _SHORTEST_RAMP:
        return point.bpm
    share = min(max((beats - point.beats) / (after.beats - point.beats), 0.0), 1.0)
    return point.bpm + share * (after.bpm - point.bpm)
