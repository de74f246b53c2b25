"""The cue list stays with what is chosen, and tells only what has changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from daw_bridge.session.cue_row import TakeState
from gui.cue_columns import INDEX
from gui.cue_order import in_states
from gui.theme import SPACE


@pytest.fixture
def companion(companion):
    companion.window.resize(1600, 900)
    return companion


@pytest.fixture
def cues(companion):
    return companion.window.cue_list


@pytest.fixture
def table(cues):
    return cues.findChild(object, "cues")


@pytest.fixture
def ids(companion):
    return [row.region_id for row in companion.document.rows]


def _selected(cues):
    return [row.region_id for row in cues.selected_rows()]


def _falling():
    return Qt.SortOrder.DescendingOrder


def test_what_is_chosen_stays_so_while_it_is_sorted_and_filtered(cues, table, ids, qtbot):
    cues.select([ids[9], ids[3], ids[4]])
    assert _selected(cues) == [ids[3], ids[4], ids[9]]
    with qtbot.assertNotEmitted(cues.selection_changed):
        table.sortByColumn(INDEX["Start"], _falling())
        assert _selected(cues) == [ids[9], ids[4], ids[3]]
        cues.findChild(object, "search").setText("e")
    assert table.currentIndex().row() == table.model().place(ids[3])


def test_what_is_filtered_away_is_chosen_no_longer(cues, ids, qtbot):
    cues.select([ids[3], ids[4]])
    with qtbot.waitSignal(cues.selection_changed):
        cues.findChild(object, "search").setText("inside")
    assert _selected(cues) == [ids[3]]
    cues.findChild(object, "search").setText("")
    assert _selected(cues) == [ids[3]]


def test_where_no_line_is_like_that_it_is_said(cues, table, qtbot):
    def colours():
        image = table.viewport().grab().toImage()
        middle = image.height() // 2
        return {
            image.pixel(x, y) for x in range(image.width()) for y in range(middle - 9, middle + 9)
        }

    cues.go_to_search()
    qtbot.keyClicks(cues.window().focusWidget(), "nobody says this")
    assert table.model().rowCount() == 0
    assert len(colours()) > 2


def test_another_project_begins_at_its_first_line(companion, cues, ids, tmp_path, qtbot):
    cues.select([ids[3]])
    other = tmp_path / "other.csv"
    other.write_text("character,line,start,end\nMARA,Go.,0:01,0:02\n")
    companion.open(other)
    qtbot.waitUntil(lambda: len(companion.document.rows) == 1)
    assert _selected(cues) == [companion.document.rows[0].region_id]


def test_who_chooses_nothing_is_left_alone(companion, cues, table, ids):
    assert _selected(cues) == [ids[0]]
    table.clearSelection()
    companion.document.edits.say([ids[3]], "Edit line", line="They are here.")
    assert _selected(cues) == []


def test_one_row_that_changes_is_told_alone(companion, cues, table, ids, qtbot):
    document, told = companion.document, []
    qtbot.waitUntil(lambda: companion.synthesis.loaded is not None)
    table.model().dataChanged.connect(
        lambda first, last, *_: told.append((first.row(), last.row()))
    )
    with qtbot.assertNotEmitted(table.model().modelReset):
        document.render([ids[5]])
        qtbot.waitUntil(lambda: document.rows[5].state is TakeState.DONE)
    assert set(told) == {(5, 5)}


def test_a_line_goes_where_its_state_belongs(companion, cues, table, ids, qtbot):
    document = companion.document
    table.sortByColumn(INDEX["State"], _falling())
    document.render([ids[5]])
    model = table.model()
    qtbot.waitUntil(lambda: model.row(0).state is TakeState.DONE)
    assert model.place(ids[5]) == 0


def test_a_line_that_is_being_edited_is_not_taken_away(companion, cues, table, ids, qtbot):
    from PyQt6.QtWidgets import QLineEdit

    document, model = companion.document, table.model()
    model.show_only(in_states(TakeState.NEW))
    table.edit(model.index(5, INDEX["Line"]))
    document.render([ids[5]])
    qtbot.waitUntil(lambda: document.rows[5].state is TakeState.DONE)
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    assert model.place(ids[5]) == 5
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: model.place(ids[5]) is None)


def test_words_typed_into_a_cell_stay_while_its_line_is_rendered(
    companion, cues, table, ids, qtbot
):
    editor = _type(table, ids[5], "Not this.", qtbot)
    companion.document.render([ids[5]])
    qtbot.waitUntil(lambda: companion.document.rows[5].state is TakeState.DONE)
    assert editor.text() == "Not this."


def test_words_typed_into_a_cell_count_when_lines_come_and_go(companion, cues, table, ids, qtbot):
    document = companion.document
    timeline = document.timeline
    _type(table, ids[5], "Not this.", qtbot)
    document.open(replace(timeline, regions=timeline.regions[:-1]))
    qtbot.waitUntil(lambda: len(document.rows) == len(ids) - 1)
    qtbot.waitUntil(lambda: document.rows[5].line.text.line == "Not this.")


def test_words_typed_into_a_cell_of_another_project_change_nothing(
    companion, cues, table, ids, tmp_path, qtbot
):
    document = companion.document
    elsewhere = replace(document.timeline, source=tmp_path / "elsewhere.rpp")
    _type(table, ids[5], "Not this.", qtbot)
    document.open(elsewhere)
    qtbot.waitUntil(lambda: bool(document.rows))
    assert document.session.ledger.undoable is None


def _type(table, region_id, words, qtbot):
    from PyQt6.QtWidgets import QLineEdit

    index = table.model().index(table.model().place(region_id), INDEX["Line"])
    table.setCurrentIndex(index)
    table.edit(index)
    editor = table.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, words)
    return editor


def test_what_was_scrolled_looks_as_if_painted_anew(companion, cues, table, ids):
    from PyQt6.QtCore import QCoreApplication, QEvent
    from PyQt6.QtGui import QImage

    cues.select([ids[3]])
    companion.window.resize(1600, 500)
    bar, window, ground = table.verticalScrollBar(), companion.window, table.viewport()
    assert bar.maximum() > 50
    for value in (37, 11, bar.maximum(), 23):
        bar.setValue(value)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
    place = ground.mapTo(window, ground.rect().topLeft())
    area = (place.x(), place.y(), ground.width(), ground.height())
    images = (window.screen().grabWindow(window.winId(), *area), ground.grab())
    shown, anew = (
        np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8)
        for image in (i.toImage().convertToFormat(QImage.Format.Format_RGB32) for i in images)
    )
    assert (shown == anew).all()


def test_a_direction_of_two_words_is_whole_in_the_usual_window(companion, table, qtbot):
    companion.window.resize(1440, 900)
    qtbot.waitUntil(lambda: companion.window.width() == 1440)
    rows, letters = companion.document.rows, table.fontMetrics()
    for column, words in (
        ("Direction", rows[3].line.text.direction),
        ("Line", rows[1].line.text.line),
        ("Start", table.model().index(3, INDEX["Start"]).data()),
    ):
        assert not table.isColumnHidden(INDEX[column])
        room = table.columnWidth(INDEX[column]) - 2 * SPACE
        assert letters.horizontalAdvance(words) <= room, column


@pytest.fixture
def at_once(qapp):
    """Let nobody wait whether a second click comes."""
    before = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(0)
    yield
    QApplication.setDoubleClickInterval(before)


def test_only_a_click_on_the_cell_that_was_gone_to_edits_it(cues, table, ids, qtbot, at_once):
    from PyQt6.QtWidgets import QAbstractItemView

    def click():
        QApplication.processEvents()
        place = table.visualRect(table.model().index(3, INDEX["Line"])).center()
        with qtbot.waitSignal(table.clicked):
            qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()
        return table.state() == QAbstractItemView.State.EditingState

    cues.select([ids[3]])
    assert not click()
    cues.select_all()
    assert not click()
    assert _selected(cues) == [ids[3]]
    assert click()


def header_of(table, column):
    return table.model().headerData(INDEX[column], Qt.Orientation.Horizontal)


def test_in_a_narrow_list_lines_go_on_in_a_second_row(companion, cues, table):
    high = table.rowHeight(0)
    companion.change(replace(companion.settings, scale=2.0))
    companion.window.resize(1280, 800)
    QApplication.processEvents()
    assert table.rowHeight(0) >= 2 * table.fontMetrics().height() + SPACE
    assert table.columnWidth(INDEX["State"]) == 72
    assert header_of(table, "State") == ""
    companion.change(replace(companion.settings, scale=1.0))
    companion.window.resize(1600, 900)
    QApplication.processEvents()
    assert table.rowHeight(0) == high
    assert table.columnWidth(INDEX["State"]) == 100
    assert header_of(table, "State") == "State"


def test_directions_have_more_room_in_a_wide_window_unless_a_hand_set_it(companion, table):
    header, column = table.horizontalHeader(), INDEX["Direction"]
    before = header.sectionSize(column)
    companion.window.resize(2560, 1440)
    QApplication.processEvents()
    assert header.sectionSize(column) > 2 * before
    companion.window.resize(1600, 900)
    QApplication.processEvents()
    assert header.sectionSize(column) == before
    header.resizeSection(column, 150)
    companion.window.resize(2560, 1440)
    QApplication.processEvents()
    assert header.sectionSize(column) == 150
