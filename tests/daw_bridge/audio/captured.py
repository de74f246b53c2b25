"""Find in what a program captured from our ports what was played."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager

import numpy as np

from tests.daw_bridge.audio import capture
from tests.daw_bridge.audio.sounds import RATE
from tests.patience import PATIENCE, ended_at_last

PERIOD = 1024
"""Samples that a server hands over at once."""

LABEL = "system, JACK Audio Connection Kit"
"""What its device is called."""


class Capture:
    """Hold what a program captured from our ports: sound `(N, C)` and the time of each sample."""

    sound = times = None


@contextmanager
def captured(folder, n_samples, *ports):
    """Let so many samples be captured, from the first that is not silence on."""
    # Numbered by JACK where our MIDI ports have the name already.
    names = [f"Takelane(-[0-9]+)?:out_{port}" for port in ports]
    command = [sys.executable, capture.__file__, *names, str(n_samples), folder / "captured.npz"]
    result = Capture()
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program,
        ended_at_last(program, 4 * PATIENCE),
    ):
        assert program.stdout.readline() == "ready\n"
        try:
            yield result
            program.wait()
        finally:
            program.kill()  # where nothing has come to be captured
    data = np.load(folder / "captured.npz")
    result.sound = data["sound"]
    result.times = np.repeat(data["times"], PERIOD) + np.tile(
        np.arange(PERIOD) / RATE, len(data["times"])
    )


def found(sound, take):
    """Find a take in what was captured; it has to be there to the bit."""
    first = np.flatnonzero(np.abs(sound).sum(axis=1))[0] - np.flatnonzero(take)[0]
    for column in sound.T:
        np.testing.assert_array_equal(column[first : first + len(take)], take)
    return first
