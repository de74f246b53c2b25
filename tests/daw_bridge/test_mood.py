import doctest
from dataclasses import dataclass

import pytest

from daw_bridge import casting, mood
from daw_bridge.casting import cast_voices
from daw_bridge.mood import lane_emotion, parse_emotion, performed_emotion, speaking_track
from daw_bridge.timeline import EmotionLane, ProjectError
from model.emotion import NEUTRAL, EmotionVector

ANGRY, SAD = EmotionVector(angry=0.8), EmotionVector(sad=0.4)


@dataclass(frozen=True)
class Flat:
    """Stand in for an envelope that stays where it is."""

    value: float

    def average(self, start: float, end: float) -> float:
        return self.value


def lane(emotion: str, track: str, value: float) -> EmotionLane:
    return EmotionLane(emotion, track, Flat(value))


@pytest.mark.parametrize("module", [mood, casting])
def test_the_documented_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_own_lanes_come_before_shared_ones():
    lanes = [lane("sad", "Mood", 0.3), lane("angry", "mara ", 0.8)]
    assert lane_emotion(lanes, "MARA", ["MARA", "TOM"], 0, 1) == ANGRY
    assert lane_emotion(lanes, "TOM", ["MARA", "TOM"], 0, 1) == EmotionVector(sad=0.3)
    assert lane_emotion(lanes, "", ["MARA", "TOM"], 0, 1) == EmotionVector(sad=0.3)


def test_the_track_that_speaks_is_named():
    lanes = [lane("sad", "Mood", 0.3), lane("angry", "mara ", 0.8)]
    assert speaking_track(lanes, "MARA", ["MARA", "TOM"]) == "mara "
    assert speaking_track(lanes, "TOM", ["MARA", "TOM"]) == "Mood"
    assert speaking_track([], "TOM", ["MARA", "TOM"]) == "TOM"


def test_only_the_first_shared_track_speaks():
    lanes = [lane("sad", "One", 0.3), lane("calm", "Two", 0.5), lane("happy", "One", 0.2)]
    assert lane_emotion(lanes, "", [], 0, 1) == EmotionVector(sad=0.3, happy=0.2)


def test_lanes_of_another_character_never_speak():
    assert lane_emotion([lane("sad", "MARA", 1)], "TOM", ["MARA", "TOM"], 0, 1) == NEUTRAL
    assert lane_emotion([], "TOM", ["TOM"], 0, 1) == NEUTRAL


def test_the_strongest_of_equal_lanes_holds():
    lanes = [lane("sad", "One", 0.6), lane("sad", "One", 0.3)]
    assert lane_emotion(lanes, "", [], 0, 1).sad == 0.6


@pytest.mark.parametrize(
    ("lanes", "direction", "tag", "performed"),
    [
        (NEUTRAL, None, None, NEUTRAL),
        (EmotionVector(sad=0.001), None, None, NEUTRAL),
        (ANGRY, None, None, ANGRY),
        (NEUTRAL, SAD, None, SAD),
        (NEUTRAL, SAD, ANGRY, ANGRY),
        (ANGRY, SAD, None, EmotionVector(angry=0.4, sad=0.2)),
        (ANGRY, ANGRY, SAD, EmotionVector(angry=0.4, sad=0.2)),
    ],
)
def test_performed_emotion(lanes, direction, tag, performed):
    assert performed_emotion(lanes, direction, tag) == performed


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("angry:0.8,sad:0.4", EmotionVector(angry=0.8, sad=0.4)),
        ("Angry = 0.8 , sad = 0.4", EmotionVector(angry=0.8, sad=0.4)),
        ("angry", EmotionVector(angry=1.0)),
        (" ICY ", EmotionVector(calm=0.4)),
    ],
)
def test_parse_emotion(text, emotion):
    assert parse_emotion(text, {"Icy": EmotionVector(calm=0.4)}) == emotion


BROKEN = ("", "furious", "angry:", "angry:x", "angry:2", "angry:nan", "a:1")


@pytest.mark.parametrize("text", BROKEN)
def test_parse_emotion_refuses_in_words(text):
    with pytest.raises(ProjectError, match=r"cannot be used.*the presets are icy"):
        parse_emotion(text, {"icy": NEUTRAL})


def test_voices_are_distinct_until_they_run_out():
    assert cast_voices(["A", "", "B", "a", "C"], ["x", "y"]) == {"a": "x", "b": "y", "c": "x"}
