"""Frame rate and start of a REAPER project are those that REAPER shows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from daw_bridge.reaper.project import project_timeline
from daw_bridge.reaper.rpp import parse
from daw_bridge.time_code import DROP_29_97, PAL_25, RATES, UNSAID, FrameRate, TimeBase

HEAD = """<REAPER_PROJECT 0.1 "7.61/x64" 1764000000 0
  RIPPLE 0 0
  PANLAW 1
  {offset}
  MAXPROJLEN 0 0
  GRID 3199 8 1 8 1 0 0 0
  {mode}
  VIDEO_CONFIG 0 0 65792
  SMPTESYNC 0 30 100 40 1000 300 0 0 1 0 0
>
"""
"""How a project of REAPER 7 begins, around the two lines."""


def read(mode: str = "", offset: str = "PROJOFFS 0 0 0") -> TimeBase:
    data = HEAD.format(mode=mode, offset=offset).encode()
    return project_timeline(parse(data, "x.rpp"), Path("x.rpp")).time_base


@pytest.mark.parametrize(
    ("frames", "rate"),
    [
        ("24 2", "23.976"),
        ("24 0", "24"),
        ("25 0", "25"),
        ("30 1", "29.97df"),
        ("30 2", "29.97"),
        ("30 0", "30"),
        ("48 0", "48"),
        ("50 0", "50"),
        ("60 2", "59.94"),
        ("60 0", "60"),
    ],
)
def test_the_rates_that_reaper_offers(frames, rate):
    assert read(f"TIMEMODE 1 5 -1 {frames} 0 -1") == TimeBase(RATES[rate])


def test_other_whole_rates_are_taken_as_they_are():
    assert read("TIMEMODE 5 5 -1 75 0 0 -1").rate == FrameRate(Fraction(75))
    assert read("TIMEMODE 5 5 -1 25 1 0 -1").rate == PAL_25


@pytest.mark.parametrize(("said", "start"), [("3600", 3600.0), ("-2.5", -2.5), ("3603.6", 3603.6)])
def test_a_project_begins_where_it_says(said, start):
    base = read("TIMEMODE 1 5 -1 30 1 0 -1", f"PROJOFFS {said} 0 0")
    assert base == TimeBase(DROP_29_97, start)


@pytest.mark.parametrize(
    ("mode", "offset"),
    [
        ("", ""),
        ("TIMEMODE", "PROJOFFS"),
        ("TIMEMODE 1 5", "PROJOFFS nan 0"),
        ("TIMEMODE 1 5 -1 0 0", "PROJOFFS 1e300"),
        ("TIMEMODE 1 5 -1 1e9 0", "PROJOFFS x"),
        ("TIMEMODE 1 5 -1 -25 0", ""),
    ],
)
def test_what_is_not_said_or_damaged_is_unsaid(mode, offset):
    assert read(mode, offset) == UNSAID
