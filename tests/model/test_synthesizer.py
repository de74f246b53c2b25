from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from model.delivery import Delivery
from model.emotion import EmotionVector
from model.pace import Pace
from model.phrase import Phrase, Sampling
from model.synthesizer import Synthesizer
from model.text.front_end import SHORTEST_UTTERANCE, PhoneReading
from model.voices import Voice


class Letters:
    """A front end that spells: every letter is one of two sounds."""

    def phonemize(self, text):
        return tuple("AA1" if letter in "aeiou" else "B" for letter in text if letter.isalpha())


@pytest.fixture
def prompt(tmp_path):
    path = tmp_path / "prompt.wav"
    time = np.arange(24_000) / 16_000
    soundfile.write(path, 0.2 * np.sin(2 * np.pi * 150 * time) * (1 + np.sin(9 * time)), 16_000)
    return path


@pytest.fixture
def synthesizer(networks, prompt):
    pace = Pace({"AA1": 0.12, "B": 0.08}, edge=0.0)
    phones = networks.config.listener.codec.phones
    reading = PhoneReading(Letters(), pace, phones, limit=80)
    voices = {"ada": Voice("ada", "", prompt)}
    return Synthesizer(networks, reading, voices, "test", Delivery())


def whole(synthesizer, phrase):
    return np.concatenate([chunk.waveform for chunk in synthesizer.synthesize(phrase)])


@pytest.mark.parametrize("duration", [0.2, 0.73111, 1.0, 2.345, 9.0])
def test_a_duration_is_kept_to_the_sample(synthesizer, duration):
    phrase = Phrase("banana boat", "ada", duration=duration, sampling=Sampling(n_steps=1))
    chunks = list(synthesizer.synthesize(phrase))
    assert sum(len(chunk.waveform) for chunk in chunks) == round(duration * 16_000)
    assert all(chunk.tokens_made == chunk.tokens_asked for chunk in chunks)


def test_the_same_seed_is_the_same_take_and_another_is_not(synthesizer):
    phrases = [
        Phrase("banana", "ada", duration=0.8, seed=s, sampling=Sampling(n_steps=2))
        for s in (1, 1, 2)
    ]
    first, again, other = (whole(synthesizer, phrase) for phrase in phrases)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_emotion_and_emotion_prompt_reach_the_sound(synthesizer, tmp_path):
    noise = tmp_path / "noise.wav"
    soundfile.write(noise, 0.1 * np.random.default_rng(0).standard_normal(16_000), 16_000)
    plain = Phrase("banana", "ada", duration=0.8, sampling=Sampling(n_steps=2))
    angry = Phrase("banana", "ada", EmotionVector(angry=1.0), 0.8, sampling=Sampling(n_steps=2))
    moody = Phrase("banana", "ada", duration=0.8, emotion_prompt=noise,
                   sampling=Sampling(n_steps=2))  # fmt: skip
    waves = [whole(synthesizer, phrase) for phrase in (plain, angry, moody)]
    assert not np.array_equal(waves[0], waves[1])
    assert not np.array_equal(waves[0], waves[2])


def test_a_phrase_is_not_slowed_without_limit(synthesizer):
    phrase = Phrase("ba", "ada", duration=2.0, sampling=Sampling(n_steps=1))
    wave = whole(synthesizer, phrase)
    assert len(wave) == 32_000
    assert not wave[round(SHORTEST_UTTERANCE * 1.8 * 16_000) + 1 :].any()


def test_free_length_gives_a_finite_take(synthesizer):
    chunks = list(synthesizer.synthesize(Phrase("ba", "ada", sampling=Sampling(n_steps=1))))
    made = chunks[0].tokens_made
    assert chunks[0].tokens_asked is None
    assert sum(len(chunk.waveform) for chunk in chunks) == made * 320


@pytest.mark.parametrize("duration", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_duration_must_be_a_length_of_time(synthesizer, duration):
    with pytest.raises(ValueError, match="duration"):
        next(synthesizer.synthesize(Phrase("ba", "ada", duration=duration)))


def test_bad_requests_are_said_clearly(synthesizer, tmp_path):
    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(16_000), 16_000)
    bad = {
        "no voice 'bob'": Phrase("ba", "bob", duration=1.0),
        "nothing to speak": Phrase("!", "ada", duration=1.0),
        "silent": Phrase("ba", "ada", duration=1.0, voice_prompt=silent),
        "cannot be read": Phrase("ba", "ada", duration=1.0, voice_prompt=Path(__file__)),
        "split it": Phrase("ba" * 60, "ada", duration=1.0),
    }
    for words, phrase in bad.items():
        with pytest.raises(ValueError, match=words):
            next(synthesizer.synthesize(phrase))


def test_candidates_are_what_their_seeds_alone_would_be_best_first(synthesizer):
    phrases = [
        Phrase(text, "ada", duration=0.8, sampling=Sampling(n_steps=2))
        for text in ("banana", "boat[pause 0.1] aba")
    ]
    found = synthesizer.candidates(phrases, (3, 4, 5))
    assert sorted(one.seed for one in found) == [3, 4, 5]
    assert [one.fit for one in found] == sorted((one.fit for one in found), reverse=True)
    for one in found:
        for index, phrase in enumerate(phrases):
            spoken = np.concatenate([chunk.waveform for chunk in one.speak(index)])
            assert len(spoken) == round(0.8 * 16_000)
            if index == 0:
                alone = whole(synthesizer, replace(phrase, seed=one.seed))
                assert np.abs(spoken - alone).max() < 0.01 * np.abs(alone).max()
