"""Draw an emotion as a bar of eight colours."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.theme import SPACE, Theme
from model.emotion import EMOTIONS, NEUTRAL, EmotionVector


def paint_emotion(painter: QPainter, rect: QRectF, emotion: EmotionVector, theme: Theme) -> None:
    """Fill a rectangle with the weights side by side; a sum of 1 fills it whole."""
    painter.fillRect(rect, QColor(theme.line))
    left, full = rect.left(), max(emotion.total, 1.0)
    for name, weight in emotion.as_dict().items():
        width = rect.width() * weight / full
        painter.fillRect(QRectF(left, rect.top(), width, rect.height()), theme.emotion(name))
        left += width


class EmotionBar(QWidget):
    """Show one emotion; words for it stand beside the bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._emotion: EmotionVector = NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def emotion(self) -> EmotionVector:
        """Give what is shown."""
        return self._emotion

    def show_emotion(self, emotion: EmotionVector) -> None:
        """Show another emotion."""
        self._emotion = emotion
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a line's width and half its height."""
        height = self.fontMetrics().height()
        return QSize(len(EMOTIONS) * height, max(height // 2, SPACE))

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(2 * self.fontMetrics().height(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        paint_emotion(painter, QRectF(self.rect()), self._emotion, self._theme)
