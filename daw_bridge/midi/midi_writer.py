"""Write a timeline as a Standard MIDI file, which every DAW opens.

The first track has tempo and cues; the track "Takelane" has a marker and a note for every line, at
its start and as long; each further track has the controllers of the lanes of its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from daw_bridge.atomic_file import write_atomically
from daw_bridge.beats import FASTEST, SLOWEST, TempoMap, TempoPoint, tempo_points
from daw_bridge.midi.messages import N_CHANNELS, NOTE_OFF, NOTE_ON
from daw_bridge.midi.midi_lanes import lane_events
from daw_bridge.midi.midi_timing import DEFAULT_BPM, MICROSECONDS_PER_MINUTE
from daw_bridge.midi.smf import (
    MARKER,
    MOST_EVENTS,
    SET_TEMPO,
    TEXT,
    TRACK_NAME,
    Event,
    SmfError,
    write_smf,
)
from daw_bridge.region_text import is_speakable, parse_region_text
from daw_bridge.take_track import TRACK
from daw_bridge.timeline import EmotionLane, ProjectError, Region, TempoChange, Timeline

TICKS_PER_BEAT = 960

_FASTEST_BEAT, _SLOWEST_BEAT = round(MICROSECONDS_PER_MINUTE / FASTEST), 0xFF_FFFF
"""Microseconds of a beat between which the format can tell, and Takelane reads, a tempo."""

_SECOND = 1_000_000
"""In microseconds."""

_SECONDS = 60.0
"""In a minute, over which tempo is counted."""

_NOTES = [(channel, pitch) for channel in range(N_CHANNELS) for pitch in range(60, 128)]
"""Channels and pitches for lines; as many can sound at once."""

_CHANNEL = 0x0F
_VELOCITY = 100


class _Song:
    """Know the tempo as it is written, and with it the tick of a time."""

    def __init__(self, tempo: Sequence[TempoChange]) -> None:
        usable = [change for change in tempo if SLOWEST <= change.bpm <= FASTEST]
        self.tempos = list(_tempo_steps(usable))
        points = [
            TempoPoint(tick / TICKS_PER_BEAT, MICROSECONDS_PER_MINUTE / microseconds)
            for tick, microseconds in self.tempos
        ]
        self._tempo = TempoMap.exact(points)

    def tick(self, time: float) -> int:
        """Give the tick nearest to a time."""
        return max(round(self._tempo.beats(time) * TICKS_PER_BEAT), 0)


def write_midi(timeline: Timeline, path: Path) -> None:
    """Write a timeline whole or not at all; curves become steps (`midi_lanes.STEP`).

    Raises:
        ProjectError: the file cannot be written, or the timeline is too much for its format.
    """
    try:
        content = _content(timeline)
    except (ValueError, OverflowError) as error:
        raise ProjectError(
            f"{timeline.source.name} is too much for a MIDI file ({error}); thin out its lanes, "
            "or export a part of it"
        ) from error
    write_atomically(path, content)


def _content(timeline: Timeline) -> bytes:
    song = _Song(timeline.tempo)
    tracks = [_conductor(timeline, song), _lines(timeline.regions, song)]
    tracks += _lane_tracks(timeline.lanes, song)
    if sum(map(len, tracks)) > MOST_EVENTS:
        raise SmfError(f"it would have over {MOST_EVENTS:,} messages")
    return write_smf(tracks, TICKS_PER_BEAT)


def _conductor(timeline: Timeline, song: _Song) -> list[Event]:
    changes = [
        Event(tick, SET_TEMPO, microseconds.to_bytes(3, "big"))
        for tick, microseconds in song.tempos
    ]
    cues = [Event(song.tick(cue.time), MARKER, _text(cue.name)) for cue in timeline.cues]
    return _ordered([*_named(timeline.source.stem), *changes, *cues])


def _lines(regions: Iterable[Region], song: _Song) -> list[Event]:
    """Give each line a note that no other line sounding with it has."""
    found = _named(TRACK)
    free_from: dict[tuple[int, int], int] = {}
    for region in sorted(regions, key=lambda region: (region.start, region.end)):
        start = song.tick(region.start)
        end = max(song.tick(region.end), start + 1)
        channel, pitch = next((n for n in _NOTES if free_from.get(n, 0) <= start), _NOTES[-1])
        free_from[channel, pitch] = end
        found.append(Event(start, MARKER, _text(region.name)))
        # Notes behind a name would be the line, so they are only written where they are.
        if region.notes and not is_speakable(parse_region_text(region.name).line):
            found.append(Event(start, TEXT, _text(region.notes)))
        found.append(Event(start, NOTE_ON | channel, bytes([pitch, _VELOCITY])))
        found.append(Event(end, NOTE_OFF | channel, bytes([pitch, 0])))
    return _ordered(found)


def _lane_tracks(lanes: Iterable[EmotionLane], song: _Song) -> list[list[Event]]:
    """Give lanes of one name a track; an emotion that comes again needs another channel."""
    tracks: dict[tuple[str, int], list[Event]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for lane in lanes:
        extra, channel = divmod(counts[lane.track, lane.emotion], N_CHANNELS)
        counts[lane.track, lane.emotion] += 1
        track = tracks.setdefault((lane.track, extra), _named(lane.track))
        track.extend(lane_events(lane, channel, song.tick))
    return [_ordered(track) for track in tracks.values()]


def _tempo_steps(changes: Sequence[TempoChange]) -> Iterator[tuple[int, int]]:
    """Yield ticks with the microseconds of a beat from there on; ramps become steps.

    Each change keeps its time, though a beat of the format is never exactly as long as it was.
    """
    tick, time, microseconds = 0, 0.0, _microseconds(changes[0].bpm if changes else DEFAULT_BPM)
    for start, bpm in _steady(changes):
        passed = round((start - time) * _SECOND / microseconds * TICKS_PER_BEAT)
        tick += passed
        time += passed * microseconds / _SECOND / TICKS_PER_BEAT
        microseconds = _microseconds(bpm)
        yield tick, microseconds
    if not changes:
        yield tick, microseconds


def _steady(changes: Sequence[TempoChange]) -> Iterator[tuple[float, float]]:
    """Yield times with the tempo from there on, which along ramps is the mean of a sixteenth."""
    points = tempo_points(changes)
    if points:
        tempo, last = TempoMap.exact(points), points[-1].beats
        places = [0.0, *islice(tempo.bends(0.0, last), MOST_EVENTS), last]
        times = [tempo.seconds(beats) for beats in places]
        for a, b, start, end in zip(places, places[1:], times, times[1:], strict=False):
            if end > start:
                yield start, _SECONDS * (b - a) / (end - start)
        yield times[-1], points[-1].bpm


def _microseconds(bpm: float) -> int:
    return min(max(round(MICROSECONDS_PER_MINUTE / bpm), _FASTEST_BEAT), _SLOWEST_BEAT)


def _named(name: str) -> list[Event]:
    return [Event(0, TRACK_NAME, _text(name))]


def _text(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _ordered(events: Iterable[Event]) -> list[Event]:
    """Order events by time; at one tick notes end first and begin last."""
    ranks = {NOTE_OFF: -1, NOTE_ON: 1}
    return sorted(events, key=lambda event: (event.tick, ranks.get(event.kind & ~_CHANNEL, 0)))
