"""Takes are read once, measured, and drawn as they are."""

from __future__ import annotations

import numpy as np
import pytest

from daw_bridge.audio.devices import AudioError
from gui.sound.meter_view import level_text, share
from gui.sound.take_sound import TakeReader, overview


def test_a_take_is_read_once_and_measured(takes):
    reader = TakeReader(kept=2)
    sound = reader.read(takes[0])
    assert reader.read(takes[0]) is sound
    assert sound.loudness.true_peak == pytest.approx(-6.0, abs=0.1)
    assert sound.overview.shape == (400, 2)
    reader.read(takes[1])
    reader.read(takes[2])
    assert reader.known(takes[0]) is None
    assert reader.known(takes[2]) is not None


def test_what_is_no_take_is_told(tmp_path):
    (tmp_path / "x.wav").write_text("no sound")
    with pytest.raises(AudioError, match=r"x\.wav"):
        TakeReader().read(tmp_path / "x.wav")


@pytest.mark.parametrize("n_samples", [0, 1, 3, 400, 12_345])
def test_no_peak_is_lost(n_samples):
    wave = np.random.default_rng(n_samples).uniform(-1, 1, n_samples).astype(np.float32)
    seen = overview(wave)
    assert len(seen) == min(n_samples, 400)
    if n_samples:
        assert (seen[:, 0].min(), seen[:, 1].max()) == (wave.min(), wave.max())


def test_levels_are_written_as_engineers_do():
    assert level_text(-23.04, "LUFS") == "−23.0 LUFS"
    assert level_text(float("-inf"), "dBTP") == "−∞ dBTP"
    assert [share(level) for level in (0.0, -30.0, -90.0, 3.0)] == [1.0, 0.5, 0.0, 1.0]
