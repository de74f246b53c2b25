"""The timeline is driven with pointer and keys in the real window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from daw_bridge.session.cue_row import TakeState
from daw_bridge.time_code import RATES, TimeBase
from gui.clock import Clock


def _selected(companion):
    return [row.region_id for row in companion.window.cue_list.selected_rows()]


def _points(companion, emotion, track="MARA"):
    lanes = companion.document.timeline.lanes
    [lane] = [lane for lane in lanes if (lane.track, lane.emotion) == (track, emotion)]
    return lane.envelope.points


def _bytes(pixmap):
    from PyQt6.QtGui import QImage

    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8).astype(int)


def test_a_region_and_its_row_are_chosen_together(companion, timeline, pointer):
    rows = companion.document.rows
    pointer.click(pointer.region(3))
    assert _selected(companion) == [rows[3].region_id]
    companion.window.cue_list.select([rows[5].region_id, rows[6].region_id])
    assert timeline.canvas.chosen == {rows[5].region_id, rows[6].region_id}


def test_a_double_click_asks_to_hear_the_region(companion, timeline, pointer, qtbot):
    with qtbot.waitSignal(companion.window.cue_list.activated) as heard:
        pointer.double_click(pointer.region(3))
    assert heard.args == [companion.document.rows[3].region_id]


def test_keys_go_from_region_to_region(companion, timeline, qtbot):
    from PyQt6.QtCore import Qt

    ids = [row.region_id for row in companion.document.rows]
    companion.window.cue_list.select([])
    for key, chosen in (
        (Qt.Key.Key_Right, ids[0]), (Qt.Key.Key_Right, ids[1]), (Qt.Key.Key_Left, ids[0]),
        (Qt.Key.Key_End, ids[-1]), (Qt.Key.Key_Right, ids[-1]), (Qt.Key.Key_Home, ids[0]),
    ):  # fmt: skip
        qtbot.keyClick(timeline.canvas, key)
        assert _selected(companion) == [chosen]
    with qtbot.waitSignal(timeline.region_activated) as heard:
        qtbot.keyClick(timeline.canvas, Qt.Key.Key_Return)
    assert heard.args == [ids[0]]


def test_what_is_chosen_far_away_is_scrolled_to(companion, timeline):
    timeline.canvas.fit(0.0, 3.0)
    last = companion.document.rows[-1]
    companion.window.cue_list.select([last.region_id])
    assert 0 <= timeline.canvas.x_of(last.line.region.start) < timeline.canvas.view.width()


def test_zoom_keeps_the_time_under_the_pointer(timeline, pointer):
    canvas, place = timeline.canvas, pointer.region(6)
    for up in (120, 480, 60, -240):
        before, pixels = canvas.time_at(place.x()), canvas.scale.pixels
        pointer.wheel(place, up, "Control")
        assert canvas.time_at(place.x()) == pytest.approx(before, abs=1.0 / canvas.scale.pixels)
        assert (canvas.scale.pixels > pixels) == (up > 0)


def test_the_menu_zooms_and_fits(companion, timeline):
    canvas, actions = timeline.canvas, companion.window.actions_by_name
    whole = canvas.scale
    actions["zoom_in"].trigger()
    assert canvas.scale.pixels > whole.pixels
    actions["zoom_out"].trigger()
    assert canvas.scale.pixels == pytest.approx(whole.pixels)
    region = companion.document.rows[6].line.region
    companion.window.cue_list.select([region.id])
    actions["fit_selection"].trigger()
    edges = [canvas.x_of(time) for time in (region.start, region.end)]
    assert 0 < edges[0] < edges[1] < canvas.view.width()
    assert edges[1] - edges[0] > 0.8 * canvas.view.width()
    actions["fit_all"].trigger()
    assert canvas.scale == whole
    companion.window.resize(1100, 900)
    assert canvas.scale.length_pixels <= canvas.view.width()


def test_the_wheel_scrolls_through_time_and_over_lanes(timeline, pointer, qtbot):
    canvas = timeline.canvas
    canvas.fit(10.0, 20.0)
    left = canvas.left
    pointer.wheel(pointer.region(3), -120)
    assert canvas.left > left
    timeline.findChild(object, "lanes_of").setCurrentText("All tracks")
    timeline.findChild(object, "lanes_of").activated.emit(1)
    left = canvas.left
    lane = pointer.lane("happy", 15.0, 0.5)
    pointer.wheel(lane, -120)
    assert (canvas.left, canvas.top > 0) == (left, True)
    pointer.wheel(lane, 0, across=-120)
    assert canvas.left > left


def test_a_click_on_the_ruler_goes_there(companion, timeline, pointer, qtbot):
    canvas = timeline.canvas
    with qtbot.waitSignal(timeline.located) as there:
        pointer.click(pointer._point(canvas.x_of(20.0), 5))
    assert there.args[0] == pytest.approx(20.0, abs=0.1)
    assert canvas.playhead == there.args[0]


def test_a_playhead_that_leaves_the_view_is_followed(timeline):
    canvas = timeline.canvas
    canvas.fit(10.0, 20.0)
    timeline.set_playhead(canvas.time_at(canvas.view.width() - 2))
    left = canvas.left
    timeline.set_playhead(canvas.time_at(canvas.view.width() + 2))
    assert canvas.left > left
    canvas.fit(40.0, 50.0)
    left = canvas.left
    timeline.set_playhead(25.0)
    timeline.set_playhead(None)
    assert canvas.left == left


def test_the_lanes_of_the_chosen_line_are_shown(companion, timeline):
    choice = timeline.findChild(object, "lanes_of")
    rows = companion.document.rows
    companion.window.cue_list.select([rows[1].region_id])
    assert {strip.lane.track for strip in timeline.canvas.strips} == {"CAPTAIN"}
    companion.window.cue_list.select([rows[3].region_id])
    assert {strip.lane.track for strip in timeline.canvas.strips} == {"MARA"}
    choice.setCurrentText("All tracks")
    choice.activated.emit(1)
    assert {strip.lane.track for strip in timeline.canvas.strips} >= {"CAPTAIN", "MARA", "TOBIN"}
    choice.setCurrentText("TOBIN")
    choice.activated.emit(choice.currentIndex())
    assert {strip.lane.track for strip in timeline.canvas.strips} == {"TOBIN"}


def test_a_lane_drawn_by_hand_changes_what_is_performed_and_is_undone(
    companion, timeline, pointer, qtbot
):
    document = companion.document
    row = document.rows[3]
    region, before = row.line.region, row.emotion
    companion.window.cue_list.select([region.id])
    timeline.findChild(object, "draw_by_hand").click()
    pointer.drag(
        *(pointer.lane("angry", region.start + n / 4 * region.duration, 0.9) for n in range(5))
    )
    qtbot.waitUntil(lambda: document.rows[3].emotion.angry > 0.3)
    [drawn] = [strip for strip in timeline.canvas.strips if strip.drawn]
    assert drawn.key == ("MARA", "angry")
    companion.window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: document.rows[3].emotion == before)
    assert not any(strip.drawn for strip in timeline.canvas.strips)


def test_points_are_added_moved_and_deleted_one_step_each(companion, timeline, pointer, qtbot):
    companion.window.cue_list.select([companion.document.rows[3].region_id])
    before = _points(companion, "happy")
    pointer.double_click(pointer.lane("happy", 20.0, 0.5))
    qtbot.waitUntil(lambda: len(_points(companion, "happy")) == 1)
    pointer.drag(pointer.lane("happy", 20.0, 0.5), pointer.lane("happy", 25.0, 0.8))
    qtbot.waitUntil(lambda: _points(companion, "happy")[0].value > 0.7)
    assert _points(companion, "happy")[0].time == pytest.approx(25.0, abs=0.1)
    pointer.double_click(pointer.lane("happy", 25.0, 0.8))
    qtbot.waitUntil(lambda: _points(companion, "happy") == before)
    titles = []
    while (step := companion.document.session.ledger.undoable) is not None:
        titles.append(step.title)
        companion.document.edits.undo()
    assert titles == ["Delete point", "Move point", "Add point"]


def test_a_way_is_dragged_and_a_mere_click_moves_nothing(companion, timeline, pointer, qtbot):
    companion.window.cue_list.select([companion.document.rows[3].region_id])
    before = _points(companion, "afraid")
    middle = (before[2].time + before[3].time) / 2
    envelope = next(s for s in timeline.canvas.strips if s.key[1] == "afraid").lane.envelope
    held_at = envelope.value_at(middle)
    pointer.click(pointer.lane("afraid", middle, held_at))
    assert companion.document.session.ledger.undoable is None
    pointer.drag(
        pointer.lane("afraid", middle, held_at), pointer.lane("afraid", middle, held_at - 0.4)
    )
    qtbot.waitUntil(lambda: _points(companion, "afraid") != before)
    fallen = [b.value - a.value for a, b in zip(before, _points(companion, "afraid"), strict=True)]
    assert fallen == pytest.approx([0.0, 0.0, -0.4, -0.4, 0.0], abs=0.06)


def test_keys_move_and_delete_the_point_that_was_clicked(companion, timeline, pointer, qtbot):
    from PyQt6.QtCore import Qt

    companion.window.cue_list.select([companion.document.rows[3].region_id])
    before = _points(companion, "afraid")
    pointer.click(pointer.lane("afraid", before[1].time, before[1].value))
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: _points(companion, "afraid") != before)
    assert _points(companion, "afraid")[1].value == pytest.approx(before[1].value + 0.05)
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(_points(companion, "afraid")) == len(before) - 1)
    assert not timeline.canvas.strips[0].drawn


def test_drawn_lanes_are_given_back(companion, timeline, pointer, qtbot):
    from PyQt6.QtWidgets import QMenu

    companion.window.cue_list.select([companion.document.rows[3].region_id])
    before = _points(companion, "afraid")
    pointer.double_click(pointer.lane("afraid", before[1].time, before[1].value))
    pointer.double_click(pointer.lane("happy", 20.0, 0.5))
    qtbot.waitUntil(lambda: len(_points(companion, "happy")) == 1)
    timeline.canvas.customContextMenuRequested.emit(pointer.lane("afraid", 10.0, 0.5))
    [menu] = timeline.findChildren(QMenu)
    one, every = menu.actions()
    assert one.text() == "Give MARA's afraid back to the DAW"
    every.trigger()
    qtbot.waitUntil(lambda: _points(companion, "afraid") == before)
    assert _points(companion, "happy") == ()
    assert companion.document.session.ledger.undoable.title == "Give lanes back"


def test_a_dragged_bound_moves_the_phrases_and_is_undone(companion, timeline, pointer, qtbot):
    document = companion.document
    timeline.canvas.fit(document.rows[1].line.region.start, document.rows[1].line.region.end)
    before = document.rows[1].line.phrases
    place = pointer.bound(1, 0)
    time = timeline.canvas.time_at(place.x()) + 0.2
    pointer.drag(place, pointer._point(timeline.canvas.x_of(time), place.y()))
    qtbot.waitUntil(lambda: document.rows[1].line.phrases != before)
    first, second = document.rows[1].line.phrases
    assert first.end == pytest.approx(before[0].end + 0.2, abs=0.02)
    assert second.end == before[1].end
    assert document.rows[1].edited
    document.edits.undo()
    qtbot.waitUntil(lambda: document.rows[1].line.phrases == before)


def test_the_pointer_tells_what_it_is_at(companion, timeline, pointer):
    from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
    from PyQt6.QtGui import QMouseEvent
    from PyQt6.QtWidgets import QApplication

    companion.window.cue_list.select([companion.document.rows[3].region_id])
    readout, view = timeline.findChild(object, "readout"), timeline.canvas.view
    [*_, point] = _points(companion, "afraid")

    def told_at(at: QPoint) -> str:
        # Sent to the view itself: the cursor of the screen may be over another window.
        places = (QPointF(at), QPointF(view.mapToGlobal(at)))
        nothing = (Qt.MouseButton.NoButton, Qt.MouseButton.NoButton)
        keys = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, *places, *nothing, keys))
        return readout.text()

    assert f"MARA afraid {point.value:.2f}" in told_at(pointer.lane("afraid", point.time, 0.5))
    assert "MARA: They are inside the wall." in told_at(pointer.region(3))
    start = companion.document.rows[3].line.region.start
    as_the_demo_counts, otherwise = (Clock(TimeBase(RATES[name])) for name in ("25", "50"))
    assert told_at(pointer.region(3)).startswith(as_the_demo_counts.text(start))
    timeline.set_clock(otherwise)
    assert not readout.text()
    assert told_at(pointer.region(3)).startswith(otherwise.text(start))


def test_the_waveform_of_the_chosen_take_is_shown(companion, timeline, qtbot):
    document, canvas = companion.document, timeline.canvas
    document.render([document.rows[3].region_id])
    qtbot.waitUntil(lambda: document.rows[3].state is TakeState.DONE)
    box = canvas.boxes[3]
    assert box.take == document.rows[3].takes[-1]
    qtbot.waitUntil(lambda: timeline.takes.peaks(box.take) is not None)
    wave = canvas.look.waveform.rgb()
    image = canvas.view.grab().toImage()
    x = round(canvas.x_of((box.start + box.end) / 2) * image.devicePixelRatio())
    column = [image.pixel(x, y) for y in range(canvas.rows.lanes_top)]
    assert wave in column


def test_what_was_scrolled_looks_as_if_painted_anew(companion, timeline, qtbot):
    from PyQt6.QtCore import QCoreApplication, QEvent

    canvas, window = timeline.canvas, companion.window
    companion.window.cue_list.select([companion.document.rows[3].region_id])
    canvas.fit(10.0, 30.0)
    for time, at in ((12.0, 30), (11.0, 47), (14.0, 3), (9.0, 211)):
        timeline.set_playhead(time)
        canvas.hold(time, at)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
    place = canvas.view.mapTo(window, canvas.view.rect().topLeft())
    shown = window.screen().grabWindow(
        window.winId(), place.x(), place.y(), canvas.view.width(), canvas.view.height()
    )
    anew = _bytes(canvas.view.grab())
    # Smoothed lines that begin elsewhere differ by a shade that nobody sees.
    assert np.abs(_bytes(shown) - anew).max() < 40


def test_regions_are_whole_in_letters_of_every_size(companion, timeline):
    for scale in (1.0, 2.0, 1.0):
        companion.change(replace(companion.settings, scale=scale))
        rows, height = timeline.canvas.rows, timeline.canvas.look.metrics.height()
        assert timeline.canvas.minimumHeight() == rows.lanes_top + height
