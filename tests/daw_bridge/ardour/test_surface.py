"""Follow Ardour's transport by what it says, message by message."""

from __future__ import annotations

import doctest

import pytest

from daw_bridge.ardour import surface
from daw_bridge.ardour.surface import Transport
from daw_bridge.osc_codec import OscMessage
from daw_bridge.transport import Located, Playing, Stopped

RATE = 48_000


class Heard:
    """Let a transport hear messages at times."""

    def __init__(self) -> None:
        self.now = 0.0
        self._transport = Transport(lambda: self.now)

    def __call__(self, address: str, *args: object) -> list:
        return [*self._transport.take(OscMessage(address, args), RATE)]

    def at(self, seconds: float, after: float = 0.1) -> list:
        self.now += after
        return self("/position/samples", str(round(seconds * RATE)))


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_examples():
    assert doctest.testmod(surface).failed == 0


def test_playing_is_told_once_with_its_place(heard):
    assert heard.at(3.0) == [Located(3.0)]
    assert heard.at(3.0) == []
    assert heard("/transport_play", 1.0) == []
    assert heard("/transport_play", 1.0) == []
    assert heard.at(3.1) == [Playing(3.1)]
    assert heard.at(3.2) == []
    assert heard("/transport_stop", 0.0) == []
    assert heard("/transport_stop", 1.0) == [Stopped(3.2)]
    assert heard("/transport_stop", 1.0) == []
    assert heard.at(3.25) == [Located(3.25)]


def test_a_jump_while_playing_is_told(heard):
    heard("/transport_play", 1.0)
    assert heard.at(1.0) == [Playing(1.0)]
    assert heard.at(1.1) == []
    assert heard.at(9.0) == [Playing(9.0)]
    assert heard.at(9.9, after=0.9) == []
    assert heard.at(0.5) == [Playing(0.5)]


def test_stopping_before_any_place_was_told_says_nothing(heard):
    heard("/transport_play", 1.0)
    assert heard("/transport_stop", 1.0) == []


@pytest.mark.parametrize(
    ("address", "args"),
    [
        ("/position/samples", ("-1",)),
        ("/position/samples", ("١٢",)),
        ("/position/samples", ("9" * 40,)),
        ("/position/samples", (1,)),
        ("/position/samples", ()),
        ("/transport_play", (float("nan"),)),
        ("/transport_play", ("1",)),
        ("/transport_play", (1.0, 1.0)),
    ],
)
def test_odd_arguments_are_passed_over(heard, address, args):
    assert heard(address, *args) == []
    assert heard.at(1.0) == [Located(1.0)]
