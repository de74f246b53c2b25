from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daw_bridge.assembly import END_FADE, SpokenPhrase, assemble, region_samples

RATE, ENGINE_RATE = 48_000, 22_050


def sine(seconds: float, sample_rate: int = ENGINE_RATE) -> np.ndarray:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return np.sin(2 * np.pi * 440 * times).astype(np.float32)


@settings(max_examples=40)
@given(
    st.floats(0, 1e4),
    st.floats(0.2, 1.5),
    st.sampled_from([8_000, 22_050, 44_100, 48_000, 96_000]),
    st.floats(0.5, 1.5),
)
def test_the_count_is_exact_whatever_the_engine_gives(start, duration, sample_rate, error):
    end = start + duration
    phrase = SpokenPhrase(start, end, sine(duration * error), ENGINE_RATE)
    waveform = assemble(start, end, sample_rate, [phrase])
    assert waveform.dtype == np.float32
    assert len(waveform) == round(end * sample_rate) - round(start * sample_rate)


def test_neighbouring_regions_touch_to_the_sample():
    times = np.cumsum(np.full(50, 1 / 3))
    counts = [region_samples(a, b, RATE) for a, b in pairwise(times)]
    assert sum(counts) == region_samples(times[0], times[-1], RATE)


def test_phrases_stand_in_their_places_with_silence_between():
    phrases = [
        SpokenPhrase(10.0, 10.4, sine(0.4), ENGINE_RATE),
        SpokenPhrase(10.6, 11.0, sine(0.4), ENGINE_RATE),
    ]
    waveform = assemble(10.0, 11.0, RATE, iter(phrases))
    inside = np.abs(waveform[round(0.05 * RATE) : round(0.35 * RATE)])
    assert np.max(inside) == pytest.approx(1, abs=0.01)
    assert not np.any(waveform[round(0.4 * RATE) : round(0.6 * RATE)])


@pytest.mark.parametrize("sample_rate", [ENGINE_RATE, RATE])
def test_never_a_click(sample_rate):
    """A phrase of constant sound jumps at its edges; the fades spread every jump."""
    constant = np.ones(ENGINE_RATE // 2, np.float32)
    phrases = [SpokenPhrase(s, s + 0.5, constant, ENGINE_RATE) for s in (0.0, 0.5)]
    waveform = assemble(0.0, 1.0, sample_rate, phrases)
    steps = np.abs(np.diff(waveform, prepend=0, append=0))
    assert np.max(steps) < 0.03
    assert waveform[0] == waveform[-1] == 0


def test_the_end_fades_over_ten_milliseconds():
    constant = np.ones(RATE, np.float32)
    waveform = assemble(0.0, 1.0, RATE, [SpokenPhrase(0.0, 1.0, constant, RATE)])
    fade = waveform[-round(END_FADE * RATE) :]
    assert np.all(np.diff(fade) < 0)
    assert np.all(waveform[1000 : -len(fade)] == 1)


def test_the_engine_s_own_waveform_is_left_alone():
    constant = np.ones(RATE, np.float32)
    assemble(0.0, 1.0, RATE, [SpokenPhrase(0.0, 1.0, constant, RATE)])
    assert np.all(constant == 1)
