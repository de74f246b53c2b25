"""Know the lines of the set: the arrangement clips of its tracks named "Takelane".

A line is told as a row: id of the clip, track, name, start and end in beats.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

TRACK = "takelane"
"""Begins the names of the tracks whose clips are lines, in any case."""

LONGEST = 20_000
"""Characters of a name that are told."""

_BUDGET = 0.004
"""Seconds of a tick, of about a hundred milliseconds, that may go into looking."""

_CLIPS_AT_ONCE = 16
"""Between two looks at the clock."""


class Lines:
    """Walk through the clips again and again, some on every tick, and remember what changes.

    Args:
        song: Live's.
        clock: gives seconds that only grow.
    """

    def __init__(self, song: Any, clock: Callable[[], float] = time.perf_counter) -> None:
        self._song = song
        self._clock = clock
        self._rows: dict[str, tuple[int, list[Any]]] = {}
        self._gone: dict[str, int] = {}
        self._revision = 0
        self._walk = self._walked()
        self.complete = False

    def look(self) -> None:
        """Look at the clip that is being edited, and at others; of a usual set, at all of them."""
        until = self._clock() + _BUDGET
        try:
            self._glance()
            while self._clock() < until:
                if next(self._walk):
                    return
        except Exception as error:
            # What has raised goes no further; the next tick begins anew.
            self._walk = self._walked()
            if not isinstance(error, RuntimeError):
                raise
            # Else a track or a clip has gone while we looked.

    def since(self, revision: int) -> tuple[list[list[Any]], list[str], int]:
        """Give what has changed and what has gone since a revision, and the revision of now."""
        changed = [row for changed_in, row in self._rows.values() if changed_in > revision]
        gone = [clip_id for clip_id, gone_in in self._gone.items() if gone_in > revision]
        return changed, gone, self._revision

    def _glance(self) -> None:
        """See at once what changes in Clip View, be the set ever so large."""
        clip = self._song.view.detail_clip
        if not self.complete or clip is None or not clip.is_arrangement_clip:
            return
        track = str(clip.canonical_parent.name)
        row = _row(clip, track) if _has_lines(track) else None
        if row and self._rows.get(row[0], (0, None))[1] != row:
            self._revision += 1
            self._rows[row[0]] = (self._revision, row)
            self._gone.pop(row[0], None)

    def _walked(self) -> Iterator[bool]:
        """Yield every few clips, True at the end of a walk; begin again and again."""
        while True:
            seen: dict[str, list[Any]] = {}
            for track in self._song.tracks:
                name = str(track.name)
                if not _has_lines(name):
                    continue
                for number, clip in enumerate(track.arrangement_clips):
                    row = _row(clip, name)
                    if row:
                        seen[row[0]] = row
                    if number % _CLIPS_AT_ONCE == 0:
                        yield False
            self._compare(seen)
            self.complete = True
            yield True

    def _compare(self, seen: dict[str, list[Any]]) -> None:
        changed = [row for row in seen.values() if self._rows.get(row[0], (0, None))[1] != row]
        gone = [clip_id for clip_id in self._rows if clip_id not in seen]
        if not changed and not gone:
            return
        self._revision += 1
        for row in changed:
            self._rows[row[0]] = (self._revision, row)
            self._gone.pop(row[0], None)
        for clip_id in gone:
            del self._rows[clip_id]
            self._gone[clip_id] = self._revision


def _has_lines(track: str) -> bool:
    return track.strip().casefold().startswith(TRACK)


def _row(clip: Any, track: str) -> list[Any] | None:
    if clip.muted or getattr(clip, "is_take_lane_clip", False):
        return None
    name = str(clip.name)[:LONGEST]
    return [str(clip._live_ptr), track, name, float(clip.start_time), float(clip.end_time)]
