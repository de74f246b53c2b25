"""A playhead goes on by itself while the transport runs."""

from __future__ import annotations

import pytest

from daw_bridge.transport import Located, Playing, Stopped


@pytest.fixture
def followed(qapp):
    from gui.playhead import Playhead

    now, seen = [100.0], []
    playhead = Playhead(lambda: now[0])
    playhead.moved.connect(seen.append)
    return playhead, now, seen


def test_it_runs_from_where_the_transport_starts(followed, qtbot):
    playhead, now, seen = followed
    playhead.hear(Playing(5.0, 2.0))
    now[0] += 1.5
    qtbot.waitUntil(lambda: seen[-1] == 8.0)
    playhead.hear(Located(20.0))
    now[0] += 1.0
    qtbot.waitUntil(lambda: seen[-1] == 22.0)
    playhead.hear(Stopped(22.5))
    assert not playhead.plays
    assert seen[-1] == 22.5


def test_it_stays_where_a_transport_that_stands_is_put(followed):
    playhead, _, seen = followed
    playhead.hear(Located(3.0))
    assert not playhead.plays
    assert seen == [3.0]
