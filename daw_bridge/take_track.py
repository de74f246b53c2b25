"""Name the track of a character's takes, and tell by a track's name who speaks on it.

>>> track_for("MARA"), track_for("")
('Takelane MARA', 'Takelane')
>>> [take_lane_character(track) for track in ("Takelane Mara", "takelane", "Mara")]
['Mara', '', None]
"""

from __future__ import annotations

import re

TRACK = "Takelane"
"""Name of the track for lines without a character, and first word of all others."""

_PUNCTUATION = " \t:-–—_/|()[]"


def track_for(character: str) -> str:
    """Name the track of a character's takes, with single spaces; it is the same in every DAW."""
    return " ".join([TRACK, *character.split()])


def take_lane_character(track: str) -> str | None:
    """Give who speaks on a track by the name of it: nobody in particular is empty.

    None if its clips are no lines at all.
    """
    name = track.strip()
    if not name.casefold().startswith(TRACK.casefold()):
        return None
    return re.sub(r"[;=\s]+", " ", name[len(TRACK) :]).strip(_PUNCTUATION)
