"""Somebody is there as long as the state changes, whatever the clock on the wall says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daw_bridge.heartbeat import Heartbeat
from daw_bridge.spool import Spool


class Clocks:
    """Let time pass, and the time of day be set."""

    def __init__(self) -> None:
        self.passed, self.day = 50.0, 1_000_000.0

    def pass_by(self, seconds: float) -> None:
        self.passed += seconds
        self.day += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def heart(tmp_path: Path, clocks: Clocks) -> Heartbeat:
    return Heartbeat(Spool(tmp_path), "daw", clock=lambda: clocks.passed, now=lambda: clocks.day)


def beat(folder: Path, day: float) -> None:
    (folder / "daw.json").write_text("{}")
    os.utime(folder / "daw.json", (day, day))


def test_nobody_is_there_without_a_beat(heart: Heartbeat) -> None:
    assert not heart.beats()


def test_a_beat_lasts_three_seconds(heart: Heartbeat, clocks: Clocks, tmp_path: Path) -> None:
    beat(tmp_path, clocks.day - 1.0)
    assert heart.beats()
    clocks.pass_by(1.9)
    assert heart.beats()
    clocks.pass_by(0.2)
    assert not heart.beats()
    beat(tmp_path, clocks.day)
    assert heart.beats()


def test_an_old_beat_is_none(heart: Heartbeat, clocks: Clocks, tmp_path: Path) -> None:
    beat(tmp_path, clocks.day - 60.0)
    assert not heart.beats()


def test_a_beat_of_tomorrow_does_not_last_until_then(
    heart: Heartbeat, clocks: Clocks, tmp_path: Path
) -> None:
    beat(tmp_path, clocks.day + 86_400)
    assert heart.beats()
    clocks.pass_by(3.5)
    assert not heart.beats()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_ends_nothing(
    heart: Heartbeat, clocks: Clocks, tmp_path: Path, hours: int
) -> None:
    beat(tmp_path, clocks.day)
    assert heart.beats()
    clocks.day += hours * 3600
    for _ in range(10):
        clocks.pass_by(1.0)
        beat(tmp_path, clocks.day)
        assert heart.beats()
    clocks.pass_by(3.5)
    assert not heart.beats()


def test_a_state_that_is_withdrawn_is_an_end(
    heart: Heartbeat, clocks: Clocks, tmp_path: Path
) -> None:
    beat(tmp_path, clocks.day)
    assert heart.beats()
    (tmp_path / "daw.json").unlink()
    assert not heart.beats()
