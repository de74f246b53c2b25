import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.midi import machine_control, messages
from daw_bridge.midi.full_frames import MIDI_RATES, full_frame
from daw_bridge.midi.machine_control import Command, Locate, command, locate, parse_command
from daw_bridge.time_code import PAL_25, TimeCode


@pytest.mark.parametrize("module", [machine_control, messages])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", Command)
def test_commands_undo_each_other(name):
    assert parse_command(command(name)) is name
    assert parse_command(command(name, device=3)) is name


def test_messages_are_as_the_standard_has_them():
    assert command(Command.STOP).hex(" ") == "f0 7f 7f 06 01 f7"
    code = TimeCode(1, 2, 3, 4, PAL_25, subframes=50)
    assert locate(code).hex(" ") == "f0 7f 7f 06 44 06 01 21 02 03 04 32 f7"


@given(st.sampled_from(MIDI_RATES), st.integers(0, 99), st.data())
def test_locates_undo_each_other(rate, subframes, data):
    count = data.draw(st.integers(0, rate.per_day - 1))
    code = TimeCode.from_frame_count(count, rate, subframes)
    assert parse_command(locate(code)) == Locate(code)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("21 42 43 04 32", TimeCode(1, 2, 3, 4, PAL_25, 50)),
        ("21 02 03 24 7f", TimeCode(1, 2, 3, 4, PAL_25)),
        ("21 02 03 44 00", None),
        ("21 3d 03 04 00", None),
        ("21 02 03 04", None),
    ],
)
def test_flags_of_a_locate_are_understood(target, expected):
    read = parse_command(bytes.fromhex(f"f0 7f 10 06 44 06 01 {target} f7"))
    assert (read and read.code) == expected


@given(st.binary(max_size=14))
def test_other_bytes_are_no_command(noise):
    parse_command(noise)
    parsed = parse_command(b"\xf0\x7f\x7f\x06" + noise + b"\xf7")
    assert parsed is None or isinstance(parsed, Command | Locate)
    assert parse_command(full_frame(TimeCode(0, 0, 0, 0, PAL_25))) is None
