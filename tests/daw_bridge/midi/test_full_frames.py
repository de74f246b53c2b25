"""Time code in full is read from MIDI as it was written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.midi.full_frames import (
    MIDI_RATES,
    PULLED_RATES,
    from_bytes,
    full_frame,
    parse_full_frame,
    to_bytes,
)
from daw_bridge.time_code import FULL_30, TimeCode


@given(st.sampled_from([MIDI_RATES, PULLED_RATES]), st.integers(0, 3), st.data())
def test_full_frames_undo_each_other(rates, bits, data):
    rate = rates[bits]
    code = TimeCode.from_frame_count(data.draw(st.integers(0, rate.per_day - 1)), rate)
    assert parse_full_frame(full_frame(code, rates), rates) == code
    assert from_bytes(to_bytes(code, rates), rates) == code


def test_a_full_frame_is_as_the_standard_has_it():
    code = TimeCode(1, 2, 3, 4, FULL_30)
    assert full_frame(code).hex(" ") == "f0 7f 7f 01 01 61 02 03 04 f7"


@given(st.binary(max_size=14))
def test_other_bytes_are_no_full_frame(noise):
    for message in (noise, b"\xf0\x7f\x7f\x01\x01" + noise + b"\xf7"):
        code = parse_full_frame(message)
        assert code is None or parse_full_frame(full_frame(code)) == code
