"""A person who starts Takelane for the first time hears a line after three clicks."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.signal import correlate, fftconvolve

from tests.daw_bridge.ardour.real_ardour import screen
from tests.daw_bridge.audio.captured import PERIOD, captured
from tests.daw_bridge.jack import jack_server, needs_jack
from tests.gui.onlooker import STEPS
from tests.gui.takes.hand import Hand, needs_x, program

RATE, SECONDS = 48_000, 2.0
PIECE = 2400
"""Samples; a computer in a hurry leaves gaps in what is heard, and may lose some of it."""

HOME = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.fixture
def nobody(tmp_path, monkeypatch):
    """Be a person who never ran Takelane, at a computer with sound."""
    for name in HOME:
        (tmp_path / name.lower()).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    with jack_server(PERIOD):
        yield tmp_path / "home"


@needs_x
@needs_jack
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
    assert _heard_of(take, result.sound[first:, 0]) > 0.5
    assert _heard_of(take, result.sound[first:, 0][::-1]) < 0.1
    steps = {name: round(step["time"] - begun, 2) for name, step in told.items()}
    heard, load = result.times[first] - begun, os.getloadavg()[0]
    print(f"{steps}, heard after {heard:.1f} s at a load of {load:.1f}")  # noqa: T201


def _next(takelane):
    said = json.loads(takelane.readline())
    return said["step"], said


def _heard_of(take, sound):
    """Give which part of a take is in a sound, piece by piece, at any place and loudness."""
    pieces = take[: len(take) // PIECE * PIECE].reshape(-1, PIECE)
    loud = [piece for piece in pieces if np.linalg.norm(piece) > 0.01 * np.linalg.norm(take)]
    norms = np.sqrt(np.maximum(fftconvolve(sound**2, np.ones(PIECE), "valid"), 1e-12))
    found = [
        (np.abs(correlate(sound, piece, "valid")) / norms).max() / np.linalg.norm(piece)
        for piece in loud
    ]
    return float(np.mean(np.array(found) > 0.99))
