"""Every frame has one name and one place, at every rate; drop-frame is as television has it."""

from __future__ import annotations

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge import time_code
from daw_bridge.time_code import (
    DROP_29_97,
    DROP_59_94,
    FILM_24,
    PAL_25,
    PULLED_23_976,
    RATES,
    FrameRate,
    TimeCode,
)

DROP_30 = FrameRate(Fraction(30), drops=True)
ANY_RATE = st.sampled_from([*RATES.values(), DROP_30, FrameRate.pulled(25)])


def test_examples():
    assert doctest.testmod(time_code).failed == 0


@pytest.mark.parametrize(
    ("rate", "frames"),
    [
        (FILM_24, 2_073_600),
        (PULLED_23_976, 2_073_600),
        (PAL_25, 2_160_000),
        (DROP_29_97, 2_589_408),
        (DROP_30, 2_589_408),
        (RATES["48"], 4_147_200),
        (DROP_59_94, 5_178_816),
    ],
)
def test_a_day_has_as_many_frames_as_it_should(rate, frames):
    assert rate.per_day == frames


@pytest.mark.parametrize(
    ("text", "frame_count"),
    [
        ("00:00:59;29", 1799),
        ("00:01:00;02", 1800),
        ("00:09:59;29", 17_981),
        ("00:10:00;00", 17_982),
        ("00:10:00;01", 17_983),
        ("00:11:00;02", 19_782),
        ("01:00:00;00", 107_892),
        ("23:59:59;29", 2_589_407),
    ],
)
def test_drop_frame_numbers(text, frame_count):
    for rate in (DROP_29_97, DROP_30):
        code = TimeCode.from_frame_count(frame_count, rate)
        assert str(code) == text
        assert code.frame_count == frame_count


@pytest.mark.parametrize(
    ("text", "frame_count"),
    [
        ("00:00:59;59", 3599),
        ("00:01:00;04", 3600),
        ("00:09:59;59", 35_963),
        ("00:10:00;00", 35_964),
        ("01:00:00;00", 215_784),
    ],
)
def test_at_twice_the_rate_twice_as_many_numbers_are_left_out(text, frame_count):
    code = TimeCode.from_frame_count(frame_count, DROP_59_94)
    assert str(code) == text
    assert code.frame_count == frame_count


@pytest.mark.parametrize("rate", [DROP_29_97, DROP_59_94])
def test_every_frame_of_a_drop_frame_day_has_one_name(rate):
    for first in (0, 1798, 3598, 17_980, 35_960, 107_890):
        names = [str(TimeCode.from_frame_count(first + n, rate)) for n in range(4000)]
        assert len(set(names)) == len(names)
        assert names == sorted(names)


@given(ANY_RATE, st.data())
def test_names_and_counts_undo_each_other(rate, data):
    frame_count = data.draw(st.integers(0, rate.per_day - 1))
    code = TimeCode.from_frame_count(frame_count, rate)
    assert code.frame_count == frame_count
    assert TimeCode.from_time(code.time, rate) == code
    assert TimeCode.from_frame_count(frame_count + rate.per_day, rate) == code


@given(ANY_RATE, st.integers(0, 10_000_000))
def test_numbers_that_are_left_out_stand_at_the_next_frame(rate, number):
    frames = rate.frames_before(number)
    assert 0 <= rate.number_at(frames) - number <= rate.dropped_a_minute
    assert rate.frames_before(number + 1) - frames in (0, 1)


def test_times_are_those_of_the_clock_on_the_wall():
    hour = TimeCode(1, 0, 0, 0, DROP_29_97)
    assert hour.time == 107_892 * 1001 / 30_000
    assert TimeCode(1, 0, 0, 0, DROP_30).time == 3596.4
    assert TimeCode(1, 0, 0, 0, PULLED_23_976).time == pytest.approx(3603.6, abs=1e-9)
    assert TimeCode(0, 0, 1, 12, PAL_25, subframes=50).time == 1.5


@pytest.mark.parametrize(
    "numbers",
    [(24, 0, 0, 0), (0, 60, 0, 0), (0, 0, 60, 0), (0, 0, 0, 30), (0, 1, 0, 0), (0, 59, 0, 1)],
)
def test_a_frame_that_there_is_not_is_refused(numbers):
    with pytest.raises(ValueError, match="there is no time code"):
        TimeCode(*numbers, DROP_29_97)


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        (23.976, "23.976"),
        (23.976024, "23.976"),
        (24.0, "24"),
        (29.97, "29.97"),
        (29.97002997003, "29.97"),
        (47.952, "47.952"),
        (48.0, "48"),
        (59.94, "59.94"),
        (59.94005994, "59.94"),
        (60.0, "60"),
    ],
)
def test_a_decimal_number_means_the_rate_that_it_is_near(written, rate):
    assert FrameRate.near(written) == RATES[rate]


def test_only_thirty_and_sixty_frames_can_drop_numbers():
    assert FrameRate.near(29.97, drops=True) == DROP_29_97
    assert FrameRate.near(59.94, drops=True) == DROP_59_94
    assert FrameRate.near(25.0, drops=True) == PAL_25


def test_other_rates_are_taken_as_they_are():
    assert FrameRate.near(75.0) == FrameRate(Fraction(75))
    assert FrameRate.near(12.5).nominal == 13


def test_a_rate_says_what_it_is():
    assert [str(rate) for rate in (PULLED_23_976, PAL_25, DROP_29_97)] == [
        "23.976 fps",
        "25 fps",
        "29.97 drop",
    ]
