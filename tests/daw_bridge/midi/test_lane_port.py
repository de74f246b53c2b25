"""Controllers that move while time code runs become lanes, and nothing else does."""

from __future__ import annotations

import pytest

from daw_bridge.midi.chase import DROPOUT
from daw_bridge.midi.controllers import lane_messages
from daw_bridge.midi.fake import FakePort
from daw_bridge.midi.lane_port import LanePort
from daw_bridge.midi.machine_control import Command, command
from daw_bridge.midi.ports import PortFound, PortLost
from daw_bridge.time_code import PAL_25, TimeBase
from daw_bridge.transport import Playing, Stopped
from tests.daw_bridge.midi.tape import tape


class Deck:
    """Hold a lane port on a port that a script plays."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: list[object] = []
        self.lanes = LanePort(self._open, lambda: self.now, self.told.append)

    def _open(self, on_event):
        self.port = FakePort(on_event, clock=lambda: self.now)
        return self.port

    def play_sad(self, first_frame):
        """Play a tape on which a controller moves after four seconds, to its end."""
        for at, _, piece in tape(first_frame, 800, PAL_25):
            self.now = at
            self.port.push(piece)
            if round(at * 100) == 400:
                self.port.push(*lane_messages("sad", 0.75))
        self.now += 2 * DROPOUT
        self.lanes.tick()


@pytest.fixture
def deck():
    deck = Deck()
    yield deck
    deck.lanes.close()


def test_moves_under_time_code_become_lanes(deck):
    deck.play_sad(10 * 25)
    assert isinstance(deck.told[0], Playing)
    assert isinstance(deck.told[-1], Stopped)
    [lane] = deck.lanes.lanes
    assert (lane.emotion, lane.track) == ("sad", "")
    assert lane.envelope.value_at(13.5) == 0.0
    assert lane.envelope.value_at(14.5) == pytest.approx(0.75, abs=1e-3)


def test_lanes_lie_where_the_project_counts(deck):
    deck.lanes.count_by(TimeBase(PAL_25, 3600.0))
    deck.play_sad(3610 * 25)
    [lane] = deck.lanes.lanes
    assert lane.envelope.value_at(14.5) == pytest.approx(0.75, abs=1e-3)


def test_moves_while_nothing_plays_are_forgotten(deck):
    deck.port.push(*lane_messages("sad", 0.75))
    deck.port.push(command(Command.PLAY), command(Command.STOP))
    assert deck.lanes.lanes == ()


def test_the_port_is_lost_and_found(deck):
    deck.port.lose()
    deck.port.find()
    assert deck.told == [PortLost("Takelane"), PortFound("Takelane")]
