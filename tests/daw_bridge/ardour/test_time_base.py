"""Frame rate and start of an Ardour session are those that Ardour shows."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from daw_bridge.ardour.session import read_session
from daw_bridge.time_code import FULL_30, PAL_25, RATES, UNSAID, FrameRate, TimeBase
from tests.daw_bridge.ardour.session_builder import session

HARBOUR = Path(__file__).parents[2] / "data" / "ardour" / "harbour.ardour"
"""Saved by Ardour 7.3."""


@pytest.fixture
def read(tmp_path):
    """Read the session as Ardour saves it with other options."""

    def reader(**options: str) -> TimeBase:
        text = HARBOUR.read_text()
        for name, value in options.items():
            option = name.replace("_", "-")
            text, count = re.subn(f'(?<="{option}" value=)"[^"]*"', f'"{value}"', text)
            assert count == 1
        path = tmp_path / "harbour.ardour"
        path.write_text(text)
        return read_session(path).time_base

    return reader


def test_a_new_session_counts_thirty_frames_from_zero(read):
    assert read() == TimeBase(FULL_30)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("timecode_23976", RATES["23.976"]),
        ("timecode_24", RATES["24"]),
        ("timecode_24976", FrameRate(Fraction(25_000, 1001))),
        ("timecode_25", RATES["25"]),
        ("timecode_2997", RATES["29.97"]),
        ("timecode_2997drop", RATES["29.97df"]),
        ("timecode_30", RATES["30"]),
        ("timecode_30drop", FrameRate(Fraction(30), drops=True)),
        ("timecode_5994", RATES["59.94"]),
        ("timecode_60", RATES["60"]),
        ("", None),
        ("timecode_17", None),
    ],
)
def test_the_rates_that_ardour_writes(read, name, rate):
    assert read(timecode_format=name).rate == rate


def test_the_offset_is_ahead_where_it_is_called_negative(read):
    """Ardour 7.3 shows 01:00:02:00 two seconds into the first, 00:59:58:00 before the other."""
    hour = {"timecode_format": "timecode_25", "timecode_offset": "172800000"}
    assert read(**hour) == TimeBase(PAL_25, 3600.0)
    assert read(**hour, timecode_offset_negative="0") == TimeBase(PAL_25, -3600.0)


@pytest.mark.parametrize("offset", ["", "nan", "1e300", "x"])
def test_a_damaged_offset_is_none(read, offset):
    assert read(timecode_offset=offset).start == 0.0


def test_a_session_without_options_says_nothing(tmp_path):
    path = tmp_path / "harbour.ardour"
    path.write_bytes(session())
    assert read_session(path).time_base == UNSAID
