"""Drive the timeline with pointer and keys, in the real window."""

from __future__ import annotations

import pytest


@pytest.fixture
def companion(companion):
    companion.window.resize(1280, 900)
    return companion


@pytest.fixture
def timeline(companion):
    return companion.window.timeline


@pytest.fixture
def pointer(qtbot, timeline):
    return Pointer(qtbot, timeline.canvas)


class Pointer:
    """Say where in the user's words: a region, a lane at a time and a value."""

    def __init__(self, qtbot, canvas):
        self._qtbot, self._canvas = qtbot, canvas

    def region(self, index):
        box = self._canvas.boxes[index]
        x = self._canvas.x_of((box.start + box.end) / 2)
        return self._point(x, self._canvas.rows.layer_top(box.layer) + 5)

    def bound(self, index, phrase):
        box = self._canvas.boxes[index]
        x = self._canvas.x_of(box.phrases[phrase][1])
        return self._point(x, self._canvas.rows.layer_top(box.layer) + 30)

    def lane(self, emotion, time, value):
        band = next(b for b in self._canvas.rows.bands if b.strip and b.strip.key[1] == emotion)
        y = band.y(value) + self._canvas.rows.lanes_top - self._canvas.top
        return self._point(self._canvas.x_of(time), y)

    def click(self, place, *keys):
        self._qtbot.mouseClick(self._canvas.view, left_button(), held(*keys), pos=place)

    def double_click(self, place):
        self._qtbot.mouseDClick(self._canvas.view, left_button(), pos=place)
        self._qtbot.mouseRelease(self._canvas.view, left_button(), pos=place)

    def drag(self, *places, keys=()):
        view = self._canvas.view
        self._qtbot.mousePress(view, left_button(), held(*keys), pos=places[0])
        for place in places[1:]:
            self._qtbot.mouseMove(view, place)
        self._qtbot.mouseRelease(view, left_button(), held(*keys), pos=places[-1])

    def nowhere(self, time):
        """Give a place between the regions, above the lanes."""
        return self._point(self._canvas.x_of(time), self._canvas.rows.lanes_top - 2)

    def wheel(self, place, up, *keys, across=0):
        from PyQt6.QtCore import QPoint, QPointF, Qt
        from PyQt6.QtGui import QWheelEvent
        from PyQt6.QtWidgets import QApplication

        event = QWheelEvent(
            QPointF(place), QPointF(self._canvas.view.mapToGlobal(place)), QPoint(),
            QPoint(across, up), Qt.MouseButton.NoButton,
            held(*keys), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self._canvas.view, event)

    def _point(self, x, y):
        from PyQt6.QtCore import QPoint

        return QPoint(round(x), round(y))


def left_button():
    from PyQt6.QtCore import Qt

    return Qt.MouseButton.LeftButton


def held(*names):
    from PyQt6.QtCore import Qt

    keys = Qt.KeyboardModifier.NoModifier
    for name in names:
        keys |= Qt.KeyboardModifier[f"{name}Modifier"]
    return keys
