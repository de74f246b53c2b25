import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.emotion import EMOTIONS, NEUTRAL, EmotionVector

weights = st.lists(st.floats(0, 1), min_size=8, max_size=8)


def test_the_order_is_the_one_of_the_weights():
    assert EMOTIONS == (
        "happy", "angry", "sad", "afraid", "disgusted", "melancholic", "surprised", "calm",
    )  # fmt: skip


@given(weights)
def test_values_round_trip(values):
    assert EmotionVector.from_values(values).values == tuple(values)


@given(weights, weights, st.floats(0, 1))
def test_a_blend_lies_between(first, second, share):
    mixed = EmotionVector.from_values(first).blend(EmotionVector.from_values(second), share)
    for a, b, m in zip(first, second, mixed.values, strict=True):
        assert min(a, b) - 1e-9 <= m <= max(a, b) + 1e-9


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, math.inf])
def test_a_weight_out_of_range_is_named(bad):
    with pytest.raises(ValueError, match="angry"):
        EmotionVector(angry=bad)


def test_an_unknown_name_lists_the_eight():
    with pytest.raises(ValueError, match="melancholic"):
        EmotionVector.from_mapping({"furious": 1.0})


def test_neutral_is_zero_and_scaling_clamps():
    assert NEUTRAL.total == 0.0
    assert EmotionVector(happy=0.6).scaled(2.0).happy == 1.0
