"""Times are written as the user reads them."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.exchange.clock_text import parse_time
from daw_bridge.time_code import DROP_29_97, PAL_25, RATES, UNSAID, TimeBase
from gui import clock
from gui.clock import AS_THE_PROJECT, MINUTES, TIMES, Clock


def test_examples():
    assert doctest.testmod(clock).failed == 0


@pytest.mark.parametrize(
    ("rate_name", "seconds", "text"),
    [
        (MINUTES, 83.5, "1:23.500"),
        (MINUTES, 59.9996, "1:00.000"),
        (MINUTES, 36_000.25, "10:00:00.250"),
        (MINUTES, -1.5, "-0:01.500"),
        ("25", 83.5, "00:01:23:12"),
        ("25", 3600.999, "01:00:00:24"),
        ("25", -1.5, "-00:00:01:12"),
        ("23.976", 1.001, "00:00:01:00"),
        ("29.97", 60.06, "00:01:00:00"),
        ("29.97df", 60.03, "00:00:59;29"),
        ("29.97df", 60.06, "00:01:00;02"),
        ("29.97df", 600.6, "00:10:00;18"),
        ("59.94df", 60.06, "00:01:00;04"),
        ("50", 1.5, "00:00:01:25"),
        ("60", 0.5, "00:00:00:30"),
    ],
)
def test_a_time_is_written(rate_name, seconds, text):
    assert Clock.of(rate_name, UNSAID).text(seconds) == text


@given(st.sampled_from(sorted(RATES)), st.floats(0, 80_000))
def test_time_code_reads_back_to_the_frame_that_it_names(name, seconds):
    rate = RATES[name]
    gone = seconds - parse_time(Clock(TimeBase(rate)).text(seconds), rate)
    # A hundredth of a frame before the next one, it is that.
    assert -0.006 / rate.per_second <= gone < 1 / rate.per_second


def test_as_the_project_says_or_in_minutes_and_seconds():
    assert Clock.of(AS_THE_PROJECT, TimeBase(DROP_29_97)).text(60.06) == "00:01:00;02"
    assert Clock.of(AS_THE_PROJECT, UNSAID).text(60.06) == "1:00.060"


def test_whatever_is_chosen_a_project_counts_from_its_own_start():
    base = TimeBase(PAL_25, 3600.0)
    written = {times: Clock.of(times, base).text(1.5) for times in (AS_THE_PROJECT, MINUTES, "50")}
    assert written == {
        AS_THE_PROJECT: "01:00:01:12",
        MINUTES: "1:00:01.500",
        "50": "01:00:01:25",
    }
    assert Clock(TimeBase(PAL_25, -2.0)).text(1.5) == "-00:00:00:12"


def test_every_choice_is_called_after_what_it_shows():
    assert TIMES[AS_THE_PROJECT] == "As the project"
    assert TIMES["23.976"] == "Time code, 23.976 fps"
    assert TIMES["29.97df"] == "Time code, 29.97 drop"
    assert Clock(TimeBase(PAL_25)).title == "Time code, 25 fps"
    assert Clock().title == "Minutes and seconds"
