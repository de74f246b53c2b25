"""Read the tempo of an Ardour session.

From one point to the next, the tempo holds or goes in a straight line over beats. From Ardour 7
on, `omega` says how steeply: by how many quarters per superclock it rises with every quarter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from daw_bridge.beats import FASTEST, LATEST_BEATS, SLOWEST, TempoMap, TempoPoint
from daw_bridge.safe_xml import number

TICKS = 1920
"""In a quarter."""

_DEFAULT_BPM = 120.0
_MINUTE = 60.0

_NOTE, _PULSE = 4, 4
"""The note that a quarter is, and how many of them are a pulse, by which Ardour 5 and 6 count."""

_SAME_BPM = 1e-3
_DRIFT = 0.001
"""Seconds by which a tempo map may miss the times that stand beside its points."""


@dataclass(frozen=True, slots=True)
class _Tempo:
    """Hold a tempo point as it is written, in quarters.

    Args:
        slope: beats per minute by which the tempo rises with every quarter.
        end_bpm: of a ramp that says where it ends and not how steep it is.
    """

    beats: float
    bpm: float
    slope: float = 0.0
    end_bpm: float | None = None

    @property
    def is_sound(self) -> bool:
        """Tell a tempo from damage."""
        return SLOWEST <= self.bpm <= FASTEST and 0 <= self.beats <= LATEST_BEATS

    def bpm_at(self, beats: float) -> float:
        """Give the tempo that a ramp comes to, within what a tempo can be."""
        end = self.bpm + self.slope * (beats - self.beats) if self.end_bpm is None else self.end_bpm
        return min(max(end, SLOWEST), FASTEST)


def read_tempo(session: Element, superclocks: float) -> tuple[TempoMap, list[str]]:
    """Follow the tempo of a session, and warn of what is damaged or out of step.

    Args:
        session: the root of its file.
        superclocks: how many make a second.
    """
    newer, older = (session.findall(path) for path in ("TempoMap/Tempos/Tempo", "TempoMap/Tempo"))
    written = [_newer(point, superclocks) for point in newer] or [_older(point) for point in older]
    sound = sorted((t for t in written if t and t.is_sound), key=lambda tempo: tempo.beats)
    warnings = []
    if len(sound) < len(written):
        warnings.append(f"the tempo: {len(written) - len(sound)} damaged points were left out")
    if not sound:
        warnings.append(f"the tempo of the session was not found; {_DEFAULT_BPM:g} bpm is assumed")
    tempo = TempoMap.exact(_points(sound or [_Tempo(0.0, _DEFAULT_BPM)]))
    if _drifts(tempo, session, superclocks):
        warnings.append(
            "the tempo map does not agree with the times that are written beside it, so what is "
            "placed by beats may be off; keep the ranges and lanes in time instead of beats"
        )
    return tempo, warnings


def _newer(point: Element, superclocks: float) -> _Tempo | None:
    """Read a point of Ardour 7 or later."""
    beats, bpm = _quarters(point.get("quarters", "")), _bpm(point, "npm")
    if beats is None or bpm is None:
        return None
    omega = number(point.get("omega")) or 0.0
    return _Tempo(beats, bpm, slope=omega * superclocks * _MINUTE)


def _older(point: Element) -> _Tempo | None:
    """Read a point of Ardour 5 or 6."""
    pulse, bpm = number(point.get("pulse")), _bpm(point, "beats-per-minute")
    if pulse is None or bpm is None:
        return None
    return _Tempo(pulse * _PULSE, bpm, end_bpm=_bpm(point, "end-beats-per-minute"))


def _quarters(text: str) -> float | None:
    """Read `beats:ticks`."""
    beats, ticks = (number(part or "0") for part in (text or "?").partition(":")[::2])
    return None if beats is None or ticks is None else beats + ticks / TICKS


def _bpm(point: Element, name: str) -> float | None:
    """Read a tempo in quarters per minute; it may count other notes."""
    notes, note = number(point.get(name)), number(point.get("note-type", str(_NOTE)))
    return notes * _NOTE / note if notes and note and note >= 1 else None


def _points(tempos: list[_Tempo]) -> Iterator[TempoPoint]:
    """Yield the points of a tempo map, two of them where a ramp ends in a jump."""
    for tempo, after in pairwise((*tempos, tempos[-1])):
        end = tempo.bpm_at(after.beats)
        ramps = abs(end - tempo.bpm) > _SAME_BPM and after.beats > tempo.beats
        yield TempoPoint(tempo.beats, tempo.bpm, ramps)
        if ramps and abs(end - after.bpm) > _SAME_BPM:
            yield TempoPoint(after.beats, end)


def _drifts(tempo: TempoMap, session: Element, superclocks: float) -> bool:
    """Tell whether a point of the map is elsewhere than its own time says."""
    for point in session.iterfind("TempoMap/*/*"):
        beats, clock = _quarters(point.get("quarters", "")), number(point.get("sclock"))
        if beats is None or clock is None or not 0 <= beats <= LATEST_BEATS:
            continue
        if abs(tempo.seconds(beats) - clock / superclocks) > _DRIFT:
            return True
    return False
