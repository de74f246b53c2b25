"""Show a scene over time: lay it out, scroll, zoom and paint it.

What the pointer does to it is in `gui.timeline.hand`, how it is travelled in `gui.timeline.travel`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QAbstractScrollArea, QWidget

from daw_bridge.take_library import TakeRecord
from gui.clock import Clock
from gui.timeline.boxes import Boxes
from gui.timeline.lanes import paint_lane
from gui.timeline.look import Look
from gui.timeline.names import Names
from gui.timeline.regions import FindPeaks, RegionPainter, region_rect
from gui.timeline.rows import Area, Band, Rows
from gui.timeline.ruler import paint_ruler, ruler_ticks
from gui.timeline.scale import Scale
from gui.timeline.scene import LaneKey, RegionBox, Strip

ZOOM_STEP = 1.25
"""How much closer one notch of the wheel, or one key, brings."""

_STEP = 20
"""Pixels that an arrow of the scroll bar goes."""

_LANES_IN_SIGHT = 1
"""Lines of text that the lanes have at least."""

_AIR = 0.04
"""Share of what is shown that is left free beside what was asked for."""

_PLAYHEAD, _PLAYHEAD_REACH = 2, 6
"""Pixels of its line, and of all of it on either side."""

_MANY = 50
"""Regions beyond which it is quicker to paint all that is seen than to find out which they are."""


class Canvas(QAbstractScrollArea):
    """Paint regions and lanes, as far as they are seen.

    Pixels of the scale count from the start of the project; those of the viewport from its left.

    Args:
        peaks: gives a take's peaks where they are known by now.
    """

    def __init__(self, look: Look, peaks: FindPeaks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.scale = Scale.fitted(0.0, 0.0, 1)
        self.boxes = Boxes()
        self.strips: list[Strip] = []
        self.chosen: frozenset[str] = frozenset()
        self.playhead: float | None = None
        self.rows = Rows.of(look.metrics.height(), 1, (), 0)
        self._peaks = peaks
        self._clock = Clock()
        self._all_seen = True
        self._names = Names(self, self)
        self.view.setMouseTracking(True)
        # Qt only moves what is painted already where it knows that nothing shines through.
        self.view.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # A bar that goes where all is seen would give everything another height in mid-zoom.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setObjectName("timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._ask_for_room()

    @property
    def view(self) -> QWidget:
        """Give what is painted on, and what the pointer is on."""
        view = self.viewport()
        assert view is not None  # a scroll area has one from the beginning
        return view

    @property
    def left(self) -> int:
        """Give the pixel of the scale that is leftmost."""
        bar = self.horizontalScrollBar()
        return bar.value() if bar else 0

    @property
    def top(self) -> int:
        """Give the pixel of the lanes that is topmost."""
        bar = self.verticalScrollBar()
        return bar.value() if bar else 0

    @property
    def lanes_scroll(self) -> bool:
        """Tell whether there are more lanes than there is room for."""
        bar = self.verticalScrollBar()
        return bar is not None and bar.maximum() > 0

    def set_look(self, look: Look) -> None:
        """Paint in other colours or in another size."""
        self.look = look
        self._lay_out()
        self._ask_for_room()

    def set_clock(self, clock: Clock) -> None:
        """Write the times of the ruler in another way."""
        self._clock = clock
        self.view.update()

    def show_boxes(self, boxes: Iterable[RegionBox]) -> None:
        """Show regions, in order of their starts."""
        self.boxes = Boxes(boxes)
        start = min(self.boxes.start, 0.0)
        end = max(self.boxes.end * (1 + _AIR), start + 1.0)
        self.scale = replace(self.scale, start=start, end=end)
        self._lay_out()

    def show_some(self, boxes: Mapping[int, RegionBox]) -> None:
        """Show some regions, by their places, as they are now; none of them has moved."""
        for place, box in boxes.items():
            self.boxes.put(place, box)
        self._update_boxes(boxes.values())

    def show_take(self, take: TakeRecord) -> None:
        """Show the waveform of a take whose peaks were not known until now."""
        places = self.boxes.places([take.region_id])
        self._update_boxes([self.boxes[place] for place in places], self.rows.lanes_top)

    def show_strips(self, strips: Iterable[Strip]) -> None:
        """Show lanes."""
        self.strips = list(strips)
        self._lay_out()

    def show_strip(self, strip: Strip) -> None:
        """Show one lane as it is now."""
        for index, shown in enumerate(self.strips):
            if shown.key == strip.key:
                self.strips[index] = strip
        self._lay_rows()
        self.view.update()
        self._names.update()

    def show_phrases(self, region_id: str, spans: tuple[tuple[float, float], ...]) -> None:
        """Show the phrases of a region where they are being carried to."""
        places = self.boxes.places([region_id])
        self.show_some({place: replace(self.boxes[place], phrases=spans) for place in places})

    def choose(self, region_ids: frozenset[str]) -> None:
        """Mark regions as chosen, and scroll to them where none is seen."""
        if region_ids == self.chosen:
            return
        self.mark(region_ids)
        places = self.boxes.places(region_ids)
        if places and not self.boxes.meet(places, self.time_at(0.0), self.time_at(self._width)):
            self.scroll_to(self.boxes[places[0]].start)

    def mark(self, region_ids: frozenset[str]) -> None:
        """Mark regions as chosen, wherever they are."""
        changed, self.chosen = self.chosen ^ region_ids, region_ids
        self._update_boxes([self.boxes[place] for place in self.boxes.places(changed)])

    def set_playhead(self, seconds: float | None) -> None:
        """Show where is played; what leaves the view in front of the user's eyes is followed."""
        before, self.playhead = self.playhead, seconds
        was_seen = before is not None and 0 <= self.x_of(before) <= self._width
        for time in (before, seconds):
            if time is not None:
                x = round(self.x_of(time))
                self.view.update(x - _PLAYHEAD_REACH, 0, 2 * _PLAYHEAD_REACH, self.view.height())
        if seconds is not None and was_seen and self.x_of(seconds) > self._width:
            self.scroll_to(seconds)

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Come closer, or go back; the time at a pixel of the viewport stays where it is.

        Without a pixel it is the playhead that stays, or else the middle.
        """
        if at is None:
            at = self._width / 2
            if self.playhead is not None and 0 <= self.x_of(self.playhead) <= self._width:
                at = self.x_of(self.playhead)
        time = self.time_at(at)
        self._all_seen = False
        self._set_scale(self.scale.zoomed(factor, self._width), time, at)

    def fit_all(self) -> None:
        """Show the whole project."""
        self._all_seen = True
        self._set_scale(self.scale.zoomed(0.0, self._width), self.scale.start, 0.0)

    def fit(self, start: float, end: float) -> None:
        """Show a stretch of time, with some air around it."""
        self._all_seen = False
        pixels = self._width * (1 - 2 * _AIR) / max(end - start, 1e-3)
        scale = self.scale.zoomed(pixels / self.scale.pixels, self._width)
        self._set_scale(scale, (start + end) / 2, self._width / 2)

    def hold(self, time: float, at: float) -> None:
        """Scroll so that a time is at a pixel of the viewport."""
        self.scroll_by(round(self.scale.x(time) - at) - self.left, 0)

    def scroll_to(self, time: float) -> None:
        """Show what follows a time."""
        self.hold(time, self._width * _AIR)

    def scroll_by(self, across: int, down: int) -> None:
        """Scroll by pixels, through time and over the lanes."""
        for bar, step in ((self.horizontalScrollBar(), across), (self.verticalScrollBar(), down)):
            if bar is not None:
                bar.setValue(bar.value() + step)

    def x_of(self, time: float) -> float:
        """Give the pixel of the viewport at which a time is shown."""
        return self.scale.x(time) - self.left

    def time_at(self, x: float) -> float:
        """Give the time at a pixel of the viewport."""
        return self.scale.time(self.left + x)

    def lane_y(self, y: float) -> float:
        """Give the pixel of the lanes at a pixel of the viewport."""
        return y - self.rows.lanes_top + self.top

    def box_at(self, place: QPointF) -> RegionBox | None:
        """Give the region at a pixel of the viewport; of those drawn over each other the last."""
        if self.rows.area(place.y()) is not Area.REGIONS:
            return None
        layer, x = self.rows.layer_at(place.y()), place.x()
        found = self.boxes.within(self.time_at(x - 1), self.time_at(x + 1))
        return next((box for box in reversed(found) if box.layer == layer), None)

    def boxes_in(self, area: QRect) -> list[RegionBox]:
        """List the regions that have something in an area of the viewport."""
        found = self.boxes.within(self.time_at(area.left()), self.time_at(area.right()))
        rects = ((box, region_rect(box, self.rows, self.scale)) for box in found)
        return [
            box
            for box, rect in rects
            if rect.top() <= area.bottom() and rect.bottom() >= area.top()
        ]

    def band_at(self, place: QPointF) -> Band | None:
        """Give the row of the lanes at a pixel of the viewport."""
        in_lanes = self.rows.area(place.y()) is Area.LANES
        return self.rows.band_at(self.lane_y(place.y())) if in_lanes else None

    def band_of(self, key: LaneKey) -> Band | None:
        """Give the row of a lane."""
        return next((b for b in self.rows.bands if b.strip and b.strip.key == key), None)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint what is new."""
        if event is not None:
            painter = QPainter(self.view)
            self._paint(painter, event.rect())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already, so that only what comes into view is painted."""
        if dx:
            self.view.scroll(dx, 0)
        if dy:
            lanes = self.view.rect().adjusted(0, self.rows.lanes_top, 0, 0)
            self.view.scroll(0, dy, lanes)
            self._names.update()

    @property
    def _width(self) -> int:
        return self.view.width()

    def _set_scale(self, scale: Scale, time: float, at: float) -> None:
        """Take another scale, with a time at a pixel of the viewport."""
        self.scale = scale
        self._set_ranges()
        self.hold(time, at)
        self.view.update()

    def _ask_for_room(self) -> None:
        """Keep the regions whole, and lanes in sight, in letters of every size."""
        height = self.look.metrics.height()
        regions = Rows.of(height, 1, (), 0).lanes_top
        self.setMinimumHeight(regions + _LANES_IN_SIGHT * height)

    def _lay_out(self) -> None:
        self._lay_rows()
        width = self._names.best_width()
        self.setViewportMargins(width, 0, 0, 0)
        seen = self.view.geometry()
        self._names.setGeometry(seen.left() - width, seen.top(), width, seen.height())
        self._set_ranges()
        if self._all_seen:
            self.fit_all()
        else:
            self._set_scale(self.scale.zoomed(1.0, self._width), self.time_at(0.0), 0.0)
        self._names.update()

    def _lay_rows(self) -> None:
        height = self.look.metrics.height()
        self.rows = Rows.of(height, self.boxes.n_layers, self.strips, self.view.height())

    def _set_ranges(self) -> None:
        across, upright = self.horizontalScrollBar(), self.verticalScrollBar()
        if across is not None and upright is not None:
            across.setRange(0, max(self.scale.length_pixels - self._width, 0))
            across.setPageStep(self._width)
            across.setSingleStep(_STEP)
            room = self.view.height() - self.rows.lanes_top
            upright.setRange(0, max(self.rows.lanes_height - room, 0))
            upright.setPageStep(max(room, 1))
            upright.setSingleStep(self.rows.text_height)

    def _update_boxes(self, boxes: Collection[RegionBox], height: int | None = None) -> None:
        """Let regions be painted anew; where they are many, everything is at once."""
        if len(boxes) > _MANY:
            self.view.update()
            return
        for box in boxes:
            left, right = round(self.x_of(box.start)) - 1, round(self.x_of(box.end)) + 2
            if right > 0 and left < self._width:
                self.view.update(left, 0, right - left, height or self.view.height())

    def _paint(self, painter: QPainter, rect: QRect) -> None:
        look, rows = self.look, self.rows
        first, last = self.left + rect.left(), self.left + rect.right() + 1
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, look.window)
        painter.translate(-self.left, 0)
        crowd = self.boxes.crowd(self.scale, first, last, self.chosen)
        if rect.bottom() >= rows.lanes_top:
            self._paint_lanes(painter, crowd.wide, rect, first, last)
        if rect.top() < rows.lanes_top:
            regions = RegionPainter(painter, look, rows, self.scale, self._peaks)
            regions.paint(crowd, self.chosen, first, last)
        if rect.top() < rows.ruler_height:
            ruler = QRectF(first, 0, last - first, rows.ruler_height - 1)
            marks = ruler_ticks(look, self.scale, first, last, self._clock)
            paint_ruler(painter, look, self.scale, marks, ruler, self._clock)
        self._paint_playhead(painter)
        painter.restore()

    def _paint_lanes(
        self, painter: QPainter, boxes: list[RegionBox], rect: QRect, first: int, last: int
    ) -> None:
        """Paint lanes, on a lighter ground where they are spoken to."""
        rows, look = self.rows, self.look
        lanes = QRectF(first, max(rect.top(), rows.lanes_top), last - first, rect.height())
        painter.save()
        painter.setClipRect(lanes, Qt.ClipOperation.IntersectClip)
        for box in boxes:
            left, right = round(self.scale.x(box.start)), round(self.scale.x(box.end))
            span = QRectF(left, lanes.top(), right - left, lanes.height())
            painter.fillRect(span, look.raised if box.id in self.chosen else look.panel)
        painter.translate(0, rows.lanes_top - self.top)
        top = self.lane_y(lanes.top())
        for band in rows.bands_within(top, top + lanes.height()):
            if band.strip is not None:
                paint_lane(painter, look, self.scale, band, band.strip, first, last)
            else:
                heading = QRectF(first, band.top, last - first, band.height)
                painter.fillRect(heading, look.window)
        painter.restore()

    def _paint_playhead(self, painter: QPainter) -> None:
        if self.playhead is not None:
            x = round(self.scale.x(self.playhead))
            line = QRectF(x - _PLAYHEAD / 2, 0, _PLAYHEAD, self.view.height())
            painter.fillRect(line, self.look.text)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.text)
            reach = _PLAYHEAD_REACH - 1.0
            painter.drawPolygon(QPointF(x - reach, 0), QPointF(x + reach, 0), QPointF(x, reach * 2))
