"""Times are written as the user reads them."""

from __future__ import annotations

import pytest

from daw_bridge.exchange.clock_text import RATES, parse_time
from gui.clock import TIMES, Clock


@pytest.mark.parametrize(
    ("rate_name", "seconds", "text"),
    [
        ("", 83.5, "1:23.500"),
        ("", 59.9996, "1:00.000"),
        ("", 36_000.25, "10:00:00.250"),
        ("", -1.5, "-0:01.500"),
        ("25", 83.5, "00:01:23:12"),
        ("25", 3600.999, "01:00:00:24"),
        ("25", -1.5, "-00:00:01:12"),
        ("23.976", 1.001, "00:00:01:00"),
        ("29.97", 60.06, "00:01:00:00"),
        ("29.97df", 60.03, "00:00:59;29"),
        ("29.97df", 60.06, "00:01:00;02"),
        ("29.97df", 600.6, "00:10:00;18"),
    ],
)
def test_a_time_is_written(rate_name, seconds, text):
    assert Clock(rate_name).text(seconds) == text


@pytest.mark.parametrize("name", RATES)
def test_time_code_reads_back_to_the_frame_that_it_names(name):
    rate = RATES[name]
    for seconds in (0.0, 12.345, 61.5, 3661.7):
        gone = seconds - parse_time(Clock(name).text(seconds), rate)
        assert -1e-6 <= gone < 1 / rate.per_second


def test_every_choice_is_called_after_what_it_shows():
    assert TIMES[""] == "Minutes and seconds"
    assert TIMES["23.976"] == "Time code, 23.976 fps"
    assert TIMES["29.97df"] == "Time code, 29.97 drop"
