"""Read and write times as people and programs write them: seconds, clocks, time code.

>>> [parse_time(text) for text in ("12.5", "12,5", "0:12.5", "00:00:12,500")]
[12.5, 12.5, 12.5, 12.5]
>>> parse_time("01:00:00:12", parse_rate("25 fps"))
3600.48
>>> parse_time("00:01:00;02")
60.06
>>> clock(3612.5)
'01:00:12.500'
"""

from __future__ import annotations

import re

from daw_bridge.time_code import (
    DROP_29_97,
    DROP_59_94,
    PULLED_29_97,
    PULLED_59_94,
    RATES,
    FrameRate,
    TimeCode,
)
from daw_bridge.timeline import ProjectError

LATEST = 1e6
"""Seconds; a time beyond it, some twelve days, is damage."""

_LONGEST = 40
"""Characters of a time or rate; the rest of what is none is not repeated to the user."""

_ALIASES = {"23.98": "23.976", "23.97": "23.976", "47.95": "47.952"}
_RATE = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{1,4})?)\s*(?:fps|frames?(?:/s|\s+per\s+second)?)?"
    r"\s*\(?(?:(?P<whole>ndf?|non[- ]?drop(?:[- ]?frame)?)|(?P<drop>df?|drop(?:[- ]?frame)?))?\)?"
    r"\s*(?:fps)?",
    re.ASCII | re.IGNORECASE,
)

_SECONDS = re.compile(r"(\d{1,10}(?:[.,]\d{1,9})?)\s*s?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)", re.ASCII)
_CODE = re.compile(r"(\d{1,2})[:;](\d{1,2})[:;](\d{1,2})[:;](\d{1,3})(?:\.(\d{2}))?", re.ASCII)
_BARS = re.compile(r"-?\d+\.\d+\.\d+", re.ASCII)

_DROP = ";"
"""Stands in drop-frame time code, and in no other."""

_DROPPING = {
    None: DROP_29_97,
    PULLED_29_97: DROP_29_97,
    PULLED_59_94: DROP_59_94,
    DROP_29_97: DROP_29_97,
    DROP_59_94: DROP_59_94,
}
"""Which rate drop-frame time code has, by the one that is said."""

_MINUTE, _HOUR = 60, 3600
_MICROSECONDS = 6
"""Digits of the finest fraction that is written."""


class MissingRateError(ValueError):
    """Tell that time code cannot be read, as nobody says how many frames a second has."""


def parse_rate(text: str) -> FrameRate:
    """Read a frame rate, such as `25`, `23.976 fps` or `29.97 DF`.

    Raises:
        ProjectError: there is no such rate.
    """
    written = " ".join(text.split())[:_LONGEST]
    match = _RATE.fullmatch(written)
    if match is not None:
        number = f"{float(match['number'].replace(',', '.')):g}"
        name = _ALIASES.get(number, number) + ("df" if match["drop"] else "")
        if name in RATES:
            return RATES[name]
    raise ProjectError(f"there is no frame rate {written!r}; known are {', '.join(RATES)}")


def parse_time(text: str, rate: FrameRate | None = None) -> float:
    """Read a time in seconds; time code counts from midnight, and with `;` it is drop-frame.

    Raises:
        MissingRateError: it is time code, and there is no rate.
        ValueError: it is no time; the sentence says why.
    """
    written = text.strip()
    if code := _CODE.fullmatch(written):
        return _code_time(written, code, rate)
    if clock := _CLOCK.fullmatch(written):
        time = _clock_time(written, *clock.groups())
    elif seconds := _SECONDS.fullmatch(written):
        time = _number(seconds[1])
    elif _BARS.fullmatch(written):
        raise ValueError(
            f"{written[:_LONGEST]!r} is a bar and a beat; set the time unit of the ruler to "
            "minutes and seconds, and export again"
        )
    else:
        raise ValueError(f"{written[:_LONGEST]!r} is no time")
    if time > LATEST:
        raise ValueError(f"{written[:_LONGEST]!r} is too late")
    return time


def code_rate(text: str, rate: FrameRate | None = None) -> FrameRate | None:
    """Tell at which rate time code counts, as far as it and what is said beside it tell.

    Raises:
        ValueError: it is drop-frame, and that rate is not.
    """
    if _DROP not in text:
        return rate
    if rate not in _DROPPING:
        raise ValueError(
            f"{text} is drop-frame time code, which is of 29.97 or 59.94 frames, not of {rate}"
        )
    return _DROPPING[rate]


def clock(time: float, mark: str = ".", digits: int = 3) -> str:
    """Write a time as `hh:mm:ss.mmm`."""
    ticks = 10**digits
    seconds, fraction = divmod(round(max(time, 0.0) * ticks), ticks)
    minutes, seconds = divmod(seconds, _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{fraction:0{digits}}"


def fine_clock(time: float) -> str:
    """Write a time to the microsecond, with no more digits than it needs."""
    written = clock(time, digits=_MICROSECONDS)
    return written[:-3] + written[-3:].rstrip("0")


def _code_time(written: str, code: re.Match[str], rate: FrameRate | None) -> float:
    rate = code_rate(written, rate)
    if rate is None:
        raise MissingRateError(f"{written} counts frames, and nothing says how many a second has")
    hours, minutes, seconds, frames, hundredths = (int(part or 0) for part in code.groups())
    return TimeCode(hours, minutes, seconds, frames, rate, hundredths).time


def _clock_time(written: str, hours: str | None, minutes: str, seconds: str) -> float:
    time = _number(seconds)
    if time >= _MINUTE or (hours is not None and int(minutes) >= _MINUTE):
        raise ValueError(f"{written!r} is no time: a minute has 60 seconds, an hour 60 minutes")
    return int(hours or 0) * _HOUR + int(minutes) * _MINUTE + time


def _number(text: str) -> float:
    return float(text.replace(",", "."))
