"""Understand `timeline.json`, in which the script in REAPER shows the open project.

What the file holds is written down in `README.md` beside this module. It is checked strictly:
either the whole of it is sound, or there is one sentence that says what is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile, pairwise
from pathlib import Path
from typing import Any

from daw_bridge.envelope import BEZIER, HIGHEST, LINEAR, LOWEST, Envelope, EnvelopePoint
from daw_bridge.fields import Fields, is_number
from daw_bridge.reaper.lanes import LATEST
from daw_bridge.reaper.project import FASTEST, LARGEST_NUMBER, SLOWEST
from daw_bridge.reaper.time_base import MOST_FRAMES
from daw_bridge.spool import SpoolError, understand
from daw_bridge.time_code import UNSAID, FrameRate, TimeBase
from daw_bridge.timeline import Cue, EmotionLane, Region, TempoChange, Timeline
from model.emotion import EMOTIONS

_FILE = "timeline.json"
_LANES = b'"lanes":'
"""Begins the end of the file; inside a text its quotes would have backslashes."""

_LARGEST_REVISION = 2**53
_FASTEST_TEMPO = 10_000.0
_LARGEST_VALUE = 1e6
"""A weight beyond 0 and 1 is brought back; one beyond this is damage."""

_LARGEST_SHAPE = 1000
_MOST_WARNINGS = 100


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold a project as it was at one moment.

    Args:
        revision: counts up with every change, from anywhere after the script was started.
    """

    revision: int
    timeline: Timeline


class SnapshotReader:
    """Read snapshots of a project one after another; lanes that stay are not read again.

    A long film has a hundred thousand points, and what changes is one region. The script writes the
    lanes at the end of the file, so an end that stays is known.
    """

    def __init__(self) -> None:
        self._lanes: dict[int, tuple[Any, EmotionLane]] = {}
        self._end = b""
        self._end_holds: dict[str, Any] = {}

    def read_content(self, content: bytes) -> Snapshot:
        """Understand the bytes of `timeline.json`.

        Raises:
            SpoolError: something in it is not as it must be.
        """
        at = content.rfind(_LANES)
        if at > 0 and content[at:] == self._end:
            beginning = content[:at].rstrip().removesuffix(b",") + b"}"
            return self.read(understand(beginning, _FILE) | self._end_holds)
        state = understand(content, _FILE)
        self._end, self._end_holds = b"", {}
        if at > 0 and "lanes" in state:
            self._end = content[at:]
            self._end_holds = dict(dropwhile(lambda entry: entry[0] != "lanes", state.items()))
        return self.read(state)

    def read(self, state: Mapping[str, Any]) -> Snapshot:
        """Understand the state "timeline".

        Raises:
            SpoolError: something in it is not as it must be.
        """
        fields = Fields(state, _FILE)
        timeline = Timeline(
            source=_source(fields.inside("project")),
            sample_rate=_sample_rate(fields.inside("project")),
            regions=tuple(_regions(fields)),
            cues=tuple(_cue(cue) for cue in fields.objects("cues", "cue")),
            lanes=self._read_lanes(fields),
            tempo=_tempo(fields),
            time_base=_time_base(fields.inside("project")),
            warnings=tuple(_warnings(fields)),
        )
        return Snapshot(fields.whole("revision", 0, _LARGEST_REVISION), timeline)

    def _read_lanes(self, fields: Fields) -> tuple[EmotionLane, ...]:
        """Read the lanes; one that is as it was keeps its envelope, as large ones take a while."""
        known, self._lanes = self._lanes, {}
        for index, raw in enumerate(fields.items("lanes")):
            before, lane = known.get(index, (None, None))
            if lane is None or before != raw:
                lane = _lane(Fields(raw, f"lane {index + 1} of timeline.json"))
            self._lanes[index] = (raw, lane)
        return tuple(lane for _, lane in self._lanes.values())


def _source(project: Fields) -> Path:
    """Give the project's file; empty while the project was never saved."""
    path = project.text("path")
    if path and not Path(path).is_absolute():
        raise SpoolError(f"timeline.json names the project {path[:200]} without its whole path")
    return Path(path)


def _sample_rate(project: Fields) -> int | None:
    """Give the rate that the project insists on; 0 is none."""
    rate = project.whole("sample_rate", 0, FASTEST)
    if 0 < rate < SLOWEST:
        raise SpoolError(f"timeline.json has a sample rate of {rate} Hz")
    return rate or None


def _time_base(project: Fields) -> TimeBase:
    """Read frame rate and start; an earlier script tells neither."""
    if "frame_rate" not in project:
        return UNSAID
    per_second = project.number("frame_rate", 1, MOST_FRAMES)
    rate = FrameRate.near(per_second, drops=project.flag("drop_frame"))
    return TimeBase(rate, project.number("time_offset", -LATEST, LATEST))


def _regions(fields: Fields) -> Iterator[Region]:
    taken: set[str] = set()
    for region in fields.objects("regions", "region"):
        region_id = region.text("id")
        if not region_id or region_id in taken:
            raise SpoolError(f'timeline.json has no region or two with the id "{region_id[:80]}"')
        taken.add(region_id)
        start = region.number("start", 0, LATEST)
        yield Region(
            id=region_id,
            number=region.whole("number", -LARGEST_NUMBER, LARGEST_NUMBER),
            name=region.text("name"),
            start=start,
            end=region.number("end", start, LATEST),
            selected=region.flag("selected"),
            notes=region.text("notes"),
        )


def _cue(cue: Fields) -> Cue:
    number = cue.whole("number", -LARGEST_NUMBER, LARGEST_NUMBER)
    return Cue(number, cue.text("name"), cue.number("time", 0, LATEST))


def _lane(lane: Fields) -> EmotionLane:
    emotion, track = lane.text("emotion"), lane.text("track")
    if emotion not in EMOTIONS:
        raise SpoolError(f'timeline.json has a lane of the unknown emotion "{emotion[:40]}"')
    static = _weight(lane.number("static", -_LARGEST_VALUE, _LARGEST_VALUE))
    called = f'timeline.json: the lane {emotion} on track "{track[:80]}"'
    points = tuple(_points(lane.items("points"), called))
    if any(before.time > after.time for before, after in pairwise(points)):
        raise SpoolError(f"{called} has points that are not in order of time")
    return EmotionLane(emotion, track, Envelope(points, static))


def _points(raw: list[Any], called: str) -> Iterator[EnvelopePoint]:
    for number, point in enumerate(raw, 1):
        if not _is_point(point):
            raise SpoolError(f"{called}: point {number} is damaged")
        time, value, shape, tension = point
        # Shapes that a later REAPER may have are drawn as straight lines, like everywhere.
        known = int(shape) if shape <= BEZIER else LINEAR
        yield EnvelopePoint(float(time), _weight(float(value)), known, float(tension))


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) != 4:
        return False
    time, value, shape, tension = point
    return (
        is_number(time, -LATEST, LATEST)
        and is_number(value, -_LARGEST_VALUE, _LARGEST_VALUE)
        and is_number(shape, LINEAR, _LARGEST_SHAPE)
        and is_number(tension, -1, 1)
    )


def _tempo(fields: Fields) -> tuple[TempoChange, ...]:
    changes = []
    for number, change in enumerate(fields.items("tempo"), 1):
        if not _is_tempo(change):
            raise SpoolError(f"timeline.json: tempo change {number} is damaged")
        changes.append(TempoChange(float(change[0]), float(change[1]), change[2]))
    if any(before.time > after.time for before, after in pairwise(changes)):
        raise SpoolError("timeline.json has tempo changes that are not in order of time")
    return tuple(changes)


def _is_tempo(change: Any) -> bool:
    if not isinstance(change, list) or len(change) != 3 or not isinstance(change[2], bool):
        return False
    return is_number(change[0], -LATEST, LATEST) and is_number(change[1], 1e-3, _FASTEST_TEMPO)


def _warnings(fields: Fields) -> Iterator[str]:
    for warning in fields.items("warnings")[:_MOST_WARNINGS]:
        yield Fields({"warning": warning}, "timeline.json").text("warning")


def _weight(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
