"""Recordings of voices are read as they are, and refused where they say nothing."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from model.prompt_audio import read_prompt

RATE = 16_000
SPEECH = np.random.default_rng(5).normal(0, 0.1, 2 * RATE).astype(np.float32)


@pytest.fixture
def write(tmp_path):
    def recording(wave, rate=RATE, name="nora.wav", subtype="FLOAT"):
        soundfile.write(tmp_path / name, wave, rate, subtype=subtype)
        return tmp_path / name

    return recording


def test_the_beginning_is_read_with_a_margin_and_the_length_of_all(write):
    read = read_prompt(write(SPEECH), 1.0, 0.5)
    assert (read.sample_rate, read.seconds) == (RATE, 2.0)
    assert np.array_equal(read.waveform, SPEECH[: RATE * 3 // 2])


@pytest.mark.parametrize(
    ("name", "subtype", "rate", "near"),
    [
        ("nora.wav", "PCM_U8", 8_000, 0.01),
        ("nora.flac", "PCM_24", 96_000, 1e-6),
        ("nora.aiff", "PCM_16", 44_100, 1e-4),
    ],
)
def test_any_kind_is_mixed_to_one_channel(write, name, subtype, rate, near):
    sides = np.stack([SPEECH, 0.5 * SPEECH], axis=1)
    read = read_prompt(write(sides, rate, name, subtype), 60.0)
    assert read.sample_rate == rate
    assert read.waveform == pytest.approx(0.75 * SPEECH, abs=near)


@pytest.mark.parametrize(
    ("wave", "rate", "reason"),
    [
        (np.zeros(RATE), RATE, r"nora\.wav is silent; choose"),
        (np.full(RATE, 0.25), RATE, r"nora\.wav is silent; choose"),
        (np.stack([SPEECH, -SPEECH], 1), RATE, r"channels of .*nora\.wav cancel each other out in"),
        (np.concatenate([np.zeros(2 * RATE), SPEECH]), RATE, "silent in its first 1 seconds"),
        (SPEECH[: RATE // 5], RATE, "quarter of a second"),
        (np.array([0.1, np.nan] * RATE), RATE, "no numbers"),
        (SPEECH, 100, "only 100 samples a second"),
    ],
)
def test_what_says_nothing_about_a_voice_is_refused(write, wave, rate, reason):
    with pytest.raises(ValueError, match=reason):
        read_prompt(write(wave, rate), 1.0)


def test_what_is_no_file_of_audio_is_named(tmp_path):
    words = tmp_path / "words.wav"
    words.write_text("no sound at all")
    for path in (words, tmp_path, tmp_path / "missing.wav"):
        with pytest.raises(ValueError, match=f"{path.name} cannot be read as audio"):
            read_prompt(path, 1.0)


def test_reading_needs_no_torch():
    code = "import sys, model.prompt_audio; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
