"""Count frames of time code exactly, drop-frame too, and read it from full-frame messages.

>>> code = TimeCode(0, 0, 59, 29, DROP_29_97)
>>> str(TimeCode.from_frame_count(code.frame_count + 1, DROP_29_97))
'00:01:00;02'
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from daw_bridge.midi.messages import real_time, real_time_sysex

_DROPPED = 2
"""Numbers that drop-frame leaves out at the start of a minute, but of every tenth."""

_MINUTES_PER_DAY = 24 * 60

_FULL_FRAME = bytes([0x01, 0x01])
"""Time code, in full."""

_RATE_SHIFT, _HOURS = 5, 0x1F
"""Where the byte of hours has the rate, and which bits are hours."""


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Hold how many frames a second truly has, and whether their numbers skip to keep up."""

    per_second: Fraction
    drops: bool = False

    @property
    def nominal(self) -> int:
        """Give how many frames a second of the code has."""
        return math.ceil(self.per_second)

    @property
    def per_day(self) -> int:
        """Count the frames of 24 hours of code."""
        return self.nominal * _MINUTES_PER_DAY * 60 - self.dropped(_MINUTES_PER_DAY)

    def dropped(self, minutes: int) -> int:
        """Count the numbers left out before a minute of the code."""
        return _DROPPED * (minutes - minutes // 10) if self.drops else 0


FILM_24, PAL_25, FULL_30 = (FrameRate(Fraction(n)) for n in (24, 25, 30))
DROP_29_97 = FrameRate(Fraction(30_000, 1001), drops=True)
PULLED_23_976, PULLED_29_97 = (FrameRate(Fraction(n * 1000, 1001)) for n in (24, 30))

RATES: tuple[FrameRate, ...] = (FILM_24, PAL_25, DROP_29_97, FULL_30)
"""By the two bits that MIDI has for them."""

PULLED_RATES: tuple[FrameRate, ...] = (PULLED_23_976, PAL_25, DROP_29_97, PULLED_29_97)
"""The same bits in a project that runs at 23.976 or 29.97 frames: the code does not tell."""


@dataclass(frozen=True, slots=True)
class TimeCode:
    """Name a frame of a day, and hundredths of it.

    Raises:
        ValueError: there is no such frame.
    """

    hours: int
    minutes: int
    seconds: int
    frames: int
    rate: FrameRate
    subframes: int = 0

    def __post_init__(self) -> None:
        numbers = (self.hours, self.minutes, self.seconds, self.frames, self.subframes)
        limits = (24, 60, 60, self.rate.nominal, 100)
        within = all(0 <= a < b for a, b in zip(numbers, limits, strict=True))
        starts_minute = self.seconds == 0 and self.minutes % 10 and self.frames < _DROPPED
        if not within or (self.rate.drops and starts_minute):
            raise ValueError(f"there is no time code {self}")

    def __str__(self) -> str:
        mark = ";" if self.rate.drops else ":"
        return f"{self.hours:02}:{self.minutes:02}:{self.seconds:02}{mark}{self.frames:02}"

    @classmethod
    def from_frame_count(cls, frame_count: int, rate: FrameRate, subframes: int = 0) -> Self:
        """Name the frame with so many before it; after a day the count begins again."""
        frame_count %= rate.per_day
        if rate.drops:
            frame_count += _skipped(frame_count, rate)
        seconds, frames = divmod(frame_count, rate.nominal)
        minutes, seconds = divmod(seconds, 60)
        return cls(*divmod(minutes, 60), seconds, frames, rate, subframes)

    @classmethod
    def from_time(cls, time: float, rate: FrameRate) -> Self:
        """Name the frame of a time in seconds, to the nearest hundredth of a frame."""
        hundredths = round(Fraction(time) * rate.per_second * 100)
        return cls.from_frame_count(hundredths // 100, rate, hundredths % 100)

    @classmethod
    def from_midi(
        cls, data: Sequence[int], rates: Sequence[FrameRate] = RATES, subframes: int = 0
    ) -> Self:
        """Read the four bytes of hours with rate, minutes, seconds and frames.

        Raises:
            ValueError: they name no frame.
        """
        hours, minutes, seconds, frames = data
        rate = rates[hours >> _RATE_SHIFT & 0b11]
        return cls(hours & _HOURS, minutes, seconds, frames, rate, subframes)

    def to_midi(self, rates: Sequence[FrameRate] = RATES) -> bytes:
        """Give four bytes: undo `from_midi`."""
        hours = rates.index(self.rate) << _RATE_SHIFT | self.hours
        return bytes([hours, self.minutes, self.seconds, self.frames])

    @property
    def frame_count(self) -> int:
        """Count the frames since midnight."""
        minutes = self.hours * 60 + self.minutes
        numbers = (minutes * 60 + self.seconds) * self.rate.nominal + self.frames
        return numbers - self.rate.dropped(minutes)

    @property
    def time(self) -> float:
        """Give the seconds since midnight."""
        return float((self.frame_count + Fraction(self.subframes, 100)) / self.rate.per_second)


def parse_full_frame(message: bytes, rates: Sequence[FrameRate] = RATES) -> TimeCode | None:
    """Read a message that tells where time code was set to; None of any other message."""
    content = real_time(message)
    if content is None or content[:2] != _FULL_FRAME or len(content) != 6:
        return None
    try:
        return TimeCode.from_midi(content[2:], rates)
    except ValueError:
        return None


def full_frame(code: TimeCode, rates: Sequence[FrameRate] = RATES) -> bytes:
    """Make the message that sets time code: undo `parse_full_frame`."""
    return real_time_sysex(_FULL_FRAME + code.to_midi(rates))


def _skipped(frame_count: int, rate: FrameRate) -> int:
    """Count the numbers that are left out up to a frame."""
    tens, frames = divmod(frame_count, rate.nominal * 600 - rate.dropped(10))
    # The first minute of ten is whole; the frames of the others number two less.
    minutes = max(frames - _DROPPED, 0) // (rate.nominal * 60 - _DROPPED)
    return rate.dropped(tens * 10) + _DROPPED * minutes
