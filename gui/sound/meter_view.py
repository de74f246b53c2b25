"""Show how loud it is; Qt has no meter."""

from __future__ import annotations

import math

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from daw_bridge.audio.meter import Reading
from gui.theme import Theme

FLOOR = -60.0
"""Decibels at the left end; 0 is at the right."""

CEILING = -1.0
"""Decibels of true peak above which a medium may distort."""

SILENT = Reading(*[-math.inf] * 5)
"""As long as nothing was heard."""

_HEIGHT = 14


class MeterView(QWidget):
    """Fill a bar up to the momentary loudness, with a line at the true peak."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reading: Reading | None = None
        self.setAccessibleName("Meter")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def show_reading(self, reading: Reading) -> None:
        """Show how loud it is now."""
        self._reading = reading
        self.setAccessibleDescription(reading_text(reading))
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as twelve letters."""
        return QSize(self.fontMetrics().horizontalAdvance("0") * 12, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Paint bar and peak."""
        painter, theme = QPainter(self), self._theme
        rect = QRectF(self.rect())
        painter.fillRect(rect, QColor(theme.line))
        if (reading := self._reading) is None:
            return
        filled = rect.adjusted(0, 3, 0, -3)
        filled.setWidth(rect.width() * share(reading.momentary))
        painter.fillRect(filled, QColor(theme.waveform))
        hot = reading.true_peak > CEILING
        colour = QColor(theme.error if hot else theme.text)
        at = rect.width() * share(reading.true_peak)
        if at > 0:
            painter.fillRect(QRectF(at - 2, 0, 2, rect.height()), colour)


def share(decibels: float) -> float:
    """Give where on the scale a level lies, from 0 to 1.

    >>> share(0.0), share(-30.0), share(float("-inf"))
    (1.0, 0.5, 0.0)
    """
    return min(max((decibels - FLOOR) / -FLOOR, 0.0), 1.0)


def level_text(decibels: float, unit: str) -> str:
    """Write a level as engineers do.

    >>> level_text(-23.04, "LUFS"), level_text(float("-inf"), "dBTP")
    ('−23.0 LUFS', '−∞ dBTP')
    """
    number = "−∞" if math.isinf(decibels) else f"{decibels:.1f}".replace("-", "−")
    return f"{number} {unit}"


def reading_text(reading: Reading) -> str:
    """Write a reading: the loudness since the take began, and its highest true peak."""
    peak = level_text(reading.highest, "dBTP")
    over = " over" if reading.highest > CEILING else ""
    return f"{level_text(reading.integrated, 'LUFS')}  {peak}{over}"
