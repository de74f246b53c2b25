"""The takes of a line are heard, compared, chosen, starred and asked for in the real window."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QFontMetrics, QGuiApplication

from daw_bridge.audio.devices import AudioError
from daw_bridge.audio.fake import FakeStream
from daw_bridge.bridge_job import take_id
from daw_bridge.session.cue_row import TakeState
from gui.sound.sound_device import SoundDevice

LINE = 3


class Desk:
    """Hold a window over the demo, and the line that a test is about."""

    def __init__(self, companion, stream, qtbot):
        self.companion, self.stream, self.bot = companion, stream, qtbot
        self.window, self.document = companion.window, companion.document
        self.transport, self.panel = companion.sound.transport, companion.window.takes
        self.list = self.panel.findChild(object, "takes")
        self.actions = self.window.actions_by_name

    @property
    def row(self):
        return self.document.rows[LINE]

    @property
    def rows(self):
        return self.list.model().rows

    def until(self, holds):
        self.bot.waitUntil(holds)

    def select(self):
        self.window.cue_list.select([self.row.region_id])

    def render(self, takes):
        self.document.render([self.row.region_id], takes)
        self.until(lambda: len(self.row.takes) == takes and self.row.state is TakeState.DONE)
        self.until(lambda: all(row.sound is not None for row in self.rows))

    def card(self, number):
        rect = self.list.visualRect(self.list.model().index(number))
        delegate = self.list.itemDelegate()
        return delegate.card(QRectF(rect), QFontMetrics(self.list.font()))

    def click(self, at: QPointF):
        left = Qt.MouseButton.LeftButton
        self.bot.mouseClick(self.list.viewport(), left, pos=QPoint(round(at.x()), round(at.y())))


@pytest.fixture
def begin(open_companion, demo, qtbot):
    def begin(open_stream=None, **performer):
        stream = FakeStream()
        make = open_stream or (lambda *_: stream)
        device = SoundDevice(make, scan=list, clock=lambda: stream.now)
        companion = open_companion(device=device, **performer)
        companion.open(demo)
        qtbot.waitUntil(lambda: bool(companion.document.rows))
        desk = Desk(companion, stream, qtbot)
        desk.select()
        return desk

    return begin


@pytest.fixture
def desk(begin):
    desk = begin()
    desk.render(3)
    return desk


def test_takes_are_listed_newest_first_and_measured(desk):
    assert [row.title for row in desk.rows] == ["Take 3", "Take 2", "Take 1"]
    assert [row.chosen for row in desk.rows].count(True) == 1
    assert sorted(row.letter for row in desk.rows) == ["", "A", "B"]
    assert all("LUFS" in row.said and "dBTP" in row.said for row in desk.rows)
    assert desk.list.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole) == desk.rows[0].said


def test_a_take_is_chosen_starred_and_both_undone(desk):
    oldest = desk.row.takes[0]
    desk.click(desk.card(2).choice.center())
    assert desk.row.chosen == oldest
    assert desk.rows[2].chosen
    desk.click(desk.card(1).star.center())
    assert desk.rows[1].starred
    desk.actions["undo"].trigger()
    assert not desk.rows[1].starred
    desk.actions["undo"].trigger()
    assert desk.row.chosen != oldest or oldest == desk.row.takes[-1]


def test_keys_hear_takes_and_compare_them_without_a_gap(desk):
    desk.bot.keyClick(desk.list, "1")
    desk.until(lambda: desk.transport.playing)
    assert desk.transport.heard.file == desk.document.path_of(desk.row.takes[0])
    desk.stream.pump(12_000)
    desk.bot.keyClick(desk.list, "3")
    assert desk.transport.heard.file == desk.document.path_of(desk.row.takes[2])
    desk.actions["hear_a"].trigger()
    assert desk.list.current.letter == "A"
    desk.actions["hear_b"].trigger()
    assert desk.list.current.letter == "B"
    assert desk.transport.playing
    assert desk.transport.position > 0.0
    desk.actions["play"].trigger()
    assert not desk.transport.playing


def test_a_click_into_a_waveform_plays_from_there(desk):
    wave = desk.card(0).wave
    desk.click(QPointF(wave.left() + wave.width() / 2, wave.center().y()))
    desk.until(lambda: desk.transport.playing)
    desk.stream.pump(4800)
    assert desk.transport.position == pytest.approx(desk.rows[0].duration / 2 + 0.1, abs=0.1)
    heard_at = []
    desk.transport.moved.connect(heard_at.append)
    desk.until(lambda: bool(heard_at))
    region = desk.row.line.region
    assert region.start < heard_at[-1] < region.end


def test_space_on_a_line_without_a_take_lets_it_be_heard_as_it_is_spoken(begin):
    desk = begin()
    desk.actions["play"].trigger()
    desk.until(lambda: desk.transport.playing)
    assert desk.transport.heard.region_id == desk.row.region_id
    desk.until(lambda: desk.row.state is TakeState.DONE)
    desk.until(lambda: desk.transport.heard.file is not None)
    desk.stream.pump(4800)
    desk.actions["play"].trigger()
    assert not desk.transport.playing


def test_a_line_that_cannot_be_spoken_keeps_nobody_waiting(begin):
    desk = begin(dies_at="They are inside the wall.")
    desk.actions["play"].trigger()
    assert desk.transport.awaited == desk.row.region_id
    desk.until(lambda: desk.row.state is TakeState.FAILED)
    desk.until(lambda: desk.transport.awaited is None)


def test_more_like_this_angrier_is_one_job_and_changes_no_line(desk):
    before, name = desk.row.takes, desk.row.line.region.name
    desk.list.go_to(2)
    desk.actions["more_like_this_angrier"].trigger()
    desk.until(lambda: len(desk.row.takes) == 6)
    added = desk.row.takes[3:]
    assert desk.row.takes[:3] == before
    assert len({take.seed for take in desk.row.takes}) == 6
    assert all(take.emotions[0].angry > before[0].emotions[0].angry for take in added)
    assert desk.row.line.region.name == name
    desk.until(lambda: desk.row.state is TakeState.DONE)
    assert desk.actions["undo"].isEnabled() is False


def test_what_is_in_the_daw_is_said(desk):
    desk.document.session.mark_placed(take_id(desk.row.takes[1]), 13.1)
    assert desk.rows[1].placed
    assert "in the DAW" in desk.rows[1].said


def test_files_and_paths_are_copied(desk):
    desk.list.selectAll()
    desk.actions["copy_file"].trigger()
    clipboard = QGuiApplication.clipboard()
    copied = [url.toLocalFile() for url in clipboard.mimeData().urls()]
    assert copied == [str(row.path) for row in desk.rows]
    desk.actions["copy_path"].trigger()
    assert clipboard.text().splitlines() == copied


def test_without_a_device_takes_are_seen_and_it_is_said(begin):
    def none(*_):
        raise AudioError("no output device was found")

    desk = begin(none)
    desk.render(1)
    assert "No sound" not in desk.window.notice.text  # nobody has asked for any
    desk.actions["play"].trigger()
    desk.until(lambda: "No sound" in desk.window.notice.text)
    desk.actions["star"].trigger()
    assert desk.rows[0].starred
    assert not desk.transport.playing


def test_another_line_shows_its_own_takes(desk):
    other = desk.document.rows[0].region_id
    desk.window.cue_list.select([other])
    assert desk.rows == []
    assert not desk.actions["choose"].isEnabled()
    desk.select()
    assert len(desk.rows) == 3
