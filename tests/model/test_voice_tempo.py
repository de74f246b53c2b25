"""How fast somebody speaks is heard in a recording."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile

from model.delivery import Delivery
from model.pace import Pace
from model.phrase import Phrase
from model.prompt_audio import PromptAudio
from model.synthesizer import Synthesizer
from model.text.front_end import PhoneReading
from model.text.tempo import SYLLABLE_RATE
from model.voice_tempo import FASTEST, SLOWEST, tempo_of, voice_tempo
from model.voices import Voice
from tests.model.test_synthesizer import Letters

RATE = 16_000


def chanted(syllables, rate, sample_rate=RATE, noise=1e-4):
    """Say one vowel again and again, `rate` times a second, beside a steady noise."""
    time = np.arange(round(syllables / rate * sample_rate)) / sample_rate
    swell = (1 - np.cos(2 * np.pi * rate * time)) / 2
    hiss = noise * np.random.default_rng(3).standard_normal(len(time))
    return (0.2 * swell * np.sin(2 * np.pi * 700 * time) + hiss).astype(np.float32)


def heard(wave, sample_rate=RATE):
    return voice_tempo(PromptAudio(wave, sample_rate, len(wave) / sample_rate))


@pytest.mark.parametrize("tempo", [0.85, 1.0, 1.2])
@pytest.mark.parametrize("sample_rate", [8_000, 44_100, 96_000])
def test_syllables_are_counted_at_any_rate(tempo, sample_rate):
    wave = chanted(24, tempo * SYLLABLE_RATE, sample_rate)
    assert heard(wave, sample_rate) == pytest.approx(tempo, abs=0.06)
    assert heard(wave / 100, sample_rate) == pytest.approx(heard(wave, sample_rate))


def test_pauses_are_not_slow_speech():
    wave = chanted(12, SYLLABLE_RATE)
    pause = np.random.default_rng(4).normal(0, 1e-4, 2 * RATE).astype(np.float32)
    assert heard(np.concatenate([pause, wave, pause, wave, pause])) == pytest.approx(1, abs=0.06)


def test_little_is_believed_of_little_and_of_what_nobody_speaks():
    assert heard(chanted(5, 2 * SYLLABLE_RATE)) == 1
    assert heard(chanted(40, 2 * SYLLABLE_RATE)) == FASTEST
    assert heard(chanted(20, SYLLABLE_RATE / 2)) == SLOWEST
    assert heard(np.full(RATE, 0.1, np.float32)) == 1


def test_our_own_voices_are_heard_faster_where_they_have_less_time(speaks, tmp_path):
    """Three paces of each line are told apart; nobody hurries in the middle one."""
    line = "We should have left an hour ago, before the water came up to the door."
    natural = speaks.natural_duration(line, speaks.voices[0])
    tempos = {}
    for pace in (0.75, 1.0, 1.35):
        spoken = speaks.synthesize(Phrase(line, speaks.voices[0], duration=natural * pace))
        wave = np.concatenate([chunk.waveform for chunk in spoken])
        tempos[pace] = heard(wave, speaks.sample_rate)
    assert tempos[0.75] > 1.05 > tempos[1.0] > 0.95 > tempos[1.35]


@pytest.fixture(scope="module")
def speaks():
    return Synthesizer.from_presets()


@pytest.fixture
def prompts(tmp_path):
    def recorded(name, rate):
        soundfile.write(tmp_path / f"{name}.wav", chanted(24, rate), RATE)
        return tmp_path / f"{name}.wav"

    return {"fast": recorded("fast", 5.2), "slow": recorded("slow", 3.7)}


class Estimated(PhoneReading):
    """A reading that knows nothing of the voices."""

    knows_voices = False


@pytest.fixture
def synthesizer(networks, prompts):
    pace = Pace({"AA1": 0.12, "B": 0.08}, edge=0.0)
    estimated = Estimated(Letters(), pace, networks.config.listener.codec.phones, 80)
    voices = {name: Voice(name, "", prompt) for name, prompt in prompts.items()}
    return Synthesizer(networks, estimated, voices, "test", Delivery())


def test_a_slow_voice_takes_longer_unless_its_pace_is_known(synthesizer, speaks, prompts):
    tempos = {name: tempo_of(prompt) for name, prompt in prompts.items()}
    assert tempos["slow"] < 0.95 < 1.05 < tempos["fast"]
    lengths = {name: synthesizer.natural_duration("banana boat", name) for name in prompts}
    assert lengths["slow"] * tempos["slow"] == pytest.approx(lengths["fast"] * tempos["fast"])
    brought = synthesizer.natural_duration("banana boat", "fast", prompts["slow"])
    assert brought == lengths["slow"]
    phrase = Phrase("banana boat", "fast", duration=1.0)
    fast, slow = (synthesizer.plan(replace(phrase, voice=name)) for name in ("fast", "slow"))
    assert fast.pace > slow.pace
    name = speaks.voices[0]
    known = {speaks.natural_duration("Banana.", name, prompt) for prompt in prompts.values()}
    assert known == {speaks.natural_duration("Banana.", name)}
