import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.midi import controllers
from daw_bridge.midi.controllers import (
    COARSE,
    FINE,
    LARGEST,
    LaneValue,
    LaneValues,
    lane_messages,
    quantized,
)
from model.emotion import EMOTIONS


def test_examples():
    assert doctest.testmod(controllers).failed == 0


def test_the_table_is_that_of_the_emotions():
    assert list(COARSE) == list(range(20, 28))
    assert list(FINE) == list(range(52, 60))
    assert tuple(COARSE.values()) == tuple(FINE.values()) == EMOTIONS


@pytest.mark.parametrize(("data", "value"), [(0, 0.0), (127, 1.0), (64, 64 / 127)])
def test_seven_bits_reach_from_0_to_1(data, value):
    assert LaneValues().receive(bytes([0xB3, 21, data])) == LaneValue("angry", value)


@given(st.sampled_from(EMOTIONS), st.floats(0, 1), st.integers(0, 15))
def test_fourteen_bits_are_exact_to_half_a_step(emotion, value, channel):
    values = LaneValues()
    *_, last = [values.receive(message) for message in lane_messages(emotion, value, channel)]
    assert last.emotion == emotion
    assert last.value == pytest.approx(value, abs=0.5 / LARGEST + 1e-12)
    assert quantized(last.value) == quantized(value)


def test_a_coarse_value_sets_the_fine_one_to_0():
    values = LaneValues()
    for message in lane_messages("sad", 0.7):
        values.receive(message)
    assert values.receive(bytes([0xB0, 22, 64])).value == (64 << 7) / LARGEST


def test_channels_do_not_mix():
    values = LaneValues()
    for message in lane_messages("sad", 1.0, channel=0):
        values.receive(message)
    assert values.receive(bytes([0xB1, 22, 127])).value == 1.0


def test_a_fine_value_alone_goes_with_the_last_coarse_one():
    values = LaneValues([(0, "calm")])
    values.receive(bytes([0xB0, 27, 10]))
    assert values.receive(bytes([0xB0, 59, 5])).value == (10 * 128 + 5) / LARGEST


@pytest.mark.parametrize("number", [98, 99, 100, 101, 6, 38, 19, 28, 51, 60, 121])
def test_rpn_nrpn_and_all_others_are_let_by(number):
    values = LaneValues()
    values.receive(bytes([0xB0, 20, 100]))
    assert values.receive(bytes([0xB0, number, 20])) is None
    assert values.receive(bytes([0xB0, 20, 100])).value == 100 / 127


@given(st.binary(max_size=5))
def test_noise_moves_nothing_out_of_range(noise):
    values = LaneValues()
    for message in (noise, b"\xb0" + noise):
        moved = values.receive(message)
        assert moved is None or 0 <= moved.value <= 1
