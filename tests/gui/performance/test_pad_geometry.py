import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.performance import pad_geometry
from gui.performance.pad_geometry import (
    CORNERS,
    WHEEL,
    emotion_at,
    is_on_pad,
    point_of,
    shifted,
    strengthened,
    turned_to,
    within,
)
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

places = st.tuples(st.floats(-2, 2), st.floats(-2, 2))


def test_the_documented_examples_hold():
    assert doctest.testmod(pad_geometry).failed == 0


def test_every_emotion_has_a_corner_of_its_own():
    assert sorted(WHEEL) == sorted(EMOTIONS)
    for name in EMOTIONS:
        full = EmotionVector.from_mapping({name: 1.0})
        assert emotion_at(CORNERS[name]).values == pytest.approx(full.values, abs=1e-6)


@given(places)
def test_a_place_blends_at_most_two_neighbours_and_is_found_again(place):
    emotion = emotion_at(place)
    felt = [WHEEL.index(name) for name, weight in emotion.as_dict().items() if weight]
    assert len(felt) <= 2
    assert len(felt) < 2 or abs(felt[0] - felt[1]) in (1, 7)
    assert emotion.total <= 1.0 + 1e-5
    assert point_of(emotion) == pytest.approx(within(place), abs=1e-4)
    assert is_on_pad(emotion)


@given(places)
def test_nothing_is_beyond_the_edge(place):
    assert math.hypot(*within(place)) <= 1.0 + 1e-9
    assert within(within(place)) == pytest.approx(within(place), abs=1e-9)


def test_what_no_place_says_is_known():
    assert not is_on_pad(EmotionVector(happy=0.5, sad=0.5))
    assert point_of(EmotionVector(happy=0.5, disgusted=0.5)) == pytest.approx((0.0, 0.0))
    assert is_on_pad(NEUTRAL)


def test_steps_stay_on_the_pad():
    assert shifted((0.0, 0.0), 0.05, 0.0) == (0.05, 0.0)
    along = shifted(CORNERS["happy"], 0.0, 0.05)
    assert emotion_at(along).total == pytest.approx(1.0, abs=1e-5)
    assert emotion_at(along).surprised > 0.0
    assert strengthened((0.0, 0.0), 0.05) == (0.0, 0.0)
    assert strengthened((0.5, 0.0), 0.05) == pytest.approx((0.55, 0.0))
    assert strengthened((0.02, 0.0), -0.05) == (0.0, 0.0)


def test_an_emotion_is_turned_to_with_the_strength_there_was():
    assert emotion_at(turned_to((0.8, 0.0), "sad", 0.5)).sad == pytest.approx(0.8, abs=1e-5)
    assert emotion_at(turned_to((0.0, 0.0), "sad", 0.5)).sad == pytest.approx(0.5, abs=1e-5)
