"""Play through PortAudio into a real JACK server, and capture what arrives there."""

import multiprocessing
import os
import queue
import subprocess
import threading
import time
from contextlib import ExitStack

import numpy as np
import pytest
import soundfile

from daw_bridge.audio.devices import AudioError, scan
from daw_bridge.audio.player import Ended, Player
from daw_bridge.audio.sound_stream import SoundStream
from daw_bridge.audio.stream import StreamFound, StreamLost
from daw_bridge.audio.track import Track
from tests.daw_bridge.audio.captured import LABEL, PERIOD, captured, found
from tests.daw_bridge.audio.sounds import RATE, speechlike
from tests.daw_bridge.jack import jack_server, needs_jack
from tests.patience import PATIENCE, wait_until

LEAD = 1.0
"""Seconds; what computes on the machine that tests must not decide them."""

pytestmark = needs_jack


@pytest.fixture
def jack():
    """Run a server, and end before it what was opened."""
    with jack_server(PERIOD), ExitStack() as opened:
        yield opened


@pytest.fixture
def events():
    return queue.SimpleQueue()


def played_by(opened, events, *tracks, **choice):
    player = Player(SoundStream(**choice, lead=LEAD), events.put)
    opened.callback(player.close)
    player.load(tracks)
    return player


def test_a_take_arrives_to_the_bit(jack, events, tmp_path):
    take = speechlike(2.0)
    soundfile.write(tmp_path / "take.wav", take, RATE, subtype="FLOAT")
    player = played_by(jack, events)
    with captured(tmp_path, len(take) + PERIOD, 0, 1) as result:
        called = time.monotonic()
        player.load([Track.read(tmp_path / "take.wav")])
        player.play()
        assert events.get(timeout=PATIENCE) == Ended()
    first = found(result.sound, take)
    after = result.sound[first + len(take) :]
    assert len(after)
    assert not after.any()
    print(f"{1000 * (result.times[first] - called):.0f} ms from the file to the first sample")  # noqa: T201


def test_nothing_is_lost_while_a_model_renders(jack, events, tmp_path):
    take = speechlike(2.0)
    track = Track(RATE)
    player = played_by(jack, events, track)
    rendered = threading.Event()

    def compute():
        while not rendered.is_set():
            sum(range(1000))

    renderer = threading.Thread(target=compute)
    with captured(tmp_path, len(take) + PERIOD, 0, 1) as result:
        renderer.start()
        player.play()
        for piece in np.array_split(take, 4):
            track.append(piece)
        track.finish()
        assert events.get(timeout=PATIENCE) == Ended()
        rendered.set()
        renderer.join()
    found(result.sound, take)


def test_one_channel_alone_can_be_chosen(jack, events, tmp_path):
    take = speechlike(0.5)
    player = played_by(jack, events, Track.of(take, RATE), device=LABEL, channels=[2])
    with captured(tmp_path, len(take) + PERIOD, 0, 1) as result:
        player.play()
        assert events.get(timeout=PATIENCE) == Ended()
    found(result.sound[:, 1:], take)
    assert not result.sound[:, 0].any()


def test_a_position_arrives_when_it_is_due(jack, events, tmp_path):
    take = speechlike(1.0)
    player = played_by(jack, events, Track.of(take, RATE))
    with captured(tmp_path, len(take) + PERIOD, 0) as result:
        at = time.monotonic() + 0.5
        player.play(-0.1, at)
        assert events.get(timeout=PATIENCE) == Ended()
    first = np.flatnonzero(result.sound)[0]
    off = result.times[first] + player.output_latency - (at + 0.1)
    assert off > -PERIOD / RATE  # a computer in a hurry is late, but never early
    print(f"{1000 * off:.1f} ms off the moment that was asked for")  # noqa: T201


def test_devices_are_listed_and_wrong_ones_refused(jack, events):
    (device,) = scan()
    assert (device.label, device.channels, device.sample_rate) == (LABEL, 2, RATE)
    assert device.default
    with pytest.raises(AudioError, match=f"there are: {LABEL}"):
        SoundStream("Scarlett").start(None, events.put)
    with pytest.raises(AudioError, match="has 2 channels, none with number 4"):
        SoundStream(channels=[3, 4]).start(None, events.put)
    with pytest.raises(AudioError, match="counted from 1"):
        SoundStream(channels=[0])


def test_another_device_is_chosen_or_the_old_one_kept(jack, events, tmp_path):
    take = speechlike(0.5)
    player = played_by(jack, events, Track.of(take, RATE))
    stream = player._stream
    stream.choose(LABEL, [1])
    with captured(tmp_path, len(take) + PERIOD, 0) as result:
        player.play()
        assert events.get(timeout=PATIENCE) == Ended()
    found(result.sound, take)
    with pytest.raises(AudioError, match="no single output device"):
        stream.choose("Scarlett")
    assert events.get(timeout=PATIENCE) == StreamFound(LABEL)
    player.play()
    assert events.get(timeout=PATIENCE) == Ended()


def test_a_server_that_dies_is_lost_and_found_again(monkeypatch, events):
    name = f"takelane-test-{os.getpid()}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)  # while there is none, too
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    take = speechlike(5.0)
    with ExitStack() as opened:
        with jack_server(PERIOD, name):
            player = played_by(opened, events, Track.of(take, RATE))
            player.play()
            wait_until(lambda: player.position() > 0.2)
        assert events.get(timeout=PATIENCE) == StreamLost(LABEL)
        held = player.position()
        with jack_server(PERIOD, name):
            assert events.get(timeout=PATIENCE) == StreamFound(LABEL)
            wait_until(lambda: player.position() > held + 0.1)
            assert player.playing
            player.close()


def test_without_a_device_it_is_said(monkeypatch, events):
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "takelane-test-none")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    if scan():
        pytest.skip("this computer has a sound card")
    with pytest.raises(AudioError, match="no output device was found"):
        Player(SoundStream(), events.put)


def test_nothing_is_left_behind(jack, events):
    before = set(multiprocessing.active_children())
    player = played_by(jack, events)
    player.close()
    player.close()
    assert set(multiprocessing.active_children()) <= before
    ports = subprocess.run(["jack_lsp"], env=os.environ, capture_output=True, text=True).stdout
    assert "Takelane" not in ports
