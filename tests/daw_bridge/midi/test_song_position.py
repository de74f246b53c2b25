import pytest
from hypothesis import given
from hypothesis import strategies as st

from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.midi.messages import CLOCK, CONTINUE, START, STOP
from daw_bridge.midi.song_position import SongPosition, song_pointer

CLOCKS = [bytes([CLOCK])] * 24


STEADY = (TempoPoint(0, 120),)


def song(*messages, tempo=STEADY):
    position = SongPosition(TempoMap.exact(tempo))
    told = [position.receive(message) for message in messages]
    return position, told


def test_the_first_clock_after_start_is_the_first_beat():
    position, told = song(bytes([START]), CLOCKS[0])
    assert (position.beats, told) == (0.0, [False, True])
    position, _ = song(bytes([START]), *CLOCKS, CLOCKS[0])
    assert (position.beats, position.time) == (1.0, 0.5)


def test_a_pointer_and_continue_go_on_from_there():
    position, told = song(song_pointer(8.25), bytes([CONTINUE]), *CLOCKS, CLOCKS[0])
    assert told[0]
    assert position.beats == 9.25


def test_stopped_clocks_do_not_move_it():
    position, told = song(bytes([START]), *CLOCKS, bytes([STOP]), *CLOCKS)
    assert position.beats == 23 / 24
    assert not any(told[26:])
    assert not position.playing


def test_time_follows_the_tempo_map():
    tempo = (TempoPoint(0, 60), TempoPoint(4, 120))
    position, _ = song(song_pointer(6), tempo=tempo)
    assert position.time == 5.0


@given(st.integers(0, 16_383))
def test_pointers_undo_each_other(steps):
    position, _ = song(song_pointer(steps / 4))
    assert position.beats == steps / 4


def test_a_pointer_ends_somewhere():
    with pytest.raises(ValueError, match="ends at beat 4096"):
        song_pointer(4096)


@given(st.lists(st.binary(max_size=4)))
def test_noise_is_let_by(noise):
    position, _ = song(*noise)
    assert position.beats >= 0
