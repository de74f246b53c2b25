"""A recording is dropped on the panel, speaks, is renamed and removed, in the real window."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import soundfile
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox

from daw_bridge.session.cue_row import TakeState
from tests.daw_bridge.exchange.wav_builder import wav_with_lines

MARA = 3


@pytest.fixture
def companion(companion):
    choose(companion, MARA)
    return companion


@pytest.fixture
def box(companion):
    return companion.window.performance.voice


def choose(companion, *rows):
    ids = [companion.document.rows[row].region_id for row in rows]
    companion.window.cue_list.select(ids)


def line(companion, row=MARA):
    return companion.document.rows[row].line


def drag(widget, *files):
    """Carry files over a widget, and tell whether it would take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    data.setText("\n".join(map(str, files)))  # as file managers do
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    enter.setAccepted(False)
    QApplication.sendEvent(widget, enter)
    return data, enter.isAccepted()


def drop(widget, *files):
    data, accepted = drag(widget, *files)
    assert accepted
    done = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data,
                      Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(widget, done)


def bring(companion, qtbot, *files):
    """Drop recordings on the panel, and wait until the chosen line knows it."""
    before = companion.voices.own
    drop(companion.window.performance, *files)
    qtbot.waitUntil(lambda: companion.voices.own != before)
    qtbot.waitUntil(lambda: line(companion).own is not None)


def test_a_recording_that_is_dropped_speaks_the_chosen_line(companion, box, record, qtbot):
    assert "Drop a recording" in box.note.text()
    bring(companion, qtbot, record("Nora Weiss.wav"))
    assert line(companion).voice == "Nora Weiss"
    assert line(companion).text.tags["voice"] == "Nora Weiss"
    assert box.choice.currentText() == "Nora Weiss — 2.0 s of Nora Weiss.wav"
    near = "The scratch voice only comes near “Nora Weiss”; IndexTTS-2 speaks with it."
    assert box.note.text() == near
    assert companion.window.notice.text == f"“Nora Weiss” speaks this line now. {near}"
    companion.window.actions_by_name["render"].trigger()
    qtbot.waitUntil(lambda: companion.document.rows[MARA].state is TakeState.DONE)
    assert companion.document.rows[MARA].takes[0].voice == "Nora Weiss"
    companion.window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: line(companion).own is None)
    assert companion.voices.own


def test_the_lines_that_were_chosen_when_it_was_dropped_get_the_voice(companion, record, qtbot):
    choose(companion, 2, MARA)
    drop(companion.window.performance, record())
    choose(companion, 7)
    qtbot.waitUntil(lambda: line(companion).voice == "nora")
    assert (line(companion, 2).voice, line(companion, 7).own) == ("nora", None)
    assert "speaks 2 lines now" in companion.window.notice.text


def test_the_panel_says_what_would_become_of_it_and_leaves_projects_to_the_window(
    companion, record, demo
):
    panel = companion.window.performance
    cover = panel.findChild(object, "cover")
    assert drag(panel, record())[1]
    assert cover.isVisible()
    assert cover.text() == "Drop to let this line be spoken by this voice"
    QApplication.sendEvent(panel, QDragLeaveEvent())
    for files in ([demo], [record(), demo]):
        drag(panel, *files)
        assert not cover.isVisible()
    for field in (panel.line.direction, panel.line.editor.viewport(), panel.emotion.presets):
        drag(field, record())
        assert cover.isVisible()
        cover.hide()
    choose(companion)
    drag(panel, record())
    assert not cover.isVisible()


def test_the_window_sorts_what_is_dropped_on_it(companion, record, demo, tmp_path, qtbot):
    scene = tmp_path / "scene.wav"
    scene.write_bytes(wav_with_lines([(0.0, 1.0, "Hello there.")]))
    drop(companion.window, record())
    qtbot.waitUntil(lambda: bool(companion.voices.own))
    assert "choose it for a line, or write voice=nora;" in companion.window.notice.text
    assert line(companion).own is None
    drop(companion.window, scene)
    qtbot.waitUntil(lambda: companion.document.timeline.source == scene)
    other = tmp_path / "other.rpp"
    shutil.copy(demo, other)
    drop(companion.window, other, record("tom.wav", seed=2))
    qtbot.waitUntil(lambda: companion.document.timeline.source == other)
    qtbot.waitUntil(lambda: len(companion.voices.own) == 2)


def test_own_voices_stand_first_in_the_list_and_are_there_next_time(
    open_companion, companion, box, record, demo, qtbot
):
    bring(companion, qtbot, record())
    listed = [box.choice.itemText(index) for index in range(4)]
    assert listed[1:] == ["Yours", "nora — 2.0 s of nora.wav", "Installed"]
    assert not box.choice.model().item(1).isEnabled()
    companion.window.close()
    again = open_companion()
    again.open(demo)
    qtbot.waitUntil(lambda: bool(again.document.rows))
    assert line(again).voice == "nora"
    assert line(again).problems == ()


def test_a_renamed_voice_keeps_its_lines_and_takes(companion, box, record, monkeypatch, qtbot):
    bring(companion, qtbot, record())
    companion.window.actions_by_name["render"].trigger()
    row = lambda: companion.document.rows[MARA]  # noqa: E731
    qtbot.waitUntil(lambda: row().state is TakeState.DONE)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Vera", True))
    box.more.rename.trigger()
    qtbot.waitUntil(lambda: line(companion).voice == "Vera")
    assert line(companion).text.tags["voice"] == "nora"
    assert box.choice.currentData() == "Vera"
    assert row().state is TakeState.DONE
    assert box.more.rename.text() == "Rename “Vera”…"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("", True))
    box.more.rename.trigger()
    assert "needs a name" in companion.window.notice.text


def test_a_voice_is_removed_when_asked_twice_and_its_takes_stay(
    companion, box, record, monkeypatch, qtbot
):
    bring(companion, qtbot, record())
    companion.window.actions_by_name["render"].trigger()
    row = lambda: companion.document.rows[MARA]  # noqa: E731
    qtbot.waitUntil(lambda: row().state is TakeState.DONE)
    asked = []
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(
        QMessageBox, "question", lambda *args: (asked.append(args[2]), next(answers))[1]
    )
    box.more.remove.trigger()
    assert companion.voices.own
    assert "Takes that it has spoken stay. 1 line of this project" in asked[0]
    box.more.remove.trigger()
    qtbot.waitUntil(lambda: bool(line(companion).problems))
    assert "there is no voice 'nora'" in line(companion).problems[0]
    [take] = row().takes
    assert companion.document.path_of(take).is_file()
    assert box.choice.currentText() == "nora (not there)"


def test_only_ones_own_voices_can_be_renamed_and_removed(companion, box, record, qtbot):
    assert not box.more.rename.isEnabled()
    assert not box.more.remove.isEnabled()
    bring(companion, qtbot, record())
    assert box.more.remove.text() == "Remove “nora”…"
    assert box.more.remove.isEnabled()
    choose(companion, MARA, 0)
    assert not box.more.remove.isEnabled()


def test_a_voice_is_added_by_a_dialog(companion, box, record, monkeypatch, qtbot):
    path = record()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    box.more.add.trigger()
    qtbot.waitUntil(lambda: line(companion).voice == "nora")


def test_ones_own_voice_is_heard(companion, box, record, qtbot):
    bring(companion, qtbot, record())
    box.hear.click()
    transport = companion.sound.transport
    qtbot.waitUntil(lambda: transport.playing)
    assert transport.heard.file == companion.voices.own[0].prompt


def test_the_note_follows_the_engine(companion, box, record, qtbot):
    bring(companion, qtbot, record())
    companion.voices.set_engine("indextts2")
    assert box.note.isHidden()
    choose(companion, 0)
    assert "the recording of a synthetic voice" in box.note.text()


def silent(path):
    soundfile.write(path, np.zeros(20_000), 16_000)


def short(path):
    soundfile.write(path, np.ones(800), 16_000)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (silent, "is silent; choose a recording"),
        (short, "shorter than a quarter of a second"),
        (lambda path: path.write_bytes(b"RIFF\0"), "cannot be read as audio"),
        (lambda path: path.mkdir(), "cannot be read as audio"),
    ],
)
def test_what_is_no_voice_is_said_in_a_sentence(companion, tmp_path, make, words, qtbot):
    path = tmp_path / "nora.wav"
    make(path)
    drop(companion.window.performance, path)
    qtbot.waitUntil(lambda: words in companion.window.notice.text)
    assert companion.voices.own == ()
    assert not (tmp_path / "data" / "voices").exists()
    assert "voice" not in line(companion).text.tags
