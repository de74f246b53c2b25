import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daw_bridge.midi.full_frames import MIDI_RATES, PULLED_RATES
from daw_bridge.midi.quarter_frames import QuarterFrames, quarter_frames
from daw_bridge.time_code import (
    DROP_29_97,
    FILM_24,
    PAL_25,
    PULLED_23_976,
    TimeCode,
)
from tests.daw_bridge.midi.tape import tape


def positions(pieces):
    """Give how far each position that was told is from the true one; None where none was."""
    frames = QuarterFrames()
    told = [(frames.receive(message, now), true) for now, true, message in pieces]
    return [position and position.time - true for position, true in told]


def test_eight_pieces_spell_a_frame():
    messages = quarter_frames(TimeCode(1, 2, 3, 4, PAL_25))
    assert [message.hex() for message in messages] == (
        "f104 f110 f123 f130 f142 f150 f161 f172".split()
    )


@settings(max_examples=60)
@given(st.sampled_from(MIDI_RATES), st.booleans(), st.data())
def test_every_position_after_the_first_eight_is_exact(rate, forward, data):
    start = data.draw(st.integers(100, rate.per_day - 100))
    errors = positions(tape(start, 40, rate, forward))
    assert errors[:7] == [None] * 7
    assert all(error == pytest.approx(0, abs=1e-9) for error in errors[7:])


def test_forward_two_frames_are_added_with_the_piece_after_the_eighth():
    frames = QuarterFrames()
    told = [frames.receive(message, now) for now, _, message in tape(1000, 9, PAL_25)]
    assert told[7].quarters == 4 * 1000 + 7
    assert told[8].quarters == 4 * (1000 + 2)
    assert told[8].code.frame_count == 1002
    assert told[8].forward


def test_backward_nothing_is_added():
    frames = QuarterFrames()
    told = [frames.receive(m, now) for now, _, m in tape(1000, 8, PAL_25, forward=False)]
    assert told[7].quarters == 4 * 998
    assert not told[7].forward


@pytest.mark.parametrize("frame", [1798, 1799, 17_980, 2_589_404])
def test_drop_frame_minutes_and_midnight_are_crossed(frame):
    frames = QuarterFrames()
    per_day = DROP_29_97.per_day * 4
    for index, (now, _, message) in enumerate(tape(frame, 60, DROP_29_97)):
        position = frames.receive(message, now)
        assert index < 7 or position.quarters == (frame * 4 + index) % per_day


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.1]))
def test_what_is_told_is_true_though_pieces_are_lost(seed, share):
    rng = random.Random(seed)
    pieces = [piece for piece in tape(5000, 400, FILM_24) if rng.random() > share]
    told = [error for error in positions(pieces) if error is not None]
    assert all(error == pytest.approx(0, abs=1e-9) for error in told)
    assert len(told) > (0.8 if share < 0.05 else 0.3) * len(pieces)


def test_a_lost_piece_costs_nothing():
    pieces = tape(5000, 60, FILM_24)
    del pieces[30]
    assert None not in positions(pieces)[7:]


@pytest.mark.parametrize("at", range(20, 28))
def test_two_pieces_that_changed_places_cost_nothing(at):
    pieces = tape(5000, 60, FILM_24)
    early, late = pieces[at], pieces[at + 1]
    pieces[at : at + 2] = [(early[0], *late[1:]), (late[0], *early[1:])]
    assert positions(pieces)[7:] == pytest.approx([0.0] * 53, abs=1e-9)


def test_a_doubled_piece_costs_nothing():
    pieces = tape(5000, 60, FILM_24)
    pieces.insert(30, pieces[30])
    assert positions(pieces)[7:] == pytest.approx([0.0] * 54, abs=1e-9)


def test_the_tape_may_turn_round():
    turned = [*tape(5000, 41, PAL_25), *tape(5010, 40, PAL_25, forward=False)]
    pieces = [(n * 0.01, true, message) for n, (_, true, message) in enumerate(turned)]
    frames = QuarterFrames()
    told = [frames.receive(message, now) for now, _, message in pieces]
    assert [p.forward for p in told[7:41]] == [True] * 34
    assert [p.forward for p in told[44:]] == [False] * 37
    assert told[-1].time == pytest.approx(pieces[-1][1])


def test_after_a_jump_the_place_is_told_anew_within_two_frames_and_a_piece():
    jumped = [*tape(5000, 42, PAL_25), *tape(90_000, 30, PAL_25)]
    errors = positions((n * 0.01, true, message) for n, (_, true, message) in enumerate(jumped))
    # The first pieces of the new place may say by chance what was expected of the old one.
    assert all(error == pytest.approx(0, abs=1e-9) for error in errors[42 + 7 :])


def test_after_a_silence_eight_pieces_are_needed_again():
    frames = QuarterFrames()
    for now, _, message in tape(5000, 20, PAL_25):
        frames.receive(message, now)
    late = [frames.receive(message, now + 10) for now, _, message in tape(5004, 10, PAL_25)]
    assert late[:7] == [None] * 7
    assert late[7].code.frame_count == 5005


def test_a_project_at_23_976_runs_by_its_own_seconds():
    frames = QuarterFrames(PULLED_RATES)
    nominal = TimeCode(1, 0, 0, 0, FILM_24).frame_count
    for now, _, message in tape(nominal, 9, FILM_24):
        position = frames.receive(message, now)
    assert position.rate == PULLED_23_976
    assert position.time == pytest.approx((nominal + 2) * 1001 / 24_000)


@given(st.lists(st.binary(max_size=3), max_size=60))
def test_noise_is_let_by(noise):
    frames = QuarterFrames()
    for n, data in enumerate(noise):
        frames.receive(data, n / 100)
        frames.receive(b"\xf1" + data[:1], n / 100)
    end = len(noise) / 100
    told = [frames.receive(m, end + now) for now, _, m in tape(1000, 24, PAL_25)]
    assert told[-1].quarters == 4 * 1000 + 23
