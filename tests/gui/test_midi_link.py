"""What is played on controllers while the DAW runs becomes lanes of the project, undone at once."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QLabel

from daw_bridge.daw import Connected, TimelineChanged
from daw_bridge.fake_daw import FakeDaw
from daw_bridge.midi.controllers import lane_messages
from daw_bridge.midi.fake import FakePort
from daw_bridge.midi.machine_control import Command, command
from daw_bridge.midi.ports import MidiPortError
from daw_bridge.readers import read
from daw_bridge.transport import Playing, Stopped
from gui.midi_link import MidiLink


class Deck:
    """Play a port whose time a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def open(self, on_event) -> FakePort:
        self.port = FakePort(on_event, clock=lambda: self.now)
        return self.port


def test_a_pass_is_drawn_in_one_step(open_companion, demo, qtbot):
    companion, deck, moves = open_companion(), Deck(), []
    companion.open(demo)
    document = companion.document
    qtbot.waitUntil(lambda: bool(document.rows))
    before = document.rows[0].emotion
    link = MidiLink(deck.open, document, lambda: deck.now)
    link.transport_moved.connect(moves.append)
    link.start()
    deck.port.push(command(Command.PLAY), *lane_messages("disgusted", 0.9))
    deck.port.push(*lane_messages("surprised", 0.5))
    deck.now = 60.0
    deck.port.push(command(Command.STOP))
    qtbot.waitUntil(lambda: document.rows[0].emotion != before)
    assert document.rows[0].emotion.disgusted == pytest.approx(0.9, abs=1e-3)
    assert [type(move) for move in moves] == [Playing, Stopped]
    assert document.session.ledger.undoable.title == "Record lanes"
    document.edits.undo()
    qtbot.waitUntil(lambda: document.rows[0].emotion == before)
    assert document.session.ledger.undoable is None
    link.close()


def test_without_midi_the_window_works(open_companion, demo, qtbot):
    def no_port(on_event):
        raise MidiPortError("this computer offers no MIDI")

    companion = open_companion(open_port=no_port)
    assert companion.window.notice.text == ""
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))


def test_why_there_is_no_midi_is_said_in_the_settings(open_companion):
    def no_port(on_event):
        raise MidiPortError("this computer offers no MIDI")

    for port, words in ((no_port, "This computer offers no MIDI."), (FakePort, "“Takelane”")):
        dialog = open_companion(open_port=port).show_settings()
        assert any(words in label.text() for label in dialog.findChildren(QLabel))


def test_time_code_is_followed_unless_a_daw_tells_where_it_is(open_companion, demo, qtbot):
    daw = FakeDaw()
    companion = open_companion(daws={"fake": daw})
    transport = companion.sound.transport
    companion.window.actions_by_name["sync"].trigger()
    companion.midi_link.transport_moved.emit(Playing(2.0))
    qtbot.waitUntil(lambda: transport.playing)
    daw.push(Connected("Fake 1"), TimelineChanged(read(demo)), Stopped(3.0))
    qtbot.waitUntil(lambda: companion.daw_link.connected and not transport.playing)
    companion.midi_link.transport_moved.emit(Playing(2.0))
    assert not transport.playing
