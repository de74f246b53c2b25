"""Count frames of time code exactly, drop-frame too, and know how a project counts its time.

>>> code = TimeCode(0, 0, 59, 29, DROP_29_97)
>>> str(TimeCode.from_frame_count(code.frame_count + 1, DROP_29_97))
'00:01:00;02'
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

_DROPPED_OF_30 = 2
"""Of thirty numbers, those that drop-frame leaves out at a minute's start, but of every tenth."""

_MINUTES_PER_DAY = 24 * 60

_PULL = Fraction(1000, 1001)
"""By which video of NTSC countries is slower than the number of its frames says."""

_NEAR = 0.005
"""Frames a second by which a rate may be off that was written as a decimal number."""


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Hold how many frames a second truly has, and whether their numbers skip to keep up.

    Every frame has a number, which is its code in frames; where numbers skip, there are more
    numbers than frames.
    """

    per_second: Fraction
    drops: bool = False

    @classmethod
    def pulled(cls, nominal: int, *, drops: bool = False) -> Self:
        """Give the rate that is a thousandth slower than a whole one: 29.97 of 30."""
        return cls(nominal * _PULL, drops)

    @classmethod
    def near(cls, per_second: float, *, drops: bool = False) -> Self:
        """Find the rate that a decimal number means, such as 23.976 or 29.97003.

        >>> FrameRate.near(59.94) == FrameRate.pulled(60)
        True
        """
        whole = max(math.ceil(per_second - _NEAR), 1)
        drops = drops and whole % 30 == 0
        for exact in (Fraction(whole), whole * _PULL):
            if abs(float(exact) - per_second) < _NEAR:
                return cls(exact, drops)
        return cls(Fraction(per_second).limit_denominator(1001), drops)

    def __str__(self) -> str:
        return f"{float(self.per_second):.5g} {'drop' if self.drops else 'fps'}"

    @property
    def nominal(self) -> int:
        """Give how many frames a second of the code has."""
        return -(-self.per_second.numerator // self.per_second.denominator)

    @property
    def dropped_a_minute(self) -> int:
        """Count the numbers left out at the start of a minute that leaves some out."""
        return self.nominal * _DROPPED_OF_30 // 30 if self.drops else 0

    @property
    def per_day(self) -> int:
        """Count the frames of 24 hours of code."""
        return self.nominal * _MINUTES_PER_DAY * 60 - self.dropped(_MINUTES_PER_DAY)

    def dropped(self, minutes: int) -> int:
        """Count the numbers left out before a minute of the code."""
        return self.dropped_a_minute * (minutes - minutes // 10)

    def frames_before(self, number: int) -> int:
        """Count the frames before a number; one that is left out stands where the next one is."""
        minutes, rest = divmod(number, self.nominal * 60)
        rest = max(rest, self.dropped_a_minute) if minutes % 10 else rest
        return minutes * self.nominal * 60 + rest - self.dropped(minutes)

    def number_at(self, frames: int) -> int:
        """Give the number of the frame with so many before it."""
        tens, rest = divmod(frames, self.nominal * 600 - self.dropped(10))
        each = self.dropped_a_minute
        # The first minute of ten is whole; the frames of the others number a few less.
        minutes = max(rest - each, 0) // (self.nominal * 60 - each)
        return frames + self.dropped(tens * 10) + each * minutes


FILM_24, PAL_25, FULL_30 = (FrameRate(Fraction(n)) for n in (24, 25, 30))
DROP_29_97, DROP_59_94 = (FrameRate.pulled(n, drops=True) for n in (30, 60))
PULLED_23_976, PULLED_29_97, PULLED_59_94 = (FrameRate.pulled(n) for n in (24, 30, 60))

RATES: dict[str, FrameRate] = {
    "23.976": PULLED_23_976,
    "24": FILM_24,
    "25": PAL_25,
    "29.97": PULLED_29_97,
    "29.97df": DROP_29_97,
    "30": FULL_30,
    "47.952": FrameRate.pulled(48),
    "48": FrameRate(Fraction(48)),
    "50": FrameRate(Fraction(50)),
    "59.94": PULLED_59_94,
    "59.94df": DROP_59_94,
    "60": FrameRate(Fraction(60)),
}
"""Frame rates by the names that a person gives them.

"30 drop" is none of them: on paper it nearly always means 29.97.
"""


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
        starts_minute = self.seconds == 0 and self.minutes % 10
        if not within or (starts_minute and self.frames < self.rate.dropped_a_minute):
            raise ValueError(f"there is no time code {self}")

    def __str__(self) -> str:
        mark = ";" if self.rate.drops else ":"
        return f"{self.hours:02}:{self.minutes:02}:{self.seconds:02}{mark}{self.frames:02}"

    @classmethod
    def from_frame_count(cls, frame_count: int, rate: FrameRate, subframes: int = 0) -> Self:
        """Name the frame with so many before it; after a day the count begins again."""
        seconds, frames = divmod(rate.number_at(frame_count % rate.per_day), rate.nominal)
        minutes, seconds = divmod(seconds, 60)
        return cls(*divmod(minutes, 60), seconds, frames, rate, subframes)

    @classmethod
    def from_time(cls, time: float, rate: FrameRate) -> Self:
        """Name the frame of a time in seconds, to the nearest hundredth of a frame."""
        # In floats, as a list of thousands is written: off by a millionth of a frame at most.
        hundredths = round(time * 100 * rate.per_second.numerator / rate.per_second.denominator)
        return cls.from_frame_count(hundredths // 100, rate, hundredths % 100)

    @property
    def frame_count(self) -> int:
        """Count the frames since midnight."""
        seconds = (self.hours * 60 + self.minutes) * 60 + self.seconds
        return self.rate.frames_before(seconds * self.rate.nominal + self.frames)

    @property
    def time(self) -> float:
        """Give the seconds since midnight."""
        return float((self.frame_count + Fraction(self.subframes, 100)) / self.rate.per_second)


@dataclass(frozen=True, slots=True)
class TimeBase:
    """Say how a project counts its time.

    Args:
        rate: of its time code; None where it does not say.
        start: what it shows at its beginning, in seconds.
    """

    rate: FrameRate | None = None
    start: float = 0.0


UNSAID = TimeBase()
"""What a project counts by that says nothing of it: minutes and seconds, from zero."""
