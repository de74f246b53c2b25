"""JACK's transport is followed: by rule, on a server that a script plays, and on a real one."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue

import pytest

from daw_bridge.fake_jack import FakeJack
from daw_bridge.jack_transport import (
    Follower,
    JackPlace,
    JackServer,
    JackTransport,
    NoJackError,
)
from daw_bridge.transport import Located, Playing, Stopped
from tests.daw_bridge.jack import jack_server, needs_jack
from tests.patience import PATIENCE

STILL = JackPlace(0.0, rolling=False)


def test_what_goes_by_is_no_news_and_a_leap_is():
    follower = Follower()
    heard = [
        follower.hear(JackPlace(position, rolling), at)
        for at, position, rolling in (
            (0.0, 0.0, False), (1.0, 5.0, False), (2.0, 5.0, True), (3.0, 6.02, True),
            (4.0, 60.0, True), (5.0, 61.0, True), (6.0, 62.0, False), (7.0, 62.0, False),
        )
    ]  # fmt: skip
    assert heard == [
        None, Located(5.0), Playing(5.0), None, Located(60.0), None, Stopped(62.0), None,
    ]  # fmt: skip


def test_a_transport_that_nobody_tells_of_has_stopped():
    follower = Follower()
    assert follower.lose() is None
    follower.hear(JackPlace(2.0, rolling=True), 0.0)
    assert follower.lose() == Stopped(2.0)


@pytest.fixture
def follow():
    """Follow servers, one after another; what is told is waited for."""
    running = []

    def begin(open_jack) -> Callable[[], object]:
        events = SimpleQueue()
        running.append(JackTransport(open_jack, events.put, search_every=0.0))

        def told():
            try:
                return events.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError("nothing was told") from None

        return told

    yield begin
    for transport in running:
        transport.close()


def test_a_server_that_comes_late_goes_and_comes_back_is_followed(follow):
    first, second = (FakeJack([STILL, JackPlace(at, rolling=True)]) for at in (1.0, 2.0))
    first.go()
    answers = iter((None, first, None, second))

    def open_jack():
        if (found := next(answers, None)) is None:
            raise NoJackError
        return found

    told = follow(open_jack)
    assert [told() for _ in range(3)] == [Playing(1.0), Stopped(1.0), Playing(2.0)]
    assert first.closed


@pytest.fixture
def server():
    with jack_server():
        yield


@needs_jack
def test_a_real_server_is_followed_wherever_another_program_leads(server, follow):
    jack = pytest.importorskip("jack")
    leader = jack.Client("leader", no_start_server=True)
    with leader:
        told = follow(JackServer)
        leader.transport_frame = 4 * leader.samplerate
        assert told() == Located(pytest.approx(4.0, abs=0.1))
        leader.transport_start()
        # A computer in a hurry hears of a moment late, but never early.
        event = told()
        assert isinstance(event, Playing)
        assert 3.9 < event.position < 50.0
        leader.transport_frame = 60 * leader.samplerate
        # Some versions stop for a moment before they go on from there.
        while event.position < 59.9:
            event = told()
        leader.transport_stop()
        while not isinstance(event, Stopped) or event.position < 59.9:
            event = told()


def test_without_a_server_there_is_none(monkeypatch):
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "takelane-test-nobody")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with pytest.raises(NoJackError):
        JackServer()
