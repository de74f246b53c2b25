import doctest
import os
import queue
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import pytest

from daw_bridge.midi import ports
from daw_bridge.midi.controllers import lane_messages
from daw_bridge.midi.fake import FakePort
from daw_bridge.midi.full_frames import full_frame
from daw_bridge.midi.machine_control import Command, command
from daw_bridge.midi.messages import CLOCK, CONTINUE, START, STOP
from daw_bridge.midi.ports import (
    MidiPortError,
    MidiReceived,
    PortFound,
    PortLost,
    RtMidiPort,
    port_index,
)
from daw_bridge.midi.quarter_frames import quarter_frames
from daw_bridge.midi.song_position import song_pointer
from daw_bridge.time_code import DROP_29_97, TimeCode
from tests.daw_bridge.jack import jack_server, needs_jack
from tests.daw_bridge.midi import peer
from tests.patience import PATIENCE

CODE = TimeCode(1, 2, 3, 4, DROP_29_97)
MESSAGES = [
    *lane_messages("happy", 0.7),
    *quarter_frames(CODE),
    full_frame(CODE),
    command(Command.PLAY),
    song_pointer(33.5),
    *(bytes([status]) for status in (START, CLOCK, STOP, CONTINUE)),
    b"\x90\x3c\x64",
    b"\xe0\x00\x40",
]


def test_examples():
    assert doctest.testmod(ports).failed == 0


@pytest.mark.parametrize(
    ("names", "index"),
    [
        (["Takelane"], 0),
        (["takelane 3"], 0),
        (["Midi Through 14:0", "Takelane:Takelane 129:0"], 1),
        (["system:midi_1", "Takelane Return:Takelane"], 1),
        (["Takelane Return 2", "My Takelane", "Takelanes"], None),
        ([], None),
    ],
)
def test_ports_are_found_by_name_in_every_system(names, index):
    assert port_index(names, "Takelane") == index


def test_no_name_finds_no_port():
    assert port_index(["", "a"], "") is None


def test_the_fake_does_as_it_is_told():
    events = []
    port = FakePort(events.append, clock=lambda: 5.0)
    assert port.send(b"\xfa")
    port.push(b"\xfc", [0xB0, 20, 1])
    port.lose()
    port.lose()
    port.push(b"\xf8")
    assert not port.send(b"\xfb")
    port.find()
    assert port.send(b"\xf8")
    port.close()
    port.push(b"\xf8")
    port.lose()
    assert not port.send(b"\xf8")
    assert port.sent == [b"\xfa", b"\xf8"]
    assert events == [
        MidiReceived(b"\xfc", 5.0),
        MidiReceived(b"\xb0\x14\x01", 5.0),
        PortLost("Takelane"),
        PortFound("Takelane"),
    ]


def test_a_missing_library_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    with pytest.raises(MidiPortError, match="pip install python-rtmidi"):
        RtMidiPort(print)


BROKEN, WINDOWS = 2, 4


class NoSystem:
    """Be python-rtmidi on a computer without MIDI, or one where no port can be made."""

    class RtMidiError(Exception):
        pass

    def __init__(self, systems=()):
        self.systems = systems

    def get_compiled_api(self):
        return self.systems

    def MidiIn(self, api, name, **_):
        if api == BROKEN:
            raise self.RtMidiError
        return self

    MidiOut = MidiIn

    def ignore_types(self, **_):
        pass

    def delete(self):
        pass

    def open_virtual_port(self, name):
        raise self.RtMidiError


@pytest.mark.parametrize("systems", [[], [BROKEN, BROKEN]])
def test_a_computer_without_midi_is_said(monkeypatch, systems):
    monkeypatch.setitem(sys.modules, "rtmidi", NoSystem(systems))
    with pytest.raises(MidiPortError, match="offers no MIDI"):
        RtMidiPort(print)


def test_windows_is_led_to_loopmidi(monkeypatch):
    monkeypatch.setitem(sys.modules, "rtmidi", NoSystem([BROKEN, WINDOWS]))
    with pytest.raises(MidiPortError, match=r"install loopMIDI, make ports named \"Takelane\""):
        RtMidiPort(print, virtual=True)


class Peer:
    """Hold a program with a MIDI port, and what it heard."""

    def __init__(self, name):
        self.process = subprocess.Popen(
            [sys.executable, peer.__file__, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def send(self, messages):
        self.process.stdin.writelines(message.hex() + "\n" for message in messages)
        self.process.stdin.flush()

    def heard(self, n):
        return [bytes.fromhex(self.process.stdout.readline()) for _ in range(n)]

    def close(self):
        """Let it end by itself; to kill it would hold up the server."""
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


@pytest.fixture
def jack():
    """Run a server and end, before it, whatever was opened."""
    with jack_server(), ExitStack() as opened:
        yield lambda program: opened.enter_context(closing(program))


@pytest.fixture
def events():
    return queue.SimpleQueue()


def received(events, n):
    return [events.get(timeout=PATIENCE).message for _ in range(n)]


def connect(source, target):
    subprocess.run(["jack_connect", source, target], check=True, env=os.environ, timeout=PATIENCE)


@needs_jack
def test_a_program_and_our_port_hear_each_other(jack, events):
    port = jack(RtMidiPort(events.put))
    daw = jack(Peer("daw"))
    connect("Peer-01:daw", "Takelane:Takelane")
    connect("Takelane Return:Takelane", "Peer:daw")
    before = time.monotonic()
    daw.send(MESSAGES)
    first = events.get(timeout=PATIENCE)
    assert before < first.at < time.monotonic()
    assert [first.message, *received(events, len(MESSAGES) - 1)] == MESSAGES
    assert all(port.send(message) for message in MESSAGES)
    assert daw.heard(len(MESSAGES)) == MESSAGES


@needs_jack
def test_a_port_is_lost_and_found_again(jack, events):
    port = jack(RtMidiPort(events.put, "daw", reply_name="daw", virtual=False, look_every=0.02))
    assert not port.send(MESSAGES[0])
    for _ in range(2):
        daw = jack(Peer("daw"))
        assert events.get(timeout=PATIENCE) == PortFound("daw")
        daw.send(MESSAGES)
        assert received(events, len(MESSAGES)) == MESSAGES
        assert all(port.send(message) for message in MESSAGES)
        assert daw.heard(len(MESSAGES)) == MESSAGES
        daw.close()
        assert events.get(timeout=PATIENCE) == PortLost("daw")
        assert not port.send(MESSAGES[0])


@needs_jack
def test_a_port_closes_and_opens_while_messages_rush_in(jack, events):
    daw = jack(Peer("daw"))
    for _ in range(3):
        port = RtMidiPort(events.put, "daw", reply_name="daw", virtual=False, look_every=0.02)
        assert events.get(timeout=PATIENCE) == PortFound("daw")
        daw.send(MESSAGES * 50)
        assert events.get(timeout=PATIENCE).message in MESSAGES
        port.close()
        port.close()
        assert not port.send(MESSAGES[0])
        while not events.empty():
            events.get()
