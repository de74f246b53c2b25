"""Read a saved set of Ableton Live 9 to 12; a set is never written.

Lines are the arrangement clips of tracks named "Takelane", or spans between locators where there
is no such track (`daw_bridge.clip_lines`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.beats import LATEST_BEATS, TempoMap
from daw_bridge.clip_lines import (
    NamedCue,
    clip_text,
    lines_between,
    numbered,
)
from daw_bridge.live.als_automation import envelopes
from daw_bridge.live.als_lanes import Automated, emotion_lanes
from daw_bridge.live.als_tempo import read_tempo
from daw_bridge.live.als_tree import flag, text, track_name, value
from daw_bridge.safe_xml import gunzip, number, parse_xml
from daw_bridge.take_track import TRACK, take_lane_character
from daw_bridge.timeline import Cue, ProjectError, Region, Timeline

_CLIPS = ("AudioClip", "MidiClip")
_MASTERS = ("MainTrack", "MasterTrack")
"""The track with the tempo, by its tags from Live 12 on and before."""

_SKIP = frozenset(
    "ClipSlotList FreezeSequencer TakeLanes ClipEnvelope Notes WarpMarkers SampleRef Scenes "
    "PluginDesc Buffer ViewStates".split()
)
"""What no line, lane or tempo is in, and what makes sets large."""


def read_set(path: Path) -> Timeline:
    """Read a saved Live set; what is odd in it goes into the warnings.

    Raises:
        ProjectError: the file cannot be read or is no Live set.
    """
    root = parse_xml(gunzip(path), path, _SKIP)
    live_set = root.find("LiveSet")
    if root.tag != "Ableton" or live_set is None:
        raise ProjectError(f"{path.name} is no Live set; choose the .als file of the project")
    tracks = live_set.findall("Tracks/*")
    master = next((found for tag in _MASTERS for found in live_set.findall(tag)), None)
    automated_by = envelopes(live_set)
    tempo, tempo_warnings = read_tempo(master, automated_by)
    locators = sorted(_locators(live_set, tempo), key=lambda locator: locator.time)
    regions, region_warnings = _regions(tracks, locators, tempo)
    everything = tracks if master is None else [*tracks, master]
    lanes, lane_warnings = emotion_lanes(everything, Automated(automated_by, tempo, path))
    return Timeline(
        source=path,
        sample_rate=None,
        regions=numbered(regions),
        cues=tuple(Cue(n, locator.name, locator.time) for n, locator in enumerate(locators, 1)),
        lanes=lanes,
        tempo=tempo.changes,
        warnings=(*tempo_warnings, *region_warnings, *lane_warnings),
    )


def _locators(live_set: Element, tempo: TempoMap) -> Iterator[NamedCue]:
    for locator in live_set.iterfind("Locators/Locators/Locator"):
        beats = value(locator, "Time", LATEST_BEATS)
        if beats is not None and beats >= 0:
            name, info = text(locator, "Name"), text(locator, "Annotation")
            yield NamedCue(f"L{locator.get('Id', '')}", tempo.seconds(beats), name, info)


def _regions(
    tracks: list[Element], locators: list[NamedCue], tempo: TempoMap
) -> tuple[list[Region], list[str]]:
    spoken = [track for track in tracks if take_lane_character(track_name(track)) is not None]
    if not spoken:
        regions, warnings = lines_between(locators)
        if not regions:
            warnings.append(f'the set has no track named "{TRACK}" and no lines between locators')
        return regions, warnings
    regions, warnings = [], []
    for track in spoken:
        for clip in _clips(track):
            region = _region(clip, track, tempo)
            if region:
                regions.append(region)
            else:
                warnings.append(f'a damaged clip "{text(clip, "Name")[:60]}" was left out')
    return regions, warnings


def _clips(track: Element) -> Iterator[Element]:
    """Yield the clips of a track's arrangement that are not switched off."""
    for sequencer in track.iterfind("DeviceChain/MainSequencer"):
        for arrangement in sequencer.iter("ArrangerAutomation"):
            for clip in arrangement.iterfind("Events/*"):
                if clip.tag in _CLIPS and not flag(clip, "Disabled"):
                    yield clip


def _region(clip: Element, track: Element, tempo: TempoMap) -> Region | None:
    start, end = (value(clip, tag, LATEST_BEATS) for tag in ("CurrentStart", "CurrentEnd"))
    if start is None:
        start = number(clip.get("Time"), LATEST_BEATS)
    if start is None or end is None or not 0 <= start < end:
        return None
    character = take_lane_character(track_name(track)) or ""
    name, notes = clip_text(text(clip, "Name"), text(clip, "Annotation"), character)
    clip_id = f"{track.get('Id', '')}-{clip.get('Id', '')}"
    return Region(clip_id, 0, name, tempo.seconds(start), tempo.seconds(end), notes=notes)
