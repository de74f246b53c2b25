"""Find the lines of a Live set: its arrangement clips, or the spans between its locators.

A set is told of in beats, whether it is read from a file or by asking Live.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from daw_bridge.beats import TempoMap
from daw_bridge.clip_lines import NamedCue, clip_text, lines_between, numbered
from daw_bridge.take_track import TRACK, take_lane_character
from daw_bridge.timeline import Cue, Region

_ID_DIGITS = 12

Words = Callable[[str, str, str], tuple[str, str]]
"""Gives name and notes of a region, as `clip_text` does."""


@dataclass(frozen=True, slots=True)
class SetClip:
    """Hold an arrangement clip with all its words.

    Args:
        track: its name.
        id: of the line; where it is empty, track and name give it.
    """

    track: str
    name: str
    start_beats: float
    end_beats: float
    info: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """Hold a locator with all its words."""

    beats: float
    name: str
    info: str = ""


@dataclass(frozen=True, slots=True)
class SetLines:
    """Give what a set says, in seconds."""

    regions: tuple[Region, ...]
    cues: tuple[Cue, ...]
    warnings: tuple[str, ...]


def line_id(track: str, name: str) -> str:
    """Name a line by its words and its track, since Live gives clips no lasting names.

    A file and the running Live so agree on it. Of equal lines on one track, `numbered` tells the
    later ones apart.
    """
    return hashlib.sha256(f"{track}\n{name}".encode(errors="replace")).hexdigest()[:_ID_DIGITS]


def find_lines(
    tracks: Collection[str],
    clips: Iterable[SetClip],
    locators: Iterable[Locator],
    tempo: TempoMap,
    words: Words = clip_text,
) -> SetLines:
    """Find the regions and cues of a set, given the names of all its tracks.

    Where one is "Takelane", the clips of such tracks are the lines, and locators are none. Who
    asks again and again may bring a `clip_text` that remembers.
    """
    named = [
        NamedCue(
            line_id("", locator.name), tempo.seconds(locator.beats), locator.name, locator.info
        )
        for locator in locators
    ]
    named.sort(key=lambda cue: cue.time)
    if any(take_lane_character(track) is not None for track in tracks):
        regions = [_region(clip, tempo, words) for clip in clips]
        warnings: list[str] = []
    else:
        regions, warnings = lines_between(named)
        if not regions:
            warnings.append(f'the set has no track named "{TRACK}" and no lines between locators')
    cues = tuple(Cue(n, cue.name, cue.time) for n, cue in enumerate(named, 1))
    return SetLines(numbered(regions), cues, tuple(warnings))


def _region(clip: SetClip, tempo: TempoMap, words: Words) -> Region:
    name, notes = words(clip.name, clip.info, take_lane_character(clip.track) or "")
    clip_id = clip.id or line_id(clip.track, clip.name)
    start, end = tempo.seconds(clip.start_beats), tempo.seconds(clip.end_beats)
    return Region(clip_id, 0, name, start, end, notes=notes)
