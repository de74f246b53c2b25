"""What a render leaves out is counted, told, and shown at a press."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QComboBox, QToolButton

from gui.cue_order import EVERYTHING, UNSPEAKABLE


@pytest.fixture
def mute(companion, qtbot):
    """Give the ids of two lines without a word."""
    document = companion.document
    ids = [document.rows[row].region_id for row in (2, 5)]
    document.edits.say(ids, "Edit line", line="…")
    qtbot.waitUntil(lambda: bool(document.rows[5].line.problems))
    return ids


def _render(companion, ids):
    companion.window.cue_list.select(ids)
    companion.window.actions_by_name["render"].trigger()
    return companion.window.notice.text


def test_of_many_lines_it_is_told_how_many_are_left_out(companion, mute):
    every = [row.region_id for row in companion.document.rows]
    told = _render(companion, every)
    assert told == "2 of 14 lines cannot be spoken; the others are in the queue."
    assert len(companion.document.queue.items[0].region_ids) == 12


def test_where_nothing_can_be_spoken_nothing_is_queued(companion, mute):
    assert _render(companion, mute) == "None of these 2 lines can be spoken."
    assert companion.document.queue.items == ()


def test_of_a_single_line_the_reason_is_told(companion, mute):
    assert "has no words to speak" in _render(companion, mute[:1])


def test_the_lines_that_are_left_out_are_shown_at_a_press(companion, mute, qtbot):
    window, cues = companion.window, companion.window.cue_list
    cues.findChild(object, "search").setText("nobody says this")
    window.actions_by_name["render_new"].trigger()
    window.notice.findChild(QToolButton, "remedy").click()
    model, wanted = cues.findChild(object, "cues").model(), cues.findChild(QComboBox, "wanted")
    assert [model.row(place).region_id for place in range(model.rowCount())] == mute
    assert [row.region_id for row in cues.selected_rows()] == mute[:1]
    assert wanted.currentText() == UNSPEAKABLE
    assert "no words to speak" in window.performance.line.fit.label.text()
    companion.document.edits.say(mute, "Edit line", line="Go.")
    qtbot.waitUntil(lambda: model.rowCount() == 0)
    wanted.setCurrentText(EVERYTHING)
    assert model.rowCount() == 14


def test_another_message_has_nothing_to_press(companion, mute):
    window = companion.window
    _render(companion, mute)
    window.show_message("the disk is full")
    assert window.notice.text == "The disk is full."
    assert not window.notice.findChild(QToolButton, "remedy").isVisible()
