"""Know how Ardour writes positions: in superclocks, in ticks of a beat, or in samples."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from daw_bridge.ardour.tempo import TICKS, read_tempo
from daw_bridge.beats import LATEST_BEATS, TempoMap
from daw_bridge.safe_xml import number

AUDIO, BEATS = "a", "b"
"""Begin a position in superclocks or ticks; up to Ardour 6, plain numbers are samples."""

LATEST = 1e8
"""Seconds; a time beyond it, some three years, is damage."""

_DEFAULT_RATE = 48_000
_SLOWEST, _FASTEST = 4_000, 768_000
"""Sample rates in hertz between which a session's is believed."""

_SUPERCLOCKS = 282_240_000
"""In a second, where the session does not say."""

_FEWEST_SUPERCLOCKS, _MOST_SUPERCLOCKS = 1e6, 1e12


@dataclass(frozen=True, slots=True)
class Clock:
    """Bring the positions of a session to seconds."""

    sample_rate: int | None
    superclocks: float
    tempo: TempoMap

    def seconds(self, position: str | None) -> float | None:
        """Give the time of a position; None if it is damaged or before the start."""
        seconds = self._seconds(position or "")
        return seconds if seconds is not None and 0 <= seconds <= LATEST else None

    def beats(self, position: str) -> float | None:
        """Give a position that is in beats as it is; None if it is not, or damaged."""
        value = number(position[1:], LATEST_BEATS * TICKS) if position[:1] == BEATS else None
        return None if value is None or value < 0 else value / TICKS

    def _seconds(self, position: str) -> float | None:
        if position[:1] == BEATS:
            beats = self.beats(position)
            return None if beats is None else self.tempo.seconds(beats)
        per_second = self.superclocks
        if position[:1] != AUDIO:
            position, per_second = AUDIO + position, self.sample_rate or _DEFAULT_RATE
        value = number(position[1:])
        return None if value is None else value / per_second


def read_clock(session: Element) -> tuple[Clock, list[str]]:
    """Read sample rate and tempo of a session, and warn of what cannot be followed."""
    per_second = superclocks(session)
    tempo, warnings = read_tempo(session, per_second)
    return Clock(sample_rate(session), per_second, tempo), warnings


def sample_rate(session: Element) -> int | None:
    """Give the sample rate of a session in hertz."""
    rate = number(session.get("sample-rate"), _FASTEST)
    return int(rate) if rate and rate >= _SLOWEST else None


def superclocks(session: Element) -> float:
    """Give how many superclocks of a session make a second; it depends on the version."""
    tempo_map = session.find("TempoMap")
    said = None if tempo_map is None else tempo_map.get("superclocks-per-second")
    per_second = number(said, _MOST_SUPERCLOCKS)
    return per_second if per_second and per_second >= _FEWEST_SUPERCLOCKS else _SUPERCLOCKS
