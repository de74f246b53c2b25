"""Do what pointer and keys ask of lanes: add, move and delete points, or draw by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QObject, QPointF, Qt, pyqtSignal

from daw_bridge.envelope import Envelope
from gui.timeline.canvas import Canvas
from gui.timeline.lane_edit import (
    Gesture,
    Hit,
    MovePoint,
    MoveWay,
    Part,
    Reach,
    Stroke,
    added,
    hit,
    removed,
)
from gui.timeline.scene import LaneKey, Strip

_REACH = 6
"""Pixels within which a point or a way is held."""

_SLACK = 3
"""Pixels that a press may move before it carries something."""

_NUDGE = 0.05
"""How much a key raises or lowers a point."""

_CURSORS = {
    Part.POINT: Qt.CursorShape.PointingHandCursor,
    Part.WAY: Qt.CursorShape.SizeVerCursor,
    Part.NOTHING: Qt.CursorShape.ArrowCursor,
}

_Hold = Callable[[Callable[[QPointF], None], Callable[[], None]], None]


class LaneHand(QObject):
    """Change the lanes of a canvas.

    Args:
        hold: takes what follows the pointer, and what is done when it lets go.

    Attributes:
        free: whether lanes are drawn by hand, instead of point by point.
    """

    drawn = pyqtSignal(object, str)
    """A lane is to become this `EmotionLane`; the name of the step."""

    def __init__(self, canvas: Canvas, hold: _Hold) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hold = hold
        self._held: tuple[LaneKey, int] | None = None
        self.free = False

    def press(self, place: QPointF) -> None:
        """Begin to draw by hand, or take the point or the way that is under the pointer."""
        strip = self._strip_at(place)
        if strip is None:
            return
        envelope, found = strip.lane.envelope, self._hit(place)
        if self.free:
            self._carry(strip, Stroke(envelope), place, slack=0)
        elif found.part is Part.POINT:
            self._held = strip.key, found.index
            self._carry(strip, MovePoint(envelope.points, found.index), place)
        elif found.part is Part.WAY:
            _, value = self._aim(strip.key, place)
            self._carry(strip, MoveWay(envelope.points, found.index, value), place)

    def activate(self, place: QPointF) -> None:
        """Take the point away that was clicked twice, or put one where there is none."""
        strip, found = self._strip_at(place), self._hit(place)
        if strip is None or self.free:
            return
        if found.part is Part.POINT:
            self._remove(strip, found.index)
        else:
            points, index = added(strip.lane.envelope, *self._aim(strip.key, place))
            self._held = strip.key, index
            self._draw(strip, replace(strip.lane.envelope, points=points), "Add point")

    def press_key(self, key: Qt.Key) -> bool:
        """Move or delete the point that was clicked last; tell whether there is one."""
        strip = self._held_strip()
        if strip is None or self._held is None:
            return False
        match key:
            case Qt.Key.Key_Up:
                self._nudge(strip, self._held[1], _NUDGE)
            case Qt.Key.Key_Down:
                self._nudge(strip, self._held[1], -_NUDGE)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._remove(strip, self._held[1])
            case _:
                return False
        return True

    def let_go(self) -> None:
        """Forget the point that was clicked last."""
        self._held = None

    def cursor(self, place: QPointF) -> Qt.CursorShape:
        """Say by the pointer's shape what a press would do."""
        if self.free and self._strip_at(place) is not None:
            return Qt.CursorShape.CrossCursor
        return _CURSORS[self._hit(place).part]

    def _carry(self, strip: Strip, gesture: Gesture, origin: QPointF, slack: int = _SLACK) -> None:
        shown, moved = strip, False

        def drag(place: QPointF) -> None:
            nonlocal shown, moved
            moved = moved or (place - origin).manhattanLength() > slack
            if moved:
                points = gesture.to(*self._aim(strip.key, place))
                shown = strip.redrawn(replace(strip.lane.envelope, points=points))
                self._canvas.show_strip(shown)

        def drop() -> None:
            if shown.lane != strip.lane:
                self.drawn.emit(shown.lane, gesture.title)

        if not slack:
            gesture.to(*self._aim(strip.key, origin))
        self._hold(drag, drop)

    def _remove(self, strip: Strip, index: int) -> None:
        self._held = None
        points = removed(strip.lane.envelope.points, index)
        self._draw(strip, replace(strip.lane.envelope, points=points), "Delete point")

    def _nudge(self, strip: Strip, index: int, rise: float) -> None:
        points = strip.lane.envelope.points
        moved = MovePoint(points, index).to(points[index].time, points[index].value + rise)
        if moved != points:
            self._draw(strip, replace(strip.lane.envelope, points=moved), "Move point")

    def _draw(self, strip: Strip, envelope: Envelope, title: str) -> None:
        """Show at once what the plan will only say in a moment."""
        redrawn = strip.redrawn(envelope)
        self._canvas.show_strip(redrawn)
        self.drawn.emit(redrawn.lane, title)

    def _aim(self, key: LaneKey, place: QPointF) -> tuple[float, float]:
        """Give the time and the value, in some lane, that the pointer is at."""
        band = self._canvas.band_of(key)
        value = band.value(self._canvas.lane_y(place.y())) if band else 0.0
        return self._canvas.time_at(place.x()), value

    def _hit(self, place: QPointF) -> Hit:
        band = self._canvas.band_at(place)
        if band is None or band.strip is None:
            return Hit(Part.NOTHING)
        reach = Reach(_REACH / self._canvas.scale.pixels, _REACH / band.span)
        return hit(band.strip.lane.envelope, *self._aim(band.strip.key, place), reach)

    def _strip_at(self, place: QPointF) -> Strip | None:
        band = self._canvas.band_at(place)
        return band.strip if band else None

    def _held_strip(self) -> Strip | None:
        """Give the lane of the point that was clicked last, as it is now."""
        band = self._canvas.band_of(self._held[0]) if self._held else None
        strip = band.strip if band else None
        if strip is None or self._held is None:
            return None
        return strip if self._held[1] < len(strip.lane.envelope.points) else None
