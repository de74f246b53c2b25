"""The window goes along with JACK's transport, unless a DAW tells where it is."""

from __future__ import annotations

from daw_bridge.fake_jack import FakeJack
from daw_bridge.jack_transport import JackPlace


def test_the_playhead_follows_jack(open_companion, demo, qtbot):
    jack = FakeJack([JackPlace(0.0, rolling=False), JackPlace(7.0, rolling=False)])
    companion = open_companion(open_jack=lambda: jack)
    companion.open(demo)
    with qtbot.waitSignal(companion.jack_link.transport_moved):
        pass
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    assert companion.window.timeline.canvas.playhead == 7.0
    companion.window.close()
    assert jack.closed


def test_a_daw_that_is_there_is_followed_and_jack_is_not(open_companion, qtbot, monkeypatch):
    companion = open_companion(open_jack=lambda: FakeJack([JackPlace(7.0, rolling=False)]))
    followed = []
    monkeypatch.setattr(companion.window, "follow", followed.append)
    monkeypatch.setattr(type(companion.daw_link), "connected", True)
    with qtbot.waitSignal(companion.jack_link.transport_moved):
        pass
    assert followed == []
