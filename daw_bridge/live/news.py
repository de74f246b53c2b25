"""Say what AbletonOSC tells unasked, as types."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from daw_bridge.beats import FASTEST, LATEST_BEATS, SLOWEST
from daw_bridge.live import addresses
from daw_bridge.osc_codec import OscArg, OscMessage

_LONGEST = 500
"""Characters of an error that are shown."""


@dataclass(frozen=True, slots=True)
class Started:
    """Say that Live has loaded AbletonOSC just now: with a new set, or because it has started."""


@dataclass(frozen=True, slots=True)
class WentWrong:
    """Hand on what AbletonOSC could not do."""

    message: str


@dataclass(frozen=True, slots=True)
class Tempo:
    """Give the tempo at the playhead."""

    bpm: float


@dataclass(frozen=True, slots=True)
class SongTime:
    """Give the place of the playhead."""

    beats: float


@dataclass(frozen=True, slots=True)
class PlayingIs:
    """Say whether the song plays."""

    on: bool


@dataclass(frozen=True, slots=True)
class LoopIs:
    """Say whether the loop is on."""

    on: bool


@dataclass(frozen=True, slots=True)
class LoopStart:
    """Say where the loop begins."""

    beats: float


@dataclass(frozen=True, slots=True)
class LoopLength:
    """Say how long the loop is."""

    beats: float


@dataclass(frozen=True, slots=True)
class ArmMoved:
    """Say that an arm button was pressed, of the track that once had this number."""

    track: int


@dataclass(frozen=True, slots=True)
class ParameterMoved:
    """Give the value of a device's parameter."""

    track: int
    device: int
    parameter: int
    value: float


News = (
    Started
    | WentWrong
    | Tempo
    | SongTime
    | PlayingIs
    | LoopIs
    | LoopStart
    | LoopLength
    | ArmMoved
    | ParameterMoved
)


def news(message: OscMessage) -> News | None:
    """Read a message that answers no question; None if it is no news, or damaged."""
    reader = _READERS.get(message.address)
    try:
        return reader(message.args) if reader else None
    except (ValueError, TypeError, IndexError):
        return None


def beats(value: OscArg) -> float:
    """Read a position.

    Raises:
        ValueError: it is none.
    """
    return _number(value, 0.0, LATEST_BEATS)


def _number(value: OscArg, low: float = -math.inf, high: float = math.inf) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number")
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{value} is out of range")
    return float(value)


def _index(value: OscArg) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no index")
    return value


def _switch(value: OscArg) -> bool:
    if value not in (0, 1):
        raise ValueError(f"{value!r} is no switch")
    return bool(value)


_Read = Callable[[tuple[OscArg, ...]], News]

_READERS: dict[str, _Read] = {
    addresses.STARTUP: lambda args: Started(),
    addresses.ERROR: lambda args: WentWrong(" ".join(map(str, args))[:_LONGEST]),
    addresses.TEMPO: lambda args: Tempo(_number(args[0], SLOWEST, FASTEST)),
    addresses.SONG_TIME: lambda args: SongTime(beats(args[0])),
    addresses.IS_PLAYING: lambda args: PlayingIs(_switch(args[0])),
    addresses.LOOP: lambda args: LoopIs(_switch(args[0])),
    addresses.LOOP_START: lambda args: LoopStart(beats(args[0])),
    addresses.LOOP_LENGTH: lambda args: LoopLength(beats(args[0])),
    addresses.ARM: lambda args: ArmMoved(_index(args[0])),
    addresses.PARAMETER: lambda args: ParameterMoved(
        _index(args[0]), _index(args[1]), _index(args[2]), _number(args[3])
    ),
}
