"""More takes like one there is keep its voice and mood, and take the line's present words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from daw_bridge.alternatives import NUDGES, alike
from daw_bridge.casting import KnownVoices
from model.emotion import EmotionVector
from model.voices import Voice

NORA = Voice("nora", "", Path("nora.wav"), "a1b2")
VOICES = KnownVoices(("ada", "ben", "cy"), (NORA,))


def _take(voice, *moods):
    return SimpleNamespace(voice=voice, emotions=moods)


@pytest.fixture
def line(make_timeline, plan):
    [line] = plan(make_timeline(("MARA: They are here. Get down. seed=7;", 1.0, 4.0)))
    assert len(line.phrases) == 2
    return line


def test_voice_and_mood_are_those_of_the_take_and_the_seed_is_free(line):
    moods = EmotionVector(sad=0.5), EmotionVector(happy=0.25)
    like = alike(line, _take("cy", *moods), VOICES)
    assert (like.voice, like.seed) == ("cy", None)
    assert tuple(phrase.emotion for phrase in like.phrases) == moods
    before = [replace(phrase, emotion=EmotionVector()) for phrase in line.phrases]
    assert [replace(phrase, emotion=EmotionVector()) for phrase in like.phrases] == before


def test_a_nudge_goes_on_from_the_take(line):
    mood = EmotionVector(angry=0.5, sad=0.5)
    angrier = alike(line, _take("ada", mood, mood), VOICES, "angrier").phrases[0].emotion
    assert angrier.angry == pytest.approx(0.7)
    assert angrier.sad == pytest.approx(0.4)
    again = alike(line, _take("ada", angrier, angrier), VOICES, "angrier").phrases[0].emotion
    assert again.angry > angrier.angry


def test_a_take_by_a_voice_of_the_users_own_has_its_recording(line):
    like = alike(line, _take("nora"), VOICES)
    assert (like.voice, like.own) == ("nora", NORA)
    assert alike(like, _take("cy"), VOICES).own is None
    gone = alike(line, _take("nora"), KnownVoices(("ada",)))
    assert (gone.voice, gone.own) == ("nora", None)


def test_other_phrases_get_the_mean_mood(line):
    moods = EmotionVector(sad=0.3), EmotionVector(), EmotionVector(sad=0.6)
    like = alike(line, _take("ada", *moods), VOICES)
    assert [phrase.emotion.sad for phrase in like.phrases] == pytest.approx([0.3, 0.3])
    assert alike(line, _take("ada"), VOICES).phrases[0].emotion == EmotionVector()


@pytest.mark.parametrize("nudge", NUDGES)
def test_every_nudge_changes_a_mood_and_stays_within_it(nudge):
    loud = EmotionVector.from_values([1.0] * 8)
    for mood in (EmotionVector(angry=0.5, calm=0.1), loud):
        changed = NUDGES[nudge].of(mood)
        assert changed != mood or mood == loud


def test_an_unknown_nudge_is_refused(line):
    with pytest.raises(ValueError, match="angrier"):
        alike(line, _take("ada"), VOICES, "greener")
