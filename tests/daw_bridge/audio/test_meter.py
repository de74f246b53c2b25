import math

import numpy as np
import pytest

from daw_bridge.audio.loudness import measure
from daw_bridge.audio.meter import Meter
from tests.daw_bridge.audio.sounds import RATE, speechlike, tone


def metered(signal, block=480):
    meter = Meter(RATE)
    for first in range(0, len(signal), block):
        meter.feed(signal[first : first + block])
    return meter


def test_the_running_meter_agrees_with_the_whole_take():
    signal = speechlike(5.0)
    reading, whole = metered(signal).reading(), measure(signal, RATE)
    assert reading.integrated == pytest.approx(whole.integrated, abs=1e-9)
    assert reading.highest == pytest.approx(whole.true_peak, abs=1e-4)


def test_momentary_and_short_term_hear_only_the_last_seconds():
    loud, soft = tone(-10.0, 4.0), tone(-40.0, 1.0)
    reading = metered(np.concatenate([loud, soft])).reading()
    assert reading.momentary == pytest.approx(-43.0, abs=0.1)
    assert -16.0 < reading.short_term < -13.0
    assert reading.true_peak > -11.0  # held
    reading = metered(np.concatenate([loud, soft, soft, soft, soft])).reading()
    assert reading.short_term == pytest.approx(-43.0, abs=0.1)
    assert reading.true_peak == pytest.approx(-40.0, abs=0.2)
    assert reading.highest == pytest.approx(-10.0, abs=0.2)


def test_a_reset_meter_has_heard_nothing():
    meter = metered(tone(-10.0, 1.0))
    meter.reset()
    reading = meter.reading()
    levels = (reading.true_peak, reading.highest, reading.momentary, reading.short_term)
    assert (*levels, reading.integrated) == (-math.inf,) * 5
