"""Hold what is known of the set that is open in Live, from whoever has told it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.clip_lines import clip_text
from daw_bridge.live.als import SavedSet
from daw_bridge.live.set_lines import Locator, SetClip, find_lines, line_id
from daw_bridge.take_track import take_lane_character
from daw_bridge.timeline import EmotionLane, Timeline

_DEFAULT_BPM = 120.0

_MOST_WORDS = 20_000
"""Texts of clips that are remembered, so that a change of one among many is told at once."""

_SAME_BEATS = 3
"""Decimals to which the places of a file and of Live are compared."""


class LiveSet:
    """Gather tracks, clips, locators, tempo, lanes and the saved file into a timeline.

    Attributes:
        tracks: the names of all tracks, in order.
        locators: as Live has them.
        bpm: the tempo at the playhead.
        saved: the file of the set, as far as it is known.
        lanes: what holds where there is no such file.
        clips: of the tracks with lines, each with the id of its line.
        has_clips: whether they are known, be it that there are none.
    """

    def __init__(self) -> None:
        self.tracks: tuple[str, ...] = ()
        self.locators: tuple[Locator, ...] = ()
        self.bpm = _DEFAULT_BPM
        self.saved: SavedSet | None = None
        self.lanes: tuple[EmotionLane, ...] = ()
        self.clips: tuple[SetClip, ...] = ()
        self.has_clips = False
        self._ids: dict[str, str] = {}
        self._named: dict[str, tuple[SetClip, SetClip]] = {}
        self._words = lru_cache(_MOST_WORDS)(clip_text)

    @property
    def state(self) -> tuple[object, ...]:
        """Give what the timeline is made of; while it is equal, so is the timeline."""
        return self.saved, self.bpm, self.tracks, self.locators, self.lanes, self.clips

    @property
    def is_known(self) -> bool:
        """Tell whether everything has been told that lines are found in."""
        return self.has_clips and bool(self.tracks)

    @property
    def line_tracks(self) -> dict[int, str]:
        """Give the tracks whose clips are lines, by their numbers."""
        return {
            number: name
            for number, name in enumerate(self.tracks)
            if take_lane_character(name) is not None
        }

    @property
    def tempo(self) -> TempoMap:
        """Give the tempo: of the file, where it is automated, else as Live has it now."""
        if self.saved:
            return self.saved.tempo
        return TempoMap.exact([TempoPoint(0.0, self.bpm)])

    def take_clips(self, clips: Iterable[SetClip]) -> None:
        """Take the clips of all tracks with lines; track and words give their ids."""
        ordered = sorted(clips, key=_place)
        ids: set[str] = set()
        named = []
        for clip in ordered:
            clip = replace(clip, id=_free_id(clip, ids))
            ids.add(clip.id)
            named.append(clip)
        self.clips, self.has_clips = tuple(named), True

    def take_rows(self, rows: Mapping[str, SetClip]) -> None:
        """Take the same from our script, which knows a clip again when it is renamed or moved."""
        self._ids = {key: line for key, line in self._ids.items() if key in rows}
        self._named = {key: pair for key, pair in self._named.items() if pair[0] is rows.get(key)}
        ids = set(self._ids.values())
        ordered = sorted(rows.items(), key=lambda row: _place(row[1]))
        for key, clip in ordered:
            if key not in self._ids:
                self._ids[key] = _free_id(clip, ids)
                ids.add(self._ids[key])
            if key not in self._named:
                self._named[key] = clip, replace(clip, id=self._ids[key])
        self.clips = tuple(self._named[key][1] for key, _ in ordered)
        self.has_clips = True

    def span_beats(self, region_id: str) -> tuple[float, float] | None:
        """Give where a line is now; None if it is gone."""
        for clip in self.clips:
            if clip.id == region_id:
                return clip.start_beats, clip.end_beats
        for region in self.timeline().regions:
            if region.id == region_id:
                return self.tempo.beats(region.start), self.tempo.beats(region.end)
        return None

    def lines_of(self, track: str, start_beats: float, end_beats: float) -> tuple[str, ...]:
        """Give the ids of a track's lines that a span touches, in order."""
        return tuple(
            clip.id
            for clip in self.clips
            if clip.track == track and clip.start_beats < end_beats and clip.end_beats > start_beats
        )

    def timeline(self) -> Timeline:
        """Give all of it in seconds."""
        saved, tempo = self.saved, self.tempo
        lines = find_lines(self.tracks, self._with_infos(), self.locators, tempo, self._words)
        warnings = list(lines.warnings)
        if saved:
            warnings += saved.warnings
            if _spans(saved.clips) != _spans(self.clips):
                warnings.append(
                    "the set has changed since it was saved; save it in Live, so that its "
                    "emotion lanes are read as they are now"
                )
        return Timeline(
            source=saved.source if saved else Path(),
            sample_rate=None,
            regions=lines.regions,
            cues=lines.cues,
            lanes=saved.lanes if saved else self.lanes,
            tempo=tempo.changes,
            warnings=tuple(warnings),
        )

    def _with_infos(self) -> Iterable[SetClip]:
        """Give the clips the info texts that they have in the file, which Live does not tell."""
        infos: dict[tuple[str, str], list[str]] = defaultdict(list)
        for clip in sorted(self.saved.clips if self.saved else (), key=_place, reverse=True):
            infos[clip.track, clip.name].append(clip.info)
        for clip in self.clips:
            known = infos[clip.track, clip.name]
            yield replace(clip, info=known.pop()) if known else clip


def _place(clip: SetClip) -> tuple[float, float]:
    return clip.start_beats, clip.end_beats


def _free_id(clip: SetClip, taken: set[str]) -> str:
    """Name a line as a file would, and later ones of equal words as `numbered` does."""
    own = unique = line_id(clip.track, clip.name)
    copies = 1
    while unique in taken:
        copies += 1
        unique = f"{own}-{copies}"
    return unique


def _spans(clips: Iterable[SetClip]) -> list[tuple[str, str, float, float]]:
    return sorted(
        (
            clip.track,
            clip.name,
            round(clip.start_beats, _SAME_BEATS),
            round(clip.end_beats, _SAME_BEATS),
        )
        for clip in clips
    )
