"""REAPER's OSC: what its feedback means, and that nothing is sent that it could not read."""

from __future__ import annotations

import pytest

from daw_bridge.osc_codec import OscArg, OscError, OscMessage
from daw_bridge.reaper.surface import PLAY, STOP, TIME, Feedback, check_message
from daw_bridge.transport import Located, Playing, Stopped, TransportEvent


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Listener:
    """Let feedback come at times that a test chooses."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.feedback = Feedback(self.clock)

    def hear(self, address: str, *args: OscArg, after: float = 0.0) -> list[TransportEvent]:
        self.clock.now += after
        return self.feedback.receive(OscMessage(address, args))

    def play_on(self, start: float, seconds: float, rate: float = 1.0) -> list[TransportEvent]:
        """Let positions flood in thirty times a second."""
        events = []
        for step in range(1, round(seconds * 30) + 1):
            events += self.hear(TIME, start + step / 30 * rate, after=1 / 30)
        return events


@pytest.fixture
def listener() -> Listener:
    return Listener()


def test_a_stopped_playhead_is_told_where_it_goes(listener: Listener) -> None:
    assert listener.hear(TIME, 12.5) == [Located(12.5)]
    assert listener.hear(TIME, 12.5, after=5.0) == []
    assert listener.hear(TIME, 3.0, after=1.0) == [Located(3.0)]
    assert listener.hear(STOP, 1.0) == []


def test_play_and_stop_are_told_once_and_the_flood_between_them_not(listener: Listener) -> None:
    listener.hear(TIME, 10.0)
    assert listener.hear(PLAY, 1.0, after=4.0) == [Playing(10.0)]
    assert listener.hear(STOP, 0.0) == []
    assert listener.play_on(10.0, seconds=60.0) == []
    assert listener.hear(PLAY, 0.0) == [Stopped(70.0)]
    assert listener.hear(STOP, 1.0) == []


def test_the_word_may_come_before_the_place(listener: Listener) -> None:
    assert listener.hear(PLAY, 1.0) == [Playing(0.0)]
    assert listener.hear(TIME, 42.0) == [Located(42.0), Playing(42.0)]


def test_a_jump_while_playing_is_told(listener: Listener) -> None:
    listener.hear(PLAY, 1.0)
    listener.play_on(0.0, seconds=2.0)
    assert listener.hear(TIME, 1.0, after=1 / 30) == [Located(1.0), Playing(1.0)]
    assert listener.play_on(1.0, seconds=2.0) == []


def test_another_play_rate_is_followed_without_jumps(listener: Listener) -> None:
    listener.hear(PLAY, 1.0)
    told = listener.play_on(0.0, seconds=4.0, rate=1.25)
    assert {type(event) for event in told} == {Playing}
    assert listener.play_on(5.0, seconds=0.2) == []


def test_late_messages_are_no_jump(listener: Listener) -> None:
    listener.hear(PLAY, 1.0)
    listener.play_on(0.0, seconds=1.0)
    assert listener.hear(TIME, 1.1, after=0.08) == []
    assert listener.hear(TIME, 1.2, after=0.12) == []


def test_a_reaper_that_played_before_we_came_is_noticed(listener: Listener) -> None:
    events = listener.play_on(20.0, seconds=1.0)
    assert [event for event in events if isinstance(event, Playing)] == [
        Playing(pytest.approx(20.4, abs=0.1))
    ]
    assert not isinstance(events[-1], Located)


def test_silence_is_a_stop(listener: Listener) -> None:
    listener.hear(PLAY, 1.0)
    listener.play_on(0.0, seconds=1.0)
    assert listener.feedback.tick() == []
    listener.clock.now += 1.5
    assert listener.feedback.tick() == [Stopped(1.0)]
    assert listener.feedback.tick() == []


@pytest.mark.parametrize("address", [TIME, PLAY, STOP])
@pytest.mark.parametrize(
    "args",
    [(), ("1",), (None,), (True,), (b"\1",), (float("nan"),), (float("inf"),), (1e30,), (2**63,)],
)
def test_what_is_no_number_says_nothing(
    listener: Listener, address: str, args: tuple[OscArg, ...]
) -> None:
    assert listener.hear(address, *args) == []
    assert not listener.feedback.playing


def test_other_addresses_say_nothing(listener: Listener) -> None:
    for address in ("/time/str", "/beat/str", "/track/1/vu", "/play/", "/", "#reply"):
        assert listener.hear(address, 1.0) == []


@pytest.mark.parametrize("arg", [True, None, b"blob", 2**31, -(2**31) - 1, "x" * 1024])
def test_nothing_is_sent_that_reaper_could_not_read(arg: OscArg) -> None:
    with pytest.raises(OscError, match="/action/str"):
        check_message(OscMessage("/action/str", (arg,)))


def test_a_message_may_fill_the_packet() -> None:
    check_message(OscMessage("/action/str", ("x" * (1024 - 12 - 4 - 1),)))
    with pytest.raises(OscError, match="1024"):
        check_message(OscMessage("/action/str", ("x" * (1024 - 12 - 4),)))
