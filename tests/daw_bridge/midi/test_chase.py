import random

import pytest

from daw_bridge.beats import TempoMap, TempoPoint
from daw_bridge.midi.chase import DROPOUT, Chase
from daw_bridge.midi.full_frames import full_frame
from daw_bridge.midi.machine_control import Command, command, locate
from daw_bridge.midi.messages import CLOCK, CONTINUE, START, STOP
from daw_bridge.midi.song_position import song_pointer
from daw_bridge.time_code import FILM_24, PAL_25, PULLED_23_976, TimeBase, TimeCode
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.midi.tape import tape


class Desk:
    """Hold a chase with a clock that tests turn."""

    def __init__(self, **options) -> None:
        self.now = 100.0
        self.chase = Chase(lambda: self.now, **options)
        self.events = []

    def send(self, *messages, after=0.0):
        for message in messages:
            self.now += after
            self.events += self.chase.receive(message)
        return self

    def play(self, pieces, late=lambda: 0.0):
        """Play a tape, each piece as late as `late` says; give the errors of the position."""
        start, errors = self.now, []
        for at, true, message in pieces:
            delay = late()
            self.now = start + at + delay
            self.send(message)
            errors.append(self.chase.position() - true - delay if self.chase.playing else None)
        return errors

    def wait(self, seconds):
        self.now += seconds
        self.events += self.chase.tick()
        return self


def kinds(events):
    return [type(event) for event in events]


def test_time_code_plays_and_its_end_stops():
    desk = Desk()
    errors = desk.play(tape(90_000, 100, PAL_25))
    assert desk.events == [Playing(pytest.approx(3600 + 0.07), 1.0)]
    assert errors[7:] == pytest.approx([0.0] * 93, abs=1e-6)
    desk.wait(DROPOUT / 2)
    assert desk.chase.playing
    desk.wait(DROPOUT)
    assert desk.events[1:] == [Stopped(pytest.approx(3600 + 0.99))]
    assert not desk.chase.playing
    desk.wait(DROPOUT)
    assert len(desk.events) == 2
    assert desk.chase.position() == pytest.approx(3600.99)


@pytest.mark.parametrize("seed", range(5))
def test_jitter_is_smoothed_away(seed):
    rng, desk = random.Random(seed), Desk()
    errors = desk.play(tape(90_000, 400, PAL_25), late=lambda: rng.uniform(0, 0.0095))
    assert max(map(abs, errors[60:])) < 0.002
    assert kinds(desk.events) == [Playing]


def test_messages_in_bursts_are_smoothed_too():
    """Take two periods of a sound card's clock at once, as JACK hands them over."""
    desk, start = Desk(), 100.0
    errors = []
    for at, true, message in tape(90_000, 400, PAL_25):
        period = 1024 / 48_000
        desk.now = start + (at // period + 1) * period
        desk.send(message)
        if at > 1:
            errors.append(desk.chase.position() - true - (desk.now - start - at))
    assert max(map(abs, errors)) < 0.005
    assert kinds(desk.events) == [Playing]


def test_pieces_may_be_lost_in_between():
    rng, desk = random.Random(7), Desk()
    desk.play([piece for piece in tape(90_000, 600, PAL_25) if rng.random() > 0.05])
    assert kinds(desk.events) == [Playing]


def test_backward_and_at_half_speed():
    desk = Desk()
    desk.play(tape(90_000, 100, PAL_25, forward=False))
    assert desk.events == [Playing(pytest.approx(3600 - 0.08), -1.0)]
    slow = Desk()
    errors = slow.play(tape(90_000, 200, PAL_25, speed=0.5))
    assert kinds(slow.events) == [Playing, Playing]
    assert slow.events[1].rate == pytest.approx(0.5, abs=0.01)
    assert abs(errors[-1]) < 0.01


def test_a_jump_is_told():
    desk = Desk()
    desk.play(tape(90_000, 80, PAL_25))
    desk.now += 0.01
    desk.play(tape(50_000, 80, PAL_25))
    assert kinds(desk.events) == [Playing, Located, Playing]
    assert desk.events[2].position == pytest.approx(2000, abs=0.1)


def test_full_frames_locate_and_end_running_time_code():
    code = TimeCode(0, 1, 0, 0, PAL_25)
    assert Desk().send(full_frame(code)).events == [Located(60.0)]
    desk = Desk()
    desk.play(tape(90_000, 80, PAL_25))
    desk.send(full_frame(code))
    assert kinds(desk.events) == [Playing, Stopped, Located]
    desk.wait(1)
    assert desk.chase.position() == 60.0


def test_machine_control_alone_runs_by_our_clock():
    desk = Desk().send(locate(TimeCode(0, 1, 0, 0, PAL_25)), command(Command.PLAY))
    desk.wait(3)
    assert desk.events == [Located(60.0), Playing(60.0, 1.0)]
    assert desk.chase.position() == pytest.approx(63)
    desk.send(command(Command.PLAY), locate(TimeCode(0, 0, 5, 0, PAL_25)), after=1)
    assert desk.events[2:] == [Located(5.0), Playing(5.0, 1.0)]
    desk.send(command(Command.PAUSE), after=2)
    assert desk.events[4:] == [Stopped(7.0)]


def test_a_command_to_stop_stops_at_once_and_its_last_pieces_do_not_start_again():
    desk = Desk()
    pieces = tape(90_000, 100, PAL_25)
    desk.play(pieces[:80])
    desk.send(command(Command.STOP))
    desk.play([(0.01, *piece[1:]) for piece in pieces[80:85]])
    assert kinds(desk.events) == [Playing, Stopped]


def test_time_code_takes_over_from_a_command_without_a_break():
    desk = Desk().send(locate(TimeCode(1, 0, 0, 0, PAL_25)), command(Command.PLAY))
    desk.play(tape(90_000, 100, PAL_25))
    assert kinds(desk.events) == [Located, Playing]
    desk.wait(DROPOUT * 2)
    assert kinds(desk.events) == [Located, Playing, Stopped]


def test_song_position_is_followed_through_a_tempo_map():
    tempo = TempoMap.exact([TempoPoint(0, 60), TempoPoint(4, 120)])
    desk = Desk(tempo=tempo).send(song_pointer(6))
    assert desk.events == [Located(5.0)]
    desk.send(bytes([CONTINUE])).send(*[bytes([CLOCK])] * 97, after=0.5 / 24)
    assert desk.events[1:] == [Playing(5.0, 1.0)]
    assert desk.chase.position() == pytest.approx(7.0)
    desk.send(bytes([STOP]))
    assert desk.events[2:] == [Stopped(pytest.approx(7.0))]


def test_clocks_that_cease_stop_it():
    desk = Desk().send(bytes([START])).send(*[bytes([CLOCK])] * 10, after=0.02)
    desk.wait(1)
    assert kinds(desk.events) == [Playing, Stopped]


def test_time_code_goes_before_song_position():
    desk = Desk()
    desk.play(tape(90_000, 80, PAL_25))
    desk.send(bytes([START]), bytes([CLOCK]), song_pointer(3), bytes([CLOCK]))
    assert kinds(desk.events) == [Playing]


def test_noise_changes_nothing():
    rng, desk = random.Random(1), Desk()
    for _ in range(3000):
        noise = bytes([rng.choice((0xF0, 0xF1, 0xF2, 0xB0, rng.randrange(256)))])
        desk.send(noise + rng.randbytes(rng.randrange(5)), after=0.01)
    assert all(0 <= event.position <= 24 * 3600 for event in desk.events)


def test_time_code_is_that_of_a_project_with_a_start_of_its_own():
    desk = Desk(base=TimeBase(PAL_25, 3600.0))
    desk.send(full_frame(TimeCode(1, 0, 5, 0, PAL_25)), locate(TimeCode(1, 0, 9, 0, PAL_25)))
    assert desk.events == [Located(5.0), Located(9.0)]
    desk.play(tape(90_250, 16, PAL_25))
    assert desk.events[-1] == Playing(pytest.approx(10 + 0.07), 1.0)


def test_time_code_before_the_start_of_a_project_counts_from_zero():
    desk = Desk(base=TimeBase(PAL_25, 3600.0)).send(full_frame(TimeCode(0, 0, 5, 0, PAL_25)))
    assert desk.events == [Located(5.0)]


def test_the_project_tells_whether_its_frames_are_slower_than_their_number():
    desk = Desk()
    code = TimeCode(1, 0, 0, 0, FILM_24)
    desk.send(full_frame(code))
    desk.chase.count_by(TimeBase(PULLED_23_976))
    desk.send(full_frame(code))
    assert desk.events == [Located(3600.0), Located(pytest.approx(3603.6))]
