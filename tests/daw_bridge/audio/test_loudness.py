import doctest
import math

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import lfilter

from daw_bridge.audio import loudness
from daw_bridge.audio.loudness import (
    KWeighting,
    Loudness,
    gain_towards,
    matching_gains,
    measure,
)
from tests.daw_bridge.audio.sounds import RATE, speechlike, tone

SINGLE = -3.01
"""By how much one channel is less loud than two, for which the cases of EBU Tech 3341 are."""

SHELF = ([1.53512485958697, -2.69169618940638, 1.19839281085285],
         [1.0, -1.69065929318241, 0.73248077421585])  # fmt: skip
HIGH_PASS = ([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621])


def test_examples():
    assert doctest.testmod(loudness).failed == 0


def test_weighting_is_the_standards_at_48_khz():
    noise = speechlike(2.0)
    expected = lfilter(*HIGH_PASS, lfilter(*SHELF, noise.astype(np.float64)))
    for n_blocks in (1, 7, 200):
        weighting = KWeighting(RATE)
        blocks = [weighting.push(block) for block in np.array_split(noise, n_blocks)]
        np.testing.assert_allclose(np.concatenate(blocks), expected, atol=1e-10)


def test_a_full_scale_tone_reads_as_the_standard_says():
    measured = measure(tone(0.0, 5.0, hertz=997.0), RATE)
    assert measured.integrated == pytest.approx(-3.01, abs=0.01)
    assert measured.short_term == pytest.approx(-3.01, abs=0.01)
    assert measured.momentary == pytest.approx(-3.01, abs=0.01)
    assert measured.true_peak == pytest.approx(0.0, abs=0.1)


CASES = {
    "1": ([(-23, 20)], -23.0),
    "2": ([(-33, 20)], -33.0),
    "3": ([(-36, 10), (-23, 60), (-36, 10)], -23.0),
    "4": ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
    "5": ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
}
"""Those of EBU Tech 3341 that are tones: levels in dBFS and seconds, and the loudness."""


@pytest.mark.parametrize("case", CASES)
def test_gates_close_as_ebu_says(case):
    parts, expected = CASES[case]
    signal = np.concatenate([tone(*part) for part in parts])
    assert measure(signal, RATE).integrated == pytest.approx(expected + SINGLE, abs=0.1)


@pytest.mark.parametrize("rate", [22_050, 24_000, 44_100, 48_000, 96_000])
def test_loudness_is_that_of_another_meter(rate):
    signal = speechlike(6.0, rate)
    other = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(signal)
    assert measure(signal, rate).integrated == pytest.approx(other, abs=0.05)


@pytest.mark.parametrize("degrees", [0.0, 45.0, 60.0, 67.5])
def test_true_peak_lies_between_samples(degrees):
    phase = np.pi / 2 * np.arange(RATE) + np.radians(degrees)
    measured = measure((0.5 * np.sin(phase)).astype(np.float32), RATE).true_peak
    assert -6.02 - 0.4 < measured < -6.02 + 0.3


def test_a_peak_at_the_last_sample_counts():
    signal = np.zeros(RATE, np.float32)
    signal[-1] = -0.5
    assert measure(signal, RATE).true_peak == pytest.approx(-6.02, abs=0.3)


def test_silence_and_nothing_are_minus_infinity():
    for signal in (np.zeros(RATE, np.float32), np.zeros(0, np.float32)):
        measured = measure(signal, RATE)
        assert measured == Loudness(-math.inf, -math.inf, -math.inf, -math.inf)
        assert gain_towards(measured, -23.0) == 1.0


def test_a_short_take_is_measured_as_long_as_it_is():
    for seconds in (0.03, 0.25):
        assert measure(tone(-20.0, seconds), RATE).integrated == pytest.approx(-23.0, abs=1.0)


def test_matched_takes_are_equally_loud_and_none_is_turned_up():
    takes = [tone(-12.0, 2.0), tone(-30.0, 2.0), speechlike(2.0), np.zeros(RATE, np.float32)]
    gains = matching_gains([measure(take, RATE) for take in takes])
    matched = [
        measure(take * np.float32(gain), RATE).integrated
        for take, gain in zip(takes, gains, strict=True)
    ]
    assert matched[:3] == pytest.approx([matched[1]] * 3, abs=0.05)
    assert gains[1] == gains[3] == 1.0
    assert max(gains) == 1.0


def test_a_ceiling_is_never_passed():
    take = speechlike(3.0)
    measured = measure(take, RATE)
    gain = gain_towards(measured, target=-3.0, ceiling=-1.0)
    assert measure(take * np.float32(gain), RATE).true_peak == pytest.approx(-1.0, abs=0.01)
