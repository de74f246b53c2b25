"""Find the columns of a cue list by their names, in whatever words a program or a person has.

>>> columns = Columns.from_header(["Cue #", "TC In", "TC Out", "Character", "Dialogue"])
>>> columns.cell(["q3", "1.0", "2.0", "MARA", "Run!"], "line")
'Run!'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from daw_bridge.clip_lines import LONGEST

LINE, START, END, LENGTH = "line", "start", "end", "length"
CHARACTER, DIRECTION, ID, NUMBER = "character", "direction", "id", "number"
EMOTION, VOICE, SEED, TAGS, RATE = "emo", "voice", "seed", "tags", "fps"

NAMES: dict[str, tuple[str, ...]] = {
    LINE: (
        "line", "text", "dialogue", "dialog", "dialogue text", "line text", "words", "subtitle",
        "caption", "script", "label", "name", "region name",
    ),
    START: (
        "start", "in", "tc in", "in tc", "timecode in", "time code in", "tc start", "start tc",
        "timecode start", "start timecode", "start time", "in time", "time in", "in point",
        "begin", "from", "onset", "position", "timecode", "time code", "tc", "time",
    ),
    END: (
        "end", "out", "tc out", "out tc", "timecode out", "time code out", "tc end", "end tc",
        "timecode end", "end timecode", "end time", "out time", "time out", "out point", "to",
        "stop", "offset",
    ),
    LENGTH: ("duration", "length", "dur", "len", "line length", "tc length", "tc duration"),
    CHARACTER: (
        "character", "character name", "char", "role", "speaker", "speaker name", "actor", "who",
        "cast", "part", "name",
    ),
    DIRECTION: (
        "direction", "delivery", "emotion", "mood", "tone", "performance", "acting",
        "parenthetical", "acting note", "acting notes", "note", "notes", "comment", "comments",
    ),
    ID: (
        "id", "line id", "cue id", "cue", "cue number", "cue no", "cue nr", "line number",
        "line no", "loop", "loop number", "key", "guid", "filename", "file name", "file",
    ),
    NUMBER: ("", "number", "no", "nr", "num", "index"),
    EMOTION: ("emo", "emotion weights", "weights"),
    VOICE: ("voice",),
    SEED: ("seed",),
    TAGS: ("tags",),
    RATE: ("fps", "frame rate", "framerate", "tc rate", "timecode rate", "frames per second"),
}  # fmt: skip
"""Names of columns, the likelier ones first; a column that one has taken is no other's."""

WRITTEN = (ID, START, END, CHARACTER, DIRECTION, LINE, TAGS)
"""The columns that Takelane writes, by their names."""

_UNIT = re.compile(r"\((?:s|sec|secs|seconds|tc|smpte|timecode|h+:m+:s+.*)\)$")
_BETWEEN = re.compile(r"[\s_.#:*-]+")
_NUMBER_SIGN = re.compile(r"(?<=\w)\s*#")
_RATE_SAID = re.compile(
    r"(?:fps|frame ?rate|tc ?rate|time ?code ?rate|frames per second)\W+(\d[\w.,() -]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Know which column holds what."""

    places: Mapping[str, int]

    @classmethod
    def from_header(cls, header: Sequence[str]) -> Self | None:
        """Understand a line of column names; None if it has no start, no end, or no words."""
        free: dict[str, int] = {}
        for place, name in enumerate(header):
            free.setdefault(_plain(name), place)
        # Of the columns without a name, only the first under a `#` counts.
        if "" in free and header[free[""]].strip() != "#":
            del free[""]
        places = {}
        for what, names in NAMES.items():
            found = next((name for name in names if name in free), None)
            if found is not None:
                places[what] = free.pop(found)
        whole = START in places and LINE in places and (END in places or LENGTH in places)
        return cls(places) if whole else None

    def cell(self, row: Sequence[str], what: str) -> str:
        """Give a cell without the space around it; empty if there is none."""
        place = self.places.get(what)
        return row[place].strip()[:LONGEST] if place is not None and place < len(row) else ""


def said_rate(row: Sequence[str]) -> str | None:
    """Give the frame rate that a row above the header states, as in `Frame rate: 25`."""
    match = _RATE_SAID.search(" ".join(cell.strip() for cell in row))
    return match[1].strip() if match else None


def _plain(name: str) -> str:
    """Bring a column's name to plain words: `TC_In (hh:mm:ss:ff)` is `tc in`."""
    words = _NUMBER_SIGN.sub(" number", name.strip().casefold())
    words = _UNIT.sub("", words)
    return " ".join(_BETWEEN.sub(" ", words).split())
