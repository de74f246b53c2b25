import doctest
from dataclasses import dataclass

import pytest

from daw_bridge import mood
from daw_bridge.mood import (
    emotion_tag,
    lane_emotion,
    parse_emotion,
    parse_intensity,
    performed_emotion,
    speaking_track,
    words_emotion,
)
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


def test_the_documented_examples_hold():
    assert doctest.testmod(mood).failed == 0


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
    ("lanes", "words", "performed"),
    [
        (NEUTRAL, None, NEUTRAL),
        (EmotionVector(sad=0.001), None, NEUTRAL),
        (ANGRY, None, ANGRY),
        (NEUTRAL, SAD, SAD),
        (ANGRY, SAD, EmotionVector(angry=0.4, sad=0.2)),
    ],
)
def test_performed_emotion(lanes, words, performed):
    assert performed_emotion(lanes, words) == performed


def test_the_intensity_multiplies_what_lanes_and_words_say():
    assert performed_emotion(ANGRY, SAD, 0.5) == EmotionVector(angry=0.2, sad=0.1)
    assert performed_emotion(ANGRY, None, 2.0) == EmotionVector(angry=1.0)
    assert performed_emotion(NEUTRAL, SAD, 0.0) == NEUTRAL


@pytest.mark.parametrize(
    ("direction", "tag", "said"),
    [
        ("", None, None),
        ("sadly", None, SAD),
        ("sadly", "angry:0.8", ANGRY),
        ("", "angry:0.8", ANGRY),
        ("sadly", "Lanes", None),
    ],
)
def test_the_words_are_the_tag_or_the_direction(direction, tag, said):
    assert words_emotion(direction, tag, lambda text: SAD, {}) == said


PRESETS = {"cold fury": EmotionVector(angry=0.5, calm=0.3)}


@pytest.mark.parametrize(
    ("emotion", "tag"),
    [
        (EmotionVector(angry=0.8, sad=0.123), "angry:0.8,sad:0.12"),
        (EmotionVector(angry=0.5, calm=0.301), "cold fury"),
        (NEUTRAL, "calm:0"),
    ],
)
def test_an_emotion_is_written_in_one_way_and_read_again(emotion, tag):
    assert emotion_tag(emotion, PRESETS) == tag
    read = parse_emotion(tag, PRESETS)
    assert read.values == pytest.approx(emotion.values, abs=0.005)
    assert emotion_tag(read, PRESETS) == tag


def test_an_intensity_out_of_range_is_refused_in_words():
    assert parse_intensity(" 1.5 ") == 1.5
    for text in ("", "much", "-0.1", "2.1", "nan"):
        with pytest.raises(ProjectError, match="a number from 0 to 2"):
            parse_intensity(text)


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
