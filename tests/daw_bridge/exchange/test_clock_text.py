import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.exchange import clock_text
from daw_bridge.exchange.clock_text import (
    LATEST,
    MissingRateError,
    clock,
    fine_clock,
    parse_rate,
    parse_time,
)
from daw_bridge.time_code import RATES, TimeCode
from daw_bridge.timeline import ProjectError


def test_the_examples_hold():
    assert doctest.testmod(clock_text).failed == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 90 ", 90.0),
        ("12.25 s", 12.25),
        ("12,25", 12.25),
        ("1:02", 62.0),
        ("125:00.5", 7500.5),
        ("01:02:03", 3723.0),
        ("1:02:03,5", 3723.5),
        ("100:00:00.001", 360_000.001),
    ],
)
def test_seconds_and_clocks(text, seconds):
    assert parse_time(text) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [
        ("00:00:01:12", "24", 1.5),
        ("01:00:00:00", "23.976", 3603.6),
        ("01:00:00:00", "25", 3600.0),
        ("01:00:00:24", "25", 3600.96),
        ("01:00:00:00", "29.97", 3603.6),
        ("00:00:10:15", "30", 10.5),
        ("00:00:10:15.50", "30", 10 + 15.5 / 30),
        ("00:01:00;02", "29.97df", 1800 * 1001 / 30_000),
        ("00:01:00:02", "29.97df", 1800 * 1001 / 30_000),
        ("01;00;00;00", "29.97", 107_892 * 1001 / 30_000),
    ],
)
def test_time_code_counts_frames_of_its_rate(text, rate, seconds):
    assert parse_time(text, RATES[rate]) == pytest.approx(seconds, abs=1e-9)


def test_drop_frame_says_its_rate_itself():
    assert parse_time("00:01:00;04", RATES["59.94"]) == pytest.approx(60.06, abs=1e-9)
    assert parse_time("00:01:00;04", RATES["59.94df"]) == pytest.approx(60.06, abs=1e-9)
    assert parse_time("00:10:00;00") == pytest.approx(599.9994, abs=1e-9)
    with pytest.raises(MissingRateError):
        parse_time("00:10:00:00")


@pytest.mark.parametrize(
    ("text", "rate", "why"),
    [
        ("", None, "is no time"),
        ("soon", None, "is no time"),
        ("-1.0", None, "is no time"),
        ("1e3", None, "is no time"),
        ("nan", None, "is no time"),
        ("1,234.5", None, "is no time"),
        ("٣", None, "is no time"),
        ("1:60", None, "60 seconds"),
        ("1:60:00", None, "60 minutes"),
        ("9999999999", None, "too late"),
        ("5.1.00", None, "is a bar and a beat"),
        ("00:00:01:12", None, "nothing says how many"),
        ("00:00:01;12", "25", "drop-frame.*not of 25 fps"),
        ("00:01:00;03", "59.94", "there is no time code"),
        ("00:01:00;00", None, "there is no time code"),
        ("00:00:00:25", "25", "there is no time code"),
        ("24:00:00:00", "25", "there is no time code"),
    ],
)
def test_what_is_no_time_is_told(text, rate, why):
    with pytest.raises(ValueError, match=why):
        parse_time(text, rate and RATES[rate])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("25", "25"), ("25 fps", "25"), ("24.00", "24"), ("30fps", "30"), ("23,98", "23.976"),
        ("23.976p", None), ("29.97", "29.97"), ("29.97 DF", "29.97df"),
        ("29.97fps drop", "29.97df"),
        ("29.97 (NDF)", "29.97"), ("29.97 non-drop", "29.97"), ("30df", None), ("12", None),
        ("59.94", "59.94"), ("59.94 drop-frame", "59.94df"), ("48", "48"),
        ("50 fps", "50"), ("60", "60"),
        ("47.95", "47.952"), ("25df", None),
        ("", None), ("fast", None),
    ],
)  # fmt: skip
def test_rates_by_the_names_people_give_them(text, name):
    if name is None:
        with pytest.raises(ProjectError, match=r"known are 23.976, 24, 25, 29.97, 29.97df, 30"):
            parse_rate(text)
    else:
        assert parse_rate(text) == RATES[name]


@given(st.floats(0, LATEST))
def test_what_is_written_is_read(time):
    assert parse_time(fine_clock(time)) == pytest.approx(time, abs=6e-7)
    assert parse_time(clock(time, ",")) == pytest.approx(time, abs=6e-4)
    assert len(fine_clock(time).partition(".")[2]) >= 3


@given(st.sampled_from(sorted(RATES)), st.integers(0, 2_000_000))
def test_every_frame_of_every_rate_is_read(name, frame):
    code = TimeCode.from_frame_count(frame, RATES[name])
    assert parse_time(str(code), RATES[name]) == code.time
