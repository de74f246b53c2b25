"""Bring emotion lanes that are drawn over beats to seconds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from daw_bridge.beats import TempoMap
from daw_bridge.envelope import HOLD, LINEAR, EnvelopePoint
from daw_bridge.timeline import EmotionLane, ProjectError

MOST_POINTS = 2_000_000
"""Of all lanes of a project together."""


def in_seconds(points_beats: Iterable[EnvelopePoint], tempo: TempoMap) -> Iterator[EnvelopePoint]:
    """Yield the points of a held or straight curve over beats at their times in seconds.

    Where the tempo changes on the way between two points, one more keeps the curve on its line.
    """
    latest = -math.inf
    for point in _followed(points_beats, tempo):
        # Rounding must not swap two points that are all but at one time.
        latest = max(latest, tempo.seconds(point.time))
        yield EnvelopePoint(latest, point.value, point.shape)


def bounded(points: Iterable[EnvelopePoint], source: Path) -> tuple[EnvelopePoint, ...]:
    """Gather the points of a lane.

    Raises:
        ProjectError: there are more than any project has.
    """
    gathered = []
    for point in points:
        gathered.append(point)
        if len(gathered) > MOST_POINTS:
            raise _too_many(source)
    return tuple(gathered)


def bounded_lanes(lanes: Iterable[EmotionLane], source: Path) -> tuple[EmotionLane, ...]:
    """Gather the lanes of a project.

    Raises:
        ProjectError: they have more points than any project has.
    """
    gathered, n_points = [], 0
    for lane in lanes:
        gathered.append(lane)
        n_points += len(lane.envelope.points)
        if n_points > MOST_POINTS:
            raise _too_many(source)
    return tuple(gathered)


def _followed(points: Iterable[EnvelopePoint], tempo: TempoMap) -> Iterator[EnvelopePoint]:
    before: EnvelopePoint | None = None
    for point in points:
        if before and before.shape != HOLD and before.value != point.value:
            yield from _on_the_way(before, point, tempo)
        yield point
        before = point


def _on_the_way(a: EnvelopePoint, b: EnvelopePoint, tempo: TempoMap) -> Iterator[EnvelopePoint]:
    for beats in tempo.bends(a.time, b.time):
        share = (beats - a.time) / (b.time - a.time)
        yield EnvelopePoint(beats, a.value + share * (b.value - a.value), LINEAR)


def _too_many(source: Path) -> ProjectError:
    return ProjectError(
        f"the emotion lanes of {source.name} have over {MOST_POINTS:,} points; thin them out "
        "or split the project"
    )
