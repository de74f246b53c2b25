"""A ruler marks times one can say, as the project counts them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from daw_bridge.time_code import DROP_29_97, PULLED_23_976, RATES, UNSAID, FrameRate, TimeBase
from gui.clock import Clock
from gui.timeline.scale import Scale
from gui.timeline.ticks import ticks

BASES = [
    UNSAID,
    TimeBase(start=3600.0),
    *(TimeBase(rate) for rate in RATES.values()),
    TimeBase(FrameRate(Fraction(30), drops=True)),
    TimeBase(DROP_29_97, 3600.0),
    TimeBase(DROP_29_97, -7.0),
]


def labels(base: TimeBase, pixels: float, first: float, last: float) -> list[str]:
    found = ticks(Scale(0.0, 1e6, pixels), first, last, 100.0, base)
    return [Clock(base).text(mark.time) for mark in found if mark.labelled]


@pytest.mark.parametrize("base", BASES, ids=lambda base: f"{base.rate} from {base.start}")
@pytest.mark.parametrize("pixels", [0.003, 0.2, 1.0, 17.0, 160.0, 2000.0])
def test_labels_stand_apart_and_at_times_one_can_say(pixels, base):
    scale = Scale(0.0, 1e6, pixels)
    marks = list(ticks(scale, scale.time(0.0), scale.time(1500.0), 100.0, base))
    times = [mark.time for mark in marks if mark.labelled]
    # Where numbers are left out, one step is up to four frames shorter.
    apart = [(b - a) * pixels for a, b in pairwise(times)]
    assert min(apart) >= 100.0 - 4 * pixels / 30
    assert max(apart) <= 500.0 + 4 * pixels / 30
    assert [mark.time for mark in marks] == sorted({mark.time for mark in marks})
    assert len(marks) > len(times)
    assert all(0.0 <= mark.time <= scale.time(1500.0) for mark in marks)


def test_minutes_and_seconds_begin_at_zero():
    scale = Scale(0.0, 1e6, 17.0)
    first, *_ = ticks(scale, 0.0, 60.0, 100.0, UNSAID)
    assert (first.time, first.labelled) == (0.0, True)


def test_seconds_of_the_code_are_labelled_though_they_are_longer_than_seconds():
    assert labels(TimeBase(PULLED_23_976), 110.0, 0.0, 3.1) == [
        "00:00:00:00",
        "00:00:01:00",
        "00:00:02:00",
        "00:00:03:00",
    ]


def test_close_up_labels_are_at_frames_that_divide_a_second():
    assert labels(TimeBase(RATES["25"]), 600.0, 0.0, 1.01) == [
        f"00:00:00:{frame:02}" for frame in (0, 5, 10, 15, 20)
    ] + ["00:00:01:00"]
    assert labels(TimeBase(RATES["24"]), 600.0, 0.0, 0.5)[1] == "00:00:00:04"


def test_a_mark_is_at_every_frame_when_they_are_far_enough_apart():
    scale, rate = Scale(0.0, 1e6, 600.0), RATES["25"]
    marks = list(ticks(scale, 0.0, 0.4, 100.0, TimeBase(rate)))
    assert [mark.time for mark in marks] == pytest.approx([n / 25 for n in range(11)])


def test_a_minute_of_drop_frame_is_marked_at_its_first_frame():
    minutes = labels(TimeBase(DROP_29_97), 2.0, 0.0, 620.0)
    assert minutes[:3] == ["00:00:00;00", "00:01:00;02", "00:02:00;02"]
    assert "00:10:00;00" in minutes
    assert labels(TimeBase(RATES["59.94df"]), 2.0, 59.0, 61.0) == ["00:01:00;04"]


def test_the_ruler_counts_from_the_start_of_the_project():
    assert labels(TimeBase(RATES["25"], 3600.0), 110.0, 0.0, 2.0) == [
        "01:00:00:00",
        "01:00:01:00",
        "01:00:02:00",
    ]
    assert labels(TimeBase(start=3599.5), 110.0, 0.0, 2.0) == ["1:00:00.000", "1:00:01.000"]


def test_before_zero_it_counts_down():
    shown = labels(TimeBase(RATES["25"], -2.0), 110.0, 0.0, 3.0)
    assert shown == ["-00:00:02:00", "-00:00:01:00", "00:00:00:00", "00:00:01:00"]
