"""Read a Standard MIDI file: lines, cues, tempo and emotion lanes.

A marker, cue point or lyric is a line where it has an end of its own: a note that starts with it
on its track, or seconds behind a last bar, as in `They are here.|2.5`. In a file without any of
those, and without a track named "Takelane", a marker lasts until the next
(`daw_bridge.clip_lines`). All other markers are cues. Controllers are lanes of the track they are
on (`daw_bridge.midi.controllers`), and hold until they move again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from daw_bridge.beats import LATEST_BEATS
from daw_bridge.clip_lines import (
    LONGEST,
    NamedCue,
    clip_text,
    lines_between,
    numbered,
)
from daw_bridge.file_bytes import file_bytes
from daw_bridge.midi.midi_lanes import emotion_lanes
from daw_bridge.midi.midi_timing import Division, Timing
from daw_bridge.midi.midi_tracks import MidiText, MidiTrack
from daw_bridge.midi.smf import LARGEST, MOST_EVENTS, Event, Smf, SmfError, events, read_smf
from daw_bridge.take_track import take_lane_character
from daw_bridge.time_code import TimeBase
from daw_bridge.timeline import Cue, ProjectError, Region, Timeline

_MOST_TEXTS = 50_000

_SEQUENCES = 2
"""The format of a file of songs that do not run side by side."""

_LASTS = re.compile(r"(?P<text>.*\S)\|(?P<seconds>\d{1,6}(?:\.\d{1,9})?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Line:
    """Hold a text with its times and who speaks; it has no end where the file gives none."""

    cue: NamedCue
    end: float | None
    character: str


def read_midi(path: Path) -> Timeline:
    """Read a Standard MIDI file; what is odd in it goes into the warnings.

    Raises:
        ProjectError: the file cannot be read, is no MIDI file, or holds songs one by one.
    """
    try:
        smf = read_smf(file_bytes(path, LARGEST))
        division = Division.from_header(smf.division)
    except SmfError as error:
        raise ProjectError(f"{path.name} is no MIDI file: {error}; export it again") from error
    if smf.format >= _SEQUENCES:
        raise ProjectError(
            f"{path.name} holds several songs that do not run side by side (format {smf.format}); "
            "export it again as format 0 or 1"
        )
    warnings: list[str] = []
    tracks = _tracks(smf, int(LATEST_BEATS * division.ticks_per_unit), path, warnings)
    timing = Timing.from_tracks(division, tracks, warnings)
    regions, cues = _regions(list(_lines(tracks, timing)), tracks, warnings)
    return Timeline(
        source=path,
        sample_rate=None,
        regions=numbered(regions),
        cues=cues,
        lanes=emotion_lanes(tracks, timing),
        tempo=timing.changes,
        time_base=TimeBase(timing.rate),
        warnings=tuple(warnings),
    )


def _tracks(smf: Smf, latest: int, path: Path, warnings: list[str]) -> list[MidiTrack]:
    """Take the tracks apart, each as far as it is whole."""
    n_events = 0

    def counted(number: int, content: bytes) -> Iterator[Event]:
        nonlocal n_events
        try:
            for event in events(content):
                n_events += 1
                if n_events > MOST_EVENTS:
                    raise _too_much(path, f"over {MOST_EVENTS:,} MIDI messages")
                if event.tick > latest:
                    raise SmfError("it goes on for over ten weeks")
                yield event
        except SmfError as error:
            warnings.append(f"track {number} is damaged and was not read to its end: {error}")

    tracks = [MidiTrack.from_events(counted(n, track)) for n, track in enumerate(smf.tracks, 1)]
    if sum(len(track.texts) for track in tracks) > _MOST_TEXTS:
        raise _too_much(path, f"over {_MOST_TEXTS:,} markers and lyrics")
    return tracks


def _lines(tracks: Iterable[MidiTrack], timing: Timing) -> Iterator[_Line]:
    for track_number, track in enumerate(tracks, 1):
        character = take_lane_character(track.name) or ""
        for number, text in enumerate(track.texts, 1):
            yield _line(text, f"T{track_number}-{number}", character, timing)


def _line(text: MidiText, line_id: str, character: str, timing: Timing) -> _Line:
    words, start, end = text.text[:LONGEST], timing.time(text.tick), None
    if text.end is not None:
        end = timing.time(text.end)
    elif lasts := _LASTS.fullmatch(words):
        words, end = lasts["text"], start + float(lasts["seconds"])
    return _Line(NamedCue(line_id, start, words, text.info[:LONGEST]), end, character)


def _regions(
    lines: Sequence[_Line], tracks: Iterable[MidiTrack], warnings: list[str]
) -> tuple[list[Region], tuple[Cue, ...]]:
    """Tell lines from cues."""
    ours = any(take_lane_character(track.name) is not None for track in tracks)
    if ours or any(line.end is not None for line in lines):
        regions = [
            _region(line.cue, line.end, line.character) for line in lines if line.end is not None
        ]
    else:
        regions, more_warnings = lines_between(line.cue for line in lines)
        warnings += more_warnings
    spoken = {region.id for region in regions}
    cues = sorted(
        (line.cue for line in lines if line.cue.id not in spoken), key=lambda cue: cue.time
    )
    if not lines:
        warnings.append("there is no marker, cue point or lyric, and so no line")
    return regions, tuple(Cue(n, cue.name, cue.time) for n, cue in enumerate(cues, 1))


def _region(cue: NamedCue, end: float, character: str) -> Region:
    name, notes = clip_text(cue.name, cue.info, character)
    return Region(cue.id, 0, name, cue.time, end, notes=notes)


def _too_much(path: Path, what: str) -> ProjectError:
    return ProjectError(f"{path.name} has {what}; split the song, or export only what is spoken")
