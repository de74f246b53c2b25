"""Do what pointer and keys ask of a canvas: choose, hear, locate, bound phrases, carry it along."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent

from gui.timeline.canvas import Canvas
from gui.timeline.choice_hand import ChoiceHand
from gui.timeline.cut_edit import MoveCut, Side, cuts, hit_cut
from gui.timeline.lane_hand import LaneHand
from gui.timeline.rows import Area
from gui.timeline.scene import RegionBox

_REACH = 3
"""Pixels within which the bound of a phrase is held."""


class Hand(QObject):
    """Listen to a canvas.

    Attributes:
        choice: does what is asked of regions as wholes.
        lanes: does what is asked of lanes.
    """

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
        self.choice = ChoiceHand(canvas, self._hold)
        self.lanes = LaneHand(canvas, self._hold)
        canvas.installEventFilter(self)
        canvas.view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take what is ours, and leave the rest to the canvas."""
        if isinstance(event, QKeyEvent) and watched is self._canvas:
            return event.type() == QEvent.Type.KeyPress and self._press_key(event)
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
                self._press(place, event.modifiers())
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

    def _press(self, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        self.lanes.let_go()
        box = self._canvas.box_at(place)
        match self._canvas.rows.area(place.y()):
            case Area.RULER:
                self._hold(self._locate, _nothing)
                self._locate(place)
            case Area.LANES:
                self.lanes.press(place)
            case Area.REGIONS if box is None:
                self.choice.press_nothing(place, keys)
            case Area.REGIONS if not keys and (move := self._cut_at(box, place)) is not None:
                self._hold_cut(box, move)
            case _:
                self.choice.press(box, keys)

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

    def _press_key(self, event: QKeyEvent) -> bool:
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (current := self.choice.current) is not None:
                self.region_activated.emit(current)
            return True
        return self.choice.press_key(key, keys) or self.lanes.press_key(key)


def _nothing() -> None:
    """Drop what leaves no trace."""
