"""Turn the ticks of a MIDI file into seconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from daw_bridge.beats import FASTEST, TempoMap, TempoPoint
from daw_bridge.midi.full_frames import from_bytes
from daw_bridge.midi.midi_tracks import MidiTrack
from daw_bridge.midi.smf import SmfError
from daw_bridge.time_code import DROP_29_97, FILM_24, FULL_30, PAL_25, FrameRate, TimeCode
from daw_bridge.timeline import TempoChange

DEFAULT_BPM = 120.0
MICROSECONDS_PER_MINUTE = 60_000_000

_FRAMES = 0x8000
"""Is set in a division that counts frames; the rest of the upper byte is their negative rate."""

_FRAME_RATES = {24: FILM_24, 25: PAL_25, 29: DROP_29_97, 30: FULL_30}

_SECONDS_AS_BEATS = TempoMap.exact([TempoPoint(0.0, 60.0)])


@dataclass(frozen=True, slots=True)
class Division:
    """Say what a tick is.

    Args:
        ticks_per_unit: in a second where the file counts frames, else in a beat.
        rate: of these frames; None where it counts beats.
    """

    ticks_per_unit: Fraction
    rate: FrameRate | None

    @property
    def counts_frames(self) -> bool:
        """Tell whether the file counts frames, and no beats."""
        return self.rate is not None

    @classmethod
    def from_header(cls, division: int) -> Division:
        """Read the division of a header.

        Raises:
            SmfError: it means nothing.
        """
        ticks, rate = Fraction(division), None
        if division & _FRAMES:
            rate = _FRAME_RATES.get(0x100 - (division >> 8))
            ticks = rate.per_second * (division & 0xFF) if rate else Fraction(0)
        if not ticks:
            raise SmfError("it does not say how it counts time")
        return cls(ticks, rate)


@dataclass(frozen=True, slots=True)
class Timing:
    """Know the time of every tick.

    Args:
        tempo: of the file's units; one to the second where it counts frames.
        offset: seconds at the first tick.
        rate: of its time code; None where it has none.
    """

    division: Division
    tempo: TempoMap
    offset: float
    rate: FrameRate | None

    @classmethod
    def from_tracks(
        cls, division: Division, tracks: Iterable[MidiTrack], warnings: list[str]
    ) -> Timing:
        """Find the tempo and the start in tracks, and warn of what is odd."""
        tracks = list(tracks)
        start = _start(tracks, warnings)
        offset, rate = (start.time, start.rate) if start else (0.0, division.rate)
        if division.counts_frames:
            return cls(division, _SECONDS_AS_BEATS, offset, rate)
        return cls(division, _tempo(division, tracks, warnings), offset, rate)

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


def _start(tracks: Iterable[MidiTrack], warnings: list[str]) -> TimeCode | None:
    """Give the time of day at which the file starts, if it says so."""
    found = (event.data for track in tracks for event in track.offsets if event.tick == 0)
    data = next(found, None)
    if data is None:
        return None
    try:
        *numbers, subframes = data
        code = from_bytes(numbers, subframes=subframes)
    except ValueError:
        warnings.append("the time code at which the file starts is damaged; 0 is used")
        return None
    if code.time:
        warnings.append(f"the file starts at {code}; all times are counted from there")
    return code
