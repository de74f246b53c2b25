"""Scroll and zoom a canvas by wheel, touchpad and fingers."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QNativeGestureEvent, QWheelEvent
from PyQt6.QtWidgets import QGestureEvent, QPinchGesture

from gui.timeline.canvas import ZOOM_STEP, Canvas
from gui.timeline.rows import Area

_NOTCH = 120
"""What Qt counts for one notch of a wheel."""

_NOTCH_PIXELS = 80

_Keys = Qt.KeyboardModifier
_MOVED = QPinchGesture.ChangeFlag.ScaleFactorChanged | QPinchGesture.ChangeFlag.CenterPointChanged


class Travel(QObject):
    """Listen to a canvas; what is zoomed stays where pointer or fingers are."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        canvas.view.grabGesture(Qt.GestureType.PinchGesture)
        canvas.view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Take what is ours, and leave the rest to the canvas."""
        match event:
            case QWheelEvent():
                self._turn(event)
            case QNativeGestureEvent():
                if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
                    return False
                self._canvas.zoom(1.0 + event.value(), event.position().x())
            case QGestureEvent():
                pinch = event.gesture(Qt.GestureType.PinchGesture)
                if not isinstance(pinch, QPinchGesture):
                    return False
                self._pinch(pinch)
            case _:
                return False
        return True

    def _turn(self, event: QWheelEvent) -> None:
        """Scroll lanes up and down, all else through time; with Ctrl zoom, with Shift go sideways.

        A wheel that can be turned sideways, or a touchpad, goes both ways everywhere.
        """
        canvas, place, keys = self._canvas, event.position(), event.modifiers()
        across, up = event.angleDelta().x(), event.angleDelta().y()
        if keys & _Keys.ControlModifier:
            canvas.zoom(ZOOM_STEP ** (up / _NOTCH), place.x())
        else:
            upright = canvas.rows.area(place.y()) is Area.LANES and canvas.lanes_scroll
            if keys & _Keys.ShiftModifier or not upright:
                across, up = across + up, 0
            canvas.scroll_by(*(round(-delta * _NOTCH_PIXELS / _NOTCH) for delta in (across, up)))
        event.accept()

    def _pinch(self, pinch: QPinchGesture) -> None:
        """Let what was between the fingers stay there, however they go."""
        # When it ends it tells once more what it told last.
        if pinch.state() == Qt.GestureState.GestureFinished or not pinch.changeFlags() & _MOVED:
            return
        before, now = (
            self._canvas.view.mapFromGlobal(point).x()
            for point in (pinch.lastCenterPoint(), pinch.centerPoint())
        )
        time = self._canvas.time_at(before)
        self._canvas.zoom(pinch.scaleFactor(), before)
        self._canvas.hold(time, now)
