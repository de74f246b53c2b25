"""A person who starts Takelane for the first time hears a line after three clicks."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import correlate

from tests.daw_bridge.ardour.real_ardour import screen
from tests.daw_bridge.audio.test_sound_stream import captured
from tests.daw_bridge.midi.jack import jack_server
from tests.gui.onlooker import STEPS
from tests.gui.takes.hand import Hand, needs_x, program

RATE, SECONDS = 48_000, 1.0
HOME = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.fixture
def nobody(tmp_path, monkeypatch):
    """Be a person who never ran Takelane, at a computer with sound."""
    for name in HOME:
        (tmp_path / name.lower()).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    with jack_server(1024) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield tmp_path / "home"


@needs_x
@pytest.mark.skipif(
    shutil.which("jackd") is None, reason="jackd is not here; get it with: apt-get install jackd2"
)
def test_a_line_is_heard_after_three_clicks(nobody, tmp_path):
    onlooker = Path(__file__).with_name("onlooker.py")
    begun, told = time.monotonic(), {}
    with screen() as display, program(display, onlooker, tmp_path) as takelane:
        hand = Hand(display)

        def click(step):
            told.update([_next(takelane)])
            hand.do("mousemove", *told[step]["at"], "click", 1)

        click("demo")
        told.update([_next(takelane)])
        with captured(tmp_path, round(SECONDS * RATE), 0, 1) as result:
            hand.do("mousemove", *told["line"]["at"], "click", 1)
            click("play")
            told.update(_next(takelane) for _ in range(2))
        hand.do("key", "ctrl+q")
        assert takelane.read() == ""
    assert list(told) == list(STEPS)
    [file] = nobody.rglob("*.wav")
    first = np.flatnonzero(result.sound.any(axis=1))[0]
    assert told["play"]["time"] < result.times[first]
    take = soundfile.read(file)[0]
    # A computer in a hurry leaves a gap here and there.
    assert _alike(result.sound[first:, 0], take) > 0.8
    assert _alike(result.sound[first:, 0][::-1], take) < 0.5
    steps = {name: round(step["time"] - begun, 2) for name, step in told.items()}
    heard, load = result.times[first] - begun, os.getloadavg()[0]
    print(f"{steps}, heard after {heard:.1f} s at a load of {load:.1f}")  # noqa: T201


def _next(takelane):
    said = json.loads(takelane.readline())
    return said["step"], said


def _alike(heard, take):
    """Give how far two sounds are the same but for their loudness, from 0 to 1."""
    heard = heard[: len(take)]
    size = np.linalg.norm(heard) * np.linalg.norm(take)
    return float(np.abs(correlate(take, heard, "full")).max() / size)
