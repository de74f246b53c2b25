"""Do what pointer and keys ask of a canvas: choose, hear, locate, bound phrases, carry it along."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent

from gui.timeline.canvas import Canvas
from gui.timeline.cut_edit import MoveCut, Side, cuts, hit_cut
from gui.timeline.lane_hand import LaneHand
from gui.timeline.rows import Area
from gui.timeline.scene import RegionBox

_REACH = 3
"""Pixels within which the bound of a phrase is held."""


class Hand(QObject):
    """Listen to a canvas.

    Attributes:
        lanes: does what is asked of lanes.
    """

    region_clicked = pyqtSignal(str)
    region_activated = pyqtSignal(str)
    located = pyqtSignal(float)

    cut = pyqtSignal(str, object)
    """The phrases of a region are to be bounded at these shares of it."""

    pointed = pyqtSignal(object)
    """The pointer is at this `QPointF` of the viewport, or has left it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._view = canvas.view
        self._drag: Callable[[QPointF], None] | None = None
        self._drop: Callable[[], None] = _nothing
        self.lanes = LaneHand(canvas, self._hold)
        canvas.installEventFilter(self)
        canvas.view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take what is ours, and leave the rest to the canvas."""
        if isinstance(event, QKeyEvent) and watched is self._canvas:
            return event.type() == QEvent.Type.KeyPress and self._press_key(Qt.Key(event.key()))
        if watched is not self._view or event is None:
            return False
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return isinstance(event, QMouseEvent) and self._take_mouse(event)

    def _take_mouse(self, event: QMouseEvent) -> bool:
        place, button = event.position(), event.button()
        match event.type():
            case QEvent.Type.MouseMove:
                if self._drag is None:
                    self._show_cursor(place)
                else:
                    self._drag(place)
                self.pointed.emit(place)
            case QEvent.Type.MouseButtonRelease:
                drop, self._drag, self._drop = self._drop, None, _nothing
                drop()
            case QEvent.Type.MouseButtonPress if button == Qt.MouseButton.LeftButton:
                self._press(place)
            case QEvent.Type.MouseButtonPress if button == Qt.MouseButton.MiddleButton:
                held_at = self._canvas.time_at(place.x())
                self._hold(lambda to: self._canvas.hold(held_at, to.x()), _nothing)
            case QEvent.Type.MouseButtonDblClick if button == Qt.MouseButton.LeftButton:
                self._activate(place)
            case _:
                return False
        return True

    def _hold(self, drag: Callable[[QPointF], None], drop: Callable[[], None]) -> None:
        self._drag, self._drop = drag, drop

    def _press(self, place: QPointF) -> None:
        self.lanes.let_go()
        box = self._canvas.box_at(place)
        if self._canvas.rows.area(place.y()) is Area.RULER:
            self._hold(self._locate, _nothing)
            self._locate(place)
        elif box is None:
            self.lanes.press(place)
        elif (move := self._cut_at(box, place)) is not None:
            self._hold_cut(box, move)
        else:
            self.region_clicked.emit(box.id)

    def _activate(self, place: QPointF) -> None:
        if (box := self._canvas.box_at(place)) is not None:
            self.region_activated.emit(box.id)
        else:
            self.lanes.activate(place)

    def _locate(self, place: QPointF) -> None:
        self.located.emit(max(self._canvas.time_at(place.x()), self._canvas.scale.start))

    def _cut_at(self, box: RegionBox, place: QPointF) -> MoveCut | None:
        reach = _REACH / self._canvas.scale.pixels
        return hit_cut(box.row.line, self._canvas.time_at(place.x()), reach)

    def _hold_cut(self, box: RegionBox, move: MoveCut) -> None:
        spans = box.phrases

        def drag(place: QPointF) -> None:
            nonlocal spans
            spans = move.to(self._canvas.time_at(place.x()))
            self._canvas.show_phrases(box.id, spans)

        def drop() -> None:
            if spans != box.phrases:
                self.cut.emit(box.id, cuts(box.row.line, spans))

        self._hold(drag, drop)

    def _show_cursor(self, place: QPointF) -> None:
        box, view = self._canvas.box_at(place), self._canvas.view
        if box is None:
            shape = self.lanes.cursor(place)
        elif (move := self._cut_at(box, place)) is not None:
            both = move.side is Side.BOTH
            shape = Qt.CursorShape.SplitHCursor if both else Qt.CursorShape.SizeHorCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if view.cursor().shape() != shape:
            view.setCursor(shape)

    def _press_key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._go(1 if key == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._go_to(0 if key == Qt.Key.Key_Home else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._canvas.chosen:
                    self.region_activated.emit(min(self._canvas.chosen))
            case _:
                return self.lanes.press_key(key)
        return True

    def _go(self, step: int) -> None:
        """Choose the next region, or the one before."""
        boxes = self._canvas.boxes
        chosen = boxes.places(self._canvas.chosen)
        at = (chosen[-1] if step > 0 else chosen[0]) + step if chosen else 0
        self._go_to(min(max(at, 0), len(boxes) - 1))

    def _go_to(self, index: int) -> None:
        if self._canvas.boxes:
            self.region_clicked.emit(self._canvas.boxes[index].id)


def _nothing() -> None:
    """Drop what leaves no trace."""
