"""Settings hold at once, in the real window."""

from __future__ import annotations

import pyloudnorm
import pytest
import soundfile
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QWidget,
)

from daw_bridge.audio.fake import FakeStream
from daw_bridge.fake_daw import FakeDaw
from daw_bridge.finish import Finish
from daw_bridge.install.finding import DawHere
from daw_bridge.install.recipes import RECIPES
from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.queue_item import JobState
from daw_bridge.time_code import RATES, TimeBase
from gui import theme
from gui.clock import AS_THE_PROJECT, MINUTES, Clock
from gui.cue_columns import INDEX
from gui.daw_setup import DawSetup
from gui.engine import deliveries
from gui.settings import Settings, SettingsFile
from gui.sound.sound_device import SoundDevice


@pytest.fixture
def dialog(companion):
    companion.window.actions_by_name["settings"].trigger()
    return companion.window.findChild(QWidget, "settings_dialog")


def _choose(dialog, field, value):
    box = dialog.findChild(QComboBox, field)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_look_changes_at_once_and_is_kept(companion, dialog, qapp, tmp_path):
    _choose(dialog, "look", "light")
    assert qapp.palette().window().color().name() == theme.LIGHT.window
    rows = companion.window.cue_list.findChild(QWidget, "cues").verticalHeader()
    before = rows.defaultSectionSize()
    _choose(dialog, "scale", 2.0)
    qapp.processEvents()
    assert rows.defaultSectionSize() > 1.5 * before
    kept = SettingsFile(tmp_path / "data" / "settings.json").settings
    assert (kept.look, kept.scale) == ("light", 2.0)
    _choose(dialog, "scale", 1.0)


def _start_and_playhead(companion):
    window = companion.window
    start = window.findChild(QWidget, "cues").model().index(0, INDEX["Start"])
    labels = window.findChildren(QLabel)
    [playhead] = [label.text() for label in labels if label.accessibleName() == "Playhead"]
    return start.data(), playhead


def test_times_are_written_as_is_set_at_once_and_also_the_next_time(
    companion, dialog, open_companion, qtbot
):
    cells = companion.window.findChild(QWidget, "cues").model()
    start = companion.document.rows[0].line.region.start
    minutes = Clock().text(start), "0:00.000"
    code = Clock(TimeBase(RATES["29.97df"])).text(start), "00:00:00;00"
    project = Clock(TimeBase(RATES["25"])).text(start), "00:00:00:00"
    assert _start_and_playhead(companion) == project
    for name, written in (
        (MINUTES, minutes),
        (AS_THE_PROJECT, project),
        ("29.97df", code),
    ):
        with qtbot.waitSignal(cells.dataChanged):
            _choose(dialog, "times", name)
        assert _start_and_playhead(companion) == written
    companion.window.close()
    assert _start_and_playhead(open_companion()) == (None, "00:00:00;00")


def test_takes_and_sample_rate_hold_for_the_next_render(companion, dialog, demo, qtbot):
    dialog.findChild(QSpinBox, "takes").setValue(2)
    _choose(dialog, "sample_rate", 44_100)
    document = companion.document
    companion.window.cue_list.select([document.rows[0].region_id])
    companion.window.actions_by_name["render"].trigger()
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    takes = document.rows[0].takes
    assert [take.sample_rate for take in takes] == [44_100, 44_100]


def _render_first(companion, qtbot):
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    return document.rows[0].takes


def _type(dialog, text):
    line = dialog.findChild(QLineEdit, "name_pattern")
    line.setText(text)
    line.editingFinished.emit()


def test_what_is_set_for_files_is_what_is_written(companion, dialog, qtbot, tmp_path):
    dialog.findChild(QCheckBox, "levelled").setChecked(True)
    for name, value in {"loudness": -20.0, "ceiling": -2.0, "whisper": 7.5, "shout": 1.0}.items():
        dialog.findChild(QDoubleSpinBox, name).setValue(value)
    _choose(dialog, "bit_depth", 16)
    _type(dialog, "{project}_{words}_{take}")
    finish = Finish(-20.0, -2.0, -7.5, 1.0, 16, "{project}_{words}_{take}")
    assert companion.settings.finish == finish
    assert SettingsFile(tmp_path / "data" / "settings.json").settings.finish == finish
    (take,) = _render_first(companion, qtbot)
    path = companion.document.path_of(take)
    assert path.name == "harbour_two-in-the-morning-the-tide-is-going-out_1.wav"
    assert soundfile.info(path).subtype == "PCM_16"
    waveform, rate = soundfile.read(path)
    assert pyloudnorm.Meter(rate).integrated_loudness(waveform) == pytest.approx(-20.0, abs=0.1)


def test_another_finish_makes_takes_stale_and_is_made_of_the_same_performance(
    companion, dialog, qtbot
):
    (spoken,) = _render_first(companion, qtbot)
    document = companion.document
    dialog.findChild(QCheckBox, "levelled").setChecked(True)
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.STALE)
    _, finished = _render_first(companion, qtbot)
    assert (finished.seed, finished.content_hash) == (spoken.seed, spoken.content_hash)
    assert (spoken.target, finished.target) == (None, -23.0)
    dialog.findChild(QCheckBox, "levelled").setChecked(False)
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)


def test_the_take_that_was_chosen_gets_the_new_finish_and_stays_chosen(companion, dialog, qtbot):
    document = companion.document
    (first,) = _render_first(companion, qtbot)
    document.render([first.region_id], seed=7)
    qtbot.waitUntil(lambda: len(document.rows[0].takes) == 2)
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    angrier = document.rows[0].takes[1]
    document.edits.choose(angrier.region_id, angrier.file)
    dialog.findChild(QComboBox, "holds_for").activated.emit(1)
    dialog.findChild(QCheckBox, "levelled").setChecked(True)
    qtbot.waitUntil(lambda: document.rows[0].unfinished)
    assert document.rows[0].chosen == angrier
    companion.window.actions_by_name["render_new"].trigger()
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    finished = document.rows[0].chosen
    assert (finished.content_hash, finished.target) == (angrier.content_hash, -23.0)
    assert len(document.rows[0].takes) == 3
    companion.window.actions_by_name["undo"].trigger()
    assert not dialog.findChild(QCheckBox, "levelled").isChecked()
    qtbot.waitUntil(lambda: document.rows[0].chosen == angrier)
    assert document.rows[0].state is TakeState.DONE


def test_a_project_may_have_a_finish_of_its_own(companion, dialog, demo, qtbot, tmp_path):
    holds_for = dialog.findChild(QComboBox, "holds_for")
    holds_for.setCurrentIndex(1)
    holds_for.activated.emit(1)
    _choose(dialog, "bit_depth", 32)
    assert companion.settings.finish == Finish()
    assert companion.document.options.finish == Finish(bit_depth=32)
    (take,) = _render_first(companion, qtbot)
    assert take.bit_depth == 32
    other = tmp_path / "other.rpp"
    other.write_bytes(demo.read_bytes())
    companion.open(other)
    qtbot.waitUntil(lambda: companion.document.timeline.source == other)
    assert companion.document.options.finish == Finish()
    assert dialog.findChild(QComboBox, "bit_depth").currentData() == 24
    companion.open(demo)
    qtbot.waitUntil(lambda: companion.document.timeline.source == demo)
    assert dialog.findChild(QComboBox, "bit_depth").currentData() == 32
    holds_for.activated.emit(0)
    assert companion.document.options.finish == Finish()
    assert dialog.findChild(QComboBox, "bit_depth").currentData() == 24


def test_a_name_is_shown_as_it_is_written_and_a_bad_one_not_taken(companion, dialog):
    line = dialog.findChild(QLineEdit, "name_pattern")
    example = dialog.findChild(QLabel, "name_example")
    assert example.text() == "MARA_012_they-are-inside-the-wall_take01.wav"
    line.setText("{project:upper}_{id}_{take:03}")
    assert example.text() == "HARBOUR_q3_014_001.wav"
    assert companion.settings.finish.name == Finish().name  # until it is finished
    _type(dialog, "{project}_{tkae}")
    assert "no field {tkae}" in example.text()
    assert example.property("error")
    assert companion.settings.finish == Finish()
    _type(dialog, "{id}_{take}")
    assert companion.settings.finish.name == "{id}_{take}"
    _type(dialog, "")
    assert companion.settings.finish.name == Finish().name
    assert not example.property("error")


def test_a_field_is_put_where_the_cursor_is(dialog):
    line = dialog.findChild(QLineEdit, "name_pattern")
    voice = next(
        action
        for button in dialog.findChildren(QToolButton)
        if button.menu() is not None
        for action in button.menu().actions()
        if action.text() == "{voice}"
    )
    voice.trigger()
    assert line.text() == f"{Finish().name}{{voice}}"
    line.setText("{id}__{take}")
    line.setCursorPosition(5)
    voice.trigger()
    assert line.text() == "{id}_{voice}_{take}"


def test_levels_rest_while_takes_stay_as_spoken(companion, dialog):
    names = ("loudness", "ceiling", "whisper", "shout")
    boxes = [dialog.findChild(QDoubleSpinBox, name) for name in names]
    assert not any(box.isEnabled() for box in boxes)
    dialog.findChild(QCheckBox, "levelled").setChecked(True)
    assert all(box.isEnabled() for box in boxes)
    boxes[0].setValue(-31.0)
    dialog.findChild(QCheckBox, "levelled").setChecked(False)
    dialog.findChild(QCheckBox, "levelled").setChecked(True)
    assert companion.settings.finish.loudness == -31.0


def test_another_delivery_holds_for_what_is_asked_for_from_then_on(
    open_companion, demo, qtbot, tmp_path
):
    companion = open_companion(waits_at="Two in the morning.", gate=tmp_path)
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil((tmp_path / "waiting").exists)
    companion.show_settings()
    _choose(companion.window.findChild(QWidget, "settings_dialog"), "delivery", "draft")
    document.render([document.rows[1].region_id])
    assert document.queue.items[0].state is JobState.RENDERING
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: document.queue.items[1].has_ended)
    items = document.queue.items
    assert [item.manner.delivery for item in items] == ["final", "draft"]
    assert [(item.state, item.tries) for item in items] == [(JobState.DONE, 1)] * 2


def test_the_deliveries_are_those_of_the_engine():
    assert deliveries("scratch") == ("final", "draft")
    assert deliveries("nobody") == ("final",)


def test_a_daw_that_is_not_wanted_is_let_go(open_companion, qtbot):
    fakes = {"reaper": FakeDaw(), "live": FakeDaw()}
    wanted = []

    def daws(settings):
        wanted.append(settings.daws)
        return {name: fakes[name] for name in settings.daws if name in fakes}

    companion = open_companion(daws_of=daws)
    companion.show_settings()
    dialog = companion.window.findChild(QWidget, "settings_dialog")
    dialog.findChild(QCheckBox, "look_for_live").setChecked(False)
    assert wanted[-1] == ("reaper", "ardour")
    assert companion.settings.daws == ("reaper", "ardour")


def test_the_device_that_was_chosen_is_taken_again(open_companion, qtbot):
    companion = open_companion()
    device = companion.sound.device
    with qtbot.waitSignal(device.chosen):
        device.choose("Fake, no sound system", (2,))
    assert companion.settings.sound_device == "Fake, no sound system"
    companion.window.close()
    asked = []

    def open_stream(label, channels):
        asked.append((label, tuple(channels)))
        return FakeStream()

    again = SoundDevice(open_stream, scan=list)
    assert open_companion(device=again).sound.device.channels == (2,)
    again.open()
    assert asked == [("Fake, no sound system", (2,))]


def test_a_broken_file_is_said_in_the_window(open_companion, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.json").write_text("{")
    companion = open_companion()
    assert "settings.json.broken" in companion.window.notice.text
    assert companion.settings == Settings()


def test_every_control_has_a_name_and_a_place_for_the_keyboard(dialog):
    controls = [
        widget
        for kind in (QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit, QCheckBox, QPushButton)
        for widget in dialog.findChildren(kind)
        if widget.objectName() not in ("qt_spinbox_lineedit",)
    ]
    assert len(controls) > 12
    for control in controls:
        text = control.text() if isinstance(control, QCheckBox | QPushButton) else ""
        assert control.accessibleName() or text
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


class TestSetup:
    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "REAPER"
        folder.mkdir()
        (folder / "reaper.ini").write_text("")
        return folder

    def test_a_daw_is_found_and_set_up_line_by_line(self, folder, qtbot):
        setup = DawSetup({"reaper": folder})
        qtbot.addWidget(setup)
        with qtbot.waitSignal(setup.set_up):
            setup.findChild(QPushButton, "set_up_reaper").click()
        assert (folder / "Scripts" / "Takelane" / "takelane.lua").is_file()
        assert "wrote Scripts/Takelane/takelane.lua" in setup.said
        assert "What is left to do:" in setup.said
        setup.close_down()

    def test_what_goes_wrong_is_said(self, tmp_path, qtbot):
        gone = DawHere("reaper", RECIPES["reaper"], tmp_path / "gone", found=True, set_up=False)
        setup = DawSetup({}, find=lambda folders: (gone,))
        qtbot.addWidget(setup)
        setup.findChild(QPushButton, "set_up_reaper").click()
        qtbot.waitUntil(lambda: "is no folder of REAPER" in setup.said)
        setup.close_down()

    def test_what_is_not_there_cannot_be_set_up(self, tmp_path, qtbot):
        setup = DawSetup({name: tmp_path / "nowhere" for name in RECIPES})
        qtbot.addWidget(setup)
        buttons = [setup.findChild(QPushButton, f"set_up_{name}") for name in RECIPES]
        assert [button.isEnabled() for button in buttons] == [False] * len(RECIPES)
        only = DawSetup({name: tmp_path / "nowhere" for name in RECIPES}, only_found=True)
        qtbot.addWidget(only)
        assert not only.show_daws()


def test_no_page_has_to_be_scrolled(dialog):
    dialog.resize(dialog.sizeHint())
    pages = dialog.findChild(QListWidget, "pages")
    for row in range(pages.count()):
        pages.setCurrentRow(row)
        QApplication.processEvents()
        [area] = [area for area in dialog.findChildren(QScrollArea) if area.isVisible()]
        assert area.horizontalScrollBar().maximum() == 0
        assert area.verticalScrollBar().maximum() == 0
