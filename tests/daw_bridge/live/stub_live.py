"""Stand in for the Live API: a song with tracks, clips, take lanes and listeners, as it behaves.

A new clip takes the place of what it covers, as Live's arrangement does; until its warping is
switched off, it is `auto_warp` times as long as its sound, as the user's preferences may have it.
"""

from __future__ import annotations

import itertools
import wave
from collections import defaultdict
from contextlib import closing

_pointers = itertools.count(1000)


class Observable:
    """Call listeners when a property is set, as the Live API does for each of them."""

    def __init__(self, **properties):
        self.__dict__["_listeners"] = defaultdict(list)
        self.__dict__["_live_ptr"] = next(_pointers)
        for name, value in properties.items():
            self.__dict__[name] = value

    def __setattr__(self, name, value):
        old = self.__dict__.get(name)
        self.__dict__[name] = value
        if old != value:
            for listener in list(self._listeners[name]):
                listener()

    def __getattr__(self, name):
        for prefix in ("add_", "remove_"):
            if name.startswith(prefix) and name.endswith("_listener"):
                listeners = self._listeners[name[len(prefix) : -len("_listener")]]
                return listeners.append if prefix == "add_" else listeners.remove
        raise AttributeError(name)


class Clip(Observable):
    def __init__(self, place, name, start, length, file=""):
        super().__init__(
            song=place.song, canonical_parent=place, name=name, start_time=start, length=length,
            file_path=file, muted=False, is_audio_clip=bool(file), is_arrangement_clip=True,
            is_take_lane_clip=place.is_lane, warping=bool(file),
        )  # fmt: skip

    @property
    def end_time(self):
        return self.start_time + (self.song.auto_warp if self.warping else 1) * self.length


class Place(Observable):
    """Hold clips: a track, or a take lane."""

    is_lane = False

    def create_audio_clip(self, file, start):
        self.song.changes.append(("audio clip", self.song.undo_depth))
        if self.song.refuses:
            raise RuntimeError(self.song.refuses)
        with closing(wave.open(file)) as sound:
            length = sound.getnframes() / sound.getframerate() * self.song.tempo / 60
        clip = Clip(self, "", start, length, file)
        self.overwritten += [c for c in self.arrangement_clips if _meet(c, clip)]
        self.arrangement_clips = [c for c in self.arrangement_clips if not _meet(c, clip)]
        self.arrangement_clips.append(clip)
        self.arrangement_clips.sort(key=lambda c: c.start_time)
        return clip


class TakeLane(Place):
    is_lane = True

    def __init__(self, song, name):
        super().__init__(song=song, name=name, arrangement_clips=[], overwritten=[])


class Track(Place):
    def __init__(self, song, name, *, audio=False, devices=()):
        super().__init__(
            song=song, name=name, arrangement_clips=[], overwritten=[], arm=False, devices=devices,
            has_audio_input=audio, is_frozen=False, is_foldable=False,
        )  # fmt: skip
        if song.has_take_lanes:
            self.__dict__["take_lanes"] = []
            self.__dict__["create_take_lane"] = self._create_take_lane

    def _create_take_lane(self):
        self.take_lanes.append(TakeLane(self.song, "Take"))
        return self.take_lanes[-1]

    def draw(self, name, start, end):
        """Draw an empty MIDI clip, as the user does for a line."""
        clip = Clip(self, name, start, end - start)
        self.arrangement_clips = [*self.arrangement_clips, clip]
        return clip


class Song(Observable):
    """Hold the set; `undo_depth` tells whether an undo step is open."""

    def __init__(self, *, take_lanes=True, path=""):
        super().__init__(
            tracks=[], cue_points=[], tempo=120.0, is_playing=False, current_song_time=0.0,
            loop=False, loop_start=0.0, loop_length=16.0, signature_numerator=4,
            signature_denominator=4, file_path=path, view=Observable(detail_clip=None),
            auto_warp=2, undo_depth=0, undo_steps=0, changes=[], refuses="",
            has_take_lanes=take_lanes,
        )  # fmt: skip

    def add_track(self, name, **kwargs):
        self.tracks.append(Track(self, name, **kwargs))
        return self.tracks[-1]

    def create_audio_track(self, index):
        self.changes.append(("track", self.undo_depth))
        self.tracks.insert(index, Track(self, f"{index + 1}-Audio", audio=True))
        return self.tracks[index]

    def begin_undo_step(self):
        self.undo_depth += 1

    def end_undo_step(self):
        self.undo_depth -= 1
        self.undo_steps += 1

    def continue_playing(self):
        self.is_playing = True

    def stop_playing(self):
        self.is_playing = False


class Application:
    def get_major_version(self):
        return 12

    def get_minor_version(self):
        return 2


def rack(**macros):
    """Make a rack whose macros have names and values; its first parameter is its switch."""
    switch = Observable(name="Device On", value=1.0)
    named = [Observable(name=name, value=value) for name, value in macros.items()]
    return Observable(class_name="AudioEffectGroupDevice", parameters=[switch, *named])


def _meet(a, b):
    return a.start_time < b.end_time and b.start_time < a.end_time
