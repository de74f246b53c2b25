"""What a mark tells of a region is seen without its colour."""

from __future__ import annotations

from PyQt6.QtGui import QFontMetrics

from gui.timeline.boxes import Kind
from gui.timeline.regions import mark_span, shortened
from gui.timeline.rows import Rows


def test_marks_of_different_kinds_stand_on_one_ground_and_differ_in_height():
    rows = Rows.of(16, 2, (), 400)
    spans = [mark_span(kind, rows, 1) for kind in (Kind.EMPTY, Kind.TAKEN, Kind.CHOSEN)]
    assert {top + height for top, height in spans} == {rows.layer_top(1) + rows.box_height}
    heights = [height for _, height in spans]
    assert 0 < heights[0] < heights[1] < heights[2] == rows.box_height


def test_words_are_whole_or_still_tell_something(qapp):
    metrics = QFontMetrics(qapp.font())
    whole = metrics.horizontalAdvance("CAPTAIN HOOK")
    assert shortened("CAPTAIN HOOK", metrics, whole) == "CAPTAIN HOOK"
    assert shortened("CAPTAIN HOOK", metrics, whole - 1).startswith("CAPTAIN")
    assert shortened("CAPTAIN HOOK", metrics, metrics.horizontalAdvance("CA…")) == ""
    assert shortened("●", metrics, metrics.horizontalAdvance("●")) == "●"
    assert shortened("●", metrics, metrics.horizontalAdvance("●") - 1) == ""
