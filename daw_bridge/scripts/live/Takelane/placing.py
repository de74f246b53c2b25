"""Put a take into the arrangement, where nothing else lies."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

LATEST = 1_576_800.0
"""Beats; Live makes no clip later than that."""

_LONGEST_NAME = 200

_ROOM = 2.0
"""Times its own length that is kept free for a new clip. Until warping is off, it may be longer
than it sounds, and a clip of Live's arrangement takes the place of what it covers."""

_NEAR = 1e-3
"""Beats within which two places are the same."""


class Refused(Exception):
    """Say in the user's words why a take was not placed."""


class Order:
    """Ask for a take on a track.

    Args:
        track: its name; where there is none, it is made.
        start: in beats, as is `length`.
        name: of the new clip.
        file: an absolute path.
    """

    def __init__(self, track: str, start: float, length: float, name: str, file: str) -> None:
        self.track = track
        self.start = start
        self.length = length
        self.name = name
        self.file = file

    @classmethod
    def read(cls, message: dict[str, Any]) -> Order:
        """Take an order out of a message, and make sure that it can be followed.

        Raises:
            Refused: it cannot.
        """
        track, name = (_words(message.get(key)) for key in ("track", "name"))
        start, length = (_beats(message.get(key)) for key in ("start", "length"))
        file = message.get("file")
        if not isinstance(file, str) or not os.path.isabs(file):
            raise Refused("the take has no file")
        if not file.lower().endswith(".wav") or not os.path.isfile(file):
            raise Refused("the file of the take is not there: " + file[-_LONGEST_NAME:])
        return cls(track, start, length, name, file)


def place(song: Any, order: Order) -> float:
    """Put a take at its place, and give it in beats; a take that lies there already stays.

    The take goes into a take lane that is free, as recorded takes do, and onto the track itself
    where that is free, so that it is heard.

    Raises:
        Refused: Live does not let us.
    """
    tracks = list(_tracks(song, order.track))
    for clip in (clip for track in tracks for clip in _all_clips(track)):
        if _same_file(clip, order.file):
            return float(clip.start_time)
    if not any(hasattr(track, "create_audio_clip") for track in song.tracks):
        raise Refused(
            "this version of Live lets no script place audio (12.0.5 does); drag the take in"
        )
    song.begin_undo_step()
    try:
        clip = _put(song, tracks, order)
    except Exception as error:
        # Whatever Live says against it: the track is frozen, recorded into, the file unreadable.
        raise Refused(f"Live did not take it: {error}; drag it in") from error
    finally:
        song.end_undo_step()
    _show(song, clip)
    return float(clip.start_time)


def _put(song: Any, tracks: list[Any], order: Order) -> Any:
    for track in tracks:
        if hasattr(track, "create_take_lane"):
            clip, room = _create(_free_lane(track, order), order)
            if _is_free(track, order, room):
                with suppress(Exception):
                    # It lies in the lane already; whatever Live has against a second one.
                    _create(track, order)
            return clip
        if _is_free(track, order):
            return _create(track, order)[0]
    track = _new_track(song, tracks, order)
    return _put(song, [track], order)


def _new_track(song: Any, tracks: list[Any], order: Order) -> Any:
    track = song.create_audio_track(len(song.tracks))
    # Where Live gives nothing back, it is the one at the end.
    track = track or song.tracks[-1]
    track.name = order.track if not tracks else f"{order.track} {len(tracks) + 1}"
    return track


def _create(place: Any, order: Order) -> tuple[Any, float]:
    """Make a clip on a track or in a take lane, and tell how many times too long it came."""
    clip = place.create_audio_clip(order.file, order.start)
    if clip is None:
        clip = next(one for one in place.arrangement_clips if _same_file(one, order.file))
    came = clip.end_time - clip.start_time
    clip.warping = False
    clip.name = order.name
    length = max(clip.end_time - clip.start_time, _NEAR)
    return clip, max(came / length, 1.0)


def _free_lane(track: Any, order: Order) -> Any:
    """Give a take lane of ours that is free where the take goes, a new one if need be."""
    for lane in track.take_lanes:
        if str(lane.name).startswith("Takelane") and _is_free(lane, order):
            return lane
    lane = track.create_take_lane() or track.take_lanes[-1]
    lane.name = "Takelane"
    return lane


def _is_free(place: Any, order: Order, room: float = _ROOM) -> bool:
    start, end = order.start + _NEAR, order.start + room * order.length - _NEAR
    return all(clip.end_time <= start or clip.start_time >= end for clip in _clips(place))


def _tracks(song: Any, name: str) -> Iterator[Any]:
    """Yield the audio tracks of a name, then those called the same with a number behind it."""
    wanted = name.casefold()
    usable = [
        track
        for track in song.tracks
        if track.has_audio_input and not track.is_foldable and not track.is_frozen
    ]
    names = [" ".join(str(track.name).split()).casefold() for track in usable]
    for track, called in zip(usable, names):
        if called == wanted:
            yield track
    for track, called in zip(usable, names):
        if called.startswith(wanted + " ") and called[len(wanted) + 1 :].isdigit():
            yield track


def _clips(place: Any) -> list[Any]:
    """Give the clips of a take lane, or those of a track that lie in none."""
    if hasattr(place, "take_lanes"):
        clips = place.arrangement_clips
        return [clip for clip in clips if not getattr(clip, "is_take_lane_clip", False)]
    return list(place.arrangement_clips)


def _all_clips(track: Any) -> Iterable[Any]:
    for lane in getattr(track, "take_lanes", ()):
        yield from lane.arrangement_clips
    yield from _clips(track)


def _same_file(clip: Any, file: str) -> bool:
    """Tell by its name, since Live may have copied a file into its own project."""
    if not clip.is_audio_clip:
        return False
    theirs = str(clip.file_path).replace("\\", "/").replace(":", "/")
    ours = file.replace("\\", "/")
    return theirs.rpartition("/")[2].casefold() == ours.rpartition("/")[2].casefold()


def _show(song: Any, clip: Any) -> None:
    """Open the take in Clip View, unless the user looks at something else there."""
    with suppress(RuntimeError):
        shown = song.view.detail_clip
        if shown is None or abs(shown.start_time - clip.start_time) < _NEAR:
            song.view.detail_clip = clip


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refused("the take has no name or no track")
    return " ".join(value.split())[:_LONGEST_NAME]


def _beats(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused("the take has no place")
    if not math.isfinite(value) or not 0 <= value <= LATEST:
        raise Refused("the take would lie where Live has no room for it")
    return float(value)
