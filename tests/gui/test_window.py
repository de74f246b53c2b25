"""The demo project is opened, edited, rendered and undone in the real window."""

from __future__ import annotations

import shutil
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QToolButton

from daw_bridge.session.cue_row import TakeState
from daw_bridge.session.queue_item import JobState
from daw_bridge.timeline import ProjectError
from gui.cue_columns import INDEX


def _states(companion):
    return [row.state for row in companion.document.rows]


def _cell(companion, row, column):
    return companion.window.cue_list.findChild(object, "cues").model().index(row, INDEX[column])


def test_the_demo_is_shown_as_rows(companion):
    rows = companion.document.rows
    assert len(rows) == 14
    assert rows[1].line.text.character == "CAPTAIN"
    assert set(_states(companion)) == {TakeState.NEW}
    assert all(row.fit is not None for row in rows)
    assert companion.window.windowTitle() == "harbour.rpp — Takelane"


def test_a_project_without_lines_is_said_to_be(open_companion, tmp_path, qtbot):
    project = tmp_path / "quiet.rpp"
    project.write_text('<REAPER_PROJECT 0.1 "7.0/x64" 1700000000\n>\n')
    companion = open_companion()
    companion.open(project)
    heading = "quiet.rpp has no lines yet"
    qtbot.waitUntil(
        lambda: any(label.text() == heading and label.isVisible()
                    for label in companion.window.findChildren(QLabel))
    )  # fmt: skip


def test_a_project_is_the_same_by_whichever_path_it_is_opened(
    open_companion, demo, qtbot, monkeypatch
):
    companion = open_companion()
    monkeypatch.chdir(demo.parent)
    companion.open(Path("..", demo.parent.name, demo.name))
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    assert companion.document.timeline.source == demo
    assert companion.document.folder == demo.parent / "Takelane"


def test_opening_leaves_no_trace_beside_the_project(companion, demo):
    assert [path.name for path in demo.parent.iterdir()] == ["harbour.rpp"]


def test_takes_of_the_demo_that_ships_lie_in_the_library(open_companion, qtbot, tmp_path):
    companion = open_companion()
    companion.window.actions_by_name["demo"].trigger()
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    assert companion.document.folder == tmp_path / "library" / "Takelane-harbour"


def test_a_line_is_edited_in_place_rendered_and_undone(companion, demo, qtbot):
    window, document = companion.window, companion.document
    before = demo.read_bytes()
    cell = _cell(companion, 3, "Line")
    assert cell.model().setData(cell, "They are in the walls.")
    qtbot.waitUntil(lambda: document.rows[3].line.text.line == "They are in the walls.")
    assert document.rows[3].edited
    assert document.rows[3].line.text.character == "MARA"
    window.cue_list.select([document.rows[3].region_id])
    window.actions_by_name["render"].trigger()
    qtbot.waitUntil(lambda: document.rows[3].state is TakeState.DONE)
    [take] = document.rows[3].takes
    assert (demo.parent / "Takelane" / take.file).is_file()
    assert window.actions_by_name["undo"].text() == "Undo edit line"
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: document.rows[3].line.text.line == "They are inside the wall.")
    assert document.rows[3].state is TakeState.STALE
    assert demo.read_bytes() == before


def test_alternatives_are_new_ones_each_time_they_are_asked_for(companion, qtbot):
    window, document = companion.window, companion.document
    assert document.rows[3].line.text.tags["seed"] == "7"
    window.cue_list.select([document.rows[3].region_id])
    window.actions_by_name["render"].trigger()
    for _ in range(2):
        window.actions_by_name["alternatives"].trigger()
    qtbot.waitUntil(lambda: document.rows[3].state is TakeState.DONE)
    assert sorted(take.seed for take in document.rows[3].takes) == [7, 8, 9, 10, 11, 12, 13]


def test_a_cell_that_is_being_edited_counts_when_the_window_is_closed(
    companion, open_companion, demo, qtbot
):
    table = companion.window.cue_list.findChild(object, "cues")
    companion.window.activateWindow()
    table.setFocus()
    table.setCurrentIndex(_cell(companion, 3, "Line"))
    qtbot.keyClick(table, Qt.Key.Key_F2)
    qtbot.keyClicks(QApplication.focusWidget(), "Hush.")
    companion.window.close()
    again = open_companion()
    again.open(demo)
    qtbot.waitUntil(lambda: bool(again.document.rows))
    assert again.document.rows[3].line.text.line == "Hush."


def test_words_are_looked_for_in_all_a_line_says(companion):
    table = companion.window.cue_list.findChild(object, "cues")
    companion.window.cue_list.findChild(object, "search").setText("mara wall")
    assert table.model().rowCount() == 1
    companion.window.cue_list.findChild(object, "search").setText("")
    assert table.model().rowCount() == 14


def test_a_broken_project_is_said_to_be_and_the_present_one_stays(companion, tmp_path, qtbot):
    broken = tmp_path / "broken.rpp"
    broken.write_text("<REAPER_PROJECT 0.1\n<TRACK\n")
    companion.open(broken)
    notice = companion.window.notice
    qtbot.waitUntil(lambda: "broken.rpp" in notice.text)
    assert len(companion.document.rows) == 14


def test_twenty_jobs_survive_the_end_of_the_application(open_companion, demo, qtbot, tmp_path):
    first = open_companion(waits_at="Two in the morning.", gate=tmp_path)
    first.open(demo)
    qtbot.waitUntil(lambda: bool(first.document.rows))
    ids = [row.region_id for row in first.document.rows]
    for number in range(20):
        first.document.render([ids[number % len(ids)]], takes=1, seed=number)
    qtbot.waitUntil((tmp_path / "waiting").exists)
    first.window.close()
    again = open_companion()
    again.open(demo)
    qtbot.waitUntil(lambda: bool(again.document.rows))
    assert len([item for item in again.document.queue.items if not item.has_ended]) == 20
    assert again.window.actions_by_name["pause"].text() == "Resume 20 waiting"
    again.window.actions_by_name["pause"].trigger()
    qtbot.waitUntil(lambda: all(item.has_ended for item in again.document.queue.items))
    assert {item.state for item in again.document.queue.items} == {JobState.DONE}
    assert {row.state for row in again.document.rows} == {TakeState.DONE}


def test_a_second_window_leaves_a_project_to_the_first(companion, open_companion, demo, qtbot):
    second = open_companion()
    second.open(demo)
    qtbot.waitUntil(second.window.notice.isVisible)
    assert second.document.timeline is None
    companion.window.close()
    second.open(demo)
    qtbot.waitUntil(lambda: bool(second.document.rows))


def test_a_folder_for_sessions_that_cannot_be_made_is_told(open_companion, demo, qtbot, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sessions").write_text("in the way")
    companion = open_companion()
    told = []
    companion.document.problem.connect(told.append)
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(told))
    assert "sessions cannot be written" in told[0]


def test_on_a_full_disk_everything_is_told_and_goes_on(companion, qtbot, monkeypatch):
    document = companion.document
    told = []
    document.problem.connect(told.append)
    document.edits.problem.connect(told.append)

    def fail(_):
        raise ProjectError("the disk is full")

    monkeypatch.setattr(document.session.ledger, "note", fail)
    for row in (3, 4):
        companion.window.cue_list.select([document.rows[row].region_id])
        companion.window.actions_by_name["render"].trigger()
    companion.window.actions_by_name["pause"].trigger()
    companion.window.actions_by_name["pause"].trigger()
    companion.window.performance.order.takes.setValue(2)
    document.edits.mark_placed("0f", 1.0)
    qtbot.waitUntil(lambda: [item.state for item in document.queue.items] == [JobState.DONE] * 2)
    assert set(told) == {"the disk is full"}


def test_why_a_render_failed_is_said(companion, demo, qtbot):
    window, document = companion.window, companion.document
    (demo.parent / "Takelane").write_text("in the way")
    window.cue_list.select([document.rows[3].region_id])
    window.actions_by_name["render"].trigger()
    qtbot.waitUntil(lambda: document.rows[3].state is TakeState.FAILED)
    assert "Takelane is a file" in window.notice.text
    foot = window.queue.findChild(QToolButton, "show_queue")
    assert foot.accessibleName() == "Render queue: 1 failed"


def test_the_voice_process_crashes_and_nothing_is_lost(open_companion, demo, qtbot):
    companion = open_companion(dies_at="Get down, now!")
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    document = companion.document
    document.render([row.region_id for row in document.rows[3:6]])
    qtbot.waitUntil(lambda: document.queue.items[0].has_ended)
    assert document.queue.items[0].reason.startswith("the voice engine stopped")
    assert len(document.rows[3].takes) == 1
    document.render([document.rows[5].region_id])
    qtbot.waitUntil(lambda: document.queue.items[1].has_ended)
    assert document.rows[5].state is TakeState.DONE


def _other(demo, tmp_path):
    other = tmp_path / "other" / "other.rpp"
    other.parent.mkdir()
    shutil.copy(demo, other)
    return other


def _go_to(companion, project, qtbot):
    document = companion.document
    companion.open(project)
    qtbot.waitUntil(lambda: document.timeline.source == project and bool(document.rows))


def test_a_second_project_is_rendered_with_the_voice_that_is_loaded(
    companion, demo, qtbot, tmp_path
):
    document = companion.document
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(lambda: document.rows[0].state is TakeState.DONE)
    _go_to(companion, _other(demo, tmp_path), qtbot)
    document.render([document.rows[1].region_id])
    qtbot.waitUntil(lambda: document.rows[1].state is TakeState.DONE)
    assert [len(row.takes) for row in document.rows[:2]] == [0, 1]


def test_what_is_under_way_waits_in_its_own_project(open_companion, demo, qtbot, tmp_path):
    companion = open_companion(waits_at="Two in the morning.", gate=tmp_path)
    document = companion.document
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(document.rows))
    document.render([row.region_id for row in document.rows[:2]])
    qtbot.waitUntil((tmp_path / "waiting").exists)
    _go_to(companion, _other(demo, tmp_path), qtbot)
    document.render([document.rows[2].region_id])
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: document.queue.items[0].has_ended)
    assert [len(row.takes) for row in document.rows[:3]] == [0, 0, 1]
    assert document.queue.items[0].state is JobState.DONE
    _go_to(companion, demo, qtbot)
    assert [item.state for item in document.queue.items] == [JobState.QUEUED]
    document.queue.resume()
    qtbot.waitUntil(lambda: document.queue.items[0].has_ended)
    assert [row.state for row in document.rows[:2]] == [TakeState.DONE] * 2
