"""Two fingers, on a touchpad or on the screen, zoom around what is between them."""

from __future__ import annotations

import pytest


@pytest.fixture
def canvas(timeline):
    timeline.canvas.fit(10.0, 40.0)
    return timeline.canvas


@pytest.fixture
def pad(canvas):
    return Touchpad(canvas.view)


@pytest.fixture
def screen(canvas):
    return Touchscreen(canvas.view)


class Touchpad:
    def __init__(self, view):
        self._view = view

    def zoom(self, x, value):
        from PyQt6.QtCore import QPointF, Qt
        from PyQt6.QtGui import QNativeGestureEvent, QPointingDevice
        from PyQt6.QtWidgets import QApplication

        here = QPointF(x, 50.0)
        there = QPointF(self._view.mapToGlobal(here))
        device = QPointingDevice.primaryPointingDevice()
        kinds = Qt.NativeGestureType
        for kind in (kinds.BeginNativeGesture, kinds.ZoomNativeGesture, kinds.EndNativeGesture):
            told = value if kind == kinds.ZoomNativeGesture else 0.0
            event = QNativeGestureEvent(kind, device, 2, here, here, there, told, QPointF())
            QApplication.sendEvent(self._view, event)


class Touchscreen:
    """Tell a widget of two fingers that go from one pair of places to the next, as Qt does."""

    def __init__(self, view):
        self._view = view

    def pinch(self, *pairs):
        from PyQt6.QtWidgets import QPinchGesture

        flags = QPinchGesture.ChangeFlag
        pinch, before = QPinchGesture(), pairs[0]
        for now in pairs[1:]:
            pinch.setChangeFlags(flags.ScaleFactorChanged | flags.CenterPointChanged)
            pinch.setScaleFactor((now[1] - now[0]) / (before[1] - before[0]))
            pinch.setLastCenterPoint(self._middle(before))
            pinch.setCenterPoint(self._middle(now))
            self._tell(pinch)
            before = now
        # Fingers that are lifted are told with what was told last.
        pinch.setChangeFlags(flags(0))
        self._tell(pinch)

    def _middle(self, pair):
        from PyQt6.QtCore import QPointF

        return self._view.mapToGlobal(QPointF(sum(pair) / 2, 50.0))

    def _tell(self, pinch):
        from PyQt6.QtWidgets import QApplication, QGestureEvent

        QApplication.sendEvent(self._view, QGestureEvent([pinch]))


@pytest.mark.parametrize("value", [0.25, -0.2])
def test_a_touchpad_zooms_around_the_pointer(canvas, pad, value):
    time, pixels = canvas.time_at(300.0), canvas.scale.pixels
    pad.zoom(300.0, value)
    assert canvas.scale.pixels == pytest.approx(pixels * (1 + value))
    assert canvas.time_at(300.0) == pytest.approx(time, abs=1.0 / canvas.scale.pixels)


def test_fingers_on_the_screen_keep_what_is_between_them(canvas, screen):
    time, pixels = canvas.time_at(300.0), canvas.scale.pixels
    screen.pinch((250.0, 350.0), (240.0, 360.0), (200.0, 400.0), (200.0, 400.0))
    assert canvas.scale.pixels == pytest.approx(2.0 * pixels)
    assert canvas.time_at(300.0) == pytest.approx(time, abs=2.0 / canvas.scale.pixels)


def test_fingers_that_move_together_carry_what_is_between_them(canvas, screen):
    time, pixels = canvas.time_at(300.0), canvas.scale.pixels
    screen.pinch((250.0, 350.0), (230.0, 370.0), (330.0, 470.0))
    assert canvas.scale.pixels == pytest.approx(1.4 * pixels)
    assert canvas.time_at(400.0) == pytest.approx(time, abs=2.0 / canvas.scale.pixels)
