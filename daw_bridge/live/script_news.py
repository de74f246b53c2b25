"""Say what our Remote Script in Live tells, as types."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daw_bridge.beats import FASTEST, LATEST_BEATS, SLOWEST
from daw_bridge.clip_lines import LONGEST
from daw_bridge.live.set_lines import SetClip

PROTOCOL = "takelane-live/1"
"""As the script has it."""

PORT = 11_010
"""Where the script listens."""


@dataclass(frozen=True, slots=True)
class SetIs:
    """Describe the set that is open; it has no path while it was never saved."""

    live: str
    path: Path | None
    bpm: float


@dataclass(frozen=True, slots=True)
class LinesAre:
    """Say which clips with lines are new or different, by their ids, and which are gone.

    Args:
        complete: whether no more of this change follows.
    """

    changed: Mapping[str, SetClip]
    gone: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class TakePlaced:
    """Say where a take lies now."""

    take_id: str
    start_beats: float


@dataclass(frozen=True, slots=True)
class TakeRefused:
    """Say why a take was not placed."""

    take_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class OtherProtocol:
    """Say that the script in Live is older or newer than we are."""


@dataclass(frozen=True, slots=True)
class ScriptGone:
    """Say that the script has hung up."""


ScriptNews = SetIs | LinesAre | TakePlaced | TakeRefused | OtherProtocol | ScriptGone


def script_news(line: bytes) -> ScriptNews | None:
    """Read a message of the script; None if it is damaged, or nothing to us."""
    try:
        message = json.loads(line)
        reader = _READERS.get(message["say"])
        return reader(message) if reader else None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def _set(message: dict[str, Any]) -> SetIs | OtherProtocol:
    if message["protocol"] != PROTOCOL:
        return OtherProtocol()
    path = Path(_text(message["path"]))
    known = path.is_absolute() and path.suffix.lower() == ".als"
    bpm = _number(message["tempo"], SLOWEST, FASTEST)
    return SetIs(_text(message["live"])[:20], path if known else None, bpm)


def _lines(message: dict[str, Any]) -> LinesAre:
    rows = (_row(row) for row in message["changed"])
    changed = {clip_id: clip for clip_id, clip in rows if clip.end_beats > clip.start_beats}
    return LinesAre(changed, tuple(map(_text, message["gone"])), message["complete"] is True)


def _row(row: list[Any]) -> tuple[str, SetClip]:
    clip_id, track, name = map(_text, row[:3])
    start, end = (_number(beats, -LATEST_BEATS, LATEST_BEATS) for beats in row[3:5])
    return clip_id, SetClip(track, name[:LONGEST], max(start, 0.0), end)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{value} is out of range")
    return float(value)


_READERS: dict[str, Callable[[dict[str, Any]], ScriptNews]] = {
    "set": _set,
    "lines": _lines,
    "placed": lambda message: TakePlaced(
        _text(message["take"]), _number(message["start"], 0.0, LATEST_BEATS)
    ),
    "refused": lambda message: TakeRefused(_text(message["take"]), _text(message["reason"])[:500]),
}
