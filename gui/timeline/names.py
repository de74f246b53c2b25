"""Name the lanes, in a column that stays while time is scrolled."""

from __future__ import annotations

from typing import Protocol

from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from gui.timeline.lanes import OURS, paint_name
from gui.timeline.look import Look
from gui.timeline.rows import Rows
from model.emotion import EMOTIONS

EVERYBODY = "Every line"
"""What a track without a name is called: its lanes speak for whoever has none of their own."""

_PAD = 32


class Scrolled(Protocol):
    """Be what the names stand beside."""

    look: Look
    rows: Rows

    @property
    def top(self) -> int:
        """Give the pixel of the lanes that is topmost."""
        ...


class Names(QWidget):
    """Stand beside a canvas."""

    def __init__(self, canvas: Scrolled, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas

    def best_width(self) -> int:
        """Give the width that the longest name needs."""
        metrics = self._canvas.look.metrics
        return _PAD + max(metrics.horizontalAdvance(name + OURS) for name in EMOTIONS)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the names of the lanes that are seen."""
        canvas, painter = self._canvas, QPainter(self)
        top = canvas.rows.lanes_top
        painter.fillRect(self.rect(), canvas.look.panel)
        painter.setClipRect(self.rect().adjusted(0, top, 0, 0))
        painter.translate(0, top - canvas.top)
        for band in canvas.rows.bands_within(canvas.top, canvas.top + self.height() - top):
            paint_name(painter, canvas.look, band, band.track or EVERYBODY, self.width())
        painter.resetTransform()
        painter.setClipping(False)
        painter.setPen(canvas.look.line)
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())
