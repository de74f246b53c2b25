"""Takes play, stop, are switched between, looped, and go along with the DAW."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from daw_bridge.audio.reel import Spot
from daw_bridge.render_events import ChunkSpoken, TakeFinished, TakeStarted
from daw_bridge.timeline import Region
from daw_bridge.transport import Located, Playing, Stopped
from gui.sound.heard import Heard
from model.phrase import AudioChunk
from tests.daw_bridge.audio.sounds import RATE, tone

REGION = Region("{1}", 1, "Run!", 10.0, 12.0)
LINE = SimpleNamespace(region=REGION)


def _peak(stream, seconds):
    return float(np.abs(stream.pump(round(seconds * RATE))).max(initial=0.0))


@pytest.fixture
def play(transport, takes, qtbot):
    def play(chosen=0, position=0.0):
        transport.hear(Heard("{1}", 10.0, takes, chosen), position)
        qtbot.waitUntil(lambda: transport.playing)

    return play


def test_a_take_is_heard_from_its_start_and_stopped(transport, play, stream, qtbot):
    play()
    assert _peak(stream, 0.5) > 0.1
    with qtbot.waitSignal(transport.moved) as moved:
        pass
    assert 10.0 < moved.args[0] < 10.6
    transport.stop()
    assert not transport.playing
    _peak(stream, 0.3)
    assert _peak(stream, 0.3) == 0.0


def test_takes_are_switched_between_at_the_same_place_equally_loud(
    transport, play, stream, takes, qtbot
):
    play()
    qtbot.waitUntil(lambda: transport._whole)
    stream.pump(RATE // 2)
    peaks = []
    for file in (takes[2], takes[0], takes[1]):
        before = transport.position
        transport.switch(file)
        assert transport.heard.file == file
        assert transport.position == before
        stream.pump(RATE // 10)
        peaks.append(_peak(stream, 0.2))
    assert peaks == pytest.approx([peaks[0]] * 3, rel=0.02)


def test_without_matching_takes_sound_as_they_are(transport, play, stream, takes, qtbot):
    transport.set_match(False)
    play()
    qtbot.waitUntil(lambda: transport._whole)
    loud = _peak(stream, 0.5)
    transport.switch(takes[2])
    stream.pump(RATE // 10)
    assert _peak(stream, 0.2) == pytest.approx(loud / 4, rel=0.05)


def test_another_wish_while_takes_are_read_is_the_one_that_counts(transport, takes, stream, qtbot):
    transport.hear(Heard("{1}", 10.0, takes[:1]))
    transport.hear(Heard("{1}", 10.0, takes, 1))
    transport.switch(takes[2])
    qtbot.waitUntil(lambda: transport.playing)
    assert transport.heard.file == takes[2]


def test_a_stop_while_takes_are_read_lets_nothing_play(transport, takes, stream, qtbot):
    transport.hear(Heard("{1}", 10.0, takes))
    transport.stop()
    qtbot.waitUntil(lambda: not transport._loading.busy)
    assert not transport.playing
    assert _peak(stream, 0.3) == 0.0


def test_a_loop_goes_on(transport, play, stream):
    transport.set_loop(True)
    play(position=1.5)
    stream.pump(3 * RATE)
    assert transport.playing
    transport.set_loop(False)
    stream.pump(3 * RATE)
    assert not transport.playing


@pytest.fixture
def line_up(transport, device, takes, qtbot):
    """Let takes of two seconds lie at 10.0 and 12.5 s, and wait until they are at hand."""

    def line_up(*files):
        starts = (10.0, 12.5)
        transport.lay([Spot(file, at, at + 2.0) for file, at in zip(files, starts, strict=True)])
        qtbot.waitUntil(lambda: transport._along.reel.missing(10.0) is None)

    device.warm_up()
    qtbot.waitUntil(lambda: device.player is not None)
    transport.follow(Stopped(9.5))
    line_up(*takes[:2])
    return line_up


def _loud(stream, seconds):
    """Give the peak of each tenth of a second, relative to that of the loudest take."""
    heard = np.abs(stream.pump(round(seconds * RATE))).max(axis=1)
    peaks = heard.reshape(-1, RATE // 10).max(axis=1).astype(float)
    return (peaks / 10 ** (-6.0 / 20)).round(1).tolist()


def test_while_the_daw_plays_every_line_sounds_at_its_place(transport, line_up, stream):
    transport.set_sync(True)
    assert not transport.playing
    transport.follow(Playing(9.5))
    assert transport.playing
    assert _loud(stream, 6.0) == [0.0] * 5 + [1.0] * 20 + [0.0] * 5 + [0.5] * 20 + [0.0] * 10
    transport.follow(Located(10.0))
    stream.pump(RATE // 10)
    assert _loud(stream, 1.0) == [1.0] * 10
    transport.follow(Stopped(11.1))
    assert not transport.playing
    stream.pump(RATE // 10)
    assert _loud(stream, 0.5) == [0.0] * 5


def test_without_sync_the_daw_is_not_followed(transport, line_up, stream):
    transport.follow(Playing(10.0))
    assert not transport.playing
    transport.set_sync(True)
    assert transport.playing
    stream.pump(RATE // 10)
    assert _loud(stream, 0.5) == [1.0] * 5
    transport.set_sync(False)
    assert not transport.playing


def test_another_take_is_gone_over_to_while_the_daw_plays(transport, line_up, stream, takes, qtbot):
    transport.set_match(False)
    transport.set_sync(True)
    transport.follow(Playing(10.0))
    transport.hear(Heard("{1}", 10.0, takes))
    stream.pump(RATE // 2)
    assert transport.playing
    assert transport.position == pytest.approx(0.5, abs=0.1)
    with qtbot.waitSignal(transport.changed):
        transport.switch(takes[2])
    assert transport.heard.file == takes[2]
    line_up(takes[2], takes[1])
    assert _loud(stream, 0.5)[-2:] == [0.3, 0.3]
    transport.seek(0.0)  # where we are, the DAW says
    assert _loud(stream, 0.5)[-2:] == [0.3, 0.3]
    assert transport.position == pytest.approx(1.5, abs=0.1)


def test_takes_that_are_compared_are_equally_loud_along_with_the_daw(
    transport, line_up, play, takes, qtbot
):
    assert transport.matching_gain == 1.0
    play()
    qtbot.waitUntil(lambda: transport._whole)
    assert transport.matching_gain == pytest.approx(10 ** (-12 / 20), rel=0.01)
    transport.switch(takes[2])
    assert transport.matching_gain == pytest.approx(1.0)
    transport.set_match(False)
    transport.switch(takes[0])
    assert transport.matching_gain == 1.0


def test_while_the_daw_stands_a_take_is_heard_alone(transport, line_up, play, stream, qtbot):
    transport.set_sync(True)
    play(2, position=0.5)
    qtbot.waitUntil(lambda: transport._whole)
    transport.follow(Located(12.5))
    stream.pump(RATE // 10)
    assert _loud(stream, 0.5) == [0.3] * 5
    transport.follow(Playing(12.5))
    stream.pump(RATE // 10)
    assert _loud(stream, 0.5) == [0.5] * 5


def test_a_line_that_is_spoken_while_the_daw_plays_is_heard_there(
    transport, line_up, takes, tmp_path
):
    transport.set_sync(True)
    transport.follow(Playing(10.0))
    transport.wait_for("{1}")
    chunk = AudioChunk(tone(-6.0, 1.0), RATE)
    transport.progress(TakeStarted(LINE, 0, 1), takes[0].parent)
    transport.progress(ChunkSpoken(LINE, 10.0, chunk), takes[0].parent)
    assert transport.awaited == "{1}"
    record = SimpleNamespace(region_id="{1}", start=10.0, file=takes[0].name)
    transport.progress(TakeFinished(record, 0, 1, kept=True), takes[0].parent)
    assert transport.awaited is None
    assert transport.heard == Heard("{1}", 10.0, takes[:1])
    assert transport.playing


def test_another_project_is_silent(transport, line_up, play, stream):
    transport.set_sync(True)
    transport.follow(Playing(10.0))
    transport.forget()
    assert not transport.playing
    assert transport.heard is None
    transport.follow(Playing(10.0))
    stream.pump(RATE // 10)
    assert _loud(stream, 0.5) == [0.0] * 5


def test_a_take_is_heard_while_it_is_spoken(transport, stream, tmp_path, qtbot):
    transport.wait_for("{1}")
    assert transport.awaited == "{1}"
    chunk = AudioChunk(tone(-6.0, 1.0), RATE)
    transport.progress(TakeStarted(LINE, 0, 1), tmp_path)
    transport.progress(ChunkSpoken(LINE, 10.2, chunk), tmp_path)
    qtbot.waitUntil(lambda: transport.playing)
    assert transport.awaited is None
    assert _peak(stream, 0.18) == 0.0  # the phrase begins 0.2 s after the region
    assert _peak(stream, 0.5) > 0.1
    transport.progress(ChunkSpoken(LINE, 10.2, chunk), tmp_path)
    record = SimpleNamespace(region_id="{1}", start=10.0, file="run.wav")
    transport.progress(TakeFinished(record, 0, 1, kept=False), tmp_path)
    assert transport.heard == Heard("{1}", 10.0, (tmp_path / "run.wav",))
    stream.pump(2 * RATE)
    assert not transport.playing


def test_a_take_whose_render_ends_early_comes_to_an_end(transport, stream, tmp_path, qtbot):
    transport.wait_for("{1}")
    transport.progress(TakeStarted(LINE, 0, 1), tmp_path)
    transport.progress(ChunkSpoken(LINE, 10.0, AudioChunk(tone(-6.0, 1.0), RATE)), tmp_path)
    qtbot.waitUntil(lambda: transport.playing)
    transport.progress(None, tmp_path)
    stream.pump(3 * RATE)
    assert not transport.playing


def test_a_file_that_is_gone_is_told(transport, device, tmp_path, qtbot):
    with qtbot.waitSignal(device.news) as news:
        transport.hear(Heard("{1}", 10.0, (tmp_path / "gone.wav",)))
    assert "gone.wav" in news.args[0]
    assert not transport.playing
