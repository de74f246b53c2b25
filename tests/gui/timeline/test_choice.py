"""Regions are chosen one by one, in stretches and by a band, in step with the cue list."""

from __future__ import annotations

import pytest


@pytest.fixture
def ids(companion):
    return [row.region_id for row in companion.document.rows]


def _selected(companion):
    return [row.region_id for row in companion.window.cue_list.selected_rows()]


def test_ctrl_chooses_one_more_and_takes_it_away(companion, timeline, pointer, ids):
    pointer.click(pointer.region(3))
    pointer.click(pointer.region(6), "Control")
    pointer.click(pointer.region(5), "Control")
    assert _selected(companion) == [ids[3], ids[5], ids[6]]
    assert timeline.canvas.chosen == {ids[3], ids[5], ids[6]}
    pointer.click(pointer.region(3), "Control")
    assert _selected(companion) == [ids[5], ids[6]]


def test_shift_chooses_a_stretch_from_where_the_first_click_was(companion, pointer, ids):
    pointer.click(pointer.region(5))
    pointer.click(pointer.region(8), "Shift")
    assert _selected(companion) == ids[5:9]
    pointer.click(pointer.region(3), "Shift")
    assert _selected(companion) == ids[3:6]
    pointer.click(pointer.region(9), "Control")
    pointer.click(pointer.region(11), "Control", "Shift")
    assert _selected(companion) == [*ids[3:6], *ids[9:12]]


def test_a_stretch_goes_on_from_what_was_chosen_in_the_list(companion, pointer, ids):
    companion.window.cue_list.select([ids[2]])
    pointer.click(pointer.region(4), "Shift")
    assert _selected(companion) == ids[2:5]


def test_the_list_goes_on_from_what_was_clicked_last(companion, pointer, ids):
    pointer.click(pointer.region(8))
    pointer.click(pointer.region(5), "Control")
    table = companion.window.cue_list.findChild(object, "cues")
    assert table.model().row(table.currentIndex().row()).region_id == ids[5]


def test_keys_with_shift_choose_what_lies_between(companion, timeline, pointer, ids, qtbot):
    from PyQt6.QtCore import Qt

    shift = Qt.KeyboardModifier.ShiftModifier
    pointer.click(pointer.region(5))
    for _ in range(2):
        qtbot.keyClick(timeline.canvas, Qt.Key.Key_Right, shift)
    assert _selected(companion) == ids[5:8]
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Left, shift)
    assert _selected(companion) == ids[5:7]
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Home, shift)
    assert _selected(companion) == ids[:6]
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Right)
    assert _selected(companion) == [ids[1]]


def test_a_band_chooses_what_it_touches(companion, timeline, pointer, ids):
    from PyQt6.QtWidgets import QRubberBand

    regions = [row.line.region for row in companion.document.rows]
    start = pointer.nowhere(regions[3].end + 0.6)
    inside = pointer.region(6)
    pointer.drag(start, inside)
    assert _selected(companion) == ids[4:7]
    end = pointer.nowhere(regions[9].end + 0.35)
    pointer.drag(end, pointer.region(9), keys=["Control"])
    assert _selected(companion) == [*ids[4:7], ids[9]]
    assert not any(band.isVisible() for band in timeline.findChildren(QRubberBand))


def test_a_click_on_nothing_chooses_nothing(companion, timeline, pointer, ids):
    regions = [row.line.region for row in companion.document.rows]
    pointer.click(pointer.region(5))
    pointer.click(pointer.nowhere(regions[3].end + 0.6), "Control")
    assert _selected(companion) == [ids[5]]
    pointer.click(pointer.nowhere(regions[3].end + 0.6))
    assert _selected(companion) == []
    assert timeline.canvas.chosen == frozenset()


def test_what_the_list_does_not_show_is_not_chosen(companion, timeline, pointer, ids):
    companion.window.cue_list.findChild(object, "search").setText("inside the wall")
    first, last = companion.document.rows[0].line.region, companion.document.rows[-1].line.region
    pointer.drag(pointer.nowhere(first.start - 1.0), pointer.nowhere(last.end + 0.6))
    assert _selected(companion) == []
    pointer.drag(pointer.nowhere(first.start - 1.0), pointer.region(5))
    assert _selected(companion) == [ids[3]]
    assert timeline.canvas.chosen == {ids[3]}
