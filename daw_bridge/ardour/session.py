"""Read a saved session of Ardour 5 or later: ranges are lines, marks are cues."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.ardour.lanes import emotion_lanes
from daw_bridge.ardour.time_base import time_base
from daw_bridge.ardour.times import Clock, read_clock
from daw_bridge.clip_lines import LONGEST, numbered
from daw_bridge.safe_xml import gunzip, parse_xml
from daw_bridge.timeline import Cue, ProjectError, Region, Timeline

_RANGE, _MARK = "IsRangeMarker", "IsMark"
_OTHERS = frozenset(
    "IsAutoLoop IsAutoPunch IsSessionRange IsSection IsSkip IsXrun IsClockOrigin "
    "IsCueMarker".split()
)
"""What is neither a line nor a cue, although it may be a range or a mark."""

_SKIP = frozenset(
    "MIDIPorts Sources Regions Playlists UnusedPlaylists Bundles Triggers Pannable IO Click "
    "script Selection".split()
)
"""What no line, lane or tempo is in, and what makes sessions large."""


def read_session(path: Path) -> Timeline:
    """Read a saved session; what is odd in it goes into the warnings.

    Raises:
        ProjectError: the file cannot be read or is no Ardour session.
    """
    session = load_session(gunzip(path), path, _SKIP)
    clock, tempo_warnings = read_clock(session)
    regions, cues, n_damaged = _locations(session, clock)
    lanes, lane_warnings = emotion_lanes(session, clock, path)
    damage = [f"{n_damaged} damaged ranges or marks were left out"] if n_damaged else []
    return Timeline(
        source=path,
        sample_rate=clock.sample_rate,
        regions=numbered(regions),
        cues=tuple(cues),
        lanes=lanes,
        tempo=clock.tempo.changes,
        time_base=time_base(session),
        warnings=(*tempo_warnings, *damage, *lane_warnings),
    )


def load_session(data: bytes, source: Path, skip: frozenset[str] = frozenset()) -> Element:
    """Parse a session file into its root element, without what is in elements named in `skip`.

    Raises:
        ProjectError: it is no Ardour session.
    """
    session = parse_xml(data, source, skip)
    if session.tag != "Session" or session.find("Locations") is None:
        raise ProjectError(
            f"{source.name} is no Ardour session; choose the .ardour file in the session's folder"
        )
    return session


def _locations(session: Element, clock: Clock) -> tuple[list[Region], list[Cue], int]:
    """Give lines, cues in order of time, and the number of damaged locations."""
    regions: list[Region] = []
    marks: list[tuple[float, str]] = []
    n_damaged = 0
    for location, is_range in _lines_and_cues(session):
        name = location.get("name", "")[:LONGEST]
        start, end = clock.seconds(location.get("start")), clock.seconds(location.get("end"))
        if is_range and start is not None and end is not None and start < end:
            regions.append(Region(f"L{location.get('id', '')}", 0, name, start, end))
        elif not is_range and start is not None:
            marks.append((start, name))
        else:
            n_damaged += 1
    marks.sort(key=lambda mark: mark[0])
    cues = [Cue(number, name, time) for number, (time, name) in enumerate(marks, 1)]
    return regions, cues, n_damaged


def _lines_and_cues(session: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the locations that are lines or cues, and whether they are lines."""
    for location in session.iterfind("Locations/Location"):
        flags = {flag.strip() for flag in location.get("flags", "").split(",")}
        if not flags & _OTHERS and flags & {_RANGE, _MARK}:
            yield location, _RANGE in flags
