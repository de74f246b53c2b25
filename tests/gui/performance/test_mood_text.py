import doctest

import pytest

from daw_bridge.phrasing import Line, PlannedPhrase
from daw_bridge.region_text import RegionText
from daw_bridge.session.cue_row import CueRow, TakeState
from daw_bridge.timeline import Region
from gui.performance import chosen_lines, fit_meter, mood_text
from gui.performance.mood_text import Mood, Source, emotion_words, mixture_words, mood_of
from model.emotion import NEUTRAL, EmotionVector

SAD, ANGRY = EmotionVector(sad=0.6), EmotionVector(angry=0.8)


@pytest.mark.parametrize("module", [mood_text, chosen_lines, fit_meter])
def test_the_documented_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def row(tags, words, lanes=NEUTRAL):
    line = Line(
        Region("{1}", 1, "Go.", 0.0, 1.0),
        RegionText("MARA", "sadly", "Go.", tags),
        (PlannedPhrase("Go.", 0.0, 1.0, lanes, lanes),),
        "alder",
        words=words,
    )
    return CueRow(line, None, (), TakeState.NEW)


@pytest.mark.parametrize(
    ("tags", "words", "source", "said"),
    [
        ({}, SAD, Source.DIRECTION, SAD),
        ({}, None, Source.LANES, ANGRY),
        ({"emo": "lanes"}, None, Source.LANES, ANGRY),
        ({"emo": "sad:0.6"}, SAD, Source.OWN, SAD),
        ({"emo": "what?"}, None, Source.OWN, NEUTRAL),
    ],
)
def test_who_decides(tags, words, source, said):
    mood = mood_of(row(tags, words, ANGRY))
    assert (mood.source, mood.said) == (source, said)


def test_a_direction_that_is_read_later_decides_unless_it_was_silenced():
    assert Mood(NEUTRAL).with_direction(SAD).performed == SAD
    silenced = mood_of(row({"emo": "lanes"}, None, ANGRY)).with_direction(SAD)
    assert (silenced.source, silenced.performed, silenced.direction) == (Source.LANES, ANGRY, SAD)
    assert Mood(NEUTRAL, own=ANGRY).with_direction(SAD).performed == ANGRY


def test_the_mixture_is_said():
    assert mixture_words(Mood(NEUTRAL)) == "neither lanes nor words say anything"
    assert mixture_words(Mood(SAD)) == "the lanes alone"
    assert mixture_words(Mood(SAD, ANGRY)) == "half lanes, half direction"
    assert mixture_words(Mood(NEUTRAL, own=SAD, intensity=0.5)) == (
        "your own alone; the lanes are silent, at 50%"
    )


def test_faint_weights_have_no_words():
    assert emotion_words(EmotionVector(sad=0.3, calm=0.04)) == "sad 0.30"
