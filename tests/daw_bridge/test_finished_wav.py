"""Loudness and true peak of what was written, held against other meters."""

import numpy as np
import pyloudnorm
import pytest
import soundfile
from scipy.signal import lfilter, resample_poly

from daw_bridge.finish import TakeFinish
from daw_bridge.finished_wav import MARGIN, write_finished_wav
from daw_bridge.wav import TakeInfo

INFO = TakeInfo(1.0, "1", "1", "Hello.")


def speech(seconds: float, rate: int, level: float = 0.1, seed: int = 0) -> np.ndarray:
    """Give noise with the slope and the peaks of speech: syllables, some of them loud."""
    noise = np.random.default_rng(seed)
    n_samples = round(seconds * rate)
    syllables = np.repeat(noise.exponential(1.0, n_samples // (rate // 8) + 1), rate // 8)
    low = lfilter([0.25], [1.0, -0.9], noise.standard_normal(n_samples))
    return (low * syllables[:n_samples] * level).astype(np.float32)


def written(path, finish, waveform, rate):
    levels = write_finished_wav(path, waveform, rate, INFO, finish, 1)
    return levels, soundfile.read(path)[0]


def true_peak(waveform: np.ndarray) -> float:
    return 20 * np.log10(np.abs(resample_poly(waveform, 16, 1)).max())


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("bit_depth", [16, 24, 32])
@pytest.mark.parametrize("target", [-31.0, -23.0])
def test_a_take_is_as_loud_as_it_was_asked_to_be(tmp_path, rate, bit_depth, target):
    waveform = speech(3.0, rate, 0.02)
    levels, read = written(tmp_path / "a.wav", TakeFinish(target, -1.0, bit_depth), waveform, rate)
    other = pyloudnorm.Meter(rate).integrated_loudness(read)
    assert other == pytest.approx(target, abs=0.1)
    assert levels.loudness == target
    # One gain for all of it: nothing was limited.
    assert read == pytest.approx(waveform * levels.gain, abs=2.0 / (1 << 15))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("ceiling", [-1.0, -6.0, 0.0])
def test_peaks_stay_under_the_ceiling_and_the_take_falls_short(tmp_path, seed, ceiling):
    finish = TakeFinish(-10.0, ceiling)
    levels, read = written(tmp_path / "a.wav", finish, speech(2.0, 48_000, seed=seed), 48_000)
    assert true_peak(read) <= ceiling
    assert levels.true_peak == pytest.approx(ceiling - MARGIN, abs=0.01)
    loudness = pyloudnorm.Meter(48_000).integrated_loudness(read)
    assert loudness == pytest.approx(levels.loudness, abs=0.1)
    assert finish.shortfall(levels.loudness) == pytest.approx(-10.0 - loudness, abs=0.15)


def test_peaks_between_the_samples_count(tmp_path):
    # The samples of this tone are at 0.707 of its peak.
    tone = (0.5 * np.sin(np.pi / 2 * np.arange(48_000) + np.pi / 4)).astype(np.float32)
    _, read = written(tmp_path / "a.wav", TakeFinish(-5.0, -9.0), tone, 48_000)
    middle = resample_poly(read, 16, 1)[16_000:-16_000]
    assert 20 * np.log10(np.abs(middle).max()) == pytest.approx(-9.0, abs=0.2)


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.35])
def test_a_take_shorter_than_a_gating_block_counts_as_one(tmp_path, seconds):
    tone = (0.1 * np.sin(np.arange(round(seconds * 48_000)) * 0.13)).astype(np.float32)
    levels, read = written(tmp_path / "a.wav", TakeFinish(-23.0, -1.0), tone, 48_000)
    long = np.tile(read, 20)  # as loud, and long enough for another meter
    assert levels.loudness == -23.0
    assert pyloudnorm.Meter(48_000).integrated_loudness(long) == pytest.approx(-23.0, abs=0.5)


def test_silence_stays_silent_and_has_no_level(tmp_path):
    silence = np.zeros(48_000, np.float32)
    levels, read = written(tmp_path / "a.wav", TakeFinish(-23.0, -1.0), silence, 48_000)
    assert (levels.gain, levels.loudness, levels.true_peak) == (1.0, None, None)
    assert not read.any()


def test_without_a_target_a_take_is_as_it_was_spoken_and_its_levels_are_told(tmp_path):
    waveform = speech(2.0, 48_000, 0.02)
    levels, read = written(tmp_path / "a.wav", TakeFinish(), waveform, 48_000)
    assert levels.gain == 1.0
    assert read == pytest.approx(waveform, abs=1e-6)
    other = pyloudnorm.Meter(48_000).integrated_loudness(read)
    assert levels.loudness == pytest.approx(other, abs=0.1)
    assert levels.true_peak == pytest.approx(true_peak(read), abs=0.1)


def test_broken_samples_are_refused(tmp_path):
    broken = np.full(4800, np.nan, np.float32)
    with pytest.raises(ValueError, match="not numbers"):
        write_finished_wav(tmp_path / "a.wav", broken, 48_000, INFO, TakeFinish(-23.0, -1.0), 1)
    assert not list(tmp_path.iterdir())
