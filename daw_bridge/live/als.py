"""Read a saved set of Ableton Live 9 to 12; a set is never written.

Lines are the arrangement clips of tracks named "Takelane", or spans between locators where there
is no such track (`daw_bridge.live.set_lines`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from daw_bridge.beats import LATEST_BEATS, TempoMap
from daw_bridge.live.als_automation import envelopes
from daw_bridge.live.als_lanes import Automated, emotion_lanes
from daw_bridge.live.als_tempo import read_tempo
from daw_bridge.live.als_tree import flag, text, track_name, value
from daw_bridge.live.set_lines import Locator, SetClip, find_lines
from daw_bridge.safe_xml import gunzip, number, parse_xml
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane, ProjectError, Timeline

_CLIPS = ("AudioClip", "MidiClip")
_MASTERS = ("MainTrack", "MasterTrack")
"""The track with the tempo, by its tags from Live 12 on and before."""

_SKIP = frozenset(
    "ClipSlotList FreezeSequencer TakeLanes ClipEnvelope Notes WarpMarkers SampleRef Scenes "
    "PluginDesc Buffer ViewStates".split()
)
"""What no line, lane or tempo is in, and what makes sets large."""


@dataclass(frozen=True, slots=True)
class SavedSet:
    """Hold what a file says, before lines are looked for in it.

    Args:
        tracks: the names of all of them.
        clips: of the tracks whose clips are lines.
    """

    source: Path
    tempo: TempoMap
    tracks: tuple[str, ...]
    clips: tuple[SetClip, ...]
    locators: tuple[Locator, ...]
    lanes: tuple[EmotionLane, ...]
    warnings: tuple[str, ...]

    @property
    def follows_tempo(self) -> bool:
        """Tell whether the tempo is automated."""
        return len(self.tempo.changes) > 1


def read_set(path: Path) -> Timeline:
    """Read the timeline of a saved Live set; what is odd in it goes into the warnings.

    Raises:
        ProjectError: the file cannot be read or is no Live set.
    """
    saved = read_saved_set(path)
    lines = find_lines(saved.tracks, saved.clips, saved.locators, saved.tempo)
    return Timeline(
        source=path,
        sample_rate=None,
        regions=lines.regions,
        cues=lines.cues,
        lanes=saved.lanes,
        tempo=saved.tempo.changes,
        warnings=(*lines.warnings, *saved.warnings),
    )


def read_saved_set(path: Path, bpm: float | None = None) -> SavedSet:
    """Read a saved Live set; a tempo given holds in the place of one that is not automated.

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
    tempo, tempo_warnings = read_tempo(master, automated_by, bpm)
    clip_warnings: list[str] = []
    clips = tuple(_lines(tracks, clip_warnings))
    everything = tracks if master is None else [*tracks, master]
    lanes, lane_warnings = emotion_lanes(everything, Automated(automated_by, tempo, path))
    return SavedSet(
        path,
        tempo,
        tuple(track_name(track) for track in tracks),
        clips,
        tuple(_locators(live_set)),
        lanes,
        (*tempo_warnings, *clip_warnings, *lane_warnings),
    )


def _locators(live_set: Element) -> Iterator[Locator]:
    for locator in live_set.iterfind("Locators/Locators/Locator"):
        beats = value(locator, "Time", LATEST_BEATS)
        if beats is not None and beats >= 0:
            yield Locator(beats, text(locator, "Name"), text(locator, "Annotation"))


def _lines(tracks: list[Element], warnings: list[str]) -> Iterator[SetClip]:
    """Yield the clips that are lines, and warn of damaged ones."""
    for track in tracks:
        if take_lane_character(track_name(track)) is None:
            continue
        for clip in _clips(track):
            line = _line(clip, track)
            if line:
                yield line
            else:
                warnings.append(f'a damaged clip "{text(clip, "Name")[:60]}" was left out')


def _clips(track: Element) -> Iterator[Element]:
    """Yield the clips of a track's arrangement that are not switched off."""
    for sequencer in track.iterfind("DeviceChain/MainSequencer"):
        for arrangement in sequencer.iter("ArrangerAutomation"):
            for clip in arrangement.iterfind("Events/*"):
                if clip.tag in _CLIPS and not flag(clip, "Disabled"):
                    yield clip


def _line(clip: Element, track: Element) -> SetClip | None:
    start, end = (value(clip, tag, LATEST_BEATS) for tag in ("CurrentStart", "CurrentEnd"))
    if start is None:
        start = number(clip.get("Time"), LATEST_BEATS)
    if start is None or end is None or not 0 <= start < end:
        return None
    return SetClip(track_name(track), text(clip, "Name"), start, end, text(clip, "Annotation"))
