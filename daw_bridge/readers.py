"""Open a project or a cue list by its kind: one table of readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from daw_bridge.ardour.new_session import NewSession
from daw_bridge.ardour.session import read_session
from daw_bridge.exchange.cue_table import read_cue_table
from daw_bridge.exchange.dawproject import read_dawproject
from daw_bridge.exchange.labels import read_labels
from daw_bridge.exchange.srt import read_srt
from daw_bridge.exchange.table_rows import headers
from daw_bridge.exchange.text_file import decoded, read_head
from daw_bridge.exchange.vtt import read_vtt
from daw_bridge.exchange.wav_regions import read_wav_regions
from daw_bridge.live.als import read_set
from daw_bridge.midi.midi_file import read_midi
from daw_bridge.placement import BesideTheTakes, Placer
from daw_bridge.reaper.patch import place_takes
from daw_bridge.reaper.project import read_project
from daw_bridge.time_code import FrameRate
from daw_bridge.timeline import ProjectError, Timeline

READERS: dict[str, Callable[[Path], Timeline]] = {
    ".rpp": read_project,
    ".rpp-bak": read_project,
    ".als": read_set,
    ".dawproject": read_dawproject,
    ".ardour": read_session,
    ".mid": read_midi,
    ".midi": read_midi,
    ".csv": read_cue_table,
    ".tsv": read_cue_table,
    ".tab": read_cue_table,
    ".srt": read_srt,
    ".vtt": read_vtt,
    ".txt": read_labels,
    ".wav": read_wav_regions,
}
"""By lower-case file ending."""

MAGICS: tuple[tuple[bytes, Callable[[Path], Timeline]], ...] = (
    (b"\x1f\x8b", read_set),
    (b"PK\x03\x04", read_dawproject),
    (b"MThd", read_midi),
    (b"RIFF", read_wav_regions),
    (b"RF64", read_wav_regions),
    (b"BW64", read_wav_regions),
)
SIGNS: tuple[tuple[re.Pattern[str], Callable[[Path], Timeline]], ...] = (
    (re.compile(r"<REAPER_PROJECT\b"), read_project),
    (re.compile(r"(?:<\?xml[^>]*\?>\s*)?<Ableton\b"), read_set),
    (re.compile(r"(?:<\?xml[^>]*\?>\s*)?<Session\b"), read_session),
    (re.compile(r"WEBVTT\b"), read_vtt),
    (re.compile(r"(?:\d+\s*\n)?\s*\d+:\d+:\d+[.,]\d+\s*-->"), read_srt),
    (re.compile(r"[\d.,]+\t[\d.,]+(?:[\t\r\n]|$)"), read_labels),
)
"""How files begin, in bytes or in words; a table is known by its column names."""

_SAYS_NOTHING = ".txt"
"""The ending of labels, and of whatever else a program exports."""

PLACERS: dict[str, Placer] = {
    ".rpp": BesideTheTakes(place_takes),
    ".rpp-bak": BesideTheTakes(place_takes),
    ".ardour": NewSession(),
}
"""Of the kinds of project that can hold takes, by lower-case file ending."""


def read(path: Path, frame_rate: FrameRate | None = None) -> Timeline:
    """Read the timeline of a project or a cue list.

    Args:
        path: known by its ending, or else by what it begins with.
        frame_rate: of the time code in a cue list.

    Raises:
        ProjectError: the file is missing, of an unknown kind, or broken, or has no time code that
            a frame rate could be of.
    """
    if not path.exists():
        raise ProjectError(f"there is no file {path}")
    if path.is_dir():
        raise ProjectError(f"{path} is a folder; name the project file inside it")
    reader = _reader(path)
    if frame_rate is None:
        return reader(path)
    if reader is not read_cue_table:
        raise ProjectError(
            f"{path.name} needs no frame rate, as it has no time code; leave it out, or choose a "
            "table such as cues.csv"
        )
    return read_cue_table(path, frame_rate)


def _reader(path: Path) -> Callable[[Path], Timeline]:
    ending = path.suffix.lower()
    reader = READERS.get(ending)
    if reader is None or ending == _SAYS_NOTHING:
        reader = _recognised(path) or reader
    if reader is None:
        kinds = ", ".join(READERS)
        raise ProjectError(
            f"{path.name} is of a kind that Takelane does not read; it reads {kinds}"
        )
    return reader


def _recognised(path: Path) -> Callable[[Path], Timeline] | None:
    """Find the reader of a file by what it begins with."""
    head = read_head(path)
    for magic, reader in MAGICS:
        if head.startswith(magic):
            return reader
    text = decoded(head)
    begin = text.lstrip("\ufeff\r\n\t ")
    for sign, reader in SIGNS:
        if sign.match(begin):
            return reader
    return read_cue_table if any(headers(text)) else None
