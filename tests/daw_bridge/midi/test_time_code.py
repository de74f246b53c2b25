import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.midi import time_code
from daw_bridge.midi.time_code import (
    DROP_29_97,
    FILM_24,
    FULL_30,
    PAL_25,
    PULLED_23_976,
    PULLED_RATES,
    RATES,
    TimeCode,
    full_frame,
    parse_full_frame,
)

ANY_RATE = st.sampled_from([*RATES, *PULLED_RATES])


def test_examples():
    assert doctest.testmod(time_code).failed == 0


@pytest.mark.parametrize(
    ("rate", "frames"), [(FILM_24, 2_073_600), (PAL_25, 2_160_000), (DROP_29_97, 2_589_408)]
)
def test_a_day_has_as_many_frames_as_it_should(rate, frames):
    assert rate.per_day == frames


@pytest.mark.parametrize(
    ("text", "frame_count"),
    [
        ("00:00:59;29", 1799),
        ("00:01:00;02", 1800),
        ("00:09:59;29", 17_981),
        ("00:10:00;00", 17_982),
        ("00:10:00;01", 17_983),
        ("00:11:00;02", 19_782),
        ("01:00:00;00", 107_892),
        ("23:59:59;29", 2_589_407),
    ],
)
def test_drop_frame_numbers(text, frame_count):
    code = TimeCode.from_frame_count(frame_count, DROP_29_97)
    assert str(code) == text
    assert code.frame_count == frame_count


def test_every_frame_of_a_drop_frame_day_has_one_name():
    for first in (0, 1798, 17_980, 107_890):
        names = [str(TimeCode.from_frame_count(first + n, DROP_29_97)) for n in range(2000)]
        assert len(set(names)) == len(names)
        assert names == sorted(names)


@given(ANY_RATE, st.data())
def test_names_and_counts_undo_each_other(rate, data):
    frame_count = data.draw(st.integers(0, rate.per_day - 1))
    code = TimeCode.from_frame_count(frame_count, rate)
    assert code.frame_count == frame_count
    assert TimeCode.from_time(code.time, rate) == code
    assert TimeCode.from_frame_count(frame_count + rate.per_day, rate) == code


def test_times_are_those_of_the_clock_on_the_wall():
    hour = TimeCode(1, 0, 0, 0, DROP_29_97)
    assert hour.time == 107_892 * 1001 / 30_000
    assert TimeCode(1, 0, 0, 0, PULLED_23_976).time == pytest.approx(3603.6, abs=1e-9)
    assert TimeCode(0, 0, 1, 12, PAL_25, subframes=50).time == 1.5


@pytest.mark.parametrize(
    "numbers",
    [(24, 0, 0, 0), (0, 60, 0, 0), (0, 0, 60, 0), (0, 0, 0, 30), (0, 1, 0, 0), (0, 59, 0, 1)],
)
def test_a_frame_that_there_is_not_is_refused(numbers):
    with pytest.raises(ValueError, match="there is no time code"):
        TimeCode(*numbers, DROP_29_97)


@given(st.sampled_from(RATES), st.data())
def test_full_frames_undo_each_other(rate, data):
    code = TimeCode.from_frame_count(data.draw(st.integers(0, rate.per_day - 1)), rate)
    assert parse_full_frame(full_frame(code)) == code


def test_a_full_frame_is_as_the_standard_has_it():
    code = TimeCode(1, 2, 3, 4, FULL_30)
    assert full_frame(code).hex(" ") == "f0 7f 7f 01 01 61 02 03 04 f7"


@given(st.binary(max_size=14))
def test_other_bytes_are_no_full_frame(noise):
    for message in (noise, b"\xf0\x7f\x7f\x01\x01" + noise + b"\xf7"):
        code = parse_full_frame(message)
        assert code is None or parse_full_frame(full_frame(code)) == code
