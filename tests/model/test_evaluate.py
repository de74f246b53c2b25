import numpy as np
import pytest

from model.evaluate.acoustics import measure
from model.evaluate.metrics import rate, word_error
from model.evaluate.suites import intelligibility, length
from model.phrase import AudioChunk

RATE = 16_000


def tone(hertz, brightness=1.0, level=0.1, seconds=1.0):
    """Sound like a voice at a pitch `(N,)`: harmonics that fall off by `brightness`."""
    hertz = np.broadcast_to(hertz, round(seconds * RATE))
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    wave = sum(np.sin(k * phase) / k**brightness for k in range(1, 12))
    return (level * wave / np.sqrt(np.mean(wave**2))).astype(np.float32)


@pytest.mark.parametrize("hertz", [80.0, 110.0, 220.0, 390.0])
def test_pitch_is_found(hertz):
    assert measure(tone(hertz), RATE).pitch == pytest.approx(12 * np.log2(hertz), abs=0.4)


def test_a_glide_has_range_and_a_monotone_has_none():
    glide = np.geomspace(100, 200, RATE)
    assert measure(tone(glide), RATE).pitch_range == pytest.approx(9.6, abs=1.0)
    assert measure(tone(100.0), RATE).pitch_range < 0.3


def test_level_and_slope_follow_the_sound():
    plain, loud, dull = tone(120.0), tone(120.0, level=0.2), tone(120.0, brightness=3.0)
    assert measure(loud, RATE).level - measure(plain, RATE).level == pytest.approx(6.02, abs=0.1)
    assert measure(dull, RATE).slope < measure(plain, RATE).slope - 10


def test_noise_is_not_voiced():
    noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32)
    with pytest.raises(ValueError, match="voiced"):
        measure(noise, RATE)


def test_wilson_interval_is_the_published_one():
    figure = rate("s", "n", 8, 10)  # Newcombe 1998 gives such tables
    assert (figure.low, figure.high) == pytest.approx((49.02, 94.33), abs=0.01)


def test_word_error_counts_words():
    figure = word_error("s", "n", ["One two, three.", "Four!"], ["one three", "four five"])
    assert figure.value == pytest.approx(50.0)
    assert figure.low <= figure.value <= figure.high


class Tone:
    """Perform anything as a tone, one sample short every second time."""

    sample_rate = RATE
    voices = ("a",)
    version = "1"

    def __init__(self):
        self.count = 0

    def natural_duration(self, text, _voice):
        return 0.1 * len(text.split())

    def synthesize(self, phrase):
        self.count += 1
        n = round(phrase.duration * RATE) - self.count % 2
        yield AudioChunk(np.zeros(n, np.float32), RATE, 5, 5, self.count % 2)


def test_length_suite_tells_exact_from_short():
    exact, counted, steered = length(Tone(), ["one two", "three"], "a", 10, 1)
    assert (exact.value, counted.value, steered.value) == (50.0, 100.0, 50.0)


def test_words_suite_compares_with_the_teacher():
    heard = iter(["one two", "three", "one", "three"])
    figures = intelligibility(
        Tone(), ["One two.", "Three."], "a", lambda *_: next(heard), lambda _: (np.zeros(9), RATE)
    )
    assert [round(figure.value, 1) for figure in figures] == [0.0, 33.3, -33.3]
