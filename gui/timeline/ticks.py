"""Choose what a ruler marks: times one can say, in minutes and seconds or in time code.

A ruler counts in numbers, which are milliseconds or those of frames. Drop-frame leaves some of
these out; what would stand there stands at the next frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from daw_bridge.time_code import FrameRate, TimeBase
from gui.timeline.scale import Scale

_MILLISECONDS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_SECONDS = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
)  # fmt: skip
"""Between two labels of a ruler; of frames, any that divide a second."""

_PARTS = (5, 4, 3, 2)
"""Into how many a step may be divided by unlabelled marks, the most first."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Mark a time on the ruler; only what is `labelled` has its time written beside it."""

    time: float
    labelled: bool


def ticks(
    scale: Scale, first: float, last: float, label_pixels: float, base: TimeBase
) -> Iterator[Tick]:
    """Mark the times from `first` to `last`, so that labels of some width stand apart."""
    step, part = _steps(base.rate, label_pixels / scale.pixels)
    begin, end = (_number(base, time) for time in (first, last))
    before = -math.inf
    for number in range(math.floor(begin / part) * part, math.ceil(end) + part, part):
        time = _time(base, number)
        if first <= time <= last and time > before:
            before = time
            yield Tick(time, number % step == 0)


def _steps(rate: FrameRate | None, least: float) -> tuple[int, int]:
    """Choose how many numbers labels are apart, at least some seconds, and how many marks are."""
    second = 1000 if rate is None else rate.nominal
    within = _MILLISECONDS if rate is None else _divisors(second)
    steps = (*within, *(seconds * second for seconds in _SECONDS))
    true_second = 1000.0 if rate is None else float(rate.per_second)
    step = next((step for step in steps if step >= least * true_second), steps[-1])
    parts = (step // n for n in _PARTS if step % n == 0 and step // n in steps)
    return step, next(parts, step)


def _divisors(number: int) -> tuple[int, ...]:
    return tuple(n for n in range(1, number) if number % n == 0)


def _number(base: TimeBase, time: float) -> float:
    """Give the number at a time; what is before zero counts backwards."""
    shown = base.start + time
    if base.rate is None:
        return shown * 1000
    frames = abs(shown) * float(base.rate.per_second)
    return math.copysign(base.rate.number_at(math.floor(frames)), shown)


def _time(base: TimeBase, number: int) -> float:
    """Give the time of a number."""
    if base.rate is None:
        return number / 1000 - base.start
    frames, rate = base.rate.frames_before(abs(number)), base.rate.per_second
    return math.copysign(frames * rate.denominator / rate.numerator, number) - base.start
