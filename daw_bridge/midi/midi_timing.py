"""Turn the ticks of a MIDI file into seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from daw_bridge.beats import FASTEST, TempoMap, TempoPoint
from daw_bridge.midi.midi_tracks import MidiTrack
from daw_bridge.midi.smf import SmfError
from daw_bridge.midi.time_code import RATES, TimeCode
from daw_bridge.timeline import TempoChange

DEFAULT_BPM = 120.0
MICROSECONDS_PER_MINUTE = 60_000_000

_FRAMES = 0x8000
"""Is set in a division that counts frames; the rest of the upper byte is their negative rate."""

_FRAME_RATES = {24: Fraction(24), 25: Fraction(25), 29: Fraction(30_000, 1001), 30: Fraction(30)}

_SECONDS_AS_BEATS = TempoMap.exact([TempoPoint(0.0, 60.0)])


@dataclass(frozen=True, slots=True)
class Division:
    """Say what a tick is.

    Args:
        ticks_per_unit: in a second where the file counts frames, else in a beat.
    """

    ticks_per_unit: Fraction
    counts_frames: bool

    @classmethod
    def from_header(cls, division: int) -> Division:
        """Read the division of a header.

        Raises:
            SmfError: it means nothing.
        """
        counts_frames = bool(division & _FRAMES)
        ticks: Fraction | int = division
        if counts_frames:
            rate = 0x100 - (division >> 8)
            ticks = _FRAME_RATES.get(rate, Fraction(0)) * (division & 0xFF)
        if not ticks:
            raise SmfError("it does not say how it counts time")
        return cls(Fraction(ticks), counts_frames)


@dataclass(frozen=True, slots=True)
class Timing:
    """Know the time of every tick.

    Args:
        tempo: of the file's units; one to the second where it counts frames.
        offset: seconds at the first tick.
    """

    division: Division
    tempo: TempoMap
    offset: float

    @classmethod
    def from_tracks(
        cls, division: Division, tracks: Iterable[MidiTrack], warnings: list[str]
    ) -> Timing:
        """Find the tempo and the start in tracks, and warn of what is odd."""
        tracks = list(tracks)
        offset = _offset(tracks, warnings)
        if division.counts_frames:
            return cls(division, _SECONDS_AS_BEATS, offset)
        return cls(division, _tempo(division, tracks, warnings), offset)

    @property
    def changes(self) -> tuple[TempoChange, ...]:
        """Give the tempo as a timeline holds it; there is none where the file counts frames."""
        if self.division.counts_frames:
            return ()
        changes = self.tempo.changes
        return tuple(replace(change, time=self.offset + change.time) for change in changes)

    def time(self, tick: int) -> float:
        """Give the seconds at a tick."""
        return self.offset + self.tempo.seconds(float(tick / self.division.ticks_per_unit))


def _tempo(division: Division, tracks: Iterable[MidiTrack], warnings: list[str]) -> TempoMap:
    points = [TempoPoint(0.0, DEFAULT_BPM)]
    events = sorted(
        (event for track in tracks for event in track.tempos), key=lambda event: event.tick
    )
    for event in events:
        microseconds = int.from_bytes(event.data, "big")
        if len(event.data) == 3 and microseconds * FASTEST >= MICROSECONDS_PER_MINUTE:
            beats = float(event.tick / division.ticks_per_unit)
            points.append(TempoPoint(beats, MICROSECONDS_PER_MINUTE / microseconds))
    if n_damaged := len(events) + 1 - len(points):
        warnings.append(f"the tempo: {n_damaged} damaged changes were left out")
    return TempoMap.exact(points)


def _offset(tracks: Iterable[MidiTrack], warnings: list[str]) -> float:
    """Give the time of day at which the file starts, if it says so."""
    found = (event.data for track in tracks for event in track.offsets if event.tick == 0)
    data = next(found, None)
    if data is None:
        return 0.0
    try:
        *numbers, subframes = data
        code = TimeCode.from_midi(numbers, RATES, subframes)
    except ValueError:
        warnings.append("the time code at which the file starts is damaged; 0 is used")
        return 0.0
    if code.time:
        warnings.append(f"the file starts at {code}; all times are counted from there")
    return code.time
