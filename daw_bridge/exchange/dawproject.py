"""Read a DAWproject, as Bitwig, Cubase, Studio One and others write it.

Lines are the clips of tracks named "Takelane", or spans between markers where there is no such
track (`daw_bridge.clip_lines`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.beats import FASTEST, SLOWEST, TempoMap, TempoPoint
from daw_bridge.clip_lines import (
    NamedCue,
    clip_text,
    lines_between,
    numbered,
)
from daw_bridge.envelope import LINEAR
from daw_bridge.exchange.dawproject_lanes import emotion_lanes
from daw_bridge.exchange.dawproject_parts import (
    BEATS,
    PROJECT,
    SECONDS,
    Part,
    attribute,
    is_off,
    parts,
    points,
    position,
)
from daw_bridge.safe_xml import member, number, parse_xml
from daw_bridge.take_track import TRACK, take_lane_character
from daw_bridge.timeline import Cue, ProjectError, Region, Timeline

_DEFAULT_BPM = 120.0
_SKIP = frozenset(("Notes", "Audio", "Video", "Warps", "Scenes"))
"""What no line, lane or tempo is in."""


def read_dawproject(path: Path) -> Timeline:
    """Read a DAWproject; what is odd in it goes into the warnings.

    Raises:
        ProjectError: the file cannot be read or is no DAWproject.
    """
    root = parse_xml(member(path, PROJECT), path, _SKIP)
    if root.tag != "Project":
        raise ProjectError(f"{path.name} is no DAWproject; export it again from the DAW")
    tempo, tempo_warnings = _tempo(root)
    arrangement = list(parts(root.find("Arrangement")))
    markers = sorted(_markers(arrangement, tempo), key=lambda marker: marker.time)
    tracks = {t.get("id", ""): t.get("name", "") for t in root.iterfind("Structure//Track")}
    regions, region_warnings = _regions(arrangement, tracks, markers, tempo)
    lanes, lane_warnings = emotion_lanes(root, arrangement, tempo, path)
    return Timeline(
        source=path,
        sample_rate=None,
        regions=numbered(regions),
        cues=tuple(Cue(n, marker.name, marker.time) for n, marker in enumerate(markers, 1)),
        lanes=lanes,
        tempo=tempo.changes,
        warnings=(*tempo_warnings, *region_warnings, *lane_warnings),
    )


def _tempo(root: Element) -> tuple[TempoMap, list[str]]:
    bpm = number(attribute(root, "Transport/Tempo", "value"))
    steady = TempoPoint(0.0, bpm if bpm and SLOWEST <= bpm <= FASTEST else _DEFAULT_BPM)
    automation = root.find("Arrangement/TempoAutomation")
    if automation is None:
        return TempoMap.exact([steady]), []
    unit = automation.get("timeUnit") or attribute(root, "Arrangement", "timeUnit") or BEATS
    if unit == SECONDS:
        return TempoMap.exact([steady]), [
            "the automation of the tempo is in seconds, which Takelane does not follow; "
            f"{steady.bpm:g} bpm is used throughout"
        ]
    drawn, n_damaged = points(automation)
    fitting = [point for point in drawn if SLOWEST <= point.value <= FASTEST]
    n_damaged += len(drawn) - len(fitting)
    tempos = [TempoPoint(p.time, p.value, ramps=p.shape == LINEAR) for p in fitting]
    warnings = [f"the tempo: {n_damaged} damaged points were left out"] if n_damaged else []
    return TempoMap.exact(tempos or [steady]), warnings


def _markers(arrangement: Sequence[Part], tempo: TempoMap) -> Iterator[NamedCue]:
    listed = [part for part in arrangement if part.element.tag.casefold() == "markers"]
    everyone = [(part, marker) for part in listed for marker in part.element.iter("Marker")]
    for count, (part, marker) in enumerate(everyone, 1):
        time = position(marker, "time")
        if time is not None:
            name, info = marker.get("name", ""), marker.get("comment", "")
            yield NamedCue(f"M{count}", part.seconds(time, tempo), name, info)


def _regions(
    arrangement: Sequence[Part],
    tracks: Mapping[str, str],
    markers: Sequence[NamedCue],
    tempo: TempoMap,
) -> tuple[list[Region], list[str]]:
    characters = {track: take_lane_character(name) for track, name in tracks.items()}
    if all(character is None for character in characters.values()):
        regions, warnings = lines_between(markers)
        if not regions:
            warnings.append(f'there is no track named "{TRACK}" and no line between markers')
        return regions, warnings
    regions, warnings, counts = [], [], Counter[str]()
    for part in arrangement:
        character = characters.get(part.track) if part.element.tag == "Clips" else None
        if character is None:
            continue
        for clip in part.element.iterfind("Clip"):
            counts[part.track] += 1
            region = _region(clip, part, f"{part.track}-{counts[part.track]}", character, tempo)
            if region:
                regions.append(region)
            elif not is_off(clip.get("enable")):
                warnings.append(f'a damaged clip "{clip.get("name", "")[:60]}" was left out')
    return regions, warnings


def _region(
    clip: Element, part: Part, region_id: str, character: str, tempo: TempoMap
) -> Region | None:
    time, duration = position(clip, "time"), position(clip, "duration")
    if time is None or not duration or is_off(clip.get("enable")):
        return None
    start, end = (part.seconds(t, tempo) for t in (time, time + duration))
    name, notes = clip_text(clip.get("name", ""), clip.get("comment", ""), character)
    return Region(region_id, 0, name, start, end, notes=notes)
