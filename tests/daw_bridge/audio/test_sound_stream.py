"""Play through PortAudio into a real JACK server, and capture what arrives there."""

import multiprocessing
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager

import numpy as np
import pytest
import soundfile

from daw_bridge.audio.devices import AudioError, scan
from daw_bridge.audio.player import Ended, Player
from daw_bridge.audio.sound_stream import SoundStream
from daw_bridge.audio.stream import StreamFound, StreamLost
from daw_bridge.audio.track import Track
from tests.daw_bridge.audio import capture
from tests.daw_bridge.audio.test_loudness import RATE, speechlike
from tests.daw_bridge.midi.jack import jack_server

PERIOD = 1024
LEAD = 0.5
"""Seconds; what computes on the machine that tests must not decide them."""

LABEL = "system, JACK Audio Connection Kit"

pytestmark = pytest.mark.skipif(
    shutil.which("jackd") is None, reason="jackd is not here; get it with: apt-get install jackd2"
)


@pytest.fixture
def jack(monkeypatch):
    """Run a server, and end before it what was opened."""
    with jack_server(PERIOD) as environment, ExitStack() as opened:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield opened


@pytest.fixture
def events():
    return queue.SimpleQueue()


def played_by(opened, events, *tracks, **choice):
    player = Player(SoundStream(**choice, lead=LEAD), events.put)
    opened.callback(player.close)
    player.load(tracks)
    return player


class Capture:
    """Hold what a program captured from our ports: sound `(N, C)` and the time of each sample."""

    sound = times = None


@contextmanager
def captured(folder, n_samples, *ports):
    # Numbered by JACK where our MIDI ports have the name already.
    names = [f"Takelane(-[0-9]+)?:out_{port}" for port in ports]
    command = [sys.executable, capture.__file__, *names, str(n_samples), folder / "captured.npz"]
    result = Capture()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "ready\n"
        yield result
    data = np.load(folder / "captured.npz")
    result.sound = data["sound"]
    result.times = np.repeat(data["times"], PERIOD) + np.tile(
        np.arange(PERIOD) / RATE, len(data["times"])
    )


def found(sound, take):
    """Find a take in what was captured; it has to be there to the bit."""
    first = np.flatnonzero(np.abs(sound).sum(axis=1))[0] - np.flatnonzero(take)[0]
    for column in sound.T:
        np.testing.assert_array_equal(column[first : first + len(take)], take)
    return first


def test_a_take_arrives_to_the_bit(jack, events, tmp_path):
    take = speechlike(2.0)
    soundfile.write(tmp_path / "take.wav", take, RATE, subtype="FLOAT")
    player = played_by(jack, events)
    with captured(tmp_path, len(take) + PERIOD, 0, 1) as result:
        called = time.monotonic()
        player.load([Track.read(tmp_path / "take.wav")])
        player.play()
        assert events.get(timeout=10) == Ended()
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
            time.sleep(0.02)
        track.finish()
        assert events.get(timeout=10) == Ended()
        rendered.set()
        renderer.join()
    found(result.sound, take)


def test_one_channel_alone_can_be_chosen(jack, events, tmp_path):
    take = speechlike(0.5)
    player = played_by(jack, events, Track.of(take, RATE), device=LABEL, channels=[2])
    with captured(tmp_path, len(take) + PERIOD, 0, 1) as result:
        player.play()
        assert events.get(timeout=10) == Ended()
    found(result.sound[:, 1:], take)
    assert not result.sound[:, 0].any()


def test_a_position_arrives_when_it_is_due(jack, events, tmp_path):
    take = speechlike(1.0)
    player = played_by(jack, events, Track.of(take, RATE))
    with captured(tmp_path, len(take) + PERIOD, 0) as result:
        at = time.monotonic() + 0.5
        player.play(-0.1, at)
        assert events.get(timeout=10) == Ended()
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
        assert events.get(timeout=10) == Ended()
    found(result.sound, take)
    with pytest.raises(AudioError, match="no single output device"):
        stream.choose("Scarlett")
    assert events.get(timeout=10) == StreamFound(LABEL)
    player.play()
    assert events.get(timeout=10) == Ended()


def test_a_server_that_dies_is_lost_and_found_again(monkeypatch, events):
    take = speechlike(5.0)
    with ExitStack() as opened:
        with jack_server(PERIOD) as environment:
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            player = played_by(opened, events, Track.of(take, RATE))
            player.play()
            time.sleep(0.5)
        assert events.get(timeout=10) == StreamLost(LABEL)
        held = player.position()
        with jack_server(PERIOD, environment["JACK_DEFAULT_SERVER"]):
            assert events.get(timeout=20) == StreamFound(LABEL)
            while player.position() < held + 0.1:
                assert player.playing
                time.sleep(0.01)
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
