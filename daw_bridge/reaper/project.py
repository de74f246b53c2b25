"""Read a saved REAPER project: regions, cues, item notes, tempo and emotion lanes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from daw_bridge.file_bytes import file_bytes
from daw_bridge.reaper.lanes import LATEST, emotion_lanes
from daw_bridge.reaper.rpp import LARGEST, Block, number, parse
from daw_bridge.reaper.time_base import time_base
from daw_bridge.timeline import Cue, Region, TempoChange, Timeline

_REGION, _SELECTED = 1, 8
"""Bits of a marker's flags."""

LARGEST_NUMBER = 2**31
SLOWEST, FASTEST = 4_000, 768_000
"""Sample rates in hertz between which a project's is believed."""

SAME_TIME = 0.001
"""Seconds; what is nearer together is meant to be at the same place."""

_LINEAR_TEMPO = 0


@dataclass(frozen=True, slots=True)
class _Marker:
    """Hold one `MARKER` line."""

    number: int
    time: float
    name: str
    flags: int
    guid: str

    @property
    def is_region(self) -> bool:
        """Tell a region from a marker."""
        return bool(self.flags & _REGION)


def read_project(path: Path) -> Timeline:
    """Read a saved project.

    Raises:
        ProjectError: the file cannot be read or is no whole REAPER project.
    """
    return project_timeline(parse(file_bytes(path, LARGEST), path), path)


def project_timeline(project: Block, source: Path) -> Timeline:
    """Understand a parsed project; what is odd in it goes into the warnings."""
    markers, marker_warnings = _markers(project)
    regions, region_warnings = _regions(markers)
    lanes, lane_warnings = emotion_lanes(project)
    return Timeline(
        source=source,
        sample_rate=_sample_rate(project),
        regions=_with_notes(regions, _item_notes(project)),
        cues=tuple(Cue(m.number, m.name, m.time) for m in markers if not m.is_region),
        lanes=lanes,
        tempo=_tempo(project),
        time_base=time_base(project),
        warnings=(*marker_warnings, *region_warnings, *lane_warnings),
    )


def _sample_rate(project: Block) -> int | None:
    """Give the rate that the project insists on; REAPER's own default is not in the file."""
    values = project.entry("SAMPLERATE")
    rate, used = number(values, 0, FASTEST), number(values, 1)
    return int(rate) if used and rate and rate >= SLOWEST else None


def _markers(project: Block) -> tuple[list[_Marker], list[str]]:
    markers, warnings = [], []
    for values in project.entries("MARKER"):
        marker = _marker(values)
        if marker:
            markers.append(marker)
        else:
            warnings.append(f"a damaged marker was left out: MARKER {' '.join(values)[:60]}")
    return markers, warnings


def _marker(values: list[str]) -> _Marker | None:
    which, time = number(values, 0, LARGEST_NUMBER), number(values, 1, LATEST)
    if which is None or time is None:
        return None
    name = values[2] if len(values) > 2 else ""
    flags = int(number(values, 3, LARGEST_NUMBER) or 0)
    guids = (value for value in values[4:] if value.startswith("{") and value.strip("{} "))
    return _Marker(int(which), time, name, flags, next(guids, ""))


def _regions(markers: list[_Marker]) -> tuple[list[Region], list[str]]:
    """Pair the two lines of each region: the same number, the second without a name."""
    begun: dict[int, _Marker] = {}
    pairs: list[tuple[_Marker, float]] = []
    lost: list[_Marker] = []
    for marker in (marker for marker in markers if marker.is_region):
        start = begun.pop(marker.number, None)
        if start and not marker.name:
            pairs.append((start, marker.time))
            continue
        if start:
            lost.append(start)
        begun[marker.number] = marker
    warnings = [
        f'region {marker.number} "{marker.name}" has no end and was left out; draw it again'
        for marker in (*lost, *begun.values())
    ]
    return list(_identified(pairs)), warnings


def _identified(pairs: list[tuple[_Marker, float]]) -> Iterator[Region]:
    """Give each region an id that no other has: GUID, else `R` and its number."""
    taken: set[str] = set()
    for start, end in pairs:
        name = start.guid if start.guid and start.guid not in taken else f"R{start.number}"
        unique, copy = name, 1
        while unique in taken:
            copy += 1
            unique = f"{name}-{copy}"
        taken.add(unique)
        selected = bool(start.flags & _SELECTED)
        yield Region(unique, start.number, start.name, start.time, end, selected)


def _item_notes(project: Block) -> list[tuple[float, str]]:
    """List the notes of all items that have some, by the time the item starts."""
    notes = []
    for track in project.find("TRACK"):
        for item in track.find("ITEM"):
            start = number(item.entry("POSITION"), 0, LATEST)
            text = "\n".join(_text(block) for block in item.find("NOTES")).strip()
            if text and start is not None:
                notes.append((start, text))
    return sorted(notes, key=lambda note: note[0])


def _text(notes: Block) -> str:
    return "\n".join(line.removeprefix("|") for line in notes.content() if isinstance(line, str))


def _with_notes(regions: list[Region], notes: list[tuple[float, str]]) -> tuple[Region, ...]:
    """Give each region the notes of the first item that starts inside it and has notes."""
    starts = [start for start, _ in notes]

    def noted(region: Region) -> Region:
        first = bisect_left(starts, region.start - SAME_TIME)
        if first == len(starts) or starts[first] >= region.end - SAME_TIME:
            return region
        return replace(region, notes=notes[first][1])

    return tuple(map(noted, regions))


def _tempo(project: Block) -> tuple[TempoChange, ...]:
    """Read the tempo map: the points of the tempo envelope, before them the project's tempo."""
    changes = []
    for envelope in project.find("TEMPOENVEX"):
        for values in envelope.entries("PT"):
            time, bpm = number(values, 0, LATEST), number(values, 1)
            if time is not None and bpm and bpm > 0:
                changes.append(TempoChange(time, bpm, number(values, 2) == _LINEAR_TEMPO))
    changes.sort(key=lambda change: change.time)
    bpm = number(project.entry("TEMPO"), 0)
    if bpm and bpm > 0 and not (changes and changes[0].time <= 0):
        changes.insert(0, TempoChange(0.0, bpm))
    return tuple(changes)
