import numpy as np
import pytest
import soundfile

from daw_bridge.peaks import BIN, Peaks

RATE = 48_000


@pytest.fixture
def write(tmp_path):
    def write(waveform, rate=RATE):
        path = tmp_path / "take.wav"
        soundfile.write(path, waveform, rate, "PCM_24")
        return path

    return write


def test_the_lowest_and_highest_sample_of_every_column_are_seen(write):
    rng = np.random.default_rng(1)
    waveform = rng.uniform(-0.9, 0.9, 100 * 4096)
    peaks = Peaks.read(write(waveform))
    assert peaks.samples == len(waveform)
    for samples in (BIN, 256, 4096):
        lows, highs = peaks.columns(0.0, samples / RATE, len(waveform) // samples)
        columns = waveform.reshape(-1, samples)
        assert lows == pytest.approx(columns.min(axis=1), abs=1e-4)
        assert highs == pytest.approx(columns.max(axis=1), abs=1e-4)


def test_a_column_between_levels_loses_no_peak(write):
    waveform = np.zeros(RATE)
    waveform[30_000] = 0.5
    peaks = Peaks.read(write(waveform))
    for n_columns in (7, 100, 333):
        _, highs = peaks.columns(0.0, 1.0 / n_columns, n_columns)
        assert highs.max() == pytest.approx(0.5, abs=1e-4)
        assert highs.argmax() == pytest.approx(30_000 / RATE * n_columns, abs=1.01)


def test_before_and_after_a_take_is_silence(write):
    peaks = Peaks.read(write(np.full(RATE, 0.25)))
    lows, highs = peaks.columns(-1.0, 0.1, 30)
    assert highs[:10].tolist() == [0.0] * 10
    assert highs[10:20] == pytest.approx(0.25, abs=1e-4)
    assert highs[21:].tolist() == [0.0] * 9
    assert lows[10:20] == pytest.approx(0.25, abs=1e-4)


def test_columns_finer_than_the_finest_bins_repeat_them(write):
    peaks = Peaks.read(write(np.full(RATE, -0.5)))
    lows, _ = peaks.columns(0.2, 1e-5, 500)
    assert lows == pytest.approx(-0.5, abs=1e-4)


def test_a_take_without_samples_is_silent(write):
    lows, highs = Peaks.read(write(np.zeros(0))).columns(0.0, 0.01, 5)
    assert lows.tolist() == highs.tolist() == [0.0] * 5


def test_what_is_no_sound_cannot_be_read(tmp_path):
    (tmp_path / "take.wav").write_bytes(b"RIFF")
    for name in ("take.wav", "gone.wav"):
        with pytest.raises(OSError, match=name):
            Peaks.read(tmp_path / name)
