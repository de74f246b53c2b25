"""The queue is listed, cancelled, tried again and cleared; its end is told."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QStyleOptionViewItem, QTableView, QToolButton

from daw_bridge.session.queue_item import JobState
from gui.queue.notifier import LONG, Notifier


@pytest.fixture
def companion(open_companion, demo, qtbot, tmp_path):
    companion = open_companion(waits_at="Two in the morning.", gate=tmp_path)
    companion.open(demo)
    qtbot.waitUntil(lambda: bool(companion.document.rows))
    return companion


@pytest.fixture
def view(companion):
    return companion.window.queue.view


def _press(view, name):
    view.findChild(QPushButton, name).click()


def _choose(view, row):
    view.findChild(QTableView, "queue").selectRow(row)


def _cells(view):
    model = view.findChild(QTableView, "queue").model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_jobs_are_listed_cancelled_retried_and_cleared(companion, view, qtbot, tmp_path):
    document = companion.document
    ids = [row.region_id for row in document.rows]
    for region_id in ids[:3]:
        document.render([region_id])
    companion.window.actions_by_name["queue"].trigger()
    assert view.isVisible()
    qtbot.waitUntil(lambda: "rendering" in _cells(view)[0])
    assert ["queued" in cell for cell in _cells(view)] == [False, True, True]
    _choose(view, 2)
    _press(view, "cancel")
    assert document.queue.items[2].state is JobState.CANCELLED
    _choose(view, 2)
    _press(view, "retry")
    assert [item.state for item in document.queue.items][1:] == [JobState.QUEUED] * 2
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: all(i.has_ended for i in document.queue.items))
    assert all("done, 1 take" in cell for cell in _cells(view))
    _press(view, "clear_ended")
    assert not document.queue.items
    assert not companion.window.actions_by_name["queue"].isEnabled()


def test_jobs_change_places_by_buttons_and_keys(companion, view, qtbot):
    document = companion.document
    for row in document.rows[:4]:
        document.render([row.region_id])
    companion.window.actions_by_name["queue"].trigger()
    qtbot.waitUntil(lambda: "rendering" in _cells(view)[0])
    table = view.findChild(QTableView, "queue")

    def chosen():
        return view.selected().number, table.currentIndex().row()

    def press(key):
        qtbot.keyClick(table, key, Qt.KeyboardModifier.AltModifier)

    def possible():
        return [view.findChild(QPushButton, n).isEnabled() for n in ("do_next", "earlier", "later")]

    _choose(view, 0)
    assert possible() == [False, False, False]
    _choose(view, 3)
    assert possible() == [True, True, False]
    _press(view, "earlier")
    assert chosen() == (4, 2)
    press(Qt.Key.Key_Up)
    assert chosen() == (4, 1)
    assert possible() == [False, False, True]
    press(Qt.Key.Key_Down)
    assert chosen() == (4, 2)
    press(Qt.Key.Key_Home)
    assert chosen() == (4, 1)
    assert [item.number for item in document.queue.items] == [1, 4, 2, 3]


def test_the_foot_says_how_far_it_is_and_opens_the_list(companion, view, qtbot):
    document = companion.document
    words = companion.window.queue.findChild(QToolButton, "show_queue")
    assert words.isHidden()
    document.render([row.region_id for row in document.rows[:2]], takes=2)
    assert words.text() == "0 of 4 takes"
    words.click()
    assert view.isVisible()
    _press(view, "pause")
    assert document.queue.paused
    assert view.findChild(QPushButton, "pause").text() == "Resume"
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()


@pytest.mark.parametrize(("took", "active", "told"), [
    (LONG, False, True), (LONG, True, False), (LONG / 2, False, False),
])  # fmt: skip
def test_the_end_of_a_long_queue_is_told_to_who_looks_elsewhere(
    companion, qtbot, tmp_path, monkeypatch, took, active, told
):
    now, heard = [0.0], []
    monkeypatch.setattr(companion.window, "isActiveWindow", lambda: active)
    document = companion.document
    notifier = Notifier(document, companion.window, lambda *said: heard.append(said),
                        lambda: now[0])  # fmt: skip
    document.render([document.rows[0].region_id])
    now[0] = took
    (tmp_path / "go").touch()
    qtbot.waitUntil(lambda: document.queue.items[0].has_ended)
    assert heard == ([("The render queue has ended", "Every take is there.")] if told else [])
    notifier.deleteLater()


def test_the_first_job_is_chosen_and_its_name_has_the_room(companion, view, qtbot):
    document = companion.document
    document.render([row.region_id for row in document.rows])
    companion.window.actions_by_name["queue"].trigger()
    table = view.findChild(QTableView, "queue")
    assert table.selectionModel().selectedRows()[0].row() == 0
    assert view.findChild(QPushButton, "cancel").isEnabled()
    view.resize(2 * view.width(), view.height())
    assert table.columnWidth(0) > 2 * table.columnWidth(1)
    assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    assert table.horizontalScrollBar().maximum() == 0


def test_the_views_keep_their_height_while_takes_are_rendered(companion, qtbot, tmp_path):
    window, document = companion.window, companion.document
    qtbot.wait(1)
    before = window.centralWidget().height()
    document.render([document.rows[0].region_id])
    qtbot.waitUntil(window.queue.isVisible)
    qtbot.wait(1)
    assert window.centralWidget().height() == before


def test_a_state_has_its_colour_where_its_job_is_chosen(companion, view, qtbot):
    companion.document.render([companion.document.rows[0].region_id])
    table = view.findChild(QTableView, "queue")
    option, index = QStyleOptionViewItem(), table.model().index(0, 1)
    table.itemDelegate().initStyleOption(option, index)
    assert option.palette.highlightedText().color() == index.data(Qt.ItemDataRole.ForegroundRole)
